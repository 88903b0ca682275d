"""Standard errors and degrees of freedom of weighted sums of cohorts' means.

An estimate of a cohort design is a sum over cohorts (authorities with the same launch) and quarters of weight times mean. So its
variance follows from the covariance of quarters between the authorities of a cohort. A cohort of FEW authorities or more has a
covariance of its own. Smaller ones share one, taken within cohorts and pooled over them, so that a cohort of one has an error as
well; where they leave too little to learn from, it is pooled over all cohorts. Authorities of small cohorts are
taken to vary alike.

Degrees of freedom are those of Welch (1947) and Satterthwaite (1946); for several sums together, those of
Krishnamoorthy and Yu (2004), which are the same for one sum, with Hotelling's F.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy import stats

FEW = 10  # authorities from which on a cohort has its own covariance
ENOUGH = 5  # degrees of freedom from which on small cohorts do without the others


@dataclass(frozen=True)
class Spread:
    """How the authorities of each cohort vary round its mean.

    Attributes:
        sizes: [cohort] authorities.
        covariance: [cohort, quarter, quarter] in use for each cohort.
        shared: [quarter, quarter] of small cohorts.
        doubt: [cohort, cohort]: 1 / degrees of freedom of what the covariances of two cohorts have in common; 0 where that is nothing.
    """

    sizes: np.ndarray
    covariance: np.ndarray
    shared: np.ndarray
    doubt: np.ndarray

    @property
    def is_known(self):
        return bool(np.isfinite(self.doubt).all())

    def of_sums(self, sums):
        """(covariance of weighted sums of cohorts' means, degrees of freedom); the latter is NaN where nothing varies.

        Args:
            sums: [sum, cohort, quarter] weights.
        """
        scaled = sums / np.sqrt(self.sizes)[None, :, None]
        between = np.einsum("ict,tu,jeu->ceij", scaled, self.shared, scaled, optimize=True)
        own = np.einsum("ict,ctu,jcu->cij", scaled, self.covariance, scaled, optimize=True)
        places = np.arange(len(self.sizes))
        between[places, places] = own
        covariance = own.sum(axis=0)
        return covariance, _freedom(between, covariance, self.doubt)


def _freedom(between, covariance, doubt):
    """Degrees of freedom of a Wishart matrix that is as uncertain as the covariance (Krishnamoorthy and Yu 2004)."""
    if not np.trace(covariance) > 0 or np.linalg.matrix_rank(covariance) < len(covariance):
        return math.nan
    root = np.linalg.inv(np.linalg.cholesky(covariance))
    parts = root @ between @ root.T
    traces = np.einsum("ceii->ce", parts) ** 2 + np.einsum("ceij,ceji->ce", parts, parts)
    return len(covariance) * (len(covariance) + 1) / float((doubt * traces).sum())


def spread_of(y, cohort_of):
    """The Spread of an outcome [authority, quarter].

    Args:
        cohort_of: [authority] place of its cohort, from 0 on without gaps.
    """
    sizes = np.bincount(cohort_of)
    means = np.stack([y[cohort_of == cohort].mean(axis=0) for cohort in range(len(sizes))])
    apart = y - means[cohort_of]
    small = sizes < FEW
    in_pool = small if (sizes[small] - 1).sum() >= ENOUGH else np.ones(len(sizes), bool)
    shared, freedom = _covariance(apart, in_pool[cohort_of], in_pool.sum())
    covariance = np.stack([shared if few else _covariance(apart, cohort_of == place, 1)[0] for place, few in enumerate(small)])
    doubt = np.where((small[:, None] & in_pool) | (in_pool[:, None] & small), 1 / freedom if freedom else math.inf, 0.0)
    large = np.flatnonzero(~small)
    doubt[large, large] = 1 / (sizes[large] - 1)
    return Spread(sizes, covariance, shared, doubt)


def _covariance(apart, chosen, cohorts):
    """Covariance within so many cohorts, whose authorities are chosen, and its degrees of freedom."""
    freedom = int(chosen.sum() - cohorts)
    return apart[chosen].T @ apart[chosen] / max(1, freedom), freedom


def joint_p(values, covariance, freedom):
    """p value of "all these are 0"; NaN where the covariance is known too badly to say.

    Hotelling's F for a covariance with so many degrees of freedom.
    """
    count = len(values)
    left = freedom - count + 1
    if not left >= 1:
        return math.nan
    statistic = values @ np.linalg.solve(covariance, values)
    return float(stats.f.sf(statistic * left / (freedom * count), count, left))
