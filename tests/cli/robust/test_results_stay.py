"""An earlier result, and what others put at the output's name or beside it, are lost by no run and by no merge."""

import os
import re
import subprocess
import time

import pytest
from conftest import calls, killed_at, names
from toy_sweep import PROGRAM, RUN, SWEEP, make, streetlight

BROKEN = ("--set", "fault.month=3")
PRECIOUS = b"ten years of work\n"


@pytest.fixture
def result(folder, whole):
    (folder / "a.h5").write_bytes(whole)
    return folder


def test_a_run_in_which_every_run_fails_leaves_an_earlier_result(result, whole):
    make(result, text=SWEEP.replace('name = "Baseline"', 'name = "Baseline"\nset = { programme.enabled = true }'))
    done = streetlight("run", "sweep.toml", "-o", "a.h5", *BROKEN, folder=result)
    assert done.returncode == 1
    assert "24 of 24 runs failed (see above). a.h5 holds an earlier result, which was left alone." in done.stderr
    assert (result / "a.h5").read_bytes() == whole
    assert names(result) == ["a.h5", "sweep.toml"]


def test_a_run_in_which_some_runs_fail_leaves_it_too_and_keeps_the_others(result, whole):
    make(result, text=SWEEP.replace("enabled = true", "enabled = true, fault.month = 3"))
    done = streetlight("run", "sweep.toml", "-o", "a.h5", folder=result)
    assert done.returncode == 1
    assert "12 of 24 runs failed (see above). a.h5 holds an earlier result, which was left alone." in done.stderr
    assert "The 12 finished runs are kept in a.h5.partial" in done.stderr
    assert (result / "a.h5").read_bytes() == whole
    again = streetlight("run", "sweep.toml", "-o", "a.h5", "--resume", folder=result)
    assert again.returncode == 1 and "Going on: 12 of 24 runs are done." in again.stderr
    assert (result / "a.h5").read_bytes() == whole
    # Where there is nothing to lose, the result has the name, and what failed is marked as missing in it.
    (result / "a.h5").unlink()
    free = streetlight("run", "sweep.toml", "-o", "a.h5", "--resume", folder=result)
    assert free.returncode == 1 and "are marked as missing in a.h5" in free.stderr
    assert names(result) == ["a.h5", "sweep.toml"]


@pytest.mark.parametrize("part", [("--only", "Baseline/1/1"), ("--shard", "1/2")], ids=" ".join)
def test_a_part_of_an_experiment_does_not_replace_the_whole(result, whole, part):
    done = streetlight(*RUN, *part, folder=result)
    assert done.returncode == 2 and "runs of this very experiment that this command does not make" in done.stderr
    assert (result / "a.h5").read_bytes() == whole and names(result) == ["a.h5", "sweep.toml"]
    resumed = streetlight(*RUN, *part, "--resume", folder=result)
    assert resumed.returncode == 0, resumed.stderr
    assert (result / "a.h5").read_bytes() == whole


def test_an_incomplete_merge_does_not_replace_the_whole(result, whole):
    assert streetlight(*RUN[:-1], "s1.h5", "--shard", "1/2", folder=result).returncode == 0
    done = streetlight("merge", "s1.h5", "--incomplete", "-o", "a.h5", folder=result)
    assert done.returncode == 1 and "a.h5 holds an earlier result, which was left alone" in done.stderr
    assert (result / "a.h5").read_bytes() == whole


@pytest.mark.parametrize("command", [RUN, (*RUN, "--resume")], ids=["run", "run --resume"])
def test_a_result_edited_in_place_or_protected_is_refused(result, whole, command):
    edited = whole[:3000] + b"EDITED" + whole[3006:]
    (result / "a.h5").write_bytes(edited)
    done = streetlight(*command, folder=result)
    assert done.returncode == 2 and re.search("has been changed (or damaged )?since this program wrote it", done.stderr)
    assert (result / "a.h5").read_bytes() == edited and names(result) == ["a.h5", "sweep.toml"]
    (result / "a.h5").write_bytes(whole)
    os.chmod(result / "a.h5", 0o444)
    done = streetlight(*command, "--seed", 1, folder=result)
    assert done.returncode == 2 and re.search("is protected (from|against) writing", done.stderr)
    assert (result / "a.h5").read_bytes() == whole and names(result) == ["a.h5", "sweep.toml"]


def test_a_file_that_appears_during_the_run_stays(folder, whole):
    make(folder, "slow.toml", "population.size = 200000\n" + SWEEP)
    running = subprocess.Popen(
        [PROGRAM, "run", "slow.toml", "-o", "a.h5", "--quiet"], cwd=folder, stderr=subprocess.PIPE, text=True
    )
    journal = folder / "a.h5.partial"
    while running.poll() is None and not (journal.exists() and journal.stat().st_size > 4000):  # it has a run
        time.sleep(0.002)
    (folder / "a.h5").write_bytes(PRECIOUS)
    said = running.communicate(timeout=120)[1]
    assert running.returncode == 1 and "a.h5: another program has made or changed a file of this name" in said, said
    assert "a.h5.partial" in said and (folder / "a.h5").read_bytes() == PRECIOUS
    (folder / "a.h5").unlink()
    resumed = streetlight("run", "slow.toml", "-o", "a.h5", "--resume", folder=folder)
    assert resumed.returncode == 0 and "Going on: 24 of 24 runs are done." in resumed.stderr
    assert names(folder) == ["a.h5", "slow.toml", "sweep.toml"]


@pytest.mark.parametrize("there", [True, False], ids=["", "dangling"])
def test_a_link_is_written_through(folder, whole, there):
    (folder / "scratch").mkdir()
    (folder / "a.h5").symlink_to("scratch/r.h5")
    if there:
        assert streetlight(*RUN, "--seed", "2", folder=folder).returncode == 0
    done = streetlight(*RUN, folder=folder)
    assert done.returncode == 0, done.stderr
    assert (folder / "a.h5").is_symlink() and (folder / "scratch" / "r.h5").read_bytes() == whole
    assert names(folder / "scratch") == ["r.h5"] and names(folder) == ["a.h5", "scratch", "sweep.toml"]


def test_a_link_into_nothing_is_refused(folder):
    (folder / "a.h5").symlink_to("none/r.h5")
    done = streetlight(*RUN, folder=folder)
    assert done.returncode == 2 and "none" in done.stderr and "there is no" in done.stderr


def test_files_beside_the_output_that_are_somebody_elses_stay(folder, whole):
    (folder / "target").write_bytes(PRECIOUS)
    (folder / "a.h5.finishing").write_bytes(PRECIOUS)
    (folder / "b.h5.finishing").symlink_to("target")
    (folder / "c.h5.finishing").mkdir()
    before = names(folder)
    for name in ("a.h5", "b.h5", "c.h5"):
        assert streetlight(*RUN[:-1], name, folder=folder).returncode == 0
        assert (folder / name).read_bytes() == whole
    assert names(folder) == sorted([*before, "a.h5", "b.h5", "c.h5"])
    assert (folder / "a.h5.finishing").read_bytes() == (folder / "target").read_bytes() == PRECIOUS
    assert (folder / "b.h5.finishing").is_symlink()
    (folder / "d.h5.partial").symlink_to("target")
    done = streetlight(*RUN[:-1], "d.h5", folder=folder)
    assert done.returncode == 2 and "d.h5.partial: is in the way: it is a link" in done.stderr
    assert (folder / "target").read_bytes() == PRECIOUS


def test_kills_leave_nothing_behind_though_the_usual_name_is_taken(folder, whole):
    """What each killed process was making is known by the journal, whatever its name was, and removed."""
    (folder / "a.h5.finishing").write_bytes(PRECIOUS)
    listed = calls(folder, *RUN, "--threads", "1")
    (folder / "a.h5").unlink()
    made_at = 1 + listed.index("create a.h5.2.finishing")
    for _ in range(3):
        (folder / "a.h5.partial").unlink(missing_ok=True)
        for left in folder.glob("a.h5.2.finishing"):
            left.unlink()
        assert killed_at(folder, made_at + 12, *RUN, "--threads", "1") is not None
        assert "a.h5.2.finishing" in names(folder)
        # It goes on from the journal, is killed again at the very same point, and does not take a third name.
        assert killed_at(folder, 12, *RUN, "--threads", "1", "--resume") is not None
        assert "a.h5.3.finishing" not in names(folder)
    done = streetlight(*RUN, "--resume", folder=folder)
    assert done.returncode == 0 and (folder / "a.h5").read_bytes() == whole
    assert names(folder) == ["a.h5", "a.h5.finishing", "sweep.toml"]
    assert (folder / "a.h5.finishing").read_bytes() == PRECIOUS


def test_where_children_are_not_waited_for_the_result_is_made_all_the_same(folder, whole):
    """A process that ignores SIGCHLD hands that down; the system then keeps no exit code of a child."""
    done = subprocess.run(
        ["bash", "-c", f"trap '' CHLD; exec {PROGRAM} {' '.join(RUN)}"], cwd=folder, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert (folder / "a.h5").read_bytes() == whole
