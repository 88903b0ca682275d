"""Memory does not grow with the number of runs, whatever size their panels have (a heap can be worn into holes that the next run does not
fit into)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = os.environ["STREETLIGHT_PROGRAM"]
ENGLAND = Path(__file__).parents[3] / "configs/england.toml"
SMALL = """schema = 1
model = "targeting"
extends = "{england}"
[run]
months = 12
spin_up = 0
[population]
families = 200
neighbourhood_size = 50
[[scenario]]
name = "No programme"
"""
MEASURE = """import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"""


@pytest.mark.skipif("STREETLIGHT_SANITIZE" in os.environ, reason="a sanitizer's own memory grows with what is done")
@pytest.mark.parametrize("threads", [1, 2])
def test_memory_does_not_grow_with_the_runs_of_a_wide_panel(tmp_path, threads):
    (tmp_path / "small.toml").write_text(SMALL.format(england=ENGLAND))

    def peak(replicates):
        """Peak memory in bytes."""
        command = [sys.executable, "-c", MEASURE, PROGRAM, "run", "small.toml", "--replicates", replicates, "--threads", threads, "--quiet",
                   "-o", f"{replicates}.h5"]
        return 1024 * int(subprocess.run([str(part) for part in command], cwd=tmp_path, capture_output=True, text=True, check=True).stdout)

    one_run = 4 * 28 * 124 * 8  # four quarters, 28 groups and some 124 columns, 8 bytes each
    assert peak(140) - peak(40) < 100 * one_run / 3
