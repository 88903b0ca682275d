#!/usr/bin/env python3
"""What the Python module costs beyond the command and beyond the simulation itself: ./dev python bench/python_door.py

1. Processor time of one experiment through the command (with its file) and through Python (panel and file), each in a
   process of its own, the least of several turns; the time of importing the module is told apart.
2. Time of Experiment.run and Result.panel for 1,000 families and 12 months, less that of the run inside the library.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = ROOT / "build/release/bin/streetlight"
SETTINGS = {"population.families": 20_000, "run.replicates": 2}
TURNS = 3
SMALL = """
schema = 1
model = "targeting"
population.families = 1_000
run = { months = 12, spin_up = 0, replicates = 1 }
[[scenario]]
name = "No programme"
[[scenario]]
name = "Covert"
set = { programme.enabled = true, programme.start = 0 }
"""

THROUGH_PYTHON = """
import resource, sys
import streetlight as sl
begun = resource.getrusage(resource.RUSAGE_SELF)
result = sl.load(sys.argv[1]).set({settings}).run(threads=1)
result.panel
result.write(sys.argv[2])
usage = resource.getrusage(resource.RUSAGE_SELF)
children = resource.getrusage(resource.RUSAGE_CHILDREN)
print(usage.ru_utime + usage.ru_stime - begun.ru_utime - begun.ru_stime + children.ru_utime + children.ru_stime)
"""


def processor_time(command):
    """Seconds of a process and its children, and what it printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


def whole_run():
    england = ROOT / "configs/england.toml"
    words = [word for key, value in SETTINGS.items() for word in ("--set", f"{key}={value}")]
    by_command, by_python, with_import = [], [], []
    for turn in range(TURNS):
        with tempfile.TemporaryDirectory() as folder:
            command = [PROGRAM, "run", england, *words, "--threads", "1", "--quiet", "-o", f"{folder}/a.h5"]
            by_command.append(processor_time(command)[0])
            code = THROUGH_PYTHON.format(settings=SETTINGS)
            seconds, inside = processor_time([sys.executable, "-c", code, str(england), f"{folder}/b.h5"])
            with_import.append(seconds)
            by_python.append(float(inside))
    least, ours = min(by_command), min(by_python)
    print(f"the command         {least:7.3f} s of processor time")
    print(f"through Python      {ours:7.3f} s ({100 * (ours / least - 1):+.1f} %)")
    print(f"importing it all    {min(with_import) - ours:7.3f} s")


def small_run():
    import streetlight as sl

    experiment = sl.load(SMALL)
    whole, inside = [], []
    for _ in range(30):
        begun = time.perf_counter()
        experiment.run(threads=1).panel
        whole.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        experiment._core.run(1, None, None)
        inside.append(time.perf_counter() - begun)
    print(f"1,000 families x 12 months, two scenarios: {1000 * min(whole):.2f} ms with the panel, "
          f"{1000 * (min(whole) - min(inside)):.2f} ms of it beyond the library's run")


if __name__ == "__main__":
    os.chdir(ROOT)
    whole_run()
    small_run()
