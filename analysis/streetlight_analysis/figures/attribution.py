"""How much of an outcome is due to which mechanism: Shapley shares with intervals."""

from matplotlib.ticker import MaxNLocator

from ..attribution import attribution as attributed
from ..attribution import mechanisms_of
from ..caption import NO_INTERVALS, has_intervals, over_words
from ..errors import MissingColumns
from ..windows import default_window
from ..names import group_title, sentence
from ..outcomes import measurable
from ..paired import first_scenario
from ..series import draw_bars
from ..sheet import Sheet
from ..style import BLUE, FAINT, INK, VERMILION, Look, styled
from ..text import balanced

OUTCOMES_SHOWN = ("trust", "unmet_need", "harm")
RAISES, LOWERS, WHOLE = Look(VERMILION, "-", "o"), Look(BLUE, "-", "s"), Look(INK, "-", "D")


@styled
def attribution(
    panel, *, outcomes=None, window=None, level=0.95, width="column", caption=True, group="all", ratio_group=None
):
    """Bars of Shapley shares with intervals, a panel an outcome, a row a mechanism; below them, what they add up to.

    Args:
        panel: dataset of `open_panel`, of a file that `streetlight decompose` made.
        outcomes: names of outcomes or columns; trust, unmet_need and harm by default, and flag_ratio of
            `ratio_group`.
        window: gather.Window; that of `streetlight compare` by default.
        ratio_group: group whose flag ratio is shown; decile_10 or else the last group by default, none without groups.
    """
    names = mechanisms_of(panel)
    window = window or default_window(panel)
    wanted = [(outcome, group) for outcome in measurable(panel, outcomes or OUTCOMES_SHOWN)]
    groups = [name for name in panel["group"].values if name != "all"]
    if outcomes is None and groups:
        of = ratio_group or ("decile_10" if "decile_10" in groups else groups[-1])
        wanted += [(outcome, of) for outcome in measurable(panel, ["flag_ratio"])]
    if not wanted and not outcomes:
        wanted = [(outcome, group) for outcome in measurable(panel, list(panel.data_vars)[:2])]
    if not wanted:
        raise MissingColumns(list(outcomes or OUTCOMES_SHOWN))

    columns = min(len(wanted), 4 if width == "wide" else 2)
    labels = [balanced(sentence(name), 80) for name in names] + ["The whole"]
    scenario, baseline = str(panel["scenario"].values[-1]), first_scenario(panel)
    sheet = Sheet(
        panel,
        f"What the effect of “{scenario}” is due to" if panel.sizes["scenario"] > 1 else f"What “{scenario}” is due to",
        width=width,
        rows=-(-len(wanted) // columns),
        columns=columns,
        height=20 + 4.4 * len(labels),
        sharey=True,
    )
    levels = []
    for axes, (outcome, of) in zip(sheet.flat, wanted):
        found = attributed(panel, outcome, window, group=of, level=level)
        for row, name in enumerate(names):
            value = found.shares[name]
            look = RAISES if value.mean > 0 else LOWERS
            axes.barh(row, value.mean, height=0.62, color=look.colour, alpha=0.35, linewidth=0)
            axes.plot(value.mean, row, marker=look.marker, markersize=3, color=look.colour, markeredgewidth=0)
            draw_bars(axes, row, value.low, value.high, look, linewidth=1.2)
        axes.axhline(len(names) - 0.5, color=FAINT, linewidth=0.6)
        axes.plot(found.whole.mean, len(names), marker=WHOLE.marker, markersize=3.5, color=INK, markeredgewidth=0)
        draw_bars(axes, len(names), found.whole.low, found.whole.high, WHOLE, linewidth=1.2)
        axes.axvline(0, color=FAINT, linewidth=0.8)
        axes.set_yticks(range(len(labels)), labels, linespacing=0.95)
        axes.set_ylim(len(labels) - 0.4, -0.6)
        axes.grid(False)
        axes.grid(True, axis="x")
        axes.margins(x=0.1)
        axes.xaxis.set_major_locator(MaxNLocator(3, steps=[1, 2, 5, 10]))
        title = outcome.title + (f", {group_title(of).lower()}" if of != "all" else "")
        axes.set_title(title)
        axes.set_xlabel(outcome.axis(panel) or "")
        if not found.difference:
            levels.append(title)
    sheet.drop_unused(len(wanted))
    compared = panel.sizes["scenario"] > 1
    said = f"of the difference from “{baseline}”" if compared and len(levels) < len(wanted) else "of the level"
    beside = f" For {'; '.join(map(_quoted, levels))} it is the level, since “{baseline}” has none." if compared and levels else ""
    note = (
        f"Lines: {100 * level:g} % t intervals over {panel.sizes['replicate']} replicates."
        if has_intervals(panel)
        else NO_INTERVALS
    )
    return sheet.finish(
        (
            f"What to see: which mechanisms raise an outcome (to the right) and which lower it, as Shapley shares {said}:"
            f" what each adds, on average over all orders of switching the mechanisms on. They add up to the whole, which"
            f" is what all of them together add to the outcome without any.{beside}{over_words(panel, window)} {note}"
        ),
        caption=caption,
    )


def _quoted(title):
    return f"“{title}”"
