"""Each policy file runs, small, and shows what it is there to show.

N = REPLICATES paired replicates of FAMILIES families; a direction is a one-sided paired t test at ALPHA = 0.01 with N - 1
degrees of freedom, its standard error sd/sqrt(N). The seed is the files' own, so a result does not change from run to run;
ALPHA is the share of directions that would be asserted of a policy without any effect. `test_a_wrong_direction_fails` is
the planted counter-case.
"""

import os
import subprocess
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import h5py
import numpy as np
import pytest
from scipy import stats

from expectations import EXPECTED, row

PROGRAM = os.environ.get("STREETLIGHT_PROGRAM", "build/release/bin/streetlight")
POLICIES = Path(__file__).resolve().parents[3] / "configs" / "policies"
FAMILIES, REPLICATES, MONTHS, SPIN_UP = 8000, 6, 96, 48
ALPHA = 0.01
MARGIN = 0.1  # of the baseline's value, for "none"


@pytest.fixture(scope="session")
def panel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("policies")

    @lru_cache(maxsize=None)
    def run(name):
        output = folder / f"{name}.h5"
        subprocess.run([PROGRAM, "run", POLICIES / f"{name}.toml", "-o", output, "--quiet", "--replicates", str(REPLICATES),
                        "--set", f"population.families={FAMILIES}", "--set", f"run.months={MONTHS}",
                        "--set", f"run.spin_up={SPIN_UP}"], check=True)
        return output

    return run


def gathered(file, column, scenario, expectation):
    """Per replicate: a flow's sum, a stock's mean, over the window."""
    data = file["panel"]
    variable = data[column]
    names, groups, authorities = (
        [name.decode() if isinstance(name, bytes) else name for name in data[axis][()]] for axis in ("scenario", "group", "authority")
    )
    time = data["time"][()]
    start, end = expectation.window
    chosen = (time >= start) & (time < end)
    place = authorities.index(expectation.authority)
    values = variable[names.index(scenario), 0][:, chosen, place, groups.index(expectation.group)]
    assert np.isfinite(values).all(), f"{column} has gaps"
    flow = b"sum" in np.bytes_(variable.attrs["cell_methods"])
    return values.sum(axis=1) if flow else values.mean(axis=1)


def measured(file, scenario, expectation):
    measure = expectation.measure
    if isinstance(measure, str):
        return gathered(file, measure, scenario, expectation)
    above, below = (gathered(file, column, scenario, expectation) for column in measure)
    return above / below


def holds(file, expectation):
    """Whether the runs bear the expectation out, and what they show."""
    there = replace(expectation, authority=expectation.beside or expectation.authority)
    base = measured(file, expectation.baseline, there)
    differences = measured(file, expectation.scenario, expectation) - base
    error = differences.std(ddof=1) / np.sqrt(len(differences))
    critical = stats.t.ppf(1 - ALPHA, len(differences) - 1)
    said = (f"{expectation.scenario} v {expectation.baseline}, {expectation.measure} ({expectation.group}, {expectation.authority}): "
            f"{base.mean():.5g} {differences.mean():+.4g} +- {error:.2g}, expected {expectation.direction}")
    if expectation.direction == "same":
        return (differences == 0).all(), said
    if expectation.direction == "none":
        return abs(differences.mean()) + critical * error <= MARGIN * abs(base.mean()), said
    sign = {"+": 1, "-": -1}[expectation.direction]
    return sign * differences.mean() > critical * error, said


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_policy_shows_what_it_is_there_to_show(panel, name):
    with h5py.File(panel(name)) as file:
        results = [holds(file, expectation) for expectation in EXPECTED[name]]
    print("\n".join(said for _, said in results))
    assert all(holding for holding, _ in results), [said for holding, said in results if not holding]


def test_every_policy_file_has_an_expectation():
    assert sorted(path.stem for path in POLICIES.glob("*.toml")) == sorted(EXPECTED)


def test_a_wrong_direction_fails(panel):
    with h5py.File(panel("austerity")) as file:
        for wrong in ("-", "same", "none"):
            holding, said = holds(file, row("Austerity", "No programme", "unmet_need", wrong))
            assert not holding, said
