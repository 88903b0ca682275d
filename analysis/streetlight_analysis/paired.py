"""Means over replicates with their intervals.

Scenarios of one replicate share their noise draw by draw, so what differs within a replicate is the effect
of the scenario and little else: d_r = x_r(scenario) - x_r(baseline). Intervals are Student's t over the
replicates' differences, mean(d) +- t(1 - (1 - level)/2, n - 1) sd(d) / sqrt(n); none for a single replicate.
Ratios come as `gather.over_runs` makes them, so that this is the jackknife's interval of the ratio of sums.
"""

import numpy as np
import xarray as xr
from scipy import stats



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


def first_scenario(panel):
    """The scenario that others are compared with unless another is named."""
    return str(panel["scenario"].values[0])
