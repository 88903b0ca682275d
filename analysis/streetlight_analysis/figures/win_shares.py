"""In how many worlds which policy is better than the baseline."""

from ..digits import number
from ..names import quoted
from ..sheet import Sheet
from ..style import GREEN, GREY, VERMILION, Look, contrast, handle, styled
from ..text import balanced
from ..worlds.answers import answers

SMALLEST_WITH_NUMBER = 0.025  # share of the worlds that a digit takes
BETTER, UNTOLD, WORSE = Look(GREEN, "-", "s"), Look(GREY, "-", "s"), Look(VERMILION, "-", "s")


@styled
def win_shares(panel, *, columns=(), width="column", caption=True):
    """Worlds in which each policy is better, not told apart, worse; a panel a column.

    Args:
        panel: dataset of `open_panel` of a result of `run --worlds`.
        columns: "COLUMN" or "COLUMN:most" (more is better); the main ones by default.
    """
    shown = answers(panel, columns=columns)
    across = 2 if width == "wide" and len(shown) > 1 else 1
    policies = max(len(one.policies) for one in shown) - 1
    sheet = Sheet(
        panel,
        "In how many worlds a policy is better",
        width=width,
        rows=-(-len(shown) // across),
        columns=across,
        height=13 + 7 * policies,
    )
    for axes, answer in zip(sheet.flat, shown):
        total = len(answer.worlds)
        for row, policy in enumerate(answer.policies[1:]):
            start = 0
            for verdict, look in ((answer.better, BETTER), ("not_told_apart", UNTOLD), (answer.worse, WORSE)):
                count = policy.count(verdict)
                axes.barh(row, count, left=start, height=0.62, color=look.colour, alpha=0.75, linewidth=0)
                if count >= SMALLEST_WITH_NUMBER * len(str(count)) * total:
                    dark = contrast(look.colour) < 4.5
                    axes.text(
                        start + count / 2,
                        row,
                        str(count),
                        ha="center",
                        va="center",
                        color="black" if dark else "white",
                        gid="cell",
                    )
                start += count
        axes.plot([], [])
        room = 95 if width == "column" else 110
        names = [balanced(policy.name, room) for policy in answer.policies[1:]]
        axes.set_yticks(range(len(names)), names, linespacing=0.95)
        axes.set_ylim(len(names) - 0.5, -0.5)
        axes.set_xlim(0, total)
        axes.grid(False)
        axes.set_xlabel("worlds")
        axes.set_title(f"{answer.title}: {answer.better} is better")
    sheet.drop_unused(len(shown))
    baseline = shown[0].policies[0].name
    luck = " or within its own interval over replicates" if panel.sizes["replicate"] > 1 else ""
    margins = "; ".join(f"{one.title.lower()} {number(one.margin)} {one.unit}".rstrip() for one in shown)
    return sheet.finish(
        (
            f"What to see: what holds in nearly all worlds and what does not. Compared with {quoted(baseline)} in each of"
            f" {len(shown[0].worlds)} worlds; grey where the difference is within the margin ({margins}){luck}."
            " Counts of worlds are not probabilities."
        ),
        caption=caption,
        key=[handle(BETTER, "better"), handle(UNTOLD, "not told apart"), handle(WORSE, "worse")],
    )
