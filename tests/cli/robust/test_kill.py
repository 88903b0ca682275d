"""Kills (SIGKILL) at random moments: a finished run is never lost, and the end is byte for byte that of an unbroken run.

Every test has its seed. The long form, with hundreds of kills, is in test_kill_long.py.
"""

import os
import random
import time

import pytest
from conftest import calls, finish, killed_after, killed_at, names, one_of_each, runs_stored
from toy_sweep import RUN, SWEEP, make, streetlight, unbroken


def check_killed(folder, output, wanted):
    """What a kill may leave: no output, or the whole one."""
    assert not (folder / output).exists() or (folder / output).read_bytes() == wanted
    assert set(names(folder)) <= {"sweep.toml", "s1.h5", "s2.h5", *(output + end for end in ("", ".partial", ".finishing"))}


def test_a_run_killed_at_each_kind_of_system_call_goes_on(folder, whole):
    listed = calls(folder, *RUN, "--threads", "2")
    (folder / "a.h5").unlink()
    places = one_of_each(listed, random.Random(1))
    assert {listed[place - 1] for place in places} >= {
        "create a.h5.partial",
        "pwrite a.h5.partial",
        "fdatasync a.h5.partial",
        "pwrite a.h5.finishing",
        "fsync a.h5.finishing",
        "rename a.h5.finishing",
        "unlink a.h5.partial",
    }
    missed = 0
    for place in places:
        made = killed_at(folder, place, *RUN, "--threads", "2")
        if made is None:  # a run that is quicker than the listed one syncs less often, and makes fewer calls
            missed += 1
            assert (folder / "a.h5").read_bytes() == whole
        else:
            check_killed(folder, "a.h5", whole)
            finish(folder, "a.h5", whole, *RUN, "--resume", kept=runs_stored(made, "a.h5"))
        (folder / "a.h5").unlink()
    assert missed <= 3


def test_a_kill_before_the_note_of_what_is_made_leaves_nothing(folder, whole):
    """The file that becomes the result has its name when the journal knows it; until then it is gone with the process."""
    try:
        os.close(os.open(folder, os.O_RDWR | os.O_TMPFILE))
    except OSError:
        pytest.skip("this file system has no files without a name")
    listed = calls(folder, *RUN, "--threads", "1")
    first = 1 + min(listed.index(call) for call in ("create .", "create a.h5.finishing") if call in listed)
    assert "pwrite a.h5.partial" in listed[first - 1 : first + 3]
    for place in range(first, first + 5):
        (folder / "a.h5").unlink()
        assert killed_at(folder, place, *RUN, "--threads", "1") is not None
        finish(folder, "a.h5", whole, *RUN, "--resume", kept=24)


def test_a_run_killed_again_and_again_gets_there(folder, whole):
    """Each time it is let go on a little further than its start needs."""
    start = calls(folder, *RUN).index("pwrite a.h5.partial")
    (folder / "a.h5").unlink()
    choice, kept = random.Random(2), 0
    for _ in range(6):
        made = killed_at(folder, start + choice.randrange(1, 8), *RUN, "--resume")
        assert made is not None
        kept += runs_stored(made, "a.h5", kept)
        check_killed(folder, "a.h5", whole)
    assert kept > 5
    finish(folder, "a.h5", whole, *RUN, "--resume", kept=kept)


def test_a_run_killed_at_random_times(tmp_path):
    text = SWEEP.replace("months = 12", "months = 120")
    (tmp_path / "whole").mkdir()
    start = time.monotonic()
    wanted = unbroken(tmp_path / "whole", text)
    lasts = time.monotonic() - start
    choice = random.Random(3)
    kills = 0
    make(tmp_path, text=text)
    for _ in range(8):
        kills += killed_after(tmp_path, choice.uniform(0, lasts), *RUN, "--resume")
        if (tmp_path / "a.h5").exists():
            finish(tmp_path, "a.h5", wanted, *RUN, "--resume")
            (tmp_path / "a.h5").unlink()
    assert kills >= 3
    finish(tmp_path, "a.h5", wanted, *RUN, "--resume")


@pytest.fixture
def shards(folder):
    for k in (1, 2):
        done = streetlight("run", "sweep.toml", "--quiet", "--shard", f"{k}/2", "-o", f"s{k}.h5", folder=folder)
        assert done.returncode == 0
    return folder


MERGE = ("merge", "s1.h5", "s2.h5", "-o", "m.h5", "--quiet")


def test_a_killed_merge_goes_on(shards, whole):
    listed = calls(shards, *MERGE)
    (shards / "m.h5").unlink()
    for place in one_of_each(listed, random.Random(4))[2::3]:
        assert killed_at(shards, place, *MERGE) is not None
        check_killed(shards, "m.h5", whole)
        finish(shards, "m.h5", whole, *MERGE)
        (shards / "m.h5").unlink()


def test_killed_shards_go_on_and_merge(folder, whole):
    choice = random.Random(5)
    for k in (1, 2):
        shard = ("run", "sweep.toml", "--quiet", "--shard", f"{k}/2", "-o", f"s{k}.h5", "--resume")
        assert killed_at(folder, choice.randrange(6, 17), *shard) is not None  # with some of its 12 runs done
        assert "s%d.h5.partial" % k in names(folder)
        assert streetlight(*shard, folder=folder).returncode == 0
    finish(folder, "m.h5", whole, *MERGE)
