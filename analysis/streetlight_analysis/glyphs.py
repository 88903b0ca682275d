"""Which characters can be drawn, with which of this computer's fonts, and what to say of those that cannot.

Names are the experimenter's: they may be in any script. What the house font lacks is taken from another font where one
is installed. For the rest matplotlib draws a box, and a sentence says what it stands for.
"""

import contextlib
import unicodedata
import warnings
from functools import lru_cache

from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

from . import direction

HOUSE = "DejaVu Sans"
_NAMED = 6  # characters named in a sentence


@contextlib.contextmanager
def quiet():
    """Keeps matplotlib's own words about characters that a font lacks from the screen: `note` says it once."""
    with warnings.catch_warnings():
        ignore_warnings()
        yield


def ignore_warnings():
    warnings.filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
    warnings.filterwarnings("ignore", message="Matplotlib currently does not support", category=UserWarning)


def fonts_for(text):
    """Families to draw `text` with: the house font, and others that have what it lacks."""
    found = [HOUSE]
    for character in _needed(text + direction.drawn(text)):
        family = _family_with(character)
        if family and family not in found:
            found.append(family)
    return found


def font_with(character, bold):
    """The font that a character is drawn with: the house font where none has it."""
    family = HOUSE if _has(_house(), character) else _family_with(character) or HOUSE
    return _font(family, bold)


def note(text):
    """A sentence on what of `text` cannot be drawn as it is written; empty when all can."""
    missing = [character for character in _needed(text) if _family_with(character) is None]
    sentences = []
    if missing:
        named = ", ".join(f"U+{ord(character):04X}{_name(character)}" for character in missing[:_NAMED])
        more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
        sentences.append(f"A box stands for what none of the fonts here can draw: {named}{more}.")
    if direction.is_needed(text) and not direction.is_available():
        sentences.append(
            "Letters that are written from right to left stand in the order in which they were typed; with the packages "
            "python3-bidi and python3-arabic-reshaper they are drawn as they are read."
        )
    return " ".join(sentences)


def words_of(panel):
    """Everything in a panel that people have named, as one text."""
    attributes, design = panel.attrs, panel.attrs.get("design")
    words = [str(name) for dimension in ("scenario", "authority", "group") for name in panel[dimension].values]
    words += [str(attributes.get(name, "")) for name in ("title", "config", "file")]
    if design is not None:
        words += [str(key) for key in design.columns]
        words += [str(word) for key in design.columns if design[key].dtype == object for word in design[key].unique()]
    return " ".join(words)


def has_outlines_of_postscript(families):
    """Whether a family's font has outlines that a PDF cannot take over as they are."""
    return any(_is_cff(font_manager.findfont(font_manager.FontProperties(family=family))) for family in families)


def _needed(text):
    """Characters of `text`, once each, that the house font lacks and that one would see."""
    return [
        character
        for character in dict.fromkeys(text)
        if unicodedata.category(character)[0] not in "CZ" and not _has(_house(), character)
    ]


def _name(character):
    name = unicodedata.name(character, "").lower()
    return "" if not name or name.startswith("cjk") else f" ({name})"  # those have no other name than the number


def _house():
    return _font(HOUSE, False)


@lru_cache(maxsize=None)
def _font(family, bold):
    weight = "bold" if bold else "normal"
    font = FT2Font(font_manager.findfont(font_manager.FontProperties(family=family, weight=weight)))
    font.set_size(100, 72)
    return font


def _has(font, character):
    return font.get_char_index(ord(character)) != 0


@lru_cache(maxsize=None)
def _family_with(character):
    """A family other than the house font that has the character; None when there is none."""
    for family in _other_families():
        if _has(_font(family, False), character):
            return family
    return None


@lru_cache(maxsize=None)
def _other_families():
    """Families of scalable upright fonts, by name. (Fonts of coloured pictures cannot be drawn.)"""
    families = []
    for entry in sorted(font_manager.fontManager.ttflist, key=lambda entry: entry.name):
        if entry.name in (HOUSE, *families[-1:]) or entry.style != "normal":
            continue
        try:
            font = _font(entry.name, False)
            if font.scalable and font.num_glyphs > 0 and "Color" not in entry.name and "LastResort" not in entry.name:
                families.append(entry.name)
        except (OSError, RuntimeError):  # a font that is broken or of a kind that FreeType cannot scale
            continue
    return families


@lru_cache(maxsize=None)
def _is_cff(path):
    with open(path, "rb") as file:
        start = file.read(16)
        if start[:4] == b"ttcf":  # a collection: its first font
            file.seek(int.from_bytes(start[12:16], "big"))
            start = file.read(4)
        return start[:4] == b"OTTO"
