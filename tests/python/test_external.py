"""Learners in programs of their own: the example, in the module and in the command, and what goes wrong with them."""

import shutil
import subprocess
import sys

import numpy as np
import pytest
import streetlight as sl

from door import PROGRAM, ROOT, TINY, command

OWN = ROOT / "examples/own_learner"
PYTHON = ["/usr/bin/python3", str(OWN / "external.py")]


# Reads all questions, so that ours are sent whatever the answer was
TO_THE_END = "[0 for _ in iter(lambda: os.read(0, 1 << 16), b'')]"


def external(words, **settings):
    return sl.load(TINY).set({"risk.learner": "external", "risk.external.command": words, **settings})


@sl.learner("by_counts")
class ByCounts:
    """The same as examples/own_learner/external.py, in this process."""

    def fit(self, features, labels, names, month, weights=None):
        if weights is None:
            weights = np.ones(len(labels), np.float32)
        chance = np.average(labels, weights=weights)
        self.gains = np.zeros(features.shape[1], np.float32)
        for j, column in enumerate(features.T):
            has = column > 0
            self.gains[j] = np.average(labels[has], weights=weights[has]) - chance if has.any() else 0.0

    def score(self, features):
        total = np.zeros(len(features), np.float32)
        for column, gain in zip(features.T, self.gains):
            total += gain * (column > 0)
        return total


@pytest.mark.parametrize("settings", [{}, {"risk.correction": "inverse_propensity"}, {"authorities.count": 3}])
def test_a_program_learns_what_the_same_learner_in_python_does(settings):
    there = external(PYTHON, **settings).run(threads=2)
    here = sl.load(TINY).set({"risk.learner": "by_counts", **settings}).run(threads=1)
    assert there.complete and here.complete
    for name in ("flags", "flags_in_need", "trust"):
        assert there.panel[name].identical(here.panel[name]), name


def test_the_command_runs_it_too_and_gives_the_same_bytes(tmp_path):
    words = ", ".join(f'"{word}"' for word in PYTHON)
    text = TINY.replace("[risk]", f'[risk]\nlearner = "external"\nexternal.command = [{words}]')
    (tmp_path / "external.toml").write_text(text)
    command("run", "external.toml", "-o", "theirs.h5", "--threads", 2, folder=tmp_path)
    sl.load(tmp_path / "external.toml").run(threads=1).write(tmp_path / "ours.h5")
    assert (tmp_path / "ours.h5").read_bytes() == (tmp_path / "theirs.h5").read_bytes()


@pytest.mark.parametrize(
    "program, words",
    [
        ("no_such_program", "cannot be started"),
        ("import sys; sys.exit(3)", "ended with exit code 3"),
        ("import os; os.kill(os.getpid(), 9)", "signal 9"),
        ("import os; os.write(1, b'hello, world'); " + TO_THE_END, "than the protocol says"),
        ("import os, struct; os.write(1, struct.pack('<ii', 1, 5) + b'sorry'); " + TO_THE_END, "sorry"),
        ("import os, struct; os.write(1, struct.pack('<ii', 0, 0) * 2); " + TO_THE_END, "4 bytes a row"),
    ],
)
def test_a_program_that_fails_fails_the_run_with_month_and_authority(program, words):
    name = [program] if program == "no_such_program" else [sys.executable, "-c", program]
    with pytest.raises(sl.LearnerError, match="month 0: authority A001") as raised:
        external(name).run(threads=1)
    assert words in str(raised.value) and raised.value.learner == "external"


def test_the_command_says_what_failed_and_ends(tmp_path):
    text = TINY.replace("[risk]", '[risk]\nlearner = "external"\nexternal.command = ["no_such_program"]')
    (tmp_path / "external.toml").write_text(text)
    done = subprocess.run([PROGRAM, "run", "external.toml", "-o", "x.h5"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode != 0 and "no_such_program" in done.stderr and "authority A001" in done.stderr


def test_a_command_must_be_named():
    with pytest.raises(sl.InputError, match="risk.external.command"):
        sl.load(TINY).set({"risk.learner": "external"})


def test_no_process_stays():
    external(PYTHON).run(threads=2)
    left = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True).stdout
    assert str(OWN / "external.py") not in left


@pytest.mark.skipif(not shutil.which("Rscript"), reason="R is not installed (r-base-core)")
def test_the_example_in_r_learns_as_the_built_in_logistic_one():
    own = external(["Rscript", "--vanilla", str(OWN / "logistic.R")], **{"run.replicates": 1}).run(threads=1)
    built_in = sl.load(TINY).set({"run.replicates": 1}).run(threads=1)
    assert own.complete
    difference = abs(own.panel["flags_in_need"] - built_in.panel["flags_in_need"]).sum()
    assert float(difference) <= 0.2 * float(built_in.panel["flags_in_need"].sum())
