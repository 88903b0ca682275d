"""A plugin of pytest: in a build that watches itself (sanitizers) a program may take longer before it counts as hung.

Timeouts of subprocesses are multiplied by STREETLIGHT_PATIENCE.
"""

import functools
import os
import subprocess

PATIENCE = float(os.environ.get("STREETLIGHT_PATIENCE", "1"))


def pytest_configure():
    waits = subprocess.Popen.communicate

    @functools.wraps(waits)
    def communicate(self, input=None, timeout=None):
        return waits(self, input=input, timeout=None if timeout is None else timeout * PATIENCE)

    subprocess.Popen.communicate = communicate
