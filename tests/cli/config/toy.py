"""Runs the program with the toy model in a folder of its own."""

import os
import subprocess
from pathlib import Path

PROGRAM = os.environ["STREETLIGHT_TOY"]

HEAD = 'schema = 1\nmodel = "toy"\n'


def streetlight(*arguments, folder, **options):
    return subprocess.run(
        [PROGRAM, *map(str, arguments)], cwd=folder, capture_output=True, text=True, timeout=60, **options
    )


def files_in(folder):
    """Every file and folder below `folder`, with the files' contents."""
    return {p.relative_to(folder): p.read_bytes() if p.is_file() else None for p in Path(folder).rglob("*")}
