"""The summary in detail: statements computed from the panel, each with a label, in the order in which a reader asks."""

from dataclasses import dataclass

import numpy as np

from ..certainty import judge
from ..caption import window_words
from ..comparison import ASKED_FOR, comparison_window, empty_groups, is_policy_panel, row_named
from ..events import event_of_change
from ..gather import Window, intervals_of, years_gathered
from ..names import group_title, quoted
from ..runs import missing_words, most_replicates, replicates_words
from ..windows import settings_differ, window_why
from ..digits import listed, number, plain, with_unit, words_for
from . import algorithm, sentences, sweep

TOLD = ("harm", "unmet_need", "trust", "avoided_share", "unwarranted_visits", "cost")


@dataclass(frozen=True)
class Statement:
    label: str
    text: str


def summary_of(panel, rows):
    """Statements about a panel.

    Args:
        panel: dataset of `open_panel`.
        rows: of `comparison.compare`.

    Returns:
        list of Statement, the setting first and how sure it is last.
    """
    statements = [Statement("What was compared", setting(panel))]
    policies = is_policy_panel(panel)
    if panel.sizes["point"] > 1:
        statements += [Statement(label, text) for label, text in sweep.statements(panel, rows, _told(rows, policies))]
    elif panel.sizes["scenario"] > 1:
        statements += _compared(panel, rows, policies)
    else:
        statements += _alone(panel, rows, policies)
    if policies and panel.sizes["point"] == 1:
        statements += [
            Statement(label, text)
            for label, text in (
                ("The algorithm, on the records and in truth", algorithm.precision_statement(panel)),
                ("Who is flagged", algorithm.flag_statement(panel)),
            )
            if text
        ]
    return statements + [Statement("How sure", how_sure(panel, rows))]


def setting(panel):
    """What was run: scenarios, size, time, replicates."""
    scenarios, replicates, points = (panel.sizes[name] for name in ("scenario", "replicate", "point"))
    baseline = str(panel["scenario"].values[0])
    if scenarios > 2:
        what = f"{words_for(scenarios - 1).capitalize()} {noun(panel)} against {quoted(baseline)}"
    else:
        what = f"“{panel['scenario'].values[1]}” against “{baseline}”" if scenarios == 2 else f"“{baseline}” alone"
    if points > 1:
        settings = f"{number(points, 0)} settings of {listed(panel.attrs['design'].columns)}"
        what += f", {'each ' if scenarios > 1 else ''}at {settings}"
    if is_policy_panel(panel):
        families = float(panel["families"].isel(point=0, authority=0, group=0, time=0).mean())
        what += f", among {number(families, 0)} simulated families"
    runs = replicates_words(panel) if replicates > 1 else "one replicate"
    text = f"{what}. Over {span_words(panel)}, in {runs}."
    if most_replicates(panel) > 1 and scenarios > 1 and is_policy_panel(panel):
        text = text[:-1] + ", each with the same families and the same luck under every policy."
    if scenarios == 1:
        text += (
            " There is no other scenario to compare with, so no effect of a policy can be read from this: what changes"
            " over time changes for many reasons."
        )
    elif not settings_differ(panel):
        text += (
            " In the months that were run no setting differs between them: whatever they change would begin later, or is no"
            " change at all."
        )
    missing = missing_words(panel)
    return f"{text} {missing}" if missing else text


def span_words(panel):
    """ "10 years (months 24 to 143, from the first difference between scenarios)", "days 900 to 999"."""
    window = comparison_window(panel)
    whole = window == Window(int(panel["time"].values[0]), intervals_of(panel).end)
    why = "the whole run" if whole else window_why(panel) or "the last part of the run"
    months = window_words(panel, window)
    if not is_policy_panel(panel):
        return f"{months} ({why})"
    years = plain(round(years_gathered(panel, window), 1))
    return f"{years} {'year' if years == '1' else 'years'} ({months}, {why})"


def noun(panel):
    """What the scenarios of a panel are called together."""
    return "policies" if is_policy_panel(panel) else "scenarios"


def _told(rows, policies):
    if policies:
        return [row for row in rows if row.outcome.name in TOLD or row.section == ASKED_FOR]
    return [row for row in rows if any(cell.judged.rung != "exact" for cell in row.cells.values()) or not row.cells][:6]


def _compared(panel, rows, policies):
    baseline = str(panel["scenario"].values[0])
    found = [
        Statement(row.title, sentences.of_outcome(row, baseline, noun(panel))) for row in _told(rows, policies)
    ]
    harm, trust = row_named(rows, "harm"), row_named(rows, "trust")
    if policies and harm and trust:
        balance = sentences.on_balance(panel, harm, trust, comparison_window(panel))
        found.insert(0, Statement("Harm and trust together", balance))
    return found


def _alone(panel, rows, policies):
    """Levels of a single scenario, and how they change from before to the end."""
    found = changes_alone(panel, _told(rows, policies))
    if found and policies:
        found[0] = Statement(found[0].label, f"{found[0].text} (Here and below: the first year against the last.)")
    return found


def changes_alone(panel, rows):
    found = []
    for row in rows:
        change = change_over_run(panel, row)
        if change is None:
            text = with_unit(number(row.baseline), row.unit) + "."
        else:
            judged, before, after = change
            moved = (
                "which cannot be distinguished from chance"
                if judged.rung in ("untold", "open")
                else judged.words("lower", "higher") + f" ({judged.span(sign=True)})"
                if judged.rung in ("clear", "told")
                else judged.words("lower", "higher")
            )
            text = f"From {with_unit(number(before), row.unit)}" + f" at first to {number(after)} at the end: {moved}."
        found.append(Statement(row.title, text))
    return found


def change_over_run(panel, row):
    """The first year (tenth of the run, in other models) against the last: (Judgement, mean before, mean after)."""
    times, intervals = panel["time"].values, intervals_of(panel)
    count = max(1, 12 // intervals.months) if is_policy_panel(panel) else max(1, len(times) // 10)
    if len(times) < 2 * count:
        return None
    ends = (Window(int(times[0]), int(times[count])), Window(int(times[-count]), intervals.end))
    before, after = (row.outcome.levels(panel, end, group=row.group).isel(scenario=0).values for end in ends)
    if not (np.isfinite(before).any() and np.isfinite(after).any()):
        return None
    event = float(event_of_change(panel, row.outcome, *ends, group=row.group).isel(scenario=0))
    return judge(after - before, event), float(np.nanmean(before)), float(np.nanmean(after))


def _distinct(rows):
    """Judgements with an interval, equal ones once: two columns of the same numbers are one comparison."""
    found = {}
    for row in rows:
        for name, cell in row.cells.items():
            one = cell.judged
            if one.has_interval:
                found[name, row.group, cell.mean, one.difference, one.low, one.high] = one
    return list(found.values())


def _counted(judged, what):
    """How many of the comparisons do not include zero, and how many would by chance alone."""
    if not judged:
        return f"Of the {what} none has an interval: nothing can be distinguished from chance."
    told = sum(one.direction != 0 for one in judged)
    by_chance = number(0.05 * len(judged), 1 if len(judged) < 200 else 0)
    return (
        f"Of the {number(len(judged), 0)} {what} that have an interval, {number(told, 0)} do not include zero; if nothing made any"
        f" difference, chance alone would make it about {by_chance}."
    )


def how_sure(panel, rows):
    """What the intervals cover, how many comparisons there are, and what carries the result."""
    parts = []
    swept = panel.sizes["point"] > 1
    if panel.sizes["scenario"] > 1 and most_replicates(panel) > 1:
        parts.append(_counted(_distinct(rows), "comparisons in the table" + (", each over the whole design" if swept else "")))
        if swept:
            used = sweep.comparisons_used(panel, _told(rows, is_policy_panel(panel)))
            parts.append(_counted(used, "comparisons at single settings and between ends of parameters that the sentences use"))
    missing = missing_words(panel)
    if most_replicates(panel) < 2:
        only = "One replicate was run" if panel.sizes["replicate"] == 1 else f"The file has {replicates_words(panel)}"
        parts.append(f"{only}, so nothing says how much of this is chance.")
    else:
        parts.append("The intervals measure chance between replicates only, for the parameters as they are set.")
    if missing:
        parts.append(missing)
    empty = empty_groups(panel, [str(name) for name in panel["group"].values])
    if empty:
        parts.append(f"Groups without families are left out: {listed(f'“{group_title(name)}”' for name in empty)}.")
    grades = panel.attrs["parameters"]["grade"].value_counts() if len(panel.attrs["parameters"]) else {}
    if len(grades):
        contested, assumed = grades.get("contested", 0), grades.get("assumed", 0)
        total = number(len(panel.attrs["parameters"]), 0)
        if contested + assumed:
            carried = [
                f"{number(count, 0)} {'is' if count == 1 else 'are'} {words}"
                for count, words in (
                    (contested, "contested (published figures disagree)"),
                    (assumed, "assumed (nobody has measured them)"),
                )
                if count
            ]
            parts.append(
                f"Of the model’s {total} parameters, {listed(carried)}: another value of one of these can change a result,"
                " and no interval here shows that."
            )
        else:
            parts.append(f"The model’s {total} parameters are the experimenter’s choice or measured: none is an assumption.")
    return " ".join(parts)
