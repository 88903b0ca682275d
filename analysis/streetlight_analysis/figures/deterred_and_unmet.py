"""Contacts that did not happen for distrust, and need that nobody meets (pattern P5)."""

from ..style import styled
from .over_time import draw_over_time


@styled
def deterred_and_unmet(panel, *, smooth=None, width="column", caption=True, group="all"):
    """The share of contacts lost to distrust over all services, and families in need without help, over time by scenario.

    Args:
        panel: dataset of `open_panel`; needs avoided_share with its counts, unmet_need and families.
        smooth: months that each point gathers, half before it and half after; None draws what the file has.
    """
    return draw_over_time(
        panel,
        "Contacts lost to distrust and need unmet",
        ("avoided_share", "unmet_need"),
        (
            "What to see: whether the scenarios in which distrust keeps families away are those in which need goes unmet."
            " A contact is lost to distrust when the family would have had it without any distrust."
        ),
        smooth=smooth,
        width=width,
        caption=caption,
        group=group,
    )
