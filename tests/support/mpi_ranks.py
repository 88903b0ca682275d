"""Several ranks of the program under mpirun, for every test that starts them."""

import os
import re
import shutil
import subprocess

import pytest

BUILT_WITH_MPI = os.environ["STREETLIGHT_MPI"] == "1"
LAUNCH = ["mpirun", "--allow-run-as-root", "--oversubscribe"]
with_mpi = pytest.mark.skipif(
    not BUILT_WITH_MPI or shutil.which("mpirun") is None or not os.path.exists("/proc/self"),
    reason="no Open MPI here, or no /proc",
)

# Open MPI leaks in plugins that it has unloaded by the end, so that a sanitizer cannot even name them.
NO_LEAKS = {"ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0"}


def mpirun(ranks, *arguments, program, folder, before=(), **options):
    """Starts `ranks` processes of the program. `before`: words that are to stand before the program's name."""
    return subprocess.Popen(
        [*LAUNCH, "-n", str(ranks), *map(str, before), program, *map(str, arguments)],
        cwd=folder, env=os.environ | NO_LEAKS, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options,
    )  # fmt: skip


def finished(process):
    """Exit code, what was said, errors; a job that hangs is ended."""
    try:
        out, errors = process.communicate(timeout=100)
    except subprocess.TimeoutExpired:
        process.terminate()
        process.communicate(timeout=20)
        raise
    return process.returncode, out, errors


def pids_of_ranks(folder, count, program):
    """Of the processes that run the program in `folder`, by rank; empty until there are so many."""
    found = {}
    for entry in os.listdir("/proc"):
        try:
            if os.readlink(f"/proc/{entry}/cwd") != str(folder) or os.readlink(f"/proc/{entry}/exe") != program:
                continue
            with open(f"/proc/{entry}/environ", encoding="utf-8", errors="replace") as file:
                rank = re.search(r"OMPI_COMM_WORLD_RANK=(\d+)", file.read())
            if rank:
                found[int(rank[1])] = int(entry)
        except OSError:
            continue
    return found if len(found) == count else {}
