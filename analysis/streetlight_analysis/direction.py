"""Names that are written from right to left (Arabic, Hebrew), put into the order and the forms in which they are drawn.

Matplotlib draws characters from left to right, one by one. So just before a line of text is drawn, its characters are
put in their order on the page, and Arabic letters take the forms that join. Everything before that (breaking lines,
captions, the words of an SVG file, which its reader puts in order itself) works on the text as it was typed.
"""

import types
import unicodedata
from contextlib import contextmanager
from functools import lru_cache

import matplotlib

try:
    from arabic_reshaper import ArabicReshaper
    from bidi.algorithm import get_display

    _JOIN = ArabicReshaper(configuration={"delete_harakat": False}).reshape
except ImportError:  # python3-bidi and python3-arabic-reshaper
    get_display = None


def is_needed(text):
    """Whether any of it is written from right to left."""
    return any(unicodedata.bidirectional(character) in ("R", "AL") for character in text)


def is_available():
    """Whether the packages that know the order are installed."""
    return get_display is not None


@lru_cache(maxsize=1000)
def drawn(line):
    """A line of text as it is drawn from left to right; the line itself where the packages are missing."""
    return get_display(_JOIN(line)) if is_available() and is_needed(line) else line


def set_in_order(figure):
    """Makes a figure draw its words in their order, whoever draws it. Returns the figure."""
    draw = figure.draw

    def draw_in_order(_, renderer):
        with _words_in_order(renderer):
            draw(renderer)

    figure.draw = types.MethodType(draw_in_order, figure)
    return figure


@contextmanager
def _words_in_order(renderer):
    """A renderer gets a text line by line, to measure it and to draw it."""
    measure, put = renderer.get_text_width_height_descent, renderer.draw_text

    def in_order(line):
        return line if _is_text_of_svg(renderer) else drawn(line)

    def measure_in_order(line, *rest, **named):
        return measure(in_order(line), *rest, **named)

    def put_in_order(gc, x, y, line, *rest, **named):
        return put(gc, x, y, in_order(line), *rest, **named)

    # As attributes of this very renderer; matplotlib sets some itself where it only measures.
    own = vars(renderer)
    before = {name: own[name] for name in ("get_text_width_height_descent", "draw_text") if name in own}
    own.update(get_text_width_height_descent=measure_in_order, draw_text=put_in_order)
    try:
        yield
    finally:
        del own["get_text_width_height_descent"], own["draw_text"]
        own.update(before)


def _is_text_of_svg(renderer):
    kind = type(getattr(renderer, "_vector_renderer", renderer)).__name__
    return kind == "RendererSVG" and matplotlib.rcParams["svg.fonttype"] == "none"
