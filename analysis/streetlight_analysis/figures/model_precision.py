"""The model’s precision and recall as the records show them and as they are, since deployment (pattern P11)."""

import numpy as np

from ..caption import interval_note
from ..columns import require
from ..errors import CannotDraw
from ..events import event_in
from ..gather import Years, gather, over_runs
from ..provenance import agreed
from ..style import styled
from .truth_and_records import draw_pair

PRECISION = ("precision_recorded", "precision_true")


def since_deployment(panel, columns, lag=0):
    """Recorded and true values by year of use, as per cent; the recorded ones stand `lag` months late in the file."""
    recorded, true = (100 * over_runs(one) for one in _by_year(panel, columns, lag))
    told = [year for year in recorded["year"].values if np.isfinite(recorded.sel(year=year)).any()]
    if not told:
        raise CannotDraw("no scenario of the panel has any value to show")
    return recorded.sel(year=told), true


def _by_year(panel, columns, lag):
    require(panel, columns)
    start = int(panel.attrs.get("programme_start", panel["time"].values[0]))
    try:
        return [gather(panel, column, Years(first)) for column, first in zip(columns, (start + lag, start))]
    except ValueError as problem:
        raise CannotDraw(str(problem)) from None


def precision_by_year(panel):
    """Precision on the records and in truth, per cent, by the year in which the flag was made.

    A flag is judged on the records when its horizon is over, so the recorded curve ends that much sooner.

    Returns:
        (recorded, true, horizon): arrays over (scenario, replicate, year), and months; no horizon where the scenarios
        do not agree on one, and then the recorded curve is by the year in which the finding was known.
    """
    horizon = _horizon(panel)
    return *since_deployment(panel, PRECISION, int(horizon or 0)), horizon


def flag_by_year(panel):
    """What one flag that was right adds to each precision of `precision_by_year`: (recorded, true) over (scenario, year)."""
    return [100 * event_in(one, 1) for one in _by_year(panel, PRECISION, int(_horizon(panel) or 0))]


def _horizon(panel):
    return agreed(panel.attrs.get("scenarios", []), "risk", "horizon")


def whole_years(axes, scenario):
    """Some five ticks, at whole years."""
    last = int(axes.get_xlim()[1])
    axes.set_xticks(range(1, last + 1, max(1, round(last / 5))))


@styled
def model_precision(panel, *, width="column", caption=True):
    """Precision by year since deployment, one panel a scenario that flags anyone.

    Args:
        panel: dataset of `open_panel`; needs precision_recorded and precision_true with the counts they are made of.
    """
    recorded, true, horizon = precision_by_year(panel)
    by = "Both by the year of the flag" if horizon else "Finding followed: by the year in which that was known"
    return draw_pair(
        panel,
        "Flags that were right, on the records and in truth",
        recorded,
        true,
        ("Finding followed", "In need"),
        along="year",
        x="Year of use",
        y="% of flags",
        width=width,
        caption=caption,
        decorate=whole_years,
        see=(
            "What to see: whether the two curves diverge. On the records a flag was right when a finding followed; in"
            f" truth, when the family was in need. {by}. {interval_note(panel)}"
        ),
    )


@styled
def model_recall(panel, *, width="column", caption=True):
    """Recall by year since deployment, one panel a scenario that flags anyone.

    Args:
        panel: dataset of `open_panel`; needs recall_recorded and recall_true with the counts they are made of.
    """
    recorded, true = since_deployment(panel, ("recall_recorded", "recall_true"))
    return draw_pair(
        panel,
        "What the model finds, on the records and in truth",
        recorded,
        true,
        ("Findings that had a flag", "Need that had a flag"),
        along="year",
        x="Year of use",
        y="% found",
        width=width,
        caption=caption,
        decorate=whole_years,
        see=(
            "What to see: the share of findings that followed a flag, beside the share of families in need who were"
            f" flagged in the last twelve months. {interval_note(panel)}"
        ),
    )
