#!/usr/bin/env python3
"""What the Python module costs beyond the command and beyond the simulation itself: ./dev python bench/python_door.py

1. Processor time of one experiment through the command (with its file) and through Python (panel and file), each in a
   process of its own, the least of several turns; the time of importing the module is told apart.
2. Processor time of Experiment.run and Result.panel for 1,000 families and 12 months, less that of the run inside the
   library: what Python adds.
3. Processor time of a month of a World, of reading and setting a column of its families, and of a month with a learner in
   Python that does next to nothing: what handing it the table of all families takes.
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


def least(work, turns):
    """Milliseconds of processor time."""
    times = []
    for _ in range(turns):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return 1000 * min(times)


def small_run():
    import streetlight as sl

    experiment = sl.load(SMALL)
    whole = least(lambda: experiment.run(threads=1).panel, 40)
    inside = least(lambda: experiment._core.run(1, None, None), 40)
    print(f"1,000 families x 12 months, two scenarios: {whole:.2f} ms with the panel, {whole - inside:.2f} ms of it beyond the library's run")


def a_month(experiment):
    """The least of ten months without a training, and the world."""
    import streetlight as sl

    world = sl.World(experiment, "Covert", threads=1)
    world.run(until=13)
    return least(world.step, 10), world


def month_by_month():
    import streetlight as sl

    @sl.learner("first_column")
    class FirstColumn:
        def fit(self, features, labels, names, month):
            pass

        def score(self, features):
            return features[:, 0]

    larger = sl.load(SMALL).set({"population.families": 100_000, "run.months": 24})
    month, world = a_month(larger)
    read = least(lambda: world["trust"], 10)
    trust = world["trust"]
    print(f"100,000 families: {month:.2f} ms a month, {read:.2f} ms to read a column, "
          f"{least(lambda: world.__setitem__('trust', trust), 10):.2f} ms to set one")
    own, _ = a_month(larger.set({"risk.learner": "first_column"}))
    print(f"with a learner of one line in Python {own:.2f} ms a month, with one that reads the same rows in C++ "
          f"{a_month(larger.set({'risk.learner': 'points'}))[0]:.2f} ms")


if __name__ == "__main__":
    os.chdir(ROOT)
    whole_run()
    small_run()
    month_by_month()
