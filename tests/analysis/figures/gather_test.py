"""Gathering months, against numbers worked out by hand."""

import numpy as np
import pytest

from streetlight_analysis import MissingColumns, Trailing, Window, Years, measure
from streetlight_analysis.gather import years_gathered
from streetlight_analysis.outcomes import OUTCOMES


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


def test_years_and_trailing_months(panel):
    by_year = measure(panel, "hits", Years(6))
    assert list(by_year["year"].values) == [1] and float(by_year.isel(year=0)) == sum(range(6, 18))
    trailing = measure(panel, "hits", Trailing(12))
    assert trailing["time"].values[0] == 11 and float(trailing.isel(time=0)) == sum(range(12))
    assert float(trailing.sel(time=23)) == sum(range(12, 24))


def test_an_interval_that_the_run_cut_short_counts_by_its_length(tiny):
    # 14 months in quarters: the last of them has two.
    panel = tiny({"hits": ("flow", [[[3.0, 3, 3, 3, 2]]]), "families": ("stock", [[[100.0, 100, 100, 100, 180]]])})
    panel = panel.assign_coords(time=[0, 3, 6, 9, 12])
    panel.attrs.update(interval=3, end=14)
    assert float(measure(panel, "families", Window(0, 14))) == pytest.approx((12 * 100 + 2 * 180) / 14)
    assert years_gathered(panel, Window(0, 14)) == pytest.approx(14 / 12)
    trailing = measure(panel, "hits", Trailing(12))
    assert list(trailing["time"].values) == [9] and float(trailing.isel(time=0)) == 12
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


def test_a_window_outside_the_run_is_refused(panel):
    with pytest.raises(ValueError, match="window 100:200"):
        measure(panel, "hits", Window(100, 200))
