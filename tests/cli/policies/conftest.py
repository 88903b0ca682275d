"""Small runs of England, made by the program itself."""

import os
import subprocess
from pathlib import Path

import h5py
import numpy as np
import pytest

PROGRAM = os.environ.get("STREETLIGHT_PROGRAM", "build/release/bin/streetlight")
ENGLAND = Path(__file__).resolve().parents[3] / "configs" / "england.toml"
SMALL = ["population.families=6000", "run.months=60", "run.spin_up=36", "run.replicates=2"]


def streetlight(*arguments):
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True)


class Runs:
    """A finished file: columns and tables by name, scenarios by name."""

    def __init__(self, path):
        self.file = h5py.File(path)
        self.scenarios = [name.decode() for name in self.file["panel/scenario"][()]]
        self.groups = [name.decode() for name in self.file["panel/group"][()]]
        self.time = self.file["panel/time"][()]
        self.columns = [name for name in self.file["panel"] if self.file["panel"][name].ndim == 6]

    def column(self, name, scenario, group="all"):
        """[replicate][time]"""
        return self.file["panel"][name][self.scenarios.index(scenario), 0, :, :, 0, self.groups.index(group)]

    def table(self, name, scenario, **where):
        """The rows of a scenario for which the label columns have the words given, as columns by name."""
        data = self.file[name]
        rows = data["scenario"][()] == self.scenarios.index(scenario)
        for column, word in where.items():
            labels = [label.decode() if isinstance(label, bytes) else label for label in data[column].attrs["labels"]]
            rows &= data[column][()] == labels.index(word)
        return {column: data[column][()][rows] for column in data if data[column].shape == rows.shape}


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """runs(text, *settings): the experiment `text` adds to England, run small."""
    folder = tmp_path_factory.mktemp("runs")
    made = []

    def make(text, *settings):
        experiment = folder / f"{len(made)}.toml"
        experiment.write_text(f'extends = "{ENGLAND}"\nschema = 1\n' + text)
        output = experiment.with_suffix(".h5")
        done = streetlight("run", experiment, "-o", output, "--quiet", *(part for s in [*SMALL, *settings] for part in ("--set", s)))
        assert done.returncode == 0, done.stderr
        made.append(output)
        return Runs(output)

    return make


def scenario(name, settings):
    return f'[[scenario]]\nname = "{name}"\nset = {{ {settings} }}\n'


def identical(left, right):
    return np.array_equal(left, right, equal_nan=True)
