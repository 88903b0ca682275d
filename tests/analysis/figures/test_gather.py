"""Gathering months, against numbers worked out by hand."""

import numpy as np
import pytest

from streetlight_analysis import Centred, Each, MissingColumns, Window, Years, measure
from streetlight_analysis.gather import gather, last_year, over_runs, whole_window, years_gathered
from streetlight_analysis.outcomes import OUTCOMES, as_outcome
from streetlight_analysis.paired import interval_of_mean


@pytest.fixture
def panel(tiny):
    months = 24
    hits = np.arange(months, dtype=float)
    tries = np.where(np.arange(months) < 12, 10.0, 40.0)
    with np.errstate(invalid="ignore"):
        ratio = hits / tries
    return tiny(
        {
            "hits": ("flow", [[hits]]),
            "tries": ("flow", [[tries]]),
            "families": ("stock", [[np.full(months, 500.0)]]),
            "rate": ("ratio", [[ratio]], "hits", "tries"),
            "never": ("flow", [[np.zeros(months)]]),
            "empty": ("ratio", [[ratio]], "hits", "never"),
            "harm": ("flow", [[np.full(months, 2.0)]]),
        }
    )


def test_flows_are_summed_and_stocks_averaged(panel):
    assert float(measure(panel, "hits", Window(2, 5))) == 2 + 3 + 4
    assert float(measure(panel, "families", Window(0, 24))) == 500


def test_a_ratio_is_made_from_its_parts_and_not_averaged(panel):
    # 276 hits in 600 tries; the mean of the monthly ratios would be 0.495.
    value = float(measure(panel, "rate", Window(0, 24)))
    assert value == pytest.approx(276 / 600)
    assert value != pytest.approx(float(panel["rate"].mean()))


def test_no_tries_no_ratio(panel):
    assert np.isnan(float(measure(panel, "empty", Window(0, 24))))


def test_years_and_months_around(panel):
    by_year = measure(panel, "hits", Years(6))
    assert list(by_year["year"].values) == [1] and float(by_year.isel(year=0)) == sum(range(6, 18))
    around = measure(panel, "hits", Centred(5))
    assert list(around["time"].values) == list(range(2, 22))
    assert float(around.sel(time=10)) == sum(range(8, 13))


def test_an_interval_that_the_run_cut_short_counts_by_its_length(tiny):
    # 14 months in quarters: the last of them has two.
    panel = tiny({"hits": ("flow", [[[3.0, 3, 3, 3, 2]]]), "families": ("stock", [[[100.0, 100, 100, 100, 180]]])})
    panel = panel.assign_coords(time=[0, 3, 6, 9, 12])
    panel.attrs.update(interval=3, end=14)
    assert float(measure(panel, "families", Window(0, 14))) == pytest.approx((12 * 100 + 2 * 180) / 14)
    assert years_gathered(panel, Window(0, 14)) == pytest.approx(14 / 12)
    around = measure(panel, "hits", Centred(9))
    assert list(around["time"].values) == [3, 6] and list(around.values.ravel()) == [9, 9]
    # Each interval by itself has the length that it has: two months of four hits are a rate as high as three of six.
    assert list(years_gathered(panel, Each()).values) == pytest.approx([0.25, 0.25, 0.25, 0.25, 2 / 12])
    with pytest.raises(ValueError, match="no whole year"):
        measure(panel, "hits", Years(3))


def test_a_rate_counts_families_and_years(panel):
    # 2 a month among 500 families for half a year: 12 / 500 * 1000 / 0.5.
    assert float(OUTCOMES["harm"].measure(panel, Window(6, 12))) == pytest.approx(48)


def test_relative_ratios_are_set_against_all(tiny):
    flags = np.array([[[[10.0, 8.0], [30.0, 22.0]]]])
    need = np.array([[[[100.0, 20.0], [100.0, 30.0]]]])
    panel = tiny(
        {"flags": ("flow", flags), "need": ("stock", need), "flag_ratio": ("relative", flags / need, "flags", "need")},
        groups=("all", "few"),
    )
    # 30 of 40 flags on 25 of 100 in need (the mean over two months).
    assert float(measure(panel, "flag_ratio", Window(0, 2), group="few")) == pytest.approx((30 / 40) / (25 / 100))


def test_missing_parts_are_named(tiny):
    panel = tiny({"rate": ("ratio", [[[0.5, 0.5]]], "hits", "tries")})
    with pytest.raises(MissingColumns, match="hits, tries"):
        measure(panel, "rate", Window(0, 2))


def test_kinds_are_known_without_attributes(england):
    from streetlight_analysis.columns import kind, ratio_parts

    bare = england.copy()
    for name in bare.data_vars:
        bare[name] = bare[name].copy()
        bare[name].attrs = {}
    assert kind(bare, "harm") == "flow" and kind(bare, "need") == "stock"
    assert kind(bare, "prevalence_true") == "ratio" and ratio_parts(bare, "prevalence_true") == ("need", "families")
    assert kind(bare, "flag_ratio") == "relative"


@pytest.mark.parametrize(
    "first, stop, words",
    [(100, 200, "leaves the written time, which is 0:24"), (12, 1000, "leaves the written time"), (12, 12, "is empty")],
)
def test_a_window_outside_the_run_is_refused(panel, first, stop, words):
    with pytest.raises(ValueError, match=f"window {first}:{stop}.*{words}"):
        measure(panel, "hits", Window(first, stop))


@pytest.fixture
def quarterly(tiny):
    # 14 months in quarters: the last of them has two.
    panel = tiny({"hits": ("flow", [[[3.0, 6, 9, 12, 2]]])})
    panel = panel.assign_coords(time=[0, 3, 6, 9, 12])
    panel.attrs.update(interval=3, end=14)
    return panel


@pytest.mark.parametrize("first, stop, whole", [(4, 9, "3:6"), (3, 8, "6:9"), (3, 13, "12:14")])
def test_a_window_cuts_no_interval(quarterly, first, stop, whole):
    """The file has one value for an interval: other months than those that were asked for would be gathered silently."""
    with pytest.raises(ValueError, match=f"cuts an interval in two. The file has one value for {whole}"):
        measure(quarterly, "hits", Window(first, stop))
    with pytest.raises(ValueError, match="cuts an interval in two"):
        years_gathered(quarterly, Window(first, stop))


def test_windows_of_whole_intervals(quarterly):
    assert float(measure(quarterly, "hits", Window(3, 9))) == 15
    assert float(measure(quarterly, "hits", Window(9, 14))) == 14
    assert whole_window(quarterly, 4, 14) == Window(6, 14) and whole_window(quarterly, 4, 5) == Window(3, 6)
    assert last_year(quarterly) == Window(3, 14)


def sums(parts):
    return sum(top for top, _ in parts) / sum(bottom for _, bottom in parts)


def test_replicates_are_put_together_by_their_counts(tiny):
    """A ratio over replicates is that of their sums, and its interval the jackknife's, worked out by hand here."""
    runs = [(1.0, 4.0), (9.0, 10.0), (0.0, 2.0), (3.0, 8.0)]
    hits, tries = ([[[run[k] / 2, run[k] / 2] for run in runs]] for k in (0, 1))
    panel = tiny({"hits": ("flow", hits), "tries": ("flow", tries), "rate": ("ratio", hits, "hits", "tries")})
    values = over_runs(gather(panel, "rate", Window(0, 2))).isel(scenario=0).values.ravel()
    assert values.mean() == pytest.approx(sums(runs)) and sums(runs) != pytest.approx(np.mean([a / b for a, b in runs]))
    without = np.array([sums(runs[:at] + runs[at + 1 :]) for at in range(4)])
    error = np.sqrt(3 / 4 * ((without - without.mean()) ** 2).sum())
    assert values.std(ddof=1) / 2 == pytest.approx(error)


def test_a_ratio_that_hangs_on_one_replicate_has_no_interval(tiny):
    tries = [[[0.0], [5.0], [0.0]]]
    hits = [[[0.0], [2.0], [0.0]]]
    panel = tiny({"hits": ("flow", hits), "tries": ("flow", tries), "rate": ("ratio", hits, "hits", "tries")})
    interval = interval_of_mean(over_runs(gather(panel, "rate", Window(0, 1))))
    assert float(interval["mean"].squeeze()) == pytest.approx(0.4) and np.isnan(float(interval["low"].squeeze()))


def test_both_sides_of_a_difference_have_the_same_replicates(tiny):
    gone = np.nan
    tries = [[[4.0], [10.0], [2.0]], [[4.0], [gone], [2.0]]]
    hits = [[[1.0], [9.0], [0.0]], [[2.0], [gone], [1.0]]]
    panel = tiny({"hits": ("flow", hits), "tries": ("flow", tries), "rate": ("ratio", hits, "hits", "tries")})
    outcome = as_outcome(panel, "rate")
    own, reference = outcome.pairs(panel, Window(0, 1), "scenario 0")
    assert float(own.isel(scenario=1).mean()) == pytest.approx(3 / 6)
    assert float(reference.isel(scenario=1).mean()) == pytest.approx(1 / 6)  # not the 10 of 16 of all three
    apart = outcome.differences(panel, Window(0, 1), "scenario 0")
    assert float(apart.isel(scenario=1).mean()) == pytest.approx(3 / 6 - 1 / 6)
