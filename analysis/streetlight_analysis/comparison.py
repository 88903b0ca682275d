"""Outcomes of every scenario against the baseline, each difference with its judgement: what tables and sentences say.

A sweep is compared at each design point, and over the design as a whole.
"""

import math
from dataclasses import dataclass

import numpy as np

from . import columns
from .certainty import judge
from .errors import CannotDraw
from .gather import Window, intervals_of, programme_window
from .names import column_title, group_title
from .outcomes import Outcome, measurable
from .paired import differences, first_scenario
from .series import time_unit

# What a briefing on policies reports, by heading.
SECTIONS = {
    "Harm and need": ("harm", "harm_unseen", "prevalence_true", "unmet_need"),
    "Contact with services": ("deterred", "visits", "unwarranted_visits", "findings", "false_findings", "support"),
    "Trust": ("trust", "licence", "aware"),
    "Money": ("cost",),
}
MOST_COLUMNS = 8
ENOUGH_COLUMNS = 5
MOST_GROUPS = 3
LONGEST_TITLE = 60
MOST_RELATIVE = 10  # a difference of more than so many times the baseline is no longer told as a share of it


@dataclass(frozen=True)
class Cell:
    """One scenario's outcome against the baseline's.

    Attributes:
        mean: of the scenario.
        judged: certainty.Judgement of the difference (over the whole design, in a sweep).
        relative: difference over the baseline's mean; NaN where a ratio to it says nothing.
        points: a Judgement a design point; one in an experiment without a design.
    """

    mean: float
    judged: object
    relative: float
    points: tuple


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


def is_policy_panel(panel):
    """Whether the panel is of the main model, whose outcomes have names of their own."""
    return len(measurable(panel, SECTIONS["Harm and need"])) > 1 and "families" in panel.data_vars


def sections_of(panel):
    """{heading: outcomes} that the panel has; of another model, its ratios first and then what else it counts."""
    if is_policy_panel(panel):
        found = {title: measurable(panel, names) for title, names in SECTIONS.items()}
    else:
        found = {"Outcomes": [column_outcome(panel, name) for name in headline_columns(panel)]}
    return {title: outcomes for title, outcomes in found.items() if outcomes}


def column_outcome(panel, name):
    """A column of any model as an outcome: titled by its meaning, a share as per cent, events of theory models a step."""
    meaning = str(panel[name].attrs.get("long_name", "")).split(";")[0].split(":")[0].split(" (")[0].rstrip(".")
    title = meaning if 0 < len(meaning) <= LONGEST_TITLE else column_title(name)
    form, unit = ("percent", "%") if panel[name].attrs.get("units") == "share" else ("plain", "")
    if not is_policy_panel(panel) and columns.kind(panel, name) == "flow" and panel.sizes["time"] > 1:
        form, unit = "per_step", f"{columns.unit(panel, name)} a {time_unit(panel)}"
    return Outcome(name, title, unit, (name,), form)


def groups_of(panel):
    """Groups that are compared: everyone, and of another model its first few groups too."""
    return ["all"] if is_policy_panel(panel) else [str(name) for name in panel["group"].values[: 1 + MOST_GROUPS]]


def headline_columns(panel, most=MOST_COLUMNS):
    """Columns of any model, those that others are made of left out where enough remain."""
    parts = {panel[name].attrs.get(part) for name in panel.data_vars for part in ("numerator", "denominator")}
    ratios = [name for name in panel.data_vars if panel[name].attrs.get("kind") in ("ratio", "relative")]
    plain = [name for name in panel.data_vars if name not in parts and name not in ratios]
    whole = [name for name in panel.data_vars if name not in ratios and name not in plain]
    chosen = [name for name in [*ratios, *plain] if _has_numbers(panel, name) and not _is_moment(name, panel.data_vars)]
    if len(chosen) < ENOUGH_COLUMNS:
        chosen += [name for name in whole if _has_numbers(panel, name) and not _is_moment(name, panel.data_vars)]
    # With groups of its own, fewer columns: each has a row a group.
    return chosen[: most if panel.sizes["group"] == 1 else -(-2 * most // len(groups_of(panel)))]


def _is_moment(name, names):
    """Whether a column only serves to work out the spread of another one (its squares or its logarithm)."""
    return any(name in (f"log_{other}", f"{other}_squares") for other in names)


def comparison_window(panel):
    """Where outcomes are gathered: from the programme's start on; of other models the last tenth of the run."""
    if is_policy_panel(panel):
        return programme_window(panel)
    times = panel["time"].values
    return Window(int(times[-max(1, len(times) // 10)]), intervals_of(panel).end)


def compare(panel, *, window=None, baseline=None):
    """Rows for every outcome of `sections_of`, in its order, and each group of `groups_of`.

    Raises:
        CannotDraw: the panel holds no outcome at all.
    """
    window = window or comparison_window(panel)
    baseline = first_scenario(panel) if baseline is None else baseline
    rows = []
    for section, outcomes in sections_of(panel).items():
        for outcome in outcomes:
            for group in groups_of(panel):
                values = outcome.measure(panel, window, point=None, group=group)
                if np.isfinite(values).any() and not _says_nothing(panel, outcome, group):
                    rows.append(_row(panel, outcome, section, values, baseline, group))
    if not rows:
        raise CannotDraw("the panel holds no numbers")
    return rows


def _says_nothing(panel, outcome, group):
    """What is relative to everyone is 1 for everyone."""
    return group == "all" and outcome.name in panel and panel[outcome.name].attrs.get("kind") == "relative"


def _row(panel, outcome, section, values, baseline, group):
    apart = differences(values, baseline)
    unit = outcome.axis(panel)
    level = float(values.sel(scenario=baseline).mean())
    # Log-odds have no zero that means "none", so no share of them means anything.
    comparable = unit != "log-odds" and math.isfinite(level) and level > 0
    cells = {}
    for name in (str(name) for name in values["scenario"].values if name != baseline):
        here = apart.sel(scenario=name)
        judged = judge(_over_design(here))
        points = tuple(judge(here.isel(point=point).values) for point in range(here.sizes["point"]))
        relative = judged.difference / level if comparable else math.nan
        relative = math.nan if abs(relative) > MOST_RELATIVE else relative
        cells[name] = Cell(float(values.sel(scenario=name).mean()), judged, relative, points)
    title = outcome.title if group == "all" else f"{outcome.title}: {group_title(group)}"
    return Row(outcome, title, unit, section, group, level, cells)


def _over_design(values):
    """Mean over the design points, a value a replicate; replicates that lack a point are left out."""
    return values.mean("point", skipna=False).values


def _has_numbers(panel, name):
    values = panel[name].isel(point=0, replicate=0, authority=0, group=0)
    return bool(np.isfinite(values).any())


def row_named(rows, name):
    """The row of an outcome, None where it was not measured."""
    return next((row for row in rows if row.outcome.name == name), None)
