"""Shapley shares of mechanisms, as `streetlight decompose` computes them from its result file.

Its design has a switch for each mechanism (`mechanism.NAME`, 1 on and 0 off) and a point for every combination. The
worth of a set of mechanisms is the scenario's outcome with them on, less the baseline's with the same mechanisms, in
the same replicate; a mechanism's share is the mean, over all orders of switching on, of what it adds.
"""

import math
from dataclasses import dataclass

from scipy import stats

from .errors import CannotDraw
from .gather import measure
from .outcomes import as_outcome
from .program import ask
from .sensitivity import column_of

PREFIX = "mechanism."


@dataclass(frozen=True)
class Share:
    """A mean over replicates with its interval, NaN where none can be given."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Attribution:
    """
    Attributes:
        shares: of each mechanism, by name; they add up to the whole.
        whole: what all mechanisms together add.
        difference: whether the outcome is a difference from the baseline (the first scenario).
    """

    shares: dict[str, Share]
    whole: Share
    difference: bool


def mechanisms_of(panel):
    """Names of the switched mechanisms, in the design's order.

    Raises:
        CannotDraw: the design is not every combination of switches.
    """
    design = panel.attrs.get("design")
    keys = [] if design is None else list(design.columns)
    if not keys or not all(key.startswith(PREFIX) for key in keys) or len(design) != 2 ** len(keys):
        raise CannotDraw("the panel does not hold every combination of mechanisms (streetlight decompose makes one)")
    return [key[len(PREFIX):] for key in keys]


def attribution(panel, outcome, window, *, group="all", level=0.95):
    """Shares of an outcome over a window of months, in the outcome's unit.

    Raises:
        CannotDraw: the program is not found or refuses, or the outcome is a sum of several columns.
    """
    outcome = as_outcome(panel, outcome)
    answer = ask(
        "decompose", panel, "--column", column_of(panel, outcome), "--group", group,
        "--window", f"{window.first}:{window.stop}",
    )
    one = answer["attributions"][0]
    families = 0.0
    if "families" in panel.data_vars:
        families = float(measure(panel, "families", window, point=None, group=group).mean())
    scale = outcome.scale(panel, window, families)
    if scale is None:
        raise CannotDraw(f"{outcome.name} cannot be shared out in its unit; name a column")
    degrees = max(one["replicates"] - 1, 1)
    wider = stats.t.ppf(0.5 + level / 2, degrees) / stats.t.ppf(0.975, degrees)

    def share(part):
        mean = scale * (math.nan if part["value"] is None else part["value"])
        half = math.nan if part["value_low"] is None else wider * abs(scale) * (part["value_high"] - part["value_low"]) / 2
        return Share(mean, mean - half, mean + half)

    parts = {part["mechanism"] or part["part"]: share(part) for part in one["parts"]}
    return Attribution({name: parts[name] for name in mechanisms_of(panel)}, parts["whole"], one["baseline"] is not None)
