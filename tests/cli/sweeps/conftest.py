"""The sweep that the tests cut into parts, and the file that one process makes of it."""

from pathlib import Path

import pytest
from toy_sweep import make, streetlight, unbroken


@pytest.fixture
def folder(tmp_path) -> Path:
    make(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def whole(tmp_path_factory) -> bytes:
    return unbroken(tmp_path_factory.mktemp("whole"))


def shards(folder, count, *options):
    """Runs every shard; gives the names of their files."""
    names = [f"s{k}.h5" for k in range(1, count + 1)]
    for k, name in enumerate(names, 1):
        done = streetlight("run", "sweep.toml", "--shard", f"{k}/{count}", "-o", name, "--quiet", *options, folder=folder)
        assert (done.returncode, done.stderr) == (0, "")
    return names
