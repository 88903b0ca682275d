"""The sample panel and the commands that read it. What every cell of it must be stands in formula.py, written from
the same words as the C++ that makes it, not from its output."""
import os
import pathlib
import subprocess

import pytest

WRITE_SAMPLE = os.environ.get("WRITE_SAMPLE_PANEL", "build/release/bin/write_sample_panel")
COMMANDS = os.environ.get("PANEL_COMMANDS", "build/release/bin/streetlight")


@pytest.fixture(scope="session")
def sample(tmp_path_factory) -> pathlib.Path:
    path = tmp_path_factory.mktemp("panel") / "sample.h5"
    subprocess.run([WRITE_SAMPLE, path], check=True)
    return path


@pytest.fixture(scope="session")
def incomplete(tmp_path_factory) -> pathlib.Path:
    """A panel in which replicate 3 of the second scenario is missing."""
    path = tmp_path_factory.mktemp("panel") / "incomplete.h5"
    subprocess.run([WRITE_SAMPLE, path, "--missing"], check=True)
    return path


@pytest.fixture(scope="session")
def command():
    """Runs a command; gives the finished process with text in stdout and stderr."""

    def run(*arguments):
        return subprocess.run([COMMANDS, *map(str, arguments)], capture_output=True, text=True, timeout=120)

    return run
