"""Gathers months: over a window, over the months that went before, or by year since a start.

Each gatherer adds up (`total`) or averages (`average`) an array along time. `measure` applies it to a column
the way its kind asks for: a ratio is made anew from its gathered parts, never averaged.
"""

from dataclasses import dataclass

import numpy as np
import xarray as xr

from . import columns


@dataclass(frozen=True)
class Intervals:
    """The panel's time: `months` an interval, the last of which is shorter where the run ends (before `end`) within it."""

    months: int
    end: int

    def lengths(self, x):
        """How much of a whole interval each of `x` is: 1, or less at the run's end."""
        return np.minimum(self.months, self.end - x["time"]) / self.months

    def whole(self, x):
        """`x` without an interval that was cut short, unless there is no other."""
        return x.isel(time=slice(0, max(1, int((self.lengths(x) == 1).sum()))))


def intervals_of(panel):
    """Intervals of a panel; a file that does not say its end has whole ones."""
    months = int(panel.attrs.get("interval", 1))
    return Intervals(months, int(panel.attrs.get("end", int(panel["time"].values[-1]) + months)))


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

    def total(self, x, intervals):
        return self._cut(x).sum("time", skipna=False)

    def average(self, x, intervals):
        cut = self._cut(x)
        lengths = intervals.lengths(cut)
        return (cut * lengths).sum("time", skipna=False) / lengths.sum()

    def years(self, x, intervals):
        return float(intervals.lengths(self._cut(x)).sum()) * intervals.months / 12


@dataclass(frozen=True)
class Trailing:
    """The `months` up to and including each month; the months before there are enough are left out, and a last interval
    that was cut short."""

    months: int = 12

    def _roll(self, x, intervals):
        x = intervals.whole(x)
        width = min(max(1, self.months // intervals.months), x.sizes["time"])
        return x.rolling(time=width), width

    def total(self, x, intervals):
        rolled, width = self._roll(x, intervals)
        return rolled.sum().isel(time=slice(width - 1, None))

    def average(self, x, intervals):
        rolled, width = self._roll(x, intervals)
        return rolled.mean().isel(time=slice(width - 1, None))

    def years(self, x, intervals):
        return self._roll(x, intervals)[1] * intervals.months / 12


@dataclass(frozen=True)
class Years:
    """Whole years counted from month `start`: time becomes `year` (1 is the first); a part year is dropped."""

    start: int = 0

    def _by_year(self, x, intervals, how):
        after = intervals.whole(x.sel(time=x["time"] >= self.start))
        a_year = max(1, 12 // intervals.months)
        whole = after.sizes["time"] // a_year
        if whole == 0:
            raise ValueError(f"the panel has no whole year from month {self.start}")
        gathered = getattr(after.isel(time=slice(0, whole * a_year)).coarsen(time=a_year), how)(skipna=False)
        return gathered.rename(time="year").assign_coords(year=np.arange(1, whole + 1))

    def total(self, x, intervals):
        return self._by_year(x, intervals, "sum")

    def average(self, x, intervals):
        return self._by_year(x, intervals, "mean")

    def years(self, x, intervals):
        return 1.0


@dataclass(frozen=True)
class Stretches:
    """Stretches of `width` intervals one after another, each at the middle of its time; a part stretch is dropped."""

    width: int

    def _by_stretch(self, x, intervals, how):
        return getattr(intervals.whole(x).coarsen(time=self.width, boundary="trim"), how)(skipna=False)

    def total(self, x, intervals):
        return self._by_stretch(x, intervals, "sum")

    def average(self, x, intervals):
        return self._by_stretch(x, intervals, "mean")

    def years(self, x, intervals):
        return self.width * intervals.months / 12


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
    intervals = intervals_of(panel)
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
    return over.total(values, intervals) if kind == "flow" else over.average(values, intervals)


def years_gathered(panel, over):
    """Length of a gathered piece in years."""
    return over.years(xr.DataArray(panel["time"]), intervals_of(panel))


def divide(top, bottom):
    """Quotient, NaN where the denominator is 0."""
    return top / bottom.where(bottom != 0)


def programme_window(panel):
    """From the programme's start to the end; the whole run where no programme starts in it."""
    last = intervals_of(panel).end
    first = int(panel["time"].values[0])
    start = int(panel.attrs.get("programme_start", first))
    return Window(start if first <= start < last else first, last)


def last_year(panel):
    """The last twelve months of the run, or all of a shorter one."""
    last = intervals_of(panel).end
    return Window(max(int(panel["time"].values[0]), last - 12), last)
