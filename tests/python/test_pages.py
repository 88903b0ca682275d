"""The code of the pages about the module runs as it stands, and the list of families' columns is the module's."""

import os
import re
import subprocess
import sys

import pytest
import streetlight as sl

from door import ROOT

PAGES = ["docs/how_to/python.md", "docs/how_to/own_learner.md", "docs/how_to/month_by_month.md"]


def blocks(page, language):
    """Of a language, but for those that a comment before them leaves out."""
    text = re.sub(r"^<!-- test: skip, .*? -->\n```.*?^```", "", (ROOT / page).read_text(), flags=re.MULTILINE | re.DOTALL)
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


# "python3" in the page is the interpreter that has the packages
ENVIRONMENT = {**os.environ, "PATH": "/usr/bin:" + os.environ["PATH"]}


@pytest.mark.parametrize("page", PAGES)
def test_python_of_the_page_runs(page, tmp_path):
    (tmp_path / "configs").symlink_to(ROOT / "configs")
    code = "\n".join(blocks(page, "python"))
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, env=ENVIRONMENT)
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_the_experiment_of_the_page_runs(monkeypatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("PATH", ENVIRONMENT["PATH"])
    (block,) = blocks("docs/how_to/own_learner.md", "toml")
    small = {"population.families": 600, "run.months": 36, "run.spin_up": 12, "run.replicates": 1}
    assert sl.load('extends = "configs/england.toml"\n' + block).set(small).run(threads=1).complete


def test_the_list_of_columns_is_that_of_a_world(monkeypatch):
    monkeypatch.chdir(ROOT)
    small = {"population.families": 600, "run.months": 36, "run.spin_up": 0}
    columns = sl.World(sl.load("configs/england.toml").set(small), threads=1).columns
    page = (ROOT / "docs/how_to/month_by_month.md").read_text()
    told = [[cell.strip() for cell in row.split("|")[1:-1]] for row in page.splitlines() if row.startswith("| `")]
    expected = []
    for name, column in columns.iterrows():
        stem, _, member = name.partition(".")
        placeholder = {"attributes": "NAME", "records": "SERVICE", "contacts": "SERVICE"}.get(stem, "")
        general = f"{stem}.{placeholder}" if member else name
        meaning = column["meaning"].replace(member, placeholder, 1) if member else column["meaning"]
        row = [f"`{general}`", column["unit"], column["type"], column["allowed"], meaning]
        if row not in expected:
            expected.append(row)
    assert sorted(told) == sorted(expected)
