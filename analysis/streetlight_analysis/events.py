"""What one event adds to a number: too few events give no interval (docs/decisions/intervals_of_counts.md).

The rules are those of `streetlight compare` (sim/results/column_sizes.cpp), for what is judged here and not by the program.
"""

import numpy as np

from . import columns
from .gather import intervals_of, select

# Of money, by column, in pounds; otherwise the dearest event there is, harm to a child.
PRICES = {"cost_contacts": 400, "cost_visits": 1_700, "cost_support": 3_000, "cost_cases": 12_450, "income": 1_800}
DEAREST = 30_000


def one_event(panel, column):
    """What one event adds to a column at most; of a ratio, to the count above its line. 0 where that is not known."""
    if columns.kind(panel, column) in ("ratio", "relative"):
        column = columns.ratio_parts(panel, column)[0]
    attributes = panel[column].attrs
    if attributes.get("units") == "GBP":
        return PRICES.get(column, DEAREST)
    return 1 if attributes.get("measure") == "count" or attributes.get("units") in ("log-odds", "sd") else 0


def event_in(gathered, one, places=(0,)):
    """What an event adds to the number that the counts of all runs together give: over all dimensions but the replicates.

    Args:
        gathered: gather.Gathered.
        one: what the event adds to a count.
        places: of the counts in which it may be; where it adds most, counts.
    """
    means = [part.mean("replicate") for part in gathered.parts]
    whole, added = gathered.value(*means), 0
    for place in places:
        more = gathered.value(*(mean + one * (place == at) for at, mean in enumerate(means)))
        added = np.maximum(abs(more - whole).fillna(0), added)
    return added


def event_of(panel, outcome, window, sides, **selection):
    """What one event adds to a difference of an outcome, in its unit.

    Args:
        window: gather.Window.
        sides: [(sign, {dimension: what of it})]: the difference is the sum of sign times the mean over these points, scenarios by
            name and points by place. Points have their seeds in common, so an event may be in all of them: it counts once.
        selection: `point`, `authority`, `group`, as for `gather.select`.
    """
    names = outcome.columns(panel)
    event = event_in(outcome.gathered(panel, window, **selection), max(one_event(panel, name) for name in names))
    most = max(float(_side(event, where)) for _, where in sides)
    return most / _most_over_mean(panel, names, window, sides, selection) if most else 0.0


def event_of_change(panel, outcome, before, after, **selection):
    """What one event adds to the change of an outcome from one window to a later one as long, in its unit: (scenario, ...).

    Of a stock those count that differ between a moment of the one window and the same moment of the other.
    """
    names = outcome.columns(panel)
    one = max(one_event(panel, name) for name in names)
    event = np.maximum(*(event_in(outcome.gathered(panel, window, **selection), one) for window in (before, after)))
    counted = _counted(panel, names)
    if _any_flow(panel, counted):
        return event
    series = sum(select(panel, name, **selection) for name in counted)
    intervals = intervals_of(panel)
    early, late = (window.cut(series, intervals) for window in (before, after))
    return event / _most_over(late - early.assign_coords(time=late["time"]), after, intervals)


def _most_over_mean(panel, names, window, sides, selection):
    """By how much the differences of a stock at the moment when most differ exceed those of its mean over time; 1 of a flow.

    A family that is in need for one month of twelve adds a twelfth to the mean (sim/results/stock_events.hpp).
    """
    counted = _counted(panel, names)
    if _any_flow(panel, counted):
        return 1.0
    series = sum(select(panel, name, **selection) for name in counted)
    apart = sum(sign * _side(series, where) for sign, where in sides)
    return float(_most_over(apart, window, intervals_of(panel)))


def _counted(panel, names):
    """Columns in which events are counted: of a ratio, the one above its line."""
    ratios = ("ratio", "relative")
    return [columns.ratio_parts(panel, name)[0] if columns.kind(panel, name) in ratios else name for name in names]


def _any_flow(panel, counted):
    return any(columns.kind(panel, name) == "flow" for name in counted)


def _most_over(apart, window, intervals):
    """The sum over replicates of the largest differences at any time of a window, over that of their means; at least 1."""
    mean = abs(window.average(apart, intervals)).sum("replicate")
    most = abs(window.cut(apart, intervals)).max("time", skipna=False).sum("replicate")
    return (most / mean.where(mean > 0)).fillna(1.0).clip(min=1.0)


def _side(values, where):
    """These values, the mean over points where there are several."""
    named = {key: place for key, place in where.items() if key != "point"}
    values = values.sel(named)
    if "point" not in values.dims:
        return values
    values = values.isel(point=where["point"])
    return values.mean("point", skipna=False) if "point" in values.dims else values
