"""Harm averted against trust lost, a point a scenario with interval crosses."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from ..caption import NO_INTERVALS, has_intervals, window_words
from ..columns import unit
from ..errors import CannotDraw
from ..windows import default_window
from ..outcomes import OUTCOMES
from ..paired import first_scenario
from ..paired_table import paired_differences
from ..series import draw_bars
from ..sheet import Sheet
from ..spread import place
from ..style import FAINT, handle, scenario_looks, styled
from ..text import balanced

MOST_LABELS = 8


@styled
def trade_off(panel, *, baseline=None, window=None, level=0.95, width="column", caption=True, group="all"):
    """Paired differences of harm and trust against each other.

    Args:
        panel: dataset of `open_panel`; needs harm, families and trust.
        baseline: scenario to compare with; the first one by default.
        window: gather.Window; that of `streetlight compare` by default.
    """
    baseline = first_scenario(panel) if baseline is None else baseline
    window = window or default_window(panel)
    others = [name for name in panel["scenario"].values if name != baseline]
    if not others:
        raise CannotDraw("there is a single scenario, nothing to compare it with")
    averted, lost = (
        paired_differences(panel, name, baseline=baseline, window=window, level=level, group=group)
        .set_index("scenario")
        .pipe(_turned_round)
        for name in ("harm", "trust")
    )

    looks = scenario_looks(panel)
    sheet = Sheet(panel, "Harm averted and trust lost", width=width, height=70 if width == "column" else 90)
    axes = sheet.flat[0]
    axes.grid(True, axis="both")
    axes.axhline(0, color=FAINT, linewidth=0.8)
    axes.axvline(0, color=FAINT, linewidth=0.8)
    points = [(0.0, 0.0)]
    axes.plot(0, 0, marker="o", color=looks[baseline].colour, markersize=4.5, markeredgewidth=0, zorder=4)
    for scenario in others:
        x, y, look = lost.loc[scenario], averted.loc[scenario], looks[scenario]
        draw_bars(axes, y["mean"], x["low"], x["high"], look, linewidth=1, zorder=3)
        draw_bars(axes, x["mean"], y["low"], y["high"], look, upright=True, linewidth=1, zorder=3)
        axes.plot(
            x["mean"], y["mean"], marker=look.marker, color=look.colour, markersize=4.5, markeredgewidth=0, zorder=4
        )
        points.append((float(x["mean"]), float(y["mean"])))
    axes.margins(0.12)
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.autoscale_view()
    axes.set_xlabel(f"Trust lost ({unit(panel, 'trust') or 'mean'}) →")
    axes.set_ylabel(f"Harm averted ({OUTCOMES['harm'].unit}) →")
    # Labels beside the points, or a key where there are more points than room for labels.
    named = [baseline, *others] if len(others) <= MOST_LABELS else []
    texts = [
        axes.text(
            x,
            y,
            balanced(name, 55),
            color=looks[name].text,
            ha="center",
            va="center",
            linespacing=0.95,
            gid="point",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5},
            zorder=2.5,
        )
        for (x, y), name in zip(points, named)
    ]
    for text in texts:
        text.set_in_layout(False)

    def move_apart():
        renderer = sheet.figure.canvas.get_renderer()
        scale = sheet.figure.dpi / 72
        extents = [text.get_window_extent(renderer) for text in texts]
        frame = axes.get_window_extent(renderer)
        at = axes.transData.transform(points) / scale
        box = (frame.x0 / scale, frame.y0 / scale, frame.x1 / scale, frame.y1 / scale)
        obstacles = [(x - 4, y - 4, x + 4, y + 4) for x, y in at]
        lines = [(box[0], at[0][1] - 1, box[2], at[0][1] + 1), (at[0][0] - 1, box[1], at[0][0] + 1, box[3])]
        for scenario in others:
            x, y = lost.loc[scenario], averted.loc[scenario]
            ends = (
                axes.transData.transform(
                    [(x["low"], y["mean"]), (x["high"], y["mean"]), (x["mean"], y["low"]), (x["mean"], y["high"])]
                )
                / scale
            )
            if np.isfinite(ends[:2]).all():
                obstacles.append((ends[0][0], ends[0][1] - 1, ends[1][0], ends[1][1] + 1))
            if np.isfinite(ends[2:]).all():
                obstacles.append((ends[2][0] - 1, ends[2][1], ends[3][0] + 1, ends[3][1]))
        sizes = [(extent.width / scale + 2, extent.height / scale + 2) for extent in extents]
        centres = place(at, sizes, box, obstacles, lines)
        for text, centre in zip(texts, axes.transData.inverted().transform(centres * scale)):
            text.set_position(centre)

    if named:
        sheet.after_layout(move_apart)
    crosses = (
        f"Bars: {100 * level:g} % intervals of paired differences.{_without_bars(averted, lost)}"
        if has_intervals(panel)
        else NO_INTERVALS
    )
    return sheet.finish(
        (
            "What to see: which scenarios avert harm, and how much trust that costs: up is less harm, left is more trust,"
            f" both against “{baseline}” over {window_words(panel, window)}. {crosses}"
        ),
        caption=caption,
        key=None if named else [handle(looks[name], name, line=False) for name in [baseline, *others]],
    )


def _without_bars(averted, lost):
    """Of what, and for which scenarios, there is no interval; "" where there is one for all."""
    said = []
    for what, table in (("harm", averted), ("trust", lost)):
        names = [name for name in table.index if not np.isfinite(table.loc[name, "low"])]
        if names:
            said.append(f" No interval can be given of {what} for {'any policy' if len(names) == len(table) else ', '.join(names)}.")
    return "".join(said)


def _turned_round(table):
    """Differences of the other sign: what is averted, what is lost."""
    return table.assign(mean=-table["difference"], low=-table["high"], high=-table["low"])
