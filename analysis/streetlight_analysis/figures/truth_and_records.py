"""Two curves of one thing in each scenario: as the records show it and as it is."""

import numpy as np

from ..errors import CannotDraw
from ..paired import interval_of_mean
from ..series import draw_line
from ..sheet import Sheet
from ..style import RECORDS, TRUTH
from .small_multiples import grid, outer_labels


def scenarios_with(values):
    """Scenarios in which anything was measured at all (no flags, no precision)."""
    return [
        name
        for name in values["scenario"].values
        if np.isfinite(values.sel(scenario=name)).any() and (values.sel(scenario=name) != 0).any()
    ]


def _highest(recorded, true, scenarios):
    """The highest point that is drawn, intervals included."""
    tops = [0.0]
    for values in (recorded, true):
        interval = interval_of_mean(values.sel(scenario=scenarios))
        tops.append(float(np.nanmax(np.fmax(interval["high"].values, interval["mean"].values))))
    return max(tops) or 1.0


def draw_pair(panel, title, recorded, true, names, *, along, x, y, see, width, caption, decorate=None, headroom=0.05):
    """One panel a scenario with both curves, labelled at their right ends.

    Args:
        recorded, true: xarray.DataArray over (scenario, replicate, `along`).
        names: what to call the two curves, (recorded, true).
        decorate: function (axes, scenario) for what a figure adds.
        headroom: left free above the highest line, as a share of its height.
    """
    scenarios = scenarios_with(recorded)
    if not scenarios:
        raise CannotDraw("no scenario of the panel has any value to show")
    sheet = Sheet(panel, title, width=width, sharex=True, sharey=True, **grid(len(scenarios), width))
    for number, (axes, scenario) in enumerate(zip(sheet.flat, scenarios)):
        for index, (values, look, name) in enumerate(((recorded, RECORDS, names[0]), (true, TRUTH, names[1]))):
            where, mean = draw_line(axes, values.sel(scenario=scenario), look, along=along, index=index, marks=10)
            if mean.size and sheet.ends_row(number, len(scenarios)):
                sheet.label_end(axes, name, mean[-1], look)
        axes.set_title(scenario)
        # Room for half a marker beside the first and the last point.
        ends = [values[along].values[place] for values in (recorded, true) for place in (0, -1)]
        room = 0.03 * max(1, max(ends) - min(ends))
        axes.set_xlim(min(ends) - room, max(ends) + room)
        if decorate:
            decorate(axes, scenario)
    # The panels share one scale, which is set once everything is drawn: a limit set earlier would cut off later panels.
    sheet.flat[0].set_ylim(0, (1 + headroom) * _highest(recorded, true, scenarios))
    outer_labels(sheet, len(scenarios), x, y)
    return sheet.finish(see, caption=caption)
