"""mpirun deals the runs of one experiment to ranks: the same bits as one process, and nothing lost with a rank."""

import os
import re
import shutil
import signal
import subprocess
import time

import pytest
from toy_sweep import PROGRAM, SWEEP, make, streetlight

BUILT_WITH_MPI = os.environ["STREETLIGHT_MPI"] == "1"
LAUNCH = ["mpirun", "--allow-run-as-root", "--oversubscribe"]
with_mpi = pytest.mark.skipif(
    not BUILT_WITH_MPI or shutil.which("mpirun") is None or not os.path.exists("/proc/self"),
    reason="no Open MPI here, or no /proc",
)
SLOW = "population.size = 20000\n" + SWEEP.replace("months = 12", "months = 60").replace("replicates = 4", "replicates = 20")


# Open MPI leaks in plugins that it has unloaded by the end, so that a sanitizer cannot even name them.
NO_LEAKS = {"ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0"}


def mpirun(ranks, *arguments, folder, **options):
    return subprocess.Popen(
        [*LAUNCH, "-n", str(ranks), PROGRAM, *map(str, arguments)],
        cwd=folder, env=os.environ | NO_LEAKS, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options,
    )  # fmt: skip


def finished(process):
    out, errors = process.communicate(timeout=100)
    return process.returncode, out, errors


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


def pids_of_ranks(folder, count):
    """Of the processes that run the program in `folder`, by rank."""
    found = {}
    for entry in os.listdir("/proc"):
        try:
            if os.readlink(f"/proc/{entry}/cwd") != str(folder) or os.readlink(f"/proc/{entry}/exe") != PROGRAM:
                continue
            with open(f"/proc/{entry}/environ", encoding="utf-8", errors="replace") as file:
                rank = re.search(r"OMPI_COMM_WORLD_RANK=(\d+)", file.read())
            if rank:
                found[int(rank[1])] = int(entry)
        except OSError:
            continue
    return found if len(found) == count else {}


@with_mpi
@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="no /proc here")
@pytest.mark.parametrize("victim", [0, 2])
def test_a_killed_rank_loses_no_finished_run(folder, victim):
    make(folder, "slow.toml", SLOW)
    assert streetlight("run", "slow.toml", "-o", "whole.h5", folder=folder).returncode == 0
    running = mpirun(3, "run", "slow.toml", "-o", "a.h5", folder=folder)
    journals = [folder / name for name in ("a.h5.partial", "a.h5.1.partial", "a.h5.2.partial")]
    deadline = time.monotonic() + 50
    while not all(path.exists() and path.stat().st_size > 6000 for path in journals):
        assert running.poll() is None and time.monotonic() < deadline, finished(running)
        time.sleep(0.002)
    os.kill(pids_of_ranks(folder, 3)[victim], signal.SIGKILL)
    code, _, _ = finished(running)
    assert code != 0 and not (folder / "a.h5").exists()
    code, _, errors = finished(mpirun(2, "run", "slow.toml", "-o", "a.h5", "--resume", folder=folder))
    assert code == 0
    kept = int(re.search(r"Going on: (\d+) of 120 runs are done", errors)[1])
    assert 3 <= kept < 120
    assert (folder / "a.h5").read_bytes() == (folder / "whole.h5").read_bytes()
    assert not list(folder.glob("a.h5.*"))


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
