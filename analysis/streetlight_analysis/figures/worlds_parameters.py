"""Each parameter in the worlds beside its prior, and which two parameters depend on each other."""

import numpy as np
from scipy import stats

from ..digits import number
from ..sheet import Sheet
from ..style import BLUE, GREY, VERMILION, Look, handle, styled
from ..text import balanced
from ..weighted import weighted_quantiles

PRIOR, INFORMED, OPEN = Look(GREY, "-", "o"), Look(VERMILION, "-", "o"), Look(BLUE, "-", "o")
ALPHA = 0.01
CRITICAL = stats.kstwobign.isf(ALPHA)
PAIRS = 6


def furthest(shares, weights):
    """How far weighted worlds are from their prior (Kolmogorov and Smirnov), as `streetlight robust` has it.

    Args:
        shares: by world, the share of the prior below its value.
        weights: by world.

    Returns:
        The largest distance between the two distributions, times the root of the number of worlds that the weights
        stand for (Kish): above `CRITICAL`, the figures inform the parameter.
    """
    order = np.argsort(shares)
    below = np.concatenate([[0.0], np.cumsum(weights[order])]) / weights.sum()
    distance = max((below[1:] - shares[order]).max(), (shares[order] - below[:-1]).max())
    return distance * weights.sum() / np.sqrt((weights**2).sum())


@styled
def worlds_parameters(panel, *, width="column", caption=True):
    """5, 25, 50, 75 and 95 % of each parameter in the worlds, as shares of its prior; the most informed first.

    Args:
        panel: dataset of `open_worlds`.
    """
    table = panel.attrs["worlds"]
    shares = [prior.shares(table.values[:, place]) for place, prior in enumerate(table.priors)]
    distances = [furthest(share, table.weights) for share in shares]
    order = np.argsort(-np.array(distances), kind="stable")
    across = 2 if width == "wide" and len(order) > 8 else 1
    rows = -(-len(order) // across)
    sheet = Sheet(panel, "Parameters: worlds against priors", width=width, columns=across, height=14 + 3.9 * rows)
    for part, axes in enumerate(sheet.flat):
        here = order[part * rows : (part + 1) * rows]
        axes.axvspan(0.05, 0.95, color=GREY, alpha=0.12, linewidth=0)
        for row, place in enumerate(here):
            look = INFORMED if distances[place] > CRITICAL else OPEN
            low, quarter, median, three, high = weighted_quantiles(
                shares[place], table.weights, [0.05, 0.25, 0.5, 0.75, 0.95]
            )
            axes.plot([low, high], [row, row], color=look.colour, linestyle="-", linewidth=0.9)
            axes.plot(
                [quarter, three], [row, row], color=look.colour, linestyle="-", linewidth=2.6, solid_capstyle="butt"
            )
            axes.plot(median, row, marker="o", color=look.colour, markersize=3.2, markeredgewidth=0)
        axes.set_yticks(range(len(here)), [balanced(table.priors[place].key, 150) for place in here])
        axes.set_ylim(rows - 0.4, -0.6)
        axes.set_xlim(0, 1)
        axes.grid(False)
        axes.set_xlabel("share of the prior below")
    informed = sum(distance > CRITICAL for distance in distances)
    return sheet.finish(
        (
            "What to see: a parameter that the figures do not inform is spread like its prior (shaded: 5 to 95 % of it)."
            f" {informed} of {len(distances)} differ from it (Kolmogorov and Smirnov, alpha {ALPHA:g} each). Thin lines go from 5 to"
            f" 95 % of the weight of {len(table.values)} worlds, thick ones from 25 to 75 %, dots are medians."
        ),
        caption=caption,
        key=[handle(INFORMED, "informed by the figures"), handle(OPEN, "no sign of it")],
    )


@styled
def worlds_pairs(panel, *, width="column", caption=True):
    """The pairs of parameters that depend on each other most in the worlds, as shares of their priors.

    Args:
        panel: dataset of `open_worlds`.
    """
    table = panel.attrs["worlds"]
    shares = np.array([prior.shares(table.values[:, place]) for place, prior in enumerate(table.priors)])
    ranks = np.corrcoef([stats.rankdata(row) for row in shares])
    upper = [(i, j) for i in range(len(shares)) for j in range(i + 1, len(shares))]
    upper.sort(key=lambda pair: -abs(ranks[pair]))
    shown = upper[:PAIRS]
    across = 3 if width == "wide" else 2
    sheet = Sheet(
        panel,
        "Parameters that depend on each other in the worlds",
        width=width,
        rows=-(-max(1, len(shown)) // across),
        columns=across,
        height=44 if width == "column" else 50,
    )
    for axes, (i, j) in zip(sheet.flat, shown):
        axes.plot(shares[i], shares[j], linestyle="none", marker="o", markersize=2, alpha=0.45, color=BLUE, markeredgewidth=0)
        axes.set_xlim(0, 1)
        axes.set_ylim(0, 1)
        axes.set_xticks([0, 0.5, 1])
        axes.set_yticks([0, 0.5, 1])
        axes.set_xlabel(table.priors[i].key)
        axes.set_ylabel(balanced(table.priors[j].key, 90), linespacing=0.95)
        axes.set_title(f"rank correlation {number(ranks[i, j], 2, sign=True)}")
    sheet.drop_unused(len(shown))
    return sheet.finish(
        (
            "What to see: where the dots form a band, the figures limit the two parameters together, more than they limit"
            f" each alone. Axes are shares of the priors; a dot is a world ({len(table.values)})."
        ),
        caption=caption,
    )
