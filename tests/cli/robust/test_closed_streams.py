"""Standard input, output or error closed, as some daemons leave them: no file gets such a place, and messages into it."""

import os

import pytest
from conftest import names
from toy_sweep import RUN, make, streetlight


def closing(*streams):
    return {"preexec_fn": lambda: [os.close(stream) for stream in streams]}


CLOSED = [(0,), (1,), (2,), (0, 1), (1, 2), (0, 1, 2)]


@pytest.mark.parametrize("streams", CLOSED, ids=str)
def test_results_are_those_of_an_open_terminal(folder, whole, streams):
    # It tells of progress, of what it makes and of what fails: all of that into nothing.
    done = streetlight("run", "sweep.toml", "-o", "a.h5", folder=folder, **closing(*streams))
    assert done.returncode == 0 and (folder / "a.h5").read_bytes() == whole
    for k in (1, 2):
        assert streetlight("run", "sweep.toml", "--shard", f"{k}/2", "-o", f"{k}.h5", "--log", "log", folder=folder, **closing(*streams)).returncode == 0
    assert streetlight("merge", "1.h5", "2.h5", "-o", "m.h5", folder=folder, **closing(*streams)).returncode == 0
    assert (folder / "m.h5").read_bytes() == whole
    assert len((folder / "log").read_text().splitlines()) == 24
    assert streetlight("run", "sweep.toml", "-o", "1.h5", "--resume", folder=folder, **closing(*streams)).returncode == 0
    assert (folder / "1.h5").read_bytes() == whole
    for name, how in (("open.csv", {}), ("closed.csv", closing(*streams))):
        assert streetlight("export", "a.h5", "-o", name, folder=folder, **how).returncode == 0
    assert (folder / "open.csv").read_bytes() == (folder / "closed.csv").read_bytes()
    assert names(folder) == ["1.h5", "2.h5", "a.h5", "closed.csv", "log", "m.h5", "open.csv", "sweep.toml"]


@pytest.mark.parametrize("streams", [(2,), (1, 2)], ids=str)
def test_messages_of_failed_runs_are_in_no_file(folder, streams):
    make(folder, "broken.toml", (folder / "sweep.toml").read_text().replace("enabled = true", "enabled = true, fault.month = 3"))
    open_, closed = (folder / name for name in ("open.h5", "closed.h5"))
    assert streetlight("run", "broken.toml", "-o", open_, folder=folder).returncode == 1
    assert streetlight("run", "broken.toml", "-o", closed, folder=folder, **closing(*streams)).returncode == 1
    assert open_.read_bytes() == closed.read_bytes()


@pytest.mark.parametrize("arguments", [("compare", "a.h5"), ("info", "a.h5"), ("export", "a.h5", "-o", "-"), ("describe",), ("run", "sweep.toml", "--dry-run")])
def test_an_answer_for_a_closed_standard_output_is_an_error(folder, arguments):
    assert streetlight(*RUN, folder=folder).returncode == 0
    done = streetlight(*arguments, folder=folder, **closing(1))
    assert done.returncode == 1 and "standard output cannot be written: it is closed" in done.stderr
