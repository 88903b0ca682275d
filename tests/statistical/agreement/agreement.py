"""Do two implementations of the model agree? Means over replicates, column by column, by Student's t.

The two use different random numbers, so nothing is paired. The hypothesis is that both draw from one law, so the variance is pooled:
standard error s sqrt(1/n1 + 1/n2), n1 + n2 - 2 degrees of freedom. (With each side's own variance a rare event that happens to be
absent from the smaller sample looks like a certainty.) z is the normal quantile of the t probability, so that it reads the same
whatever the degrees of freedom.
"""

from dataclasses import dataclass

import h5py
import numpy as np
from scipy import stats

RARE = 0.1  # a mean whose standard error is more than this share of it rests on too few events (about 100) for a z


@dataclass
class Panel:
    """Columns scenario x replicate x time x group, and what is needed to gather them over a window."""

    columns: dict
    kinds: dict  # name -> (kind, numerator, denominator)
    scenarios: list
    groups: list
    interval: int

    def window(self, name, first, end):
        """A column's value over the months first to end - 1: scenario x replicate x group."""
        kind, above, below = self.kinds[name]
        if kind in ("ratio", "relative"):
            with np.errstate(divide="ignore", invalid="ignore"):
                value = self.window(above, first, end) / self.window(below, first, end)
                return value / value[..., :1] if kind == "relative" else value
        part = self.columns[name][:, :, first // self.interval : end // self.interval]
        return part.sum(axis=2) if kind == "flow" else part.mean(axis=2)


def read_result(path):
    """The panel of a result file of `streetlight run`."""
    with h5py.File(path) as file:
        panel = file["panel"]
        columns, kinds = {}, {}
        for name, data in panel.items():
            if data.ndim == 6:
                columns[name] = data[:, 0, :, :, 0, :].astype(float)  # first design point, all authorities
                kinds[name] = tuple(text(data.attrs.get(key)) for key in ("kind", "numerator", "denominator"))
        names = [[text(name) for name in panel[axis][()]] for axis in ("scenario", "group")]
        return Panel(columns, kinds, *names, int(panel["time"].attrs["interval"]))


def text(value):
    return value.decode() if isinstance(value, bytes) else value


@dataclass
class Comparison:
    scenario: str
    window: tuple
    column: str
    group: str
    first: float  # means over replicates
    second: float
    error: float  # standard error of their difference
    z: float  # infinite where two constants differ

    def __str__(self):
        months = f"{self.window[0]} to {self.window[1] - 1}"
        return (
            f"z = {self.z:+6.2f}  {self.column}, {self.group}, {self.scenario}, months {months}: "
            f"{self.first:.6g} and {self.second:.6g}, standard error {self.error:.3g}"
        )


def compare(one, other, windows, groups):
    """Every column in the groups named, by window [(first, end, scenarios)].

    Left out is what says nothing: columns that are the same constant in both, and those too rare in a group for a z.
    """
    found = []
    for first, end, scenarios in windows:
        for column in one.columns:
            both = [panel.window(column, first, end) for panel in (one, other)]
            for scenario in scenarios:
                for group in groups:
                    a, b = (
                        values[panel.scenarios.index(scenario), :, panel.groups.index(group)]
                        for panel, values in zip((one, other), both)
                    )
                    result = student(a, b, signed=column in ("trust", "trust_sum", "need_mean", "need_sum"))
                    if result:
                        found.append(Comparison(scenario, (first, end), column, group, *result))
    return found


def student(a, b, signed=False):
    """Means, standard error and z; None where there is nothing to compare. `signed`: 0 does not mean "none"."""
    runs = a.size, b.size
    a, b = a[np.isfinite(a)], b[np.isfinite(b)]
    if not a.size and not b.size:
        return None
    if (not a.size and b.size < runs[1]) or (not b.size and a.size < runs[0]):
        return None  # a ratio of next to nothing: what it divides by is a column of its own
    if not a.size or not b.size:
        return (a.mean() if a.size else np.nan), (b.mean() if b.size else np.nan), 0.0, np.inf
    difference, size = b.mean() - a.mean(), max(abs(a.mean()), abs(b.mean()))
    freedom = a.size + b.size - 2
    pooled = (a.var() * a.size + b.var() * b.size) / max(freedom, 1)
    error = np.sqrt(pooled * (1 / a.size + 1 / b.size))
    if error <= 1e-9 * size:
        return None if abs(difference) <= 1e-6 * size else (a.mean(), b.mean(), error, np.copysign(np.inf, difference))
    if not signed and error > RARE * size:
        return None
    z = abs(stats.norm.isf(stats.t.sf(abs(difference / error), freedom)))
    return a.mean(), b.mean(), error, np.copysign(z, difference)


def critical(comparisons, family_error=0.01):
    """The |z| that any of so many comparisons exceeds by chance with probability family_error at most (Bonferroni)."""
    return stats.norm.isf(family_error / 2 / comparisons)


def beyond(comparisons, family_error=0.01):
    """Those that chance does not explain, the worst first."""
    limit = critical(len(comparisons), family_error)
    return sorted((one for one in comparisons if abs(one.z) > limit), key=lambda one: -abs(one.z))
