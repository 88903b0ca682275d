"""What the figures say about the risk algorithm: the records' view beside the truth, over the years and by group."""

from dataclasses import dataclass

import numpy as np

from ..certainty import Judgement, judge, too_few
from ..errors import CannotDraw
from ..events import event_in
from ..figures.flag_ratio import flag_ratio_intervals, ratio_of
from ..figures.model_precision import flag_by_year, precision_by_year
from ..gather import over_runs
from ..windows import default_window
from ..names import decile_groups, group_title, quoted
from ..digits import listed, number, words_for
from .order import may_be, order_of


@dataclass(frozen=True)
class Course:
    """A share (per cent) in the first and the last year of flags that both views have, as the figure draws it."""

    first: float
    last: float
    years: tuple
    change: Judgement


def courses(panel):
    """{scenario: (recorded Course, true Course)} of every scenario with values; empty where nothing was measured."""
    try:
        recorded, true, _ = precision_by_year(panel)
        flags = flag_by_year(panel)
    except CannotDraw:
        return {}
    found = {}
    shared = [year for year in recorded["year"].values if year in true["year"].values]
    for name in (str(name) for name in recorded["scenario"].values):
        views = [values.sel(scenario=name) for values in (recorded, true)]
        there = [year for year in shared if all(np.isfinite(view.sel(year=year)).any() for view in views)]
        if not there or any(float(abs(view).max()) == 0 for view in views):
            continue
        span = (int(there[0]), int(there[-1]))
        found[name] = tuple(_course(view, flag.sel(scenario=name), span) for view, flag in zip(views, flags))
    return found


def _course(view, flag, span):
    """The Course of one view; `flag` is what one flag that was right adds to it in each year."""
    first, last = (view.sel(year=year).values for year in span)
    event = float(flag.sel(year=list(span)).max())
    return Course(float(np.nanmean(first)), float(np.nanmean(last)), span, judge(last - first, event))


def ends(course):
    """ "45 % to 53 %"."""
    decimals = 1 if abs(course.last - course.first) < 2 else 0
    return f"{number(course.first, decimals)} % to {number(course.last, decimals)} %"


def moves(course):
    """ "rises from 45 % to 53 %"."""
    if course.years[0] == course.years[1]:
        return f"is {number(course.last, 0)} %"
    if course.change.rung in ("untold", "open", "missing"):
        return f"moves from {ends(course)}, which cannot be distinguished from chance"
    return f"{course.change.words('falls', 'rises')} from {ends(course)}"


def precision_statement(panel):
    """Where precision on the records and in truth go, the scenarios of one pattern told together; "" without flags."""
    found = courses(panel)
    patterns = {}
    for name, (recorded, true) in found.items():
        key = tuple((course.change.rung, course.change.direction) for course in (recorded, true))
        patterns.setdefault(key, []).append(name)
    told = []
    for names in patterns.values():
        recorded, true = found[names[0]]
        first, last = recorded.years
        years = f"in year {first}" if first == last else f"from year {first} to year {last}"
        also = f" The same pattern with {listed(map(quoted, names[1:]))}." if len(names) > 1 else ""
        what = (
            f"With {quoted(names[0])}, by the year of the flag, {years}: precision on the records (the share of the flags made that"
            f" a finding follows) {moves(recorded)}; true precision (the share of the flags made that are on families in need)"
            f" {moves(true)}."
            if not told
            else f"With {quoted(names[0])}, the first {moves(recorded)} and the second {moves(true)}."
        )
        told.append(what + also)
    return " ".join(told)


@dataclass(frozen=True)
class Flagged:
    """A group's share of flags over its share of need; NaN ends where too few flags differ from what need asks for."""

    ratio: float
    low: float
    high: float

    @property
    def unequal(self):
        """Whether it is told from 1. Without an interval it is not."""
        return bool(np.isfinite(self.low) and not self.low <= 1 <= self.high)

    def words(self):
        span = f" ({number(max(self.low, 0.0))} to {number(self.high)})" if np.isfinite(self.low) else ""
        return f"{number(self.ratio)}{span}"


def flags_against_need(panel):
    """How flags follow need in each scenario that flags: (scenario, {group: Flagged}, Order of the groups).

    The data choose which groups are told, so intervals are those of one of all groups (Bonferroni). Deciles other than the
    outermost are left out; nothing without flags or groups.
    """
    if any(column not in panel.data_vars for column in ("flags", "need")) or panel.sizes["group"] < 3:
        return
    middle, window = decile_groups(panel)[1:-1], default_window(panel)
    groups = [str(name) for name in panel["group"].values if name != "all" and name not in middle]
    counts = ratio_of(panel, window, groups)
    ratios, event = over_runs(counts), event_in(counts, 1)
    measured = [group for group in groups if np.isfinite(ratios.sel(group=group)).any()]
    intervals = flag_ratio_intervals(panel, window, groups, 1 - 0.05 / max(1, len(measured)))
    for name in ratios["scenario"].values:
        here, interval = ratios.sel(scenario=name), intervals.sel(scenario=name)
        flag = dict(zip(groups, event.sel(scenario=name, group=groups).values))
        order = order_of(here, lambda *pair: max(flag[group] for group in pair), "group")
        if len(order.names) > 1:
            yield str(name), {group: _flagged(here, interval, flag, group) for group in order.names}, order


def _flagged(ratios, interval, flag, group):
    """The Flagged of a group; `flag` is what one more flag adds to each ratio."""
    none = too_few(ratios.sel(group=group).values - 1, flag[group])
    mean, low, high = (float(interval[part].sel(group=group)) for part in ("mean", "low", "high"))
    return Flagged(mean, np.nan if none else low, np.nan if none else high)


def flag_statement(panel):
    """Who is flagged more, and who less, than need asks for, in the first scenario that flags."""
    found = next(flags_against_need(panel), None)
    if found is None:
        return ""
    scenario, flagged, order = found

    def told(group):
        return f"the group “{group_title(group)}”, {flagged[group].words()}"

    most, least = order.names[0], order.names[-1]
    where = (
        f"is highest for {may_be(order.highest, told)} and lowest for {may_be(order.lowest, told)}."
        if order.apart
        else f"goes from {told(least)}, to {told(most)}; highest and lowest cannot be told apart."
    )
    wide = any(np.isfinite(one.low) for one in flagged.values())
    chosen = f" Intervals are wider than for one group alone, since the numbers chose which of {len(flagged)} groups are named."
    return (
        f"With {quoted(scenario)}, the share of flags over the share of need, which would be 1 if flags followed need,"
        f" {where}{_equal(flagged, most, least)}{chosen if wide else ''}"
    )


def _equal(flagged, most, least):
    """Which of the two is not told from 1, and how many others are."""
    equal = [group_title(name) for name in (most, least) if not flagged[name].unequal]
    others = [one for name, one in flagged.items() if name not in (most, least)]
    unequal = sum(one.unequal for one in others)
    text = "".join(f" {name} cannot be distinguished from 1." for name in equal)
    text = " Neither can be distinguished from 1." if len(equal) == 2 else text
    return text + (f" Of the other {words_for(len(others))} groups, {words_for(unequal)} can." if equal and unequal else "")
