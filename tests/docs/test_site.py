"""The site of ./dev docs: builds strictly, every link and anchor leads somewhere, nothing is fetched from elsewhere."""
import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from workplace import ROOT


def installed():
    """mkdocs and the theme, which Debian keeps in a folder of its own."""
    try:
        import nbconvert  # noqa: F401
        from mkdocs.utils import get_theme_names
    except ImportError:
        return False
    return "material" in get_theme_names() or Path("/usr/share/mkdocs/themes/material").is_dir()


if not installed():
    pytest.skip("mkdocs with its material theme, or nbconvert, is not installed (Debian: mkdocs-material python3-nbconvert)", allow_module_level=True)


class Page(HTMLParser):
    """Links, what the page loads, anchors, tables, and the text of paragraphs."""

    def __init__(self, text):
        super().__init__()
        self.links, self.loads, self.anchors, self.paragraphs = [], [], set(), []
        self._inside = None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if "id" in attributes:
            self.anchors.add(attributes["id"])
        if tag == "a" and attributes.get("href"):
            self.links.append(attributes["href"])
        if tag in ("img", "script", "iframe") and attributes.get("src"):
            self.loads.append(attributes["src"])
        if tag == "link" and attributes.get("rel") in ("stylesheet", "icon", "preconnect", "preload"):
            self.loads.append(attributes["href"])
        if tag == "p":
            self._inside = ""

    def handle_endtag(self, tag):
        if tag == "p" and self._inside is not None:
            self.paragraphs.append(self._inside)
            self._inside = None

    def handle_data(self, data):
        if self._inside is not None:
            self._inside += data


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        ["/usr/bin/python3", "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", folder],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return {path.relative_to(folder): Page(path.read_text()) for path in folder.rglob("*.html")}, folder


def test_tables_of_notebooks_are_tables_of_the_theme(site):
    """One that the theme does not know has no style and pushes a narrow page aside."""
    _, folder = site
    page = (folder / "notebooks/own_model.html").read_text()
    assert page.count('<div class="frame">') >= 4 and "dataframe" not in page and "<style scoped" not in page


def test_links_and_anchors_lead_somewhere(site):
    pages, folder = site
    broken = []
    for path, page in pages.items():
        if path.name == "404.html":  # its links are absolute: it is shown for any address
            continue
        for target in page.links + page.loads:
            parts = urlsplit(target)
            if parts.scheme or target.startswith("//"):
                continue
            place = (folder / path.parent / unquote(parts.path)).resolve() if parts.path else folder / path
            place = place / "index.html" if place.is_dir() else place
            if not place.exists():
                broken.append((str(path), target))
            elif parts.fragment and place.suffix == ".html":
                there = pages[place.relative_to(folder)].anchors
                if unquote(parts.fragment) not in there and not parts.fragment.startswith("__"):
                    broken.append((str(path), target))
    assert not broken


def test_nothing_is_fetched_from_elsewhere(site):
    pages, folder = site
    for path, page in pages.items():
        assert not [target for target in page.loads if urlsplit(target).scheme or target.startswith("//")], path
    for sheet in folder.rglob("*.css"):
        assert not re.search(r"url\(['\"]?https?:|@import", sheet.read_text()), sheet


def test_every_page_is_reached_from_the_start(site):
    pages, folder = site
    seen, todo = set(), [Path("index.html")]
    while todo:
        here = todo.pop()
        if here in seen:
            continue
        seen.add(here)
        for target in pages[here].links:
            path = urlsplit(target).path
            if path and not urlsplit(target).scheme:
                there = (folder / here.parent / unquote(path)).resolve()
                there = there / "index.html" if there.is_dir() else there
                if there.suffix == ".html":
                    todo.append(there.relative_to(folder))
    assert set(pages) - seen - {Path("404.html")} == set()


def test_lists_tables_and_code_are_seen_as_such(site):
    """What Markdown's many readers part on (a list right after a line of text) would show as text."""
    pages, _ = site
    for path, page in pages.items():
        for text in page.paragraphs:
            assert not re.search(r"\n(- |\* |\d+\. |\|)", text), (str(path), text[:200])
            assert "```" not in text, (str(path), text[:200])
