"""Breaks text to a width, measured in the font it is set in."""

from functools import lru_cache

from matplotlib.ft2font import LOAD_NO_HINTING

from . import glyphs


@lru_cache(maxsize=None)
def _advance(character, bold):
    """How far a character moves the pen, in units of the font size."""
    font = glyphs.font_with(character, bold)
    # By its number in the font, 0 being the box: no font has everything.
    glyph = font.load_glyph(font.get_char_index(ord(character)), flags=LOAD_NO_HINTING)
    return glyph.linearHoriAdvance / 65536 / 100


def width_of(text, size, bold=False):
    """Width of a line of text in points (kerning, under a per cent, is left out)."""
    return size * sum(_advance(character, bold) for character in text)


MOST_LINES = 6  # of a label
# A word is broken where it is wider than a line by more than this.
OVERRUN = 1.25


def _pieces(word, points, size, bold):
    """A word cut to the width of a line where it is far wider: a name in Chinese, or of a hundred letters."""
    if width_of(word, size, bold) <= OVERRUN * points:
        return [word]
    pieces = [""]
    for character in word:
        if pieces[-1] and width_of(pieces[-1] + character, size, bold) > points:
            pieces.append("")
        pieces[-1] += character
    return pieces


def fill(text, points, size, bold=False):
    """Lines of `text`, none wider than `points` where words allow."""
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for word in (piece for word in paragraph.split() for piece in _pieces(word, points, size, bold)):
            longer = f"{line} {word}" if line else word
            if line and width_of(longer, size, bold) > points:
                lines.append(line)
                longer = word
            line = longer
        lines.append(line)
    return lines


def clipped(text, points, most, size=7, bold=False):
    """`text` itself where it takes at most `most` lines, else what fits into them and an ellipsis."""
    lines = fill(text, points, size, bold)
    if len(lines) <= most:
        return text
    return " ".join([*lines[: most - 1], lines[most - 1][:-1].rstrip() + "…"])


def balanced(text, points, size=7, bold=False, most=MOST_LINES):
    """`text` broken into as few lines as `fill` needs, of about equal width, as one string; clipped after `most`."""
    text = clipped(text, points, most, size, bold)
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
        cuts_a_word = " ".join(narrower).split() != " ".join(lines).split()
        if cuts_a_word or len(narrower) > len(lines) or any(width_of(line, size, bold) > points for line in narrower):
            break
        lines = narrower
    return "\n".join(lines)
