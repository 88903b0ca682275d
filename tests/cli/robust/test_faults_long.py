"""System calls that fail: every one of every command that writes files, in turn, once and for good. Says how many."""

import pytest
from faults import COMMANDS, Faults


@pytest.mark.parametrize("name", COMMANDS)
def test_every_call_fails(tmp_path, name):
    faults = Faults(COMMANDS[name], tmp_path)
    faults.try_all(range(1, len(faults.calls) + 1))
    print(f"\n{name}: {len(faults.calls)} calls, {sum(faults.met.values())} faults: {dict(faults.met)}")
