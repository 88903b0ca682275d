"""Each design on authorities: right where its assumption holds, and shown to fail where it does not.

N worlds of 60 authorities and 20 quarters (100; 2,000 in the long suite). A count of rejections at 5 % may differ from 5 % by
chance only (binomial, 0.001 two-sided). Where an assumption fails, the design must reject or miss the truth far more often.
"""

import numpy as np
import pytest
import statsmodels.api as sm

from streetlight_analysis.evaluation import comparisons, single, staggered
from streetlight_analysis.evaluation.estimate import none
from streetlight_analysis.evaluation.study import NEVER
from worlds import NUMBER, around_five_per_cent, covers, noise, rejections, world


def matched(y, launch):
    return comparisons.matched(y, launch, comparisons.matches([y], launch))


WHOLE = {
    "before_after": comparisons.before_after,
    "matched": matched,
    "by_lot": comparisons.as_if_by_lot,
    "two_way": comparisons.two_way,
    "callaway_santanna": staggered.callaway_santanna,
    "sun_abraham": staggered.sun_abraham,
}


def over_worlds(design, number=NUMBER, **settings):
    """(estimates, truths)"""
    samples = [world(seed, **settings) for seed in range(number)]
    return [design(one.seen["y"], one.launch) for one in samples], [one.truth("y") for one in samples]


@pytest.mark.parametrize("name", WHOLE)
def test_without_an_effect_five_per_cent_reject(name):
    found, _ = over_worlds(WHOLE[name])
    if name == "matched":  # on outcomes that carry noise: the error that this leaves is in no standard error
        assert rejections(found) < 0.12 * NUMBER
    else:
        assert around_five_per_cent(rejections(found), NUMBER), rejections(found)


@pytest.mark.parametrize("name", WHOLE)
def test_a_constant_effect_is_found(name):
    found, truths = over_worlds(WHOLE[name], effect=lambda since: 0.8)
    values = np.array([one.value for one in found])
    assert np.allclose(truths, 0.8)
    assert abs(values.mean() - 0.8) < 4 * values.std() / np.sqrt(NUMBER)
    least = 0.84 if name == "matched" else 0.9
    assert covers(found, truths) > least * NUMBER


def test_before_and_after_fails_under_adoption_by_rising_need_and_under_a_common_trend():
    """What rose falls by itself; and what happens to all is taken for the programme's doing."""
    found, _ = over_worlds(comparisons.before_after, by_need=True)
    assert rejections(found) > 0.9 * NUMBER
    assert np.mean([one.value for one in found]) < -0.3  # it "worked"
    trend, _ = over_worlds(comparisons.before_after, common=0.1 * np.arange(20))
    assert rejections(trend) > 0.9 * NUMBER
    for design in (comparisons.two_way, staggered.callaway_santanna):
        level = rejections(over_worlds(design, common=0.1 * np.arange(20))[0])
        assert around_five_per_cent(level, NUMBER), design


def test_two_way_fixed_effects_fail_where_the_effect_grows_and_the_cohort_designs_do_not():
    """Early adopters serve as controls for late ones while their own effect still grows."""
    grows = {"effect": lambda since: 0.3 * (since + 1), "adopters": 54}
    found, truths = over_worlds(comparisons.two_way, **grows)
    bias = np.mean([one.value - truth for one, truth in zip(found, truths)])
    assert bias < -0.3 * np.mean(truths)
    assert covers(found, truths) < 0.2 * NUMBER
    for design in (staggered.callaway_santanna, staggered.sun_abraham):
        found, truths = over_worlds(design, **{**grows, "adopters": 30})
        values = np.array([one.value - truth for one, truth in zip(found, truths)])
        assert abs(values.mean()) < 4 * values.std() / np.sqrt(NUMBER)
        assert covers(found, truths) > 0.9 * NUMBER


def pre_trends_told(**settings):
    seen = [world(seed, **settings) for seed in range(NUMBER)]
    return sum(staggered.pre_trend_p(staggered.group_time(one.seen, one.launch)["y"]) < 0.05 for one in seen) / NUMBER


def test_the_cohort_designs_fail_without_parallel_trends_and_a_test_of_pre_trends_often_misses_it():
    for design in (staggered.callaway_santanna, staggered.sun_abraham, comparisons.two_way):
        assert rejections(over_worlds(design, trend_of_adopters=0.15)[0]) > 0.8 * NUMBER
    assert pre_trends_told() < 0.11
    assert pre_trends_told(trend_of_adopters=0.15) < 0.35
    assert pre_trends_told(trend_of_adopters=0.3) > 0.3


def test_the_cohort_designs_fail_under_anticipation_and_spill_over():
    found, truths = over_worlds(staggered.callaway_santanna, effect=lambda since: 1.0, ahead=1.0)
    assert np.mean([one.value for one in found]) < 0.25  # the quarter compared with has the effect already
    assert covers(found, truths) < 0.1 * NUMBER
    found, truths = over_worlds(staggered.callaway_santanna, effect=lambda since: 1.0, spill=0.5)
    assert abs(np.mean([one.value for one in found]) - 0.5) < 0.1 < np.mean(truths)


def test_adopters_against_others_fail_where_adopters_differ_and_matching_where_the_records_do_not_show_it():
    apart = {"level_of_adopters": 1.5}
    assert rejections(over_worlds(comparisons.as_if_by_lot, **apart)[0]) > 0.9 * NUMBER
    assert around_five_per_cent(rejections(over_worlds(staggered.callaway_santanna, **apart)[0]), NUMBER)
    # Matched on an outcome that says nothing of what adopters have more:
    samples = [world(seed, **apart) for seed in range(NUMBER)]
    blind = [np.random.default_rng(seed).standard_normal(one.seen["y"].shape) for seed, one in enumerate(samples)]
    found = [
        comparisons.matched(one.seen["y"], one.launch, comparisons.matches([other], one.launch))
        for one, other in zip(samples, blind)
    ]
    assert rejections(found) > 0.9 * NUMBER


def test_the_event_study_follows_the_effect():
    path = lambda since: 0.2 * (since + 1)  # noqa: E731
    events = (-4, -3, -2, 0, 1, 2, 3)
    made = []
    for seed in range(NUMBER // 2):
        one = world(seed, effect=path)
        cells = staggered.group_time(one.seen, one.launch)["y"]
        made.append([estimate.value for estimate in staggered.event_study(cells, events)])
        assert np.allclose(one.truth_by_event("y", events), [path(event) if event >= 0 else 0 for event in events])
    expected = [path(event) if event >= 0 else 0 for event in events]
    errors = np.std(made, axis=0) / np.sqrt(len(made))
    assert (abs(np.mean(made, axis=0) - expected) < 4 * errors).all()


def test_sun_and_abraham_are_the_regression_that_they_describe():
    one = world(3, effect=lambda since: 0.2 * since)
    y, launch = one.seen["y"], one.launch
    quarters = y.shape[1]
    columns, weights = [], []
    for cohort in np.unique(launch[launch < NEVER]):
        for quarter in range(quarters):
            if quarter == cohort - 1:
                continue
            column = np.zeros(y.shape)
            column[launch == cohort, quarter] = 1.0
            columns.append(column.ravel())
            weights.append((launch == cohort).sum() * (quarter >= cohort))
    authorities = np.kron(np.eye(len(y)), np.ones((quarters, 1)))
    times = np.kron(np.ones((len(y), 1)), np.eye(quarters))[:, 1:]
    exog = np.column_stack([*columns, authorities, times])
    fit = sm.OLS(y.ravel(), exog).fit(cov_type="cluster", cov_kwds={"groups": np.repeat(np.arange(len(y)), quarters)})
    contrast = np.zeros(exog.shape[1])
    contrast[: len(weights)] = np.array(weights) / sum(weights)
    test, found = fit.t_test(contrast), staggered.sun_abraham(y, launch)
    assert abs(float(np.ravel(test.effect)[0]) - found.value) < 1e-9
    assert abs(float(np.ravel(test.sd)[0]) / found.error - 1) < 0.1


def test_with_one_cohort_the_cohort_designs_are_the_difference_in_differences():
    one = world(5, launches=(10,), effect=lambda since: 1.0)
    y, adopts = one.seen["y"], one.adopters
    change = y[:, 10:].mean(axis=1) - y[:, 9]
    by_hand = change[adopts].mean() - change[~adopts].mean()
    errors = np.sqrt(change[adopts].var(ddof=1) / adopts.sum() + change[~adopts].var(ddof=1) / (~adopts).sum())
    for design in (staggered.callaway_santanna, staggered.sun_abraham):
        found = design(y, one.launch)
        assert abs(found.value - by_hand) < 1e-12
        assert abs(found.error - errors) < 1e-12


ONE = {"launches": (14,), "adopters": 10, "quarters": 24}


def test_synthetic_control_without_an_effect_and_with_one():
    found, _ = over_worlds(single.synthetic_control, **ONE)
    assert around_five_per_cent(rejections(found), NUMBER) or rejections(found) < 0.05 * NUMBER, rejections(found)
    found, _ = over_worlds(single.synthetic_control, effect=lambda since: 2.0, **ONE)
    assert abs(np.mean([one.value for one in found]) - 2.0) < 0.2
    weights = single.synthetic_weights(np.array([1.0, 2.0, 3.0]), np.array([[0.0, 0.0, 0.0], [2.0, 4.0, 6.0], [9.0, 9.0, 9.0]]))
    assert np.allclose(weights, [0.5, 0.5, 0.0], atol=1e-4)


def test_synthetic_control_fails_for_an_authority_unlike_all_others():
    found, _ = over_worlds(single.synthetic_control, level_of_adopters=5.0, **ONE)
    assert np.mean([one.value for one in found]) > 1.5  # no weighted mean of others is as high
    assert rejections(found) > 0.7 * NUMBER


def test_interrupted_series_holds_its_level_in_long_series_and_exceeds_it_in_short_ones():
    """Newey and West's errors are too small in short series; 24 quarters are short."""
    many = range(NUMBER)

    def share(quarters, persistence):
        rows = [noise(np.random.default_rng(seed), 1, quarters, persistence) for seed in many]
        return rejections([single.interrupted_series(row, np.array([quarters // 2])) for row in rows]) / NUMBER

    assert share(400, 0.0) < 0.12
    assert share(24, 0.5) > 0.1


def test_interrupted_series_fails_where_something_else_happens_at_the_launch():
    shock = np.where(np.arange(24) >= 14, 3.0, 0.0)
    found, _ = over_worlds(single.interrupted_series, common=shock, **ONE)
    assert np.mean([one.value for one in found]) > 2.5
    assert rejections(found) > 0.8 * NUMBER
    controlled, _ = over_worlds(staggered.callaway_santanna, common=shock, **ONE)
    assert around_five_per_cent(rejections(controlled), NUMBER)


def test_where_a_design_cannot_be_used_there_is_no_estimate_and_a_reason():
    y = np.zeros((12, 20))
    nobody, everybody = np.full(12, NEVER), np.full(12, 8)
    for design in (*WHOLE.values(), single.synthetic_control, single.interrupted_series):
        assert design(y, nobody).missing and np.isnan(design(y, nobody).value)
    for design in (comparisons.as_if_by_lot, comparisons.two_way, staggered.sun_abraham, staggered.callaway_santanna):
        assert design(y, everybody).missing
    assert none("why").missing == "why"


def test_matching_where_all_adopters_have_the_same_match_gives_none():
    y = np.random.default_rng(0).standard_normal((4, 12))
    found = comparisons.matched(y, np.array([6, 6, 6, NEVER]), {0: 3, 1: 3, 2: 3})
    assert found.missing == "all adopters have the same match: no clusters"
