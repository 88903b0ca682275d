"""The figures of a briefing: which ones a panel gets, drawn for page and phone, with captions and alternative texts."""

import base64
import io
import re
from dataclasses import dataclass

import matplotlib

from .. import figures, glyphs
from ..comparison import comparison_window, is_policy_panel, leading_outcomes
from ..errors import CannotDraw
from ..figures.columns_by_scenario import gathered_words
from ..figures.differences import OUTCOMES_SHOWN
from ..figures.over_time import gathered_words as point_words
from ..figures.response_curves import numeric_parameters
from ..names import quoted
from ..runs import most_replicates
from ..sheet import title_of
from ..style import STYLE
from . import captions, sweep

MOST = 8
_INTERVAL = "Shaded: 95 % interval over replicates."
_OWN_AXIS = "Each panel has its own axis. Grey: too small to matter."
_PAIRED = "Bars: 95 % interval of the paired difference."
_LABELS = "Lines are labelled at their ends and differ in dashes and markers."


@dataclass(frozen=True)
class Choice:
    """A figure that a briefing would like: how to draw it, what it shows, how to read it."""

    name: str
    draw: object
    shows: object
    reading: str
    kind: str
    options: dict


@dataclass(frozen=True)
class Picture:
    """
    Attributes:
        name: for the anchor.
        title: neutral heading, as drawn.
        shows: what is to be seen, computed.
        reading: how to read it.
        alternative: text for those who do not see the figure.
        wide, narrow: data URIs of SVG pictures for a page and for a phone.
    """

    name: str
    title: str
    shows: str
    reading: str
    alternative: str
    wide: str
    narrow: str


def pictures_of(panel, rows, most=MOST):
    """Up to `most` figures for which the panel has the columns, in the order of `choices`."""
    found, undrawn = [], glyphs.note(glyphs.words_of(panel))
    for choice in choices(panel, rows):
        if len(found) == most:
            break
        try:
            wide, narrow = (choice.draw(panel, width=width, caption=False, **choice.options) for width in ("wide", "column"))
            shows = choice.shows(panel, rows)
        except CannotDraw:
            continue
        title = title_of(wide)
        reading = choice.reading if most_replicates(panel) > 1 else _without_intervals(choice.reading)
        found.append(
            Picture(
                choice.name,
                title,
                shows,
                f"{reading} {undrawn}".strip(),
                f"{choice.kind}: {title}. {shows}",
                data_uri(wide, f"{choice.name}-wide"),
                data_uri(narrow, f"{choice.name}-narrow"),
            )
        )
    return found


def _without_intervals(reading):
    kept = [part for part in re.split(r"(?<=\.) ", reading) if "interval" not in part]
    return " ".join([*kept, "A single replicate: no intervals."])


def choices(panel, rows):
    """What a briefing would like to show of this panel, in order."""
    if panel.sizes["point"] > 1:
        return _of_sweep(panel, rows)
    return _of_policies(panel) if is_policy_panel(panel) else _of_any(panel, rows)


def _choice(name, kind, reading, draw=None, shows=None, **options):
    return Choice(name, draw or getattr(figures, name), shows or getattr(captions, name), reading, kind, options)


def _of_policies(panel):
    reading = f"{_LABELS} {_INTERVAL}"
    points = point_words(panel)
    shown = _others_shown(panel)
    found = _at_a_glance(panel) + [
        _choice(
            "paired_dots",
            "Dots with bars",
            f"A bar that crosses 0 does not tell the policy from the baseline. {_OWN_AXIS} {_PAIRED}",
            shows=lambda panel, rows: captions.paired_dots(panel, rows, shown),
            outcomes=shown,
        ),
        _choice("trade_off", "Points in a plane", "Up is less harm, right is more trust lost. Bars: 95 % intervals, where one can be given."),
        _choice("deterred_and_unmet", "Line chart", f"{points} {reading}"),
        _choice("visits", "Line chart", f"{points} {reading}"),
        _choice("trust_by_group", "Line chart, a panel a scenario", f"0 is as much trust as distrust. {reading}"),
        _choice(
            "flag_ratio",
            "Dots with bars",
            "Right of 1, a group has a larger share of flags than of need. Bars: 95 % interval.",
        ),
        _choice("model_precision", "Line chart, a panel a scenario", f"Flags are counted in the year they were made. {_INTERVAL}"),
        _choice("prevalence_by_decile", "Line chart, a panel a scenario", f"Decile 1 is the least deprived. {_INTERVAL}"),
        _choice("flags_by_decile", "Line chart, a panel a scenario", f"Decile 1 is the least deprived. {_INTERVAL}"),
        _choice("awareness_and_licence", "Line chart", f"{points} {reading}"),
    ]
    return found


def _at_a_glance(panel):
    """The picture of page 1: what the briefing leads with, each outcome against the baseline."""
    leading = leading_outcomes(panel)[:4]
    if panel.sizes["scenario"] < 2 or not leading:
        return []
    names = [outcome.name for outcome in leading]
    return [
        _choice(
            "at_a_glance",
            "Dots with bars",
            f"Left of 0 is less, right is more. {_OWN_AXIS} {_PAIRED}",
            figures.paired_dots,
            lambda panel, rows: captions.at_a_glance(panel, rows, names),
            outcomes=leading,
        )
    ]


def _others_shown(panel):
    """Outcomes of the figure of differences that page 1 does not show already."""
    leading = {outcome.name for outcome in leading_outcomes(panel)[:4]} if panel.sizes["scenario"] > 1 else set()
    usual = [*OUTCOMES_SHOWN, "visits", "findings", "aware", "prevalence_true"]
    return [name for name in usual if name not in leading][: len(OUTCOMES_SHOWN)]


def _of_any(panel, rows):
    outcomes = list(dict.fromkeys(row.outcome for row in rows))[:6]
    names = [outcome.name for outcome in outcomes]
    over_time = " ".join(part for part in (gathered_words(panel), _LABELS, _INTERVAL) if part)
    moving = panel.sizes["time"] > 1  # what has a single moment has no course
    found = [_choice("columns", "Line chart", over_time, figures.columns_by_scenario, columns=names)] if moving else []
    told = next((row for row in rows if _differs(row)), rows[0])
    found.append(
        _choice(
            "end_states",
            "Dots",
            "A dot is a replicate; its height in the row has no meaning. The line is their mean.",
            shows=lambda panel, rows: captions.end_states(panel, told.outcome, told.group),
            outcome=told.outcome,
            group=told.group,
        )
    )
    reading = f"A bar that crosses 0 does not tell the scenario from the baseline. {_OWN_AXIS} {_PAIRED}"

    def dots(group):
        return _choice(
            "paired_dots" if group == "all" else f"paired_dots_{group}",
            "Dots with bars",
            reading,
            figures.paired_dots,
            lambda panel, rows: captions.paired_dots(panel, rows, names, group),
            outcomes=outcomes,
            window=comparison_window(panel),
            group=group,
        )

    def courses(group):
        return _choice(
            f"columns_{group}",
            f"Line chart for the group {group}",
            over_time,
            figures.columns_by_scenario,
            lambda panel, rows: captions.columns(panel, rows, group),
            columns=names,
            group=group,
        )

    apart = {row.group for row in rows if _differs(row)}
    groups = list(dict.fromkeys(row.group for row in rows if row.group != "all"))[:3]
    if apart:
        found.append(dots("all"))
    if moving:
        return found + [courses(group) for group in groups]
    return found + [dots(group) for group in groups if group in apart]


def _differs(row):
    return any(cell.judged.rung != "exact" for cell in row.cells.values())


def _of_sweep(panel, rows):
    try:
        _, keys = numeric_parameters(panel)
    except CannotDraw:
        return _of_any(panel, rows)
    told = [row for row in rows if _differs(row) or not row.cells]
    policies = is_policy_panel(panel)
    group = told[0].group if told and not policies else "all"
    names = [row.outcome.name for row in told if row.group == group]
    names = [name for name in sweep.RESPONSES if name in names] if policies else names[:3]
    options = {"window": comparison_window(panel), "group": group}
    baseline = quoted(str(panel["scenario"].values[0]))
    against = f"Differences from {baseline}. " if panel.sizes["scenario"] > 1 else ""
    curves = f"{against}{_INTERVAL}"
    scatter = "Faint: the settings; lines: means of groups of neighbouring settings. "
    scattered = len(panel.attrs["design"]) == panel.attrs["design"][keys[0]].nunique() and len(keys) > 1
    found = [
        _choice(
            f"response_curves_{key.replace('.', '_')}",
            "Curves over a parameter",
            f"{scatter if scattered else ''}{curves}",
            figures.response_curves,
            lambda panel, rows, key=key: captions.response_curves(panel, rows, key, names, group),
            parameter=key,
            outcomes=names or None,
            **options,
        )
        for key in keys[: MOST - 2]
    ]
    by = [
        _choice(
            f"curves_by_scenario_{name}",
            "Curves over a parameter at values of another, a panel a scenario",
            f"The other parameter’s values stand at the lines’ ends. {curves}",
            figures.curves_by_scenario,
            lambda panel, rows, name=name: captions.curves_by_scenario(panel, name, group),
            outcome=name,
            **options,
        )
        for name in names
    ]
    maps = [
        _choice(
            f"heat_maps_{name}",
            "Heat map, a panel a scenario",
            f"{against}Means over replicates.",
            figures.heat_maps,
            lambda panel, rows, name=name: captions.heat_maps(panel, rows, name, group),
            outcome=name,
            **options,
        )
        for name in names
    ]
    # Where maps can be drawn (two numbers on a grid), one outcome shows the lines and all show the map.
    return [*found, *by[:1], *maps, *by[1:]]


def data_uri(figure, salt):
    """A figure as a data URI: SVG with text as shapes, so that it looks the same without the font."""
    with matplotlib.rc_context(), glyphs.quiet():
        matplotlib.rcdefaults()
        matplotlib.style.use(STYLE)
        # Identifiers are unique in the page, and the same bytes come from the same numbers.
        matplotlib.rcParams.update({"svg.fonttype": "path", "svg.hashsalt": salt})
        text = io.StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None, "Creator": "Streetlight", "Title": title_of(figure)})
    svg = re.sub(r"<!DOCTYPE[^>]*>\s*", "", re.sub(r"<\?xml[^>]*\?>\s*", "", text.getvalue()))
    # A hundredth of a point is not seen: paths with fewer digits make a page half as heavy.
    svg = re.sub(r' d="[^"]*"', lambda path: re.sub(r"(\.\d\d)\d+", r"\1", path[0]), svg)
    # Sizes without a unit are those of the view box, which every renderer scales alike.
    svg = re.sub(r'(<svg[^>]* width="[\d.]+)pt(" height="[\d.]+)pt"', r'\1\2"', svg)
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
