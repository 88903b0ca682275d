"""What a sweep says: at how many design points a difference is told, and how it answers each parameter."""

import numpy as np

from ..certainty import judge
from ..comparison import comparison_window
from ..figures.response_curves import numeric_parameters, over_points
from ..errors import CannotDraw
from ..events import event_of
from ..names import quoted
from ..digits import listed, number, plain, with_unit
from ..parameters import described

RESPONSES = ("harm", "unmet_need", "avoided_share", "trust")  # outcomes that the answer to a parameter is told and drawn for
OTHERS = 4  # of another model's
ENDS = 3  # of a scattered design, its lowest and highest third stand for the ends


def statements(panel, rows, told):
    """(label, text) pairs: each outcome over the design, then each parameter's part in it."""
    compared = panel.sizes["scenario"] > 1
    found = [(row.title, settings_told(row) if compared else levels(panel, row)) for row in told]
    keys = keys_of(panel)
    registry = panel.attrs["parameters"]
    for key in keys:
        row = described(registry, key)
        meaning = "" if row is None else f"{str(row['meaning']).rstrip('.')}. "
        found.append((f"What {key} does", meaning + response(panel, key, responses(told))))
    return found


def keys_of(panel):
    """Numeric parameters that the sweep varies."""
    try:
        return numeric_parameters(panel)[1]
    except CannotDraw:
        return []


def comparisons_used(panel, told):
    """Differences with an interval that the sentences of a sweep use: at each setting, and between ends of parameters."""
    at_settings = [judged for row in told for cell in row.cells.values() for judged in cell.points]
    of_ends = [
        judged for key in keys_of(panel) for row in responses(told) for judged in contrast_of(panel, key, row).values()
    ]
    return [judged for judged in at_settings + of_ends if judged.has_interval]


def responses(rows):
    """Rows that the answer to a parameter is told for: of the main model by name, of another its first ones."""
    named = [row for row in rows if row.outcome.name in RESPONSES and row.group == "all"]
    return named or rows[:OTHERS]


def settings_told(row):
    """At how many settings each scenario is told lower, higher or not at all, and between which extremes."""
    parts = []
    for name, cell in row.cells.items():
        total = len(cell.points)
        counts = {}
        for judged in cell.points:
            counts[direction_words(judged)] = counts.get(direction_words(judged), 0) + 1
        sizes = [judged.difference for judged in cell.points if np.isfinite(judged.difference)]
        if not sizes:
            parts.append(f"With {quoted(name)}: cannot be measured.")
            continue
        where = listed(f"{words} at {number(count, 0)}" for words, count in sorted(counts.items()))
        both = " The sign depends on the setting." if _both_signs(cell.points) else ""
        low, high = (number(size, sign=True) for size in (min(sizes), max(sizes)))
        low = with_unit(low, "£") if row.unit.startswith("£") else low
        parts.append(
            f"With {quoted(name)}: {where} of {number(total, 0)} settings; from {low} to"
            f" {with_unit(high, row.difference_unit)}.{both}"
        )
    return " ".join(parts)


def _both_signs(points):
    """Whether some settings are told lower and some higher, each as one of all: of many, some are told by chance."""
    return {-1, 1} <= {judged.among(len(points)).direction for judged in points}


def direction_words(judged):
    """A judgement at one setting in one or two words, the rungs of certainty left out."""
    if judged.rung in ("clear", "told", "single"):
        return "lower" if judged.difference < 0 else "higher"
    return {"exact": "the same", "missing": "not measured", "open": "not judged"}.get(judged.rung, "not told apart")


def levels(panel, row):
    values = row.outcome.levels(panel, comparison_window(panel), point=None, group=row.group).isel(scenario=0).mean("replicate")
    return f"From {number(float(values.min()))} to {number(float(values.max()))} {row.unit}".rstrip() + " over the design."


def ends_of(panel, key):
    """Points at the lowest and at the highest level of a parameter, or in its outer thirds where points scatter.

    Returns:
        (low points, high points, low value, high value), the values being means.
    """
    values = panel.attrs["design"][key].values
    levels_ = np.unique(values)
    if len(levels_) == len(values) and len(panel.attrs["design"].columns) > 1:
        low, high = np.quantile(values, [1 / ENDS, 1 - 1 / ENDS])
    else:
        low, high = levels_[0], levels_[-1]
    under, over = np.flatnonzero(values <= low), np.flatnonzero(values >= high)
    return under, over, float(values[under].mean()), float(values[over].mean())


def contrast_of(panel, key, row):
    """{scenario: Judgement} of what going from the low to the high end of a parameter does to the difference from the
    baseline (to the level, where there is a single scenario), the other parameters averaged over."""
    names = [str(name) for name in panel["scenario"].values]
    compared = len(names) > 1
    values = over_points(panel, row.outcome, comparison_window(panel), row.group, names[0] if compared else None)
    under, over, _, _ = ends_of(panel, key)

    def judged(name):
        low, high = (values.sel(scenario=name).isel(point=points).mean("point") for points in (under, over))
        of = [(1, name), (-1, names[0])] if compared else [(1, name)]
        sides = [(way * sign, {"scenario": which, "point": at}) for way, at in ((1, over), (-1, under)) for sign, which in of]
        event = event_of(panel, row.outcome, comparison_window(panel), sides, point=None, group=row.group)
        return judge((high - low).values, event)

    return {name: judged(name) for name in (names[1:] if compared else names)}


def response(panel, key, rows, among=1):
    """How outcomes answer a parameter, each judged as one of so many comparisons."""
    under, over, low, high = ends_of(panel, key)
    design, names = panel.attrs["design"], [str(name) for name in panel["scenario"].values]
    scattered = len(under) + len(over) < len(design) and design[key].nunique() > 20
    what = f"the difference from {quoted(names[0])}" if len(names) > 1 else "the level"
    ends = (
        f"from the lowest third of its values ({number(low)} on average) to the highest ({number(high)})"
        if scattered
        else f"from {plain(low)} to {plain(high)}"
    )
    rest = ", the other parameters averaged over" if len(design.columns) > 1 else ""
    parts, silent = [], []
    for row in rows:
        told = []
        for name, judged in contrast_of(panel, key, row).items():
            judged = judged.among(among)
            if judged.direction or judged.rung == "single":
                span = f" ({judged.span()})" if np.isfinite(judged.low) else ""
                told.append(f"{judged.size(sign=True)}{span}" + (f" with {quoted(name)}" if len(names) > 2 else ""))
        if told:
            unit = f" ({row.difference_unit})" if row.difference_unit else ""
            parts.append(f"{row.title[:1].lower()}{row.title[1:]}{unit} by {listed(told)}")
        else:
            silent.append(row.title[:1].lower() + row.title[1:])
    text = f"As {key} goes {ends}{rest}, {what} changes: "
    if not parts:
        return f"As {key} goes {ends}{rest}, no change of {what} can be seen in {listed(silent, 'or')}."
    return text + "; ".join(parts) + "." + (f" No change can be seen in {listed(silent, 'or')}." if silent else "")
