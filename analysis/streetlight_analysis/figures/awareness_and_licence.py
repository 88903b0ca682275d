"""Who knows of the programme, and who would grant it social licence."""

from ..style import styled
from .over_time import draw_over_time


@styled
def awareness_and_licence(panel, *, smooth=None, width="column", caption=True, group="all"):
    """Share of families aware of the programme, and share that would license it, over time by scenario.

    Args:
        panel: dataset of `open_panel`; needs aware, licence and families.
        smooth: months that each point gathers, half before it and half after; None draws what the file has.
    """
    return draw_over_time(
        panel,
        "Awareness and social licence",
        ("aware", "licence"),
        (
            "What to see: whether licence rises or falls as more families come to know. Licence is the share of"
            " families more likely than not to grant it."
        ),
        smooth=smooth,
        width=width,
        caption=caption,
        group=group,
    )
