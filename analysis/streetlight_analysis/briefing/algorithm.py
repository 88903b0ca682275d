"""What the figures say about the risk algorithm: the records' view beside the truth, over the years and by group."""

from dataclasses import dataclass

import numpy as np

from ..certainty import Judgement, judge
from ..errors import CannotDraw
from ..figures.flag_ratio import flag_ratio_intervals
from ..figures.model_precision import precision_by_year
from ..windows import default_window
from ..names import decile_groups, group_title, quoted
from ..digits import listed, number


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
        found[name] = tuple(_course(view, span) for view in views)
    return found


def _course(view, span):
    first, last = (view.sel(year=year).values for year in span)
    return Course(float(np.nanmean(first)), float(np.nanmean(last)), span, judge(last - first))


def verb(course):
    """ "clearly rises", "cannot be distinguished from steady"."""
    judged = course.change
    if judged.rung in ("untold", "exact", "missing"):
        return "cannot be distinguished from steady"
    return judged.words("falls", "rises")


def ends(course):
    """ "45 % to 53 %"."""
    decimals = 1 if abs(course.last - course.first) < 2 else 0
    return f"{number(course.first, decimals)} % to {number(course.last, decimals)} %"


def moves(course):
    """ "rises from 45 % to 53 %"."""
    if course.years[0] == course.years[1]:
        return f"is {number(course.last, 0)} %"
    if course.change.rung == "exact":
        return f"stays exactly at {number(course.first, 0)} %"
    if course.change.rung == "untold":
        return f"moves from {ends(course)}, which cannot be distinguished from chance"
    return f"{verb(course)} from {ends(course)}"


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


def flag_extremes(panel):
    """The groups most and least flagged for their need in the first scenario that flags: (scenario, most, least).

    Each of `most` and `least` is (name, ratio, low, high), deciles other than the outermost left out; None without
    flags or groups.
    """
    if any(column not in panel.data_vars for column in ("flags", "need")) or panel.sizes["group"] < 3:
        return None
    middle = decile_groups(panel)[1:-1]
    groups = [str(name) for name in panel["group"].values if name != "all" and name not in middle]
    told = flag_ratio_intervals(panel, default_window(panel), groups)
    for name in (str(name) for name in told["scenario"].values):
        here = told.sel(scenario=name)
        mean = here["mean"].values
        if np.isfinite(mean).sum() > 1:
            places = int(np.nanargmax(mean)), int(np.nanargmin(mean))
            return name, *((groups[at], *(float(here[part][at]) for part in ("mean", "low", "high"))) for at in places)
    return None


def flag_statement(panel):
    """Who is flagged more, and who less, than need asks for."""
    found = flag_extremes(panel)
    if found is None:
        return ""
    scenario, most, least = found

    def told(group, value, low, high):
        span = f" ({number(max(low, 0.0))} to {number(high)})" if np.isfinite(low) else ""
        return f"the group “{group_title(group)}”, {number(value)}{span}"

    # An interval that holds 1, or that cannot be computed, is not a finding of unequal flagging.
    def unequal(low, high):
        return bool(np.isfinite(low) and not low <= 1 <= high)

    apart = [unequal(*one[2:]) for one in (most, least)]
    close = "" if all(apart) else " Neither can be distinguished from 1." if not any(apart) else (
        f" {group_title((most, least)[apart.index(False)][0])} cannot be distinguished from 1."
    )
    return (
        f"With {quoted(scenario)}, the share of flags over the share of need, which would be 1 if flags followed need, is"
        f" highest for {told(*most)} and lowest for {told(*least)}.{close}"
    )
