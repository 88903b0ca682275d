"""Differences from a baseline, replicate by replicate.

Scenarios of one replicate share their noise draw by draw, so what differs within a replicate is the effect
of the scenario and little else: d_r = x_r(scenario) - x_r(baseline). Intervals are Student's t over the
replicates' differences, mean(d) +- t(1 - (1 - level)/2, n - 1) sd(d) / sqrt(n); none for a single replicate.
"""

import numpy as np
import pandas as pd
import xarray as xr
from scipy import stats

from .gather import programme_window
from .outcomes import as_outcome


def interval_of_mean(values, level=0.95, dim="replicate"):
    """Mean over the replicates with its t interval; replicates that are NaN (failed runs) are left out.

    Returns:
        xarray.Dataset of `mean`, `low`, `high` (NaN for fewer than two replicates) and `n`.
    """
    # In plain arrays: a figure asks for hundreds of these, and labelled arithmetic would take longer than drawing it.
    here = values.transpose(..., dim)
    numbers = np.asarray(here.values, float)
    n = np.isfinite(numbers).sum(-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.nansum(numbers, -1) / n
        variance = np.nansum((numbers - mean[..., None]) ** 2, -1) / np.where(n > 1, n - 1, np.nan)
        half = _quantiles(n, level) * np.sqrt(variance / n)
    frame = here.isel({dim: 0}, drop=True)
    parts = {"mean": mean, "low": mean - half, "high": mean + half, "n": n}
    return xr.Dataset({name: frame.copy(data=part) for name, part in parts.items()})


def _quantiles(n, level):
    """Student's t for each number of replicates; NaN for fewer than two, which have no interval."""
    counts, places = np.unique(n, return_inverse=True)
    told = np.where(counts > 1, stats.t.ppf(0.5 + level / 2, np.maximum(counts - 1, 1)), np.nan)
    return told[places].reshape(np.shape(n))


def differences(values, baseline):
    """Each scenario's values minus the baseline's of the same replicate."""
    if baseline not in values["scenario"].values:
        known = ", ".join(values["scenario"].values)
        raise ValueError(f"there is no scenario called {baseline!r} to compare with; the panel has: {known}")
    return values - values.sel(scenario=baseline, drop=True)


def paired_differences(panel, outcome, *, baseline=None, window=None, level=0.95, **selection):
    """Table of one outcome: each scenario against the baseline.

    Args:
        panel: dataset of `open_panel`.
        outcome: an Outcome, the name of one, or the name of any column.
        baseline: scenario to compare with; the first one by default.
        window: gather.Window; from the programme's start to the end by default.
        level: of the interval.
        selection: `point`, `authority`, `group`: one of each.

    Returns:
        pandas.DataFrame, a row a scenario, in the outcome's unit: scenario, replicates, baseline, mean, difference,
        low, high, relative (difference over the baseline's mean), variance_reduction (variance of an unpaired
        difference over that of the paired one; NaN where the paired one is 0).
    """
    baseline = first_scenario(panel) if baseline is None else baseline
    values = as_outcome(panel, outcome).measure(panel, window or programme_window(panel), **selection)
    difference = differences(values, baseline)
    interval = interval_of_mean(difference, level)

    rows = []
    for name in values["scenario"].values:
        here, apart = values.sel(scenario=name), interval.sel(scenario=name)
        # Everything in a row is over the replicates that both scenarios have.
        both = difference.sel(scenario=name).notnull()
        here, reference = here.where(both), values.sel(scenario=baseline, drop=True).where(both)
        mean_baseline = float(reference.mean())
        paired = float(difference.sel(scenario=name).var(ddof=1)) if int(apart["n"]) > 1 else np.nan
        unpaired = float(here.var(ddof=1) + reference.var(ddof=1)) if int(apart["n"]) > 1 else np.nan
        rows.append(
            {
                "scenario": name,
                "replicates": int(apart["n"]),
                "baseline": mean_baseline,
                "mean": float(here.mean()),
                "difference": float(apart["mean"]),
                "low": float(apart["low"]),
                "high": float(apart["high"]),
                "relative": float(apart["mean"]) / mean_baseline if mean_baseline else np.nan,
                "variance_reduction": unpaired / paired if paired else np.nan,
            }
        )
    return pd.DataFrame(rows)


def first_scenario(panel):
    """The scenario that others are compared with unless another is named."""
    return str(panel["scenario"].values[0])
