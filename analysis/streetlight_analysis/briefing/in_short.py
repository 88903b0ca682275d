"""Page 1: what a reader without time wants to know, in three to five plain sentences that lead with size."""

import math

from ..certainty import size_of
from ..comparison import comparison_window, is_policy_panel, leading_outcomes
from ..digits import listed, number, per_cent, with_unit, words_for
from ..names import group_title, quoted
from . import sentences, sweep

MOST = 5
GROUPS_NAMED = 6
NAMED = 3  # scenarios named in a clause; of more, the two at the ends


def in_short(panel, rows):
    """Up to `MOST` sentences; of a single scenario on what changes over the run."""
    from .summary import changes_alone

    leading = leading_rows(panel, rows)
    if panel.sizes["scenario"] == 1:
        if panel.sizes["point"] > 1:
            return [f"{row.title}: {sweep.levels(panel, row)}" for row in leading[: MOST - 1]] + strongest(panel, leading)
        return [f"{one.label}: {one.text[:1].lower()}{one.text[1:]}" for one in changes_alone(panel, leading[: MOST - 1])]
    if not any(cell.judged.rung != "missing" for row in leading for cell in row.cells.values()):
        return ["The file has no two runs of the same replicate, so nothing can be compared."]
    if all(cell.judged.rung == "exact" for row in rows for cell in row.cells.values()):
        return ["No outcome differs between the scenarios, not by a single bit."]
    if panel.sizes["point"] > 1:
        return [over_settings(row, panel.sizes["point"]) for row in leading[: MOST - 2]] + strongest(panel, leading)
    baseline = str(panel["scenario"].values[0])
    noun = "policies" if is_policy_panel(panel) else "scenarios"
    everyone = [row for row in leading if row.group == "all"] or leading
    apart = between_groups(leading, baseline, noun)
    told = [on_outcome(row, baseline, noun) for row in everyone[: MOST - 1]]
    harm, trust = (next((row for row in everyone if row.outcome.name == name), None) for name in ("harm", "trust"))
    if is_policy_panel(panel) and harm and trust and len(told) + len(apart) < MOST:
        told.insert(0, sentences.on_balance(panel, harm, trust, comparison_window(panel)))
    return (told + apart)[:MOST]


def leading_rows(panel, rows):
    """Rows of the outcomes that the briefing leads with, in their order."""
    names = [outcome.name for outcome in leading_outcomes(panel)]
    found = [row for row in rows if row.outcome.name in names]
    return sorted(found, key=lambda row: names.index(row.outcome.name)) or rows[: MOST - 1]


def between_groups(rows, baseline, noun):
    """One sentence on the groups asked for: of the outcome and scenario in which most happens to one of them, for its margin.

    The data choose which, so it must be told as one of all of them.
    """
    of_groups = [row for row in rows if row.group != "all"]
    count = sum(len(row.cells) for row in of_groups)
    reach, name, outcome = max(
        ((_reach(cell, count), name, row.outcome) for row in of_groups for name, cell in row.cells.items()),
        key=lambda found: found[0], default=(0.0, "", None),
    )  # fmt: skip
    if reach == 0:
        return []
    told = [row for row in of_groups if row.outcome is outcome or row.outcome.name == outcome.name]
    if len(told) == 1:
        return [on_outcome(told[0], baseline, noun)]
    told.sort(key=lambda row: -_reach(row.cells[name]))
    each = listed(f"{group_title(row.group)} ({_of_group(row, row.cells[name])})" for row in told[:GROUPS_NAMED])
    return [f"{outcome.title} by group, with {quoted(name)}: {each}."]


def _reach(cell, among=1):
    judged = cell.judged.among(among)
    return abs(judged.difference) / cell.margin if cell.margin > 0 and judged.direction else 0.0


def _of_group(row, cell):
    if cell.judged.rung in ("exact", "missing"):
        return cell.judged.words()
    return _size(row, cell) + ("" if cell.judged.direction else ", not distinguished from none")


def on_outcome(row, baseline, noun):
    """ "Trust: 62 in 100 under “No programme”. A large fall with “Covert” (to 59 in 100)." """
    kinds = {}
    for name, cell in row.cells.items():
        kind = _kind(cell)
        # What is surely negligible is one thing to a reader, whichever way it goes.
        kinds.setdefault(("negligible", 0) if kind[0] == "negligible" else kind, []).append(name)
    clauses = [_clause(row, kind, kinds[kind], noun) for kind in sorted(kinds, key=_rank)]
    return f"{row.title}: {_level(row, row.baseline)} under {quoted(baseline)}. {' '.join(clauses)}"


def _kind(cell):
    """(size, direction) of what is told; a word for what is not."""
    judged = cell.judged
    if judged.direction or (judged.rung == "single" and judged.difference):
        sizes = [size_of(end, cell.margin) for end in (judged.low, judged.high)]
        order = ("negligible", "small", "large")
        known = sorted({size for size in sizes if size in order}, key=order.index)
        return (" to ".join(known) if len(known) > 1 and not cell.certain else cell.size, 1 if judged.difference > 0 else -1)
    if judged.rung == "untold" and cell.size == "negligible" and cell.certain:
        return ("negligible", 0)
    return ({"exact": "same", "untold": "untold", "missing": "missing"}.get(judged.rung, "open"), 0)


def _rank(kind):
    order = ("large", "small to large", "negligible to large", "small", "negligible to small", "", "negligible", "untold", "open")
    return (order.index(kind[0]) if kind[0] in order else len(order), kind[1])


def _clause(row, kind, names, noun):
    size, way = kind
    who = _who(row, names, noun)
    if not way:
        return {
            "negligible": f"Negligible with {who}.",
            "same": f"Exactly the same with {who}.",
            "untold": f"With {who} no difference can be distinguished from chance{_spans(row, names)}.",
            "missing": f"Not measured with {who}.",
        }.get(size, f"Too few cases differ to judge with {who}.")
    word = f"{size} {'rise' if way > 0 else 'fall'}".strip()
    one = all(row.cells[name].judged.rung == "single" for name in names)
    return f"{'An' if word[0] in 'aeiou' else 'A'} {word} with {_sized(row, names, noun)}{' (in one replicate)' if one else ''}."


def _sized(row, names, noun):
    cells = sorted(names, key=lambda name: -abs(row.cells[name].judged.difference))
    if len(cells) <= NAMED:
        return listed(f"{quoted(name)} ({_size(row, row.cells[name])})" for name in cells)
    most, least = cells[0], cells[-1]
    return (
        f"{_who(row, names, noun)}, estimates going from {quoted(least)} ({_size(row, row.cells[least])}) to {quoted(most)}"
        f" ({_size(row, row.cells[most])})"
    )


def _size(row, cell):
    """A difference as a reader takes it: with its share of the level, trust as chances."""
    size = cell.judged.size(sign=True) + (" percentage points" if row.unit.startswith("%") else "")
    size = with_unit(size, "£") if row.unit.startswith("£") else size
    if row.unit == "log-odds":
        return f"to {_chance(cell.mean)} in 100"
    return f"{size}, {per_cent(cell.relative, sign=True)}" if math.isfinite(cell.relative) else size


def _level(row, value):
    if row.unit == "log-odds":
        return f"{with_unit(number(value), row.unit)}, which as a chance is {_chance(value)} in 100"
    return with_unit(number(value), row.unit)


def _chance(log_odds):
    return number(100 / (1 + math.exp(-log_odds)), 1) if math.isfinite(log_odds) else "–"


def _spans(row, names):
    if len(names) > NAMED:
        return ""
    return f" ({', '.join(row.cells[name].judged.span() for name in names)})"


def _who(row, names, noun):
    if len(names) == len(row.cells) and len(names) > 1:
        return f"{'both' if len(names) == 2 else 'all ' + words_for(len(names))} {noun}"
    return listed(map(quoted, names)) if len(names) <= NAMED else f"{words_for(len(names))} {noun}"


def over_settings(row, count):
    """At how many settings of a sweep the difference is large, small, negligible or not told, and between which ends."""
    parts = []
    for name, cell in row.cells.items():
        kinds = {}
        for judged in cell.points:
            size = size_of(judged.difference, cell.margin)
            words = f"{size} {'rise' if judged.difference > 0 else 'fall'}".strip() if judged.direction else "not distinguished from none"
            kinds[words] = kinds.get(words, 0) + 1
        where = listed(f"{words} at {number(n, 0)}" for words, n in sorted(kinds.items(), key=lambda pair: -pair[1]))
        sizes = [judged.difference for judged in cell.points if math.isfinite(judged.difference)]
        if sizes:
            low, high = (number(size, sign=True) for size in (min(sizes), max(sizes)))
            parts.append(
                f"with {quoted(name)} {where} of {number(count, 0)} settings ({low} to {with_unit(high, row.difference_unit)})"
            )
    return f"{row.title}: {'; '.join(parts) if parts else 'not measured'}."


def strongest(panel, rows):
    """A sentence on the parameter that moves the first of the outcomes most, as estimated; nothing where none does.

    The data choose outcome, parameter and scenario, so they must be told as one of all that might be chosen.
    """
    keys, rows = sweep.keys_of(panel), [row for row in rows if row.group == "all"] or rows
    among = len(keys) * len(rows) * max(1, panel.sizes["scenario"] - 1)
    for row in rows:
        found = [
            (abs(judged.difference), key)
            for key in keys
            for judged in sweep.contrast_of(panel, key, row).values()
            if judged.among(among).direction
        ]
        if found:
            of_all = f"Of {words_for(len(keys))} parameters that are varied, one has the largest effect as estimated"
            lead = of_all if len(keys) > 1 else "What moves this"
            told = sweep.response(panel, max(found)[1], [row], among)
            return [f"{lead}: {told[:1].lower()}{told[1:]}"]
    return []
