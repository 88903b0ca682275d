"""Designs that compare families after one round of flags.

Each returns an estimate of what a flag did within a year, and the weights of the families whose effect that is, so that the
twin can say what it was. Standard errors are robust to dependence within an authority.
"""

import warnings

import numpy as np
import statsmodels.api as sm
from statsmodels.tools.sm_exceptions import ConvergenceWarning, PerfectSeparationError

from .designs import Design
from .estimate import none, of_fit

FAMILY_DESIGNS = (
    Design("matched_families", "Matched comparison of families", "the records matched on hold whatever matters"),
    Design("threshold", "Regression discontinuity at the threshold", "families just above and just below are alike"),
    Design("audit", "Audit share as a randomised pilot", "who is audited is drawn by lot"),
)


def bandwidth(above):
    """Half the width of the window round the threshold: 1.84 standard deviations over the fifth root of the number."""
    return 1.84 * above.std() * len(above) ** -0.2 if len(above) else 0.0


def threshold(one, outcome):
    """A line on each side of the threshold, fitted to the families near it, nearer ones counting more (triangular kernel).

    Local linear regression (Imbens and Lemieux 2008). The effect is that of the flag on families just above the threshold,
    whether a reviewer followed it or not.
    """
    half = bandwidth(one.above)
    weights = (np.clip(1 - np.abs(one.above) / half, 0, None) if half > 0 else np.zeros(len(one.above))) * ~one.by_lot
    above = one.by_score
    kept = weights > 0
    if (kept & above).sum() < 20 or (kept & ~above).sum() < 20:
        return none("fewer than 20 families near the threshold on a side"), weights * above
    exog = np.column_stack([np.ones(len(above)), above, one.above, above * one.above])[kept]
    fitted = _clustered(sm.WLS, one.seen[outcome][kept], exog, one.authority[kept], [0, 1, 0, 0], weights=weights[kept])
    return fitted, weights * above


def audit(one, outcome):
    """Families flagged by lot against those that were not flagged, all with scores below the threshold."""
    below = (one.above < 0) & ~one.by_score
    if (below & one.by_lot).sum() < 20:
        return none("fewer than 20 families were audited"), below & one.by_lot
    exog = np.column_stack([np.ones(below.sum()), one.by_lot[below]]).astype(float)
    return _clustered(sm.OLS, one.seen[outcome][below], exog, one.authority[below], [0, 1]), below & one.by_lot


def family_matches(one):
    """Places of the families flagged for their score, and of the unflagged family nearest to each.

    Nearest by the propensity to be flagged, as a logistic regression on the characteristics on record estimates it (Rosenbaum
    and Rubin 1983), with replacement.
    """
    usable = ~one.by_lot
    if not one.by_score[usable].any() or one.by_score[usable].all():
        return np.zeros(0, int), np.zeros(0, int)
    traits = one.characteristics[usable]
    traits = (traits - traits.mean(axis=0)) / np.where(traits.std(axis=0) > 0, traits.std(axis=0), 1.0)
    exog = sm.add_constant(traits[:, one.characteristics[usable].std(axis=0) > 0])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        try:
            propensity = exog @ sm.Logit(one.by_score[usable], exog).fit(disp=0).params
        except (PerfectSeparationError, np.linalg.LinAlgError):
            return np.zeros(0, int), np.zeros(0, int)
    places = np.flatnonzero(usable)
    flagged, others = one.by_score[usable], np.flatnonzero(~one.by_score[usable])
    order = others[np.argsort(propensity[others], kind="stable")]
    sought = propensity[flagged]
    at = np.clip(np.searchsorted(propensity[order], sought), 1, len(order) - 1)
    left_nearer = sought - propensity[order[at - 1]] <= propensity[order[at]] - sought
    return places[flagged], places[order[np.where(left_nearer, at - 1, at)]]


def matched_families(one, outcome, pairs):
    """Families flagged for their score against their matches."""
    flagged, others = pairs
    weights = np.bincount(flagged, minlength=len(one.above)).astype(float)
    if len(flagged) < 20:
        return none("fewer than 20 flagged families have a match"), weights
    both = np.concatenate([flagged, others])
    exog = np.column_stack([np.ones(len(both)), np.repeat([1.0, 0.0], len(flagged))])
    return _clustered(sm.OLS, one.seen[outcome][both], exog, one.authority[both], [0, 1]), weights


def _clustered(model, y, exog, groups, contrast, **options):
    """The estimate of a linear combination of coefficients, with errors clustered by group."""
    if len(np.unique(groups)) < 2:
        return none("one authority: no clusters")
    fit = model(y, exog, **options).fit(cov_type="cluster", cov_kwds={"groups": groups}, use_t=True)
    return of_fit(fit, contrast)


def family_estimates(one, outcomes):
    """({(design, outcome): Estimate}, {(design, outcome): effect by the twin}) of a replicate."""
    pairs = family_matches(one)
    made, true = {}, {}
    for outcome in outcomes:
        found = {
            "matched_families": matched_families(one, outcome.column, pairs),
            "threshold": threshold(one, outcome.column),
            "audit": audit(one, outcome.column),
        }
        for name, (estimate, weights) in found.items():
            made[name, outcome.column] = estimate
            true[name, outcome.column] = one.effect(outcome.column, np.asarray(weights, float))
    return made, true
