"""Two implementations of docs/odd.md agree: the program, and the NumPy one that was written from the page alone.

Four experiments: England's six policies; a world with the remedies and events that England leaves at zero; corners, settings
at which single sentences of the page decide everything; and two places with models of their own or from elsewhere. N replicates of the peer and of the program: EXPERIMENTS. Statistic: z of every panel column, in GROUPS and scenarios, over the
months before the programme starts and those after (agreement.py). Bonferroni over all comparisons of an experiment: were the two
one law, the test would fail for a share ALPHA of seeds at most (fixed, so that the result does not change from run to run). Faults
planted in the peer must be caught at the same limit.

The long form has England at its own length, 20,000 families: ctest --preset release -C long -R peer_agreement_long
"""

import os
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pytest

from agreement import Panel, beyond, compare
from both import HERE, run_peer, run_program

ALPHA = 0.01
LONG = os.environ.get("PEER_FORM") == "long"
OPTIONS = ["--set", "population.families=20000", "--set", "run.spin_up=120", "--set", "run.months=144"] if LONG else []
EXPERIMENTS = {  # replicates of the peer and of the program, first month of the programme, months
    "england_small": (40, 80, 24, 144) if LONG else (10, 24, 24, 60),
    "remedies": (24, 48, 24, 144) if LONG else (6, 16, 24, 60),
    "corners": (12, 24, 12, 144) if LONG else (6, 24, 12, 48),
    "places": (24, 48, 24, 144) if LONG else (6, 16, 24, 48),
}
GROUPS = ["all", "decile_1", "decile_10", "lone", "social_rent", "black"]
CHANGED = "Covert programme"  # the scenario that faults are planted in
PLANTS = ["no_concealment", "no_hearsay", "shock_25_percent_up"]
PLANTS = PLANTS + ["concealment_halved", "shock_5_percent_up", "label_one_month_late", "window_one_longer"] if LONG else PLANTS


@dataclass
class Both:
    name: str
    result: object  # the program's file
    program: Panel
    peer: Panel

    def windows(self, scenarios):
        """Before the start the scenarios of an experiment are one, and one is compared; not so in the corners."""
        _, _, start, end = EXPERIMENTS[self.name]
        return [(0, start, scenarios if self.name == "corners" else scenarios[:1]), (start, end, scenarios)]

    @cached_property
    def comparisons(self):
        return compare(self.program, self.peer, self.windows(self.program.scenarios), GROUPS)


@pytest.fixture(scope="session")
def runs(tmp_path_factory):
    made = {}

    def run(name):
        if name not in made:
            result = tmp_path_factory.mktemp(name) / f"{name}.h5"
            peer, program, _, _ = EXPERIMENTS[name]
            panel = run_program(HERE / f"{name}.toml", result, "--replicates", program, *OPTIONS)
            made[name] = Both(name, result, panel, run_peer(result, panel, peer)[0])
        return made[name]

    return run


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_every_column_agrees(runs, name):
    comparisons = runs(name).comparisons
    wrong = beyond(comparisons, ALPHA)
    assert not wrong, f"{len(wrong)} of {len(comparisons)} differ:\n" + "\n".join(map(str, wrong[:30]))


def test_every_column_is_compared(runs):
    """Nothing agrees by being left out: in one experiment or another each column is compared, or the same constant in both."""
    seen = {one.column for name in EXPERIMENTS for one in runs(name).comparisons}
    constant = {"cost_programme", "in_use", "halted", "standing_still"}  # the same in every replicate: compared bit by bit
    assert set(runs("remedies").program.columns) - seen == constant
    for column in constant:
        values = [panel.window(column, 24, 60)[:, 0] for panel in (runs("remedies").program, runs("remedies").peer)]
        assert np.array_equal(*values), column


@pytest.mark.parametrize("plant", [PLANTS[0], *(pytest.param(plant, marks=pytest.mark.long) for plant in PLANTS[1:])])
def test_a_planted_fault_is_caught(runs, plant):
    both = runs("england_small")
    peer, _ = run_peer(both.result, both.program, EXPERIMENTS[both.name][0], [CHANGED], plant)
    wrong = beyond(compare(both.program, peer, both.windows([CHANGED]), GROUPS), ALPHA)
    assert wrong, f"{plant} passes unseen"


@pytest.mark.long
def test_a_model_of_ones_own_in_the_place_of_one_from_elsewhere_is_caught(runs):
    both, scenario = runs("places"), "Trained elsewhere"
    peer, _ = run_peer(both.result, both.program, EXPERIMENTS[both.name][0], [scenario], "own_records")
    wrong = beyond(compare(both.program, peer, both.windows([scenario])[1:], GROUPS), ALPHA)
    assert wrong, "whose records a model was made on makes no difference"
