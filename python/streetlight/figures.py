"""Figures of results: each is a function from a panel, as `open_panel` reads it, to a matplotlib figure.

    from streetlight import figures
    figures.trust_by_group(figures.open_panel("results/england.h5"), width="wide")
"""

import streetlight_analysis
from streetlight_analysis import figures as _figures

CannotDraw = streetlight_analysis.CannotDraw
STYLE = streetlight_analysis.STYLE  # for matplotlib.style.use
draw_all = streetlight_analysis.draw_all
open_panel = streetlight_analysis.open_panel
save = streetlight_analysis.save

globals().update({name: value for name, value in vars(_figures).items() if callable(value)})
