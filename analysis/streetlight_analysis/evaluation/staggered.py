"""Designs for staggered adoption: Callaway and Sant'Anna (2021) and Sun and Abraham (2021), with event studies.

Both estimate an effect for each cohort (the authorities that launch in one quarter) and quarter, and average those; so an
effect that differs between cohorts or grows with time does not lead them astray, as it does two-way fixed effects.
Both assume parallel trends and no anticipation. Standard errors are those of `cohorts`, which hold for cohorts of one as well.
"""

import math
from dataclasses import dataclass

import numpy as np

from .cohorts import Spread, joint_p, spread_of
from .estimate import by_t, none
from .study import NEVER


@dataclass(frozen=True)
class GroupTime:
    """Effects of one outcome by cohort and quarter.

    Attributes:
        cohort, quarter: of each cell.
        members: authorities of the cell's cohort.
        effects: of each cell.
        weights: [cell, cohort, quarter]: of cohorts' means in each cell's effect; those that never launch are a cohort too.
        spread: how authorities vary within cohorts.
    """

    cohort: np.ndarray
    quarter: np.ndarray
    members: np.ndarray
    effects: np.ndarray
    weights: np.ndarray
    spread: Spread

    @property
    def event(self):
        return self.quarter - self.cohort

    def average(self, cells):
        """The mean over cells, each by the size of its cohort."""
        if not cells.any():
            return none("no cohort has a time before, a time after and somebody to compare with")
        if not self.spread.is_known:
            return none("no two authorities launch in the same quarter, so how much authorities vary is not known")
        shares = self.shares(cells)
        covariance, freedom = self.spread.of_sums(np.tensordot(shares, self.weights, 1)[None])
        return by_t(float(self.effects @ shares), math.sqrt(max(0.0, covariance[0, 0])), freedom)

    def shares(self, cells):
        """The weight of each cell in the mean over these cells."""
        shares = np.where(cells, self.members, 0.0)
        return shares / shares.sum()


def group_time(outcomes, launch, *, never_only=False):
    """Effects by cohort and quarter, without covariates.

    Cohort g in quarter t: its mean change since the quarter before its launch, less that of those compared with. These are all
    authorities that have not launched by then nor are of the cohort (Callaway and Sant'Anna), or those that never do.

    Args:
        outcomes: {name: [authority, quarter]}.

    Returns:
        {name: GroupTime}.
    """
    launches, cohort_of, sizes = np.unique(launch, return_inverse=True, return_counts=True)
    quarters = next(iter(outcomes.values())).shape[1]
    cells = [
        (launches[own], quarter, sizes[own], _weights(launches, sizes, own, others, quarter, quarters))
        for own in np.flatnonzero((launches > 0) & (launches < NEVER))
        for quarter in range(quarters)
        if quarter != launches[own] - 1
        if sizes[others := _compared_with(launches, own, quarter, never_only)].sum() >= 2
    ]
    cohort, quarter, members = (np.array([cell[place] for cell in cells], int) for place in range(3))
    weights = np.array([cell[3] for cell in cells]).reshape(-1, len(launches), quarters)
    made = {}
    for name, y in outcomes.items():
        means = np.stack([y[cohort_of == place].mean(axis=0) for place in range(len(launches))])
        made[name] = GroupTime(cohort, quarter, members, np.tensordot(weights, means, 2), weights, spread_of(y, cohort_of))
    return made


def _compared_with(launches, own, quarter, never_only):
    """[cohort]: whether it serves as a comparison in a quarter."""
    by_then = NEVER - 1 if never_only else max(quarter, launches[own] - 1)
    others = launches > by_then
    others[own] = False
    return others


def _weights(launches, sizes, own, others, quarter, quarters):
    """[cohort, quarter]: the change of one cohort since the quarter before its launch, less that of others."""
    shares = np.where(others, -sizes / sizes[others].sum(), 0.0)
    shares[own] = 1.0
    made = np.zeros((len(launches), quarters))
    made[:, quarter] = shares
    made[:, launches[own] - 1] = -shares
    return made


def average_effect(cells):
    """The average effect on the treated over all authority-quarters in use."""
    return cells.average(cells.event >= 0)


def callaway_santanna(y, launch):
    return average_effect(group_time({"y": y}, launch)["y"])


def sun_abraham(y, launch):
    """The interaction-weighted estimator, compared with the authorities that never adopt.

    Its regression has a coefficient for each cohort and quarter since launch, and an effect for each authority and quarter. Where
    no value is missing, these coefficients are the differences of mean changes that `group_time` takes.
    """
    if not (launch == NEVER).any():
        return none("everybody adopts")
    return average_effect(group_time({"y": y}, launch, never_only=True)["y"])


def event_study(cells, events):
    """The estimate of each quarter since launch (before it: less than 0; -1 is the one compared with)."""
    return [cells.average(cells.event == event) for event in events]


def pre_trend_p(cells, events=(-4, -3, -2)):
    """p value of "no difference in trend before the launch": a joint test of the quarters named; NaN where it cannot be made."""
    shares = [cells.shares(cells.event == event) for event in events if (cells.event == event).any()]
    if not shares or not cells.spread.is_known:
        return math.nan
    shares = np.stack(shares)
    return joint_p(shares @ cells.effects, *cells.spread.of_sums(np.tensordot(shares, cells.weights, 1)))
