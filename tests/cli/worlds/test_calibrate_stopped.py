"""`calibrate` stopped, killed or short of memory, and gone on with: the bytes of one that was left alone."""

import os
import re
import signal
import subprocess
import time

import pytest
from conftest import PROGRAM



def test_a_killed_one_goes_on_to_the_same_bytes(worlds, found):
    started = worlds.start("calibrate", "calibration.toml", "-o", "worlds.toml", "--threads", "3")
    for line in started.stderr:
        if line.startswith("Wave 2"):
            break
    started.kill()
    started.communicate()
    assert not (worlds.folder / "worlds.toml").exists()
    journal = worlds.folder / "worlds.toml.partial"
    lines = journal.read_bytes()
    journal.write_bytes(lines[:-7])  # a line half written
    refused = worlds("calibrate", "calibration.toml", "-o", "worlds.toml")
    assert refused.returncode == 2 and "--resume goes on" in refused.stderr
    done = worlds("calibrate", "calibration.toml", "-o", "worlds.toml", "--resume")
    assert done.returncode == 0, done.stderr
    assert "Going on: " in done.stderr
    assert (worlds.folder / "worlds.toml").read_bytes() == (found.folder / "worlds.toml").read_bytes()
    assert not journal.exists()


@pytest.mark.skipif("STREETLIGHT_SANITIZE" in os.environ, reason="a sanitizer reserves more address space than any limit")
def test_a_lack_of_memory_is_not_a_missed_target(worlds):
    """It is of this machine, not of the point: the work ends, and nothing that it made is kept."""
    text = (worlds.folder / "calibration.toml").read_text()
    worlds.write("calibration.toml", text.replace("most = 3", "most = 3, set = { applicants.count = 4000000 }"))
    limited = 'ulimit -v 120000; exec "$0" "$@"'
    done = subprocess.run(
        ["bash", "-c", limited, PROGRAM, "calibrate", "calibration.toml", "-o", "w.toml", "--threads", "1"],
        cwd=worlds.folder, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 1 and "not enough memory" in done.stderr, done.stderr
    assert (worlds.folder / "w.toml.partial").read_bytes().count(b"\n") == 1  # whose it is


def test_points_finished_before_a_stop_are_kept(worlds):
    """Those of the batch that was stopped in the middle, too."""
    text = (worlds.folder / "calibration.toml").read_text()
    worlds.write("calibration.toml", text.replace("most = 3", "most = 3, set = { applicants.count = 400000 }"))
    begun = time.monotonic()
    started = worlds.start("calibrate", "calibration.toml", "-o", "w.toml", "--threads", "1")
    journal = worlds.folder / "w.toml.partial"
    while not (journal.exists() and journal.read_bytes().count(b"\n") > 1):
        assert started.poll() is None
        time.sleep(0.002)
    whole = journal.read_bytes().count(b"\n") - 1  # the first batch
    time.sleep((time.monotonic() - begun) / 2)  # half of the second
    started.send_signal(signal.SIGTERM)
    errors = started.communicate()[1]
    assert started.returncode == 3
    assert whole < int(re.search(r"Stopped: (\d+) simulated points", errors)[1]) < 2 * whole


def test_a_budget_in_minutes_survives_a_kill_before_it_is_written(worlds):
    """The time of the points is in the journal with them."""
    worlds.write("calibration.toml", (worlds.folder / "calibration.toml").read_text().replace("seed = 7", "seed = 7\nbudget = { minutes = 0.0001 }"))
    stopped = worlds("calibrate", "calibration.toml", "-o", "w.toml")
    assert stopped.returncode == 1 and "the budget is " in stopped.stderr
    journal = worlds.folder / "w.toml.partial"
    lines = journal.read_bytes().splitlines(keepends=True)
    budget = next(at for at, line in enumerate(lines) if line.startswith(b"budget "))
    journal.write_bytes(b"".join(lines[:budget]))
    again = worlds("calibrate", "calibration.toml", "-o", "w.toml", "--resume")
    assert again.stderr.splitlines()[-1] == stopped.stderr.splitlines()[-1]
    assert lines[budget] in journal.read_bytes().splitlines(keepends=True)


def test_a_budget_smaller_than_the_check_leaves_no_time_for_further_waves(worlds):
    """What is left of it was told as the age of the universe."""
    text = (worlds.folder / "calibration.toml").read_text()
    worlds.write("calibration.toml", text.replace("worlds = 40", "worlds = 400").replace("seed = 7", "seed = 7\nbudget = { runs = 300 }"))
    told = worlds("calibrate", "calibration.toml", "-o", "w.toml").stderr
    assert "Wave 1: 64 points" in told and "Further waves" not in told


def test_a_bar_is_cleared_before_what_is_said_next(worlds):
    worlds.write("calibration.toml", (worlds.folder / "calibration.toml").read_text().replace("most = 3", "most = 3, set = { applicants.count = 400000 }"))
    command = f"timeout -s INT 1 {PROGRAM} calibrate calibration.toml -o w.toml --threads 1"
    shown = subprocess.run(["script", "-qec", command, "/dev/null"], cwd=worlds.folder, capture_output=True, text=True, timeout=60).stdout
    assert "simulations of wave 1" in shown and "\033[KStopped: " in shown


def test_a_journal_of_another_calibration_is_refused(worlds):
    started = worlds.start("calibrate", "calibration.toml", "-o", "w.toml")
    for line in started.stderr:
        if line.startswith("Wave 1"):
            break
    started.kill()
    started.communicate()
    # Another seed; another column behind a target of the same name and tolerance
    changes = [("calibration.toml", "seed = 7", "seed = 8"), ("targets.toml", '"score_sum"', '"score_sum", "loans"')]
    for name, old, new in changes:
        text = (worlds.folder / name).read_text()
        assert old in text
        worlds.write(name, text.replace(old, new))
        refused = worlds("calibrate", "calibration.toml", "-o", "w.toml", "--resume")
        assert refused.returncode == 2
        assert "is of another calibration" in refused.stderr
        worlds.write(name, text)
