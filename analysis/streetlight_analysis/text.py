"""Breaks text to a width, measured in the font it is set in."""

from functools import lru_cache

from matplotlib.font_manager import FontProperties, findfont
from matplotlib.ft2font import LOAD_NO_HINTING, FT2Font


@lru_cache(maxsize=None)
def _advance(character, bold):
    """How far a character moves the pen, in units of the font size."""
    font = _font(bold)
    return font.load_char(ord(character), flags=LOAD_NO_HINTING).linearHoriAdvance / 65536 / 100


@lru_cache(maxsize=None)
def _font(bold):
    font = FT2Font(findfont(FontProperties(family="DejaVu Sans", weight="bold" if bold else "normal")))
    font.set_size(100, 72)
    return font


def width_of(text, size, bold=False):
    """Width of a line of text in points (kerning, under a per cent, is left out)."""
    return size * sum(_advance(character, bold) for character in text)


def fill(text, points, size, bold=False):
    """Lines of `text`, none wider than `points` where words allow."""
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}" if line else word
            if line and width_of(longer, size, bold) > points:
                lines.append(line)
                longer = word
            line = longer
        lines.append(line)
    return lines


def balanced(text, points, size=7, bold=False):
    """`text` broken into as few lines as `fill` needs, of about equal width, as one string."""
    # A unit in brackets stays whole where it can.
    head, bracket, unit = text.partition(" (")
    lines = fill(text, points, size, bold)
    parts = [head, f"({unit}"]
    if bracket and len(lines) == 2 and all(width_of(part, size, bold) <= points for part in parts):
        return "\n".join(parts)
    width = points
    while len(lines) > 1 and width > size:
        width -= size / 2
        narrower = fill(text, width, size, bold)
        if len(narrower) > len(lines) or any(width_of(line, size, bold) > points for line in narrower):
            break
        lines = narrower
    return "\n".join(lines)
