"""What is counted over replicates."""

import math
import warnings

import numpy as np
import pytest

from streetlight_analysis.digits import MISSING
from streetlight_analysis.evaluation import figures, tables
from streetlight_analysis.evaluation.designs import Design
from streetlight_analysis.evaluation.estimate import Estimate, by_t, none
from streetlight_analysis.evaluation.evaluate import Evaluation, _mean_of_finite, _needed
from streetlight_analysis.evaluation.followed import EVENTS, STATES, _kept
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


def test_one_replicate_tells_no_sign():
    one = verdict(DESIGN, OUTCOME, [of(3.0)], [0.8])
    assert one.wrong is None and tables.cells(one)[-1] == MISSING
    assert verdict(DESIGN, OUTCOME, [of(3.0)] * 3, [0.8] * 3).wrong is None  # no spread to learn from
    assert verdict(DESIGN, OUTCOME, [of(3.0)] * 3, [0.8, 0.9, 0.7]).wrong == Share(0, 3)


def of_whom(truths, adopters=6, authorities=30):
    """An evaluation with one verdict, on these effects by the twin."""
    found = verdict(Design("callaway_santanna", "C", "nothing"), OUTCOME, [of(3.0)] * len(truths), truths)
    return Evaluation(
        None, "a", "b", [found], len(truths), {}, {"need": Share(0, 0)}, [], {"need": _needed(found, authorities)}, {"need": math.nan}, adopters, authorities
    )


def test_the_share_of_adopters_and_what_is_not_known_are_said():
    told = " ".join(tables.notes(of_whom([0.8, 0.9, 0.7])))
    assert "20 % of them adopters" in told and "half of them" not in told and "Need 370" in told
    assert "Need cannot be made" in told and "never adopt, from" not in told
    assert "not known (1 replicate does not tell the effect from 0)" in " ".join(tables.notes(of_whom([0.8])))
    assert "not known (2 replicates do not tell the effect from 0)" in " ".join(tables.notes(of_whom([0.8, -0.7])))
    assert "no number is enough (the effect is 0 exactly)" in " ".join(tables.notes(of_whom([0.0, 0.0])))
    assert figures.adopting(of_whom([0.0])) == "20 % of them adopters"
    assert figures.size_words(math.nan, 10, 2) == "2 replicates do not tell the effect from 0"
    assert figures.size_words(math.inf, 10, 2) == "no effect to find"


def test_where_all_adopt_there_is_no_spill_over_and_no_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert math.isnan(_mean_of_finite([math.nan] * 2)) and _mean_of_finite([1.0, math.nan]) == 1.0


def test_found_covers_twelve_months_as_its_neighbours_do():
    months = 15
    run = {name: np.zeros((months, 3)) for name in (*STATES, *EVENTS)}
    for family, month in enumerate((1, 12, 13)):  # the flag's month is 1
        run["found"][month, family] = 1
    kept = _kept(run, 1)
    assert kept["found"].tolist() == [1, 1, 0] and kept["found_later"].tolist() == [0, 1, 1]


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
