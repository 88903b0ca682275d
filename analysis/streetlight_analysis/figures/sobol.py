"""Sobol indices: which share of an outcome's variance goes back to which parameter."""

from ..caption import over_words
from ..sensitivity import design_of, missing_words, sensitivity
from ..series import draw_bars
from ..sheet import Sheet
from ..windows import default_window
from ..style import BLUE, ORANGE, Look, handle, styled
from ..text import balanced
from .response_curves import shown_outcomes

FIRST, TOTAL = Look(BLUE, "-", "o"), Look(ORANGE, "-", "s")


@styled
def sobol(panel, *, outcomes=None, window=None, width="column", caption=True, group="all"):
    """First-order and total indices with intervals, a panel an outcome, a row a parameter, the greatest first.

    Args:
        panel: dataset of `open_panel` of a run with [design] kind = "saltelli".
        outcomes: names of outcomes or columns; harm, unmet_need and trust by default.
        window: gather.Window of whole intervals; that of `streetlight compare` by default.
    """
    samples = design_of(panel, "saltelli").get("samples")
    window = window or default_window(panel)
    shown = shown_outcomes(panel, outcomes)
    across = min(len(shown), 3) if width == "wide" else 1
    count = len(panel.attrs["design"].columns)
    sheet = Sheet(
        panel,
        "Where the variance comes from (Sobol indices)",
        width=width,
        rows=-(-len(shown) // across),
        columns=across,
        height=16 + 6 * count,
    )
    found = [sensitivity(panel, outcome, window, group=group) for outcome in shown]
    for axes, outcome, one in zip(sheet.flat, shown, found):
        table = one.table.sort_values("total", ascending=False, kind="stable").reset_index(drop=True)
        for row in table.itertuples():
            for value, low, high, look, at in (
                (row.first, row.first_low, row.first_high, FIRST, row.Index - 0.18),
                (row.total, row.total_low, row.total_high, TOTAL, row.Index + 0.18),
            ):
                axes.barh(at, value, height=0.3, color=look.colour, alpha=0.45, linewidth=0)
                draw_bars(axes, at, low, high, look, linewidth=1.2)
                axes.plot(value, at, marker=look.marker, markersize=3, color=look.colour, markeredgewidth=0)
        axes.set_yticks(range(len(table)), [balanced(name, 105) for name in table["parameter"]], linespacing=0.95)
        axes.set_ylim(len(table) - 0.4, -0.6)
        lowest, highest = table[["first", "first_low"]].min().min(), table[["total", "total_high"]].max().max()
        axes.set_xlim(min(-0.02, lowest * 1.05), max(1.0, highest * 1.05))
        axes.grid(False)
        axes.grid(True, axis="x")
        axes.set_xlabel("share of the variance")
        axes.set_title(outcome.title + (", difference from the baseline" if one.difference else ""))
    sheet.drop_unused(len(shown))
    return sheet.finish(
        (
            "What to see: a long first-order bar is a parameter that explains the outcome by itself; where the total bar is much"
            f" longer, it acts together with others. {samples} base samples; {_lines(found)}.{over_words(panel, window)}"
            f"{missing_words(found, f'{samples} base samples')}"
        ),
        caption=caption,
        key=[handle(FIRST, "first order", line=False), handle(TOTAL, "total", line=False)],
    )


def _lines(found):
    if any(one.table["total_low"].notna().any() for one in found):
        return "lines: 95 % intervals"
    return "too few for intervals"
