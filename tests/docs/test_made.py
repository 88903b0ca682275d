"""Tables that scripts fill in: each script is run in full size, in a copy of the project, and must leave each page as it is.

A page whose tables are of an older program fails here, with the lines that differ. Pictures are not compared, and what a
script says of time is not in the pages that are compared.
"""
import difflib
import shutil
import subprocess

import pytest

from workplace import ROOT

SCRIPTS = ("classroom", "systems", "council", "evaluation")


def copy_of_project(folder):
    """The project as a script sees it: pages and experiments copied, since it writes among them, the rest linked."""
    folder.mkdir()
    for name in ("docs", "configs"):
        shutil.copytree(ROOT / name, folder / name)
    for name in ("dev", "analysis", "build", "README.md"):
        (folder / name).symlink_to(ROOT / name)
    (folder / "results").mkdir()
    return folder


def differences(place):
    """Of all pages, the lines in which the copy is not the project's page."""
    found = []
    for page in sorted((ROOT / "docs").rglob("*.md")):
        name = page.relative_to(ROOT)
        was, now = page.read_text().splitlines(), (place / name).read_text().splitlines()
        found += difflib.unified_diff(was, now, str(name), f"{name} now", n=0, lineterm="")
    return found


def test_every_script_that_fills_pages_is_run_here():
    filling = {path.stem for path in (ROOT / "docs/figures").glob("*.py") if "<!-- made: " in path.read_text()}
    assert filling == set(SCRIPTS)


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_leaves_its_pages_as_they_are(script, tmp_path):
    place = copy_of_project(tmp_path / "streetlight")
    done = subprocess.run(["/usr/bin/python3", place / f"docs/figures/{script}.py"], cwd=place, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    assert differences(place) == []
