"""The code of docs/how_to/python.md and docs/how_to/own_learner.md runs as it stands."""

import os
import re
import subprocess
import sys

import pytest
import streetlight as sl

from door import ROOT

PAGES = ["docs/how_to/python.md", "docs/how_to/own_learner.md"]


def blocks(page, language):
    return re.findall(rf"^```{language}\n(.*?)^```", (ROOT / page).read_text(), re.MULTILINE | re.DOTALL)


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
