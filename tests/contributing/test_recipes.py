"""Each recipe of CONTRIBUTING.md still fits the sources, and touches as many files as the page says."""

import re
import shutil

import pytest
from recipes import NAMES, PATCHES, ROOT, apply, files_of


def test_every_recipe_of_the_page_has_been_followed():
    assert sorted(PATCHES) == sorted(NAMES)
    page = (ROOT / "CONTRIBUTING.md").read_text()
    for name in PATCHES:
        assert f"`{name}.patch`" in page


@pytest.mark.parametrize("name", PATCHES)
def test_it_touches_as_many_files_as_the_page_says(name):
    page = (ROOT / "CONTRIBUTING.md").read_text()
    told = re.search(rf"^\| \[{NAMES[name]}\]\([^)]*\) \| (\d+)", page, re.MULTILINE)
    code = [file for file in files_of(PATCHES[name]) if not file.startswith(("docs/", "tests/"))]
    assert len(code) == int(told[1]), code


@pytest.mark.parametrize("name", PATCHES)
def test_it_fits_the_sources(name, tmp_path):
    for file in files_of(PATCHES[name]):
        if (ROOT / file).exists():
            (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / file, tmp_path / file)
    assert apply(PATCHES[name], tmp_path) == ""


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "docs/architecture.md", "docs/developing.md", "docs/glossary.md"])
def test_files_and_folders_that_the_page_names_exist(page):
    """A name is looked for from the root, from the model's folder, and, without an ending, as a header."""
    wrong = []
    for name in re.findall(r"`([\w./*-]+/[\w./*-]+)`", (ROOT / page).read_text()):
        if "NAME" in name or name.startswith(("build/", "models/X", "./", "results/", "/", "...")):
            continue
        places = [ROOT / name, ROOT / "models/targeting" / name, *(ROOT / f"{base}{name}.hpp" for base in ("", "models/targeting/"))]
        if not any(place.exists() for place in places):
            wrong.append(name)
    assert not wrong
