"""System calls that fail: one of each kind on each file. All of them are in test_faults_long.py."""

import pytest
from faults import COMMANDS, Faults, one_of_each


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
