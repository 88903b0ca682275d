"""Gathers months: over a window, around each month, or by year since a start.

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
    """Months `first` up to but not including `stop`: the time dimension goes away.

    Both must be where an interval of the file begins or ends, as for `streetlight compare --window`: the file has one value
    for an interval, which cannot be cut in two.
    """

    first: int
    stop: int

    def cut(self, x, intervals):
        times = [int(time) for time in x["time"].values]
        start, end = times[0], intervals.end
        name = f"window {self.first}:{self.stop}"
        if self.stop <= self.first:
            raise ValueError(f"{name} is empty: its end must be later than its beginning")
        if self.first < start or self.stop > end:
            raise ValueError(f"{name} leaves the written time, which is {start}:{end}")
        for month in (self.first, self.stop):
            if month not in times and month != end:
                before = max(time for time in times if time < month)
                raise ValueError(
                    f"{name}: {month} cuts an interval in two. The file has one value for"
                    f" {before}:{min(before + intervals.months, end)}: choose one of its ends"
                )
        return x.sel(time=(x["time"] >= self.first) & (x["time"] < self.stop))

    def total(self, x, intervals):
        return self.cut(x, intervals).sum("time", skipna=False)

    def average(self, x, intervals):
        cut = self.cut(x, intervals)
        lengths = intervals.lengths(cut)
        return (cut * lengths).sum("time", skipna=False) / lengths.sum()

    def years(self, x, intervals):
        return float(intervals.lengths(self.cut(x, intervals)).sum()) * intervals.months / 12


@dataclass(frozen=True)
class Centred:
    """About `months` around each interval, as many before it as after it: for smooth lines, where they are asked for.

    Points without a whole stretch on both sides are left out, and so is a last interval that was cut short.
    """

    months: int = 12

    def width(self, intervals):
        """How many intervals a point gathers: an odd number, so that it lies in their middle."""
        return 2 * max(0, round((self.months / intervals.months - 1) / 2)) + 1

    def _roll(self, x, intervals):
        x = intervals.whole(x)
        return x.rolling(time=self.width(intervals), center=True)

    def _whole(self, rolled, intervals):
        half = self.width(intervals) // 2
        return rolled.isel(time=slice(half, rolled.sizes["time"] - half))

    def total(self, x, intervals):
        return self._whole(self._roll(x, intervals).sum(), intervals)

    def average(self, x, intervals):
        return self._whole(self._roll(x, intervals).mean(), intervals)

    def years(self, x, intervals):
        return self.width(intervals) * intervals.months / 12


@dataclass(frozen=True)
class Each:
    """Each interval of the file by itself, with the length that it has."""

    def total(self, x, intervals):
        return x

    def average(self, x, intervals):
        return x

    def years(self, x, intervals):
        return intervals.lengths(x) * intervals.months / 12


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


@dataclass(frozen=True)
class Gathered:
    """What a number of each run is made of.

    Attributes:
        parts: counts gathered over months, over (scenario, replicate, ...).
        value: function of the parts, or of their means over replicates, which gives the number.
        linear: whether the mean of the runs' own numbers is the number of their mean counts.
    """

    parts: tuple
    value: object
    linear: bool


def gather(panel, column, over, **selection):
    """The counts that a column is made of, gathered over months."""
    intervals = intervals_of(panel)
    kind = columns.kind(panel, column)
    if kind == "ratio" and over is not None:
        parts = [gather(panel, part, over, **selection) for part in columns.ratio_parts(panel, column)]
        return together(parts, divide)
    if kind == "relative" and over is not None:
        names = columns.ratio_parts(panel, column)
        here = [gather(panel, part, over, **selection) for part in names]
        everyone = [gather(panel, part, over, **{**selection, "group": "all"}) for part in names]
        dropped = [
            Gathered(tuple(part.drop_vars("group", errors="ignore") for part in one.parts), one.value, one.linear)
            for one in everyone
        ]
        return together([*here, *dropped], lambda top, bottom, tops, bottoms: divide(divide(top, bottom), divide(tops, bottoms)))
    values = select(panel, column, **selection)
    if over is not None:
        values = over.total(values, intervals) if kind == "flow" else over.average(values, intervals)
    return Gathered((values,), lambda value: value, True)


def together(gathered, function, linear=False):
    """A number that `function` makes of those of `gathered`."""
    sizes = [len(one.parts) for one in gathered]

    def value(*parts):
        numbers, at = [], 0
        for one, size in zip(gathered, sizes):
            numbers.append(one.value(*parts[at : at + size]))
            at += size
        return function(*numbers)

    return Gathered(tuple(part for one in gathered for part in one.parts), value, linear and all(one.linear for one in gathered))


def measure(panel, column, over, **selection):
    """A column of each run by itself, gathered over months.

    Ratios of several runs must not be averaged: `over_runs(gather(...))` makes them from the runs' counts together.

    Args:
        panel: dataset of `open_panel`.
        column: its name; a flow is summed, a stock averaged, a ratio made from its gathered parts.
        over: Window, Years, Centred or Each; None for the file's own intervals as they stand in it.
        selection: `point`, `authority`, `group`, as for `select`.

    Returns:
        xarray.DataArray over (scenario, replicate, ...); NaN where a ratio's denominator is 0.
    """
    one = gather(panel, column, over, **selection)
    return one.value(*one.parts)


def present(gathered):
    """True for the runs that the file has."""
    there = gathered.parts[0].notnull()
    for part in gathered.parts[1:]:
        there = there & part.notnull()
    return there


def over_runs(gathered, among=None, dim="replicate"):
    """Values, one a run, whose mean is the number that the counts of all runs together give.

    The mean of the runs' own ratios is another number, which few counts pull away. These are the jackknife's: how
    much the number changes without each run. Student's interval over them is the jackknife's interval, and that over
    the differences of two scenarios' values is the one of their difference. For what is linear they are the runs' own.

    Args:
        gathered: of `gather` or of an Outcome.
        among: True for the runs to use (those that both of two scenarios have); all that are there by default.

    Returns:
        xarray.DataArray, NaN for runs that are not used. Where the number hangs on a single run (no other one has a
        denominator), only that run has a value, so there is no interval.
    """
    there = present(gathered) if among is None else present(gathered) & among
    if gathered.linear or dim not in there.dims:
        return gathered.value(*gathered.parts).where(there)
    count = there.sum(dim)
    totals = [part.where(there, 0).sum(dim) for part in gathered.parts]
    whole = gathered.value(*(total / count for total in totals))
    without = gathered.value(*(_rest(total, part, count) for total, part in zip(totals, gathered.parts)))
    hangs = there & without.isnull() & whole.notnull()
    values = whole + (count - 1) * (without.where(there).mean(dim) - without)
    values = values.where(~hangs.any(dim), whole.where(hangs))
    return values.where(there).transpose(*there.dims)


def _rest(total, part, count):
    """Mean of the other runs; what is left of a sum by rounding alone is 0."""
    rest = total - part
    return rest.where(abs(rest) > 1e-12 * abs(total), 0.0) / (count - 1).where(count > 1)


def years_gathered(panel, over):
    """Length of a gathered piece in years."""
    return over.years(xr.DataArray(panel["time"]), intervals_of(panel))


def divide(top, bottom):
    """Quotient, NaN where the denominator is 0."""
    return top / bottom.where(bottom != 0)


def whole_window(panel, first, stop):
    """The longest window of whole intervals between two months; the interval around `first` where there is none."""
    times, end = [int(time) for time in panel["time"].values], intervals_of(panel).end
    edges = sorted({*times, end})
    inside = [edge for edge in edges if first <= edge <= stop]
    if len(inside) > 1:
        return Window(inside[0], inside[-1])
    start = max([time for time in times if time <= first], default=times[0])
    return Window(start, edges[edges.index(start) + 1])


def last_year(panel):
    """The last twelve months of the run, as far as they are whole intervals, or all of a shorter one."""
    last = intervals_of(panel).end
    return whole_window(panel, max(int(panel["time"].values[0]), last - 12), last)
