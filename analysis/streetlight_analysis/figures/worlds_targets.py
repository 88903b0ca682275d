"""What published figures allow: each target over the waves of a calibration and in its worlds."""

import numpy as np

from ..sheet import Sheet
from ..style import BLUE, GREEN, GREY, INK, ORANGE, Look, handle, styled, tick
from ..text import balanced
from ..weighted import weighted_quantiles

FIRST, LAST, WORLDS = Look(GREY, "-", "o"), Look(ORANGE, "-", "s"), Look(BLUE, "-", "D")
REACH = 4  # half tolerances that are drawn on either side


@styled
def worlds_targets(panel, *, width="column", caption=True):
    """5 to 95 % of each target in the first wave (the priors), in the last one and in the worlds.

    Args:
        panel: dataset of `open_worlds`.
    """
    table = panel.attrs["worlds"]
    waves = [(wave, look) for wave, look in zip(_ends(table.waves), (FIRST, LAST))]
    step = 7 if width == "column" else 6
    sheet = Sheet(panel, "The targets before and after", width=width, height=12 + step * len(table.targets))
    axes = sheet.flat[0]
    axes.axvspan(-1, 1, color=GREEN, alpha=0.18, linewidth=0)
    for row, target in enumerate(table.targets):
        spans = [
            (target.misfits([wave.low[row], wave.median[row], wave.high[row]]), look, offset)
            for (wave, look), offset in zip(waves, (-0.26, 0))
        ]
        misfits = target.misfits(table.got[:, row])
        there = np.isfinite(misfits)
        spans.append((weighted_quantiles(misfits[there], table.weights[there], [0.05, 0.5, 0.95]), WORLDS, 0.26))
        for (low, median, high), look, offset in spans:
            if not np.isfinite([low, median, high]).all():
                continue
            ends = np.clip([low, high], -REACH, REACH)
            axes.plot(ends, [row + offset] * 2, color=look.colour, linestyle="-", linewidth=1.4)
            if abs(median) <= REACH:
                axes.plot(median, row + offset, marker=look.marker, color=look.colour, markersize=3, markeredgewidth=0)
        published = float(target.misfits(target.published))
        if abs(published) <= REACH:
            axes.plot(published, row, marker="|", color=INK, markersize=9, markeredgewidth=1)
    names = [target.name + (" (held out)" if target.held_out else "") for target in table.targets]
    room = 105 if width == "column" else 190
    axes.set_yticks(range(len(names)), [balanced(name, room) for name in names], linespacing=0.95)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_xlim(-REACH, REACH)
    axes.grid(False)
    axes.set_xlabel("distance from the tolerance’s middle, in half tolerances")
    key = [handle(look, label) for look, label in zip((FIRST, LAST), ("priors (wave 1)", f"wave {len(table.waves)}"))]
    key = key[: len(waves)] + [handle(WORLDS, f"{len(table.values)} worlds"), tick("published")]
    held = [target for target in table.targets if target.held_out]
    inside = (
        " Held out were "
        + "; ".join(
            f"{target.name}: inside in {int(np.sum(np.abs(target.misfits(table.got[:, table.targets.index(target)])) <= 1))}"
            for target in held
        )
        + f" of {len(table.values)} worlds, though nothing was fitted to them."
        if held
        else ""
    )
    return sheet.finish(
        (
            "What to see: the values that the priors allowed (grey), and those that the worlds give. The shaded"
            f" band is the tolerance; lines go from 5 to 95 %, marks are medians, of the worlds by their weights.{inside}"
        ),
        caption=caption,
        key=key,
    )


def _ends(waves):
    """The first and the last wave; one where there is one."""
    return [waves[0], waves[-1]] if len(waves) > 1 else list(waves)
