"""Where the replicates of each scenario end: chance between runs as something to look at."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from ..caption import window_words
from ..comparison import column_outcome, headline_columns, is_policy_panel
from ..errors import CannotDraw
from ..gather import last_year
from ..names import group_title
from ..outcomes import as_outcome
from ..runs import most_replicates
from ..sheet import Sheet
from ..style import scenario_looks, styled
from ..text import balanced
from ..windows import last_part


def measured_ends(panel, *, outcome=None, window=None, group="all"):
    """The outcome at the end of each run: (Outcome, values over (scenario, replicate)).

    Args:
        outcome: name of an outcome or column; harm, or another model's first column, by default.
    """
    if outcome is None:
        chosen = as_outcome(panel, "harm") if is_policy_panel(panel) else column_outcome(panel, headline_columns(panel)[0])
    else:
        chosen = as_outcome(panel, outcome)
    return chosen, chosen.measure(panel, window or ends_window(panel), group=group)


def ends_window(panel):
    """What counts as the end: the last year of the main model, the last tenth of another one's run."""
    return last_year(panel) if is_policy_panel(panel) else last_part(panel)


@styled
def end_states(panel, *, outcome=None, window=None, width="column", caption=True, group="all"):
    """A dot a replicate, a row a scenario, the mean as a line across.

    Args:
        panel: dataset of `open_panel` of any model with at least two replicates.
        window: gather.Window; the last tenth of the run by default (of the main model, the last year).
    """
    if most_replicates(panel) < 2:
        raise CannotDraw("there is a single replicate, nothing to spread")
    window = window or ends_window(panel)
    outcome, values = measured_ends(panel, outcome=outcome, window=window, group=group)
    names = [str(name) for name in values["scenario"].values if np.isfinite(values.sel(scenario=name)).any()]
    if not names:
        raise CannotDraw("the panel holds no numbers")
    looks = scenario_looks(panel)
    of = "" if group == "all" else f" ({group_title(group)})"
    sheet = Sheet(panel, f"{outcome.title}{of}: where the replicates end", width=width, height=16 + 9 * len(names))
    axes = sheet.flat[0]
    for row, name in enumerate(names):
        here = values.sel(scenario=name).values
        here = here[np.isfinite(here)]
        axes.plot(
            here,
            row + 0.56 * (_scattered(here.size) - 0.5),
            linestyle="none",
            marker=looks[name].marker,
            color=looks[name].colour,
            markersize=3 if here.size <= 60 else 1.6,
            alpha=0.75 if here.size <= 60 else 0.4,
            markeredgewidth=0,
        )
        axes.vlines(_together(outcome, panel, window, group, name), row - 0.38, row + 0.38, color=looks[name].text, linewidth=1.2)
    axes.set_yticks(range(len(names)), [balanced(name, 90) for name in names], linespacing=0.95)
    axes.set_ylim(len(names) - 0.45, -0.55)
    axes.grid(False)
    axes.grid(True, axis="x")
    axes.margins(x=0.04)
    axes.xaxis.set_major_locator(MaxNLocator(5))
    unit = outcome.axis(panel)
    axes.set_xlabel(unit)
    return sheet.finish(
        (
            "What to see: how far apart runs end that differ by chance only. A dot is a replicate (its height has no"
            f" meaning), the line is for all of them together. Over {window_words(panel, window)}."
        ),
        caption=caption,
    )


def _together(outcome, panel, window, group, name):
    """The number of all replicates together, which of a ratio is not the mean of theirs."""
    return float(outcome.levels(panel, window, group=group).sel(scenario=name).mean())


def _scattered(count):
    """Numbers in (0, 1) that fill it evenly in any stretch: the van der Corput sequence of base 2."""
    places = []
    for index in range(1, count + 1):
        value, part = 0.0, 0.5
        while index:
            value += part * (index & 1)
            index, part = index >> 1, part / 2
        places.append(value)
    return np.array(places)
