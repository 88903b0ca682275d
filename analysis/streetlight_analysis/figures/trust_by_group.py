"""Trust of chosen groups over time, one panel a scenario."""

from ..caption import interval_note
from ..columns import unit
from ..errors import CannotDraw
from ..gather import Each, intervals_of
from ..names import group_title, sentence
from ..outcomes import OUTCOMES
from ..series import draw_line, mark_programme, time_axis, time_unit
from ..sheet import Sheet
from ..style import look, styled
from .small_multiples import grid, outer_labels

GROUPS = ("decile_1", "owner", "lone", "social_rent", "decile_10")


@styled
def trust_by_group(panel, *, groups=None, width="column", caption=True):
    """Mean trust of families over time in each scenario.

    Args:
        panel: dataset of `open_panel`; needs column trust.
        groups: up to eight group names; by default the outermost deprivation deciles and groups by tenure and
            household, or the file's first groups where it has none of those.
        width: "column", "wide" or millimetres.
        caption: whether to print the caption.
    """
    there = list(panel["group"].values)
    groups = list(groups or [name for name in GROUPS if name in there] or there[:5])
    if unknown := [name for name in groups if name not in there]:
        raise CannotDraw(f"the panel has no group {', '.join(unknown)}")
    trust = OUTCOMES["trust"].levels(panel, Each(), group=groups)
    length = intervals_of(panel).months
    scenarios = panel["scenario"].values

    sheet = Sheet(
        panel,
        "Trust by group over time",
        width=width,
        sharex=True,
        sharey=True,
        **grid(len(scenarios), width, height=36),
    )
    for number, (axes, scenario) in enumerate(zip(sheet.flat, scenarios)):
        for index, group in enumerate(groups):
            _, mean = draw_line(axes, trust.sel(scenario=scenario, group=group), look(index), index=index, marks=4, length=length)
            if mean.size and sheet.ends_row(number, len(scenarios)):
                sheet.label_end(axes, group_title(group), mean[-1], look(index))
        axes.set_title(scenario)
        time_axis(axes, panel, 3.5)
    for number, axes in enumerate(sheet.flat[: len(scenarios)]):
        mark_programme(axes, panel, label=number == 0)
    outer_labels(sheet, len(scenarios), sentence(time_unit(panel)), f"Trust ({unit(panel, 'trust') or 'mean'})")
    return sheet.finish(
        (
            "What to see: how far the lines fall after the programme starts, and whether those below fall further than"
            f" those above. In log-odds, 0 is as much trust as distrust. {interval_note(panel)} Decile 1 is the least"
            " deprived."
        ),
        caption=caption,
    )
