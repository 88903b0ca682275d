"""Names in any script and with any sign are drawn as they are written, or a sentence says which characters are not."""

import os
import re
import warnings

import pytest

import synthetic
from streetlight_analysis import FIGURES, caption_of, glyphs, open_panel, save
from streetlight_analysis.__main__ import main
from streetlight_analysis.errors import printable
from streetlight_analysis.text import balanced, fill, width_of

NAMES = ("$5m, then $3m", "_quiet", "a^b_{c} \\frac{1}{2} 50 % & <b>\"x\"</b> 'y'", "house 🏠", "公开登记", "_")
LONG = ("name " * 60, "x" * 250, "two\nlines", "מדיניות", "tab\tand \x1b[31m", "--")
DRAWN = ("visits", "trade_off")  # names in a key, and beside points
if os.environ.get("STREETLIGHT_LONG"):
    DRAWN += ("differences", "flag_ratio", "trust_by_group")


def panel_of(path, names):
    for name in names:
        synthetic.EFFECTS[name] = synthetic.EFFECTS["Covert programme"]
    return open_panel(
        synthetic.write_england(path, replicates=2, months=48, scenarios=("No programme", *names))
    ).load()


@pytest.fixture(scope="module")
def named(tmp_path_factory):
    return panel_of(tmp_path_factory.mktemp("names") / "named.h5", NAMES)


def words_in(path):
    """Texts of an SVG file, in the order of the page."""
    return [re.sub(r"&lt;", "<", re.sub(r"&gt;", ">", re.sub(r"&amp;", "&", text)))
            for text in re.findall(r"<text[^>]*>([^<]*)</text>", path.read_text())]  # fmt: skip


@pytest.mark.parametrize("figure", DRAWN)
def test_every_name_is_drawn_as_it_is_written(named, tmp_path, figure):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawn = FIGURES[figure](named)
        save(drawn, tmp_path / "x", ("svg", "png", "pdf"))
    text = "".join("".join(words_in(tmp_path / "x.svg")).split())
    for name in NAMES:
        assert "".join(name.split()) in text, name


def test_an_underscore_stays_in_the_key(named, tmp_path):
    save(FIGURES["flag_ratio"](named), tmp_path / "x", ("svg",))
    words = words_in(tmp_path / "x.svg")
    assert "_quiet" in words and "_" in words and "$5m, then $3m" in words


def test_what_no_font_has_is_named(named, monkeypatch):
    monkeypatch.setattr(glyphs, "_other_families", lambda: [])
    glyphs._family_with.cache_clear()
    caption = caption_of(FIGURES["visits"](named))
    assert "A box stands for what none of the fonts here can draw: U+1F3E0 (house building), U+516C, U+5F00" in caption
    assert glyphs.note("plain Ynys Môn") == ""
    glyphs._family_with.cache_clear()


def test_long_names_and_odd_signs_are_drawn_or_skipped_in_words(tmp_path, capsys):
    panel_of(tmp_path / "long.h5", LONG)
    only = [option for name in DRAWN for option in ("--only", name)]
    assert main(["figures", str(tmp_path / "long.h5"), "-o", str(tmp_path / "out"), "--format", "png,pdf", *only]) == 0
    shown = capsys.readouterr()
    assert "Traceback" not in shown.err and "Warning" not in shown.err
    assert shown.out.splitlines() == [f"{name}: drawn" for name in DRAWN]


def test_words_are_cut_only_where_they_must_be():
    assert fill("Unwarranted visits", 40, 7)[0] == "Unwarranted"
    pieces = fill("x" * 100, 52, 7)
    assert "".join(pieces) == "x" * 100 and all(width_of(piece, 7) <= 52 for piece in pieces)
    clipped = balanced("word " * 100, 52, most=3).split("\n")
    assert len(clipped) == 3 and clipped[-1].endswith("…")


def test_evening_out_lines_cuts_no_word():
    for points in range(30, 120):
        if width_of("Unwarranted", 7, bold=True) <= points:
            assert set(balanced("Unwarranted visits", points, bold=True).split()) == {"Unwarranted", "visits"}


def test_what_steers_a_terminal_is_shown_as_a_code():
    assert printable("a\x1b[31m\n\u202eb é 🏠") == "a\\u001B[31m\\u000A\\u202Eb é 🏠"
