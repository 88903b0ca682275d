"""Memory does not grow with the number of runs: results go to disk as they are finished, and merge holds one run."""

import os
import subprocess
import sys

import pytest
from toy_sweep import PROGRAM, SWEEP, make

MEASURE = """import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"""


def peak(folder, *arguments):
    """Peak memory of the program in bytes."""
    command = [sys.executable, "-c", MEASURE, PROGRAM, *map(str, arguments)]
    return 1024 * int(subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout)


@pytest.mark.skipif("STREETLIGHT_SANITIZE" in os.environ, reason="a sanitizer's own memory grows with what is done")
def test_memory_does_not_grow_with_the_number_of_runs(folder):
    # Real numbers over many months do not compress, so that a program that kept them would show it.
    make(folder, "sweep.toml", "population.size = 10\n" + SWEEP.replace("months = 12", "months = 1200"))
    used, size = {}, {}
    for replicates in (4, 200):
        def run(*options):
            return peak(folder, "run", "sweep.toml", "--replicates", replicates, "--threads", 2, "--quiet", *options)

        used["run", replicates] = run("-o", "whole.h5")
        run("--shard", "1/2", "-o", "1.h5")
        run("--shard", "2/2", "-o", "2.h5")
        used["merge", replicates] = peak(folder, "merge", "1.h5", "2.h5", "-o", "merged.h5")
        size[replicates] = (folder / "merged.h5").stat().st_size
        assert (folder / "merged.h5").read_bytes() == (folder / "whole.h5").read_bytes()
    print(used, size)
    stored = size[200] - size[4]
    assert stored > 16e6
    for command in ("run", "merge"):
        assert used[command, 200] - used[command, 4] < stored / 3, command
