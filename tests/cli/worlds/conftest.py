"""A small calibration of the lending model: three parameters, two targets, a second of work."""

import os
import subprocess
from pathlib import Path

import pytest

PROGRAM = os.environ["STREETLIGHT_PROGRAM"]

EXPERIMENT = """schema = 1
model = "lending"
title = "Loans"
run.months = 4
applicants.count = 2000

[[scenario]]
name = "Greatest utility"

[[scenario]]
name = "Equal opportunity"
set = { lender.policy = "opportunity" }

[[scenario]]
name = "Dearer defaults"
set = { lender.loss = { times = 1.5 } }
"""

TARGETS = """experiment = "loans.toml"

[[target]]
name = "mean score"
published = 660
range = [650, 670]
source = "made up"
scenario = "Greatest utility"
window = [0, 4]
numerator = ["score_sum"]
denominator = "applicants"

[[target]]
name = "loans of applications"
unit = "%"
published = 52
range = [48, 56]
source = "made up"
scenario = "Greatest utility"
window = [0, 4]
numerator = ["loans"]
denominator = "applications"
scale = 100
"""

CALIBRATION = """title = "Lending worlds"
experiment = "loans.toml"
targets = "targets.toml"
worlds = 40
seed = 7
wave = { first_points = 64, points = 48, most = 3 }
check = { set = { applicants.count = 4000 } }

[[parameter]]
key = "applicants.minority"
range = [0.05, 0.5]
why = "Nobody has counted them."

[[parameter]]
key = "scores.rise"
range = [15, 90]
scale = "log"
why = "Lenders keep it to themselves."

[[parameter]]
key = "scores.fall"
range = [60, 200]
why = "The same."

[[target]]
name = "mean score"
discrepancy = 2
reason = "Scores end at the grid's ends."
"""


class Worlds:
    def __init__(self, folder: Path):
        self.folder = folder
        self.write("loans.toml", EXPERIMENT)
        self.write("targets.toml", TARGETS)
        self.write("calibration.toml", CALIBRATION)

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def start(self, *arguments):
        return subprocess.Popen([PROGRAM, *map(str, arguments)], cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def __call__(self, *arguments):
        return subprocess.run([PROGRAM, *map(str, arguments)], cwd=self.folder, capture_output=True, text=True, timeout=300)


@pytest.fixture
def worlds(tmp_path):
    return Worlds(tmp_path)


@pytest.fixture(scope="module")
def worlds_folder(tmp_path_factory):
    return Worlds(tmp_path_factory.mktemp("worlds"))


@pytest.fixture(scope="session")
def found(tmp_path_factory):
    """The small calibration, done once: worlds.toml, worlds.h5 and robust.h5."""
    folder = Worlds(tmp_path_factory.mktemp("worlds"))
    done = folder("calibrate", "calibration.toml", "-o", "worlds.toml")
    assert done.returncode == 0, done.stderr
    folder.report = done
    done = folder("calibrate", "calibration.toml", "-o", "worlds.h5", "--threads", "1", "--quiet")
    assert done.returncode == 0, done.stderr
    done = folder("run", "loans.toml", "--worlds", "worlds.toml", "--replicates", "2", "-o", "robust.h5", "--quiet")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="session")
def england_file():
    """The experiment of England, by its full name."""
    return Path(__file__).parents[3] / "configs" / "england.toml"
