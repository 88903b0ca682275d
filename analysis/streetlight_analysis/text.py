"""Breaks text to a width, measured in the font it is set in."""

from functools import lru_cache

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath


@lru_cache(maxsize=4096)
def width_of(text, size, bold=False):
    """Width of a line of text in points."""
    if not text.strip():
        return 0.0
    font = FontProperties(family="DejaVu Sans", weight="bold" if bold else "normal")
    return float(TextPath((0, 0), text, size=size, prop=font).get_extents().x1)


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


def label_lines(text, points=52, size=7):
    """A label broken to about `points`, for the end of a line."""
    return "\n".join(fill(text, points, size))
