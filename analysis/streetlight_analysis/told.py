"""What is told of an outcome in each scenario against the baseline: the program's numbers in the outcome's unit.

Sums of columns and means over a design, which the program does not compare, are judged here by the same rules.
"""

import math
from dataclasses import dataclass, replace

from .certainty import judge, size_of
from .compared import compared
from .events import event_of
from .gather import measure
from .names import group_title
from .program import NothingToCompare

MOST_RELATIVE = 10  # a difference of more than so many times the baseline is no longer told as a share of it


@dataclass(frozen=True)
class Cell:
    """One scenario's outcome against the baseline's.

    Attributes:
        baseline, mean: of both sides, over the replicates that both have.
        judged: certainty.Judgement of the difference (over the whole design, in a sweep).
        relative: difference over the baseline's mean in the same replicates; NaN where a ratio to it says nothing.
        points: a Judgement a design point; one in an experiment without a design.
        advantage: variance of an unpaired difference over that of the paired one; NaN where there is none.
        margin: difference from which on it matters, NaN where nobody says.
        size: "negligible", "small" or "large" against it, or ""; certain: whether that is so over the whole interval.
    """

    baseline: float
    mean: float
    judged: object
    relative: float
    points: tuple
    advantage: float
    margin: float
    size: str
    certain: bool


@dataclass(frozen=True)
class Row:
    """One outcome of one group: the baseline's mean, and a Cell for each other scenario."""

    outcome: object
    title: str
    unit: str
    section: str
    group: str
    baseline: float
    cells: dict

    @property
    def difference_unit(self):
        return "percentage points" if self.unit.startswith("%") else self.unit


class Comparisons:
    """What the program says of the columns of outcomes, asked once for all of them; sums of columns are made here."""

    def __init__(self, panel, window, baseline, outcomes, groups, selection):
        self.panel, self.window, self.baseline = panel, window, baseline
        point = selection.pop("point", None)
        self.points = list(range(panel.sizes["point"])) if point is None else [point]
        self.selection = dict(selection)
        self.others = [str(name) for name in panel["scenario"].values if name != baseline]
        self.pairs = {}
        if not self.others or "path" not in panel.attrs:
            return
        names = [one.columns(panel) for one in outcomes]
        asked = {name for found in names for name in found}
        asked |= {"families"} & set(panel.data_vars)
        try:
            _, pairs = compared(panel, sorted(asked), groups=groups, window=window, baseline=baseline, point=point, **selection)
        except NothingToCompare:  # levels can be told all the same
            return
        self.pairs = {(pair.column, pair.group, pair.scenario, pair.point): pair for pair in pairs}

    def row(self, outcome, section, group):
        """A Row; None where nothing was measured, or nobody is in the group."""
        if self._is_empty(group):
            return None
        own = {"point": None, "group": group, **self.selection}
        level = _mean(outcome.levels(self.panel, self.window, **own).sel(scenario=self.baseline).isel(point=self.points))
        unit = outcome.axis(self.panel)
        both, cells = None, {}
        for name in self.others:
            points = [self._told(outcome, group, name, point) for point in self.points]
            if None in points or len(points) > 1:
                both = both or outcome.pairs(self.panel, self.window, self.baseline, **own)
                here, there = (values.sel(scenario=name) for values in both)
                points = [
                    told or self._summed(outcome, name, at, here.isel(point=at), there.isel(point=at), own)
                    for at, told in zip(self.points, points)
                ]
            whole = points[0] if len(points) == 1 else _over_design(points, here, there, self._event(outcome, name, self.points, own))
            cells[name] = _cell(whole, tuple(point.judged for point in points), _has_a_zero(unit, outcome.columns(self.panel)))
        if not (math.isfinite(level) or any(math.isfinite(cell.mean) for cell in cells.values())):
            return None
        title = outcome.title if group == "all" else f"{outcome.title}: {group_title(group)}"
        return Row(outcome, title, unit, section, group, level, cells)

    def _is_empty(self, group):
        """Whether there is no family in a group: then nothing is said of it, not even that nothing changes."""
        if "families" not in self.panel.data_vars:
            return False
        return not bool((measure(self.panel, "families", self.window, point=None, group=group, **self.selection) > 0).any())

    def _pairs_of(self, outcome, group, name, point):
        """What the program says of an outcome's columns, and what to multiply them by; None where it says nothing."""
        families = self.pairs.get(("families", group, name, point))
        same = families is not None and families.difference == 0
        scale = outcome.scale(self.panel, self.window, families.baseline if same else 0.0)
        found = [self.pairs.get((column, group, name, point)) for column in outcome.columns(self.panel)]
        return None if scale is None or None in found else (found, scale)

    def _event(self, outcome, name, point, own):
        """What one event adds to the difference of a scenario from the baseline at a point, or to the mean over several."""
        sides = [(sign, {"scenario": which, "point": point}) for sign, which in ((1, name), (-1, self.baseline))]
        return event_of(self.panel, outcome, self.window, sides, **own)

    def _told(self, outcome, group, name, point):
        """The difference of an outcome that is one column; None of any other."""
        found = self._pairs_of(outcome, group, name, point)
        if found is None or len(found[0]) > 1:
            return None
        (pair,), scale = found
        return Told(
            pair.judged(scale),
            scale * pair.baseline,
            scale * pair.mean,
            pair.relative,
            pair.advantage,
            scale * pair.margin,
            pair.size,
            pair.certain,
        )

    def _summed(self, outcome, name, point, own, reference, selection):
        """The difference of a sum of columns: it is exactly none where all of them are, and its margin is theirs together."""
        found, event = self._pairs_of(outcome, selection["group"], name, point), self._event(outcome, name, point, selection)
        if found is None:
            return _made(own, reference, event)
        pairs, scale = found
        told = _made(own, reference, event, scale * sum(pair.margin for pair in pairs))
        exact = all(pair.interval == "exact" for pair in pairs)
        return _exactly_alike(told) if exact else told


@dataclass(frozen=True)
class Told:
    """A difference with what it is between; margin and size where somebody says them."""

    judged: object
    baseline: float
    mean: float
    relative: float
    advantage: float
    margin: float = math.nan
    size: str = ""
    certain: bool = False


def _exactly_alike(told):
    nothing = replace(told.judged, rung="exact", difference=0.0, low=0.0, high=0.0)
    return replace(told, judged=nothing, size="negligible" if told.margin > 0 else "", certain=True)


def _over_design(points, own, reference, event):
    """The mean of a difference over the design points; replicates that lack a point are left out.

    Points have their seeds in common, so the same event may be in all of them: the mean counts it once. Where no point has enough
    events for an interval, the mean has none.
    """
    margin = sum(point.margin for point in points) / len(points)
    told = _made(*(values.mean("point", skipna=False) for values in (own, reference)), event, margin)
    if all(point.judged.rung == "exact" for point in points):
        return _exactly_alike(told)
    return told if any(point.judged.has_interval for point in points) else _not_judged(told)


def _not_judged(told):
    if not told.judged.has_interval:
        return told
    judged = replace(told.judged, rung="open", low=math.nan, high=math.nan)
    return replace(told, judged=judged, advantage=math.nan, certain=False)


def _made(own, reference, event, margin=math.nan):
    """A difference made here, of what the program does not compare: sums of columns, means over a design."""
    apart = own - reference
    judged, level = judge(apart.values, event), _mean(reference)
    paired = float(apart.var(ddof=1)) if judged.has_interval else math.nan
    unpaired = float(own.var(ddof=1) + reference.var(ddof=1)) if judged.has_interval else math.nan
    relative = judged.difference / level if level else math.nan
    size = size_of(judged.difference, margin)
    ends = {size_of(end, margin) for end in (judged.low, judged.high)}
    certain = ends == {size} and (size == "negligible" or judged.direction != 0)
    return Told(judged, level, _mean(own), relative, unpaired / paired if paired else math.nan, margin, size, certain)


def _has_a_zero(unit, columns):
    """Whether 0 means "none", as the program has it: log-odds and standard deviations from a middle have no such zero, gaps have."""
    return unit != "log-odds" and (unit != "sd" or all(name.startswith("need_gap") for name in columns))


def _cell(told, points, has_a_zero):
    # Without a zero that means "none" no share means anything; a share of what is negative has no sign.
    comparable = has_a_zero and told.baseline > 0 and abs(told.relative) <= MOST_RELATIVE
    relative = told.relative if comparable else math.nan
    return Cell(told.baseline, told.mean, told.judged, relative, points, told.advantage, told.margin, told.size, told.certain)


def _mean(values):
    """Mean over what is there; NaN without a warning where nothing is."""
    return float(values.mean())
