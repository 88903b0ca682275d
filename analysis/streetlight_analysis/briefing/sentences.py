"""Comparisons as sentences. Every claim is a judgement of paired differences; nothing is said that was not judged.

Sentences lead with size, which is measured against the margin that matters, and say then how sure it is.
"""

import math

from ..certainty import LADDER
from ..names import quoted
from ..digits import listed, number, per_cent, with_unit, words_for
from ..comparison import compare

_ORDER = [rung for rung, *_ in LADDER] + ["missing"]
_SIZES = ("", "negligible", "small", "large")
NAMED = 3  # scenarios told one by one; of more, the two at the ends


def of_outcome(row, baseline, noun="policies"):
    """ "24.2 per 1,000 families a year under “No programme”. Negligible, clearly lower with all five policies: ..." """
    level = with_unit(number(row.baseline), row.unit)
    return f"{level} under {quoted(baseline)}. " + " ".join(_clause(row, *group, noun) for group in _groups(row)) + tail(row)


def tail(row):
    """Relative sizes, where a share of the baseline means something."""
    shares = [cell.relative for cell in row.cells.values() if cell.judged.direction and not math.isnan(cell.relative)]
    if not shares:
        return ""
    # The smallest and the largest change where all go one way, else the lowest and the highest.
    one_way = min(shares) > 0 or max(shares) < 0
    low, high = min(shares, key=abs if one_way else None), max(shares, key=abs if one_way else None)
    if len(shares) == 1:
        return f" That is {per_cent(high, sign=True)} of the baseline’s level."
    if per_cent(low, sign=True) == per_cent(high, sign=True):
        return f" Each of these is {per_cent(high, sign=True)} of the baseline’s level."
    return (
        f" As shares of the baseline’s level these {words_for(len(shares))} differences go from {per_cent(low, sign=True)} to"
        f" {per_cent(high, sign=True)}."
    )


def _groups(row):
    """Scenarios with the same words, the surest first, lower before higher."""
    groups = {}
    for name, cell in row.cells.items():
        size = cell.size if cell.judged.direction else ""
        groups.setdefault((cell.judged.rung, cell.judged.words(), size), []).append(name)
    return sorted(groups.items(), key=lambda group: (_ORDER.index(group[0][0]), -_SIZES.index(group[0][2]), group[0][1]))


def _clause(row, key, names, noun):
    rung, words, size = key
    words = f"{size}, {words}" if size else words
    words = words[:1].upper() + words[1:]
    cells = sorted(((name, row.cells[name].judged) for name in names), key=lambda pair: -abs(pair[1].difference))
    if rung in ("exact", "missing", "open"):
        return f"{words} with {_who(names, row, noun)}."
    if rung == "untold":
        told = [f"{quoted(name)} ({judged.span()})" for name, judged in cells[:NAMED]]
        rest = f" and {words_for(len(cells) - NAMED)} more" if len(cells) > NAMED else ""
        return f"{words} with {', '.join(told) + rest if rest else listed(told)}."
    if len(cells) <= NAMED:
        told = [f"by {_size(judged, row)} with {quoted(name)}" for name, judged in cells]
        return f"{words}, {listed(told)}."
    (most, much), (least, little) = cells[0], cells[-1]
    return (
        f"{words} with {_who(names, row, noun)}, by {_size(little, row)} with {quoted(least)} up to"
        f" {_size(much, row)} with {quoted(most)}."
    )


def _size(judged, row):
    points = " percentage points" if row.unit.startswith("%") else ""
    return judged.size() + points + ("" if math.isnan(judged.low) else f" ({judged.span(sign=False)})")


def _who(names, row, noun, most=NAMED):
    if len(names) == len(row.cells) and len(names) > 1:
        return f"{'both' if len(names) == 2 else 'all ' + words_for(len(names))} {noun}"
    return listed(map(quoted, names)) if len(names) <= most else f"{words_for(len(names))} {noun}"


def on_balance(panel, harm, trust, window):
    """Which policies avert harm, what that does to trust, and which do better than others on both.

    What is below the margin that matters is not a change here, however surely it is told.
    """
    kinds = {}
    for name in harm.cells:
        kinds.setdefault((matters(harm.cells[name]), matters(trust.cells[name])), []).append(name)
    words = {
        (-1, -1): "less harm, but less trust",
        (-1, 0): "less harm, and no change in trust that matters and is certain",
        (-1, 1): "less harm and more trust",
        (0, -1): "less trust, and no change in harm that matters and is certain",
        (0, 0): "no change in harm or trust that matters and is certain",
        (0, 1): "more trust, and no change in harm that matters and is certain",
        (1, -1): "more harm and less trust",
        (1, 0): "more harm, and no change in trust that matters and is certain",
        (1, 1): "more harm, but more trust",
    }
    text = " ".join(f"{_who(names, harm, 'policies', len(names))}: {words[key]}." for key, names in sorted(kinds.items()))
    text = text[:1].upper() + text[1:]
    better = dominance(panel, harm.outcome, trust.outcome, list(harm.cells), window)
    for name, others in better.items():
        text += f" {quoted(name)} does better on both than {listed(map(quoted, others))}."
    return text


def matters(cell, among=1):
    """-1 or 1 where a difference is told, as one of so many, and not negligible; else 0."""
    return 0 if cell.size == "negligible" else cell.judged.among(among).direction


def dominance(panel, harm, trust, names, window):
    """{scenario: those than which it has both less harm and more trust}, told by paired differences; only the best.

    The data choose which pairs are named, so each is judged as one of all.
    """
    beats, pairs = {}, math.comb(len(names), 2)
    for name in names:
        less, more = compare(panel, window=window, baseline=name, outcomes={"": [harm, trust]})
        beats[name] = [
            other
            for other in names
            if other != name and matters(less.cells[other], pairs) > 0 and matters(more.cells[other], pairs) < 0
        ]
    beaten = {other for others in beats.values() for other in others}
    return {name: others for name, others in beats.items() if others and name not in beaten}
