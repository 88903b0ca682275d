"""Memory does not grow with the number of runs, whatever size their panels have (a heap can be worn into holes that the next run does not
fit into); and a dry run tells how much there will be."""

import os
import re
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


def experiment(families=1000, groups=0, authorities=1, scenarios=1, months=24, interval="month", sample=0, replicates=2, timeline=0, points=0):
    """Text of an experiment of these sizes."""
    text = f"""schema = 1
model = "targeting"
run = {{ months = {months}, spin_up = 6, replicates = {replicates} }}
output = {{ interval = "{interval}", by_authority = {str(authorities > 1).lower()}, family_sample = {sample} }}
population = {{ families = {families}, neighbourhood_size = 50 }}
authorities.count = {authorities}
risk = {{ retrain = 6, horizon = 6 }}
[groups]
"""
    for group in range(1, groups + 1):
        text += f"g{group} = {{ deprivation = {[1 + bit for bit in range(10) if group >> bit & 1]} }}\n"
    for scenario in range(scenarios):
        text += f'[[scenario]]\nname = "{scenario}"\n'
        text += f"set = {{ programme.enabled = {str(scenario > 0 or scenarios == 1).lower()}, programme.capacity = {0.01 + 0.001 * scenario} }}\n"
        for entry in range(timeline):
            text += f"[[scenario.timeline]]\nmonth = {entry}\nset = {{ deterrence.max = {0.5 + 0.01 * entry} }}\n"
    if points:
        text += f"""[design]
kind = "latin_hypercube"
points = {points}
[[design.parameter]]
key = "scrutiny.strength"
range = [0.1, 1.0]
"""
    return text


SIZES = {
    "families": ({"families": 200_000, "replicates": 1}, 1),
    "families, two threads": ({"families": 100_000, "scenarios": 2, "months": 12}, 2),
    "groups": ({"groups": 600, "months": 36}, 1),
    "groups and authorities": ({"families": 10_000, "authorities": 60, "groups": 28}, 2),
    "groups and authorities, yearly": ({"families": 10_000, "authorities": 60, "groups": 150, "interval": "year", "replicates": 1}, 1),
    "many scenarios": ({"families": 100_000, "scenarios": 12, "replicates": 1}, 1),
    "many scenarios and groups": ({"scenarios": 12, "groups": 600, "replicates": 1}, 1),
    "sampled families": ({"families": 10_000, "sample": 1500, "months": 60}, 1),
    "sampled families, two threads": ({"families": 10_000, "sample": 1500, "months": 60}, 2),
    "timelines and points": ({"families": 200, "scenarios": 6, "timeline": 16, "points": 100, "months": 18, "replicates": 1}, 2),
}


def bytes_of(text):
    number, unit = text.split()
    return float(number) * {"kB": 1e3, "MB": 1e6, "GB": 1e9}[unit]
LARGE = ("timelines and points", "sampled families, two threads")


@pytest.mark.skipif("STREETLIGHT_SANITIZE" in os.environ, reason="a sanitizer's own memory grows with what is done")
@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.long) if name in LARGE else name for name in SIZES])
def test_the_memory_told_is_that_used_within_a_factor_of_two(tmp_path, name):
    sizes, threads = SIZES[name]

    def peak(name):
        command = [sys.executable, "-c", MEASURE, PROGRAM, "run", f"{name}.toml", "--threads", str(threads), "--quiet", "-o", f"{name}.h5"]
        return 1024 * int(subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout)

    (tmp_path / "least.toml").write_text(experiment(families=100, months=2, interval="year", replicates=1))
    (tmp_path / "case.toml").write_text(experiment(**sizes))
    command = [PROGRAM, "run", "case.toml", "--dry-run", "--threads", str(threads)]
    out = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    told = re.search(r"^Memory +about (\S+ \wB) at most, (\S+ \wB) of it for the program itself$", out, re.M)
    told = bytes_of(told[1]) - bytes_of(told[2])
    used = peak("case") - peak("least")
    print(f"{name}: {told / 1e6:.1f} MB told, {used / 1e6:.1f} MB used")
    assert used > 10e6, "too small to tell"
    assert used / 2 <= told <= used * 2
