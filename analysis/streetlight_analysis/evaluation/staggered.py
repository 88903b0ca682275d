"""Designs for staggered adoption: Callaway and Sant'Anna (2021) and Sun and Abraham (2021), with event studies.

Both estimate an effect for each cohort (the authorities that launch in one quarter) and quarter, and average those; so an
effect that differs between cohorts or grows with time does not lead them astray, as it does two-way fixed effects.
Both assume parallel trends and no anticipation.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy import stats

from .estimate import by_t, none
from .study import NEVER


@dataclass(frozen=True)
class GroupTime:
    """Effects of one outcome by cohort and quarter.

    Attributes:
        cohort, quarter: of each cell.
        members: authorities of the cell's cohort.
        effects: of each cell.
        influence: [authority, cell]; the variance of a weighted sum is the sum of squares of its weighted influence.
    """

    cohort: np.ndarray
    quarter: np.ndarray
    members: np.ndarray
    effects: np.ndarray
    influence: np.ndarray

    @property
    def event(self):
        return self.quarter - self.cohort

    def average(self, cells):
        """The mean over cells, each by the size of its cohort."""
        if not cells.any():
            return none("no cohort has a time before, a time after and somebody to compare with")
        weights = np.where(cells, self.members, 0.0)
        weights = weights / weights.sum()
        error = math.sqrt(float(((self.influence @ weights) ** 2).sum()))
        return by_t(float(self.effects @ weights), error, len(self.influence) - 1)


def group_time(outcomes, launch, *, never_only=False):
    """Effects by cohort and quarter, without covariates.

    Cohort g in quarter t: its mean change since the quarter before its launch, less that of those compared with. These are all
    authorities that have not launched by then nor are of the cohort (Callaway and Sant'Anna), or those that never do.

    Args:
        outcomes: {name: [authority, quarter]}.

    Returns:
        {name: GroupTime}.
    """
    y = np.stack(list(outcomes.values()), axis=2)
    quarters = np.arange(y.shape[1])
    parts = []
    for cohort in np.unique(launch[(launch < NEVER) & (launch > 0)]):
        own = launch == cohort
        by_then = np.full(len(quarters), NEVER - 1) if never_only else np.maximum(quarters, cohort - 1)
        others = (launch[:, None] > by_then[None, :]) & ~own[:, None]
        kept = (others.sum(axis=0) >= 2) & (quarters != cohort - 1)
        if not kept.any():
            continue
        others = others[:, kept]
        change = y[:, kept] - y[:, cohort - 1 : cohort]
        mine, theirs = change[own].mean(axis=0), (change * others[:, :, None]).sum(axis=0) / others.sum(axis=0)[:, None]
        influence = (change - mine) * (own / _spread(own.sum()))[:, None, None]
        influence -= (change - theirs) * (others / _spread(others.sum(axis=0)))[:, :, None]
        parts.append((np.full(kept.sum(), cohort), quarters[kept], np.full(kept.sum(), own.sum()), mine - theirs, influence))
    if not parts:
        empty = np.zeros(0, int)
        return {name: GroupTime(empty, empty, empty, np.zeros(0), np.zeros((len(y), 0))) for name in outcomes}
    cohort, quarter, members, effects, influence = (
        np.concatenate(one, axis=1 if place == 4 else 0) for place, one in enumerate(zip(*parts))
    )
    return {
        name: GroupTime(cohort, quarter, members, effects[:, place], influence[:, :, place])
        for place, name in enumerate(outcomes)
    }


def _spread(members):
    return np.sqrt(members * np.maximum(1, members - 1))


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
    """p value of "no difference in trend before the launch": a joint test of the quarters named; NaN where there are none."""
    made, influence = [], []
    for event in events:
        at = np.where(cells.event == event, cells.members, 0.0)
        if at.sum() > 0:
            made.append(cells.effects @ (at / at.sum()))
            influence.append(cells.influence @ (at / at.sum()))
    if not made:
        return math.nan
    covariance = np.array(influence) @ np.array(influence).T
    if np.linalg.matrix_rank(covariance) < len(made):
        return math.nan
    statistic = np.array(made) @ np.linalg.solve(covariance, np.array(made))
    return float(stats.f.sf(statistic / len(made), len(made), len(cells.influence) - 1))
