"""Designs that compare authorities: before and after, matched, as if by lot, two-way fixed effects.

Each takes one outcome `y` [authority, quarter] and the quarter of launch of each authority, and estimates the average effect
on the treated over all authority-quarters in use. Standard errors are robust to any dependence within an authority.
"""

import numpy as np
import statsmodels.api as sm

from .estimate import none, of_fit
from .study import NEVER

BEFORE = 4  # quarters before the launch that count as "before"


def before_after(y, launch):
    """Each adopter after its launch against its own last year before it.

    Assumes that without the programme nothing would have changed, and that nothing else did.
    """
    changes, weights = [], []
    for authority in np.flatnonzero(launch < NEVER):
        start = launch[authority]
        if start == 0:
            continue
        changes.append(y[authority, start:].mean() - y[authority, max(0, start - BEFORE) : start].mean())
        weights.append(y.shape[1] - start)
    if len(changes) < 2:
        return none("fewer than two adopters have a time before and after")
    fit = sm.WLS(changes, np.ones((len(changes), 1)), weights=weights, hasconst=True).fit(cov_type="HC1", use_t=True)
    return of_fit(fit, [1])


def as_if_by_lot(y, launch):
    """Adopters against authorities that never adopt, in the same quarters.

    Assumes that who adopts is unrelated to the outcome that there would be without: a lot makes that true.
    """
    adopters = launch < NEVER
    if not adopters.any() or adopters.all():
        return none("everybody adopts or nobody does")
    treated = np.arange(y.shape[1])[None, :] >= launch[:, None]
    # Those who never adopt count in each quarter as much as those in use, so that the effect is that on the treated.
    others = treated.sum(axis=0) / (~adopters).sum()
    weights = np.where(treated, 1.0, np.where(adopters[:, None], 0.0, others[None, :]))
    return _weighted(y, treated, weights)


def _weighted(y, treated, weights):
    kept = weights > 0
    groups = np.broadcast_to(np.arange(len(y))[:, None], y.shape)[kept]
    exog = np.column_stack([np.ones(kept.sum()), treated[kept]])
    fit = sm.WLS(y[kept], exog, weights=weights[kept], hasconst=True).fit(
        cov_type="cluster", cov_kwds={"groups": groups}, use_t=True
    )
    return of_fit(fit, [0, 1])


def matches(records, launch):
    """{adopter: authority that never adopts and was most like it on the records in the year before the launch}.

    Args:
        records: list of recorded outcomes, [authority, quarter] each.
    """
    never = np.flatnonzero(launch == NEVER)
    found = {}
    for authority in np.flatnonzero(launch < NEVER):
        start = launch[authority]
        if start == 0 or not never.size:
            continue
        window = slice(max(0, start - BEFORE), start)
        means = np.column_stack([one[:, window].mean(axis=1) for one in records])
        scale = means.std(axis=0)
        near = (means[never] - means[authority]) / np.where(scale > 0, scale, 1.0)
        found[authority] = int(never[np.argmin((near**2).sum(axis=1))])
    return found


def matched(y, launch, pairs):
    """Adopters against their matches, after the launch.

    Assumes that authorities alike on the records would have gone on alike: that the records hold whatever matters. Pairs with
    the same match depend on each other, so errors are clustered by match.
    """
    if len(pairs) < 2:
        return none("fewer than two adopters have a match")
    if len(set(pairs.values())) < 2:
        return none("all adopters have the same match: no clusters")
    apart = [(y[adopter] - y[other])[launch[adopter] :].mean() for adopter, other in pairs.items()]
    weights = [y.shape[1] - launch[adopter] for adopter in pairs]
    fit = sm.WLS(apart, np.ones((len(apart), 1)), weights=weights, hasconst=True).fit(
        cov_type="cluster", cov_kwds={"groups": list(pairs.values())}, use_t=True
    )
    return of_fit(fit, [1])


def within(values):
    """Without the means of authorities and quarters: what fixed effects leave of a full panel."""
    return values - values.mean(axis=1, keepdims=True) - values.mean(axis=0, keepdims=True) + values.mean()


def two_way(y, launch):
    """Two-way fixed effects: outcome on "in use" with an effect for each authority and each quarter.

    Assumes parallel trends, no anticipation, and the same effect in every cohort and quarter.
    """
    treated = (np.arange(y.shape[1])[None, :] >= launch[:, None]).astype(float)
    varied = within(treated)
    if not (varied**2).sum() > 1e-9:
        return none("all authorities adopt at once or none does")
    groups = np.repeat(np.arange(len(y)), y.shape[1])
    fit = sm.OLS(within(y).ravel(), varied.ravel()[:, None], hasconst=False).fit(
        cov_type="cluster", cov_kwds={"groups": groups}, use_t=True
    )
    return of_fit(fit, [1])
