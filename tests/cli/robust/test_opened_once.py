"""A file is opened once and used by its descriptor: what gets its name, or its folder's, afterwards is neither read nor touched."""

import os
import subprocess
import threading
import time

import pytest
from conftest import names
from toy_sweep import PROGRAM, RUN, SWEEP, make, streetlight

PRECIOUS = b"ten years of work\n"
SLOW = "population.size = 200000\n" + SWEEP


@pytest.fixture(scope="module")
def slow(tmp_path_factory) -> bytes:
    """What the slow run leaves when nobody meddles."""
    folder = tmp_path_factory.mktemp("slow")
    make(folder, text=SLOW)
    assert streetlight(*RUN, folder=folder).returncode == 0
    return (folder / "a.h5").read_bytes()


def begun(folder, output="a.h5", *options):
    """A run that has stored its first run, and has most of its work before it."""
    make(folder, text=SLOW)
    running = subprocess.Popen(
        [PROGRAM, "run", "sweep.toml", "--quiet", "-o", output, *options], cwd=folder, stderr=subprocess.PIPE, text=True
    )
    journal = folder / f"{output}.partial"
    while running.poll() is None and not (journal.exists() and journal.stat().st_size > 4000):
        time.sleep(0.002)
    assert running.poll() is None, running.stderr.read()
    return running


def ended(running):
    said = running.communicate(timeout=120)[1]
    return running.returncode, said


def test_a_folder_that_is_moved_keeps_its_output(folder, slow):
    """The result goes into the folder that was there when the run began, wherever that is by now."""
    (folder / "out").mkdir()
    running = begun(folder, "out/a.h5")
    (folder / "out").rename(folder / "moved")
    (folder / "out").mkdir()
    (folder / "out" / "a.h5").write_bytes(PRECIOUS)
    (folder / "out" / "a.h5.partial").write_bytes(PRECIOUS)
    code, said = ended(running)
    assert code == 0, said
    assert names(folder / "moved") == ["a.h5"] and (folder / "moved" / "a.h5").read_bytes() == slow
    assert names(folder / "out") == ["a.h5", "a.h5.partial"]
    assert {path.read_bytes() for path in (folder / "out").iterdir()} == {PRECIOUS}


def test_somebody_elses_file_in_the_journals_place_stays(folder, slow):
    running = begun(folder)
    (folder / "a.h5.partial").rename(folder / "moved.partial")
    (folder / "a.h5.partial").write_bytes(PRECIOUS)
    code, said = ended(running)
    assert code == 0, said
    assert (folder / "a.h5").read_bytes() == slow
    assert (folder / "a.h5.partial").read_bytes() == PRECIOUS


def test_lines_of_a_log_follow_the_file(folder):
    running = begun(folder, "a.h5", "--log", "log")
    (folder / "log").rename(folder / "moved")
    (folder / "log").write_bytes(PRECIOUS)
    code, said = ended(running)
    assert code == 0, said
    assert len((folder / "moved").read_text().splitlines()) == 24
    assert (folder / "log").read_bytes() == PRECIOUS


def test_an_experiment_is_read_once(folder, whole):
    """Out of a pipe, which gives its text once only."""
    (folder / "sweep.toml").unlink()
    os.mkfifo(folder / "sweep.toml")
    writer = threading.Thread(target=lambda: (folder / "sweep.toml").write_text(SWEEP), daemon=True)
    writer.start()
    done = streetlight(*RUN, folder=folder)
    assert done.returncode == 0, done.stderr
    assert (folder / "a.h5").read_bytes() == whole


@pytest.mark.parametrize("swapped_for", ["another result", "no result"])
def test_a_result_is_read_to_its_end_though_its_name_is_another_files_by_then(folder, swapped_for):
    """`export` stands still as long as nobody reads what it writes; the file is swapped meanwhile."""
    make(folder, text=SWEEP.replace("months = 12", "months = 240"))
    command = ("export", "a.h5", "-o", "-")
    assert streetlight(*RUN, "--seed", "2", folder=folder).returncode == 0
    other = (folder / "a.h5").read_bytes()
    assert streetlight(*RUN, "--replace", folder=folder).returncode == 0
    wanted = streetlight(*command, folder=folder).stdout
    assert len(wanted) > 10 * 65536  # more than a pipe holds

    exporting = subprocess.Popen([PROGRAM, *command], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    first = os.read(exporting.stdout.fileno(), 1)  # it has begun, and fills the pipe next
    (folder / "b.h5").write_bytes(other if swapped_for == "another result" else PRECIOUS)
    (folder / "b.h5").rename(folder / "a.h5")
    rest, said = exporting.communicate(timeout=120)
    assert exporting.returncode == 0, said
    assert (first + rest).decode() == wanted
