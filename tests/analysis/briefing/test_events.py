"""Too few events give no interval in sentences either; and what the data choose is judged as one of all that might be chosen.

Statistical tests: WORLDS worlds without any difference, of which at most AT_MOST may be told (conftest).
"""

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from scipy import stats

from conftest import AT_MOST, WORLDS, compared, planted
from streetlight_analysis import FIGURES
from streetlight_analysis.briefing.algorithm import courses, moves
from streetlight_analysis.briefing.captions import _most_fallen, _order
from streetlight_analysis.briefing.card import gap_of
from streetlight_analysis.briefing.summary import change_over_run
from streetlight_analysis.briefing.sweep import contrast_of
from streetlight_analysis.certainty import judge
from streetlight_analysis.compared import compared as by_the_program
from streetlight_analysis.comparison import comparison_window, row_named
from streetlight_analysis.events import event_of
from streetlight_analysis.figures.curves_by_scenario import interaction
from streetlight_analysis.outcomes import Outcome

COVERT = 1


@pytest.mark.parametrize("result, group", [("policies", "all"), ("policies", "lone"), ("sweep", "lone")])
def test_events_are_counted_as_the_program_counts_them(opened, result, group):
    panel = opened[result]
    columns = ("harm", "need", "visits", "trust", "licence", "avoided_share", "precision_true", "flag_ratio", "cost", "cost_cases")
    baseline, window = str(panel["scenario"].values[0]), comparison_window(panel)
    _, pairs = by_the_program(panel, columns, groups=[group])
    refused = 0
    for pair in pairs:
        one = Outcome(pair.column, "", "", (pair.column,), "plain")
        if pair.interval == "exact" or not np.isfinite(pair.difference):
            continue
        apart = one.differences(panel, window, baseline, point=None, group=group).sel(scenario=pair.scenario).isel(point=pair.point)
        sides = [(sign, {"scenario": name, "point": pair.point}) for sign, name in ((1, pair.scenario), (-1, baseline))]
        event = event_of(panel, one, window, sides, point=None, group=group)
        assert judge(apart.values, event).has_interval == np.isfinite(pair.low), pair
        refused += not np.isfinite(pair.low)
    assert group == "all" or refused


def nine_events(points):
    """At these points 2, 3 and 4 more harms with the programme than without it; elsewhere none."""

    def change(values):
        values[COVERT] = values[0]
        for replicate, more in enumerate((2, 3, 4)):
            values[COVERT, points, replicate, 8, 0, 0] += more
        return values

    return change


def test_copies_of_the_same_events_at_each_point_are_no_further_events(opened):
    panel = planted(opened["sweep"], "harm", nine_events(slice(None)))
    cell = row_named(compared(panel), "harm").cells["Covert"]
    assert {judged.rung for judged in cell.points} == {"open"}
    assert cell.judged.rung == "open" and np.isnan(cell.judged.low) and cell.judged.difference > 0
    assert np.isnan(cell.advantage) and not cell.certain


def test_between_ends_of_parameters_too_few_events_give_no_interval(opened):
    design = opened["sweep"].attrs["design"]
    high = np.flatnonzero(design["programme.capacity"] == 0.01)
    panel = planted(opened["sweep"], "harm", nine_events(high))
    harm = row_named(compared(panel), "harm")
    assert contrast_of(panel, "programme.capacity", harm)["Covert"].rung == "open"
    corner = np.flatnonzero((design["programme.capacity"] == 0.01) & (design["deterrence.max"] == 0.8))
    *_, judged = interaction(planted(opened["sweep"], "harm", nine_events(corner)), outcome="harm")
    assert judged["Covert"].rung == "open"


def test_curves_over_a_parameter_have_no_band_where_too_few_events_differ(opened):
    def bands(panel, figure, **options):
        axes = FIGURES[figure](panel, **options).axes
        return [path for one in axes for drawn in one.collections for path in drawn.get_paths() if np.ptp(path.vertices[:, 0]) > 0]

    for figure, options in (("response_curves", {"outcomes": ["harm"]}), ("curves_by_scenario", {"outcome": "harm"})):
        assert not bands(planted(opened["sweep"], "harm", nine_events(slice(None))), figure, **options), figure
        assert bands(planted(opened["sweep"], "harm", many_events), figure, **options), figure


def many_events(values):
    values[COVERT] = values[0]
    for replicate, more in enumerate((20, 30, 40)):
        values[COVERT, :, replicate, 8, 0, 0] += more
    return values


def in_last_year(more, quarters=1):
    """The same all the time, and in the last year so many more in each replicate, in so many of its quarters."""

    def change(values):
        values[...] = 100.0
        values[:, :, :, -quarters:] += np.reshape(more, (1, 1, -1, 1, 1, 1))
        return values

    return change


@pytest.mark.parametrize("more, judged", [((4, 5, 4, 6), "cannot be judged"), ((5, 6, 5, 6), "clearly higher")])
def test_over_a_run_too_few_events_give_no_interval(opened, more, judged):
    panel = planted(opened["policies"], "harm", in_last_year(more))
    change, before, after = change_over_run(panel, row_named(compared(panel), "harm"))
    assert change.words() == judged and after > before


def test_of_a_stock_those_count_that_differ_at_the_moment_when_most_do(opened):
    """Twenty-two families of four replicates in one quarter of the year: a mean over the year has five and a half of them."""
    panel = planted(opened["policies"], "unmet_need", in_last_year((5, 6, 5, 6)))
    judged, *_ = change_over_run(panel, row_named(compared(panel), "unmet_need"))
    assert judged.has_interval
    panel = planted(opened["policies"], "unmet_need", in_last_year((4, 5, 4, 6), quarters=4))
    judged, *_ = change_over_run(panel, row_named(compared(panel), "unmet_need"))
    assert judged.rung == "open"


@pytest.mark.parametrize("more, way", [((2, 3, 2, 4), 0), ((20, 30, 20, 40), 1)])
def test_a_course_of_few_flags_is_not_told(opened, more, way):
    panel = planted(opened["policies"], "flags_judged", in_last_year((0, 0, 0, 0)))
    panel = planted(panel, "flags_confirmed", in_last_year(more))
    recorded, _ = courses(panel)["Covert"]
    assert recorded.last > recorded.first and recorded.change.direction == way
    assert ("cannot be distinguished from chance" in moves(recorded)) == (way == 0)


@pytest.mark.parametrize("metric, rows", [("precision", 10), ("auc", 10), ("precision", 1_000), ("auc", 1_000)])
def test_two_views_of_a_model_that_differ_in_few_families_are_not_told_apart(metric, rows):
    """By 3, 4 and 5 families of ten, and by as large a share of a thousand."""
    gaps = {"recorded": np.array([0.3, 0.4, 0.5]), "true": np.zeros(3)}
    own = pd.concat(
        pd.DataFrame({"replicate": range(3), "view": view, metric: gap, "flagged": rows, "base_rate": 1.0, "rows": rows})
        for view, gap in gaps.items()
    )
    judged = gap_of(own, metric)
    assert judged.rung == "open" if rows == 10 else judged.direction == 1


@pytest.mark.parametrize("scenarios", [4, 6])
def test_the_order_of_scenarios_that_do_not_differ_is_told_in_five_per_cent(scenarios):
    names = [f"scenario {place}" for place in range(scenarios)]
    told = 0
    for seed in range(WORLDS):
        values = np.random.default_rng(seed).standard_normal((scenarios, 10))
        values = xr.DataArray(values, {"scenario": names}, ["scenario", "replicate"])
        told += _order(values, lambda most, least: 0.0).startswith("highest")
    assert 0 < told <= AT_MOST, told


def test_trust_that_falls_nowhere_is_told_to_fall_in_five_per_cent():
    shape = {"scenario": ["a", "b", "c", "d"], "group": ["all", "lone", "owner"]}
    event, fell, apart = xr.DataArray(np.zeros((4, 3)), shape, ["scenario", "group"]), 0, 0
    for seed in range(WORLDS):
        values = np.random.default_rng(seed).standard_normal((4, 10, 3))
        *_, fall, between = _most_fallen(xr.DataArray(values, shape, ["scenario", "replicate", "group"]), event)
        fell, apart = fell + (fall.direction != 0), apart + (between.direction != 0)
    assert fell <= AT_MOST and 0 < apart <= AT_MOST, (fell, apart)


def test_one_of_many_needs_a_wider_interval():
    values = np.linspace(0, 1, 10) + 0.1
    alone, chosen = judge(values), judge(values, among=15)
    half = stats.t.isf(0.025 / 15, 9) * values.std(ddof=1) / np.sqrt(10)
    assert chosen.high - chosen.difference == pytest.approx(half) and alone.high < chosen.high
