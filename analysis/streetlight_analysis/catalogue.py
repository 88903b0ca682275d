"""The figures by name, in the order in which a briefing would tell them, and drawing them one after the other."""

from . import figures
from .errors import CannotDraw
from .saving import save

FIGURES = {
    "trust_by_group": figures.trust_by_group,
    "trust_travels": figures.trust_travels,
    "prevalence_by_decile": figures.prevalence_by_decile,
    "flags_by_decile": figures.flags_by_decile,
    "flag_ratio": figures.flag_ratio,
    "deterred_and_unmet": figures.deterred_and_unmet,
    "differences": figures.paired_dots,
    "differences_over_time": figures.differences_over_time,
    "model_cards": figures.model_cards,
    "model_precision": figures.model_precision,
    "model_recall": figures.model_recall,
    "trade_off": figures.trade_off,
    "visits": figures.visits,
    "neighbourhoods": figures.neighbourhoods,
    "awareness_and_licence": figures.awareness_and_licence,
    "response_curves": figures.response_curves,
    "heat_maps": figures.heat_maps,
    "attribution": figures.attribution,
    "morris": figures.morris,
    "sobol": figures.sobol,
    "curves_by_scenario": figures.curves_by_scenario,
    "end_states": figures.end_states,
    "single_runs": figures.single_runs,
    "columns": figures.columns_by_scenario,
}

# Drawn unasked only where nothing more particular can be.
LAST_RESORT = ("columns", "end_states")


def draw_all(panel, folder, *, only=(), formats=("pdf", "png"), widths=("column",), report=print):
    """Draws what the panel has the columns for.

    Args:
        panel: dataset of `open_panel`.
        folder: for the files, `NAME.pdf`, `NAME_wide.pdf`, ...
        only: names of `FIGURES`; all by default.
        widths: "column" and "wide", or one of them.
        report: called with one line for each figure, drawn or skipped.

    Returns:
        list of pathlib.Path, the files written.
    """
    written, drawn = [], []
    names = list(only) or [name for name in FIGURES if name not in LAST_RESORT]
    resort = [] if only else list(LAST_RESORT)
    while names:
        name = names.pop(0)
        try:
            for width in widths:
                figure = FIGURES[name](panel, width=width)
                stem = f"{folder}/{name}" + ("" if width == widths[0] and width == "column" else f"_{width}")
                written += save(figure, stem, formats)
            drawn.append(name)
            report(f"{name}: drawn")
        except CannotDraw as reason:
            report(f"{name}: skipped, {reason}")
        if not names and not drawn:
            names, resort = resort, []
    return written
