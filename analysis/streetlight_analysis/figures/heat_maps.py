"""An outcome over two parameters of a sweep, as a map."""

import numpy as np

from ..caption import window_words
from ..digits import decimals_for, number
from ..errors import CannotDraw
from ..windows import default_window
from ..names import parameter_title
from ..paired import first_scenario
from ..sheet import Sheet
from ..style import contrast, styled
from .response_curves import numeric_parameters, over_points, shown_outcomes
from .small_multiples import grid


@styled
def heat_maps(
    panel, *, parameters=None, outcome=None, baseline=None, window=None, width="column", caption=True, group="all"
):
    """Mean paired difference from the baseline (the level where there is a single scenario), a panel a scenario.

    Args:
        panel: dataset of `open_panel` of a sweep over at least two numeric parameters on a grid.
        parameters: (horizontal, vertical) dotted keys; the first two varied ones by default.
        outcome: name of an outcome or column; harm by default.
    """
    design, keys = numeric_parameters(panel)
    if parameters is None and len(keys) < 2:
        raise CannotDraw(f"the sweep varies one parameter only, {keys[0]}")
    across, up = parameters or keys[:2]
    if unknown := [key for key in (across, up) if key not in keys]:
        raise CannotDraw(f"the sweep does not vary {', '.join(unknown)}; it varies {', '.join(keys)}")
    x, y = np.sort(design[across].unique()), np.sort(design[up].unique())
    if len(x) * len(y) > len(design):
        raise CannotDraw(f"{across} and {up} do not form a grid in this design")
    window = window or default_window(panel)
    outcome = shown_outcomes(panel, [outcome] if outcome else None)[0]
    baseline = first_scenario(panel) if baseline is None else baseline
    compared = panel.sizes["scenario"] > 1
    scenarios = [name for name in panel["scenario"].values if not compared or name != baseline]
    mean = over_points(panel, outcome, window, group, baseline if compared else None).mean("replicate")

    maps = np.full((len(scenarios), len(y), len(x)), np.nan)
    for row, level_y in enumerate(y):
        for column, level_x in enumerate(x):
            there = np.flatnonzero((design[across].values == level_x) & (design[up].values == level_y))
            maps[:, row, column] = mean.sel(scenario=scenarios).isel(point=there).mean("point").values

    # A difference has a middle that means something; a level has not.
    reach = np.nanmax(np.abs(maps))
    scale = (
        {"cmap": "PuOr", "vmin": -reach or -1, "vmax": reach or 1}
        if compared
        else {"cmap": "cividis", "vmin": np.nanmin(maps), "vmax": np.nanmax(maps)}
    )
    unit = outcome.axis(panel)
    sheet = Sheet(
        panel,
        f"{outcome.title} over {across} and {up}",
        width=width,
        sharex=True,
        sharey=True,
        **grid(len(scenarios), width, height=44 if len(scenarios) > 1 else 52),
    )
    # Values are written into the cells where they fit, else a scale stands beside the maps.
    written = len(x) * sheet.axes.shape[1] <= (16 if width == "wide" else 7)
    # The same decimals in every cell: two digits of a middling value.
    decimals = decimals_for(float(np.nanmedian(np.abs(maps))), 2)
    for place, (axes, scenario) in enumerate(zip(sheet.flat, scenarios)):
        image = axes.imshow(maps[place], origin="lower", aspect="auto", **scale)
        for (row, column), value in np.ndenumerate(maps[place]):
            if np.isfinite(value) and written:
                shade = image.cmap(image.norm(value))
                axes.text(
                    column,
                    row,
                    number(value, decimals),
                    ha="center",
                    va="center",
                    color="black" if contrast(shade[:3]) < 4.5 else "white",
                    gid="cell",
                )
        _ticks(axes.set_xticks, x, (16 if width == "wide" else 7) // sheet.axes.shape[1] + 1)
        _ticks(axes.set_yticks, y, 8)
        axes.tick_params(length=0)
        axes.grid(False)
        axes.spines[:].set_visible(False)
        axes.set_title(scenario)
        if place % sheet.axes.shape[1] == 0:
            axes.set_ylabel(parameter_title(up))
        if place + sheet.axes.shape[1] >= len(scenarios):
            axes.set_xlabel(parameter_title(across))
    sheet.drop_unused(len(scenarios))
    if not written:
        bar = sheet.figure.colorbar(image, ax=sheet.flat, aspect=30, fraction=0.05, pad=0.02)
        bar.outline.set_visible(False)
    rest = [key for key in keys if key not in (across, up)]
    averaged = f" Means over the design’s values of {', '.join(rest)}." if rest else ""
    what = f"Differences from “{baseline}”" if compared else "Values"
    return sheet.finish(
        (
            "What to see: where in the map the outcome changes, and whether the effect of one parameter depends on the other."
            f" {what}, {unit + ', ' if unit else ''}over {window_words(panel, window)}, means over replicates.{averaged}"
        ),
        caption=caption,
    )


def _ticks(set_ticks, levels, most):
    """Labels every so many levels that at most `most` are written."""
    step = -(-len(levels) // most)
    set_ticks(range(0, len(levels), step), [f"{value:g}" for value in levels[::step]])
