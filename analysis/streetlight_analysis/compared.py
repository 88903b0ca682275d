"""Columns of each scenario against a baseline, as `streetlight compare` computes them."""

import math
from dataclasses import dataclass

from scipy import stats

from .certainty import Judgement
from .program import ask
from .windows import compared_window


@dataclass(frozen=True)
class Pair:
    """One column of a group at a design point, in one scenario and in the baseline; in the column's own unit.

    Attributes:
        baseline, mean: over the replicates that both sides have (of a ratio, the ratio of their counts together).
        difference, low, high: with its 95 % interval, NaN where none can be given.
        interval: kind of interval, "t", "jackknife", "exact" or "none".
        reason: why there is none, as the end of a sentence.
        relative, relative_low, relative_high: the difference as a share of the baseline; NaN where that means nothing.
        margin: difference from which on it matters; NaN where nobody says.
        size: "negligible", "small" or "large" against the margin; "" without one.
        certain: whether that is so over the whole interval.
        replicates: that both sides have.
        advantage: variance of an unpaired difference over that of the paired one; NaN where the paired one is 0.
    """

    scenario: str
    point: int
    group: str
    column: str
    baseline: float
    mean: float
    difference: float
    low: float
    high: float
    interval: str
    reason: str
    relative: float
    relative_low: float
    relative_high: float
    margin: float
    size: str
    certain: bool
    replicates: int
    advantage: float

    def judged(self, scale=1.0):
        """The difference times `scale` with its rung on the ladder of certainty."""
        low, high = sorted((scale * self.low, scale * self.high)) if math.isfinite(self.low) else (math.nan, math.nan)
        return Judgement(self._rung(), scale * self.difference, low, high, self.replicates)

    def _rung(self):
        if self.replicates == 0 or not math.isfinite(self.difference):
            return "missing"
        if self.interval == "exact":
            return "exact"
        if not math.isfinite(self.low):
            return "single" if self.replicates == 1 else "open"
        if self.low <= 0 <= self.high:
            return "untold"
        wider = stats.t.ppf(0.9995, self.replicates - 1) / stats.t.ppf(0.975, self.replicates - 1)
        return "clear" if abs(self.difference) > wider * (self.high - self.low) / 2 else "told"


def compared(panel, names, *, groups=("all",), window=None, baseline=None, authority=None, point=None):
    """Columns of all scenarios against the baseline.

    Args:
        names: of columns.
        groups: names.
        window: gather.Window; the program's own by default.
        baseline: scenario; the first one by default.
        point: design point; every one by default.

    Returns:
        (Window, [Pair]).

    Raises:
        CannotDraw: the program is not found, or refuses.
    """
    options = [word for name in names for word in ("--column", name)]
    options += [word for group in groups for word in ("--group", group)]
    options += [] if window is None else ["--window", f"{window.first}:{window.stop}"]
    options += [] if baseline is None else ["--baseline", baseline]
    options += [] if authority is None else ["--authority", authority]
    options += [] if point is None else ["--point", point]
    answer = ask("compare", panel, *options)
    return compared_window(answer), [_pair(row) for row in answer["comparisons"]]


def _pair(row):
    def real(key):
        value = row.get(key)
        return math.nan if value is None else float(value)

    return Pair(
        row["scenario"],
        row["point"],
        row["group"],
        row["metric"],
        real("baseline_mean"),
        real("scenario_mean"),
        real("difference"),
        real("difference_low"),
        real("difference_high"),
        row["interval"],
        row["no_interval"] or "",
        real("relative"),
        real("relative_low"),
        real("relative_high"),
        real("margin"),
        row["size"] or "",
        bool(row["size_certain"]),
        int(row["pairs"]),
        real("pairing_gain"),
    )


