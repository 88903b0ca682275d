"""The house style: print sizes, and a colour, line and marker for each scenario that also differ in grey.

The colours are those of Okabe and Ito (2008), distinguishable with any common colour vision. Matplotlib users
can load the style alone: `matplotlib.style.use(streetlight_analysis.STYLE)`.
"""

import functools
from dataclasses import dataclass
from pathlib import Path

import matplotlib
from matplotlib.colors import to_rgb
from matplotlib.lines import Line2D

from . import direction, glyphs

STYLE = str(Path(__file__).with_name("streetlight.mplstyle"))

BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
BLUE, VERMILION, PURPLE, GREY = "#0072B2", "#D55E00", "#CC79A7", "#7F7F7F"
INK, FAINT = "#222222", "#666666"

# Millimetres: a column of a briefing paper, and the whole page between margins.
WIDTHS = {"column": 88, "wide": 180}


@dataclass(frozen=True)
class Look:
    """How one line is told from the others: colour, dashes and marker."""

    colour: str
    dashes: object
    marker: str

    @property
    def text(self):
        """The colour, darkened where needed so that text in it reads on white."""
        return readable(self.colour)


_LOOKS = (
    Look(BLACK, "-", "o"),
    Look(VERMILION, (0, (5, 1.5)), "s"),
    Look(BLUE, (0, (6, 1.5, 1, 1.5)), "^"),
    Look(GREEN, "-", "D"),
    Look(ORANGE, (0, (1.5, 1)), "v"),
    Look(PURPLE, (0, (8, 2)), "P"),
    Look(SKY, (0, (3, 1.2, 1, 1.2, 1, 1.2)), "X"),
    Look(GREY, (0, (1, 2)), "*"),
)

TRUTH = Look(BLUE, "-", "o")
RECORDS = Look(VERMILION, (0, (4, 1.5)), "s")


def look(index):
    """The look of the line with this index; the baseline, index 0, is black and solid.

    After eight the colours come again with other dashes and markers.
    """
    turn, place = divmod(index, len(_LOOKS))
    other = _LOOKS[(place + 3 * turn) % len(_LOOKS)]
    return Look(_LOOKS[place].colour, other.dashes, other.marker)


def handle(look, label, line=True):
    """An entry for a key."""
    return Line2D(
        [],
        [],
        color=look.colour,
        linestyle=look.dashes if line else "none",
        marker=look.marker,
        markersize=3.5,
        markeredgewidth=0,
        label=label,
    )


def tick(label):
    """An entry for a key: the upright stroke that marks a value."""
    return Line2D([], [], color=INK, linestyle="none", marker="|", markersize=8, markeredgewidth=1.2, label=label)


def scenario_looks(panel):
    """{scenario: Look}, the same in every figure of a panel."""
    return {str(name): look(index) for index, name in enumerate(panel["scenario"].values)}


def contrast(colour):
    """Contrast ratio of a colour with white, as WCAG 2 defines it (4.5 is the least for text)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 1.05 / (0.05 + 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])


def readable(colour, least=4.5):
    """`colour`, darkened step by step until text in it has contrast `least` on white."""
    rgb = to_rgb(colour)
    while contrast(rgb) < least:
        rgb = tuple(0.95 * c for c in rgb)
    return matplotlib.colors.to_hex(rgb)


def styled(figure_function):
    """Decorates a figure function so that it draws in the house style and leaves the caller's settings alone."""

    @functools.wraps(figure_function)
    def draw(*arguments, **options):
        with matplotlib.rc_context():
            matplotlib.rcdefaults()
            matplotlib.style.use(STYLE)
            if arguments:  # the panel, whose names may be in any script
                matplotlib.rcParams["font.family"] = glyphs.fonts_for(glyphs.words_of(arguments[0]))
            with glyphs.quiet():
                return direction.set_in_order(figure_function(*arguments, **options))

    return draw
