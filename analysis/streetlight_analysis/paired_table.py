"""One outcome of each scenario against the baseline as a table, as `streetlight compare` has it."""

import math

import pandas as pd
from scipy import stats

from .comparison import compare
from .outcomes import as_outcome
from .paired import first_scenario
from .windows import default_window


def paired_differences(panel, outcome, *, baseline=None, window=None, level=0.95, point=0, group="all", **selection):
    """Table of one outcome: each scenario against the baseline, as `streetlight compare` compares them.

    Args:
        panel: dataset of `open_panel`.
        outcome: an Outcome, the name of one, or the name of any column.
        baseline: scenario to compare with; the first one by default.
        window: gather.Window of whole intervals; that of `streetlight compare` by default.
        level: of the interval.
        point, group: one of each; selection: `authority`.

    Returns:
        pandas.DataFrame, a row a scenario, in the outcome's unit: scenario, replicates, baseline, mean, difference,
        low, high, relative (difference over the baseline's mean; NaN where the baseline is not above 0, or 0 does not mean "none"),
        variance_reduction (variance of an unpaired difference over that of the paired one; NaN where the paired one is 0),
        margin (a difference below it does not matter; NaN where nobody says one), size (negligible, small or large).
        `low` and `high` are NaN where no interval can be given: one replicate, equal differences, too few counts.

    Raises:
        ValueError: the panel has no such baseline, or the window is none of the file's.
    """
    baseline = first_scenario(panel) if baseline is None else baseline
    names = [str(name) for name in panel["scenario"].values]
    if baseline not in names:
        raise ValueError(f"there is no scenario called {baseline!r} to compare with; the panel has: {', '.join(names)}")
    window, outcome = window or default_window(panel), as_outcome(panel, outcome)
    levels = outcome.levels(panel, window, point=point, group=group, **selection).sel(scenario=baseline)
    (row,) = compare(panel, window=window, baseline=baseline, outcomes={"": [outcome]}, groups=[group], point=point, **selection)
    rows = []
    for name in names:
        if name == baseline:  # nothing can differ from itself
            mean = float(levels.mean())
            rows.append((name, int(levels.count()), mean, mean, 0.0, 0.0, 0.0, 0.0, math.nan, math.nan, ""))
            continue
        cell = row.cells[name]
        judged = cell.judged
        half = (judged.high - judged.low) / 2
        if level != 0.95 and judged.replicates > 1:
            half *= stats.t.ppf(0.5 + level / 2, judged.replicates - 1) / stats.t.ppf(0.975, judged.replicates - 1)
        middle = (judged.high + judged.low) / 2
        rows.append(
            (name, judged.replicates, cell.baseline, cell.mean, judged.difference, middle - half, middle + half,
             cell.relative, cell.advantage, cell.margin, cell.size)
        )  # fmt: skip
    return pd.DataFrame(
        rows,
        columns=[
            "scenario", "replicates", "baseline", "mean", "difference", "low", "high", "relative", "variance_reduction",
            "margin", "size",
        ],  # fmt: skip
    )
