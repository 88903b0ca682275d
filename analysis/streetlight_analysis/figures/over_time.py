"""Outcomes over time, a line a scenario labelled at its end: the frame of several figures."""

from ..caption import interval_note
from ..errors import CannotDraw
from ..gather import Centred, Each, intervals_of
from ..names import sentence
from ..outcomes import as_outcome
from ..series import draw_line, mark_programme, time_axis, time_unit
from ..sheet import Sheet
from ..style import scenario_looks


def draw_over_time(panel, title, names, see, *, smooth=None, width="column", caption=True, group="all"):
    """Panels one above the other (side by side when wide), a panel an outcome.

    Args:
        names: outcomes or columns.
        smooth: months that each point gathers, half of them before it and half after it; None draws the intervals that the
            file has.
    """
    outcomes = [as_outcome(panel, name) for name in names]
    over = Centred(smooth) if smooth else Each()
    measured = [outcome.levels(panel, over, group=group) for outcome in outcomes]
    if not measured[0].sizes["time"]:
        raise CannotDraw(f"the run is too short to be smoothed over {smooth} {time_unit(panel)}s")
    looks = scenario_looks(panel)
    across = len(outcomes) if width == "wide" else 1
    sheet = Sheet(panel, title, width=width, rows=-(-len(outcomes) // across), columns=across, height=50, sharex=True)
    for axes, outcome, values in zip(sheet.flat, outcomes, measured):
        for index, scenario in enumerate(values["scenario"].values):
            _, mean = draw_line(axes, values.sel(scenario=scenario), looks[scenario], index=index, length=None if smooth else intervals_of(panel).months)
            if mean.size:
                sheet.label_end(axes, scenario, mean[-1], looks[scenario])
        axes.set_title(f"{outcome.title} ({outcome.axis(panel)})" if outcome.axis(panel) else outcome.title)
        time_axis(axes, panel)
        if outcome.form != "plain" and axes.get_ylim()[0] > 0 and axes.get_ylim()[0] < 0.5 * axes.get_ylim()[1]:
            axes.set_ylim(bottom=0)
    for axes in sheet.flat:
        mark_programme(axes, panel, label=axes is sheet.flat[0])
    for axes in sheet.axes[-1]:
        axes.set_xlabel(sentence(time_unit(panel)))
    return sheet.finish(
        f"{see} {gathered_words(panel, smooth)} {interval_note(panel)}", caption=caption
    )


def gathered_words(panel, smooth=None):
    """ "Each point is 3 months of the file.": what a point of the lines is."""
    unit, months = time_unit(panel), intervals_of(panel).months
    if smooth:
        whole = Centred(smooth).width(intervals_of(panel)) * months
        return f"Smoothed: each point gathers {whole} {unit}s, as many before it as after it."
    return f"Each point is {f'{months} {unit}s' if months > 1 else f'one {unit}'} of the file, not smoothed."
