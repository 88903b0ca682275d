"""The designs on authorities by name, with what each assumes, and the estimates of one replicate."""

from dataclasses import dataclass

from . import comparisons, single, staggered


@dataclass(frozen=True)
class Design:
    """A design.

    Attributes:
        title: for tables and figures.
        assumes: in a few words, what has to hold.
        whole: whether it estimates the effect on all treated (otherwise that on one adopter).
    """

    name: str
    title: str
    assumes: str
    whole: bool = True


DESIGNS = (
    Design("before_after", "Before and after", "nothing else changes"),
    Design("matched", "Matched comparison", "the records hold whatever matters"),
    Design("by_lot", "Adopters against others", "who adopts is drawn by lot"),
    Design("two_way", "Two-way fixed effects", "parallel trends, one effect for all"),
    Design("callaway_santanna", "Callaway and Sant’Anna", "parallel trends, no anticipation"),
    Design("sun_abraham", "Sun and Abraham", "parallel trends, no anticipation"),
    Design("synthetic", "Synthetic control, one adopter", "the weighted others would have gone on like it", whole=False),
    Design("interrupted", "Interrupted series, one adopter", "its line would have gone on", whole=False),
)


def estimates(sample, outcomes):
    """{(design, outcome column): Estimate} of a replicate."""
    records = [sample.seen[one.column] for one in outcomes if one.recorded]
    pairs = comparisons.matches(records, sample.launch) if records else {}
    cells = staggered.group_time(sample.seen, sample.launch)
    made = {}
    for outcome in outcomes:
        y, launch = sample.seen[outcome.column], sample.launch
        made |= {
            ("before_after", outcome.column): comparisons.before_after(y, launch),
            ("matched", outcome.column): comparisons.matched(y, launch, pairs),
            ("by_lot", outcome.column): comparisons.as_if_by_lot(y, launch),
            ("two_way", outcome.column): comparisons.two_way(y, launch),
            ("callaway_santanna", outcome.column): staggered.average_effect(cells[outcome.column]),
            ("sun_abraham", outcome.column): staggered.sun_abraham(y, launch),
            ("synthetic", outcome.column): single.synthetic_control(y, launch),
            ("interrupted", outcome.column): single.interrupted_series(y, launch),
        }
    return made


def truths(sample, outcomes):
    """{(design, outcome column): the effect that the design is after, by the twin}."""
    quarters = next(iter(sample.seen.values())).shape[1]
    adopter = single.chosen_adopter(sample.launch, quarters)
    made = {}
    for outcome in outcomes:
        of_all = sample.truth(outcome.column)
        of_one = sample.truth_of(outcome.column, adopter) if adopter is not None else float("nan")
        for design in DESIGNS:
            made[design.name, outcome.column] = of_all if design.whole else of_one
    return made
