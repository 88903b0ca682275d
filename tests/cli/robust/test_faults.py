"""System calls that fail: one of each kind on each file. All of them are in test_faults_long.py."""

import errno
import subprocess

import pytest
from faults import COMMANDS, FAIL_AT_CALL, PATIENCE, Faults, one_of_each


@pytest.mark.parametrize("name", ["run over an earlier result", pytest.param("export, packed", marks=pytest.mark.long)])
def test_a_call_of_each_kind_fails(tmp_path, name):
    faults = Faults(COMMANDS[name], tmp_path)
    places = one_of_each(faults.calls)
    assert faults.try_all(places, lastings=[name.startswith("export")], errors=1) >= len(places) - 2
    print(f"\n{name}: {sum(faults.met.values())} faults: {dict(faults.met)}")


def test_what_was_simulated_is_not_taken_for_missing_when_it_cannot_be_read(tmp_path):
    """A calibration that goes on and cannot look at its unfinished file stops, and leaves that as it was."""
    faults = Faults(COMMANDS["calibrate that goes on"], tmp_path)
    unfinished = faults.place / "a.h5.partial"
    kept = (faults.start / "a.h5.partial").read_bytes()
    assert kept.count(b"\n") > 30
    places = [place for place, call in enumerate(faults.calls, 1) if call in ("stat a.h5.partial", "pread a.h5.partial")]
    before_reading = places[: 1 + [faults.calls[place - 1] for place in places].index("pread a.h5.partial")]
    assert len(before_reading) >= 2
    for place in before_reading:
        faults.set_up()
        code, errors = faults.failing(str(place), "EIO")
        assert code in (1, 2) and "a.h5.partial" in errors and "Input/output error" in errors
        assert unfinished.read_bytes() == kept


@pytest.mark.parametrize("name", ["calibrate", "run"])
def test_what_is_there_and_is_another_is_not_taken_for_missing(tmp_path, name):
    """Worlds of another calibration, and a result that was changed since, are refused; they stay whichever look at them fails."""
    command = COMMANDS[name]
    command.prepare(tmp_path)
    if name == "calibrate":
        (tmp_path / "other.toml").write_text('title = "Another"\n' + (tmp_path / "calibration.toml").read_text())
        words = ["other.toml" if word == "calibration.toml" else word for word in command.arguments]
    else:
        words = command.arguments
    assert (done := command.run(tmp_path, words)).returncode == 0, done.stderr
    if name == "run":
        (tmp_path / "a.h5").write_bytes((tmp_path / "a.h5").read_bytes() + b"a note")
    there = (tmp_path / "a.h5").read_bytes()

    def failing(which):
        tracer = [FAIL_AT_CALL, str(tmp_path), which, str(errno.EIO), command.program, *command.arguments]
        return subprocess.run(tracer, cwd=tmp_path, capture_output=True, text=True, errors="replace", timeout=PATIENCE)

    whole = failing("0")
    assert whole.returncode == 2 and "a.h5: " in whole.stderr
    calls = [line[len("call: ") :] for line in whole.stderr.splitlines() if line.startswith("call: ")]
    looks = [place for place, call in enumerate(calls, 1) if call == "stat a.h5"]
    assert looks
    for place in looks:
        assert failing(str(place)).returncode != 0, calls[place - 1]
        assert (tmp_path / "a.h5").read_bytes() == there
