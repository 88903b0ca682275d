"""Families followed through one round of flags, by replicate, with and without it."""

from dataclasses import dataclass

import numpy as np
import xarray as xr

from ..errors import CannotDraw
from .study import Outcome

FOLLOW_UP = 12  # months after the flag
STATES = ("need", "trust", "open_case", "decile", "age", "records", "care", "score", "audited", "flagged", "authority", "generation")
EVENTS = ("found", "harmed")


FAMILY_OUTCOMES = (
    Outcome("found", "A finding, the visit’s own counted", "share of families in 12 months", True),
    Outcome("found_later", "A finding after the visit’s month", "share of families in 12 months", True),
    Outcome("open_case", "An open case a year later", "share of families", True),
    Outcome("need", "Need a year later", "sd", False),
    Outcome("harmed", "A child harmed after the month", "share of families in 12 months", False),
    Outcome("trust", "Trust a year later", "log-odds", False),
)


@dataclass(frozen=True)
class Round:
    """One replicate's round of flags: arrays over the families that stayed for the year and were candidates.

    Attributes:
        above: the score's distance from the lowest that was flagged, in log-odds; the threshold of each authority at 0.
        by_score, by_lot: flagged for the score; flagged by lot, whatever it was.
        characteristics: [family, characteristic], on record in the month before.
        seen, twin: {outcome column: values}, with the round of flags and without it.
    """

    above: np.ndarray
    by_score: np.ndarray
    by_lot: np.ndarray
    authority: np.ndarray
    characteristics: np.ndarray
    seen: dict
    twin: dict

    def effect(self, outcome, weights):
        """The mean effect by the twin over families with these weights."""
        change = self.seen[outcome] - self.twin[outcome]
        return float(np.average(change, weights=weights)) if weights.sum() > 0 else np.nan


def follows_families(panel):
    """Whether a result follows all its families."""
    experiment = panel.attrs.get("experiment", {})
    return experiment.get("output", {}).get("family_sample", 0) > 0


def rounds(panel, scenario, twin):
    """{replicate: Round} of the first month with flags.

    Raises:
        CannotDraw: the result follows too few families or months.
    """
    names = [str(name) for name in panel["scenario"].values]
    places = names.index(scenario), names.index(twin)
    runs = panel.attrs["results"].ask(_runs, places)
    return {replicate: _round(*both) for replicate, both in sorted(runs.items())}


def _runs(path, places):
    """In the process apart: {replicate: (of the scenario, of the twin)}, each {column: [month, family] or what is kept}."""
    try:
        table = xr.open_dataset(path, engine="h5netcdf", group="families")
    except (OSError, KeyError, ValueError, TypeError):
        raise CannotDraw("the file follows no families (output.family_sample = 0)") from None
    with table:
        missing = [name for name in ("month", *STATES, *EVENTS) if name not in table]
        if missing:
            raise CannotDraw(f"the table of families has no {', '.join(missing)}: run the experiment again with this version")
        run = np.stack([table[name].values for name in ("scenario", "replicate")], axis=1).astype(int)
        starts = np.flatnonzero(np.r_[True, (np.diff(run, axis=0) != 0).any(axis=1)])
        ends = np.r_[starts[1:], len(run)]
        found = {}
        for start, end in zip(starts, ends):
            scenario, replicate = run[start]
            if scenario in places:
                found.setdefault(int(replicate), {})[scenario] = slice(start, end)
        made = {}
        for replicate, parts in found.items():
            if len(parts) < 2:
                continue
            both = [_run(table, parts[place]) for place in places]
            month = _round_month(both[0]["flagged"])
            made[replicate] = tuple(_kept(one, month) for one in both)
    return made


def _run(table, rows):
    part = table.isel(row=rows)
    months = np.unique(part["month"].values)
    return {name: part[name].values.reshape(len(months), -1) for name in (*STATES, *EVENTS)}


def _round_month(flagged):
    """The place of the first month with flags."""
    with_flags = np.flatnonzero((flagged > 0).any(axis=1))
    if not with_flags.size:
        raise CannotDraw("nobody is flagged among the families followed")
    month = with_flags[0]
    if month == 0 or month + FOLLOW_UP >= len(flagged):
        raise CannotDraw(
            f"families must be followed from the month before the first flags to {FOLLOW_UP} months after: set"
            " programme.start = 1 and run.months = 14 or more"
        )
    return int(month)


def _kept(run, month):
    last = month + FOLLOW_UP
    return {
        "before": np.column_stack([run[name][month - 1] for name in ("decile", "age", "records", "care", "open_case")]),
        "stays": run["generation"][month - 1] == run["generation"][last],
        **{name: run[name][month] for name in ("score", "audited", "flagged", "authority")},
        "found": run["found"][month:last].max(axis=0),  # 12 months, the flag's own the first of them
        "found_later": run["found"][month + 1 : last + 1].max(axis=0),
        "harmed": run["harmed"][month + 1 : last + 1].max(axis=0),
        **{name: run[name][last] for name in ("open_case", "need", "trust")},
    }


def _round(seen, twin):
    chosen = (seen["flagged"] > 0) & (seen["audited"] == 0)
    score = np.clip(seen["score"], 1e-9, 1 - 1e-9)
    odds = np.log(score / (1 - score))
    above = np.full(len(score), np.nan)
    for authority in np.unique(seen["authority"]):
        here = (seen["authority"] == authority) & np.isfinite(odds)
        over, under = here & chosen, here & (seen["flagged"] == 0)
        if over.any() and under.any():
            above[here] = odds[here] - (odds[over].min() + odds[under].max()) / 2
    kept = np.isfinite(above) & seen["stays"] & twin["stays"]
    return Round(
        above[kept],
        chosen[kept],
        (seen["audited"] > 0)[kept],
        seen["authority"][kept],
        seen["before"][kept],
        *({one.column: run[one.column][kept].astype(float) for one in FAMILY_OUTCOMES} for run in (seen, twin)),
    )
