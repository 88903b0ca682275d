"""mpirun deals the runs of one experiment to ranks: the same bits as one process, and nothing lost with a rank."""

import os
import re
import signal
import time
from functools import partial

import pytest
import mpi_ranks
from mpi_ranks import BUILT_WITH_MPI, finished, with_mpi
from toy_sweep import PROGRAM, SWEEP, make, streetlight

mpirun = partial(mpi_ranks.mpirun, program=PROGRAM)
pids_of_ranks = partial(mpi_ranks.pids_of_ranks, program=PROGRAM)

SLOW = "population.size = 20000\n" + SWEEP.replace("months = 12", "months = 60").replace("replicates = 4", "replicates = 20")

# For one rank alone, $0: files may not grow beyond $1 blocks of 512 bytes; the further words are the command.
SMALL_DISK = ("sh", "-c", 'test "$OMPI_COMM_WORLD_RANK" = "$0" && ulimit -f "$1"; shift; exec "$@"')


@with_mpi
@pytest.mark.parametrize("ranks", [1, 2, 3])
def test_any_number_of_ranks_gives_the_bits_of_one_process(folder, whole, ranks):
    code, out, errors = finished(mpirun(ranks, "run", "sweep.toml", "-o", "a.h5", "--log", "log", folder=folder))
    assert (code, errors) == (0, "")
    assert out == "a.h5: 24 runs. Next: streetlight compare 'a.h5' --baseline 'Baseline'\n"
    assert (folder / "a.h5").read_bytes() == whole
    assert sorted(path.name for path in folder.glob("a.h5*")) == ["a.h5"]
    logged = [line.rpartition(": ")[2] for log in folder.glob("log*") for line in log.read_text().splitlines()]
    assert len(logged) == len(set(logged)) == 24


@with_mpi
def test_a_note_is_told_once(folder):
    make(folder, text=SWEEP.replace("set = { programme.enabled = true }", ""))
    alone = streetlight("run", "sweep.toml", "--quiet", "-o", "b.h5", folder=folder).stderr
    assert alone.count("note: ") == 1, alone
    assert finished(mpirun(3, "run", "sweep.toml", "--quiet", "-o", "a.h5", folder=folder))[2] == alone


def slow_run(folder):
    """Three ranks in the middle of the slow sweep, each with runs behind it; whole.h5 is what it should give."""
    make(folder, "slow.toml", SLOW)
    assert streetlight("run", "slow.toml", "-o", "whole.h5", folder=folder).returncode == 0
    running = mpirun(3, "run", "slow.toml", "-o", "a.h5", "--threads", 1, folder=folder)
    journals = [folder / name for name in ("a.h5.partial", "a.h5.1.partial", "a.h5.2.partial")]
    deadline = time.monotonic() + 50
    while not all(path.exists() and path.stat().st_size > 6000 for path in journals):
        assert running.poll() is None and time.monotonic() < deadline, finished(running)
        time.sleep(0.002)
    return running


def goes_on(folder, ranks, name="slow.toml", wanted="whole.h5"):
    """The interrupted run is resumed, and gives the bytes of an unbroken one. Runs that were kept."""
    code, _, errors = finished(mpirun(ranks, "run", name, "-o", "a.h5", "--resume", folder=folder))
    assert code == 0
    assert (folder / "a.h5").read_bytes() == (folder / wanted).read_bytes()
    assert not list(folder.glob("a.h5.*"))
    return int(re.search(r"Going on: (\d+) of \d+ runs are done", errors)[1])


@with_mpi
@pytest.mark.parametrize("victim", [0, pytest.param(2, marks=pytest.mark.long)])
def test_a_killed_rank_loses_no_finished_run(folder, victim):
    running = slow_run(folder)
    os.kill(pids_of_ranks(folder, 3)[victim], signal.SIGKILL)
    code, _, _ = finished(running)
    assert code != 0 and not (folder / "a.h5").exists()
    assert 3 <= goes_on(folder, 2) < 120


@with_mpi
@pytest.mark.parametrize("stopped", [0, pytest.param(1, marks=pytest.mark.long)])
def test_one_rank_that_is_told_to_stop_ends_them_all(folder, stopped):
    running = slow_run(folder)
    os.kill(pids_of_ranks(folder, 3)[stopped], signal.SIGTERM)
    code, out, errors = finished(running)
    assert (code, out) == (3, "") and not (folder / "a.h5").exists()
    kept = int(re.search(r"^Stopped: (\d+) of 120 runs are kept", errors, re.M)[1])
    assert 3 <= kept < 110  # the others had a third each before them
    assert goes_on(folder, 3) == kept


@with_mpi
@pytest.mark.parametrize("rank", [0, pytest.param(2, marks=pytest.mark.long)])
def test_a_rank_that_cannot_store_its_runs_ends_them_all(folder, rank):
    make(folder, "slow.toml", SLOW)
    assert streetlight("run", "slow.toml", "-o", "whole.h5", folder=folder).returncode == 0
    code, out, errors = finished(
        mpirun(3, "run", "slow.toml", "-o", "a.h5", "--threads", 1, folder=folder, before=(*SMALL_DISK, rank, 16))
    )
    assert (code, out) == (1, "") and errors.count("a run could not be stored") == 1
    assert not (folder / "a.h5").exists()
    assert 0 < goes_on(folder, 2) < 120


@with_mpi
@pytest.mark.parametrize("ranks", [2, pytest.param(3, marks=pytest.mark.long)])
def test_there_may_be_nothing_left_to_do(folder, whole, ranks):
    (folder / "a.h5").write_bytes(whole)
    before = (folder / "a.h5").stat()
    code, out, _ = finished(mpirun(ranks, "run", "sweep.toml", "-o", "a.h5", "--resume", folder=folder))
    assert code == 0 and "24 runs, all done before" in out
    assert (folder / "a.h5").stat().st_mtime_ns == before.st_mtime_ns
    assert sorted(path.name for path in folder.glob("a.h5*")) == ["a.h5"]


@with_mpi
def test_every_run_may_be_in_the_journal(folder, whole):
    """As when the end came while the result was being made: here for want of room."""
    small_disk = ("sh", "-c", 'ulimit -f "$0"; exec "$@"', str(len(whole) // 512 - 1))
    code, _, errors = finished(mpirun(2, "run", "sweep.toml", "-o", "a.h5", folder=folder, before=small_disk))
    assert code == 1 and "--resume" in errors and not (folder / "a.h5").exists()
    (folder / "whole.h5").write_bytes(whole)
    assert goes_on(folder, 2, "sweep.toml") == 24


@with_mpi
def test_more_ranks_than_work(folder):
    one = ("--only", "It's a programme/2/3")
    for name, words in (("one", one), ("few", ("--replicates", 1, "--shard", "1/2"))):
        assert streetlight("run", "sweep.toml", *words, "-o", f"{name}.h5", folder=folder).returncode == 0
        code, _, _ = finished(mpirun(4, "run", "sweep.toml", *words, "-o", "a.h5", folder=folder))
        assert code == 0
        assert (folder / "a.h5").read_bytes() == (folder / f"{name}.h5").read_bytes()
        code, out, _ = finished(mpirun(4, "run", "sweep.toml", *words, "-o", "a.h5", "--resume", folder=folder))
        assert code == 0 and "all done before" in out
    done = finished(mpirun(2, "run", "sweep.toml", *one, "-o", "b.h5", "--threads", 3, folder=folder))
    assert done[0] == 0 and (folder / "b.h5").read_bytes() == (folder / "one.h5").read_bytes()


@with_mpi
def test_a_rank_whose_log_cannot_be_written_is_refused_before_anything_runs(folder):
    (folder / "log.2").mkdir()
    code, out, errors = finished(mpirun(3, "run", "sweep.toml", "-o", "a.h5", "--log", "log", folder=folder))
    assert (code, out) == (2, "") and errors.count("log.2") == 1
    assert not (folder / "a.h5").exists()


@with_mpi
def test_the_plan_is_said_once_and_counts_every_rank(folder):
    code, out, errors = finished(mpirun(3, "run", "sweep.toml", "--dry-run", "--threads", 2, folder=folder))
    assert (code, errors) == (0, "")
    assert out.count("Runs ") == 1 and out.count(" on 6 threads") == 1
    assert sorted(path.name for path in folder.iterdir()) == ["sweep.toml"]


@with_mpi
def test_processors_are_shared_by_the_ranks_of_a_machine(folder):
    """Three ranks on one processor: a thread each, whatever else the machine has."""
    bound = ("taskset", "-c", str(min(os.sched_getaffinity(0))))
    code, out, _ = finished(mpirun(3, "run", "sweep.toml", "--dry-run", folder=folder, before=bound))
    assert code == 0 and out.count(" on 3 threads") == 1


MECHANISMS = """
[[mechanism]]
name = "capacity"
off = { programme.capacity = 0 }
"""


@with_mpi
def test_a_decomposition_is_reported_once_by_the_rank_that_made_it(folder):
    make(folder, "parts.toml", SWEEP.partition("[design]")[0] + MECHANISMS)
    words = ("decompose", "parts.toml", "--quiet", "-o")
    alone = streetlight(*words, "b.h5", folder=folder)
    assert alone.returncode == 0
    for more in ((), ("--resume",)):
        code, out, errors = finished(mpirun(3, *words, "a.h5", *more, folder=folder))
        assert (code, out) == (0, alone.stdout), errors
        assert (folder / "a.h5").read_bytes() == (folder / "b.h5").read_bytes()
    code, out, _ = finished(mpirun(3, "decompose", "a.h5", folder=folder))
    assert (code, out) == (0, streetlight("decompose", "a.h5", folder=folder).stdout)
    code, out, _ = finished(mpirun(2, "decompose", "parts.toml", "--list", folder=folder))
    assert code == 0 and out.count("capacity\n") == 1


@with_mpi
def test_commands_without_shared_work_are_done_once(folder, whole):
    (folder / "a.h5").write_bytes(whole)
    for words in (("validate", "sweep.toml"), ("info", "a.h5"), ("run", "--help"), ("run", "sweep.toml", "--treads", 2)):
        alone = streetlight(*words, folder=folder)
        code, out, errors = finished(mpirun(3, *words, folder=folder))
        assert (code, out) == (alone.returncode, alone.stdout)
        assert errors.count(alone.stderr) >= 1 and errors.count("--treads") == alone.stderr.count("--treads")


@with_mpi
def test_what_is_refused_is_said_once(folder):
    make(folder, "wrong.toml", SWEEP + "nonsense = 1\n")
    code, out, errors = finished(mpirun(3, "run", "wrong.toml", "-o", "a.h5", folder=folder))
    assert code == 2 and out == ""
    assert errors.count("wrong.toml:") == 1
    (folder / "a.h5.1.partial").write_text("a diary that is longer than the head of a journal")
    code, _, errors = finished(mpirun(3, "run", "sweep.toml", "-o", "a.h5", folder=folder))
    assert code == 2 and errors.count("is in the way") == 1


@with_mpi
def test_failed_runs_of_any_rank_are_counted(folder):
    make(folder, "broken.toml", SWEEP.replace("programme.enabled = true", "programme.enabled = true, fault.month = 3"))
    code, _, errors = finished(mpirun(3, "run", "broken.toml", "-o", "a.h5", folder=folder))
    assert code == 1 and "12 of 24 runs failed (see above) and are marked as missing in a.h5" in errors
    assert streetlight("run", "broken.toml", "-o", "b.h5", folder=folder).returncode == 1
    assert (folder / "a.h5").read_bytes() == (folder / "b.h5").read_bytes()


@pytest.mark.skipif(BUILT_WITH_MPI, reason="this program knows MPI")
def test_without_mpi_several_processes_are_refused(folder):
    done = streetlight("run", "sweep.toml", folder=folder, env=os.environ | {"OMPI_COMM_WORLD_SIZE": "2"})
    assert done.returncode == 2 and "built without MPI" in done.stderr


def test_a_process_that_nobody_launched_does_not_start_mpi(folder, whole):
    """With MPI's own switches set to what it cannot do, a plain run works as ever."""
    done = streetlight("run", "sweep.toml", "-o", "a.h5", folder=folder, env=os.environ | {"OMPI_MCA_btl": "none"})
    assert (done.returncode, done.stderr) == (0, "")
    assert (folder / "a.h5").read_bytes() == whole
