"""Runs an experiment in both implementations: the program, and bench/peer_numpy."""

import os
import subprocess
import sys
from pathlib import Path

from agreement import Panel, read_result

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
PROGRAM = os.environ.get("STREETLIGHT_PROGRAM", str(ROOT / "build/release/bin/streetlight"))
for threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(threads, "1")
sys.path.insert(0, str(ROOT / "bench"))
from peer_numpy.run import simulate  # noqa: E402
from peer_numpy.settings import Experiment  # noqa: E402


def run_program(config, result, *options):
    """The program's panel; its result file is also what tells the peer what to run."""
    subprocess.run([PROGRAM, "run", str(config), "-o", str(result), "--quiet", *map(str, options)], check=True)
    return read_result(result)


def run_peer(result, like, replicates, scenarios=None, plant=None, report=None):
    """The peer's panel of the same experiment, and its run."""
    experiment = Experiment.from_result(result)
    experiment.replicates = replicates
    if scenarios:
        experiment.scenarios = [one for one in experiment.scenarios if one.name in scenarios]
    columns, run = simulate(experiment, plant, report)
    absent = set(like.columns) - set(columns)
    assert not absent, f"the peer lacks the columns {sorted(absent)}"
    columns = {name: columns[name] for name in like.columns}
    return Panel(columns, like.kinds, [one.name for one in experiment.scenarios], list(experiment.groups), like.interval), run
