"""`calibrate` under mpirun: the ranks simulate its points together, with the bytes of one process."""

import os
import re
import signal
import time
from functools import partial

import mpi_ranks
import pytest
from conftest import PROGRAM
from mpi_ranks import finished, with_mpi

pytestmark = with_mpi
mpirun = partial(mpi_ranks.mpirun, program=PROGRAM)

CALIBRATE = ("calibrate", "calibration.toml", "-o", "worlds.toml")


@pytest.mark.parametrize("ranks, threads", [(2, 1), (3, 2)])
def test_any_number_of_ranks_finds_the_same_worlds(worlds, found, ranks, threads):
    code, out, errors = finished(mpirun(ranks, *CALIBRATE, "--threads", threads, folder=worlds.folder))
    assert code == 0, errors
    assert (worlds.folder / "worlds.toml").read_bytes() == (found.folder / "worlds.toml").read_bytes()
    assert out.count("worlds. Next: ") == 1 and errors.count("Wave 1: 64 points") == 1
    assert not list(worlds.folder.glob("*.partial"))


def test_points_are_dealt_to_every_rank(worlds):
    """The second of two ranks computes too: it does nothing but simulate points."""
    text = (worlds.folder / "calibration.toml").read_text()
    worlds.write("calibration.toml", text.replace("most = 3", "most = 3, set = { applicants.count = 100000 }"))
    timed = ("bash", "-c", '"$0" "$@" && times > times.$OMPI_COMM_WORLD_RANK')
    code, _, errors = finished(mpirun(2, *CALIBRATE, "--threads", 1, folder=worlds.folder, before=timed))
    assert code == 0, errors
    seconds = []
    for rank in range(2):
        last = (worlds.folder / f"times.{rank}").read_text().split()[2]  # the children's, in user mode
        minutes, rest = re.fullmatch(r"(\d+)m([\d.]+)s", last).groups()
        seconds.append(60 * int(minutes) + float(rest))
    assert seconds[1] > 0.5 * seconds[0], seconds


def stopped_in_the_waves(worlds, rank, how):
    """Three ranks, of which one is sent a signal when something is in the journal."""
    running = mpirun(3, *CALIBRATE, "--threads", 1, folder=worlds.folder)
    journal = worlds.folder / "worlds.toml.partial"
    deadline = time.monotonic() + 60
    while not (journal.exists() and journal.read_bytes().count(b"\n") > 20):
        assert running.poll() is None and time.monotonic() < deadline, finished(running)
        time.sleep(0.005)
    os.kill(mpi_ranks.pids_of_ranks(worlds.folder, 3, PROGRAM)[rank], how)
    return finished(running)


@pytest.mark.parametrize("rank", [0, 1])
def test_one_rank_that_is_told_to_stop_ends_them_all_and_nothing_is_lost(worlds, found, rank):
    code, out, errors = stopped_in_the_waves(worlds, rank, signal.SIGTERM)
    assert (code, out) == (3, ""), errors
    kept = int(re.search(r"Stopped: (\d+) simulated points are kept", errors)[1])
    code, _, errors = finished(mpirun(2, *CALIBRATE, "--resume", folder=worlds.folder))
    assert code == 0 and f"Going on: {kept} points were simulated before" in errors
    assert (worlds.folder / "worlds.toml").read_bytes() == (found.folder / "worlds.toml").read_bytes()


@pytest.mark.parametrize("rank", [0, 2])
def test_a_killed_rank_loses_no_kept_point(worlds, found, rank):
    code, _, _ = stopped_in_the_waves(worlds, rank, signal.SIGKILL)
    assert code != 0 and not (worlds.folder / "worlds.toml").exists()
    done = worlds(*CALIBRATE, "--resume")
    assert done.returncode == 0 and int(re.search(r"Going on: (\d+) points", done.stderr)[1]) > 20
    assert (worlds.folder / "worlds.toml").read_bytes() == (found.folder / "worlds.toml").read_bytes()


def test_what_is_refused_is_said_once(worlds, found):
    text = (worlds.folder / "calibration.toml").read_text()
    worlds.write("calibration.toml", text + "nonsense = 1\n")
    code, out, errors = finished(mpirun(3, *CALIBRATE, folder=worlds.folder))
    assert (code, out) == (2, "") and errors.count("calibration.toml:") == 1
    worlds.write("calibration.toml", text.replace("seed = 7", "seed = 8"))
    before = (found.folder / "worlds.toml").read_bytes()
    (worlds.folder / "worlds.toml").write_bytes(before)
    code, out, errors = finished(mpirun(3, *CALIBRATE, folder=worlds.folder))
    assert (code, out) == (2, "") and errors.count("holds worlds of another calibration") == 1
    assert (worlds.folder / "worlds.toml").read_bytes() == before


def test_ranks_that_read_different_files_are_refused(worlds):
    """As with copies on the machines, of which one is old."""
    other = worlds.folder / "other"
    other.mkdir()
    for name in ("calibration.toml", "targets.toml", "loans.toml"):
        (other / name).write_text((worlds.folder / name).read_text())
    (other / "loans.toml").write_text((worlds.folder / "loans.toml").read_text().replace("count = 2000", "count = 300"))
    second_elsewhere = ("sh", "-c", 'test "$OMPI_COMM_WORLD_RANK" = 1 && cd other; exec "$0" "$@"')
    code, out, errors = finished(mpirun(3, *CALIBRATE, folder=worlds.folder, before=second_elsewhere))
    assert (code, out) == (2, "") and errors.count("rank 1 reads another calibration than rank 0") == 1
    assert not list(worlds.folder.glob("worlds.toml*"))


def test_a_first_rank_that_cannot_keep_points_ends_them_all(worlds):
    small_disk = ("sh", "-c", 'test "$OMPI_COMM_WORLD_RANK" = 0 && ulimit -f 2; exec "$0" "$@"')
    code, out, errors = finished(mpirun(3, *CALIBRATE, folder=worlds.folder, before=small_disk))
    assert (code, out) == (1, "") and errors.count("worlds.toml.partial cannot be written") == 1
    assert not (worlds.folder / "worlds.toml").exists()


def test_the_plan_is_said_once_and_counts_every_rank(worlds):
    code, out, errors = finished(mpirun(2, "calibrate", "calibration.toml", "--dry-run", "--threads", 1, folder=worlds.folder))
    assert (code, errors) == (0, "")
    assert out.count("3 parameters, 2 targets") == 1
    assert not list(worlds.folder.glob("*.partial"))
