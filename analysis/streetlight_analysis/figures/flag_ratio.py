"""A group's share of flags over its share of need (pattern P2)."""

import math
from dataclasses import replace

import numpy as np
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullFormatter

from ..caption import interval_note, window_words
from ..columns import require
from ..errors import CannotDraw
from ..gather import divide, gather, over_runs, present, together
from ..windows import default_window
from ..names import decile_groups, group_title
from ..paired import interval_of_mean
from ..provenance import groups_declared
from ..series import draw_bars
from ..sheet import Sheet
from ..style import FAINT, handle, scenario_looks, styled


LEAST_ON_LOG_SCALE = 0.1


def none_seen(level=0.95):
    """Events expected at most where none was seen, as surely as an interval of this level has its upper end."""
    return -math.log((1 - level) / 2)


def measure_flag_ratio(panel, window, groups):
    """Share of flags over share of need of each group, over (scenario, replicate, group); 1 is proportionate.

    Replicates are put together by their counts (`gather.over_runs`): one in which a group has no flag counts like any
    other, and a group that is never flagged has the ratio 0. NaN where nobody is flagged, or nobody in need.
    """
    return over_runs(ratio_of(panel, window, groups))


def ratio_of(panel, window, groups):
    """The counts that the ratios are made of, the group's flags first."""
    require(panel, ["flags", "need"])
    here = [gather(panel, column, window, group=groups) for column in ("flags", "need")]
    everyone = [gather(panel, column, window, group="all") for column in ("flags", "need")]
    everyone = [replace(one, parts=tuple(part.drop_vars("group") for part in one.parts)) for one in everyone]

    def ratio(flags, need, all_flags, all_need):
        return divide(divide(flags, need), divide(all_flags, all_need))

    return together([*here, *everyone], ratio)


def flag_ratio_intervals(panel, window, groups, level=0.95):
    """`interval_of_mean` of the ratios. Of a group that is never flagged it ends where a Poisson count of none leaves it."""
    of = ratio_of(panel, window, groups)
    interval = interval_of_mean(over_runs(of), level)
    there = present(of)
    need, all_flags, all_need = (part.where(there, 0).sum("replicate") for part in of.parts[1:])
    asked_for = need * divide(all_flags, all_need)  # flags that the group would have if flags followed need
    never = interval["mean"] == 0
    interval["low"] = interval["low"].where(~never, 0.0)
    interval["high"] = interval["high"].where(~never, divide(none_seen(level), asked_for))
    return interval


@styled
def flag_ratio(panel, *, groups=None, window=None, width="column", caption=True):
    """Dots by group, a marker a scenario that flags anyone.

    Args:
        panel: dataset of `open_panel`; needs flags and need, and more groups than "all".
        groups: names; by default every group but the middle deciles.
        window: gather.Window; that of `streetlight compare` by default.
    """
    require(panel, ["flags", "need"])
    window = window or default_window(panel)
    groups = list(groups or _chosen(panel))
    if not groups:
        raise CannotDraw("the panel has no group but all")
    interval = flag_ratio_intervals(panel, window, groups)
    scenarios = [name for name in panel["scenario"].values if interval["n"].sel(scenario=name).any()]
    if not scenarios:
        raise CannotDraw("no scenario of the panel flags anyone")
    looks = scenario_looks(panel)

    unseen = _unseen(groups, interval)
    groups = [name for name in groups if bool(interval["n"].sel(group=name).any())]
    interval = interval.sel(group=groups)
    places = _rows(panel, groups)
    sheet = Sheet(
        panel,
        "Share of flags over share of need, by group",
        width=width,
        height=max(24, max(5, 0.9 * len(scenarios)) * (places[-1] + 1) + 8),
    )
    axes = sheet.flat[0]
    # A logarithmic scale has no place for 0, and what comes close to it would press all else together.
    on_log_scale = not bool(((interval["mean"] <= 0) | (interval["low"] <= LEAST_ON_LOG_SCALE)).any())
    interval["low"] = interval["low"].clip(min=0)
    axes.set_xscale("log" if on_log_scale else "linear")
    axes.axvline(1, color=FAINT, linewidth=0.8)
    for row in places[::2]:
        axes.axhspan(row - 0.5, row + 0.5, color="#F3F3F3", linewidth=0, zorder=0)
    steps = np.linspace(-0.34, 0.34, len(scenarios)) if len(scenarios) > 1 else [0]
    for scenario, step in zip(scenarios, steps):
        here = interval.sel(scenario=scenario)
        y = np.array(places) + step
        draw_bars(axes, y, here["low"], here["high"], looks[scenario], linewidth=0.8)
        axes.plot(
            here["mean"],
            y,
            linestyle="none",
            marker=looks[scenario].marker,
            color=looks[scenario].colour,
            markersize=2.6,
            markeredgewidth=0,
        )
    axes.set_yticks(places, [group_title(name) for name in groups])
    axes.set_ylim(places[-1] + 0.7, -0.7)
    axes.grid(False)
    if on_log_scale:
        _ratio_ticks(axes, interval)
    else:
        axes.set_xlim(-0.03 * axes.dataLim.x1, 1.06 * max(1.0, axes.dataLim.x1))
        axes.xaxis.set_major_locator(MaxNLocator(6))
    axes.set_xlabel(f"Share of flags ÷ share of need{' (log scale)' if on_log_scale else ''}")
    key = [handle(looks[name], name, line=False) for name in scenarios]
    return sheet.finish(
        (
            "What to see: right of 1 a group is flagged more often than its need explains, left of 1 less often. "
            f"Over {window_words(panel, window)}. {interval_note(panel, 'Bars')}{unseen}"
        ),
        caption=caption,
        key=key,
    )


def _unseen(groups, interval):
    """Words on groups that have no ratio, and on those without a flag."""
    words = ""
    absent = [group_title(name) for name in groups if not bool(interval["n"].sel(group=name).any())]
    if absent:
        words += f" Not drawn, since nobody in it is in need: {', '.join(absent)}."
    if bool((interval["mean"] == 0).any()):
        words += " At 0: no flag at all; the bar ends where a Poisson count of none puts its 95 % limit."
    return words


def _chosen(panel):
    deciles = decile_groups(panel)
    return [name for name in panel["group"].values if name != "all" and name not in deciles[1:-1]]


def _rows(panel, groups):
    """Places of the groups from the top down, with a gap where the attribute changes (when the config says)."""
    declared = groups_declared(panel.attrs.get("experiment", {}))
    places, at, before = [], -1.0, None
    for name in groups:
        attributes = tuple(declared.get(name, ())) or (("deprivation",) if name.startswith("decile_") else None)
        at += 1.0 if before in (None, attributes) or attributes is None else 1.5
        places.append(at)
        before = attributes
    return places


def _ratio_ticks(axes, interval):
    low = np.nanmin(np.fmin(interval["low"].where(interval["low"] > 0), interval["mean"]).values)
    high = np.nanmax(np.fmax(interval["high"], interval["mean"]).values)
    ticks = [
        tick
        for tick in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
        if low / 2.2 <= tick <= high * 2.2 or tick in (0.5, 1, 2)
    ]
    axes.set_xlim(min(low / 1.15, 0.8), max(high * 1.15, 1.25))
    inside = [tick for tick in ticks if axes.get_xlim()[0] <= tick <= axes.get_xlim()[1]]
    axes.set_xticks(inside if len(inside) > 1 else [0.8, 1, 1.25])
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.xaxis.set_minor_formatter(NullFormatter())
