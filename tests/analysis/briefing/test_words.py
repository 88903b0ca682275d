"""The ladder of words and the writing of numbers, on numbers worked out by hand."""

import math

import numpy as np
import pytest
from scipy import stats

from streetlight_analysis.briefing.assumptions import Line, together
from streetlight_analysis.certainty import judge, size_of
from streetlight_analysis.digits import estimate_decimals, listed, number, per_cent, plain, with_unit
from streetlight_analysis.parameters import measured_text


def around(mean, spread, count=10):
    """`count` numbers of exactly this mean and standard deviation."""
    steps = np.linspace(-1, 1, count)
    return mean + spread * steps / steps.std(ddof=1)


def test_rungs_are_the_intervals():
    count = 10
    for level, above, below in ((0.95, "told", "untold"), (0.999, "clear", "told")):
        edge = stats.t.ppf(0.5 + level / 2, count - 1) / math.sqrt(count)
        assert judge(around(1.001 * edge, 1)).rung == above
        assert judge(around(0.999 * edge, 1)).rung == below
        assert judge(around(-1.001 * edge, 1)).rung == above


def test_the_sign_is_only_said_where_it_is_told():
    lower, unclear, higher = judge(around(-9, 1)), judge(around(-0.01, 1)), judge(around(9, 1))
    assert (lower.direction, unclear.direction, higher.direction) == (-1, 0, 1)
    assert (lower.words(), unclear.words(), higher.words()) == ("clearly lower", "cannot be told apart", "clearly higher")
    assert unclear.low < 0 < unclear.high


def test_interval_is_students():
    values = around(2, 0.5, 6)
    half = stats.t.ppf(0.975, 5) * 0.5 / math.sqrt(6)
    judged = judge(values)
    assert (judged.low, judged.high) == (pytest.approx(2 - half), pytest.approx(2 + half))


def test_zero_single_and_missing():
    # Equal differences, none at all among them, say nothing of the next replicate.
    for values in (np.zeros(4), np.full(5, 7.0)):
        same = judge(values)
        assert same.rung == "open" and math.isnan(same.low) and same.direction == 0 and same.words() == "cannot be judged"
    # Nor do nineteen events; twenty do.
    assert judge([4, 5, 5, 5], event=1).rung == "open" and judge([4, 5, 6, 5], event=1).has_interval
    one = judge([np.nan, -0.5])
    assert one.rung == "single" and one.words() == "lower in the one replicate" and math.isnan(one.low)
    assert one.direction == 0
    assert judge([np.nan]).rung == "missing"


@pytest.mark.parametrize(
    "value, written",
    [(24.1697, "24.2"), (1712.9, "1,713"), (-0.1529, "−0.153"), (0, "0"), (-0.0, "0"), (math.nan, "–"),
     (4.36e-9, "4.4×10⁻⁹"), (0.000123, "0.000123")],
)  # fmt: skip
def test_numbers(value, written):
    assert number(value) == written


def test_sizes_are_measured_against_the_margin():
    sizes = [size_of(difference, 0.5) for difference in (0.49, -0.5, 1.99, -2.0, math.nan)]
    assert sizes == ["negligible", "small", "small", "large", ""] and size_of(3.0, math.nan) == ""


def test_signs_of_what_rounds_to_zero():
    assert number(-0.001, 1) == "0.0" and number(0.3, 1, sign=True) == "+0.3"


def test_estimates_show_what_their_interval_supports():
    assert estimate_decimals(24.1697, 24.05, 24.29) == 1  # three digits of the value
    assert estimate_decimals(0.5, -3.0, 4.0) == 1  # two digits of the half width
    # A bound beside zero must not be written as zero: it says on which side the interval ends.
    assert float(number(-0.0002, estimate_decimals(-0.0657, -0.1312, -0.0002)).replace("−", "-")) != 0


def test_small_things():
    assert per_cent(-0.0138, sign=True) == "−1.4\u00a0%" and per_cent(0.84) == "84\u00a0%"
    assert plain(0.8) == "0.8" and plain(0.0010) == "0.001" and plain(1000.0) == "1,000"
    assert listed("abc") == "a, b and c" and listed(["a"]) == "a"
    assert with_unit("−5", "£ a year") == "−£5 a year" and with_unit("5", "") == "5"


def test_values_with_their_units_in_words():
    assert measured_text("12", "month") == "12 months" and measured_text("1", "month") == "1 month"
    assert measured_text("0.004", "share/month") == "0.004 a month" and measured_text("0.1", "share") == "0.1"
    assert measured_text("0.7", "log-odds") == "0.7 log-odds" and measured_text("1.25", "1/loss") == "1.25 1/loss"
    assert measured_text("covert", "share") == "covert"


@pytest.mark.long
def test_parameters_of_one_meaning_share_a_row():
    def line(key, value, default=""):
        return Line(key, value, "share", "contested", "", "", default)

    keys, value = together([line("services.school.voluntary", "0.05"), line("services.early_help.voluntary", "1", "0.5")])
    assert keys == ["services.*.voluntary"] and value == "school 0.05, early help 1 (default 0.5)"
    keys, value = together([line("deterrence.max", "0.8")])
    assert keys == ["deterrence.max"] and value == "0.8"
