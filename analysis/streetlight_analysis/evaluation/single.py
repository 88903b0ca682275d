"""Designs on a single adopter: synthetic control (Abadie, Diamond and Hainmueller 2010) and interrupted time series."""

import numpy as np
import statsmodels.api as sm
from scipy.optimize import nnls

from .estimate import by_t, none, of_fit
from .study import NEVER

FEWEST_BEFORE, FEWEST_AFTER = 8, 4
PLACEBOS = 40


def chosen_adopter(launch, quarters):
    """The adopter that is looked at: the first of those that launch last with a year after it and two before; or None."""
    fit = np.flatnonzero((launch >= FEWEST_BEFORE) & (launch <= quarters - FEWEST_AFTER))
    return int(fit[np.argmax(launch[fit])]) if fit.size else None


def synthetic_control(y, launch):
    """The chosen adopter after its launch against a weighted mean of authorities that never adopt.

    The weights (at least 0, adding up to 1) make that mean follow the adopter's outcome before the launch. Assumes that it
    would have gone on following. The standard error is the spread of the same estimate for authorities that did not adopt,
    each against the others.
    """
    adopter = chosen_adopter(launch, y.shape[1])
    donors = np.flatnonzero(launch == NEVER)
    if adopter is None or donors.size < 10:
        return none("no adopter has two years before and one after, or fewer than ten authorities never adopt")
    start = launch[adopter]
    value = _gap(y[adopter], y[donors], start)
    placebos = [
        _gap(y[donor], y[donors[donors != donor]], start)
        for donor in donors[:: max(1, donors.size // PLACEBOS)][:PLACEBOS]
    ]
    return by_t(value, float(np.sqrt(np.mean(np.square(placebos)))), len(placebos) - 1)


def _gap(own, donors, start):
    weights = synthetic_weights(own[:start], donors[:, :start])
    return float((own[start:] - weights @ donors[:, start:]).mean())


def synthetic_weights(own, donors):
    """Weights of the donors, at least 0 and adding up to 1, that come nearest to `own`."""
    heavy = 1e3 * max(1.0, float(np.abs(donors).max()))
    weights, _ = nnls(np.vstack([donors.T, np.full(len(donors), heavy)]), np.append(own, heavy))
    return weights / weights.sum()


def interrupted_series(y, launch):
    """The chosen adopter alone: a line before the launch, a step and another slope after it.

    Segmented regression (Bernal, Cummins and Gasparrini 2017) with Newey and West's standard errors (2 lags). The estimate is
    the mean distance from the first line after the launch. Assumes that the line would have gone on.
    """
    adopter = chosen_adopter(launch, y.shape[1])
    if adopter is None:
        return none("no adopter has two years before and one after")
    start, quarters = launch[adopter], np.arange(y.shape[1])
    after = (quarters >= start).astype(float)
    since = after * (quarters - start)
    exog = np.column_stack([np.ones(len(quarters)), quarters, after, since])
    fit = sm.OLS(y[adopter], exog, hasconst=True).fit(
        cov_type="HAC", cov_kwds={"maxlags": 2, "use_correction": True}, use_t=True
    )
    return of_fit(fit, [0, 0, 1, since[start:].mean()])
