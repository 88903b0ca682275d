"""Finds the program and asks it for numbers, so that a figure shows what the command says and not a second computation.

The program is, in this order: what the environment variable STREETLIGHT_PROGRAM names, the release build beside this
package, `streetlight` on the PATH.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

from .errors import CannotDraw

BUILT = Path(__file__).parents[2] / "build/release/bin/streetlight"


def find_program():
    """Path of the program.

    Raises:
        CannotDraw: it is nowhere; the message says what to do.
    """
    named = os.environ.get("STREETLIGHT_PROGRAM")
    if named:
        found = shutil.which(named)
        if not found:
            raise CannotDraw(f"STREETLIGHT_PROGRAM names {named}, which is no program")
        return found
    found = shutil.which(BUILT) or shutil.which("streetlight")
    if not found:
        raise CannotDraw(
            "the program streetlight computes this, and it was not found: build it (./dev build), put it on the PATH, or"
            " name it in STREETLIGHT_PROGRAM"
        )
    return found


def ask(command, panel, *options):
    """What `streetlight COMMAND FILE --format json` says of the panel's file, as Python objects.

    Raises:
        CannotDraw: the panel is not from a file, or the program refuses; the message is the program's own.
    """
    path = panel.attrs.get("path")
    if not path:
        raise CannotDraw("the panel was not opened from a file, and the program computes this from the file")
    done = subprocess.run(
        [find_program(), command, path, "--format", "json", *map(str, options)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise CannotDraw(" ".join(done.stderr.split()) or f"streetlight {command} ended with exit code {done.returncode}")
    return json.loads(done.stdout)
