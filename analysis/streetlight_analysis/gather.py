"""Gathers months: over a window, over the months that went before, or by year since a start.

Each gatherer adds up (`total`) or averages (`average`) an array along time. `measure` applies it to a column
the way its kind asks for: a ratio is made anew from its gathered parts, never averaged.
"""

from dataclasses import dataclass

import numpy as np
import xarray as xr

from . import columns


@dataclass(frozen=True)
class Window:
    """Months `first` up to but not including `stop`: the time dimension goes away."""

    first: int
    stop: int

    def _cut(self, x):
        cut = x.sel(time=(x["time"] >= self.first) & (x["time"] < self.stop))
        if cut.sizes["time"] == 0:
            raise ValueError(f"no month of the panel lies in the window {self.first}:{self.stop}")
        return cut

    def total(self, x, interval):
        return self._cut(x).sum("time", skipna=False)

    def average(self, x, interval):
        return self._cut(x).mean("time", skipna=False)

    def years(self, x, interval):
        return self._cut(x).sizes["time"] * interval / 12


@dataclass(frozen=True)
class Trailing:
    """The `months` up to and including each month; the months before there are enough are left out."""

    months: int = 12

    def _roll(self, x, interval):
        width = max(1, self.months // interval)
        return x.rolling(time=min(width, x.sizes["time"])), min(width, x.sizes["time"])

    def total(self, x, interval):
        rolled, width = self._roll(x, interval)
        return rolled.sum().isel(time=slice(width - 1, None))

    def average(self, x, interval):
        rolled, width = self._roll(x, interval)
        return rolled.mean().isel(time=slice(width - 1, None))

    def years(self, x, interval):
        return self._roll(x, interval)[1] * interval / 12


@dataclass(frozen=True)
class Years:
    """Whole years counted from month `start`: time becomes `year` (1 is the first); a part year is dropped."""

    start: int = 0

    def _by_year(self, x, interval, how):
        after = x.sel(time=x["time"] >= self.start)
        a_year = max(1, 12 // interval)
        whole = after.sizes["time"] // a_year
        if whole == 0:
            raise ValueError(f"the panel has no whole year from month {self.start}")
        gathered = getattr(after.isel(time=slice(0, whole * a_year)).coarsen(time=a_year), how)(skipna=False)
        return gathered.rename(time="year").assign_coords(year=np.arange(1, whole + 1))

    def total(self, x, interval):
        return self._by_year(x, interval, "sum")

    def average(self, x, interval):
        return self._by_year(x, interval, "mean")

    def years(self, x, interval):
        return 1.0


@dataclass(frozen=True)
class Stretches:
    """Stretches of `width` intervals one after another, each at the middle of its time; a part stretch is dropped."""

    width: int

    def _by_stretch(self, x, how):
        return getattr(x.coarsen(time=self.width, boundary="trim"), how)(skipna=False)

    def total(self, x, interval):
        return self._by_stretch(x, "sum")

    def average(self, x, interval):
        return self._by_stretch(x, "mean")

    def years(self, x, interval):
        return self.width * interval / 12


def select(panel, column, *, point=0, authority="all", group="all"):
    """Values of one column in memory, (scenario, replicate, time) and `group` or `authority` where several are asked for.

    `point=None` keeps the design points as a dimension.
    """
    columns.require(panel, [column])
    values = panel[column]
    if point is not None:
        values = values.isel(point=point)
    return values.sel(authority=authority, group=group).load().astype(float)


def measure(panel, column, over, **selection):
    """A column gathered over months.

    Args:
        panel: dataset of `open_panel`.
        column: its name; a flow is summed, a stock averaged, a ratio made from its gathered parts.
        over: Window, Trailing or Years; None for the file's own intervals.
        selection: `point`, `authority`, `group`, as for `select`.

    Returns:
        xarray.DataArray over (scenario, replicate, ...); NaN where a ratio's denominator is 0.
    """
    interval = panel.attrs.get("interval", 1)
    kind = columns.kind(panel, column)
    if over is None:
        return select(panel, column, **selection)
    if kind == "ratio":
        top, bottom = (measure(panel, part, over, **selection) for part in columns.ratio_parts(panel, column))
        return divide(top, bottom)
    if kind == "relative":
        parts = columns.ratio_parts(panel, column)
        here = divide(*(measure(panel, part, over, **selection) for part in parts))
        everyone = divide(*(measure(panel, part, over, **{**selection, "group": "all"}) for part in parts))
        return divide(here, everyone.drop_vars("group", errors="ignore"))
    values = select(panel, column, **selection)
    return over.total(values, interval) if kind == "flow" else over.average(values, interval)


def years_gathered(panel, over):
    """Length of a gathered piece in years."""
    return over.years(xr.DataArray(panel["time"]), panel.attrs.get("interval", 1))


def divide(top, bottom):
    """Quotient, NaN where the denominator is 0."""
    return top / bottom.where(bottom != 0)


def programme_window(panel):
    """From the programme's start to the end; the whole run where no programme starts in it."""
    last = int(panel["time"].values[-1]) + panel.attrs.get("interval", 1)
    first = int(panel["time"].values[0])
    start = int(panel.attrs.get("programme_start", first))
    return Window(start if first <= start < last else first, last)


def last_year(panel):
    """The last twelve months of the run, or all of a shorter one."""
    last = int(panel["time"].values[-1]) + panel.attrs.get("interval", 1)
    return Window(max(int(panel["time"].values[0]), last - 12), last)
