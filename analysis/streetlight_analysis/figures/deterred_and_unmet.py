"""Contacts that did not happen for distrust, and need that nobody meets (pattern P5)."""

from ..style import styled
from .over_time import draw_over_time


@styled
def deterred_and_unmet(panel, *, smooth=None, width="column", caption=True, group="all"):
    """Deterred contacts over all services, and families in need without help, over time by scenario.

    Args:
        panel: dataset of `open_panel`; needs deterred_* columns, unmet_need and families.
        smooth: months that each point gathers, half before it and half after; None draws what the file has.
    """
    return draw_over_time(
        panel,
        "Contacts deterred and need unmet",
        ("deterred", "unmet_need"),
        (
            "What to see: whether the scenarios that deter contacts are those in which need goes unmet. A deterred"
            " contact is one that the family would have had at its own usual trust."
        ),
        smooth=smooth,
        width=width,
        caption=caption,
        group=group,
    )
