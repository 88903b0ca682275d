"""Neighbourhoods in order of deprivation, one panel an authority. There is no map: places on one would look like findings."""

import numpy as np

from ..errors import CannotDraw
from ..names import column_title
from ..neighbourhoods import over_replicates, read_neighbourhoods
from ..sheet import Sheet
from ..style import handle, scenario_looks, styled
from .small_multiples import grid, outer_labels

MOST_AUTHORITIES = 12


@styled
def neighbourhoods(panel, *, column="visits", width="column", caption=True, authorities=None):
    """A column for every 100 families of each neighbourhood, over the whole run.

    Args:
        panel: dataset of `open_panel` of a run with `output.by_neighbourhood`.
        column: of the table of neighbourhoods: visits, flags, harm, need, ...
        authorities: names; by default the first twelve.
    """
    table = read_neighbourhoods(panel)
    if column not in table:
        raise CannotDraw(f"the table of neighbourhoods has no column {column}")
    values = over_replicates(table, column)
    if not (values["value"].fillna(0) != 0).any():
        raise CannotDraw(f"{column} is 0 in every neighbourhood")
    names = list(authorities or values["authority"].unique()[:MOST_AUTHORITIES])
    looks = scenario_looks(panel)
    sheet = Sheet(
        panel, f"{column_title(column)} by neighbourhood", width=width, sharey=True, **grid(len(names), width, height=44)
    )
    shown = []
    for axes, name in zip(sheet.flat, names):
        here = values[values["authority"] == name]
        order = here.groupby("neighbourhood", sort=False)["deprivation"].mean().sort_values(ascending=False, kind="stable")
        for scenario, look in looks.items():
            of = here[here["scenario"] == scenario].set_index("neighbourhood")["value"].reindex(order.index)
            if not (of.fillna(0) != 0).any():
                continue
            axes.plot(np.arange(1, len(of) + 1), 100 * of.to_numpy(), color=look.colour, linestyle=look.dashes, linewidth=1.1)
            if scenario not in shown:
                shown.append(scenario)
        axes.set_title(name)
    outer_labels(sheet, len(names), "Neighbourhood, the most deprived first", "For every 100 families")
    return sheet.finish(
        "What to see: whether what families meet follows how deprived their neighbourhood is, and for which policy the line is"
        " steeper. Sums over the whole run (of what is a state, means), mean over replicates.",
        caption=caption,
        key=[handle(looks[name], name) for name in shown],
    )
