"""Any columns of any model over time, one panel a column, a line a scenario."""

import numpy as np

from ..caption import interval_note
from ..columns import require, unit
from ..errors import CannotDraw
from ..gather import select
from ..names import column_title, sentence
from ..series import draw_line, mark_programme, time_axis, time_unit
from ..sheet import Sheet
from ..style import scenario_looks, styled


@styled
def columns_by_scenario(panel, *, columns=None, width="column", caption=True, group="all"):
    """Columns as they stand in the file, month by month.

    Args:
        panel: dataset of `open_panel` of any model.
        columns: names; by default the first ones that hold any number, four in a column's width and six in a page's.
    """
    names = list(columns) if columns else _first_with_values(panel, group, 6 if width == "wide" else 4)
    require(panel, names)
    looks = scenario_looks(panel)
    across = min(len(names), 3) if width == "wide" else 1
    sheet = Sheet(
        panel,
        "Columns over time" if len(names) > 1 else column_title(names[0]),
        width=width,
        rows=-(-len(names) // across),
        columns=across,
        height=40,
        sharex=True,
    )
    for axes, name in zip(sheet.flat, names):
        values = select(panel, name, group=group)
        for index, scenario in enumerate(values["scenario"].values):
            _, mean = draw_line(axes, values.sel(scenario=scenario), looks[scenario], index=index)
            if mean.size:
                sheet.label_end(axes, scenario, mean[-1], looks[scenario])
        time_axis(axes, panel)
        title, of = column_title(name), unit(panel, name)
        axes.set_title(f"{title} ({of})" if of and of.lower() != title.lower() else title)
        mark_programme(axes, panel, label=name == names[0])
    for index, axes in enumerate(sheet.flat[: len(names)]):
        if index + across >= len(names):
            axes.set_xlabel(sentence(time_unit(panel)))
    sheet.drop_unused(len(names))
    return sheet.finish(f"What to see: where the lines of the scenarios part. {interval_note(panel)}", caption=caption)


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
