"""Where flags fall against where need is, by deprivation decile (pattern P2)."""

from ..caption import interval_note, window_words
from ..columns import require
from ..errors import CannotDraw
from ..gather import divide, gather, over_runs, together
from ..windows import default_window
from ..names import decile_groups, decile_of
from ..style import styled
from .truth_and_records import draw_pair


@styled
def flags_by_decile(panel, *, window=None, width="column", caption=True):
    """Share of all flags and share of all need that each deprivation decile has, where anyone is flagged.

    Args:
        panel: dataset of `open_panel`; needs flags, need and groups decile_1 to decile_10.
        window: gather.Window; that of `streetlight compare` by default.
    """
    require(panel, ["flags", "need"])
    deciles = decile_groups(panel)
    if len(deciles) < 2:
        raise CannotDraw("the panel has no groups decile_1 to decile_10")
    window = window or default_window(panel)
    numbers = [decile_of(name) for name in deciles]

    def share(column):
        within = gather(panel, column, window, group=deciles)
        share = together([within], lambda counts: 100 * divide(counts, counts.sum("group", skipna=False)))
        return over_runs(share).rename(group="decile").assign_coords(decile=numbers)

    def ticks(axes, scenario):
        axes.set_xticks([numbers[0], numbers[len(numbers) // 2 - 1], numbers[-1]])

    return draw_pair(
        panel,
        "Where flags fall and where need is",
        share("flags"),
        share("need"),
        ("Flags", "Need"),
        along="decile",
        x="Deprivation decile",
        y="% of all",
        width=width,
        caption=caption,
        decorate=ticks,
        see=(
            "What to see: a decile whose share of flags lies above its share of need is flagged more than its need explains; one"
            f" whose share lies below, less. Over {window_words(panel, window)}. {interval_note(panel)} Decile 10 is"
            " the most deprived."
        ),
    )
