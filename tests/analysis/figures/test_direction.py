"""Names that are written from right to left: drawn as they are read, in pictures and on pages of PDF."""

import io

import matplotlib
import numpy
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

import synthetic
from streetlight_analysis import FIGURES, direction, glyphs, open_panel, save

HEBREW, ARABIC = "ללא תוכנית", "بلا برنامج"


def picture_of(words, in_order):
    """The words alone, as black on white."""
    figure = Figure(figsize=(4, 0.5), dpi=100)
    figure.text(0.1, 0.4, words, fontsize=14)
    FigureCanvasAgg(direction.set_in_order(figure) if in_order else figure).draw()
    return numpy.asarray(figure.canvas.buffer_rgba())[:, :, 0] < 128


@pytest.mark.parametrize("typed, read", [
    (HEBREW, HEBREW[::-1]),
    (f"“{HEBREW}” 5 %", f"“{HEBREW[::-1]}” 5 %"),
    (f"Cost of “{HEBREW}” (in 2026)", f"Cost of “{HEBREW[::-1]}” (in 2026)"),
])  # fmt: skip
def test_letters_stand_in_the_order_in_which_they_are_read(typed, read):
    """Against the order written down here; the letters of Hebrew do not join, so they are the same letters."""
    if typed.startswith("“"):  # a paragraph takes its direction from its first letter: the number stands at its left
        read = f"% 5 ”{HEBREW[::-1]}“"
    assert direction.drawn(typed) == read
    assert (picture_of(typed, in_order=True) == picture_of(read, in_order=False)).all()
    assert (picture_of(typed, in_order=True) != picture_of(typed, in_order=False)).any()


def test_arabic_letters_join():
    shown = direction.drawn("بلا")
    assert shown == "\N{ARABIC LIGATURE LAM WITH ALEF FINAL FORM}\N{ARABIC LETTER BEH INITIAL FORM}"
    assert (picture_of("بلا", in_order=True) == picture_of(shown, in_order=False)).all()
    assert glyphs.note(ARABIC) == ""  # the house font has every form


def test_what_is_written_from_left_to_right_stays():
    for words in ("Covert programme", "Ynys Môn", "公开登记", "$5m, then $3m", ""):
        assert direction.drawn(words) == words


@pytest.fixture(scope="module")
def panel(tmp_path_factory):
    path = tmp_path_factory.mktemp("names") / "named.h5"
    for name in (HEBREW, ARABIC):
        synthetic.EFFECTS[name] = synthetic.EFFECTS["Covert programme"]
    return open_panel(synthetic.write_england(path, replicates=2, months=48, scenarios=("No programme", HEBREW, ARABIC))).load()


@pytest.mark.parametrize("figure", ["visits", pytest.param("differences", marks=pytest.mark.long)])
def test_figures_are_drawn_in_order_in_every_format(panel, tmp_path, figure, monkeypatch):
    drawn = FIGURES[figure](panel)
    save(drawn, tmp_path / "x", ("svg", "png", "pdf"))
    # The words of an SVG file are words: whoever shows it puts them in order.
    words = (tmp_path / "x.svg").read_text()
    assert HEBREW.split()[0] in words and HEBREW.split()[0][::-1] not in words
    # In the others they would be other pictures without it.
    before = {format: (tmp_path / f"x.{format}").read_bytes() for format in ("png", "pdf")}
    monkeypatch.setattr(direction, "get_display", None)
    direction.drawn.cache_clear()
    save(drawn, tmp_path / "y", ("svg", "png", "pdf"))
    direction.drawn.cache_clear()
    assert (tmp_path / "y.svg").read_text() == words
    for format, content in before.items():
        assert (tmp_path / f"y.{format}").read_bytes() != content


def test_pictures_of_letters_in_svg_are_in_order():
    """As a briefing has them."""
    def svg(words, in_order):
        figure = Figure(figsize=(4, 0.5))
        figure.text(0.1, 0.4, words)
        content = io.BytesIO()
        with matplotlib.rc_context({"svg.fonttype": "path", "svg.hashsalt": "x"}):
            (direction.set_in_order(figure) if in_order else figure).savefig(content, format="svg", metadata={"Date": None})
        return [line for line in content.getvalue().decode().splitlines() if "<!--" not in line]

    assert svg(HEBREW, in_order=True) == svg(HEBREW[::-1], in_order=False) != svg(HEBREW, in_order=False)


def test_a_note_says_what_is_missing(monkeypatch):
    assert glyphs.note(HEBREW) == ""
    monkeypatch.setattr(direction, "get_display", None)
    assert "right to left" in glyphs.note(HEBREW) and "python3-bidi" in glyphs.note(HEBREW)
