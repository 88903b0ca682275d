"""Small experiments for the tests of the Python module, and the command that it must agree with."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = os.environ["STREETLIGHT_PROGRAM"]

TINY = """
schema = 1
model = "targeting"
title = "A small world"
[population]
families = 1500
neighbourhood_size = 100
[run]
months = 36
spin_up = 24
replicates = 2
seed = 11
[groups]
"lone" = { household = ["lone"] }
[programme]
start = 0
capacity = 0.02
cool_down = 6
[risk]
retrain = 6
horizon = 6
[[scenario]]
name = "No programme"
set = { programme.enabled = false }
[[scenario]]
name = "Covert"
set = { programme.enabled = true, programme.transparency = "covert" }
"""


def command(*words, folder=None):
    """What the command printed. It must have ended well."""
    done = subprocess.run([PROGRAM, *map(str, words)], cwd=folder, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout
