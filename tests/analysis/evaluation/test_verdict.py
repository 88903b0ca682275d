"""What is counted over replicates."""

import math

import numpy as np
import pytest

from streetlight_analysis.evaluation import tables
from streetlight_analysis.evaluation.designs import Design
from streetlight_analysis.evaluation.estimate import Estimate, by_t, none
from streetlight_analysis.evaluation.study import NEVER, Outcome, Sample
from streetlight_analysis.evaluation.verdict import Share, verdict

DESIGN = Design("d", "Design", "nothing")
OUTCOME = Outcome("need", "Need", "per 1,000", False)


def of(value, error=1.0):
    return by_t(value, error, math.inf)


def test_an_estimate_has_the_normal_interval_and_p():
    one = of(1.96)
    assert one.low == pytest.approx(0.0, abs=1e-4) and one.p == pytest.approx(0.05, abs=1e-4)
    t = by_t(2.228, 1.0, 10)
    assert t.p == pytest.approx(0.05, abs=1e-4) and t.low == pytest.approx(0, abs=1e-3)


def test_an_outcome_that_does_not_vary():
    assert by_t(0.0, 0.0, 9) == Estimate(0.0, 0.0, 0.0, 0.0, 1.0)
    assert by_t(1.0, 0.0, 9).missing


def test_counts_and_bias():
    made = verdict(DESIGN, OUTCOME, [of(1.0), of(3.0), of(-3.0), none("why")], [1.0, 1.1, 0.9, 1.0])
    assert (made.replicates, made.estimates, made.missing) == (4, 3, {"why": 1})
    assert made.mean == pytest.approx(1 / 3) and made.truth == pytest.approx(1.0)
    assert made.bias == pytest.approx(1 / 3 - 1)
    assert made.covered == Share(2, 3)  # 3 ± 1.96 holds 1.1
    assert made.significant == Share(2, 3)
    assert made.wrong == Share(1, 3)


def test_nothing_is_not_zero():
    made = verdict(DESIGN, OUTCOME, [none("why")] * 2, [0.0, 0.0])
    assert math.isnan(made.mean) and made.covered.of == 0
    assert tables.cells(made)[1:3] == ("0 of 2", "–")
    assert tables.record(made)["estimate"] is None and tables.record(made)["covered"] is None


def test_a_truth_without_a_sign_has_no_wrong_sign():
    assert verdict(DESIGN, OUTCOME, [of(3.0)] * 3, [0.0] * 3).wrong is None
    assert verdict(DESIGN, OUTCOME, [of(3.0)] * 3, [0.1, -0.1, 0.05]).wrong is None
    assert verdict(DESIGN, OUTCOME, [of(3.0)] * 3, [0.0] * 3).exact


def test_wilson():
    low, high = Share(0, 20).interval
    assert low == pytest.approx(0, abs=1e-12) and high == pytest.approx(0.161, abs=1e-3)
    assert math.isnan(Share(0, 0).value)


def test_truths_are_averages_over_what_is_in_use():
    twin = np.zeros((3, 6))
    seen = twin.copy()
    seen[0, 2:] = 1.0  # in use from 2: four quarters
    seen[1, 4:] = 4.0  # from 4: two
    seen[2, 2:] = 0.5  # never adopts: spill-over
    one = Sample({"y": seen}, {"y": twin}, np.array([2, 4, NEVER]))
    assert one.truth("y") == pytest.approx((4 * 1 + 2 * 4) / 6)
    assert one.truth_of("y", 1) == 4.0
    assert one.spill_over("y") == 0.5
    assert np.allclose(one.truth_by_event("y", (-2, 0, 2)), [0.0, 2.5, 1.0])
    part = one.part(3, 4)
    assert part.launch.tolist() == [2, NEVER, NEVER] and part.seen["y"].shape == (3, 4)
