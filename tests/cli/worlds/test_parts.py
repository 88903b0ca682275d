"""Runs in worlds, in parts: shards and the script for Slurm give the bytes of one process."""

import os
import subprocess
from pathlib import Path

STAND_INS = Path(__file__).resolve().parents[2] / "support/slurm"
SOME = ("--worlds", "worlds.h5", "--number-of-worlds", "6")


def test_a_slurm_script_runs_the_worlds_that_it_was_told(found):
    """Quoted words and all: the worlds, how many of them, and what else changes the experiment."""
    words = ("loans.toml", *SOME, "--replicates", "2", "--set", "applicants.count=1500")
    assert found("run", *words, "-o", "whole.h5", "--quiet").returncode == 0
    written = found("slurm", *words, "-o", "parts.h5", "--array", "3")
    assert written.returncode == 0, written.stderr
    assert "36 runs in 3 tasks" in written.stdout  # 3 policies, 6 worlds, 2 replicates
    environment = os.environ | {"PATH": f"{STAND_INS}:{os.environ['PATH']}", "TMPDIR": str(found.folder), "SBATCH_LOG": "sbatch.log"}
    done = subprocess.run(["bash", "parts.sbatch"], cwd=found.folder, env=environment, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    assert (found.folder / "parts.h5").read_bytes() == (found.folder / "whole.h5").read_bytes()


def test_number_of_worlds_needs_worlds(found):
    for command in ("run", "slurm"):
        refused = found(command, "loans.toml", "--number-of-worlds", "6", "-o", "x.h5")
        assert refused.returncode == 2 and "--worlds" in refused.stderr
