"""Morris's elementary effects and Sobol indices, from runs of a `morris` or `saltelli` design.

The points stand in the order in which the design makes them: walks of k + 1 points that each move one parameter at a
step, or rows of k + 2 points (A, A with each parameter from B, B). Outcomes are means over the replicates, which share
their draws over all points.
"""

import numpy as np
import pandas as pd

from .errors import CannotDraw
from .outcomes import as_outcome

RESAMPLES = 1000


def design_of(panel, kind):
    """The experiment's `[design]` table.

    Raises:
        CannotDraw: it is not of that kind.
    """
    design = panel.attrs.get("experiment", {}).get("design", {})
    if design.get("kind") != kind:
        raise CannotDraw(f"the panel is not of a {kind} design")
    return design


def outcome_at_points(panel, outcome, window, *, level=False, **selection):
    """Mean over the replicates at every point, and whether it is a difference from the baseline (the first scenario)."""
    values = as_outcome(panel, outcome).measure(panel, window, point=None, **selection)
    scenario = values.isel(scenario=-1 if values.sizes["scenario"] == 1 else 1, drop=True)
    if values.sizes["scenario"] > 1 and not level:
        baseline = values.isel(scenario=0, drop=True)
        if bool(baseline.notnull().any()):
            return (scenario - baseline).mean("replicate").transpose("point").values, True
    return scenario.mean("replicate").transpose("point").values, False


def elementary_effects(panel, values):
    """Table of mu, mu_star, sigma and the 95 % bootstrap interval of mu_star, a row a parameter."""
    design = design_of(panel, "morris")
    points = panel.attrs["design"]
    keys, levels = list(points.columns), int(design.get("levels", 4))
    delta = levels / (2 * (levels - 1))
    places = _places(design, points)
    k = len(keys)
    walks = len(points) // (k + 1)
    effects = np.zeros((walks, k))
    for walk in range(walks):
        for step in range(walk * (k + 1), walk * (k + 1) + k):
            moved = places[step + 1] - places[step]
            if not moved.any():  # a value that stands twice in a list: no effect
                continue
            parameter = int(np.flatnonzero(moved)[0])
            effects[walk, parameter] = (values[step + 1] - values[step]) / (np.sign(moved[parameter]) * delta)
    effects = effects[np.isfinite(effects).all(axis=1)]
    if len(effects) < 2:
        raise CannotDraw("fewer than two walks have a value at every point")
    drawn = np.abs(effects)[_resamples(len(effects))].mean(axis=1)
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
    return pd.DataFrame(
        {
            "parameter": keys,
            "mu": effects.mean(axis=0),
            "mu_star": np.abs(effects).mean(axis=0),
            "low": low,
            "high": high,
            "sigma": effects.std(axis=0, ddof=1),
        }
    )


def sobol_indices(panel, values):
    """Table of first-order (Saltelli 2010) and total (Jansen 1999) indices with 95 % bootstrap intervals."""
    design_of(panel, "saltelli")
    keys = list(panel.attrs["design"].columns)
    rows = values.reshape(-1, len(keys) + 2)
    rows = rows[np.isfinite(rows).all(axis=1)]
    if len(rows) < 2 or not np.ptp(rows):
        raise CannotDraw("the outcome does not vary over the design")
    first, total = _indices(rows)
    drawn = np.array([_indices(rows[chosen]) for chosen in _resamples(len(rows))])
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
    return pd.DataFrame(
        {
            "parameter": keys,
            "first": first,
            "first_low": low[0],
            "first_high": high[0],
            "total": total,
            "total_low": low[1],
            "total_high": high[1],
        }
    )


def _indices(rows):
    a, mixed, b = rows[:, :1], rows[:, 1:-1], rows[:, -1:]
    ends = np.concatenate([a, b])
    variance = ends.var()
    return ((b - ends.mean()) * (mixed - a)).mean(axis=0) / variance, ((a - mixed) ** 2).mean(axis=0) / (2 * variance)


def _resamples(units):
    return np.random.default_rng(1).integers(units, size=(RESAMPLES, units))


def _places(design, points):
    """Points as numbers that rise with the place in the range: words by their place in the list of values."""
    declared = {parameter["key"]: parameter for parameter in design.get("parameter", [])}
    columns = []
    for key in points.columns:
        values = declared.get(key, {}).get("values")
        if values is None:
            columns.append(points[key].to_numpy(float))
            continue
        texts = [_text(value) for value in values]
        columns.append(np.array([texts.index(_text(value)) for value in points[key]], float))
    return np.column_stack(columns)


def _text(value):
    """True, 1 and 1.0 alike, as the file keeps switches and whole numbers."""
    return f"{float(value):.12g}" if isinstance(value, (bool, int, float, np.number)) else str(value)
