"""The long form of test_kill.py: at least 200 kills. Says how many, and where.

Each kind of command is killed at every system call that changes a file, in turn, and gone on with; then a run of some
seconds is killed at random times until it has been killed a hundred times.
"""

import collections
import random
import time

import pytest
from conftest import calls, finish, killed_after, killed_at, runs_stored
from toy_sweep import RUN, SWEEP, make, streetlight, unbroken

SHARDS = [("run", "sweep.toml", "--quiet", "--shard", f"{k}/3", "-o", f"s{k}.h5") for k in (1, 2, 3)]
MERGE = ("merge", "s1.h5", "s2.h5", "s3.h5", "-o", "a.h5", "--quiet")


def kill_everywhere(folder, whole, first, then, before=None):
    """Kills `first` at each of its calls in turn; `then` ends with the same bytes. `before`: what stands in a.h5."""

    def set_up():
        for left in folder.glob("a.h5*"):
            left.unlink()
        if before:
            (folder / "a.h5").write_bytes(before)

    set_up()
    listed = calls(folder, *first)
    met = collections.Counter()
    for place, call in enumerate(listed, 1):
        set_up()
        made = killed_at(folder, place, *first)
        assert made is not None, (place, call)
        left = (folder / "a.h5").read_bytes() if (folder / "a.h5").exists() else None
        assert left in (before, whole), (place, call)
        kept = None if "merge" in then else min(24, runs_stored(made, "a.h5") + (before is not None))
        finish(folder, "a.h5", whole, *then, kept=kept)
        met[call] += 1
    print(f"\n{first[0]}: {sum(met.values())} kills:", dict(met))
    return sum(met.values())


def test_a_run_killed_at_every_call(folder, whole):
    assert kill_everywhere(folder, whole, (*RUN, "--threads", "1"), (*RUN, "--resume")) >= 150


def test_a_merge_killed_at_every_call(folder, whole):
    for shard in SHARDS:
        assert streetlight(*shard, folder=folder).returncode == 0
    assert kill_everywhere(folder, whole, MERGE, MERGE) >= 150


def test_a_finished_file_to_which_runs_are_added_killed_at_every_call(folder, whole):
    only = ("run", "sweep.toml", "--quiet", "-o", "a.h5", "--only", "Baseline/1/1")
    assert streetlight(*only, folder=folder).returncode == 0
    one_run = (folder / "a.h5").read_bytes()
    resume = (*RUN, "--resume", "--threads", "1")
    assert kill_everywhere(folder, whole, resume, resume, before=one_run) >= 150


@pytest.mark.parametrize("threads", ["1", "3"])
def test_a_run_killed_at_random_times(tmp_path, threads):
    text = SWEEP.replace("months = 12", "months = 400")
    (tmp_path / "whole").mkdir()
    start = time.monotonic()
    wanted = unbroken(tmp_path / "whole", text)
    lasts = time.monotonic() - start
    make(tmp_path, text=text)
    choice, kills, finished = random.Random(threads), 0, 0
    while kills < 50:
        kills += killed_after(tmp_path, choice.uniform(0, 1.2 * lasts), *RUN, "--resume", "--threads", threads)
        if (tmp_path / "a.h5").exists():
            finish(tmp_path, "a.h5", wanted, *RUN, "--resume")
            (tmp_path / "a.h5").unlink()
            finished += 1
    print(f"\n{kills} kills at random times of a run of {lasts:.1f} s; {finished} files finished")
    finish(tmp_path, "a.h5", wanted, *RUN, "--resume")
