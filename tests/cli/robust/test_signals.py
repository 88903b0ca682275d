"""SIGTERM and SIGINT: the first ends cleanly with exit code 3 and says how to go on, the second ends at once."""

import re
import signal
import subprocess
import time

import pytest
from conftest import finish
from toy_sweep import PROGRAM, SWEEP, make, streetlight, unbroken

RUN = ("run", "sweep.toml", "-o", "a.h5", "--threads", "1")
SLOW = "population.size = 20000\n" + SWEEP


def begin(folder, *arguments, until):
    """Starts the program and waits until something has happened."""
    running = subprocess.Popen(
        [PROGRAM, *arguments], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    while running.poll() is None and not until():
        time.sleep(0.002)
    return running


def size(path):
    return path.stat().st_size if path.exists() else 0


@pytest.fixture(scope="module")
def wanted(tmp_path_factory):
    return unbroken(tmp_path_factory.mktemp("whole"), SLOW)


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_stops_cleanly(tmp_path, wanted, stop):
    make(tmp_path, text=SLOW)
    running = begin(tmp_path, *RUN, until=lambda: size(tmp_path / "a.h5.partial") > 4000)
    running.send_signal(stop)
    out, errors = running.communicate(timeout=60)
    assert running.returncode == 3, errors
    said = re.search(r"^Stopped: (\d+) of 24 runs are kept in a\.h5\.partial; the same command with --resume goes on\.$", errors, re.M)
    assert said and out == ""
    resumed = streetlight(*RUN, "--resume", folder=tmp_path)
    assert f"Going on: {said[1]} of 24 runs are done." in resumed.stderr
    finish(tmp_path, "a.h5", wanted, *RUN, "--resume")


def test_a_signal_before_the_first_run_stops_cleanly_too(tmp_path, wanted):
    make(tmp_path, text=SLOW)
    running = begin(tmp_path, *RUN, until=lambda: (tmp_path / "a.h5.partial").exists())
    running.send_signal(signal.SIGTERM)
    _, errors = running.communicate(timeout=60)
    assert running.returncode == 3 and "Stopped: " in errors
    finish(tmp_path, "a.h5", wanted, *RUN, "--resume")


def test_the_second_signal_ends_it_at_once(tmp_path):
    # A month of this takes far longer than the test waits.
    make(tmp_path, text=SWEEP.replace("model =", "population.size = 50000000\nmodel ="))
    running = begin(tmp_path, *RUN, until=lambda: (tmp_path / "a.h5.partial").exists())
    time.sleep(0.3)
    running.send_signal(signal.SIGTERM)
    time.sleep(0.3)
    assert running.poll() is None, "it did not wait for its month"
    running.send_signal(signal.SIGTERM)
    running.communicate(timeout=5)
    assert running.returncode == -signal.SIGTERM
    assert not (tmp_path / "a.h5").exists() and (tmp_path / "a.h5.partial").exists()


def test_a_merge_is_stopped_cleanly(tmp_path):
    make(tmp_path, text=SWEEP.replace("months = 12", "months = 240").replace("replicates = 4", "replicates = 50"))
    for k in (1, 2):
        assert streetlight("run", "sweep.toml", "--shard", f"{k}/2", "-o", f"s{k}.h5", folder=tmp_path).returncode == 0
    merge = ("merge", "s1.h5", "s2.h5", "-o", "m.h5")
    running = begin(tmp_path, *merge, until=lambda: size(tmp_path / "m.h5.partial") > 20_000)
    running.send_signal(signal.SIGTERM)
    _, errors = running.communicate(timeout=60)
    assert running.returncode == 3, errors
    assert re.fullmatch(r"Stopped: \d+ of 300 runs are kept in m\.h5\.partial; the same command goes on\.\n", errors)
    assert streetlight("run", "sweep.toml", "-o", "one.h5", folder=tmp_path).returncode == 0
    finish(tmp_path, "m.h5", (tmp_path / "one.h5").read_bytes(), *merge)
