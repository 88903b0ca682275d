"""How a column may be added up: a flow is summed over months, a stock averaged, a ratio made anew from
its parts, and a relative ratio set against the same of all families.

The file says so on each variable (attributes `kind`, `numerator`, `denominator`). For files without them the
names the main model uses are known here.
"""

from fnmatch import fnmatchcase

from .errors import MissingColumns

RATIOS = {
    "trust": ("trust_sum", "families"),
    "licence": ("licensed", "families"),
    "prevalence_true": ("need", "families"),
    "prevalence_recorded": ("open_cases", "families"),
    "precision_true": ("flags_in_need", "flags"),
    "precision_recorded": ("flags_confirmed", "flags_judged"),
    "precision_audit": ("audits_in_need", "audits"),
    "recall_true": ("need_flagged", "need"),
    "recall_recorded": ("findings_after_flag", "findings"),
    "fpr_true": ("unneeded_flagged", "need_absent"),
    "fpr_recorded": ("unfound_flagged", "unfound"),
}
RELATIVE = {"flag_ratio": ("flags", "need")}
# Counts of families; what else is counted is events. Everything whose name begins so is a stock.
STOCKS = (
    "families",
    "need",
    "known",
    "linked",
    "opted_out",
    "open_cases",
    "aware",
    "licensed",
    "unmet_need",
    "trust_sum",
    "records",
    "unneeded_flagged",
    "unfound",
)


def kind(panel, column):
    """ "flow", "stock", "ratio" or "relative" (a ratio over the same ratio of the group all)."""
    require(panel, [column])
    attributes = panel[column].attrs
    if "kind" in attributes:
        return str(attributes["kind"])
    if column in RELATIVE:
        return "relative"
    if column in RATIOS:
        return "ratio"
    methods = str(attributes.get("cell_methods", ""))
    if "mean" in methods:
        return "stock"
    if "sum" in methods:
        return "flow"
    return "stock" if column.startswith(STOCKS) else "flow"


def ratio_parts(panel, column):
    """Names of the columns a ratio is made of, (numerator, denominator).

    Raises:
        MissingColumns: the panel was written without them.
    """
    attributes = panel[column].attrs
    parts = (attributes.get("numerator"), attributes.get("denominator"))
    if not all(parts):
        parts = {**RATIOS, **RELATIVE}.get(column, (f"numerator of {column}", f"denominator of {column}"))
    require(panel, parts)
    return tuple(str(part) for part in parts)


def matching(panel, patterns):
    """Columns of the panel that match any of the names or patterns (`deterred_*`).

    Raises:
        MissingColumns: a pattern matches none.
    """
    found = []
    for pattern in patterns:
        names = [name for name in panel.data_vars if fnmatchcase(name, pattern)]
        if not names:
            require(panel, [pattern])
        found += [name for name in names if name not in found]
    return found


def require(panel, columns):
    """Raises MissingColumns unless the panel has all of `columns`."""
    missing = [column for column in columns if column not in panel.data_vars]
    if missing:
        raise MissingColumns(missing)


def unit(panel, column):
    """The column's unit as the file gives it; empty for plain numbers."""
    text = str(panel[column].attrs.get("units", "")).replace("^2", "²")
    return "" if text in ("1", "") else text
