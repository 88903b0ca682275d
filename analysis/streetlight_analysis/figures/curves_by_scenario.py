"""An outcome over one parameter of a sweep at several values of another: small multiples, one panel a scenario."""

import numpy as np

from ..caption import window_words
from ..certainty import judge
from ..design import is_numeric, varied
from ..errors import CannotDraw
from ..events import event_of
from ..windows import default_window
from ..names import parameter_title
from ..paired import first_scenario
from ..series import draw_line
from ..sheet import Sheet
from ..style import FAINT, look, styled
from .response_curves import (
    along, events_along, numeric_parameters, over_points, places_along, scale_along, shaded_words, shown_outcomes,
)  # fmt: skip
from .small_multiples import grid, outer_labels

MOST_LINES = 4


@styled
def curves_by_scenario(
    panel,
    *,
    parameter=None,
    by=None,
    outcome=None,
    baseline=None,
    window=None,
    width="column",
    caption=True,
    group="all",
):
    """Lines over `parameter`, one a value of `by`; paired differences from the baseline where there are scenarios.

    Args:
        panel: dataset of `open_panel` of a sweep over at least two parameters on a grid, the first one a number.
        parameter, by: dotted keys; the first two varied ones by default, `by` a number where there is one and else words.
            Of many values of `by`, four are shown.
        outcome: name of an outcome or column; harm by default.
        baseline: scenario to compare with; the first one by default.
        window: gather.Window; that of `streetlight compare` by default.
    """
    design, parameter, by = _chosen(panel, parameter, by)
    window = window or default_window(panel)
    outcome = shown_outcomes(panel, [outcome] if outcome else None)[0]
    values, scenarios, compared = _compared(panel, outcome, baseline, window, group)
    shown = _spread_out(_levels(design, by))
    levels = np.sort(design[parameter].unique())

    unit = outcome.axis(panel)
    sheet = Sheet(
        panel,
        f"{outcome.title}{f' ({unit})' if unit else ''} over {parameter_title(parameter)}, by {parameter_title(by)}",
        width=width,
        sharex=True,
        sharey=True,
        **grid(len(scenarios), width, height=46),
    )
    for number, (axes, scenario) in enumerate(zip(sheet.flat, scenarios)):
        if compared:
            axes.axhline(0, color=FAINT, linewidth=0.8)
        for index, level in enumerate(shown):
            there = np.flatnonzero(design[by].values == level)
            _, found = places_along(design[parameter].values[there], levels)
            places = [there[points] for points in found]
            curve = along(values.sel(scenario=scenario), levels, places)
            pair = (scenario, baseline or first_scenario(panel))
            event = events_along(panel, outcome, window, group, pair, places) if compared else 0.0
            _, mean = draw_line(axes, curve, look(index), along="level", index=0, marks=len(levels), event=event)
            if mean.size and sheet.ends_row(number, len(scenarios)):
                sheet.label_end(axes, _written(level), mean[-1], look(index))
        axes.set_title(scenario)
        axes.margins(x=0.02)
        scale_along(axes, levels, 4)
    outer_labels(sheet, len(scenarios), parameter_title(parameter), "Difference" if compared else "Level")
    shaded = shaded_words(panel, compared)
    return sheet.finish(
        (
            f"What to see: whether the lines are parallel. Where they are not, {by} (at the lines’ ends) changes what"
            f" {parameter} does. Over {window_words(panel, window)}.{shaded}"
        ),
        caption=caption,
    )


def interaction(panel, *, parameter=None, by=None, outcome=None, window=None, group="all"):
    """How much the answer to `parameter` (its highest less its lowest value) differs between the ends of `by`.

    Returns:
        (parameter, by, its ends as written, Outcome, {scenario: certainty.Judgement}).
    """
    design, parameter, by = _chosen(panel, parameter, by)
    outcome = shown_outcomes(panel, [outcome] if outcome else None)[0]
    window = window or default_window(panel)
    values, scenarios, compared = _compared(panel, outcome, None, window, group)
    ends = {key: (_levels(design, key)[0], _levels(design, key)[-1]) for key in (parameter, by)}

    def corner(of_parameter, of_by):
        there = (design[parameter] == ends[parameter][of_parameter]) & (design[by] == ends[by][of_by])
        return np.flatnonzero(there)

    corners = ((1, corner(1, 1)), (-1, corner(0, 1)), (-1, corner(1, 0)), (1, corner(0, 0)))
    twist = sum(way * values.isel(point=at).mean("point") for way, at in corners)

    def event(name):
        of = [(1, name), (-1, first_scenario(panel))] if compared else [(1, name)]
        sides = [(way * sign, {"scenario": which, "point": at}) for way, at in corners for sign, which in of]
        return event_of(panel, outcome, window, sides, point=None, group=group)

    judged = {name: judge(twist.sel(scenario=name).values, event(name)) for name in scenarios}
    return parameter, by, tuple(map(_written, ends[by])), outcome, judged


def _chosen(panel, parameter, by):
    design, keys = numeric_parameters(panel)
    others = [*keys, *(key for key in varied(design) if key not in keys)]
    if len(others) < 2:
        raise CannotDraw(f"the sweep varies one parameter only, {keys[0]}")
    parameter = parameter or next(key for key in keys if key != by)
    by = by or next(key for key in others if key != parameter)
    if unknown := [key for key, known in ((parameter, keys), (by, others)) if key not in known]:
        raise CannotDraw(f"the sweep does not vary {', '.join(unknown)}; it varies {', '.join(others)}")
    if design[parameter].nunique() * design[by].nunique() > len(design):
        raise CannotDraw(f"{parameter} and {by} do not form a grid in this design")
    return design, parameter, by


def _levels(design, key):
    """Values of a parameter: numbers from the lowest up, words in the order of the design."""
    levels = design[key].unique()
    return np.sort(levels) if is_numeric(design, key) else np.asarray(levels)


def _written(level):
    return f"{level:g}" if isinstance(level, (int, float, np.number)) else str(level)


def _compared(panel, outcome, baseline, window, group):
    """Values to draw over (scenario, point, replicate), the scenarios drawn, and whether they are differences."""
    names = [str(name) for name in panel["scenario"].values]
    if len(names) == 1:
        return over_points(panel, outcome, window, group), names, False
    baseline = first_scenario(panel) if baseline is None else baseline
    return over_points(panel, outcome, window, group, baseline), [name for name in names if name != baseline], True


def _spread_out(levels):
    """A few of the levels, the ends among them."""
    return levels[np.unique(np.linspace(0, len(levels) - 1, min(len(levels), MOST_LINES)).round().astype(int))]
