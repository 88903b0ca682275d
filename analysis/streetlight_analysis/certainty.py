"""How sure a difference is, by one ladder of words that is tied to intervals.

Every verbal statement of a briefing goes through `judge`, so "clearly lower" means the same everywhere: the 99.9 %
interval of the paired difference lies below zero.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy import stats

from .digits import estimate_decimals, interval, number

# Rungs from the surest down: name, word for a reader, rule.
LADDER = (
    ("exact", "exactly the same", "no number of the column differs, in any interval of any replicate"),
    ("clear", "clearly lower, clearly higher", "the 99.9 % interval of the difference does not include zero"),
    ("told", "lower, higher", "the 95 % interval does not include zero, the 99.9 % interval does"),
    ("untold", "cannot be told apart", "the 95 % interval includes zero: too few replicates to say, or no difference"),
    (
        "open",
        "cannot be judged",
        "no interval can be computed: all replicates differ by the same amount (perhaps by none), or counts are too few",
    ),
    ("single", "lower (higher) in the one replicate", "one replicate was run: there is no interval, and the difference may be due to chance"),
)


@dataclass(frozen=True)
class Judgement:
    """A paired difference with its 95 % interval and its rung on the ladder.

    Attributes:
        rung: name in `LADDER`, or "missing" where there is nothing to compare.
        difference, low, high: in the outcome's unit; the interval is NaN without replicates.
        replicates: pairs that both sides have.
    """

    rung: str
    difference: float
    low: float
    high: float
    replicates: int

    @property
    def direction(self):
        """-1 or 1 where the data tell the sign, 0 where they do not."""
        return int(np.sign(self.difference)) if self.rung in ("clear", "told") else 0

    def among(self, comparisons):
        """The same with an interval as wide as one of so many comparisons asks for, of which the data chose it (see `judge`)."""
        if not self.has_interval or comparisons < 2:
            return self
        error = (self.high - self.low) / 2 / _reach(0.95, self.replicates)
        return _of_error(self.difference, error, self.replicates, comparisons)

    @property
    def has_interval(self):
        """Whether its spread over replicates gives an interval."""
        return self.rung in ("clear", "told", "untold")

    def words(self, less="lower", more="higher"):
        """ "clearly lower", "cannot be told apart", ..."""
        way = less if self.difference < 0 else more
        return {
            "exact": "exactly the same",
            "clear": f"clearly {way}",
            "told": way,
            "untold": "cannot be told apart",
            "open": "cannot be judged",
            "single": f"{way} in the one replicate",
            "missing": "cannot be measured",
        }[self.rung]

    @property
    def decimals(self):
        return estimate_decimals(self.difference, self.low, self.high)

    def size(self, sign=False):
        """The difference alone, without its sign unless asked for."""
        return number(self.difference if sign else abs(self.difference), self.decimals, sign=sign)

    def span(self, sign=True):
        """The interval; without `sign`, of the size of the difference."""
        low, high = (self.low, self.high) if sign else sorted((abs(self.low), abs(self.high)))
        return interval(low, high, self.decimals, sign=sign)


LARGE_FROM = 4  # margins: from here on a difference is large
FEWEST_EVENTS = 20  # fewer that differ, over all replicates, give no interval


def size_of(difference, margin):
    """ "negligible" below the margin that matters, "small", "large" from four margins on; "" where nobody says a margin."""
    if not (margin > 0 and math.isfinite(difference)):
        return ""
    size = abs(difference)
    return "negligible" if size < margin else "small" if size < LARGE_FROM * margin else "large"


def judge(differences, event=0.0, among=1):
    """Judgement of paired differences, one a replicate; NaN (failed runs) are left out.

    Args:
        event: what one event (a visit, a contact) adds to a value; 0 where values are not counts.
        among: of how many comparisons this one was chosen when the data had been seen (the highest against the lowest, say).
            Intervals are as much wider as Bonferroni's correction asks, so that some of all are wrong in 5 % of cases at most.
    """
    values = np.asarray(differences, float).ravel()
    values = values[np.isfinite(values)]
    if values.size == 0:
        return Judgement("missing", math.nan, math.nan, math.nan, 0)
    mean = float(values.mean())
    if values.size == 1:
        return Judgement("single", mean, math.nan, math.nan, 1)
    # Equal differences have no spread to learn from: certainty would be an accident of few counts.
    if too_few(values, event) or np.ptp(values) <= 1e-12 * abs(mean):
        return Judgement("open", mean, math.nan, math.nan, values.size)
    return _of_error(mean, float(values.std(ddof=1)) / math.sqrt(values.size), values.size, among)


def too_few(differences, event):
    """Whether differences make fewer events than an interval needs."""
    return float(np.nansum(np.abs(differences))) < FEWEST_EVENTS * event


def _of_error(mean, error, replicates, among):
    wide, narrow = (_reach(level, replicates, among) * error for level in (0.999, 0.95))
    rung = "clear" if abs(mean) > wide else "told" if abs(mean) > narrow else "untold"
    return Judgement(rung, mean, mean - narrow, mean + narrow, replicates)


@lru_cache
def _reach(level, replicates, among=1):
    """Half the width of an interval, in standard errors."""
    return float(stats.t.isf((1 - level) / 2 / among, replicates - 1))
