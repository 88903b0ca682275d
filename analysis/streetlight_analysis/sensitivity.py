"""Morris's elementary effects and Sobol indices of a `morris` or `saltelli` design, as `streetlight sensitivity` computes them."""

from dataclasses import dataclass

import pandas as pd

from . import columns
from .errors import CannotDraw
from .outcomes import as_outcome
from .program import ask


@dataclass(frozen=True)
class Sensitivity:
    """
    Attributes:
        table: a row a parameter. Morris: parameter, mu, mu_star, sigma and the ends of their 95 % intervals
            (`mu_low`, `mu_high`, ...); `ordered` is False for a list of more than two words, where mu has no meaning. Sobol:
            first and total with their ends. NaN where there is no number.
        unit: of mu, mu_star and sigma.
        difference: whether the outcome is a difference from the baseline (the first scenario).
        missing: how many of the runs that this needs are not in the file.
        notes: what the reader must know, as sentences.
    """

    table: pd.DataFrame
    unit: str
    difference: bool
    missing: int
    notes: tuple


def design_of(panel, kind):
    """The experiment's `[design]` table.

    Raises:
        CannotDraw: it is not of that kind.
    """
    design = panel.attrs.get("experiment", {}).get("design", {})
    if design.get("kind") != kind:
        raise CannotDraw(f"the panel is not of a {kind} design")
    return design


def column_of(panel, outcome):
    """The column that an outcome is about.

    Raises:
        CannotDraw: it is a sum of several.
    """
    outcome = as_outcome(panel, outcome)
    names = columns.matching(panel, outcome.sources)
    if outcome.name in panel.data_vars:
        return outcome.name
    if len(names) != 1:
        raise CannotDraw(f"{outcome.name} is a sum of columns; name one of {', '.join(names)}")
    return names[0]


def sensitivity(panel, outcome, window, *, group="all"):
    """Which parameters a column depends on over a window of months, in the column's own unit.

    Raises:
        CannotDraw: the program is not found or refuses, or nothing can be told of this column.
    """
    answer = ask(
        "sensitivity", panel, "--column", column_of(panel, outcome), "--group", group,
        "--window", f"{window.first}:{window.stop}",
    )
    one = answer["sensitivities"][0]
    table = pd.DataFrame(one["parameters"])
    numbers = [name for name in table.columns if name not in ("parameter", "ordered")]
    table[numbers] = table[numbers].astype(float)
    if table["mu_star" if answer["method"] == "morris" else "total"].isna().all():
        raise CannotDraw(" ".join(answer["notes"]) or f"{one['metric']} has no value that depends on the design")
    missing = answer["runs_planned"] - answer["runs_present"]
    return Sensitivity(table, one["unit"], one["baseline"] is not None, missing, tuple(answer["notes"]))


def missing_words(found, count):
    """A sentence for a caption where runs are missing, else nothing. `found` has a Sensitivity a panel."""
    missing = max((one.missing for one in found), default=0)
    return f" {missing} of the runs of {count} are missing from the file, so only whole ones are used." if missing else ""
