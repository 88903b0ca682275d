"""Any columns of any model over time, one panel a column, a line a scenario."""

import numpy as np

from ..caption import interval_note
from ..columns import require
from ..comparison import column_outcome, is_policy_panel
from ..errors import CannotDraw
from ..gather import Each, Stretches, intervals_of, select
from ..names import group_title, sentence
from ..series import draw_line, mark_programme, time_axis, time_unit
from ..sheet import Sheet
from ..style import scenario_looks, styled

MOST_POINTS = 200  # of a line: more are not seen at print size


@styled
def columns_by_scenario(panel, *, columns=None, width="column", caption=True, group="all"):
    """Columns by their meaning, month by month; runs of very many steps gathered to at most `MOST_POINTS` points.

    Args:
        panel: dataset of `open_panel` of any model.
        columns: names; by default the first ones that hold any number, four in a column's width and six in a page's.
    """
    names = list(columns) if columns else _first_with_values(panel, group, 6 if width == "wide" else 4)
    require(panel, names)
    looks = scenario_looks(panel)
    outcomes = [column_outcome(panel, name) for name in names]
    across = min(len(names), 3) if width == "wide" else 1
    title = "Outcomes over time" if len(names) > 1 else outcomes[0].title
    sheet = Sheet(
        panel,
        title if group == "all" else f"{title}: {group_title(group)}",
        width=width,
        rows=-(-len(names) // across),
        columns=across,
        height=40,
        sharex=True,
    )
    steps = steps_a_point(panel)
    over, length = (Stretches(steps), None) if steps > 1 else (Each(), intervals_of(panel).months)
    for axes, outcome in zip(sheet.flat, outcomes):
        values = outcome.levels(panel, over, group=group)
        for index, scenario in enumerate(values["scenario"].values):
            _, mean = draw_line(axes, values.sel(scenario=scenario), looks[scenario], index=index, length=length)
            if mean.size:
                sheet.label_end(axes, scenario, mean[-1], looks[scenario])
        time_axis(axes, panel)
        of = outcome.axis(panel)
        axes.set_title(f"{outcome.title} ({of})" if of and of.lower() != outcome.title.lower() else outcome.title)
        mark_programme(axes, panel, label=outcome is outcomes[0])
    for index, axes in enumerate(sheet.flat[: len(names)]):
        if index + across >= len(names):
            axes.set_xlabel(sentence(time_unit(panel)))
    sheet.drop_unused(len(names))
    note = " ".join(part for part in (gathered_words(panel), interval_note(panel)) if part)
    return sheet.finish(f"What to see: where the lines of the scenarios diverge. {note}", caption=caption)


def steps_a_point(panel):
    """How many of the file's intervals a point of a line gathers."""
    return 1 if is_policy_panel(panel) else -(-panel.sizes["time"] // MOST_POINTS)


def gathered_words(panel):
    """ "Each point gathers 5 days."; nothing where a point is an interval of the file."""
    steps = steps_a_point(panel)
    return f"Each point gathers {steps * panel.attrs.get('interval', 1)} {time_unit(panel)}s." if steps > 1 else ""


def _first_with_values(panel, group, count):
    """The first columns with numbers in them; what ratios are made of comes after the ratios."""
    parts = {panel[name].attrs.get(part) for name in panel.data_vars for part in ("numerator", "denominator")}
    ordered = sorted(panel.data_vars, key=lambda name: name in parts)
    names = []
    for name in ordered:
        if np.isfinite(select(panel, name, group=group)).any():
            names.append(name)
        if len(names) == count:
            return names
    if not names:
        raise CannotDraw("the panel holds no numbers")
    return names
