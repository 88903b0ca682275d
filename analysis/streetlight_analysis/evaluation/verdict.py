"""How a design did over replicates: bias, coverage, power and wrong signs against the twin's truth."""

import math
from dataclasses import dataclass, field

import numpy as np
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

ALPHA = 0.05


@dataclass(frozen=True)
class Share:
    """So many of so many, with its 95 % interval (Wilson)."""

    count: int
    of: int

    @property
    def value(self):
        return self.count / self.of if self.of else math.nan

    @property
    def interval(self):
        if not self.of:
            return math.nan, math.nan
        return tuple(float(bound) for bound in proportion_confint(self.count, self.of, method="wilson"))


@dataclass(frozen=True)
class Verdict:
    """A design on an outcome over replicates.

    Attributes:
        replicates: planned; `estimates` of them gave an estimate, `missing` {reason: replicates} did not.
        mean, error, spread: mean estimate, mean of the standard errors that the design stated, standard deviation of its
            estimates (what the stated errors should be).
        truth, truth_error: mean effect by the twin, and the standard error of that mean.
        bias, bias_error: mean of estimate less truth, and its standard error.
        covered, significant: replicates whose 95 % interval holds the replicate's own truth; with p < 0.05.
        wrong: of all estimates, those with p < 0.05 and the other sign than the mean truth; None where the truth has no
            sign (0 exactly, or not told from 0).
        exact: whether the effect by the twin is 0 to the bit in every replicate.
    """

    design: object
    outcome: object
    replicates: int
    estimates: int
    missing: dict
    mean: float
    error: float
    spread: float
    truth: float
    truth_error: float
    bias: float
    bias_error: float
    covered: Share
    significant: Share
    wrong: object
    exact: bool = False
    values: np.ndarray = field(default=None, repr=False)


def verdict(design, outcome, estimates, truths):
    """The verdict over replicates; lists of Estimate and of the effects by the twin, in the same order."""
    truths = np.asarray(truths, float)
    given = [index for index, one in enumerate(estimates) if not one.missing and math.isfinite(truths[index])]
    missing = {}
    for index, one in enumerate(estimates):
        if index not in given:
            why = one.missing or "nobody is treated"
            missing[why] = missing.get(why, 0) + 1
    values = np.array([estimates[index].value for index in given])
    true = truths[given]
    bias = values - true
    sign = _sign(true)
    p = np.array([estimates[index].p for index in given])
    return Verdict(
        design,
        outcome,
        len(estimates),
        len(given),
        missing,
        _mean(values),
        _mean(np.array([estimates[index].error for index in given])),
        _spread(values),
        _mean(true),
        _spread(true) / math.sqrt(max(1, len(given))),
        _mean(bias),
        _spread(bias) / math.sqrt(max(1, len(given))),
        Share(sum(estimates[i].low <= truths[i] <= estimates[i].high for i in given), len(given)),
        Share(int((p < ALPHA).sum()), len(given)),
        Share(int(((p < ALPHA) & (np.sign(values) == -sign)).sum()), len(given)) if sign else None,
        bool(len(given)) and not true.any(),
        values,
    )


def _sign(true):
    """1 or -1 where the mean of the true effects is told from 0 over replicates, else 0."""
    if len(true) < 2 or np.ptp(true) == 0:  # no spread to learn from
        return 0
    beyond = abs(true.mean()) > stats.t.ppf(0.975, len(true) - 1) * _spread(true) / math.sqrt(len(true))
    return int(np.sign(true.mean())) if beyond else 0


def _mean(values):
    return float(values.mean()) if len(values) else math.nan


def _spread(values):
    return float(values.std(ddof=1)) if len(values) > 1 else math.nan
