"""Figures and paired comparisons from Streetlight's result files.

    from streetlight_analysis import open_panel, figures
    panel = open_panel("results/england.h5")
    figures.trust_by_group(panel, width="wide")
"""

import sys

try:
    from . import figures
    from .catalogue import FIGURES, draw_all
    from .errors import CannotDraw, MissingColumns, UnreadableFile
    from .gather import Centred, Each, Window, Years, measure
    from .outcomes import OUTCOMES, Outcome
    from .paired import interval_of_mean
    from .paired_table import paired_differences
    from .reading import open_panel
    from .saving import save
    from .sheet import caption_of, title_of
    from .style import STYLE
    from .worlds.table import open_worlds
except ModuleNotFoundError as missing:
    if sys.argv[:1] != ["-m"]:  # imported by somebody's program
        raise
    sys.exit(f"streetlight_analysis needs the Python module {missing.name} (Debian: python3-{missing.name})")
