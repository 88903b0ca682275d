"""What `streetlight robust` says of a result of policies in worlds."""

from dataclasses import dataclass

import numpy as np

from ..errors import CannotDraw
from ..names import column_title
from ..program import ask
from ..weighted import weighted_quantiles

RELATIVE = ("families", "harms", "visits", "findings", "contacts", "referrals")  # units of which a share says more


@dataclass(frozen=True)
class Policy:
    """One policy in all worlds.

    Attributes:
        level, difference: by world; the difference is from the baseline.
        verdict: by world, "less", "more" or "not_told_apart".
        said: the row of `robust`, with counts, quantiles and what decides; None for the baseline.
    """

    name: str
    level: np.ndarray
    difference: np.ndarray
    verdict: np.ndarray
    best: int
    said: dict | None

    def count(self, verdict):
        return int(np.sum(self.verdict == verdict))


@dataclass(frozen=True)
class Answer:
    """One column.

    Attributes:
        policies: the baseline first.
        worlds: indices in the result of the worlds that have every run.
        weights: of these worlds, together 1; the same for all where their weights say too little.
        weighted: whether they are not the same for all.
    """

    column: str
    unit: str
    more_is_better: bool
    margin: float
    worlds: np.ndarray
    weights: np.ndarray
    weighted: bool
    policies: list

    @property
    def better(self):
        return "more" if self.more_is_better else "less"

    @property
    def worse(self):
        return "less" if self.more_is_better else "more"

    @property
    def is_relative(self):
        """Whether differences are told as shares of the baseline's level in the same world."""
        return self.unit in RELATIVE and bool(np.all(self.policies[0].level > 0))

    def told(self, values):
        """Values by world in the unit in which they are told."""
        return 100 * values / self.policies[0].level if self.is_relative else values

    @property
    def told_unit(self):
        return "% of the baseline" if self.is_relative else self.unit

    def regret(self, policy):
        """By world: what the policy loses against the one that is best there, as it is told."""
        levels = np.array([one.level for one in self.policies])
        best = levels.max(axis=0) if self.more_is_better else levels.min(axis=0)
        return self.told(np.abs(policy.level - best))

    def quantiles(self, values, shares):
        """Quantiles over worlds with their weights.

        Args:
            values: by world.
            shares: of the weights, from 0 to 1.
        """
        return weighted_quantiles(values, self.weights, shares)

    @property
    def title(self):
        return column_title(self.column)


def answers(panel, *, columns=(), worlds=None):
    """What is said of each column; of the main ones by default.

    Args:
        panel: dataset of `open_panel` of a result of `run --worlds`.
        columns: "COLUMN" or "COLUMN:most".
        worlds: path of the file of worlds that were run, for what was informed and for how counts hang on priors.

    Raises:
        CannotDraw: the result is of one world, or the program refuses.
    """
    return [_answer(said, content) for content in [said_of(panel, columns, worlds)] for said in content["by_world"]]


def said_of(panel, columns=(), worlds=None):
    """All that `robust` says, as it says it."""
    design = panel.attrs.get("design")
    if design is None or len(design) < 2 or not len(design.columns):
        raise CannotDraw("the result is of one world (run the experiment with --worlds)")
    options = [word for column in columns for word in ("--column", column)]
    return ask("robust", panel, *options, *(["--worlds", str(worlds)] if worlds else []))


def is_of_worlds(panel):
    """Whether a result is of worlds: points with weights, which only `run --worlds` gives them."""
    return bool(panel.attrs.get("experiment", {}).get("design", {}).get("weights"))


def _answer(said, content):
    rows = {
        row["scenario"]: row for row in content["comparisons"] if row["metric"] == said["metric"] and row["group"]
    }
    policies = [
        Policy(
            one["scenario"],
            np.array(one["level"], float),
            np.array(one["difference"], float),
            np.array(one["verdict"]),
            one["best"],
            None if index == 0 else rows[one["scenario"]],
        )
        for index, one in enumerate(said["policies"])
    ]
    return Answer(
        said["metric"],
        said["unit"],
        said["better"] == "more",
        float("nan") if said["margin"] is None else said["margin"],
        np.array(said["worlds"], int),
        np.array(said["weights"] or np.full(len(said["worlds"]), 1 / len(said["worlds"])), float),
        said["weights"] is not None,
        policies,
    )
