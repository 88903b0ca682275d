"""Designs for staggered adoption: Callaway and Sant'Anna (2021) and Sun and Abraham (2021), with event studies.

Both estimate an effect for each cohort (the authorities that launch in one quarter) and quarter, and average those; so an
effect that differs between cohorts or grows with time does not lead them astray, as it does two-way fixed effects.
Both assume parallel trends and no anticipation.
"""

import math
from dataclasses import dataclass

import numpy as np
import statsmodels.api as sm
from scipy import stats

from .comparisons import within
from .estimate import by_t, none, of_fit
from .study import NEVER


@dataclass(frozen=True)
class GroupTime:
    """Effects by cohort and quarter.

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


def group_time(y, launch):
    """Callaway and Sant'Anna's effects, without covariates.

    Cohort g in quarter t: its mean change since the quarter before its launch, less that of all authorities that have not
    launched by then (nor are of the cohort).
    """
    cells = []
    for cohort in np.unique(launch[(launch < NEVER) & (launch > 0)]):
        own = launch == cohort
        for quarter in range(y.shape[1]):
            if quarter == cohort - 1:
                continue
            others = (launch > max(quarter, cohort - 1)) & ~own
            if others.sum() < 2:
                continue
            change = y[:, quarter] - y[:, cohort - 1]
            influence = np.zeros(len(y))
            for members, sign in ((own, 1.0), (others, -1.0)):
                number = members.sum()
                spread = math.sqrt(number * max(1, number - 1))
                influence[members] = sign * (change[members] - change[members].mean()) / spread
            cells.append((cohort, quarter, own.sum(), change[own].mean() - change[others].mean(), influence))
    if not cells:
        empty = np.zeros(0)
        return GroupTime(empty, empty, empty, empty, np.zeros((len(y), 0)))
    cohort, quarter, members, effects, influence = zip(*cells)
    return GroupTime(*map(np.array, (cohort, quarter, members, effects)), np.column_stack(influence))


def callaway_santanna(y, launch):
    """The average effect on the treated over all authority-quarters in use."""
    cells = group_time(y, launch)
    return cells.average(cells.event >= 0)


def event_study(y, launch, events):
    """The estimate of each quarter since launch (before it: less than 0; -1 is the one compared with)."""
    cells = group_time(y, launch)
    return [cells.average(cells.event == event) for event in events]


def pre_trend_p(y, launch, events=(-4, -3, -2)):
    """p value of "no difference in trend before the launch": a joint test of the quarters named; NaN where there are none."""
    cells = group_time(y, launch)
    made, influence = [], []
    for event in events:
        at = np.where(cells.event == event, cells.members, 0.0) if cells.event.size else np.zeros(0)
        if at.sum() > 0:
            made.append(cells.effects @ (at / at.sum()))
            influence.append(cells.influence @ (at / at.sum()))
    if not made:
        return math.nan
    covariance = np.array(influence) @ np.array(influence).T
    if np.linalg.matrix_rank(covariance) < len(made):
        return math.nan
    statistic = np.array(made) @ np.linalg.solve(covariance, np.array(made))
    freedom = len(y) - 1
    return float(stats.f.sf(statistic / len(made), len(made), freedom))


def sun_abraham(y, launch):
    """Regression on cohort by quarter since launch, with an effect for each authority and quarter, averaged over cells in use.

    Compared with the authorities that never adopt.
    """
    if not (launch == NEVER).any():
        return none("everybody adopts")
    quarters = np.arange(y.shape[1])
    cohorts = [cohort for cohort in np.unique(launch) if 0 < cohort < NEVER]
    columns, weights = [], []
    for cohort in cohorts:
        own = launch == cohort
        for quarter in quarters:
            if quarter == cohort - 1:
                continue
            column = np.zeros(y.shape)
            column[own, quarter] = 1.0
            columns.append(within(column).ravel())
            weights.append(own.sum() if quarter >= cohort else 0.0)
    if not columns or not sum(weights):
        return none("no cohort has a time before and after")
    kept = np.isin(launch, [*cohorts, NEVER])
    if not kept.all():  # those in use from the first quarter on have no time before
        return sun_abraham(y[kept], launch[kept])
    groups = np.repeat(np.arange(len(y)), y.shape[1])
    fit = sm.OLS(within(y).ravel(), np.column_stack(columns)).fit(
        cov_type="cluster", cov_kwds={"groups": groups}, use_t=True
    )
    return of_fit(fit, np.array(weights) / sum(weights))
