"""The page itself: it loads nothing, everything in it can be read without eyes or colour, and it prints."""

import re
import shutil
import subprocess
from html.parser import HTMLParser

import pytest

from streetlight_analysis.__main__ import main
from streetlight_analysis.briefing import pdf
from streetlight_analysis.briefing.write import briefing_html, write_briefing

VOID = {"meta", "img", "source", "br", "wbr", "link", "input", "hr"}
LOADS = ("src", "srcset", "href", "poster", "data", "action", "background")


class Page(HTMLParser):
    """Elements with their attributes, and whether they are nested as they should be."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.open, self.wrong, self.words = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data):
        if self.open and self.open[-1] not in ("style", "script"):
            self.words.append(data)

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


FILES = ("policies", "sweep", "alone", "urn", "theory_sweep")


LATER = ("sweep", "urn")  # each of what a page may hold is on the others, too: a sweep, and a model of theory, on that of theory_sweep


@pytest.fixture(scope="module", params=[pytest.param(name, marks=pytest.mark.long) if name in LATER else name for name in FILES])
def text(request, briefings):
    return briefings(request.param)


@pytest.fixture(scope="module")
def page(text):
    return Page(text)


def test_loads_nothing_from_outside(text, page):
    for tag, attributes in page.elements:
        assert tag not in ("script", "link", "iframe", "object", "embed")
        for name in LOADS:
            value = attributes.get(name)
            assert value is None or value.startswith(("data:", "#")), (tag, name, value[:60])
    style = re.search(r"<style>(.*?)</style>", text, re.S).group(1)
    assert "url(" not in style and "@import" not in style
    # Pictures are SVG: what is inside them may not load anything either.
    import base64

    for attributes in page.all("img"):
        svg = base64.b64decode(attributes["src"].split(",")[1]).decode()
        assert not re.search(r'(?:href|src)="(?!#|data:)', svg) and "<script" not in svg


def test_well_formed_and_named(text, page):
    assert not page.wrong and not page.open
    assert page.all("html")[0]["lang"] == "en-GB" and len(page.all("h1")) == 1
    identifiers = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(identifiers) == len(set(identifiers))
    for attributes in page.all("a"):
        assert attributes["href"][1:] in identifiers
    assert "nan" not in " ".join(page.words).lower().split() and "None" not in "".join(page.words)


def test_every_picture_has_an_alternative_and_a_caption(page):
    pictures = page.all("img")
    assert pictures and len(pictures) == len(page.all("figcaption"))
    alternatives = [attributes["alt"] for attributes in pictures]
    assert all(len(words) > 60 for words in alternatives) and len(set(alternatives)) == len(alternatives)


def test_headers_of_tables_have_a_scope(page):
    assert page.all("table") and len(page.all("table")) == len(page.all("caption"))
    assert all(attributes.get("scope") in ("col", "row", "rowgroup", "colgroup") for attributes in page.all("th"))
    for attributes in page.all("div"):
        if attributes.get("class") == "scroll":
            assert attributes["role"] == "region" and attributes["aria-label"] and attributes["tabindex"] == "0"


def test_colours_of_text_have_contrast(text):
    from streetlight_analysis.style import contrast

    style = re.search(r"<style>(.*?)</style>", text, re.S).group(1)
    colours = re.findall(r"[ {;]color: (#[0-9a-f]{6})", style)
    assert colours and all(contrast(colour) >= 4.5 for colour in colours)


def test_says_where_it_comes_from_and_what_it_is_not_for(text, page):
    words = "".join(page.words)
    for part in ("Streetlight 0.1.0", "Seed", "Replicates", "SHA-256", "What this must not be used for", "How to cite"):
        assert part in words
    assert "streetlight info" in words


def test_the_number_of_figures(briefings):
    assert 6 <= len(Page(briefings("policies")).all("figure")) <= 8


def test_names_from_the_file_are_text_and_no_markup(briefings):
    text = briefings("policies")
    assert "Three &lt;policies&gt; &amp; a test" in text and "<policies>" not in text


def test_the_single_scenario_says_that_there_is_no_comparison(briefings):
    assert "<strong>No comparison.</strong>" in briefings("alone") and "No comparison" not in briefings("policies")


@pytest.mark.long
def test_the_same_file_gives_the_same_page(theory_sweep, briefings):
    assert briefing_html(theory_sweep) == briefings("theory_sweep")


def test_command_writes_what_it_says(theory_sweep, tmp_path, capsys):
    assert main(["briefing", str(theory_sweep), "-o", str(tmp_path / "new"), "--format", "html"]) == 0
    (name,) = capsys.readouterr().out.split()
    assert name == str(tmp_path / "new" / "theory_sweep_briefing.html")
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["theory_sweep_briefing.html"]
    assert main(["briefing", str(tmp_path / "absent.h5")]) == 2


@pytest.mark.skipif(not pdf.available(), reason="WeasyPrint is not installed")
def test_pdf_is_made_and_holds_the_summary(theory_sweep, briefings, tmp_path):
    (first,) = write_briefing(theory_sweep, tmp_path, ("pdf",))
    assert first.read_bytes().startswith(b"%PDF-") and first.read_bytes() == pdf.printed(briefings("theory_sweep"))
    if shutil.which("pdftotext"):
        words = subprocess.run(["pdftotext", first, "-"], check=True, capture_output=True, text=True).stdout
        assert "In short" in words and "What this must not be used for" in words and "Page 1 of" in words


@pytest.mark.skipif(not pdf.available(), reason="WeasyPrint is not installed")
def test_printing_fetches_nothing():
    with pytest.raises(ValueError, match="loads nothing from outside"):
        pdf.inside_only("http://example.org/picture.png")


@pytest.mark.long
def test_without_weasyprint_the_page_is_still_written(theory_sweep, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(pdf, "available", lambda: False)
    assert main(["briefing", str(theory_sweep), "-o", str(tmp_path)]) == 0
    assert "WeasyPrint" in capsys.readouterr().err and (tmp_path / "theory_sweep_briefing.html").exists()
    assert main(["briefing", str(theory_sweep), "-o", str(tmp_path), "--format", "pdf"]) == 1
