#!/usr/bin/env python3
"""Executes the notebooks in docs/notebooks and keeps what they print and draw in them:

    ./dev python docs/figures/notebooks.py [NAME]...

Takes about ten minutes on two cores. `--size small` replaces the first cell of code, which says how large a notebook's
runs are, by the small size in its metadata: that is for tests, and is kept nowhere unless `-o FOLDER` says where.
"""

import argparse
import os
import sys
from pathlib import Path

import nbclient
import nbformat

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"
KEPT = ("kernelspec", "language_info", "streetlight")


def executed(path, small=False):
    """The notebook with its outputs. Throws nbclient.exceptions.CellExecutionError, which shows the cell."""
    notebook = nbformat.read(path, as_version=4)
    if small:
        made_small(notebook)
    environment = {**os.environ, "MPLBACKEND": "module://matplotlib_inline.backend_inline"}
    client = nbclient.NotebookClient(notebook, timeout=3600, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}})
    client.execute(env=environment)
    return tidied(notebook)


def made_small(notebook):
    """The notebook with the small size in its first cell of code."""
    first = next(cell for cell in notebook.cells if cell.cell_type == "code")
    first.source = notebook.metadata["streetlight"]["small"]
    return notebook


def tidied(notebook):
    """Without what differs from one execution to the next and tells a reader nothing."""
    notebook.metadata = {name: notebook.metadata[name] for name in KEPT if name in notebook.metadata}
    for number, cell in enumerate(notebook.cells):
        cell.metadata = {}
        cell["id"] = f"cell-{number}"
    return notebook


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="without .ipynb; all, unless named")
    parser.add_argument("--size", choices=["full", "small"], default="full")
    parser.add_argument("-o", "--output", type=Path, help="folder (in place, unless named)")
    options = parser.parse_args()
    for path in sorted(FOLDER.glob("*.ipynb")):
        if options.names and path.stem not in options.names:
            continue
        print(path.stem, flush=True)
        notebook = executed(path, options.size == "small")
        folder = options.output or (FOLDER if options.size == "full" else None)
        if folder:
            nbformat.write(notebook, folder / path.name)


if __name__ == "__main__":
    sys.exit(main())
