"""Paired differences, against numbers worked out by hand."""

import numpy as np
import pytest

from streetlight_analysis import Window, paired_differences

# Two scenarios, three replicates, two months; sums over the months: (10, 20, 30) and (12, 23, 31).
BASELINE = [[4, 6], [8, 12], [15, 15]]
OTHER = [[5, 7], [9, 14], [16, 15]]


@pytest.fixture
def panel(tiny):
    return tiny({"events": ("flow", [BASELINE, OTHER])})


def test_difference_and_interval(panel):
    row = paired_differences(panel, "events", window=Window(0, 2)).set_index("scenario").loc["scenario 1"]
    # Differences 2, 3, 1: mean 2, standard deviation 1; t(0.975, 2) = 4.302653.
    half = 4.302652729911275 / np.sqrt(3)
    assert row["difference"] == pytest.approx(2) and row["replicates"] == 3
    assert (row["low"], row["high"]) == (pytest.approx(2 - half), pytest.approx(2 + half))
    assert (
        row["baseline"] == pytest.approx(20)
        and row["mean"] == pytest.approx(22)
        and row["relative"] == pytest.approx(0.1)
    )
    # Variances 100 and 91 apart, 1 paired.
    assert row["variance_reduction"] == pytest.approx(191)


def test_other_levels_and_baselines(panel):
    wide = paired_differences(panel, "events", window=Window(0, 2), level=0.99).set_index("scenario").loc["scenario 1"]
    assert wide["high"] - 2 == pytest.approx(9.92484320091807 / np.sqrt(3))
    turned = paired_differences(panel, "events", window=Window(0, 2), baseline="scenario 1").set_index("scenario")
    assert turned.loc["scenario 0", "difference"] == pytest.approx(-2)
    with pytest.raises(ValueError, match="no scenario called 'nobody'"):
        paired_differences(panel, "events", baseline="nobody")


def test_a_scenario_against_itself_is_exactly_zero(england):
    row = paired_differences(england, "harm").iloc[0]
    assert (row["difference"], row["low"], row["high"]) == (0, 0, 0) and np.isnan(row["variance_reduction"])


def test_failed_replicates_are_left_out_pairwise(tiny):
    failed = [[4, 6], [np.nan, np.nan], [15, 15]]
    row = paired_differences(tiny({"events": ("flow", [failed, OTHER])}), "events", window=Window(0, 2)).iloc[1]
    assert row["replicates"] == 2 and row["difference"] == pytest.approx(1.5) and row["baseline"] == pytest.approx(20)
    # Means and difference are over the same replicates.
    assert row["mean"] == pytest.approx((12 + 31) / 2)


def test_one_replicate_has_no_interval(tiny):
    row = paired_differences(tiny({"events": ("flow", [BASELINE[:1], OTHER[:1]])}), "events", window=Window(0, 2)).iloc[
        1
    ]
    assert row["difference"] == 2 and np.isnan(row["low"]) and np.isnan(row["high"])


def test_intervals_cover_as_often_as_they_say():
    import xarray as xr
    from streetlight_analysis import interval_of_mean

    # 4,000 sets of 5 draws from N(3, 2): a 95 % interval misses 5 %, here within 4.5 standard errors.
    draws = xr.DataArray(np.random.default_rng(1).normal(3, 2, (4000, 5)), dims=("set", "replicate"))
    interval = interval_of_mean(draws)
    covered = float(((interval["low"] < 3) & (interval["high"] > 3)).mean())
    assert abs(covered - 0.95) < 4.5 * np.sqrt(0.95 * 0.05 / 4000)


@pytest.mark.parametrize("unit, columns, has", [
    ("visits", ["visits"], True),
    ("log-odds", ["trust"], False),
    ("sd", ["need_mean"], False),
    ("sd", ["need_gap"], True),
])
def test_a_relative_change_needs_a_zero_that_means_none(unit, columns, has):
    import xarray as xr
    from streetlight_analysis.told import _cell, _has_a_zero, _made

    told = _made(xr.DataArray([11.0, 13.0, 12.0], dims="replicate"), xr.DataArray([10.0, 11.0, 9.0], dims="replicate"), 0.0)
    assert np.isfinite(_cell(told, (told.judged,), _has_a_zero(unit, columns)).relative) == has


def test_only_halves_beyond_chance_are_told():
    from streetlight_analysis.worlds.sentences import _sensitivity

    def said(low, high):
        half = {"half": "lower", "parameter": "x", "weighted": False, "worlds": 30}
        return _sensitivity({
            "share_better": None, "discrepancies_halved": None, "discrepancies_doubled": None,
            "lowest_with_half_a_prior": half | {"share": 0.2, "beyond_chance": low},
            "highest_with_half_a_prior": half | {"share": 0.6, "beyond_chance": high},
        })  # fmt: skip

    assert said(False, False) == "No half of one prior gives another share than chance would."
    assert said(True, False).startswith("down to 20") and "60" not in said(True, False)
    assert "20" in said(True, True) and "60" in said(True, True)


def test_differences_over_time_have_no_band_where_too_few_events_differ():
    import matplotlib.pyplot as plt
    import xarray as xr

    from streetlight_analysis.series import draw_line
    from streetlight_analysis.style import Look

    # In month 0 nothing differs, in month 1 nineteen events, in month 2 twenty
    values = xr.DataArray([[0, 5, 5], [0, 6, 7], [0, 8, 8.0]], dims=("replicate", "time"), coords={"time": [0, 1, 2]})
    figure, axes = plt.subplots()
    draw_line(axes, values, Look("#000000", "-", "o"), event=xr.DataArray([1.0, 1.0, 1.0], dims="time"))
    places = {x for path in axes.collections[0].get_paths() for x in path.vertices[:, 0]}
    assert places == {2}
    plt.close(figure)
