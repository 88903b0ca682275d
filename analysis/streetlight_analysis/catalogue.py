"""The figures by name, in the order in which a briefing would tell them, and drawing them one after the other."""

from . import figures
from .errors import CannotDraw
from .saving import save
from .worlds.answers import is_of_worlds

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
    "win_shares": figures.win_shares,
    "regret_strips": figures.regret_strips,
    "deciding_box": figures.deciding_box,
    "measure_next": figures.measure_next,
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

# Of a result of policies in worlds; any other figure of it is drawn when it is asked for.
OF_POLICIES_IN_WORLDS = ("win_shares", "regret_strips", "deciding_box", "measure_next")

# Of a file of worlds, which holds no runs.
OF_WORLDS = {
    "worlds_targets": figures.worlds_targets,
    "worlds_waves": figures.worlds_waves,
    "worlds_parameters": figures.worlds_parameters,
    "worlds_pairs": figures.worlds_pairs,
}

# Drawn unasked only where nothing more particular can be.
LAST_RESORT = ("columns", "end_states")


def draw_all(panel, folder, *, only=(), formats=("pdf", "png"), widths=("column",), report=print):
    """Draws what the panel has the columns for.

    Args:
        panel: dataset of `open_panel`, or of `open_worlds`.
        folder: for the files, `NAME.pdf`, `NAME_wide.pdf`, ...
        only: names of `FIGURES`, or of `OF_WORLDS`; all by default.
        widths: "column" and "wide", or one of them.
        report: called with one line for each figure, drawn or skipped.

    Returns:
        list of pathlib.Path, the files written.
    """
    catalogue = OF_WORLDS if "worlds" in panel.attrs else FIGURES
    written, drawn = [], []
    names = list(only) or _unasked(panel, catalogue)
    resort = [] if only or catalogue is OF_WORLDS else list(LAST_RESORT)
    while names:
        name = names.pop(0)
        try:
            if name not in catalogue:
                raise CannotDraw("it is a figure of worlds" if name in OF_WORLDS else "it is a figure of runs")
            for width in widths:
                figure = catalogue[name](panel, width=width)
                stem = f"{folder}/{name}" + ("" if width == widths[0] and width == "column" else f"_{width}")
                written += save(figure, stem, formats)
            drawn.append(name)
            report(f"{name}: drawn")
        except CannotDraw as reason:
            report(f"{name}: skipped, {reason}")
        if not names and not drawn:
            names, resort = resort, []
    return written


def _unasked(panel, catalogue):
    """Names of the figures that are drawn when nobody asks for some."""
    if catalogue is OF_WORLDS:
        return list(OF_WORLDS)
    if is_of_worlds(panel):
        return list(OF_POLICIES_IN_WORLDS)
    return [name for name in FIGURES if name not in LAST_RESORT and name not in OF_POLICIES_IN_WORLDS]
