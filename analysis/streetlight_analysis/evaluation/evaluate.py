"""Runs every design on every replicate of a result and holds it against the truth."""

import math
import multiprocessing
import os
from dataclasses import dataclass

import numpy as np

from ..errors import CannotDraw
from . import staggered
from .designs import DESIGNS, estimates, truths
from .families import FAMILY_DESIGNS, family_estimates
from .followed import FAMILY_OUTCOMES, follows_families, rounds
from .study import scenarios_of, study_of
from .verdict import ALPHA, Share, verdict

EVENTS = range(-8, 13)
YEARS = (1, 2, 3, 4)
QUARTERS_A_YEAR = 4


@dataclass(frozen=True)
class Event:
    """An event study's quarter over replicates: its mean estimate, the middle 95 % of estimates, and the truth."""

    event: int
    mean: float
    low: float
    high: float
    truth: float


@dataclass(frozen=True)
class Size:
    """Power of the Callaway and Sant'Anna design with so many authorities and years after the first launch."""

    outcome: object
    authorities: int
    years: int
    significant: Share
    error: float


@dataclass(frozen=True)
class Evaluation:
    """All verdicts on a result.

    Attributes:
        events: {outcome column: [Event]}.
        pre_trends: {outcome column: Share of replicates in which the test of pre-trends gives p < 0.05}.
        sizes: [Size].
        needed: {outcome column: authorities for a power of 80 %, from the mean stated error; infinity where the effect is exactly 0,
            NaN where so many replicates do not tell it from 0}.
        spill_over: {outcome column: mean effect on authorities that never adopt; NaN where all adopt}.
        adopters, authorities, families: of the first replicate; families in an authority.
    """

    panel: object
    scenario: str
    twin: str
    verdicts: list
    replicates: int
    events: dict
    pre_trends: dict
    sizes: list
    needed: dict
    spill_over: dict
    adopters: int = 0
    authorities: int = 0
    families: float = 0.0


def evaluate(panel, *, scenario=None, twin=None, processes=None):
    """The evaluation of a result.

    Args:
        panel: dataset of `open_panel`: rows by authority, or families followed through a round of flags.
        scenario, twin: names of the scenario in which authorities adopt and of that in which nobody does; by default the
            second and the first.
        processes: how many work at once; as many as there are processors by default.

    Raises:
        CannotDraw: the result lacks what an evaluation needs.
    """
    if follows_families(panel) and panel.sizes["authority"] < 3:
        return _of_families(panel, *scenarios_of(panel, scenario, twin), processes)
    return _of_authorities(study_of(panel, scenario, twin), processes)


def _of_authorities(study, processes):
    samples = [study.sample(replicate) for replicate in study.replicates]
    columns = study.outcomes
    answers = _at_once(_one_sample, [(sample, columns) for sample in samples], processes)
    verdicts = _verdicts(DESIGNS, columns, [one["estimates"] for one in answers], [one["truths"] for one in answers])
    events = {one.column: _events(answers, one.column) for one in columns}
    pre_trends = {one.column: _share([answer["pre_trends"][one.column] for answer in answers]) for one in columns}
    sizes = _sizes(answers, columns)
    needed = {}
    for found in verdicts:
        if found.design.name == "callaway_santanna" and found.estimates:
            needed[found.outcome.column] = _needed(found, len(samples[0].launch))
    spill_over = {one.column: _mean_of_finite([sample.spill_over(one.column) for sample in samples]) for one in columns}
    return Evaluation(
        study.panel,
        study.scenario,
        study.twin,
        verdicts,
        len(samples),
        events,
        pre_trends,
        sizes,
        needed,
        spill_over,
        int(samples[0].adopters.sum()),
        len(samples[0].launch),
        study.families,
    )


def _of_families(panel, scenario, twin, processes):
    found = rounds(panel, scenario, twin)
    if not found:
        raise CannotDraw(f"it has no replicate of both {scenario!r} and {twin!r}")
    if not any(len(one.authority) for one in found.values()):
        raise CannotDraw("no family was followed for a year in an authority that flags some for their score and others not")
    answers = _at_once(_one_round, list(found.values()), processes)
    made, true = zip(*answers)
    first = next(one for one in found.values() if len(one.authority))
    return Evaluation(
        panel,
        scenario,
        twin,
        _verdicts(FAMILY_DESIGNS, FAMILY_OUTCOMES, made, true),
        len(found),
        {},
        {},
        [],
        {},
        {},
        0,
        len(np.unique(first.authority)),
        len(first.authority) / len(np.unique(first.authority)),
    )


def _verdicts(designs, outcomes, made, true):
    return [
        verdict(
            design,
            outcome,
            [one[design.name, outcome.column] for one in made],
            [one[design.name, outcome.column] for one in true],
        )
        for outcome in outcomes
        for design in designs
    ]


def _at_once(function, tasks, processes):
    """The answers in the order of the tasks, whatever the number of processes."""
    processes = min(len(tasks), processes or len(os.sched_getaffinity(0)))
    if processes < 2:
        return [function(task) for task in tasks]
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        return pool.map(function, tasks, chunksize=1)


def _one_round(one):
    return family_estimates(one, FAMILY_OUTCOMES)


def _one_sample(task):
    """What a replicate has to say; in a process of its own."""
    sample, outcomes = task
    quarters = next(iter(sample.seen.values())).shape[1]
    first = int(sample.launch.min())
    powers = {}
    for authorities, years in _grid(len(sample.launch), quarters, first):
        part = sample.part(authorities, first + QUARTERS_A_YEAR * years)
        for column, cells in staggered.group_time(part.seen, part.launch).items():
            powers[column, authorities, years] = staggered.average_effect(cells)
    cells = staggered.group_time(sample.seen, sample.launch)
    return {
        "estimates": estimates(sample, outcomes),
        "truths": truths(sample, outcomes),
        "events": {one.column: staggered.event_study(cells[one.column], EVENTS) for one in outcomes},
        "event_truths": {one.column: sample.truth_by_event(one.column, EVENTS) for one in outcomes},
        "pre_trends": {one.column: staggered.pre_trend_p(cells[one.column]) for one in outcomes},
        "powers": powers,
    }


def _grid(authorities, quarters, first):
    sizes = sorted({max(10, round(authorities * part)) for part in (1 / 6, 1 / 3, 2 / 3, 1)})
    years = [year for year in YEARS if first + QUARTERS_A_YEAR * year <= quarters]
    return [(size, year) for size in sizes for year in years if size <= authorities]


def _events(answers, column):
    made = []
    for place, event in enumerate(EVENTS):
        values = np.array([answer["events"][column][place].value for answer in answers])
        true = np.array([answer["event_truths"][column][place] for answer in answers])
        values, true = values[np.isfinite(values)], true[np.isfinite(true)]
        if not true.size:
            continue
        low, high = np.percentile(values, [2.5, 97.5]) if values.size else (math.nan, math.nan)
        made.append(Event(event, float(values.mean()) if values.size else 0.0 if event == -1 else math.nan, low, high, float(true.mean())))
    return made


def _mean_of_finite(values):
    """NaN where none is finite."""
    values = np.asarray(values, float)
    values = values[np.isfinite(values)]
    return float(values.mean()) if values.size else math.nan


def _share(p):
    p = np.asarray(p, float)
    return Share(int((p[np.isfinite(p)] < ALPHA).sum()), int(np.isfinite(p).sum()))


def _sizes(answers, outcomes):
    made = []
    for outcome in outcomes:
        for column, authorities, years in answers[0]["powers"]:
            if column != outcome.column:
                continue
            found = [answer["powers"].get((column, authorities, years)) for answer in answers]
            found = [one for one in found if one is not None and not one.missing]
            error = float(np.mean([one.error for one in found])) if found else math.nan
            made.append(Size(outcome, authorities, years, Share(sum(one.p < ALPHA for one in found), len(found)), error))
    return made


def _needed(found, authorities):
    """Authorities for a power of 80 % at 5 %: the standard error shrinks with the root of their number."""
    if found.exact:
        return math.inf
    if found.wrong is None:
        return math.nan
    return authorities * ((1.96 + 0.84) * found.error / abs(found.truth)) ** 2
