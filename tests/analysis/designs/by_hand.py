"""Shapley shares computed from the panel itself, replicate by replicate: what the program's are compared with."""

from math import factorial

import numpy as np
import xarray as xr

from streetlight_analysis.attribution import PREFIX, mechanisms_of
from streetlight_analysis.outcomes import as_outcome


def worths(panel, outcome, window, *, level=False, **selection):
    """Worth of every point: (point, replicate), and whether it is a difference from the baseline.

    A baseline without any value (nobody is flagged in it) is left out, and so is the only scenario's.
    """
    outcome, selection = as_outcome(panel, outcome), {"point": None, **selection}
    values = outcome.levels(panel, window, **selection)
    scenario = values.isel(scenario=-1, drop=True)
    if values.sizes["scenario"] == 1 or level or not bool(values.isel(scenario=0).notnull().any()):
        return scenario, False
    first = str(values["scenario"].values[0])
    return outcome.differences(panel, window, first, **selection).isel(scenario=-1, drop=True), True


def shares(panel, outcome, window, **options):
    """Shapley shares, replicate by replicate.

    Returns:
        (shares, none, whole, from_baseline): shares over (mechanism, replicate); the worth of nothing switched on and
        what all mechanisms add to it, over (replicate,). Shares add up to the whole.
    """
    names = mechanisms_of(panel)
    worth, from_baseline = worths(panel, outcome, window, **options)
    on = panel.attrs["design"][[PREFIX + name for name in names]].to_numpy() > 0.5
    n = len(names)
    place = {tuple(row): index for index, row in enumerate(on)}
    parts = []
    for player in range(n):
        total = 0
        for index, row in enumerate(on):
            if row[player]:
                continue
            others = int(row.sum())
            weight = factorial(others) * factorial(n - others - 1) / factorial(n)
            joined = tuple(True if i == player else bool(row[i]) for i in range(n))
            total = total + weight * (worth.isel(point=place[joined]) - worth.isel(point=index))
        parts.append(total)
    none = worth.isel(point=place[(False,) * n])
    whole = worth.isel(point=place[(True,) * n]) - none
    return xr.concat(parts, "mechanism").assign_coords(mechanism=np.array(names, dtype=object)), none, whole, from_baseline
