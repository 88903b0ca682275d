"""The cohort designs with few authorities, where many cohorts have one.

Without an effect, N worlds of each kind (400; 2,000 in the long suite) of which at most as many may reject at 5 % as chance gives
a test at exactly 5 % (binomial, ALPHA = 0.001 one-sided: 8.3 % of 400). Fewer may: intervals of small cohorts are on the safe side.
"""

import numpy as np
import pytest
from scipy import stats

from streetlight_analysis.evaluation import staggered
from streetlight_analysis.evaluation.cohorts import FEW, joint_p, spread_of
from streetlight_analysis.evaluation.study import NEVER
from worlds import ALPHA, NUMBER, noise

N = max(400, NUMBER)
AT_MOST = stats.binom.ppf(1 - ALPHA, N, 0.05)


def scattered(seed, authorities, adopters, launches):
    """Authorities without any effect, of which some launch in quarters drawn by lot: (outcome, launch)."""
    rng = np.random.default_rng(seed)
    y = rng.standard_normal((authorities, 1)) + noise(rng, authorities, 24)
    launch = np.full(authorities, NEVER)
    launch[:adopters] = rng.choice(launches, adopters)
    return y, launch


@pytest.mark.parametrize(
    "authorities, adopters, launches", [(10, 5, range(8, 20)), (20, 10, range(8, 20)), (10, 5, (8, 12, 16))]
)
def test_few_authorities_reject_in_five_per_cent(authorities, adopters, launches):
    effect, never, before = [], [], []
    for seed in range(N):
        y, launch = scattered(seed, authorities, adopters, launches)
        cells = staggered.group_time({"y": y}, launch)["y"]
        effect.append(staggered.average_effect(cells).p)
        never.append(staggered.sun_abraham(y, launch).p)
        before.append(staggered.pre_trend_p(cells))
    for p in map(np.array, (effect, never, before)):
        assert np.isfinite(p).mean() > 0.95
        assert 0 < (p < 0.05).sum() <= AT_MOST, (p < 0.05).sum() / N


def test_a_cohort_of_one_has_the_variance_of_the_others():
    y, launch = scattered(1, 13, 0, ())
    launch[0] = 10
    found = staggered.callaway_santanna(y, launch)
    change = y[:, 10:].mean(axis=1) - y[:, 9]
    error = change[1:].std(ddof=1) * np.sqrt(1 + 1 / 12)
    assert found.value == pytest.approx(change[0] - change[1:].mean())
    assert found.error == pytest.approx(error)
    assert found.p == pytest.approx(2 * stats.t.sf(abs(found.value) / error, 11), rel=1e-6)


def test_large_cohorts_have_their_own_variance_and_the_degrees_of_freedom_of_welch():
    y, launch = scattered(2, 30, 0, ())
    launch[:12] = 10
    y[:12] *= 3
    change = y[:, 10:].mean(axis=1) - y[:, 9]
    welch = stats.ttest_ind(change[:12], change[12:], equal_var=False)
    found = staggered.sun_abraham(y, launch)
    assert found.p == pytest.approx(float(welch.pvalue), rel=1e-6)


def test_small_cohorts_do_without_the_others_where_there_are_many():
    y, _ = scattered(3, 60, 0, ())
    cohort_of = np.r_[np.repeat(np.arange(6), 5), np.full(30, 6)]
    y[30:] *= 10
    spread = spread_of(y, cohort_of)
    assert np.trace(spread.shared) < np.trace(spread.covariance[6]) / 20
    assert spread.doubt[0, 1] == pytest.approx(1 / 24) and spread.doubt[6, 6] == pytest.approx(1 / 29) and spread.doubt[0, 6] == 0
    few = spread_of(y[25:], cohort_of[25:] - 5)  # one cohort of five beside the thirty: too few to learn from alone
    assert 5 < FEW and few.doubt[0, 0] == few.doubt[0, 1] == pytest.approx(1 / (35 - 2))


def test_where_nobody_shares_a_launch_there_is_no_interval():
    y, launch = scattered(4, 6, 0, ())
    launch[:] = [6, 8, 10, 12, 14, NEVER]
    cells = staggered.group_time({"y": y}, launch)["y"]
    assert "no two authorities launch in the same quarter" in staggered.average_effect(cells).missing
    assert np.isnan(staggered.pre_trend_p(cells))


def test_the_joint_test_of_one_sum_is_its_t_test_and_too_little_freedom_gives_none():
    assert joint_p(np.array([2.0]), np.array([[1.5]]), 7.0) == pytest.approx(2 * stats.t.sf(2 / np.sqrt(1.5), 7))
    assert np.isnan(joint_p(np.ones(3), np.eye(3), 2.5)) and np.isnan(joint_p(np.ones(3), np.eye(3), np.nan))
