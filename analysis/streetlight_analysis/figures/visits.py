"""Visits, and those made to families that are not in need (pattern P4)."""

from ..style import styled
from .over_time import draw_over_time


@styled
def visits(panel, *, smooth=None, width="column", caption=True, group="all"):
    """All visits and unwarranted visits over time by scenario.

    Args:
        panel: dataset of `open_panel`; needs visits, unwarranted_visits and families.
        smooth: months that each point gathers, half before it and half after; None draws what the file has.
    """
    return draw_over_time(
        panel,
        "Visits and unwarranted visits",
        ("visits", "unwarranted_visits"),
        "What to see: how many of the visits go to families who are not in need: those are the unwarranted ones.",
        smooth=smooth,
        width=width,
        caption=caption,
        group=group,
    )
