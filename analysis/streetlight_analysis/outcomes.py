"""Outcomes as a reader wants them: counts as rates of families, in units that can be said aloud.

An outcome names the columns it needs and how they are related to the number of families. Everything is
gathered first and divided after, so a rate over a window is total events over mean families and years.
"""

from dataclasses import dataclass

from . import columns
from .gather import divide, measure, years_gathered
from .names import column_title


@dataclass(frozen=True)
class Outcome:
    """
    Attributes:
        name: short, for the command line and tables.
        title: what is counted, as on an axis.
        unit: in words; empty means the column's own unit.
        sources: column names or patterns; several are summed.
        form: "rate" (events per 1,000 families and year), "share" (per cent of families), "per_family" (a
            family and year), "percent" (a ratio column as per cent), "per_step" (events a time step, of any model) or
            "plain" (as it is).
    """

    name: str
    title: str
    unit: str
    sources: tuple
    form: str

    def needs(self):
        """Columns without which this cannot be measured (as names or patterns)."""
        return list(self.sources) + (["families"] if self.form in ("rate", "share", "per_family") else [])

    def measure(self, panel, over, **selection):
        """Values over (scenario, replicate, ...), in `unit`.

        Raises:
            MissingColumns: the panel lacks a column.
        """
        names = columns.matching(panel, self.sources)
        # A share that the file already holds as a ratio needs no families beside it.
        if self.form == "share" and all(columns.kind(panel, name) == "ratio" for name in names):
            return 100 * sum(measure(panel, name, over, **selection) for name in names)
        columns.require(panel, [name for name in self.needs() if "*" not in name])
        value = sum(measure(panel, name, over, **selection) for name in names)
        if self.form == "percent":
            return 100 * value
        if self.form == "plain":
            return value
        if self.form == "per_step":
            return value / (12 * years_gathered(panel, over))
        families = measure(panel, "families", over, **selection)
        if self.form == "share":
            return 100 * divide(value, families)
        scale = 1000 if self.form == "rate" else 1
        return scale * divide(value, families) / years_gathered(panel, over)

    def axis(self, panel):
        """Unit for an axis; the file's own where the outcome names none."""
        return self.unit or columns.unit(panel, columns.matching(panel, self.sources)[0])


_RATE = "per 1,000 families a year"
_SHARE = "% of families"

OUTCOMES = {
    outcome.name: outcome
    for outcome in (
        Outcome("harm", "Harm to children", _RATE, ("harm",), "rate"),
        Outcome("harm_unseen", "Harm unseen", _RATE, ("harm_unseen",), "rate"),
        Outcome("unmet_need", "In need without help", _SHARE, ("unmet_need",), "share"),
        Outcome("deterred", "Contacts deterred", _RATE, ("deterred_*",), "rate"),
        Outcome("trust", "Trust", "", ("trust",), "plain"),
        Outcome("licence", "Social licence", _SHARE, ("licence",), "share"),
        Outcome("aware", "Aware of the programme", _SHARE, ("aware",), "share"),
        Outcome("flags", "Families flagged", _RATE, ("flags",), "rate"),
        Outcome("visits", "Visits", _RATE, ("visits",), "rate"),
        Outcome("unwarranted_visits", "Unwarranted visits", _RATE, ("unwarranted_visits",), "rate"),
        Outcome("findings", "Findings", _RATE, ("findings",), "rate"),
        Outcome("false_findings", "False findings", _RATE, ("false_findings",), "rate"),
        Outcome("false_concerns", "False concerns", _RATE, ("false_concerns",), "rate"),
        Outcome("support", "Support given", _RATE, ("support",), "rate"),
        Outcome("prevalence_true", "Families in need", _SHARE, ("need",), "share"),
        Outcome(
            "prevalence_recorded", "Families with an open case", "% of families", ("prevalence_recorded",), "percent"
        ),
        Outcome("precision_true", "Flags on families in need", "% of flags", ("precision_true",), "percent"),
        Outcome("precision_recorded", "Flags followed by a finding", "% of flags", ("precision_recorded",), "percent"),
        Outcome("recall_true", "Families in need flagged", "% of families in need", ("recall_true",), "percent"),
        Outcome("recall_recorded", "Findings flagged before", "% of findings", ("recall_recorded",), "percent"),
        Outcome("cost", "Cost", "£ a family and year", ("cost",), "per_family"),
    )
}


def as_outcome(panel, name):
    """The outcome called `name`, or any column of the panel as it is."""
    if isinstance(name, Outcome):
        return name
    if name in OUTCOMES:
        return OUTCOMES[name]
    columns.require(panel, [name])
    return Outcome(name, column_title(name), "", (name,), "plain")


def measurable(panel, names):
    """Those of the named outcomes for which the panel has the columns."""
    found = []
    for name in names:
        try:
            outcome = as_outcome(panel, name)
            for source in columns.matching(panel, outcome.sources):
                if columns.kind(panel, source) in ("ratio", "relative"):
                    columns.ratio_parts(panel, source)
                elif outcome.form in ("rate", "share", "per_family"):
                    columns.require(panel, ["families"])
            found.append(outcome)
        except columns.MissingColumns:
            continue
    return found
