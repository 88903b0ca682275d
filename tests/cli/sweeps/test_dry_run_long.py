"""The time that a dry run tells is within 30 % of what the run then takes.

Processor seconds are compared, so that a busy machine does not count (but its memory and caches are shared); each
experiment is estimated and run three times in turn, and the middle one of the three ratios is judged.
"""

import os
import re
import resource
import subprocess
from pathlib import Path
from statistics import median

import pytest

PROGRAM = os.environ["STREETLIGHT_PROGRAM"]
ROOT = Path(__file__).parents[3]

ENGLAND = f'schema = 1\nmodel = "targeting"\nextends = "{ROOT}/configs/england.toml"\n'
TWO = """
[[scenario]]
name = "Without"
[[scenario]]
name = "With"
set = { programme.enabled = true }
"""
SWEEP = """
[design]
kind = "latin_hypercube"
points = 150
[[design.parameter]]
key = "deterrence.max"
range = [0.0, 0.9]
[[design.parameter]]
key = "scrutiny.strength"
range = [0.1, 1.4]
"""
PLAIN = 'schema = 1\nmodel = "targeting"\n'

CASES = {
    "england, six policies": ENGLAND + "run.replicates = 4\n",
    "england, large": ENGLAND + "run.replicates = 2\npopulation.families = 600_000\n" + TWO,
    "england, one run": ENGLAND + "run.replicates = 1\n" + TWO.replace("Without", "Baseline"),
    "small, many replicates": PLAIN
    + "run = { months = 60, spin_up = 12, replicates = 300 }\npopulation = { families = 2000, neighbourhood_size = 100 }\n" + TWO,
    "many small points": PLAIN
    + "run = { months = 24, spin_up = 6, replicates = 2 }\npopulation = { families = 500, neighbourhood_size = 100 }\n" + TWO + SWEEP,
    "wide panels": ENGLAND + "run.replicates = 10\npopulation.families = 5_000\noutput.interval = 'month'\n" + TWO,
    "a late programme": PLAIN
    + "run = { months = 120, spin_up = 60, replicates = 4 }\npopulation.families = 100_000\nprogramme.start = 84\n" + TWO,
}


def used(*arguments, folder):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([PROGRAM, *map(str, arguments)], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


def seconds(text):
    parts = re.search(r"Time +about (.*?) on", text)[1]
    return sum(float(n) * {"h": 3600, "min": 60, "s": 1}[unit] for n, unit in re.findall(r"([\d.]+) (h|min|s)", parts))


@pytest.mark.skipif("STREETLIGHT_SANITIZE" in os.environ, reason="a sanitizer's time is its own")
@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("case", CASES)
def test_the_time_told_is_the_time_taken(tmp_path, case, threads):
    if threads > len(os.sched_getaffinity(0)):
        pytest.skip("fewer processors than threads")
    (tmp_path / "case.toml").write_text(CASES[case])
    ratios = []
    for _ in range(3):
        told = seconds(used("run", "case.toml", "--dry-run", "--threads", threads, folder=tmp_path)[1])
        taken, _ = used("run", "case.toml", "--quiet", "--threads", threads, "-o", "case.h5", folder=tmp_path)
        ratios.append(told / (taken / threads))
        (tmp_path / "case.h5").unlink()
    print(f"{case}, {threads} threads: {taken:.1f} s, ratios {ratios}")
    assert 0.7 <= median(ratios) <= 1.3
