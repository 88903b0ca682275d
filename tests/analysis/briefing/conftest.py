"""Small result files that the built program writes, once a session, and panels with planted changes."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import h5py
import numpy as np
import pytest
from scipy import stats

from streetlight_analysis import open_panel
from streetlight_analysis.briefing.write import briefing_html
from streetlight_analysis.comparison import compare

ROOT = Path(__file__).resolve().parents[3]

# Of so many worlds without any difference, at most so many may be told: as many as chance gives a test at exactly 5 % (binomial,
# one-sided; 7.2 % of 1,000, with a standard error of 0.7 %).
WORLDS, ALPHA = 1_000, 0.001
AT_MOST = stats.binom.ppf(1 - ALPHA, WORLDS, 0.05)

POLICIES = """
schema = 1
model = "targeting"
title = "Three <policies> & a test"
[run]
months = 48
spin_up = 24
replicates = {replicates}
seed = 5
[output]
interval = "quarter"
{metrics}
[population]
families = 3000
neighbourhood_size = 100
[programme]
start = 12
[groups]
{deciles}
social_rent = {{ tenure = ["social_rent"] }}
lone = {{ household = ["lone"] }}
[[scenario]]
name = "No programme"
{more}
"""
PROGRAMMES = """
[[scenario]]
name = "Covert"
set = { programme.enabled = true, programme.transparency = "covert" }
[[scenario]]
name = "Notice, and register"
set = { programme.enabled = true, programme.transparency = "register" }
"""
GRID = """
[[scenario]]
name = "Covert"
set = { programme.enabled = true }
[design]
kind = "grid"
[[design.parameter]]
key = "deterrence.max"
values = [0.0, 0.4, 0.8]
[[design.parameter]]
key = "programme.capacity"
values = [0.002, 0.01]
"""
WORDS = """
[[scenario]]
name = "Covert"
set = { programme.enabled = true }
[design]
kind = "grid"
[[design.parameter]]
key = "programme.capacity"
values = [0.002, 0.01]
[[design.parameter]]
key = "programme.transparency"
values = ["covert", "notice", "register"]
"""


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("results")


@pytest.fixture(scope="session")
def run(folder):
    """Runs an experiment, given as text or as a file of configs/, and returns the result's path."""

    def made(name, text=None, config=None, arguments=()):
        source = ROOT / "configs" / config if config else folder / f"{name}.toml"
        if text:
            source.write_text(text)
        result = folder / f"{name}.h5"
        subprocess.run(
            [os.environ["STREETLIGHT_PROGRAM"], "run", source, "-o", result, "--quiet", *arguments], check=True
        )
        return result

    return made


def _policies(more, replicates=4, metrics=""):
    deciles = "\n".join(f"decile_{n} = {{ deprivation = [{n}] }}" for n in range(1, 11))
    return POLICIES.format(replicates=replicates, more=more, deciles=deciles, metrics=metrics)


@pytest.fixture(scope="session")
def policies(run):
    return run("policies", _policies(PROGRAMMES))


@pytest.fixture(scope="session")
def sweep(run):
    return run("sweep", _policies(GRID, replicates=3))


@pytest.fixture(scope="session")
def words_sweep(run):
    """A number and words varied."""
    return open_panel(run("words_sweep", _policies(WORDS, replicates=2))).load()


@pytest.fixture(scope="session")
def alone(run):
    """One scenario, and few columns."""
    return run("alone", _policies("", 2, 'metrics = ["harm", "need", "trust", "visits", "unwarranted_visits"]'))


@pytest.fixture(scope="session")
def urn(run):
    return run("urn", config="theory/urn_runaway.toml", arguments=("--replicates", "5", "--set", "urn.count=5", "--set", "run.months=200"))


@pytest.fixture(scope="session")
def theory_sweep(run):
    return run("theory_sweep", config="theory/retention_bifurcation.toml")


@pytest.fixture(scope="session")
def opened(policies, sweep, alone, urn, theory_sweep):
    """{name: panel in memory} of each kind of result."""
    paths = {"policies": policies, "sweep": sweep, "alone": alone, "urn": urn, "theory_sweep": theory_sweep}
    return {name: open_panel(path).load() for name, path in paths.items()}


@pytest.fixture(scope="session")
def briefings(request):
    """The page of a result, by the name of its fixture; each is made once, when it is first asked for."""
    pages = {}

    def page_of(name):
        if name not in pages:
            pages[name] = briefing_html(request.getfixturevalue(name))
        return pages[name]

    return page_of


_compared = {}  # with the panel, so that its place in memory is not given to another


def compared(panel, **how):
    """`compare`, worked out once for each panel where nothing else is asked of it."""
    if how:
        return compare(panel, **how)
    if id(panel) not in _compared:
        _compared[id(panel)] = panel, compare(panel)
    return _compared[id(panel)][1]


def planted(panel, column, change):
    """A copy of the panel's file with one column rewritten by change(values[scenario, point, replicate, time, authority,
    group]): what is computed must be computed from it, by the program and here."""
    folder = Path(tempfile.mkdtemp(dir=Path(panel.attrs["path"]).parent))
    copy = Path(shutil.copy(panel.attrs["path"], folder))
    with h5py.File(copy, "r+") as file:
        held = file["panel"][column]
        # Values of a run that is not there stay missing.
        values = np.asarray(change(panel[column].values.copy()), float)
        held[...] = values if held.dtype.kind == "f" else np.where(np.isnan(values), held[...], np.nan_to_num(values)).round()
    return open_panel(copy).load()
