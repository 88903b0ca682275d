"""Paired differences from the baseline with their intervals, several outcomes at once."""

from matplotlib.ticker import MaxNLocator

from ..caption import NO_INTERVALS, has_intervals, window_words
from ..columns import MissingColumns
from ..errors import CannotDraw
from ..windows import default_window
from ..names import group_title
from ..outcomes import OUTCOMES, measurable
from ..paired import first_scenario
from ..paired_table import paired_differences
from ..runs import replicates_words
from ..series import draw_bars
from ..sheet import Sheet
from ..style import FAINT, scenario_looks, styled
from ..text import balanced

OUTCOMES_SHOWN = ("harm", "unmet_need", "trust", "licence", "avoided_share", "unwarranted_visits", "false_findings", "cost")


@styled
def paired_dots(
    panel, *, outcomes=OUTCOMES_SHOWN, baseline=None, window=None, level=0.95, width="column", caption=True, group="all"
):
    """Small multiples of dots and bars, a panel an outcome with its own axis, a row a scenario.

    Args:
        panel: dataset of `open_panel`; draws those of `outcomes` whose columns it has.
        outcomes: names of outcomes or columns.
        baseline: scenario to compare with; the first one by default.
        window: gather.Window; that of `streetlight compare` by default.
    """
    baseline = first_scenario(panel) if baseline is None else baseline
    window = window or default_window(panel)
    shown = measurable(panel, outcomes)
    if not shown:
        raise MissingColumns(
            [column for name in outcomes for column in (OUTCOMES[name].needs() if name in OUTCOMES else [name])]
        )
    others = [name for name in panel["scenario"].values if name != baseline]
    if not others:
        raise CannotDraw("there is a single scenario, nothing to compare it with")

    looks, columns = scenario_looks(panel), (4 if width == "wide" else 2)
    columns = min(columns, len(shown))
    # Row labels take a third of a column at most.
    labels = [balanced(name, 90) for name in others]
    row_height = 3.6 + 2.9 * max(label.count("\n") for label in labels)
    sheet = Sheet(
        panel,
        f"Differences from “{baseline}”" + ("" if group == "all" else f": {group_title(group)}"),
        width=width,
        rows=-(-len(shown) // columns),
        columns=columns,
        height=17 + row_height * len(others),
        sharey=True,
    )
    open_ended = banded = False
    for number, (axes, outcome) in enumerate(zip(sheet.flat, shown)):
        table = paired_differences(
            panel, outcome, baseline=baseline, window=window, level=level, group=group
        ).set_index("scenario")
        open_ended |= bool(table["difference"].notna().any() and table.loc[others, ["low", "high"]].isna().any(axis=None))
        axes.axvline(0, color=FAINT, linewidth=0.8)
        for row, scenario in enumerate(others):
            value, look = table.loc[scenario], looks[scenario]
            draw_bars(axes, row, value["low"], value["high"], look, linewidth=1.4)
            axes.plot(value["difference"], row, marker=look.marker, color=look.colour, markersize=4, markeredgewidth=0)
        axes.set_yticks(range(len(others)), labels, linespacing=0.95)
        axes.set_ylim(len(others) - 0.4, -0.6)
        axes.grid(False)
        axes.grid(True, axis="x")
        margin = float(table["margin"].max())  # NaN where nobody says one
        _own_axis(axes, margin)
        if margin > 0:
            banded = True
            axes.axvspan(-margin, margin, color="#E8E8E8", linewidth=0, zorder=0)
        unit = outcome.axis(panel)
        axes.set_title(outcome.title)
        axes.set_xlabel(unit)
    sheet.drop_unused(len(shown))
    note = NO_INTERVALS
    if has_intervals(panel):
        note = f"Bars: {100 * level:g} % intervals of the paired difference over {replicates_words(panel)}."
        note += " Grey: too small to matter." if banded else ""
        note += " A dot without a bar: no interval can be computed." if open_ended else ""
    return sheet.finish(
        (
            "What to see: a bar that crosses 0 does not tell the scenario from the baseline. Each panel has its own"
            f" axis; left is less, right is more than “{baseline}”. Over {window_words(panel, window)}. {note}"
        ),
        caption=caption,
    )


def _own_axis(axes, margin):
    """An axis that has 0 in it and what does not matter, with room around what is drawn."""
    axes.autoscale_view()
    low, high = axes.dataLim.x0, axes.dataLim.x1
    least = 1.1 * margin if margin > 0 else 0
    low, high = min(low, -least), max(high, least)
    room = 0.08 * (high - low) if high > low else 1
    axes.set_xlim(low - room, high + room)
    axes.xaxis.set_major_locator(MaxNLocator(3, steps=[1, 2, 5, 10]))
