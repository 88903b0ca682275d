"""Outcomes of every scenario against the baseline, each difference with its judgement: what tables and sentences say.

A sweep is compared at each design point, and over the design as a whole.
"""

from dataclasses import replace

import numpy as np

from . import columns
from .errors import CannotDraw
from .names import column_title
from .outcomes import MONEY, OUTCOMES, Outcome, measurable
from .paired import first_scenario
from .series import time_unit
from .told import Comparisons
from .windows import default_window, last_part

# What a briefing on policies reports, by heading.
SECTIONS = {
    "Harm and need": ("harm", "harm_unseen", "prevalence_true", "unmet_need"),
    "Contact with services": ("avoided_share", "visits", "unwarranted_visits", "findings", "false_findings", "support"),
    "Trust": ("trust", "licence", "aware"),
    "Money": (
        *("cost", "cost_programme", "income", "cost_contacts", "cost_outreach", "cost_visits", "cost_support"),
        *("cost_cases", "cost_harm", "cost_deterred"),
    ),
}
WHERE_THERE_ARE_ANY = ("income", "cost_outreach")
OF_SERVICE = "cost_contacts_"  # a column a service follows
LEADING = ("harm", "unmet_need", "trust", "cost")  # what page 1 is about where the experiment does not say
ASKED_FOR = "What the experiment asks about"
MOST_COLUMNS = 8
ENOUGH_COLUMNS = 5
MOST_GROUPS = 3
LONGEST_TITLE = 60


def is_policy_panel(panel):
    """Whether the panel is of the main model, whose outcomes have names of their own."""
    return len(measurable(panel, SECTIONS["Harm and need"])) > 1 and "families" in panel.data_vars


def asked_for(panel, what):
    """Names that the experiment's [briefing] lists under `what`: outcomes or groups; empty where it names none."""
    return [str(name) for name in panel.attrs.get("experiment", {}).get("briefing", {}).get(what, [])]


def leading_outcomes(panel):
    """What a briefing leads with: the columns that the experiment names, else the usual ones."""
    named = [name for name in asked_for(panel, "outcomes") if name in panel.data_vars]
    if named:
        return [_known_outcome(panel, name) for name in named]
    if is_policy_panel(panel):
        return measurable(panel, LEADING)
    return [column_outcome(panel, name) for name in headline_columns(panel)[: len(LEADING)]]


def _known_outcome(panel, name):
    """The outcome that a column is known as: by its own name, or as what is made of it alone."""
    if not is_policy_panel(panel):
        return column_outcome(panel, name)
    made_of_it = [one for one in OUTCOMES.values() if one.sources == (name,)]
    return OUTCOMES.get(name) or (made_of_it or [column_outcome(panel, name)])[0]


def sections_of(panel):
    """{heading: outcomes} that the panel has; of another model, its ratios first and then what else it counts.

    What the experiment's [briefing] names comes first, under a heading of its own.
    """
    if is_policy_panel(panel):
        found = {title: measurable(panel, names) for title, names in SECTIONS.items()}
        found["Money"] = _with_services(panel, found["Money"])
    else:
        found = {"Outcomes": [column_outcome(panel, name) for name in headline_columns(panel)]}
    if asked_for(panel, "outcomes") or asked_for(panel, "groups"):
        leading = leading_outcomes(panel)
        rest = {title: [one for one in outcomes if one not in leading] for title, outcomes in found.items()}
        found = {ASKED_FOR: leading, **rest}
    return {title: outcomes for title, outcomes in found.items() if outcomes}


def _with_services(panel, outcomes):
    """Contacts by service below those of all services; parts of the cost that no scenario has are left out."""
    names = [name for name in panel.data_vars if name.startswith(OF_SERVICE)]
    services = [
        Outcome(name, f"of these, {column_title(name.removeprefix(OF_SERVICE)).lower()}", MONEY, (name,), "per_family")
        for name in names
        if _is_any(panel, name)
    ]
    kept = []
    for one in outcomes:
        if one.name not in WHERE_THERE_ARE_ANY or _is_any(panel, one.name):
            kept.append(one)
        if one.name == "cost_contacts":
            kept += services
    return kept


def _is_any(panel, name):
    return bool((panel[name] != 0).any())


def column_outcome(panel, name):
    """A column of any model as an outcome: titled by its meaning, a share as per cent, events of theory models a step."""
    meaning = str(panel[name].attrs.get("long_name", "")).split(";")[0].split(":")[0].split(" (")[0].rstrip(".")
    title = meaning if 0 < len(meaning) <= LONGEST_TITLE else column_title(name)
    form, unit = ("percent", "%") if panel[name].attrs.get("units") == "share" else ("plain", "")
    if not is_policy_panel(panel) and columns.kind(panel, name) == "flow" and panel.sizes["time"] > 1:
        form, unit = "per_step", f"{columns.unit(panel, name)} a {time_unit(panel)}"
    return Outcome(name, title, unit, (name,), form)


def groups_of(panel, section=""):
    """Groups that a section compares: everyone, and those that the experiment's [briefing] names; of another model that
    names none, its first few groups."""
    there = [str(name) for name in panel["group"].values]
    named = [name for name in asked_for(panel, "groups") if name in there and name != "all"]
    if is_policy_panel(panel):
        return ["all", *named] if section == ASKED_FOR else ["all"]
    return ["all", *named] if named else there[: 1 + MOST_GROUPS]


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
    """Where outcomes are gathered: as `streetlight compare` does; of another model's single scenario the last tenth."""
    if panel.sizes["scenario"] > 1 or is_policy_panel(panel):
        return default_window(panel)
    return last_part(panel)


def compare(panel, *, window=None, baseline=None, outcomes=None, groups=None, **selection):
    """Rows for every outcome of `sections_of`, in its order, and each group of `groups_of`.

    Args:
        outcomes: {heading: outcomes} to compare instead.
        groups: names of groups instead.
        selection: `authority`, "all" by default, and `point`, every one by default.

    Raises:
        CannotDraw: the panel holds no outcome at all.
    """
    window = window or comparison_window(panel)
    baseline = first_scenario(panel) if baseline is None else baseline
    sections = outcomes or sections_of(panel)
    of = {section: list(groups or groups_of(panel, section)) for section in sections}
    every = list(dict.fromkeys(name for names in of.values() for name in names))
    told = Comparisons(panel, window, baseline, [one for part in sections.values() for one in part], every, selection)
    rows = [
        row
        for section, found in sections.items()
        for outcome in found
        for group in of[section]
        if not _says_nothing(panel, outcome, group) and (row := told.row(outcome, section, group))
    ]
    if not rows:
        raise CannotDraw("the panel holds no numbers")
    return _without_doubles(rows)


def _without_doubles(rows):
    """Rows of equal numbers once, named after both: nothing is learned from the second one."""
    kept = {}
    for row in rows:
        key = (row.group, row.baseline, tuple((name, cell.mean, cell.judged) for name, cell in row.cells.items()))
        moves = any(cell.judged.rung not in ("exact", "missing") for cell in row.cells.values())
        if moves and key in kept:
            first = kept[key]
            kept[key] = replace(first, title=f"{first.title} = {row.title[:1].lower()}{row.title[1:]}")
        else:
            kept[key if moves else (row.title, row.group)] = row
    return list(kept.values())


def _says_nothing(panel, outcome, group):
    """What is relative to everyone is 1 for everyone."""
    return group == "all" and outcome.name in panel and panel[outcome.name].attrs.get("kind") == "relative"


def empty_groups(panel, groups):
    """Those of the groups that no family is in."""
    if "families" not in panel.data_vars:
        return []
    counts = panel["families"].sel(authority="all", group=list(groups)).max(("scenario", "point", "replicate", "time"))
    return [name for name, count in zip(groups, counts.values) if not count > 0]


def _has_numbers(panel, name):
    values = panel[name].isel(point=0, replicate=0, authority=0, group=0)
    return bool(np.isfinite(values).any())


def row_named(rows, name):
    """The row of an outcome, None where it was not measured."""
    found = [row for row in rows if row.outcome.name == name]
    return next((row for row in found if row.group == "all"), found[0] if found else None)
