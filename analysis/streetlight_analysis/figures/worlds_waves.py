"""How a calibration went: what was left of the priors, how many points met every target, how well the emulators did."""

import numpy as np

from ..errors import CannotDraw
from ..sheet import Sheet
from ..style import BLUE, GREEN, VERMILION, styled

SMALL = 5  # per cent: below it a linear axis shows nothing


@styled
def worlds_waves(panel, *, width="column", caption=True):
    """Volume left, hit rate and emulators' errors, by wave.

    Args:
        panel: dataset of `open_worlds`.
    """
    table = panel.attrs["worlds"]
    if not table.waves:
        raise CannotDraw("the file does not say how its worlds were found")
    across = 3 if width == "wide" else 1
    sheet = Sheet(
        panel, "How the worlds were found", width=width, rows=3 // across, columns=across, height=38 if across == 1 else 48
    )
    volume, hits, errors = sheet.flat
    numbers = np.arange(1, len(table.waves) + 1)
    left = [100 * 10**wave.log10_volume for wave in table.waves]
    volume.plot([0, *numbers], [100, *left], marker="o", linestyle="-", color=BLUE, markersize=4)
    volume.set_title("What is left of the priors (%)")
    if min(left) < SMALL:
        volume.set_yscale("log")
    else:
        volume.set_ylim(0, 112)
    for place, share in zip(numbers, left):
        volume.annotate(f"{share:.2g}", (place, share), (0, 5), textcoords="offset points", ha="center", va="bottom")
    shares = [100 * wave.hits / wave.points for wave in table.waves] + [100 * table.hit_rate]
    hits.bar([*numbers, numbers[-1] + 1], shares, color=[BLUE] * len(numbers) + [GREEN], width=0.6)
    for place, share in zip([*numbers, numbers[-1] + 1], shares):
        hits.text(place, share + 1.5, f"{share:.0f}" if share >= 1 or share == 0 else f"{share:.1f}", ha="center", va="bottom")
    hits.plot([], [])
    hits.set_ylim(0, 112)
    hits.set_title("Points that met every target (%)")
    for wave, number in zip(table.waves, numbers):
        shown = wave.errors[np.isfinite(wave.errors)]
        spread = np.linspace(-0.18, 0.18, len(shown)) if len(shown) > 1 else np.zeros(len(shown))
        errors.plot(number + spread, shown, linestyle="none", marker="o", markersize=3, color=VERMILION, markeredgewidth=0)
    errors.set_ylim(0)
    errors.set_title("Emulators’ errors (half tolerances)")
    volume.set_xticks([0, *numbers], ["priors", *map(str, numbers)])
    volume.set_xlim(-0.4, len(numbers) + 0.4)
    errors.set_xticks(numbers, [str(number) for number in numbers])
    errors.set_xlim(0.5, len(numbers) + 0.5)
    hits.set_xticks([*numbers, numbers[-1] + 1], [*map(str, numbers), "check"])
    hits.set_xlim(0.5, len(numbers) + 1.5)
    for axes in (volume, hits, errors):
        axes.set_xlabel("wave")
    return sheet.finish(
        (
            "What to see: each wave draws its points from what the ones before it left, half of them where every figure"
            " is likely to be met. A dot in the last panel is the"
            " emulator of one target: the root mean square of its errors at points left out, which holds the simulator’s"
            f" own noise. {table.runs:,} points were simulated in all; {len(table.values):,} of {table.checked:,} candidates,"
            f" run anew with fresh seeds, met every target. The waves ended: {table.reason}."
        ),
        caption=caption,
    )
