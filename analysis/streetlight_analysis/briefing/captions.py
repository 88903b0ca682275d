"""What each figure of a briefing shows, said from the numbers that it draws; and how to read it."""

import math
from dataclasses import replace

import numpy as np

from ..caption import window_words
from ..certainty import judge
from ..comparison import comparison_window, row_named
from ..events import event_in, event_of
from ..figures.curves_by_scenario import interaction
from ..figures.differences import OUTCOMES_SHOWN
from ..figures.end_states import ends_window, measured_ends
from ..figures.response_curves import over_points, shown_outcomes
from ..figures.trust_by_group import GROUPS
from ..gather import divide, gather, last_year, measure, over_runs, together, whole_window
from ..windows import default_window
from ..names import decile_groups, group_title, quoted
from ..digits import listed, number, per_cent, plain
from ..outcomes import OUTCOMES
from ..paired import interval_of_mean
from ..runs import replicates_words
from . import algorithm, sentences, summary, sweep
from .order import may_be, order_of


def paired_dots(panel, rows, names=OUTCOMES_SHOWN, group="all"):
    """How the drawn differences (in the outcomes of these names) are judged, and which estimate is largest."""
    drawn = [row for row in rows if row.outcome.name in names and row.group == group]
    judged = [(name, row, cell) for row in drawn for name, cell in row.cells.items()]
    counts = {}
    for _, _, cell in judged:
        counts[cell.judged.words()] = counts.get(cell.judged.words(), 0) + 1
    told = listed(f"{number(n, 0)} {words}" for words, n in counts.items())
    text = f"Of the {number(len(judged), 0)} differences drawn: {told}" if len(judged) > 1 else f"One difference: {told[2:]}"
    # The data choose which one is named, so it must be told as one of all of them.
    sized = [entry for entry in judged if entry[2].judged.among(len(judged)).direction and np.isfinite(entry[2].relative)]
    if sized:
        name, row, cell = max(sized, key=lambda entry: abs(entry[2].relative))
        text += (
            f". The largest estimate, for its baseline, is in “{row.title}” with {quoted(name)}:"
            f" {per_cent(cell.relative, sign=True)}"
        )
    return text + "."


def at_a_glance(panel, rows, names):
    """What page 1 shows: the differences of what the briefing leads with, by size."""
    drawn = [row for row in rows if row.outcome.name in names and row.group == "all"]
    counts = {}
    for row in drawn:
        for cell in row.cells.values():
            words = cell.size if cell.judged.direction and cell.size else cell.judged.words()
            counts[words] = counts.get(words, 0) + 1
    told = listed(f"{number(n, 0)} {words}" for words, n in sorted(counts.items(), key=lambda pair: -pair[1]))
    baseline = quoted(str(panel["scenario"].values[0]))
    return f"Differences from {baseline} over {window_words(panel, comparison_window(panel))}: {told}."


def trade_off(panel, rows):
    return sentences.on_balance(panel, row_named(rows, "harm"), row_named(rows, "trust"), default_window(panel))


def at_the_end(panel, name):
    """Highest and lowest scenario of an outcome in the last twelve months, as far as they are told apart."""
    outcome = OUTCOMES[name]
    window = last_year(panel)
    order = _order(outcome.levels(panel, window), _of_outcome(panel, outcome, window))
    return f"{outcome.title} in {window_words(panel, window)} ({outcome.axis(panel)}): {order}"


def _of_outcome(panel, outcome, window, **selection):
    """For `_order`: what an event adds to the difference of two scenarios."""
    return lambda most, least: event_of(panel, outcome, window, [(1, {"scenario": most}), (-1, {"scenario": least})], **selection)


def _order(values, event):
    """Which scenario is highest and which lowest, or may be. These are chosen by the data, so they are judged as some of all pairs.

    Args:
        values: (scenario, replicate).
        event: function of two scenarios, what one event adds to their difference.
    """
    means = values.mean("replicate")
    order = order_of(values, event)

    def mean(name):
        return number(float(means.sel(scenario=name)))

    def told(name):
        return f"{quoted(name)} ({mean(name)})"

    if not order.names:
        return "not measured."
    if len(order.names) == 1:
        return f"{mean(order.names[0])}."
    if not order.apart:
        return f"{mean(order.names[0])} at most; highest and lowest cannot be told apart."
    return f"highest with {may_be(order.highest, told)}, lowest with {may_be(order.lowest, told)}."


def deterred_and_unmet(panel, rows):
    return " ".join(at_the_end(panel, name) for name in ("avoided_share", "unmet_need"))


def awareness_and_licence(panel, rows):
    return " ".join(at_the_end(panel, name) for name in ("aware", "licence"))


def visits(panel, rows):
    """Which share of visits goes to families who are not in need."""
    window = last_year(panel)
    parts = [gather(panel, name, window) for name in ("unwarranted_visits", "visits")]
    share = together(parts, lambda unwarranted, every: 100 * divide(unwarranted, every))
    event = event_in(share, 1)
    order = _order(over_runs(share), lambda most, least: float(event.sel(scenario=[most, least]).max()))
    return f"Share of visits in {window_words(panel, window)} that go to families not in need (%): {order}"


def trust_by_group(panel, rows):
    """Where trust falls most: how far the groups' trust moves from the year before the start to the end."""
    start = default_window(panel).first
    first = int(panel["time"].values[0])
    before = whole_window(panel, max(first, start - 12), start) if start > first else whole_window(panel, first, first + 12)
    groups, trust = _trust_groups(panel), OUTCOMES["trust"]
    change = trust.levels(panel, last_year(panel), group=groups) - trust.levels(panel, before, group=groups)
    event = event_in(trust.gathered(panel, last_year(panel), group=groups), 1)
    mean = change.mean("replicate")
    if not np.isfinite(mean).any():
        return "Trust was not measured."
    names = [str(name) for name in change["scenario"].values]
    if len(names) > 1 and all(_alike(change.sel(scenario=names[0]), change.sel(scenario=name)) for name in names[1:]):
        return "Trust moves in the same way in all scenarios."
    order, most, least, fall, apart = _most_fallen(change, event)
    scenario = order.names[-1]
    if fall.rung != "single" and fall.direction >= 0:
        return "No fall of trust can be seen in any group of any scenario."
    here = mean.sel(scenario=scenario)
    if not here.min() < 0:
        return "Trust falls in no group of any scenario."
    told = [f"{number(float(here.sel(group=name)), 2, sign=True)} for “{group_title(name)}”" for name in (most, least)]
    how = "against" if apart.direction else "which is not told apart from"
    close = f", {how} {told[1]}" if len(groups) > 1 else ""
    alone = len(order.lowest) == 1
    return (
        f"Trust falls most with {may_be(order.lowest, quoted)}: from {window_words(panel, before)} to"
        f" {window_words(panel, last_year(panel))}{'' if alone else f', with {quoted(scenario)},'} it changes by"
        f" {told[0]}{close} (log-odds)."
    )


def _most_fallen(change, event):
    """Where trust falls most. The data choose scenario and groups, so they are judged as one of all that might be chosen.

    Args:
        change: (scenario, replicate, group).
        event: [scenario, group] what one event adds to a value.

    Returns:
        (Order of the scenarios in the group that falls most, this group, that which falls least there, Judgement of the fall, of
        the groups' difference).
    """
    mean = change.mean("replicate").transpose("scenario", "group")
    names, groups = ([str(name) for name in mean[key].values] for key in ("scenario", "group"))
    place = int(np.nanargmin(mean.min("group").values))
    most, least = (groups[int(of(mean.values[place]))] for of in (np.nanargmin, np.nanargmax))
    here, measured = change.sel(scenario=names[place]), int(np.isfinite(mean).sum("group").max())
    one = float(event.sel(scenario=names[place], group=[most, least]).max())
    fall = judge(here.sel(group=most).values, one, len(names) * measured)
    pairs = max(1, len(names) * math.comb(measured, 2))
    apart = judge((here.sel(group=most) - here.sel(group=least)).values, one, pairs)
    of_group = event.sel(group=most)
    order = order_of(
        change.sel(group=most),
        lambda *pair: float(of_group.sel(scenario=list(pair)).max()),
        pairs=max(1, math.comb(len(names), 2) * measured),
    )
    return order, most, least, fall, apart


def _alike(one, other):
    """Whether two arrays hold the same numbers where both have any."""
    both = one.notnull() & other.notnull()
    return bool((one.where(both, 0) == other.where(both, 0)).all())


def _trust_groups(panel):
    there = [str(name) for name in panel["group"].values]
    return [name for name in GROUPS if name in there] or there[:5]


def flag_ratio(panel, rows):
    return algorithm.flag_statement(panel)


def model_precision(panel, rows):
    return algorithm.precision_statement(panel)


def prevalence_by_decile(panel, rows):
    """How much steeper the records are than need."""
    deciles = decile_groups(panel)
    ends = [deciles[-1], deciles[0]]
    ratios, event = {}, 0.0
    window = last_year(panel)
    for name in ("need", "open_cases"):
        rates = [gather(panel, column, window, group=end) for end in ends for column in (name, "families")]
        rates = [replace(one, parts=tuple(part.drop_vars("group") for part in one.parts)) for one in rates]
        steepness = together(rates, lambda top, of_top, low, of_low: divide(divide(top, of_top), divide(low, of_low)))
        ratios[name] = over_runs(steepness).isel(scenario=0)
        event = max(event, float(event_in(steepness, 1, (0, 2)).isel(scenario=0)))
    scenario = str(panel["scenario"].values[0])
    need, cases = (interval_of_mean(ratios[name]) for name in ("need", "open_cases"))
    judged = judge((ratios["open_cases"] - ratios["need"]).values, event)
    if judged.rung == "missing":
        return "The outermost tenths hold too few families to compare."
    steeper = {
        "untold": "the two gradients cannot be told apart",
        "open": "the two gradients cannot be told apart",
        "single": "one replicate does not tell the two gradients apart",
    }.get(judged.rung, f"the records’ gradient is {judged.words('flatter', 'steeper')} than that of need")
    return (
        f"In {window_words(panel, window)} under {quoted(scenario)}, need is {number(float(need['mean']))} times as common in the most"
        f" deprived tenth as in the least deprived one, an open case {number(float(cases['mean']))} times: {steeper}."
    )


def flags_by_decile(panel, rows):
    """The most deprived tenth's share of flags beside its share of need, in the first scenario that flags."""
    top = decile_groups(panel)[-1]
    shares, event = {}, {}
    families = measure(panel, "families", default_window(panel), group=top) if "families" in panel.data_vars else None
    if families is not None and not bool((families > 0).any()):
        return "No family lives in the most deprived tenth of neighbourhoods."
    for name in ("flags", "need"):
        parts = [gather(panel, name, default_window(panel), group=group) for group in (top, "all")]
        parts = [replace(one, parts=tuple(part.drop_vars("group") for part in one.parts)) for one in parts]
        share = together(parts, lambda here, everyone: 100 * divide(here, everyone))
        shares[name], event[name] = over_runs(share), event_in(share, 1)
    for scenario in panel["scenario"].values:
        flags, need = (shares[name].sel(scenario=scenario) for name in ("flags", "need"))
        if np.isfinite(flags).any() and float(need.mean()) > 0:
            judged = judge((flags - need).values, max(float(one.sel(scenario=scenario)) for one in event.values()))
            words = judged.words("less than", "more than") if judged.direction else "not told apart from"
            return (
                f"With {quoted(scenario)}, the most deprived tenth gets {number(float(flags.mean()))} % of the flags,"
                f" {words} its {number(float(need.mean()))} % of all need."
            )
    return "Nobody is flagged, or nobody in the most deprived tenth is in need."


def response_curves(panel, rows, key, names=None, group="all"):
    shown = {outcome.name for outcome in shown_outcomes(panel, names)}
    return sweep.response(panel, key, [row for row in rows if row.outcome.name in shown and row.group == group])


def heat_maps(panel, rows, name=None, group="all"):
    """Where on the map each scenario's values are highest and lowest: two points chosen by the data, one of all pairs."""
    outcome = shown_outcomes(panel, [name] if name else None)[0]
    design, names = panel.attrs["design"], [str(name) for name in panel["scenario"].values]
    compared = len(names) > 1
    values = over_points(panel, outcome, comparison_window(panel), group, names[0] if compared else None)
    parts = []
    for scenario in names[1:] if compared else names:
        here = values.sel(scenario=scenario)
        mean = here.mean("replicate").values
        if not np.isfinite(mean).any():
            continue
        low, high = int(np.nanargmin(mean)), int(np.nanargmax(mean))
        pairs = max(1, math.comb(int(np.isfinite(mean).sum()), 2))
        of = [(1, scenario), (-1, names[0])] if compared else [(1, scenario)]
        sides = [(way * sign, {"scenario": which, "point": at}) for way, at in ((1, high), (-1, low)) for sign, which in of]
        event = event_of(panel, outcome, comparison_window(panel), sides, point=None, group=group)
        judged = judge((here.isel(point=high) - here.isel(point=low)).values, event, pairs)
        if not judged.direction and judged.rung != "single":
            parts.append(f"{quoted(scenario)}: the extremes of the map cannot be told apart.")
            continue
        where = [
            f"{number(mean[at], sign=len(panel['scenario']) > 1)} at"
            f" {listed(f'{key} {plain(float(design[key].iloc[at]))}' for key in design.columns if design[key].dtype.kind in 'iuf')}"
            for at in (low, high)
        ]
        parts.append(f"{quoted(scenario)}: from {where[0]} to {where[1]}.")
    unit = f" ({outcome.axis(panel)})" if outcome.axis(panel) else ""
    return f"{outcome.title}{unit}. " + " ".join(parts)


def curves_by_scenario(panel, name=None, group="all"):
    """Whether the second parameter bends the answer to the first."""
    key, other, ends, outcome, judged = interaction(panel, outcome=name, window=comparison_window(panel), group=group)
    parts = []
    for scenario, one in judged.items():
        if one.rung in ("untold", "open"):
            parts.append(f"With {quoted(scenario)} no interaction can be seen.")
        elif one.rung != "missing":
            span = f" ({one.span()})" if np.isfinite(one.low) else ""
            parts.append(
                f"With {quoted(scenario)}, the change from the lowest to the highest {key} differs by"
                f" {one.size(sign=True)}{span} between {other} {ends[0]} and {ends[1]}."
            )
    return (
        f"{outcome.title} over {key}, a line a value of {other}: where the lines are parallel, the two parameters act"
        f" independently. {' '.join(parts)}"
    )


def columns(panel, rows, group="all"):
    """Scenarios over the window of the comparison, for each column drawn."""
    rows = [row for row in rows if row.group == group]
    return _ends(panel, rows) if panel.sizes["scenario"] > 1 else _course(panel, rows)


def _ends(panel, rows):
    parts = []
    for row in rows[:4]:
        window = comparison_window(panel)
        values = row.outcome.levels(panel, window, group=row.group)
        unit = f" ({row.unit})" if row.unit else ""
        parts.append(f"{row.title}{unit}: {_order(values, _of_outcome(panel, row.outcome, window, group=row.group))}")
    return f"Means over {window_words(panel, comparison_window(panel))}. " + " ".join(parts)


def _course(panel, rows):
    parts = [f"{statement.label}: {statement.text}" for statement in summary.changes_alone(panel, rows)]
    return " ".join(parts[:3])


def end_states(panel, outcome, group):
    """How far the replicates of a scenario end apart."""
    outcome, values = measured_ends(panel, outcome=outcome, group=group)
    window = ends_window(panel)
    unit = outcome.axis(panel)
    parts = []
    for name in (str(name) for name in values["scenario"].values):
        here = values.sel(scenario=name).values
        here = here[np.isfinite(here)]
        if here.size:
            parts.append(f"{quoted(name)} from {number(float(here.min()))} to {number(float(here.max()))}")
    of = "" if group == "all" else f" ({group_title(group)})"
    return f"{outcome.title}{of} over {window_words(panel, window)}, in {replicates_words(panel)} ({unit}): {listed(parts)}."
