"""Two implementations of docs/odd.md agree: the program, and the NumPy one that was written from the page alone.

N = REPLICATES of the peer and PROGRAM_REPLICATES of the program, 10,000 families each (20,000 in the long form, at England's own
spin-up and months). Statistic: z of every panel column in GROUPS, in the months before the programme starts and after it.
Bonferroni over all comparisons: with two implementations of one law, a run fails with probability ALPHA = 0.01 (by seed: the seeds
are fixed, so that a result does not change from run to run). Tests that a fault planted in the peer is caught have the same limit.

The long form: ctest --preset release -C long -R peer_agreement_long
"""

import os

import pytest

from agreement import beyond, compare
from both import HERE, run_peer, run_program

ALPHA = 0.01
LONG = os.environ.get("PEER_FORM") == "long"
REPLICATES, PROGRAM_REPLICATES = (40, 60) if LONG else (24, 60)
START = 24
GROUPS = ["all", "decile_1", "decile_10", "lone", "social_rent", "black"]
CHANGED = "Covert programme"  # the scenario that faults are planted in
OPTIONS = ["--set", "population.families=20000", "--set", "run.spin_up=120", "--set", "run.months=144"] if LONG else []


@pytest.fixture(scope="session")
def england(tmp_path_factory):
    """Result file, panel of the program, panel of the peer, windows."""
    result = tmp_path_factory.mktemp("england") / "england.h5"
    program = run_program(HERE / "england_small.toml", result, "--replicates", PROGRAM_REPLICATES, *OPTIONS)
    peer, _ = run_peer(result, program, REPLICATES)
    end = 144 if LONG else 60
    return result, program, peer, [(0, START, program.scenarios[:1]), (START, end, program.scenarios)]


def test_every_column_agrees(england):
    _, program, peer, windows = england
    comparisons = compare(program, peer, windows, GROUPS)
    wrong = beyond(comparisons, ALPHA)
    assert not wrong, f"{len(wrong)} of {len(comparisons)} differ:\n" + "\n".join(map(str, wrong[:30]))


def test_every_column_is_compared(england):
    """Nothing passes by being left out: in "all", each column is compared, or is a constant of these scenarios."""
    _, program, peer, windows = england
    compared = {one.column for one in compare(program, peer, windows, ["all"])}
    constant = {
        name for name in program.columns
        if all(panel.window(name, 0, windows[1][1]).std() == 0 or not panel.columns[name].any() for panel in (program, peer))
    }
    absent_here = {"licence_survey", "survey_response", "flag_ratio"}  # nobody is surveyed; the ratio of all is 1
    left_out = set(program.columns) - compared - constant - absent_here
    assert not left_out, f"not compared: {sorted(left_out)}"


@pytest.mark.parametrize("plant", ["concealment_halved", "no_hearsay", "label_one_month_late", "shock_25_percent_up"])
def test_a_planted_fault_is_caught(england, plant):
    result, program, _, windows = england
    peer, _ = run_peer(result, program, REPLICATES, [CHANGED], plant)
    windows = [(first, end, [CHANGED]) for first, end, _ in windows]
    assert beyond(compare(program, peer, windows, GROUPS), ALPHA), f"{plant} passes unseen"
