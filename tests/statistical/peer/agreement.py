"""Do two implementations of the model agree? Means over replicates, column by column, by Welch's test.

The two use different random numbers, so nothing is paired: the standard error of a difference of means is
sqrt(s1^2 / n1 + s2^2 / n2), with Welch's degrees of freedom. z is the normal quantile of the t probability, so that it reads
the same whatever the degrees of freedom.
"""

from dataclasses import dataclass

import h5py
import numpy as np
from scipy import stats


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


def compare(one, other, windows, groups=None):
    """Every column in every group, window and scenario; those that are constant and alike in both say nothing and are left out.

    Before the programme starts all scenarios that do not differ are one run, which is compared once.
    """
    found = []
    places = [one.groups.index(group) for group in groups or one.groups]
    for first, end in windows:
        seen = []
        for s, scenario in enumerate(one.scenarios):
            fresh = one.window("trust_sum", first, end)[s].tobytes(), other.window("trust_sum", first, end)[s].tobytes()
            if fresh in seen:
                continue
            seen.append(fresh)
            for column in one.columns:
                a, b = (panel.window(column, first, end)[s][:, places] for panel in (one, other))
                for place, group in enumerate(groups or one.groups):
                    result = welch(a[:, place], b[:, place])
                    if result:
                        found.append(Comparison(scenario, (first, end), column, group, *result))
    return found


def welch(a, b):
    """Means, standard error, z; None when both are without variation and equal, or empty."""
    a, b = a[np.isfinite(a)], b[np.isfinite(b)]
    if not a.size and not b.size:
        return None
    if min(a.size, b.size) < 2:
        return np.mean(a) if a.size else np.nan, np.mean(b) if b.size else np.nan, 0.0, np.inf
    parts = a.var(ddof=1) / a.size, b.var(ddof=1) / b.size
    error, difference = np.sqrt(sum(parts)), b.mean() - a.mean()
    if error <= 1e-9 * max(abs(a.mean()), abs(b.mean())):
        return None if abs(difference) <= 1e-6 * abs(a.mean()) else (a.mean(), b.mean(), error, np.copysign(np.inf, difference))
    freedom = sum(parts) ** 2 / (parts[0] ** 2 / max(a.size - 1, 1) + parts[1] ** 2 / max(b.size - 1, 1))
    z = -np.copysign(stats.norm.ppf(stats.t.sf(abs(difference / error), freedom)), difference)
    return a.mean(), b.mean(), error, abs(z) * np.sign(difference)


def critical(comparisons, family_error=0.01):
    """|z| that any one of so many comparisons passes by chance with probability family_error at most (Bonferroni)."""
    return stats.norm.isf(family_error / 2 / comparisons)
