"""How good each retrained model looks when it is tested: on the records and in truth, since deployment (pattern P11)."""

from ..caption import interval_note
from ..cards import wide_card
from ..errors import CannotDraw
from ..style import styled
from .model_precision import whole_years
from .truth_and_records import draw_pair


@styled
def model_cards(panel, *, width="column", caption=True):
    """Precision at capacity of the model cards by year since deployment, one panel a scenario that trains a model.

    Args:
        panel: dataset of `open_panel`, whose attribute `cards` has the model cards.
    """
    cards = panel.attrs.get("cards")
    if cards is None or not cards["precision"].notna().any():
        raise CannotDraw("the file has no model cards")
    first = cards["month"].min()
    order = [name for name in panel["scenario"].values if name in set(cards["scenario"])]
    recorded, true = (100 * wide_card(cards, "precision", view).sel(scenario=order) for view in ("recorded", "true"))
    if recorded.sizes["month"] < 2:
        raise CannotDraw("no model was trained more than once")
    recorded, true = (
        values.rename(month="year").assign_coords(year=(values["month"].values - first) / 12)
        for values in (recorded, true)
    )
    return draw_pair(
        panel,
        "How good each year’s model looks when tested",
        recorded,
        true,
        ("Finding followed", "In need"),
        along="year",
        x="Years of use",
        y="% of those it would flag",
        width=width,
        caption=caption,
        decorate=whole_years,
        see=(
            "What to see: whether models look better on the records after deployment while in truth they do not. Each model is"
            " tested on the year before its training; in the first model’s year the programme made no visits yet. "
            + interval_note(panel)
        ),
    )
