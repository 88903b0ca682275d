"""True need and recorded cases by deprivation decile (pattern P1)."""

from ..caption import interval_note, window_words
from ..errors import CannotDraw
from ..gather import gather, last_year, over_runs
from ..names import decile_groups, decile_of
from ..style import RECORDS, TRUTH, styled
from .truth_and_records import draw_pair


@styled
def prevalence_by_decile(panel, *, window=None, width="column", caption=True):
    """Share of families in need, and share with an open case, by deprivation decile in each scenario.

    Args:
        panel: dataset of `open_panel`; needs prevalence_true, prevalence_recorded (with the columns they are
            made of) and groups decile_1 to decile_10.
        window: gather.Window; the last twelve months by default.
    """
    deciles = decile_groups(panel)
    if len(deciles) < 2:
        raise CannotDraw("the panel has no groups decile_1 to decile_10")
    window = window or last_year(panel)
    numbers = [decile_of(name) for name in deciles]
    recorded, true = (
        100 * over_runs(gather(panel, column, window, group=deciles)).rename(group="decile").assign_coords(decile=numbers)
        for column in ("prevalence_recorded", "prevalence_true")
    )

    def steepness(axes, scenario):
        # How many times the least deprived decile's value the most deprived one's is.
        ends = [values.sel(scenario=scenario).mean("replicate") for values in (recorded, true)]
        ratios = [float(line[-1] / line[0]) if float(line[0]) > 0 else None for line in ends]
        for line, (what, ratio, look) in enumerate(zip(("cases", "need"), ratios, (RECORDS, TRUTH))):
            if ratio:
                axes.annotate(
                    f"{what} ×{ratio:.1f}",
                    (0, 1),
                    xycoords="axes fraction",
                    xytext=(5, -2 - 9 * line),
                    textcoords="offset points",
                    va="top",
                    color=look.text,
                    gid="note",
                )
        axes.set_xticks([numbers[0], numbers[len(numbers) // 2 - 1], numbers[-1]])

    return draw_pair(
        panel,
        "True need and recorded cases by deprivation",
        recorded,
        true,
        ("Open case", "In need"),
        along="decile",
        x="Deprivation decile",
        y="% of families",
        width=width,
        caption=caption,
        decorate=steepness,
        headroom=0.35,
        see=(
            "What to see: whether the curve of the records is steeper than the curve of need; ×: decile"
            f" {numbers[-1]} over decile {numbers[0]}. Open case: on record. Means over {window_words(panel, window)}."
            f" {interval_note(panel)} Decile 10 is the most deprived."
        ),
    )
