"""System calls that fail: one of each kind on each file. All of them are in test_faults_long.py."""

import pytest
from faults import COMMANDS, Faults, one_of_each


@pytest.mark.parametrize("name", ["run over an earlier result", pytest.param("export, packed", marks=pytest.mark.long)])
def test_a_call_of_each_kind_fails(tmp_path, name):
    faults = Faults(COMMANDS[name], tmp_path)
    places = one_of_each(faults.calls)
    assert faults.try_all(places, lastings=[name.startswith("export")], errors=1) >= len(places) - 2
    print(f"\n{name}: {sum(faults.met.values())} faults: {dict(faults.met)}")
