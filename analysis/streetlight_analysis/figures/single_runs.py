"""Every replicate as a line of its own: where luck alone takes runs that are alike in all else."""

import numpy as np

from ..columns import require, unit
from ..errors import CannotDraw
from ..gather import select
from ..names import column_title, sentence
from ..paired import interval_of_mean
from ..series import time_axis, time_unit
from ..sheet import Sheet
from ..style import FAINT, scenario_looks, styled
from .small_multiples import grid, outer_labels

# Columns whose runs part ways, with what they are in words.
COLUMNS = {"share_a": "Share of balls that are A’s"}


@styled
def single_runs(panel, *, column=None, most=60, width="column", caption=True, group="all"):
    """One panel a scenario; thin lines are replicates, the thick one is their mean.

    Args:
        panel: dataset of `open_panel`.
        column: by default the urn's share of balls.
        most: replicates drawn, the first ones.
    """
    column = column or next((name for name in COLUMNS if name in panel.data_vars), None)
    if column is None:
        raise CannotDraw(f"it is for models whose runs part ways (column {', '.join(COLUMNS)}); name another column")
    require(panel, [column])
    values = select(panel, column, group=group)
    scenarios = [name for name in values["scenario"].values if np.isfinite(values.sel(scenario=name)).any()]
    if not scenarios:
        raise CannotDraw(f"{column} holds no numbers")

    words = COLUMNS.get(column, column_title(column))
    looks = scenario_looks(panel)
    sheet = Sheet(
        panel, f"{words}, run by run", width=width, sharex=True, sharey=True, **grid(len(scenarios), width, height=40)
    )
    x = values["time"].values
    for axes, scenario in zip(sheet.flat, scenarios):
        here = values.sel(scenario=scenario)
        for replicate in here["replicate"].values[:most]:
            axes.plot(x, here.sel(replicate=replicate), color=FAINT, linewidth=0.4, alpha=0.7, linestyle="-")
        axes.plot(x, interval_of_mean(here)["mean"], color=looks[scenario].colour, linewidth=1.8, linestyle="-")
        axes.set_title(scenario)
        time_axis(axes, panel)
        if unit(panel, column) in ("", "share"):
            axes.set_ylim(-0.02, 1.02)
    outer_labels(sheet, len(scenarios), sentence(time_unit(panel)), words)
    shown = min(most, values.sizes["replicate"])
    return sheet.finish(
        (
            "What to see: where single runs end, and whether any of them is like their mean (thick). Each of the"
            f" {shown} thin lines is one run of the same experiment with random numbers of its own."
        ),
        caption=caption,
    )
