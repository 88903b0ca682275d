"""The notebooks of docs/notebooks: their cells run small in the quick suite; the long one executes them in full, in a kernel of
Jupyter's, and holds that against what they show."""

import importlib.util
import os
import re

import pytest

from door import ROOT

for package in ("nbclient", "ipykernel", "sklearn", "matplotlib_inline"):
    pytest.importorskip(package, reason=f"{package} is not installed (Debian: python3-nbclient python3-ipykernel python3-sklearn)")

import nbformat  # noqa: E402

spec = importlib.util.spec_from_file_location("notebooks", ROOT / "docs/figures/notebooks.py")
notebooks = importlib.util.module_from_spec(spec)
spec.loader.exec_module(notebooks)

NAMES = ["first_look", "own_model", "many_worlds", "sensitivity"]
LONG = os.environ.get("STREETLIGHT_NOTEBOOKS") == "full"


def outputs(cell, kind):
    """What a cell shows as `kind`, printed text included."""
    shown = [output.get("text", "") if kind == "text/plain" else "" for output in cell.get("outputs", [])]
    shown += [output["data"][kind] for output in cell.get("outputs", []) if kind in output.get("data", {})]
    return [text for text in shown if text]


def kept(name):
    return nbformat.read(ROOT / f"docs/notebooks/{name}.ipynb", as_version=4)


def test_there_are_those_that_the_site_lists():
    assert {path.stem for path in (ROOT / "docs/notebooks").glob("*.ipynb")} == set(NAMES)
    hooks = (ROOT / "docs/.site/hooks.py").read_text()
    assert re.search(r"NOTEBOOKS = \((.*)\)", hooks)[1] == ", ".join(f'"{name}"' for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_is_kept_as_it_was_executed(name):
    notebook = kept(name)
    assert [cell.execution_count for cell in notebook.cells if cell.cell_type == "code"] == list(
        range(1, 1 + sum(cell.cell_type == "code" for cell in notebook.cells))
    )
    shown = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert any("image/png" in output.get("data", {}) for output in shown)
    assert not [output for output in shown if output.output_type == "error" or output.get("name") == "stderr"]
    assert "@@" not in "".join(cell.source for cell in notebook.cells)


@pytest.mark.skipif(LONG, reason="the long suite executes them in full")
@pytest.mark.parametrize("name", NAMES)
def test_the_cells_of_a_notebook_run(name, monkeypatch, tmp_path):
    """In this process, which spares a kernel for each. What the program says of a parameter is the same in any size."""
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output
    import matplotlib.pyplot as plt

    monkeypatch.chdir(ROOT / "docs/notebooks")
    shell = InteractiveShell()
    for cell in notebooks.made_small(kept(name)).cells:
        if cell.cell_type == "code":
            with capture_output() as shown:
                done = shell.run_cell(cell.source)
            done.raise_error()
            if "sl.describe(" in cell.source:
                assert outputs(cell, "text/plain")[0].strip() in f"{shown.stdout}{done.result!r}", cell.source
    assert plt.get_fignums()
    plt.close("all")


@pytest.mark.skipif(not LONG, reason="in the long suite")
@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_comes_to_what_it_shows(name):
    again = notebooks.executed(ROOT / f"docs/notebooks/{name}.ipynb")
    for cell, now in zip(kept(name).cells, again.cells):
        texts = [text for text in outputs(cell, "text/plain") if "Figure size" not in text]
        assert texts == [text for text in outputs(now, "text/plain") if "Figure size" not in text], cell.source
