"""Outcomes as a reader wants them: counts as rates of families, in units that can be said aloud.

An outcome names the columns it needs and how they are related to the number of families. Everything is
gathered first and divided after, so a rate over a window is total events over mean families and years; and over
replicates too counts come first: no ratio is ever averaged.
"""

from dataclasses import dataclass, replace

import xarray as xr

from . import columns
from .gather import divide, gather, over_runs, present, together, years_gathered
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

    def columns(self, panel):
        """Names of its columns: the one of its own name where the file holds the sum of several already.

        Raises:
            MissingColumns: the panel lacks one.
        """
        several = any("*" in name for name in self.sources)
        return [self.name] if several and self.name in panel.data_vars else columns.matching(panel, self.sources)

    def gathered(self, panel, over, **selection):
        """The counts that this is made of, and how, in `unit`.

        Raises:
            MissingColumns: the panel lacks a column.
        """
        names = self.columns(panel)
        # A share that the file already holds as a ratio needs no families beside it.
        ratios = self.form == "share" and all(columns.kind(panel, name) == "ratio" for name in names)
        if not ratios:
            columns.require(panel, [name for name in self.needs() if "*" not in name])
        found = [gather(panel, name, over, **selection) for name in names]
        whole = together(found, lambda *values: sum(values), linear=True)
        if ratios or self.form == "percent":
            return together([whole], lambda value: 100 * value, linear=True)
        if self.form == "plain":
            return whole
        years = years_gathered(panel, over) if over is not None else None
        if self.form == "per_step":
            return together([whole], lambda value: value / (12 * years), linear=True)
        families = gather(panel, "families", over, **selection)
        if self.form == "share":
            return together([whole, families], lambda value, of: 100 * divide(value, of))
        scale = 1000 if self.form == "rate" else 1
        return together([whole, families], lambda value, of: scale * divide(value, of) / years)

    def measure(self, panel, over, **selection):
        """What each run has by itself, over (scenario, replicate, ...), in `unit`; not to be averaged (see `levels`).

        Raises:
            MissingColumns: the panel lacks a column.
        """
        found = self.gathered(panel, over, **selection)
        return found.value(*found.parts)

    def levels(self, panel, over, **selection):
        """Values, one a run, whose mean and interval are those of all runs together (`gather.over_runs`)."""
        return over_runs(self.gathered(panel, over, **selection))

    def pairs(self, panel, over, baseline, **selection):
        """Each scenario and the baseline over the replicates that both have: two arrays over (scenario, replicate, ...).

        As with `levels`, means and intervals are those of the runs' counts together.
        """
        found = self.gathered(panel, over, **selection)
        names = [str(name) for name in found.parts[0]["scenario"].values]
        if baseline not in names:
            raise ValueError(f"there is no scenario called {baseline!r} to compare with; the panel has: {', '.join(names)}")
        there = present(found)
        both = there & there.sel(scenario=baseline, drop=True)
        if found.linear:
            values = over_runs(found)
            return values.where(both), values.sel(scenario=baseline, drop=True).where(both)

        if bool((there == there.sel(scenario=baseline, drop=True)).all()):  # every scenario has the same runs
            values = over_runs(found)
            reference = values.sel(scenario=baseline, drop=True).expand_dims(scenario=values["scenario"].values)
            return values, reference.transpose(*values.dims)

        def of(which, name):
            return over_runs(_of_scenario(found, which), among=both.sel(scenario=name, drop=True))

        own = xr.concat([of(name, name) for name in names], "scenario").assign_coords(scenario=there["scenario"])
        reference = xr.concat([of(baseline, name) for name in names], "scenario").assign_coords(scenario=there["scenario"])
        return own, reference

    def differences(self, panel, over, baseline, **selection):
        """Each scenario against the baseline, replicate by replicate, over the replicates that both have."""
        own, reference = self.pairs(panel, over, baseline, **selection)
        return own - reference

    def scale(self, panel, over, families):
        """What to multiply a column's own value by for this outcome; None where it is not that simple.

        Args:
            families: mean number of families over the same months and runs, for rates and shares of them.
        """
        names = self.columns(panel)
        ratio = any(columns.kind(panel, name) in ("ratio", "relative") for name in names)
        if ratio and len(names) > 1:
            return None
        if self.form == "plain":
            return 1.0
        if self.form == "percent" or (self.form == "share" and ratio):
            return 100.0
        if ratio:
            return None
        years = years_gathered(panel, over)
        if self.form == "per_step":
            return 1 / (12 * years)
        if not families:
            return None
        return {"share": 100.0 / families, "rate": 1000.0 / families / years, "per_family": 1.0 / families / years}[self.form]

    def axis(self, panel):
        """Unit for an axis; the file's own where the outcome names none."""
        return self.unit or columns.unit(panel, self.columns(panel)[0])


_RATE = "per 1,000 families a year"
_SHARE = "% of families"
MONEY = "£ a family and year"

OUTCOMES = {
    outcome.name: outcome
    for outcome in (
        Outcome("harm", "Harm to children", _RATE, ("harm",), "rate"),
        Outcome("harm_unseen", "Harm unseen", _RATE, ("harm_unseen",), "rate"),
        Outcome("unmet_need", "In need without help", _SHARE, ("unmet_need",), "share"),
        Outcome("avoided_share", "Contacts lost to distrust", "% of contacts wanted", ("avoided_share",), "percent"),
        Outcome("deterred", "Contacts lost below the usual trust", _RATE, ("deterred_*",), "rate"),
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
        Outcome("cost", "Cost", MONEY, ("cost",), "per_family"),
        Outcome("cost_programme", "Cost: the programme itself", MONEY, ("cost_programme",), "per_family"),
        Outcome("income", "Income from payment by results (taken off the cost)", MONEY, ("income",), "per_family"),
        Outcome("cost_contacts", "Cost: services’ contacts", MONEY, ("cost_contacts",), "per_family"),
        Outcome("cost_outreach", "of these, outreach", MONEY, ("cost_outreach",), "per_family"),
        Outcome("cost_visits", "Cost: visits", MONEY, ("cost_visits",), "per_family"),
        Outcome("cost_support", "Cost: support", MONEY, ("cost_support",), "per_family"),
        Outcome("cost_cases", "Cost: cases in social care", MONEY, ("cost_cases",), "per_family"),
        Outcome("cost_harm", "Cost: harm to children", MONEY, ("cost_harm",), "per_family"),
        Outcome(
            "cost_deterred", "Contacts lost to trust below its usual level, at their price (not part of the cost)", MONEY, ("cost_deterred",), "per_family"
        ),
    )
}


def _of_scenario(gathered, name):
    """The same of one scenario."""
    return replace(gathered, parts=tuple(part.sel(scenario=name, drop=True) for part in gathered.parts))


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
            for source in outcome.columns(panel):
                if columns.kind(panel, source) in ("ratio", "relative"):
                    columns.ratio_parts(panel, source)
                elif outcome.form in ("rate", "share", "per_family"):
                    columns.require(panel, ["families"])
            found.append(outcome)
        except columns.MissingColumns:
            continue
    return found
