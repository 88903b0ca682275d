"""Files that this program did not write are left as they are by every option that names a file to write."""

import fcntl
import gzip
import os
import resource
import signal
import subprocess

import h5py
import pytest
from conftest import names
from toy_sweep import PROGRAM, RUN, SWEEP, make, streetlight

SHARDS = ("merge", "a.h5", "-o", "data.h5")
EXPORT = ("export", "a.h5", "--metric", "level", "-o")


def foreign(path):
    with h5py.File(path, "w") as file:
        file["ten_years_of_work"] = range(10)


def changed(path):
    path.write_bytes((path.parent / "a.h5").read_bytes())
    with h5py.File(path, "r+") as file:
        file.attrs["my_notes"] = "do not lose"


def notes(path):
    path.write_text("scenario of my novel\n\n" * 10)


def packed(path):
    path.write_bytes(gzip.compress(b"family,score\n1,0.5\n"))


@pytest.fixture
def result(folder):
    assert streetlight(*RUN, folder=folder).returncode == 0
    return folder


@pytest.mark.parametrize(
    "arguments, name, write, message",
    [
        (("run", "sweep.toml", "-o", "data.h5"), "data.h5", foreign, "not a result file"),
        (("run", "sweep.toml", "-o", "data.h5", "--resume"), "data.h5", foreign, "not a result file"),
        (SHARDS, "data.h5", foreign, "not a result file"),
        (("slurm", "sweep.toml", "-o", "data.h5"), "data.h5", foreign, "not a result file"),
        (("run", "sweep.toml", "-o", "data.h5"), "data.h5", changed, "not a result file as this program leaves it"),
        ((*EXPORT, "table.csv"), "table.csv", notes, "not a table that this program exported"),
        ((*EXPORT, "table.csv.gz"), "table.csv.gz", packed, "not a table that this program exported"),
        (("run", "sweep.toml", "-o", "b.h5", "--log", "log"), "log", notes, "not a log of runs"),
        (("slurm", "sweep.toml", "-o", "b.h5"), "b.sbatch", notes, "not a script that this program wrote"),
    ],
)
def test_a_file_of_somebody_else_stays(result, arguments, name, write, message):
    write(result / name)
    before, mine = names(result), (result / name).read_bytes()
    done = streetlight(*arguments, folder=result)
    assert done.returncode == 2 and f"{name}: there is already a file" in done.stderr and message in done.stderr, done.stderr
    assert (result / name).read_bytes() == mine
    assert names(result) == before


@pytest.mark.parametrize(
    "arguments, name",
    [
        ((*EXPORT, "table.csv"), "table.csv"),
        ((*EXPORT, "table.csv.gz"), "table.csv.gz"),
        (("slurm", "sweep.toml", "-o", "b.h5", "--array", 2), "b.sbatch"),
    ],
)
def test_an_own_file_is_replaced(result, arguments, name):
    (result / name).touch()  # an empty one is nobody's
    assert streetlight(*arguments, folder=result).returncode == 0
    first = (result / name).read_bytes()
    assert len(first) > 0
    again = streetlight(*arguments, folder=result)
    assert again.returncode == 0, again.stderr
    assert (result / name).read_bytes() == first


def test_an_own_log_is_added_to(result):
    for lines in (24, 48):
        done = streetlight("run", "sweep.toml", "-o", "b.h5", "--log", "log", folder=result)
        assert done.returncode == 0, done.stderr
        assert len((result / "log").read_text().splitlines()) == lines


def writing(path):
    """A name as `export` gives it to a table that it is making."""
    return path.with_name(f"{path.name}.00c0ffee00c0ffee.writing")


def test_a_table_is_made_by_one_process_at_a_time(result):
    with open(writing(result / "table.csv"), "w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        done = streetlight(*EXPORT, "table.csv", folder=result)
        assert done.returncode == 2 and "another process is writing this output" in done.stderr
    # Nobody holds it any more: what a killed one left is not a hindrance, and goes.
    writing(result / "table.csv").write_text("half a table" * 100_000)
    assert streetlight(*EXPORT, "table.csv", folder=result).returncode == 0
    assert (result / "table.csv").read_text().startswith("scenario,point,")
    assert names(result) == ["a.h5", "sweep.toml", "table.csv"]


@pytest.mark.parametrize("name", ["table.csv.writing", "table.csv.0.writing", "table.csv.00c0ffee00c0ffee.writing.txt"])
@pytest.mark.parametrize("kind", ["file", "link", "folder"])
def test_a_name_beside_a_table_is_left_alone(result, name, kind):
    (result / "mine.txt").write_text("precious")
    if kind == "file":
        (result / name).write_text("precious")
    elif kind == "link":
        (result / name).symlink_to("mine.txt")
    else:
        (result / name).mkdir()
    before = names(result)
    done = streetlight(*EXPORT, "table.csv", folder=result)
    assert done.returncode == 0, done.stderr
    assert names(result) == sorted([*before, "table.csv"]) and (result / "mine.txt").read_text() == "precious"
    assert kind != "file" or (result / name).read_text() == "precious"
    assert kind != "link" or (result / name).is_symlink()


def test_a_link_by_the_name_of_an_unfinished_table_is_not_followed(result):
    (result / "mine.txt").write_text("precious")
    writing(result / "table.csv").symlink_to("mine.txt")
    assert streetlight(*EXPORT, "table.csv", folder=result).returncode == 0
    assert (result / "mine.txt").read_text() == "precious" and writing(result / "table.csv").is_symlink()


@pytest.mark.parametrize("there", ["nothing", "a table"])
@pytest.mark.parametrize("arguments, name", [(EXPORT, "table.csv"), (("slurm", "sweep.toml", "-o", "b.h5", "--script"), "b.sh")])
def test_a_link_stays_and_the_file_that_it_leads_to_is_written(result, arguments, name, there):
    (result / "disk").mkdir()
    (result / name).symlink_to(f"disk/{name}")
    if there == "a table":
        assert streetlight(*arguments, f"disk/{name}", folder=result).returncode == 0
        (result / f"disk/{name}").chmod(0o600)
    done = streetlight(*arguments, name, folder=result)
    assert done.returncode == 0, done.stderr
    assert (result / name).is_symlink() and names(result / "disk") == [name]
    assert (result / f"disk/{name}").stat().st_size > 0
    # Who could not read the earlier table cannot read the new one.
    assert there == "nothing" or (result / f"disk/{name}").stat().st_mode & 0o777 == 0o600


def test_links_in_a_circle_are_refused(result):
    (result / "table.csv").symlink_to("other.csv")
    (result / "other.csv").symlink_to("table.csv")
    done = streetlight(*EXPORT, "table.csv", folder=result)
    assert done.returncode == 2 and "table.csv: is a link that leads in a circle" in done.stderr


@pytest.mark.parametrize("change", ["made", "changed", "replaced", "removed", "linked"])
def test_a_table_that_appears_or_changes_meanwhile_stays(result, change):
    """The export is halted in the middle while somebody else is at work."""
    make(result, "long.toml", SWEEP.replace("months = 12", "months = 2400"))
    assert streetlight("run", "long.toml", "-o", "long.h5", folder=result).returncode == 0
    table, export = result / "table.csv", ("export", "long.h5", "-o", "table.csv")
    if change != "made" and change != "linked":
        assert streetlight(*EXPORT, "table.csv", folder=result).returncode == 0
    running = subprocess.Popen([PROGRAM, *export], cwd=result, stderr=subprocess.PIPE, text=True)
    try:
        while not list(result.glob("table.csv.*.writing")):
            assert running.poll() is None, running.communicate()
        running.send_signal(signal.SIGSTOP)
        if change == "removed":
            table.unlink()
        elif change == "linked":
            table.symlink_to("mine.txt")
        else:
            if change == "replaced":
                table.unlink()
            table.write_text("mine")
    finally:
        running.send_signal(signal.SIGCONT)
    errors = running.communicate(timeout=60)[1]
    # Halted early, the command has not looked at the earlier table yet and refuses somebody's file at once.
    refused = running.returncode == 2 and "it is not a table that this program exported" in errors
    assert refused or running.returncode == 1 and "table.csv: somebody has made" in errors and "it was not written" in errors, errors
    assert not list(result.glob("*.writing")) and not (result / "mine.txt").exists()
    if change == "linked":
        assert table.is_symlink()
    elif change == "removed":
        assert not table.exists()
    else:
        assert table.read_text() == "mine"


@pytest.mark.parametrize("kind", ["link", "pipe", "folder", "device"])
def test_a_log_is_a_file(result, kind):
    (result / "mine.txt").write_text("precious")
    if kind == "link":
        (result / "log").symlink_to("mine.txt")
    elif kind == "device":
        (result / "log").symlink_to("/dev/null")
    else:
        os.mkfifo(result / "log") if kind == "pipe" else (result / "log").mkdir()
    before = names(result)
    done = streetlight("run", "sweep.toml", "-o", "b.h5", "--log", "log", folder=result)
    assert done.returncode == 2 and "log: " in done.stderr, done.stderr
    assert names(result) == before and (result / "mine.txt").read_text() == "precious"


def test_a_log_behind_a_link_is_added_to_there(result):
    (result / "disk").mkdir()
    (result / "log").symlink_to("disk/log")
    (result / "disk/log").touch()
    assert streetlight("run", "sweep.toml", "-o", "b.h5", "--log", "log", folder=result).returncode == 0
    assert (result / "log").is_symlink() and len((result / "disk/log").read_text().splitlines()) == 24
    (result / "log").unlink()
    (result / "log").symlink_to("nowhere/log")
    done = streetlight("run", "sweep.toml", "-o", "c.h5", "--log", "log", folder=result)
    assert done.returncode == 2 and "log: the log cannot be" in done.stderr and not (result / "c.h5").exists()


def test_a_log_whose_disk_is_full_is_told_and_ends_nothing(result):
    limited = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, resource.RLIM_INFINITY))
    assert streetlight("run", "sweep.toml", "-o", "b.h5", "--log", "log", folder=result).returncode == 0
    (result / "log").write_text((result / "log").read_text() * 2000)
    done = streetlight("run", "sweep.toml", "-o", "b.h5", "--log", "log", folder=result, preexec_fn=limited)
    assert done.returncode == 1 and done.stderr.count("note: log: a line could not be written: File too large") == 1
    assert "log lacks " in done.stderr and "The results are not touched" in done.stderr
    assert streetlight("info", "b.h5", folder=result).returncode == 0
