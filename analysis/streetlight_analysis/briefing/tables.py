"""The policy table: every outcome against the baseline, a few scenarios at a time so that it fits a page."""

import math
from dataclasses import dataclass

import numpy as np

from ..digits import decimals_for, interval, number, per_cent, with_unit
from . import sweep

ACROSS = 5  # scenarios in one table


@dataclass(frozen=True)
class TableCell:
    """Lines of one cell, the first one the number."""

    value: str
    relative: str
    span: str
    words: str
    strong: bool


@dataclass(frozen=True)
class TableRow:
    title: str
    unit: str
    baseline: str
    cells: list


@dataclass(frozen=True)
class Table:
    """
    Attributes:
        scenarios: names of its columns.
        sections: [(heading, [TableRow])].
        scale: whether each value's share of the baseline is given.
    """

    scenarios: list
    sections: list


def tables_of(panel, rows):
    """The comparison in tables of at most `ACROSS` scenarios; of a single scenario, its levels."""
    swept = panel.sizes["point"] > 1
    names = list(rows[0].cells)
    if not names:
        return [_levels(panel, rows)]
    count = -(-len(names) // ACROSS)
    size = -(-len(names) // count)
    return [
        Table(part, _sections(rows, lambda row, part=part: [_cell(row.cells[name], swept) for name in part]))
        for part in (names[start : start + size] for start in range(0, len(names), size))
    ]


def margins_of(rows):
    """[(outcome, margin)] of what everyone's rows are measured against; empty where nobody says any."""
    found = []
    for row in rows:
        margins = [cell.margin for cell in row.cells.values() if cell.margin > 0]
        if margins and row.group == "all":
            found.append((row.title, with_unit(number(max(margins), decimals_for(max(margins), 2)), row.difference_unit)))
    return found


def _sections(rows, cells):
    sections = {}
    for row in rows:
        sections.setdefault(row.section, []).append(
            TableRow(row.title, row.unit, number(row.baseline), cells(row))
        )
    return list(sections.items())


def _cell(cell, swept):
    judged = cell.judged
    if judged.rung == "missing":
        return TableCell("–", "", "", "not measured", False)
    if judged.rung == "exact":
        return TableCell("0", "", "", "exactly the same", False)
    relative = "" if math.isnan(cell.relative) else per_cent(cell.relative, sign=True)
    span = "" if math.isnan(judged.low) else judged.span(sign=True)
    words = f"{cell.size}, {judged.words()}" if cell.size and judged.direction else judged.words()
    if swept:
        sizes = [point.difference for point in cell.points if math.isfinite(point.difference)]
        span = interval(min(sizes), max(sizes), judged.decimals, sign=True) if sizes else ""
        words = _counts(cell.points)
    return TableCell(judged.size(sign=True), relative, span, words, judged.rung == "clear" and cell.size != "negligible")


def _counts(points):
    counts = {}
    for judged in points:
        words = sweep.direction_words(judged)
        counts[words] = counts.get(words, 0) + 1
    return ", ".join(f"{count} {words}" for words, count in sorted(counts.items()))


def _levels(panel, rows):
    """One scenario: its mean, with the range over the design where there is one."""
    from .summary import change_over_run

    def cells(row):
        if panel.sizes["point"] > 1:
            return []
        change = change_over_run(panel, row)
        if change is None:
            return [TableCell("–", "", "", "", False)]
        judged, _, _ = change
        span = "" if math.isnan(judged.low) else judged.span(sign=True)
        return [TableCell(judged.size(sign=True), "", span, judged.words(), judged.rung == "clear")]

    heading = [] if panel.sizes["point"] > 1 else ["Change from the first year to the last" if np.any(["families" in panel]) else "Change from start to end"]
    return Table(heading, _sections(rows, cells))
