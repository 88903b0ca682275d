"""What a policy loses, in each world, against the policy that is best there."""

import numpy as np

from ..sheet import Sheet
from ..style import INK, scenario_looks, styled, tick
from ..text import balanced
from ..worlds.answers import answers


@styled
def regret_strips(panel, *, columns=(), width="column", caption=True):
    """A dot a world and policy; the line is what it loses in nine of ten worlds at most.

    Args:
        panel: dataset of `open_panel` of a result of `run --worlds`.
        columns: as in `win_shares`.
    """
    shown = answers(panel, columns=columns)
    looks = scenario_looks(panel)
    across = 2 if width == "wide" and len(shown) > 1 else 1
    policies = max(len(one.policies) for one in shown)
    sheet = Sheet(
        panel,
        "What each policy loses against the best one",
        width=width,
        rows=-(-len(shown) // across),
        columns=across,
        height=13 + 7 * policies,
    )
    for axes, answer in zip(sheet.flat, shown):
        for row, policy in enumerate(answer.policies):
            lost = answer.regret(policy)
            # The same scatter for the same numbers: by rank, not by chance
            order = np.argsort(np.argsort(lost, kind="stable"), kind="stable")
            jitter = 0.3 * np.modf(order * 0.6180339887498949)[0] * 2 - 0.3
            axes.plot(
                lost,
                row + jitter,
                linestyle="none",
                marker="o",
                markersize=1.8,
                alpha=0.4,
                color=looks[policy.name].colour,
                markeredgewidth=0,
            )
            axes.plot([answer.quantiles(lost, 0.9)] * 2, [row - 0.4, row + 0.4], color=INK, linestyle="-", linewidth=1.2)
        room = 95 if width == "column" else 110
        names = [balanced(policy.name, room) for policy in answer.policies]
        axes.set_yticks(range(len(names)), names, linespacing=0.95)
        axes.set_ylim(len(names) - 0.4, -0.6)
        axes.set_xlim(0, 1.04 * max(float(axes.dataLim.x1), 1e-9))  # no dot is cut in half
        axes.grid(False)
        axes.grid(True, axis="x")
        axes.set_xlabel(answer.told_unit)
        axes.set_title(answer.title)
    sheet.drop_unused(len(shown))
    by_weight = ", with the worlds' weights" if any(one.weighted for one in shown) else ", each world counted once"
    runs = "Means over replicates" if panel.sizes["replicate"] > 1 else "Single runs"
    return sheet.finish(
        (
            "What to see: a policy that is rarely the best may still never lose much. A dot is a world; its position is"
            f" what the policy loses there against the best of all ({len(shown[0].worlds)} worlds). The black line is not"
            f" exceeded in nine of ten{by_weight}. {runs}, so chance is part of each value."
        ),
        caption=caption,
        key=[tick("not exceeded in nine of ten worlds")],
    )
