"""`calibrate` from Python: the bytes of the command, how far it is, how it is stopped and goes on, what it refuses."""

import signal
import subprocess
import sys
import time

import pytest
import streetlight as sl

from door import command

EXPERIMENT = """schema = 1
model = "lending"
title = "Loans"
run.months = 4
applicants.count = 2000

[[scenario]]
name = "Greatest utility"
"""
TARGETS = """experiment = "loans.toml"

[[target]]
name = "mean score"
published = 660
range = [650, 670]
source = "made up"
scenario = "Greatest utility"
window = [0, 4]
numerator = ["score_sum"]
denominator = "applicants"
"""
CALIBRATION = """title = "Lending worlds"
experiment = "loans.toml"
targets = "targets.toml"
worlds = 24
seed = 7
wave = { first_points = 64, points = 48, most = 2 }

[[parameter]]
key = "scores.rise"
range = [15, 90]
scale = "log"
why = "Lenders keep it to themselves."

[[parameter]]
key = "scores.fall"
range = [60, 200]
why = "The same."
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "loans.toml").write_text(EXPERIMENT, encoding="utf-8")
    (tmp_path / "targets.toml").write_text(TARGETS, encoding="utf-8")
    (tmp_path / "find.toml").write_text(CALIBRATION, encoding="utf-8")
    return tmp_path


def test_the_file_has_the_bytes_of_the_command(folder):
    report = command("calibrate", folder / "find.toml", "-o", folder / "command.toml", "--quiet")
    told = []
    found = sl.calibrate(folder / "find.toml", folder / "python.toml", threads=2, progress=lambda *now: told.append(now))
    assert (folder / "python.toml").read_bytes() == (folder / "command.toml").read_bytes()
    assert found.report == report and str(found) == report and found.path == folder / "python.toml"
    assert found.worlds == 24 and 0 < found.hit_rate <= 1 and found.checked >= 24
    assert list(found.waves.index) == [1, 2][: len(found.waves)] and (found.waves["volume_left"] < 1).all()
    assert told and told[-1][3:] == (24, 24) and told[-1][0] == len(found.waves)
    assert not (folder / "python.toml.partial").exists()
    assert sl.load(folder / "loans.toml").worlds(found.path, 3).run().panel.sizes["point"] == 3


def test_what_is_wrong_is_said(folder):
    (folder / "find.toml").write_text(CALIBRATION.replace("scores.rise", "scores.rse"), encoding="utf-8")
    with pytest.raises(sl.InputError, match="scores.rise") as raised:
        sl.calibrate(folder / "find.toml", folder / "worlds.toml")
    assert raised.value.file.endswith("find.toml") and raised.value.line == 9
    with pytest.raises(ValueError, match="threads"):
        sl.calibrate(folder / "find.toml", folder / "worlds.toml", threads="two")
    with pytest.raises(TypeError, match="progress"):
        sl.calibrate(folder / "find.toml", folder / "worlds.toml", progress=3)
    assert not (folder / "worlds.toml").exists()


def test_another_calibrations_worlds_are_kept_unless_they_may_be_replaced(folder):
    first = sl.calibrate(folder / "find.toml", folder / "worlds.toml")
    before = first.path.read_bytes()
    (folder / "find.toml").write_text(CALIBRATION.replace("seed = 7", "seed = 8"), encoding="utf-8")
    with pytest.raises(sl.InputError, match="worlds of another calibration") as raised:
        sl.calibrate(folder / "find.toml", first.path)
    assert "--replace" not in str(raised.value) and first.path.read_bytes() == before
    sl.calibrate(folder / "find.toml", first.path, replace=True)
    assert first.path.read_bytes() != before


def test_no_world_is_an_error_with_the_report(folder):
    (folder / "targets.toml").write_text(TARGETS.replace("[650, 670]", "[300, 302]").replace("= 660", "= 301"), encoding="utf-8")
    with pytest.raises(sl.WorkError, match="nothing was written"):
        sl.calibrate(folder / "find.toml", folder / "worlds.toml")
    assert not (folder / "worlds.toml").exists()


def test_ctrl_c_keeps_what_was_simulated(folder):
    text = CALIBRATION.replace("first_points = 64", "first_points = 2000").replace("points = 48", "points = 1500")
    (folder / "find.toml").write_text(text, encoding="utf-8")
    code = f"import streetlight as sl; sl.calibrate({str(folder / 'find.toml')!r}, {str(folder / 'worlds.toml')!r}, threads=1)"
    started = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, text=True)
    journal = folder / "worlds.toml.partial"
    for _ in range(600):
        if journal.exists() and journal.stat().st_size > 4000:
            break
        time.sleep(0.1)
    started.send_signal(signal.SIGINT)
    _, errors = started.communicate(timeout=60)
    assert "KeyboardInterrupt" in errors, errors
    assert journal.exists() and not (folder / "worlds.toml").exists()
    resumed = sl.calibrate(folder / "find.toml", folder / "worlds.toml", resume=True)
    fresh = sl.calibrate(folder / "find.toml", folder / "fresh.toml")
    assert resumed.path.read_bytes() == fresh.path.read_bytes() and resumed.worlds == 24
