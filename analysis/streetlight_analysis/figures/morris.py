"""Screening by Morris's method: importance of each parameter against how much its effect varies."""

from ..caption import over_words
from ..sensitivity import design_of, missing_words, sensitivity
from ..series import draw_bars
from ..sheet import Sheet
from ..windows import default_window
from ..style import FAINT, handle, look, styled
from .response_curves import shown_outcomes


@styled
def morris(panel, *, outcomes=None, window=None, width="column", caption=True, group="all"):
    """The plane of mu* and sigma, a panel an outcome, a dot a parameter, each parameter alike in all panels.

    Args:
        panel: dataset of `open_panel` of a run with [design] kind = "morris".
        outcomes: names of outcomes or columns, each shown in its column's own unit; harm, unmet_need and trust by default.
        window: gather.Window of whole intervals; that of `streetlight compare` by default.
    """
    walks = design_of(panel, "morris").get("trajectories")
    window = window or default_window(panel)
    shown = shown_outcomes(panel, outcomes)
    looks = {key: look(index) for index, key in enumerate(panel.attrs["design"].columns)}
    across = min(len(shown), 3) if width == "wide" else 1
    sheet = Sheet(
        panel, "Which parameters matter (Morris)", width=width, rows=-(-len(shown) // across), columns=across, height=56
    )
    found = [sensitivity(panel, outcome, window, group=group) for outcome in shown]
    for axes, outcome, one in zip(sheet.flat, shown, found):
        table = one.table
        top = 1.1 * max(table[["mu_star_high", "mu_star"]].max().max(), 1e-300)
        height = 1.15 * max(table["sigma"].max(), 0.2 * top)
        axes.plot([0, top], [0, top], color=FAINT, linewidth=0.6, linestyle=(0, (3, 2)), zorder=1)
        axes.grid(True, axis="both")
        for row in table.itertuples():
            own = looks[row.parameter]
            draw_bars(axes, row.sigma, row.mu_star_low, row.mu_star_high, own, linewidth=1)
            axes.plot(row.mu_star, row.sigma, marker=own.marker, markersize=4.5, color=own.colour, markeredgewidth=0)
        axes.set_xlim(-0.04 * top, top)
        axes.set_ylim(-0.06 * height, height)
        axes.locator_params(nbins=5)
        axes.set_title(outcome.title + (", difference from the baseline" if one.difference else ""))
        axes.set_xlabel("mu*: mean size of the effect" + (f" ({one.unit})" if one.unit not in ("", "1") else ""))
        axes.set_ylabel("sigma: its variation")
    sheet.drop_unused(len(shown))
    return sheet.finish(
        (
            "What to see: the parameters far to the right move the outcome most when they go over their whole range; those"
            " high up move it by different amounts at different points, because effects are curved or depend on other parameters (on the dashed line"
            f" the variation is as large as the effect). {walks} walks; {_bars(found)}.{over_words(panel, window)}"
            f"{missing_words(found, f'{walks} walks')}"
        ),
        caption=caption,
        key=[handle(own, key, line=False) for key, own in looks.items()],
    )


def _bars(found):
    if any(one.table["mu_star_low"].notna().any() for one in found):
        return "bars: 95 % t intervals of mu*"
    return "too few for intervals"
