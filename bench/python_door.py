#!/usr/bin/env python3
"""What the Python module costs beyond the command and beyond the simulation itself, beside the goals for it:

    ./dev python bench/python_door.py [TURNS]

1. Processor time of one experiment through the command (with its file) and through Python (panel and file), each in a
   process of its own, command and Python in turn; the time of importing the module is told apart. The ratio is that of the least of
   each, and the middle one of the ratios of each turn.
2. Time of Experiment.run and Result.panel for 1,000 families and 12 months, less that of the run inside the library: what
   Python adds. Both in turn, too; processor time, and time on the clock.
3. Processor time of a month of a World, of reading and setting a column of its families, and of a month with a learner in
   Python that does next to nothing: what handing it the table of all families takes.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = ROOT / "build/release/bin/streetlight"
SETTINGS = {"population.families": 20_000, "run.replicates": 2}
TURNS = 5
MOST_PER_CENT, MOST_MILLISECONDS = 2, 5  # the goals
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


def whole_run(turns):
    england = ROOT / "configs/england.toml"
    words = [word for key, value in SETTINGS.items() for word in ("--set", f"{key}={value}")]
    by_command, by_python, with_import = [], [], []
    for _ in range(turns):
        with tempfile.TemporaryDirectory() as folder:
            command = [PROGRAM, "run", england, *words, "--threads", "1", "--quiet", "-o", f"{folder}/a.h5"]
            by_command.append(processor_time(command)[0])
            code = THROUGH_PYTHON.format(settings=SETTINGS)
            seconds, inside = processor_time([sys.executable, "-c", code, str(england), f"{folder}/b.h5"])
            with_import.append(seconds)
            by_python.append(float(inside))
    least, ours = min(by_command), min(by_python)
    ratios = [100 * (python / command - 1) for python, command in zip(by_python, by_command)]
    print(f"the command         {least:7.3f} s of processor time, the least of {turns}")
    print(f"through Python      {ours:7.3f} s")
    print(f"importing it all    {min(with_import) - ours:7.3f} s, once a process")
    more = 100 * (ours / least - 1)
    print(f"more through Python {more:+7.1f} % ({statistics.median(ratios):+.1f} % in the middle turn); {goal(more, MOST_PER_CENT, '%')}")


def goal(value, most, unit):
    return f"goal: at most {most} {unit}, {'met' if value <= most else 'MISSED'}"


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
    by = {"processor time": time.process_time, "on the clock": time.perf_counter}
    whole, inside = ({name: [] for name in by} for _ in range(2))
    for _ in range(60):
        for times, work in ((whole, lambda: experiment.run(threads=1).panel), (inside, lambda: experiment._core.run(1, None, None))):
            begun = {name: clock() for name, clock in by.items()}
            work()
            for name, clock in by.items():
                times[name].append(1000 * (clock() - begun[name]))
    print(f"1,000 families x 12 months, two scenarios: {min(inside['processor time']):.2f} ms in the library")
    for name in by:
        added = min(whole[name]) - min(inside[name])
        print(f"  Python and panel add {added:.2f} ms {name}; {goal(added, MOST_MILLISECONDS, 'ms')}")


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
    whole_run(int(sys.argv[1]) if len(sys.argv) > 1 else TURNS)
    small_run()
    month_by_month()
