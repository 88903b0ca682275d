"""Screening by Morris's method: importance of each parameter against how much its effect varies."""

from ..caption import over_words
from ..gather import programme_window
from ..sensitivity import design_of, elementary_effects, outcome_at_points
from ..series import draw_bars
from ..sheet import Sheet
from ..style import FAINT, handle, look, styled
from .response_curves import shown_outcomes


@styled
def morris(panel, *, outcomes=None, window=None, width="column", caption=True, group="all"):
    """The plane of mu* and sigma, a panel an outcome, a dot a parameter, each parameter alike in all panels.

    Args:
        panel: dataset of `open_panel` of a run with [design] kind = "morris".
        outcomes: names of outcomes or columns; harm, unmet_need and trust by default.
        window: gather.Window; from the programme's start to the end by default.
    """
    walks = design_of(panel, "morris").get("trajectories")
    window = window or programme_window(panel)
    shown = shown_outcomes(panel, outcomes)
    looks = {key: look(index) for index, key in enumerate(panel.attrs["design"].columns)}
    across = min(len(shown), 3) if width == "wide" else 1
    sheet = Sheet(
        panel, "Which parameters matter (Morris)", width=width, rows=-(-len(shown) // across), columns=across, height=56
    )
    for axes, outcome in zip(sheet.flat, shown):
        values, difference = outcome_at_points(panel, outcome, window, group=group)
        table = elementary_effects(panel, values)
        top = 1.1 * max(table["high"].max(), table["mu_star"].max(), 1e-300)
        height = 1.15 * max(table["sigma"].max(), 0.2 * top)
        axes.plot([0, top], [0, top], color=FAINT, linewidth=0.6, linestyle=(0, (3, 2)), zorder=1)
        axes.grid(True, axis="both")
        for row in table.itertuples():
            own = looks[row.parameter]
            draw_bars(axes, row.sigma, row.low, row.high, own, linewidth=1)
            axes.plot(row.mu_star, row.sigma, marker=own.marker, markersize=4.5, color=own.colour, markeredgewidth=0)
        axes.set_xlim(-0.04 * top, top)
        axes.set_ylim(-0.06 * height, height)
        axes.locator_params(nbins=5)
        unit = outcome.axis(panel)
        axes.set_title(outcome.title + (", difference from the baseline" if difference else ""))
        axes.set_xlabel("mu*: mean size of the effect" + (f" ({unit})" if unit and unit != "1" else ""))
        axes.set_ylabel("sigma: its variation")
    sheet.drop_unused(len(shown))
    return sheet.finish(
        (
            "What to see: the parameters far to the right move the outcome most when they go over their whole range; those"
            " high up do so differently from place to place, because they are curved or depend on others (on the dashed line"
            f" the variation is as large as the effect). {walks} walks; bars: 95 % bootstrap intervals of"
            f" mu*.{over_words(panel, window)}"
        ),
        caption=caption,
        key=[handle(own, key, line=False) for key, own in looks.items()],
    )
