"""Finds the program and asks it for numbers, so that a figure shows what the command says and not a second computation.

The program is, in this order: what the environment variable STREETLIGHT_PROGRAM names, the release build beside this
package, `streetlight` on the PATH. Where there is none, the Python module computes what it can, which are the same numbers.
"""

import json
import os
import shutil
import subprocess
from collections import defaultdict
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
        answers[key] = json.loads(_told(command, path, [str(option) for option in options]))
    return answers[key]


def _told(command, path, options):
    try:
        program = find_program()
    except CannotDraw:
        module = None if os.environ.get("STREETLIGHT_PROGRAM") else _module()
        if module is None or command not in ("compare", "robust"):
            raise
        return _of_the_module(module, command, path, options)
    done = subprocess.run([program, command, path, "--format", "json", *options], capture_output=True, text=True, check=False)
    if done.returncode:
        raise _refused(" ".join(done.stderr.split()) or f"streetlight {command} ended with exit code {done.returncode}")
    return done.stdout


def _refused(words):
    return (NothingToCompare if "nothing to compare" in words else CannotDraw)(words)


def _module():
    """The library as the Python module has it; None where it is not installed."""
    try:
        from streetlight import _core
    except ImportError:
        return None
    return _core


def _of_the_module(module, command, path, options):
    """What the program says with these options, each of which has a value."""
    given = defaultdict(list)
    for option, value in zip(options[::2], options[1::2]):
        given[option].append(value)

    def one(option, otherwise=""):
        return given.pop(option, [otherwise])[-1]

    first, _, end = one("--window").partition(":")
    window = [int(month) if month else None for month in (first, end)]
    asked = [one("--baseline"), [], given.pop("--column", [])]
    authority = one("--authority", "all")
    try:
        results = module.Results.open(path)
        if command == "compare":
            points = [int(point) for point in given.pop("--point", [])]
            said = results.compare(*asked, given.pop("--group", []), points, authority, *window, []).text("json")
        else:
            said = results.robust(*asked, one("--group", "all"), authority, *window, None, None, one("--worlds"))
    except ValueError as error:  # streetlight.InputError
        raise _refused(" ".join(str(error).split())) from None
    assert not given, f"{command} {list(given)}"
    return said
