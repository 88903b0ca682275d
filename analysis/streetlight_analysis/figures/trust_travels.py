"""Trust of families whom the programme visited, and of those whom it never did (pattern P4)."""

import pandas as pd
import xarray as xr

from ..caption import interval_note
from ..errors import CannotDraw
from ..families import read_families
from ..series import draw_line, mark_programme, time_axis, time_unit
from ..sheet import Sheet
from ..names import sentence
from ..style import BLUE, FAINT, VERMILION, Look, styled
from .small_multiples import grid, outer_labels

VISITED = Look(VERMILION, (0, (4, 1.5)), "s")
OTHERS = Look(BLUE, "-", "o")


def trust_apart(panel):
    """What a programme does to the trust of the families it visits and of the others.

    Each sampled family is compared with itself in the scenario that differs least and flags nobody. It is "visited"
    when a flag led to a visit at any time of the run. Months are gathered by the panel's intervals.

    Returns:
        {scenario: xarray.DataArray over (visited, replicate, time)}, in log-odds.

    Raises:
        CannotDraw: no families are followed, or no scenario flags any of them.
    """
    rows = read_families(panel, ["trust", "flagged", "visited"])
    rows = rows[rows["point"] == 0]
    rows["hit"] = (rows["flagged"] == 1) & (rows["visited"] == 1)
    interval = int(panel.attrs.get("interval", 1))
    rows["time"] = (rows["month"] // interval * interval).astype(int)
    flags = rows.groupby("scenario")["flagged"].sum()
    with_programme = [name for name in panel["scenario"].values if flags.get(name, 0) > 0]
    without = [name for name in panel["scenario"].values if flags.get(name, 1) == 0]
    if not with_programme or not without:
        raise CannotDraw("it needs a scenario that flags followed families and one that flags nobody")

    apart = {}
    keys = ["replicate", "month", "family"]
    for name in with_programme:
        here = rows[rows["scenario"] == name].copy()
        here["visited"] = here.groupby(["replicate", "family"])["hit"].transform("any")
        reference = rows[rows["scenario"] == _nearest(panel, name, without)]
        both = pd.merge(here, reference[[*keys, "trust"]], on=keys, suffixes=("", "_without"))
        both["apart"] = both["trust"] - both["trust_without"]
        apart[name] = xr.DataArray.from_series(both.groupby(["visited", "replicate", "time"])["apart"].mean())
    return apart


def _nearest(panel, scenario, candidates):
    """The candidate whose settings differ from the scenario's in the fewest keys; the first one where none are known."""
    settings = dict(zip(panel["scenario"].values, panel.attrs.get("scenarios", [])))

    def leaves(table, prefix=""):
        found = {}
        for key, value in table.items():
            found.update(leaves(value, f"{prefix}{key}.") if isinstance(value, dict) else {prefix + key: str(value)})
        return found

    here = leaves(settings.get(scenario) or {})

    def distance(name):
        there = leaves(settings.get(name) or {})
        return sum(here.get(key) != there.get(key) for key in here.keys() | there.keys())

    return min(candidates, key=distance)


@styled
def trust_travels(panel, *, width="column", caption=True):
    """Paired change of trust over time, a panel a scenario with a programme.

    Args:
        panel: dataset of `open_panel` of a run with `output.family_sample`.
    """
    apart = trust_apart(panel)
    sheet = Sheet(
        panel,
        "Trust of families visited and not visited",
        width=width,
        sharex=True,
        sharey=True,
        **grid(len(apart), width, height=44),
    )
    for number, (axes, (scenario, values)) in enumerate(zip(sheet.flat, apart.items())):
        axes.axhline(0, color=FAINT, linewidth=0.6, zorder=1)
        for index, (visited, look, label) in enumerate(((False, OTHERS, "Never visited"), (True, VISITED, "Visited"))):
            if visited not in values["visited"].values:
                continue
            _, mean = draw_line(axes, values.sel(visited=visited), look, index=index, length=int(panel.attrs.get("interval", 1)))
            if mean.size and sheet.ends_row(number, len(apart)):
                sheet.label_end(axes, label, mean[-1], look)
        axes.set_title(scenario)
        time_axis(axes, panel, 6.5 if len(apart) == 1 else 3.5)
    for axes in sheet.flat[: len(apart)]:
        mark_programme(axes, panel, label=False)
    outer_labels(sheet, len(apart), sentence(time_unit(panel)), "Change of trust (log-odds)")
    return sheet.finish(
        (
            "What to see: whether the line of families whom the programme never visited leaves 0. Each followed family is"
            " compared with itself under the same conditions without a programme; 0 is no change at all. Dotted: the"
            " programme starts."
            f" {interval_note(panel)}"
        ),
        caption=caption,
    )
