"""Screening by Morris's method: importance of each parameter against how much its effect varies."""

import numpy as np

from ..caption import over_words
from ..errors import MissingColumns
from ..gather import programme_window
from ..sensitivity import design_of, elementary_effects, outcome_at_points
from ..series import draw_bars
from ..sheet import Sheet
from ..spread import place
from ..style import BLUE, FAINT, Look, styled
from .response_curves import shown_outcomes

DOT = Look(BLUE, "-", "o")


@styled
def morris(panel, *, outcomes=None, window=None, width="column", caption=True, group="all"):
    """The plane of mu* and sigma, a panel an outcome, a dot a parameter.

    Args:
        panel: dataset of `open_panel` of a run with [design] kind = "morris".
        outcomes: names of outcomes or columns; harm, unmet_need and trust by default.
        window: gather.Window; from the programme's start to the end by default.
    """
    walks = design_of(panel, "morris").get("trajectories")
    window = window or programme_window(panel)
    shown = shown_outcomes(panel, outcomes)
    if not shown:
        raise MissingColumns(list(outcomes))
    across = min(len(shown), 2) if width == "wide" else 1
    sheet = Sheet(panel, "Which parameters matter (Morris)", width=width, rows=-(-len(shown) // across), columns=across, height=62)
    for axes, outcome in zip(sheet.flat, shown):
        values, difference = outcome_at_points(panel, outcome, window, group=group)
        table = elementary_effects(panel, values)
        top = 1.12 * max(table["high"].max(), table["mu_star"].max(), table["sigma"].max(), 1e-300)
        axes.plot([0, top], [0, top], color=FAINT, linewidth=0.6, linestyle=(0, (3, 2)), zorder=1)
        axes.grid(True, axis="both")
        for row in table.itertuples():
            draw_bars(axes, row.sigma, row.low, row.high, DOT, linewidth=1)
        axes.plot(table["mu_star"], table["sigma"], linestyle="none", marker="o", markersize=4, color=DOT.colour, markeredgewidth=0)
        axes.set_xlim(-0.03 * top, top)
        axes.set_ylim(-0.06 * top, 1.05 * max(table["sigma"].max(), 0.25 * top))
        unit = outcome.axis(panel)
        axes.set_title(outcome.title + (", difference from the baseline" if difference else "") + (f" ({unit})" if unit else ""))
        axes.set_xlabel("mu*: mean size of the effect →")
        axes.set_ylabel("sigma: its variation →")
        sheet.after_layout(_labels(sheet, axes, table, top))
    sheet.drop_unused(len(shown))
    return sheet.finish(
        (
            "What to see: the parameters far to the right move the outcome most when they go over their whole range; those high"
            " up do so differently from place to place, because they are curved or depend on others (on the dashed line the"
            f" variation is as large as the effect). {walks} walks; bars: 95 % bootstrap intervals of mu*.{over_words(panel, window)}"
        ),
        caption=caption,
    )


def _labels(sheet, axes, table, top):
    """Names of the parameters that stand out, beside their dots."""
    named = table[table["mu_star"] > 0.08 * table["mu_star"].max()]
    texts = [
        axes.text(row.mu_star, row.sigma, row.parameter, ha="center", va="center", gid="point",
                  bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.3, "alpha": 0.8}, zorder=2.5)
        for row in named.itertuples()
    ]
    for text in texts:
        text.set_in_layout(False)

    def move_apart():
        renderer = sheet.figure.canvas.get_renderer()
        scale = sheet.figure.dpi / 72
        frame = axes.get_window_extent(renderer)
        at = axes.transData.transform(list(zip(named["mu_star"], named["sigma"]))) / scale
        all_dots = axes.transData.transform(list(zip(table["mu_star"], table["sigma"]))) / scale
        bars = [
            (axes.transData.transform((row.low, row.sigma)) / scale, axes.transData.transform((row.high, row.sigma)) / scale)
            for row in table.itertuples()
        ]
        obstacles = [(x - 3, y - 3, x + 3, y + 3) for x, y in all_dots]
        obstacles += [(a[0], a[1] - 1, b[0], b[1] + 1) for a, b in bars]
        extents = [text.get_window_extent(renderer) for text in texts]
        sizes = [(extent.width / scale + 2, extent.height / scale + 2) for extent in extents]
        box = (frame.x0 / scale, frame.y0 / scale, frame.x1 / scale, frame.y1 / scale)
        centres = place(at, sizes, box, obstacles, [])
        for text, centre in zip(texts, axes.transData.inverted().transform(np.asarray(centres) * scale)):
            text.set_position(centre)

    return move_apart if texts else lambda: None
