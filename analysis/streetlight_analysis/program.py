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


class NothingToCompare(CannotDraw):
    """The file has no two runs of one replicate."""


def find_program():
    """Path of the program.

    Raises:
        CannotDraw: it is nowhere; the message says what to do.
    """
    named = os.environ.get("STREETLIGHT_PROGRAM")
    if named:
        found = shutil.which(named)
        if not found:
            raise CannotDraw(f"STREETLIGHT_PROGRAM names {named}, which is not a program")
        return found
    found = shutil.which(BUILT) or shutil.which("streetlight")
    if not found:
        raise CannotDraw(
            "the program streetlight computes this, and it was not found: build it (./dev build), put it on the PATH, or"
            " name it in STREETLIGHT_PROGRAM"
        )
    return found


def ask(command, panel, *options):
    """What `streetlight COMMAND FILE --format json` says of the panel's file, as Python objects; asked once.

    Raises:
        CannotDraw: the panel is not from a file, or the program refuses; the message is the program's own.
    """
    path, results = panel.attrs.get("path"), panel.attrs.get("results")
    if not path:
        raise CannotDraw("the panel was not opened from a file, and the program computes this from the file")
    key = (command, *map(str, options))
    answers = {} if results is None else results.answers
    if key not in answers:
        done = subprocess.run(
            [find_program(), command, path, "--format", "json", *key[1:]], capture_output=True, text=True, check=False
        )
        if done.returncode:
            words = " ".join(done.stderr.split()) or f"streetlight {command} ended with exit code {done.returncode}"
            raise (NothingToCompare if "nothing to compare" in words else CannotDraw)(words)
        answers[key] = json.loads(done.stdout)
    return answers[key]
