"""What each scenario does to several outcomes over time, against the same families and luck under the first one."""

from ..caption import interval_note
from ..columns import MissingColumns
from ..errors import CannotDraw
from ..events import event_in, one_event
from ..gather import Each, intervals_of
from ..names import sentence
from ..outcomes import Outcome, as_outcome
from ..paired import first_scenario
from ..series import draw_line, mark_programme, time_axis, time_unit
from ..sheet import Sheet
from ..style import FAINT, scenario_looks, styled

# What stops with a programme, and what does not.
OUTCOMES = (
    Outcome("programme_visits", "Visits by the programme", "per 1,000 families a year", ("programme_visits",), "rate"),
    "trust",
    Outcome("known", "Families on file at social care", "% of families", ("known",), "share"),
    "avoided_share",
)


@styled
def differences_over_time(panel, *, outcomes=None, baseline=None, width="column", caption=True, group="all"):
    """Paired differences from a baseline, a panel an outcome, a line a scenario.

    Args:
        panel: dataset of `open_panel`, with at least two scenarios.
        outcomes: Outcomes, their names or names of columns; by default those that tell how a programme's traces fade.
        baseline: scenario to compare with; the first one by default.
        width: "column", "wide" or millimetres.
    """
    baseline = baseline or first_scenario(panel)
    others = [name for name in panel["scenario"].values if name != baseline]
    if not others:
        raise CannotDraw("the panel has one scenario, so there is nothing to compare")
    if int(panel.sizes["time"]) < 2:
        raise CannotDraw("the panel has one point in time")
    measured = _measured(panel, outcomes, group, baseline)
    looks = scenario_looks(panel)

    across = min(len(measured), 2) if width == "wide" else 1
    title = f"Difference from “{baseline}” over time"
    sheet = Sheet(panel, title, width=width, rows=-(-len(measured) // across), columns=across, height=37, sharex=True)
    for axes, (outcome, apart, event) in zip(sheet.flat, measured):
        axes.axhline(0, color=FAINT, linewidth=0.6, zorder=1)
        for index, scenario in enumerate(others):
            _, mean = draw_line(axes, apart.sel(scenario=scenario), looks[scenario], index=index, length=intervals_of(panel).months, event=event)
            if mean.size:
                sheet.label_end(axes, scenario, mean[-1], looks[scenario])
        of = outcome.axis(panel)
        axes.set_title(f"{outcome.title} ({of})" if of else outcome.title)
        time_axis(axes, panel)
    sheet.drop_unused(len(measured))
    for axes in sheet.flat:
        mark_programme(axes, panel, label=axes is sheet.flat[0])
    for axes in sheet.flat[-across:]:
        axes.set_xlabel(sentence(time_unit(panel)))
    return sheet.finish(
        (
            "What to see: which differences end when their cause ends, and which stay. 0 is what the same families would"
            f" have had under “{baseline}”, with the same luck. {interval_note(panel)}"
            " Where fewer than 20 events differ there is no interval."
        ),
        caption=caption,
    )


def _measured(panel, outcomes, group, baseline):
    """(Outcome, differences over (scenario, replicate, time), what one event adds to them over time) of what is asked for, or of the usual ones that are there."""
    found = []
    for name in outcomes or OUTCOMES:
        try:
            outcome = as_outcome(panel, name)
            one = max(one_event(panel, name) for name in outcome.columns(panel))
            event = event_in(outcome.gathered(panel, Each(), group=group), one)
            apart = outcome.differences(panel, Each(), baseline, group=group)
            found.append((outcome, apart, event.max("scenario") if one else 0.0))
        except MissingColumns:
            if outcomes:
                raise
    if not found:
        raise CannotDraw("the panel has none of the columns programme_visits, trust, known and avoided_share")
    return found
