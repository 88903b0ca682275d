"""A small sweep of the toy model: 2 scenarios at 3 design points in 4 replicates, so 24 runs."""

import os
import subprocess

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

RUN = ("run", "sweep.toml", "--quiet", "-o", "a.h5")


def streetlight(*arguments, folder, **options):
    return subprocess.run(
        [PROGRAM, *map(str, arguments)], cwd=folder, capture_output=True, text=True, timeout=120, **options
    )


def make(folder, name="sweep.toml", text=SWEEP):
    (folder / name).write_text(text)


def unbroken(folder, text=SWEEP) -> bytes:
    """The file of one process that nothing happens to."""
    make(folder, text=text)
    assert streetlight(*RUN, folder=folder).returncode == 0
    return (folder / "a.h5").read_bytes()
