"""Figures of an evaluation: estimates against the truth, the event study, power against size."""

import numpy as np

from ..digits import number
from ..errors import CannotDraw
from ..sheet import Sheet
from ..style import FAINT, GREY, INK, RECORDS, TRUTH, Look, handle, look, styled, tick
from .tables import adopting, replicates_words, rounded_up

SHOWN = ("findings", "open_cases", "need", "trust")
SHOWN_FAMILIES = ("found", "open_case", "need", "trust")
MIDDLE = "bar: the middle 95 % of the estimates over replicates"


def _looks(outcome):
    return RECORDS if outcome.recorded else TRUTH


@styled
def designs(panel, evaluation, *, outcomes=(), width="wide", caption=True):
    """Estimates over replicates by design, beside the effect by the twin; a panel an outcome."""
    wanted = outcomes or (SHOWN if evaluation.adopters else SHOWN_FAMILIES)
    by_outcome = {}
    for found in evaluation.verdicts:
        if found.outcome.column in wanted and found.estimates:
            by_outcome.setdefault(found.outcome.column, []).append(found)
    if not by_outcome:
        raise CannotDraw("no design gives an estimate")
    across = 2 if width == "wide" and len(by_outcome) > 1 else 1
    most = max(map(len, by_outcome.values()))
    sheet = Sheet(
        panel,
        "What each design would have said",
        width=width,
        rows=-(-len(by_outcome) // across),
        columns=across,
        height=14 + 5 * most,
        sharey=True,
    )
    for axes, verdicts in zip(sheet.flat, by_outcome.values()):
        shown = _looks(verdicts[0].outcome)
        for row, found in enumerate(verdicts):
            low, high = np.percentile(found.values, [2.5, 97.5])
            axes.plot([low, high], [row, row], color=shown.colour, linestyle="-", linewidth=2.2, alpha=0.45, solid_capstyle="butt")
            axes.plot([found.mean], [row], color=shown.colour, marker=shown.marker, markersize=3.6, linestyle="none")
            axes.plot([found.truth], [row], color=INK, marker="|", markersize=9, markeredgewidth=1.3, linestyle="none")
        axes.axvline(0, color=FAINT, linewidth=0.7, linestyle=(0, (2, 2)), zorder=1)
        axes.set_yticks(range(len(verdicts)), [found.design.title for found in verdicts])
        axes.set_ylim(len(verdicts) - 0.5, -0.5)
        axes.margins(x=0.05)
        axes.grid(False)
        axes.grid(True, axis="x")
        axes.set_xlabel(verdicts[0].outcome.unit)
        axes.set_title(f"{verdicts[0].outcome.title} ({'on the records' if verdicts[0].outcome.recorded else 'in truth'})")
    sheet.drop_unused(len(by_outcome))
    return sheet.finish(
        (
            "What to see: a design whose mark lies off the black stroke is biased; one whose bar reaches over 0 would often have found"
            f" nothing. Dot or square: mean of the estimates; {MIDDLE}; black stroke: mean effect on the treated by the twin."
            f" {evaluation.replicates} replicates."
        ),
        caption=caption,
        key=[
            handle(RECORDS, "estimates, outcome on the records", line=False),
            handle(TRUTH, "estimates, outcome that nobody records", line=False),
            tick("effect by the twin"),
        ],
    )


@styled
def event_study(panel, evaluation, *, outcomes=(), width="wide", caption=True):
    """The mean event study over replicates and the effect by the twin, by quarter since launch; a panel an outcome."""
    titles = {found.outcome.column: found.outcome for found in evaluation.verdicts}
    wanted = [name for name in outcomes or SHOWN if evaluation.events.get(name)]
    if not wanted:
        raise CannotDraw("there is no event study")
    across = 2 if width == "wide" and len(wanted) > 1 else 1
    sheet = Sheet(
        panel,
        "Event study: before and after each launch",
        width=width,
        rows=-(-len(wanted) // across),
        columns=across,
        height=46,
    )
    for axes, name in zip(sheet.flat, wanted):
        events, outcome = evaluation.events[name], titles[name]
        shown = _looks(outcome)
        x = [one.event for one in events]
        axes.fill_between(x, [one.low for one in events], [one.high for one in events], color=shown.colour, alpha=0.18, linewidth=0)
        axes.plot(x, [one.mean for one in events], color=shown.colour, marker=shown.marker, markersize=2.6, linestyle=shown.dashes)
        axes.plot(x, [one.truth for one in events], color=INK, linestyle="-", linewidth=1.1)
        axes.axhline(0, color=FAINT, linewidth=0.6)
        axes.axvline(-0.5, color=FAINT, linewidth=0.7, linestyle=(0, (2, 2)))
        axes.set_xlim(min(x), max(x))
        axes.set_xticks([event for event in x if event % 4 == 0])
        axes.set_xlabel("quarters since launch")
        axes.set_ylabel(outcome.unit.replace(" and quarter", "\nand quarter"))
        axes.set_title(f"{outcome.title} ({'on the records' if outcome.recorded else 'in truth'})")
    sheet.drop_unused(len(wanted))
    return sheet.finish(
        (
            "What to see: left of the line nothing should differ from 0 (the quarter before the launch is 0 by construction); right of"
            " it, whether the estimates follow the true path. Band: the middle 95 % of the estimates over replicates (Callaway and"
            " Sant’Anna, compared with those not yet in use). Later quarters are those of early adopters only."
        ),
        caption=caption,
        key=[
            handle(RECORDS, "mean estimate, outcome on the records"),
            handle(TRUTH, "mean estimate, outcome that nobody records"),
            handle(Look(INK, "-", ""), "effect by the twin"),
        ],
    )


@styled
def power(panel, evaluation, *, outcomes=(), width="wide", caption=True):
    """Power against the number of authorities, a line for each length of the study; a panel an outcome."""
    wanted = outcomes or SHOWN
    sizes = [one for one in evaluation.sizes if one.outcome.column in wanted and one.significant.of]
    if not sizes:
        raise CannotDraw("there are no estimates by size")
    names = list(dict.fromkeys(one.outcome.column for one in sizes))
    years = sorted({one.years for one in sizes})
    looks = {year: look(place) for place, year in enumerate(years)}
    across = 2 if width == "wide" and len(names) > 1 else 1
    sheet = Sheet(
        panel,
        "How large would an evaluation have to be?",
        width=width,
        rows=-(-len(names) // across),
        columns=across,
        height=44,
        sharey=True,
    )
    for axes, name in zip(sheet.flat, names):
        here = [one for one in sizes if one.outcome.column == name]
        for year in years:
            line = [one for one in here if one.years == year]
            x = [one.authorities for one in line]
            low, high = zip(*[one.significant.interval for one in line])
            axes.fill_between(x, low, high, color=looks[year].colour, alpha=0.12, linewidth=0)
            axes.plot(
                x,
                [one.significant.value for one in line],
                color=looks[year].colour,
                linestyle=looks[year].dashes,
                marker=looks[year].marker,
            )
        axes.axhline(0.8, color=GREY, linewidth=0.7, linestyle=(0, (2, 2)))
        axes.axhline(0.05, color=GREY, linewidth=0.7, linestyle=(0, (2, 2)))
        axes.set_ylim(0, 1.04)
        axes.set_xlim(0, 1.04 * max(one.authorities for one in here))
        axes.set_yticks([0.05, 0.5, 0.8, 1], ["5 %", "50 %", "80 %", "100 %"])
        axes.set_xlabel(f"authorities, {adopting(evaluation)}")
        said = size_words(evaluation.needed.get(name, np.nan), min(one.authorities for one in here), evaluation.replicates)
        axes.set_title(f"{here[0].outcome.title} ({'on the records' if here[0].outcome.recorded else 'in truth'}): {said}")
    sheet.drop_unused(len(names))
    return sheet.finish(
        (
            "What to see: how often an evaluation would find p < 0.05 (Callaway and Sant’Anna); dashed: 5 %, what chance gives, and 80 %, what"
            " is often asked for. Without an effect the curves should lie at 5 %. In titles: authorities of this size for a power of 80 % by the"
            f" stated standard errors, all {max(years)} years. Band: 95 % interval over {evaluation.replicates} replicates. Smaller studies are"
            " parts of the larger ones."
        ),
        caption=caption,
        key=[handle(looks[year], f"{year} year{'s' if year > 1 else ''} from the first launch on") for year in years],
    )


def size_words(needed, fewest, replicates):
    """How many authorities give a power of 80 %, as the end of a panel's title."""
    if np.isnan(needed):
        return f"{replicates_words(replicates)} not tell the effect from 0"
    if np.isinf(needed):
        return "no effect to find"
    if needed < fewest:  # the normal theory says little about so few
        return f"80 % with fewer than {fewest}"
    return f"80 % with about {number(rounded_up(needed), 0)}"


FIGURES = {"designs": designs, "event_study": event_study, "power": power}
