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
