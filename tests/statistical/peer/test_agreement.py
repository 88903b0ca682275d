"""Two implementations of docs/odd.md agree: the program, and the NumPy one that was written from the page alone.

Two experiments, each with N = PEER replicates of the peer and PROGRAM replicates of the program: England's six policies, and a
world with the remedies and events that England leaves at zero. Statistic: z of every panel column, in GROUPS and scenarios, over the
months before the programme starts and those after (agreement.py). Bonferroni over all comparisons of an experiment: were the two
one law, the test would fail for a share ALPHA of seeds at most (fixed, so that the result does not change from run to run). Faults
planted in the peer must be caught at the same limit.

The long form has England at its own length, 20,000 families: ctest --preset release -C long -R peer_agreement_long
"""

import os
from dataclasses import dataclass

import numpy as np
import pytest

from agreement import Panel, beyond, compare
from both import HERE, run_peer, run_program

ALPHA = 0.01
LONG = os.environ.get("PEER_FORM") == "long"
OPTIONS = ["--set", "population.families=20000", "--set", "run.spin_up=120", "--set", "run.months=144"] if LONG else []
PEER = {"england_small": (40, 80) if LONG else (10, 24), "remedies": (24, 48) if LONG else (6, 16)}  # replicates: of the peer, of the program
START, END = 24, 144 if LONG else 60
GROUPS = ["all", "decile_1", "decile_10", "lone", "social_rent", "black"]
CHANGED = "Covert programme"  # the scenario that faults are planted in
PLANTS = ["no_concealment", "no_hearsay", "shock_25_percent_up"]
PLANTS = PLANTS + ["concealment_halved", "shock_5_percent_up", "label_one_month_late", "window_one_longer"] if LONG else PLANTS


@dataclass
class Both:
    result: object  # the program's file
    program: Panel
    peer: Panel

    def windows(self, scenarios):
        """Before the start all scenarios are one, and one is compared."""
        return [(0, START, scenarios[:1]), (START, END, scenarios)]

    def comparisons(self, groups=GROUPS):
        return compare(self.program, self.peer, self.windows(self.program.scenarios), groups)


@pytest.fixture(scope="session")
def runs(tmp_path_factory):
    made = {}

    def run(name):
        if name not in made:
            result = tmp_path_factory.mktemp(name) / f"{name}.h5"
            peer, program = PEER[name]
            panel = run_program(HERE / f"{name}.toml", result, "--replicates", program, *OPTIONS)
            made[name] = Both(result, panel, run_peer(result, panel, peer)[0])
        return made[name]

    return run


@pytest.mark.parametrize("name", PEER)
def test_every_column_agrees(runs, name):
    comparisons = runs(name).comparisons()
    wrong = beyond(comparisons, ALPHA)
    assert not wrong, f"{len(wrong)} of {len(comparisons)} differ:\n" + "\n".join(map(str, wrong[:30]))


def test_every_column_is_compared(runs):
    """Nothing agrees by being left out: in one experiment or the other each column is compared, or the same constant in both."""
    seen = {one.column for name in PEER for one in runs(name).comparisons()}
    constant = {"cost_programme", "halted", "standing_still"}  # the same in every replicate: compared bit by bit
    constant |= {f"{kind}_community" for kind in ("concerns", "deterred", "records", "referrals")}
    assert set(runs("remedies").program.columns) - seen == constant
    for column in constant:
        values = [panel.window(column, START, END)[:, 0] for panel in (runs("remedies").program, runs("remedies").peer)]
        assert np.array_equal(*values), column


@pytest.mark.parametrize("plant", PLANTS)
def test_a_planted_fault_is_caught(runs, plant):
    both = runs("england_small")
    peer, _ = run_peer(both.result, both.program, PEER["england_small"][0], [CHANGED], plant)
    wrong = beyond(compare(both.program, peer, both.windows([CHANGED]), GROUPS), ALPHA)
    assert wrong, f"{plant} passes unseen"
