"""Ways to end a process, and to see what it left and that another goes on from there."""

import os
import random
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest
from toy_sweep import PROGRAM, make, streetlight, unbroken

KILL_AT_CALL = os.environ["KILL_AT_CALL"]


def names(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture(scope="session")
def whole(tmp_path_factory) -> bytes:
    return unbroken(tmp_path_factory.mktemp("whole"))


@pytest.fixture
def folder(tmp_path) -> Path:
    make(tmp_path)
    return tmp_path


def _needs_proc():
    if not os.path.exists("/proc/self/fd"):
        pytest.skip("without /proc nobody can tell which file a call is about")


def calls(folder, *arguments):
    """The system calls of an unbroken command that change files, as "pwrite a.h5.partial"."""
    _needs_proc()
    done = subprocess.run([KILL_AT_CALL, "0", PROGRAM, *arguments], cwd=folder, capture_output=True, text=True, timeout=120)
    if done.returncode == 77:
        pytest.skip("processes cannot be traced here")
    assert done.returncode == 0, done.stderr
    return [line[len("call: ") :] for line in done.stderr.splitlines() if line.startswith("call: ")]


def killed_at(folder, call, *arguments):
    """Kills the command at its call-th call (from 1). The calls that it made before; nothing when it did not get that far."""
    _needs_proc()
    done = subprocess.run(
        [KILL_AT_CALL, str(call), PROGRAM, *arguments], cwd=folder, capture_output=True, text=True, timeout=120
    )
    assert done.returncode in (0, 137), (call, done.returncode, done.stderr[-500:])
    made = [line[len("call: ") :] for line in done.stderr.splitlines() if line.startswith("call: ")]
    return made[:-1] if done.returncode == 137 else None


def runs_stored(made, output, before=0):
    """How many runs the calls have stored, when so many were in the journal before: its head is not a run.

    Nor is the note of the file that is made at the end, which has no name at first.
    """
    making = "create ."
    runs = made[: made.index(making)] if making in made else made
    return max(0, runs.count(f"pwrite {output}.partial") - (before == 0))


def interrupted(folder, output, *arguments):
    """All runs of the command are in the journal of `output`, as a kill just before the end leaves them."""
    listed = calls(folder, *arguments)
    (folder / output).unlink()
    assert killed_at(folder, 1 + listed.index(f"create {output}.finishing"), *arguments) is not None
    assert (folder / f"{output}.partial").exists() and not (folder / output).exists()


def killed_after(folder, seconds, *arguments):
    """Kills the command after that time. Whether it was still alive; its standard error when it was not."""
    running = subprocess.Popen([PROGRAM, *arguments], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    time.sleep(seconds)
    running.kill()
    errors = running.communicate(timeout=60)[1].decode()
    if running.returncode != -signal.SIGKILL:
        assert running.returncode == 0, errors
        return False
    return True


def finish(folder, output, wanted, *arguments, kept=None):
    """Gives the command once more, unbroken: it ends with the wanted bytes and leaves nothing beside them.

    `kept`: how many runs it must find done.
    """
    done = streetlight(*(word for word in arguments if word != "--quiet"), folder=folder)
    assert done.returncode == 0, done.stderr
    if kept is not None:
        found = re.search(r"Going on: (\d+) of 24 runs are done", done.stderr)
        assert (int(found[1]) if found else 0) == kept
    assert (folder / output).read_bytes() == wanted
    assert [name for name in names(folder) if name.startswith(output)] == [output]


def one_of_each(listed, choice: random.Random):
    """The places (from 1) of one call of each kind, at random; more of the two kinds that there are many of."""
    places = {}
    for place, call in enumerate(listed, 1):
        places.setdefault(call, []).append(place)
    return sorted(place for of in places.values() for place in choice.sample(of, 1 + (len(of) > 20)))
