"""A sweep of the toy model: 2 scenarios at 3 design points in 4 replicates, and the file that one process makes of it."""

import os
import subprocess
from pathlib import Path

import pytest

PROGRAM = os.environ["STREETLIGHT_TOY"]

SWEEP = """schema = 1
model = "toy"
run = { replicates = 4, months = 12 }
[[scenario]]
name = "Baseline"
[[scenario]]
name = "It's a programme"
set = { programme.enabled = true }
[design]
kind = "grid"
[[design.parameter]]
key = "programme.capacity"
values = [0.1, 0.2, 0.3]
"""


def streetlight(*arguments, folder, **options):
    return subprocess.run(
        [PROGRAM, *map(str, arguments)], cwd=folder, capture_output=True, text=True, timeout=60, **options
    )


def make(folder, name, text=SWEEP):
    (folder / name).write_text(text)


@pytest.fixture
def folder(tmp_path) -> Path:
    make(tmp_path, "sweep.toml")
    return tmp_path


@pytest.fixture(scope="session")
def whole(tmp_path_factory) -> bytes:
    """The file of one unbroken process."""
    folder = tmp_path_factory.mktemp("whole")
    make(folder, "sweep.toml")
    assert streetlight("run", "sweep.toml", "-o", "whole.h5", folder=folder).returncode == 0
    return (folder / "whole.h5").read_bytes()


def shards(folder, count, *options):
    """Runs every shard; gives the names of their files."""
    names = [f"s{k}.h5" for k in range(1, count + 1)]
    for k, name in enumerate(names, 1):
        done = streetlight("run", "sweep.toml", "--shard", f"{k}/{count}", "-o", name, "--quiet", *options, folder=folder)
        assert (done.returncode, done.stderr) == (0, "")
    return names
