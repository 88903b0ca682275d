"""The program as tests call it."""

import os
import subprocess

PROGRAM = os.environ["STREETLIGHT_PROGRAM"]


def streetlight(*arguments, folder=None, timeout=300, **options):
    """Runs the program in `folder` and gives what subprocess.run() gives, with its output as text."""
    return subprocess.run(
        [PROGRAM, *map(str, arguments)], cwd=folder, capture_output=True, text=True, timeout=timeout, **options
    )
