"""A plugin of pytest: patience with slow builds, and tests that only the long suite runs.

In a build that watches itself (sanitizers) a program may take longer before it counts as hung: timeouts of subprocesses
are multiplied by STREETLIGHT_PATIENCE. What is marked `long` runs where STREETLIGHT_LONG is set, as streetlight_long_test does.
"""

import functools
import os
import subprocess

PATIENCE = float(os.environ.get("STREETLIGHT_PATIENCE", "1"))


def pytest_collection_modifyitems(config, items):
    if os.environ.get("STREETLIGHT_LONG"):
        return
    later = [item for item in items if item.get_closest_marker("long")]
    config.hook.pytest_deselected(items=later)
    items[:] = [item for item in items if item not in later]


def pytest_configure(config):
    config.addinivalue_line("markers", "long: takes so long that only the long suite runs it")
    waits = subprocess.Popen.communicate

    @functools.wraps(waits)
    def communicate(self, input=None, timeout=None):
        return waits(self, input=input, timeout=None if timeout is None else timeout * PATIENCE)

    subprocess.Popen.communicate = communicate
