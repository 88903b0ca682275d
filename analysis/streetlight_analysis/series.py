"""Lines over time and bars with their intervals, and the mark of the programme's start."""

import numpy as np

from .certainty import FEWEST_EVENTS
from .gather import intervals_of
from .paired import interval_of_mean
from .style import FAINT


def draw_line(axes, values, look, *, along="time", index=0, marks=6, length=None, event=0.0, **options):
    """Mean over replicates with its shaded interval.

    Args:
        axes: matplotlib axes.
        values: xarray.DataArray over (replicate, `along`).
        look: style.Look.
        index: shifts the markers, so that those of several lines do not coincide.
        marks: about how many markers a line gets.
        length: of the interval that each value stands for, from its place on. Then the line is level over it: what changes
            at an interval's beginning changes there, and no slope before it suggests that it began earlier.
        event: what one event adds to a value at each place, of differences; where fewer events differ than an interval needs
            (`certainty.FEWEST_EVENTS`), none is drawn.

    Returns:
        (x, mean) as arrays, without the places where the mean is NaN.
    """
    interval = interval_of_mean(values)
    mean = interval["mean"].values
    there = np.isfinite(mean)
    x = values[along].values[there]
    every = max(1, len(x) // marks)
    few = abs(values).sum("replicate") < FEWEST_EVENTS * event
    low, high = (interval[end].where(~few).values[there] for end in ("low", "high"))
    stepped = length is not None and len(x) > 0
    filled = {"color": look.colour, "alpha": 0.2, "linewidth": 0}
    axes.fill_between(x, low, high, step="post" if stepped else None, **filled)
    axes.plot(
        x,
        mean[there],
        color=look.colour,
        linestyle=look.dashes,
        marker=look.marker,
        markevery=(min(index * every // 6, max(0, len(x) - 1)), every),
        markersize=2.8,
        markeredgewidth=0,
        drawstyle="steps-post" if stepped else "default",
        **options
    )
    if stepped:  # the last value holds to the end of its interval
        last = [x[-1], x[-1] + length]
        axes.fill_between(last, [low[-1]] * 2, [high[-1]] * 2, **filled)
        axes.plot(last, [mean[there][-1]] * 2, color=look.colour, linestyle=look.dashes, **options)
    return x, mean[there]


def draw_bars(axes, at, low, high, look, *, upright=False, **options):
    """Interval bars, level or upright, at `at`; those without an interval (a single replicate) are left out."""
    at, low, high = (np.atleast_1d(np.asarray(values, float)) for values in (at, low, high))
    there = np.isfinite(low) & np.isfinite(high)
    if there.any():
        (axes.vlines if upright else axes.hlines)(at[there], low[there], high[there], color=look.colour, **options)


def time_unit(panel):
    """ "month", or what the model counts time in."""
    return str(panel["time"].attrs.get("units", "month")).split(" ")[0].rstrip("s") or "month"


def time_axis(axes, panel, most=6.5):
    """Up to about `most` ticks: at whole years of a run in months, at round numbers of other units."""
    first, last = int(panel["time"].values[0]), int(panel["time"].values[-1])
    last = max(last, min(last + intervals_of(panel).months, intervals_of(panel).end)) if time_unit(panel) == "month" else last
    in_months = time_unit(panel) == "month"
    steps = (
        (1, 2, 3, 6, 12, 24, 36, 48, 60, 120, 240, 600)
        if in_months
        else [m * 10**k for k in range(9) for m in (1, 2, 5)]
    )
    step = next((step for step in steps if (last - first) / step <= most), steps[-1])
    axes.set_xlim(first, max(last, first + 1))
    axes.set_xticks(range(-(-first // step) * step, last + 1, step))


def mark_programme(axes, panel, *, label=True):
    """A vertical line where the programme starts, when the file says where; labelled where fewest lines pass.

    Call when everything else is drawn: room is made for the label above or below the lines.
    """
    start = panel.attrs.get("programme_start")
    if start is None or not axes.get_xlim()[0] <= start <= axes.get_xlim()[1]:
        return
    axes.axvline(start, color=FAINT, linewidth=0.7, linestyle=(0, (2, 2)), zorder=1)
    if not label:
        return
    low, high = axes.get_ylim()
    height = high - low
    near = [
        y
        for line in axes.get_lines()
        if len(line.get_xdata()) > 2
        for x, y in zip(line.get_xdata(), line.get_ydata())
        if start <= x <= start + 0.45 * np.diff(axes.get_xlim())[0]
    ]
    above = (high - max(near, default=low)) / height
    below = (min(near, default=high) - low) / height
    top = above >= below
    lack = max(0.0, 0.16 - (above if top else below)) * height
    axes.set_ylim(low if top else low - lack, high + lack if top else high)
    axes.annotate(
        "programme starts",
        (start, 1 if top else 0),
        xycoords=("data", "axes fraction"),
        xytext=(2, -1 if top else 2),
        textcoords="offset points",
        va="top" if top else "bottom",
        ha="left",
        color=FAINT,
        gid="programme",
    )
