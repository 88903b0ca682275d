"""Outcomes over one parameter of a sweep, a line a scenario."""

import numpy as np
import xarray as xr
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullFormatter

from ..caption import has_intervals, window_words
from ..design import is_numeric, varied
from ..errors import CannotDraw, MissingColumns
from ..events import event_of
from ..windows import default_window
from ..names import parameter_title
from ..outcomes import measurable
from ..paired import first_scenario
from ..series import draw_line
from ..sheet import Sheet
from ..style import FAINT, scenario_looks, styled

OUTCOMES_SHOWN = ("harm", "unmet_need", "trust")
SKEWED = 0.3  # a middle value that lies in this first part of the range asks for a logarithmic axis


def numeric_parameters(panel):
    """Varied numeric parameters of the panel's design; raises CannotDraw when it is not a sweep."""
    design = panel.attrs.get("design")
    keys = [] if design is None else [key for key in varied(design) if is_numeric(design, key)]
    if not keys:
        raise CannotDraw("the panel is not a sweep over a numeric parameter")
    return design, keys


def over_points(panel, outcome, window, group, baseline=None):
    """An outcome, or its differences from a baseline, at every design point: (scenario, point, replicate)."""
    if baseline is None:
        return outcome.levels(panel, window, point=None, group=group)
    return outcome.differences(panel, window, baseline, point=None, group=group)


def shown_outcomes(panel, outcomes):
    """Those of the outcomes that the panel has, or its first columns where it is another model's."""
    names = list(outcomes) if outcomes else list(OUTCOMES_SHOWN)
    found = measurable(panel, names)
    if not found and not outcomes:
        found = measurable(panel, list(panel.data_vars)[:3])
    if not found:
        raise MissingColumns(names)
    return found


@styled
def response_curves(
    panel, *, parameter=None, outcomes=None, baseline=None, window=None, width="column", caption=True, group="all"
):
    """Outcomes against a design parameter, averaged over the design's other parameters.

    Where there are several scenarios the curves are paired differences from the baseline at the same design
    point, whose intervals are what tells them apart; with a single scenario, its levels.

    Args:
        panel: dataset of `open_panel` of a sweep.
        parameter: dotted key; the first varied one by default.
        outcomes: names of outcomes or columns; harm, unmet_need and trust by default.
        baseline: scenario to compare with; the first one by default.
        window: gather.Window; that of `streetlight compare` by default.
    """
    design, keys = numeric_parameters(panel)
    parameter = parameter or keys[0]
    if parameter not in keys:
        raise CannotDraw(f"the sweep does not vary {parameter}; it varies {', '.join(keys)}")
    window = window or default_window(panel)
    shown = shown_outcomes(panel, outcomes)
    looks = scenario_looks(panel)
    baseline = first_scenario(panel) if baseline is None else baseline
    scenarios = [name for name in panel["scenario"].values if name != baseline]
    compared = bool(scenarios)
    what = f"Differences from “{baseline}”" if compared else "Outcomes"
    # A single line is named in the title; then panels need no room for labels, and four stand in a row.
    if single := len(scenarios) == 1:
        what = f"{scenarios[0]}: {what[0].lower()}{what[1:]}"
    across = min(len(shown), 4 if single or not compared else 3) if width == "wide" else 1
    if across == 3 and len(shown) == 4:
        across = 2
    sheet = Sheet(
        panel,
        f"{what} over {parameter_title(parameter)}",
        width=width,
        rows=-(-len(shown) // across),
        columns=across,
        height=42,
        sharex=True,
    )
    levels = np.sort(design[parameter].unique())
    gridded = len(levels) < len(design) or len(keys) == 1
    for axes, outcome in zip(sheet.flat, shown):
        values = over_points(panel, outcome, window, group, baseline if compared else None)
        if compared:
            axes.axhline(0, color=FAINT, linewidth=0.8)
        x, where = places_along(design[parameter].values, levels if gridded else None)
        binned = along(values, x, where)
        for index, scenario in enumerate(scenarios or [baseline]):
            curve = binned.sel(scenario=scenario)
            if not gridded:
                points = values.sel(scenario=scenario).mean("replicate")
                axes.plot(
                    design[parameter].values,
                    points,
                    linestyle="none",
                    marker=looks[scenario].marker,
                    markersize=2,
                    alpha=0.35,
                    color=looks[scenario].colour,
                    markeredgewidth=0,
                )
            event = events_along(panel, outcome, window, group, (scenario, baseline), where) if compared else 0.0
            _, mean = draw_line(axes, curve, looks[scenario], along="level", index=0, marks=len(x), event=event)
            if mean.size and len(scenarios) > 1:
                sheet.label_end(axes, scenario, mean[-1], looks[scenario])
        axes.set_title(f"{outcome.title} ({outcome.axis(panel)})" if outcome.axis(panel) else outcome.title)
        axes.margins(x=0.02)
        scale_along(axes, levels, 4 if across > 1 else 5)
    for axes in sheet.axes[-1]:
        axes.set_xlabel(parameter_title(parameter))
    sheet.drop_unused(len(shown))
    rest = [key for key in keys if key != parameter]
    if not gridded:
        averaged = " Faint: design points; lines: means of groups of neighbouring points."
    else:
        averaged = f" Means over the design’s values of {', '.join(rest)}." if rest else ""
    shaded = shaded_words(panel, compared)
    return sheet.finish(
        (
            f"What to see: how the outcomes change with the parameter in each scenario.{averaged} Over"
            f" {window_words(panel, window)}.{shaded}"
        ),
        caption=caption,
    )


def scale_along(axes, levels, ticks):
    """A linear axis, or a logarithmic one where the values crowd at their lower end over a factor of 50 or more."""
    crowded = (np.median(levels) - levels[0]) < SKEWED * (levels[-1] - levels[0])
    if levels[0] > 0 and levels[-1] / levels[0] >= 50 and crowded:
        axes.set_xscale("log")
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        axes.xaxis.set_minor_formatter(NullFormatter())
    else:
        axes.xaxis.set_major_locator(MaxNLocator(ticks, steps=[1, 2, 5, 10]))


def shaded_words(panel, compared):
    """What is shaded, and where nothing is; "" without intervals."""
    if not has_intervals(panel):
        return ""
    few = " Where fewer than 20 events differ there is none." if compared else ""
    return f" Shaded: 95 % interval over replicates.{few}"


def places_along(where, levels, bins=8):
    """The levels, and the points at each: at those given, or in each of `bins` equal-count bins."""
    if levels is None:
        edges = np.quantile(where, np.linspace(0, 1, min(bins, max(1, len(where) // 2)) + 1))
        which = np.clip(np.searchsorted(edges, where, side="right") - 1, 0, len(edges) - 2)
        levels = np.array([where[which == index].mean() for index in range(len(edges) - 1)])
    else:
        which = np.searchsorted(levels, where)
    return levels, [np.flatnonzero(which == index) for index in range(len(levels))]


def along(values, levels, places):
    """Means over the points at each level, over (scenario, replicate, level)."""
    pieces = [values.isel(point=points).mean("point") for points in places]
    return xr.concat(pieces, "level").assign_coords(level=levels)


def events_along(panel, outcome, window, group, pair, places):
    """What one event adds, at each level, to the difference of two scenarios that `along` draws."""
    def event(points):
        sides = [(sign, {"scenario": name, "point": points}) for sign, name in zip((1, -1), pair)]
        return event_of(panel, outcome, window, sides, point=None, group=group)

    return np.array([event(points) for points in places])
