"""What would be worth measuring: parameters by what choosing the best policy would gain if one of them were known."""

from ..digits import decimals_for, number
from ..errors import CannotDraw
from ..sheet import Sheet
from ..style import BLUE, styled
from ..text import balanced
from ..worlds.answers import answers

MOST = 6  # parameters


@styled
def measure_next(panel, *, columns=(), width="column", caption=True):
    """Gain by knowing each parameter, a panel a column, the greatest first.

    Args:
        panel: dataset of `open_panel` of a result of `run --worlds`.
        columns: as in `win_shares`.
    """
    found = [(answer, gains) for answer in answers(panel, columns=columns) if (gains := gains_of(answer))]
    if not found:
        raise CannotDraw("no single parameter was found that would change which policy is best if it were known")
    across = 2 if width == "wide" and len(found) > 1 else 1
    most = max(len(gains) for _, gains in found)
    sheet = Sheet(
        panel,
        "What to measure next",
        width=width,
        rows=-(-len(found) // across),
        columns=across,
        height=14 + 5.5 * most,
    )
    for axes, (answer, gains) in zip(sheet.flat, found):
        largest = gains[0][1]
        for row, (key, gain) in enumerate(gains):
            axes.barh(row, gain, height=0.6, color=BLUE, alpha=0.6, linewidth=0)
            axes.text(gain + 0.015 * largest, row, number(gain, decimals_for(largest, 2)), ha="left", va="center")
        axes.plot([], [])
        axes.set_yticks(range(len(gains)), [balanced(key, 130) for key, _ in gains], linespacing=0.95)
        axes.set_ylim(most - 0.4, -0.6)
        axes.set_xlim(0, 1.2 * largest)
        axes.grid(False)
        axes.set_xlabel(answer.unit)
        axes.set_title(answer.title)
    sheet.drop_unused(len(found))
    return sheet.finish(
        (
            "What to see: the longer the bar, the more would be gained, on average over the worlds, if that parameter alone"
            " were known before a policy is chosen (expected value of perfect information about it, by regression). Only"
            " parameters that explain more than chance would are shown. The unit is the column’s own, over the whole window."
        ),
        caption=caption,
    )


def gains_of(answer):
    """(parameter, gain) pairs above 0, the greatest first, of parameters that explain a difference beyond chance."""
    told = {
        one["parameter"]
        for policy in answer.policies[1:]
        for one in policy.said["parameters"]
        if one["beyond_chance"]
    }
    first = answer.policies[1].said["parameters"]  # the gain is over all policies: the same in each
    gains = [(one["parameter"], one["value_of_knowing"]) for one in first if one["parameter"] in told]
    gains = [(key, gain) for key, gain in gains if gain and gain > 0]
    return sorted(gains, key=lambda pair: -pair[1])[:MOST]
