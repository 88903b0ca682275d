"""Outcomes over time, a line a scenario labelled at its end: the frame of several figures."""

from ..caption import interval_note
from ..gather import Trailing
from ..names import sentence
from ..outcomes import as_outcome
from ..series import draw_line, mark_programme, time_axis, time_unit
from ..sheet import Sheet
from ..style import scenario_looks


def draw_over_time(panel, title, names, see, *, months=12, width="column", caption=True, group="all"):
    """Panels one above the other (side by side when wide), a panel an outcome.

    Args:
        names: outcomes or columns.
        months: each point gathers the months up to it, so that single months' noise does not hide the course.
    """
    outcomes = [as_outcome(panel, name) for name in names]
    measured = [outcome.measure(panel, Trailing(months), group=group) for outcome in outcomes]
    looks = scenario_looks(panel)
    across = len(outcomes) if width == "wide" else 1
    sheet = Sheet(panel, title, width=width, rows=-(-len(outcomes) // across), columns=across, height=50, sharex=True)
    for axes, outcome, values in zip(sheet.flat, outcomes, measured):
        for index, scenario in enumerate(values["scenario"].values):
            _, mean = draw_line(axes, values.sel(scenario=scenario), looks[scenario], index=index)
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
        f"{see} Each point gathers the {months} months up to it. {interval_note(panel)}", caption=caption
    )
