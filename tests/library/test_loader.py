"""Shared libraries come from the system's folders and our own, never from the folder in which somebody stands."""

import os
import subprocess
from pathlib import Path

import pytest

BUILD = Path(os.environ["STREETLIGHT_BUILD"])
MADE = [BUILD / "bin/streetlight", *sorted(BUILD.glob("library/libstreetlight.so")), *sorted(BUILD.glob("python/streetlight/_core*.so"))]


@pytest.mark.parametrize("file", MADE, ids=lambda file: file.name)
def test_no_library_is_sought_where_the_program_is_started(tmp_path, file):
    told = subprocess.run(["ldd", file], capture_output=True, text=True, check=True).stdout
    sought = [line.split()[0] for line in told.splitlines() if "=> /" in line]
    assert len(sought) > 5
    for name in sought:
        (tmp_path / name).write_bytes(b"a stranger's")
    again = subprocess.run(["ldd", file], cwd=tmp_path, capture_output=True, text=True)
    there = [line for line in again.stdout.splitlines() if line.split()[0] in sought]
    assert again.returncode == 0 and len(there) == len(sought), again.stderr
    assert all(" => /" in line and str(tmp_path) not in line for line in there)
