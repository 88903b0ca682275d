"""One estimate of one design: its value, standard error, interval and p value."""

import math
from dataclasses import dataclass

import numpy as np
from scipy import special

LEVEL = 0.95


@dataclass(frozen=True)
class Estimate:
    """An estimate, or the reason why there is none.

    Attributes:
        value, error: NaN where there is none.
        low, high: bounds of the 95 % interval (Student's t).
        p: two-sided p value of "no effect".
        missing: why there is no estimate; empty where there is one.
    """

    value: float
    error: float
    low: float
    high: float
    p: float
    missing: str = ""


def none(why):
    return Estimate(math.nan, math.nan, math.nan, math.nan, math.nan, why)


def by_t(value, error, freedom):
    """The estimate with Student's t of so many degrees of freedom (infinity: the normal)."""
    if not (math.isfinite(value) and math.isfinite(error)):
        return none("the design gives no finite number")
    if error <= 1e-12 * max(1.0, abs(value)):
        # Nothing varies: an interval of no width would be an accident, unless nothing happened at all.
        return none("the outcome does not vary") if abs(value) > 1e-12 else Estimate(0.0, 0.0, 0.0, 0.0, 1.0)
    reach = _quantile(freedom) * error
    return Estimate(value, error, value - reach, value + reach, float(2 * _below(-abs(value) / error, freedom)))


def of_fit(fit, weights):
    """A linear combination of the coefficients of a fitted statsmodels model, with its own (robust) covariance."""
    weights = np.atleast_2d(np.asarray(weights, float))
    test = fit.t_test(weights)
    freedom = test.df_denom if test.distribution == "t" else math.inf
    return by_t(float(np.ravel(test.effect)[0]), float(np.ravel(test.sd)[0]), freedom)


def _quantile(freedom):
    return float(special.stdtrit(freedom, 0.5 + LEVEL / 2) if math.isfinite(freedom) else special.ndtri(0.5 + LEVEL / 2))


def _below(t, freedom):
    return special.stdtr(freedom, t) if math.isfinite(freedom) else special.ndtr(t)
