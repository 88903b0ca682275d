"""Files that this program did not write are left as they are by every option that names a file to write."""

import fcntl
import gzip

import h5py
import pytest
from conftest import names
from toy_sweep import RUN, streetlight

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
        (("run", "sweep.toml", "-o", "data.h5"), "data.h5", foreign, "no result file"),
        (("run", "sweep.toml", "-o", "data.h5", "--resume"), "data.h5", foreign, "no result file"),
        (SHARDS, "data.h5", foreign, "no result file"),
        (("slurm", "sweep.toml", "-o", "data.h5"), "data.h5", foreign, "no result file"),
        (("run", "sweep.toml", "-o", "data.h5"), "data.h5", changed, "no result file as this program leaves it"),
        ((*EXPORT, "table.csv"), "table.csv", notes, "no table that this program exported"),
        ((*EXPORT, "table.csv.gz"), "table.csv.gz", packed, "no table that this program exported"),
        (("run", "sweep.toml", "-o", "b.h5", "--log", "log"), "log", notes, "no log of runs"),
        (("slurm", "sweep.toml", "-o", "b.h5"), "b.sbatch", notes, "no script that this program wrote"),
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


def test_a_table_is_made_by_one_process_at_a_time(result):
    with open(result / "table.csv.writing", "w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        done = streetlight(*EXPORT, "table.csv", folder=result)
        assert done.returncode == 2 and "another process is writing this output" in done.stderr
    # Nobody holds it any more: what a killed one left is no hindrance.
    (result / "table.csv.writing").write_text("half a table" * 100_000)
    assert streetlight(*EXPORT, "table.csv", folder=result).returncode == 0
    assert (result / "table.csv").read_text().startswith("scenario,point,")
    assert not (result / "table.csv.writing").exists()


def test_a_table_of_an_unfinished_results_name_leaves_its_runs(result):
    (result / "b.h5.partial").write_bytes(b"a journal with a week of runs")
    assert streetlight(*EXPORT, "b.h5", folder=result).returncode == 0
    assert (result / "b.h5.partial").read_bytes() == b"a journal with a week of runs"
