"""What the figures say about the risk algorithm: the records' view beside the truth, over the years and by group."""

from dataclasses import dataclass

import numpy as np

from ..certainty import Judgement, judge
from ..errors import CannotDraw
from ..figures.flag_ratio import measure_flag_ratio
from ..figures.model_precision import since_deployment
from ..gather import programme_window
from ..names import decile_groups, group_title, quoted
from ..digits import listed, number
from ..paired import interval_of_mean


@dataclass(frozen=True)
class Course:
    """A share (per cent) in the first and the last year of use that both views have."""

    first: float
    last: float
    years: tuple
    change: Judgement


def courses(panel, columns):
    """{scenario: (recorded Course, true Course)} of every scenario with values; empty where nothing was measured."""
    try:
        recorded, true = since_deployment(panel, columns)
    except CannotDraw:
        return {}
    found = {}
    years = [year for year in recorded["year"].values if year in true["year"].values]
    for name in (str(name) for name in recorded["scenario"].values):
        pair = []
        for values in (recorded, true):
            here = values.sel(scenario=name)
            there = [year for year in years if np.isfinite(here.sel(year=year)).any()]
            if there and float(abs(here).max()) > 0:
                first, last = (here.sel(year=year).values for year in (there[0], there[-1]))
                span = (int(there[0]), int(there[-1]))
                pair.append(Course(float(np.nanmean(first)), float(np.nanmean(last)), span, judge(last - first)))
        if len(pair) == 2:
            found[name] = tuple(pair)
    return found


def verb(course):
    """ "clearly rises", "cannot be told from steady"."""
    judged = course.change
    if judged.rung in ("untold", "exact", "missing"):
        return "cannot be told from steady"
    return judged.words("falls", "rises")


def moves(course):
    """ "rises from 45 % to 53 % between year 1 and year 9"."""
    judged = course.change
    decimals = 1 if abs(course.last - course.first) < 2 else 0
    percent = f"{number(course.first, decimals)} % to {number(course.last, decimals)} %"
    if course.years[0] == course.years[1]:
        return f"is {number(course.last, 0)} % in year {course.years[0]}"
    years = f"between year {course.years[0]} and year {course.years[1]}"
    if judged.rung == "exact":
        return f"stays exactly at {number(course.first, 0)} % {years}"
    if judged.rung == "untold":
        return f"moves from {percent} {years}, which cannot be told from chance"
    return f"{verb(course)} from {percent} {years}"


def precision_statement(panel):
    """Where precision on the records and in truth go, the scenarios of one pattern told together; "" without flags."""
    found = courses(panel, ("precision_recorded", "precision_true"))
    patterns = {}
    for name, (recorded, true) in found.items():
        key = tuple((course.change.rung, course.change.direction) for course in (recorded, true))
        patterns.setdefault(key, []).append(name)
    told = []
    for names in patterns.values():
        recorded, true = found[names[0]]
        if told:
            told.append(
                f"With {listed(map(quoted, names))}, the first {verb(recorded)} and the second {verb(true)}."
            )
            continue
        also = f" So it is with {listed(map(quoted, names[1:]))}." if len(names) > 1 else ""
        told.append(
            f"With {quoted(names[0])}, precision on the records (the share of flags that a finding follows)"
            f" {moves(recorded)}; true precision (the share of flags on families in need) {moves(true)}.{also}"
        )
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
    ratio = measure_flag_ratio(panel, programme_window(panel), groups)
    told = interval_of_mean(ratio.where(ratio > 0))
    for name in (str(name) for name in ratio["scenario"].values):
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
        span = f" ({number(low)} to {number(high)})" if np.isfinite(low) else ""
        return f"the group “{group_title(group)}”, {number(value)}{span}"

    # An interval that holds 1 is no finding of unequal flagging.
    unequal = any(not low <= 1 <= high for _, _, low, high in (most, least))
    close = "" if unequal or not np.isfinite(most[2]) else " Neither can be told from 1."
    return (
        f"With {quoted(scenario)}, the share of flags over the share of need, which would be 1 if flags followed need, is"
        f" highest for {told(*most)} and lowest for {told(*least)}.{close}"
    )
