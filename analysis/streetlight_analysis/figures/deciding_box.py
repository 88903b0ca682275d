"""Where the rarer answer holds: worlds over the parameters that decide it, with the box that was found."""

import numpy as np
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from ..errors import CannotDraw
from ..names import quoted
from ..sheet import Sheet
from ..style import GREEN, GREY, INK, VERMILION, Look, handle, styled
from ..text import balanced
from ..worlds.answers import answers

LOOKS = {"better": Look(GREEN, "-", "o"), "not_told_apart": Look(GREY, "-", "^"), "worse": Look(VERMILION, "-", "s")}
MOST = 4  # panels


@styled
def deciding_box(panel, *, columns=(), width="column", caption=True):
    """Worlds over the first two parameters of each policy's box.

    Args:
        panel: dataset of `open_panel` of a result of `run --worlds`.
        columns: as in `win_shares`.
    """
    found = [
        (answer, policy)
        for answer in answers(panel, columns=columns)
        for policy in answer.policies[1:]
        if policy.said["box"]
    ]
    if not found:
        raise CannotDraw("no box was found that is better than chance would find")
    found = found[:MOST]
    design = panel.attrs["design"]
    across = min(2, len(found))
    sheet = Sheet(
        panel,
        "Where the answer changes",
        width=width,
        rows=-(-len(found) // across),
        columns=across,
        height=46 if width == "column" else 60,
    )
    for axes, (answer, policy) in zip(sheet.flat, found):
        sides = policy.said["box"]["sides"]
        first = sides[0]["parameter"]
        second = _second(policy.said, first)
        x, y = (design[key].to_numpy(float)[answer.worlds] for key in (first, second))
        for verdict, look in (
            ("not_told_apart", LOOKS["not_told_apart"]),
            (answer.better, LOOKS["better"]),
            (answer.worse, LOOKS["worse"]),
        ):
            here = policy.verdict == verdict
            axes.plot(
                x[here], y[here], linestyle="none", marker=look.marker, markersize=2.4, alpha=0.6, color=look.colour,
                markeredgewidth=0,
            )
        spans = [_span(sides, key, values) for key, values in ((first, x), (second, y))]
        (left, right), (bottom, top) = spans
        axes.add_patch(
            Rectangle((left, bottom), right - left, top - bottom, fill=False, edgecolor=INK, linewidth=1.3, zorder=4)
        )
        axes.margins(0.04)  # so that no world or side of the frame lies on the edge
        axes.xaxis.set_major_locator(MaxNLocator(3, steps=[1, 2, 5, 10]))
        axes.set_xlabel(first)
        axes.set_ylabel(balanced(second, 100), linespacing=0.95)
        axes.set_title(f"{answer.title}: {policy.name}")
    sheet.drop_unused(len(found))
    return sheet.finish(
        (
            f"What to see: inside the frame the rarer answer is more frequent than outside. {_words(found)} The axes are two of the"
            " parameters that matter most; the box may also have bounds on a third."
        ),
        caption=caption,
        key=[handle(look, words, line=False) for look, words in zip(LOOKS.values(), ("better", "not told apart", "worse"))],
    )


def _second(said, first):
    """Another side of the box, else the strongest parameter beside the first."""
    sides = [side["parameter"] for side in said["box"]["sides"]] + [one["parameter"] for one in said["parameters"]]
    return next((key for key in sides if key != first), first)


def _span(sides, key, values):
    low, high = float(np.min(values)), float(np.max(values))
    room = 0.02 * (high - low)
    side = next((one for one in sides if one["parameter"] == key), {"low": None, "high": None})
    return (low - room if side["low"] is None else side["low"]), (high + room if side["high"] is None else side["high"])


def _words(found):
    return " ".join(
        f"{answer.title} with {quoted(policy.name)}: {policy.said['box']['answer']} in {100 * policy.said['box']['density']:.0f} %"
        f" of the {policy.said['box']['worlds']} worlds in it, which are {100 * policy.said['box']['coverage']:.0f} % of all with"
        " that answer."
        for answer, policy in found
    )
