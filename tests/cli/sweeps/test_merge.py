"""`merge`: shards of one experiment become the file of one unbroken process, or it says why they cannot."""

import fcntl
import os
import resource
import subprocess

import pytest
from conftest import shards
from toy_sweep import PROGRAM, SWEEP, make, streetlight


def files(folder):
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("count", [1, 2, 5])
def test_shards_in_any_order_make_the_file_of_one_process(folder, whole, count):
    names = shards(folder, count)
    done = streetlight("merge", *reversed(names), "-o", "m.h5", folder=folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"m.h5: 24 runs from {count} shards. Next: streetlight info 'm.h5'\n"
    assert (folder / "m.h5").read_bytes() == whole
    assert files(folder) == {"sweep.toml", "m.h5", *names}


@pytest.mark.parametrize(
    "change, difference",
    [
        (["--seed", 2], "  seed: 1 there, 2 here\n"),
        (["--replicates", 5], "  replicates: 4 there, 5 here\n"),
        (["--set", "growth.rate=0.5"], "configuration, only here: growth.rate = 0.5\n"),
        (["--set", 'output.metrics=["level"]'], "  columns, only there: events_"),
    ],
)
def test_shards_of_different_experiments_are_refused_with_the_difference(folder, change, difference):
    shards(folder, 2)
    assert streetlight("run", "sweep.toml", "--shard", "2/2", "-o", "other.h5", *change, folder=folder).returncode == 0
    before = files(folder)
    done = streetlight("merge", "s1.h5", "other.h5", "-o", "m.h5", folder=folder)
    assert done.returncode == 2
    assert "other.h5: is not a shard of the same experiment as s1.h5 (there: s1.h5, here: other.h5):\n" in done.stderr
    assert difference in done.stderr
    assert files(folder) == before


def test_another_design_or_program_version_is_another_experiment(folder, tmp_path_factory):
    shards(folder, 2)
    make(folder, "other.toml", SWEEP.replace("0.3]", "0.4]").replace('model = "toy"', 'title = "sweep"\nmodel = "toy"'))
    assert streetlight("run", "other.toml", "--shard", "2/2", "-o", "other.h5", folder=folder).returncode == 0
    done = streetlight("merge", "s1.h5", "other.h5", "-o", "m.h5", folder=folder)
    assert done.returncode == 2
    assert "  design, only there: 0.3\n  design, only here: 0.4\n" in done.stderr


def test_missing_runs_are_named_and_nothing_is_written_unless_asked(folder):
    shards(folder, 3)
    before = files(folder)
    done = streetlight("merge", "s1.h5", "s3.h5", "-o", "m.h5", folder=folder)
    assert done.returncode == 1
    # Shard 2 of 3 has every third pair of point and replicate, from the second on.
    missing = [f"{scenario}/{pair // 4}/{pair % 4}" for scenario in ("Baseline", "It's a programme") for pair in range(1, 12, 3)]
    assert done.stderr.startswith(
        "8 of 24 runs are in none of the shards:\n" + "".join(f"  {name}\n" for name in missing) + "Nothing was written."
    )
    assert files(folder) == before

    done = streetlight("merge", "s1.h5", "s3.h5", "-o", "m.h5", "--incomplete", folder=folder)
    assert done.returncode == 0 and "8 of 24 runs are in none of the shards" in done.stderr
    info = streetlight("info", "m.h5", folder=folder).stdout
    assert "incomplete, 16 of 24 runs" in info and '"Baseline", point 0, replicate 1' in info


def test_an_incomplete_merge_can_be_completed(folder, whole):
    shards(folder, 3)
    streetlight("merge", "s1.h5", "s3.h5", "-o", "m.h5", "--incomplete", folder=folder)
    done = streetlight("run", "sweep.toml", "-o", "m.h5", "--resume", folder=folder)
    assert done.returncode == 0 and "Going on: 16 of 24 runs are done." in done.stderr
    assert (folder / "m.h5").read_bytes() == whole


def test_a_run_in_two_shards_is_named(folder):
    shards(folder, 2)
    assert streetlight("run", "sweep.toml", "--only", "Baseline/2/1", "-o", "one.h5", folder=folder).returncode == 0
    before = files(folder)
    done = streetlight("merge", "s1.h5", "s2.h5", "one.h5", "-o", "m.h5", folder=folder)
    assert done.returncode == 2
    assert done.stderr.startswith("1 run is in both s2.h5 and one.h5:\n  Baseline/2/1\n")
    assert files(folder) == before


def test_what_is_no_finished_shard_is_refused(folder):
    shards(folder, 2)
    (folder / "torn.h5").write_bytes((folder / "s2.h5").read_bytes()[:-500])
    flipped = bytearray((folder / "s2.h5").read_bytes())
    flipped[len(flipped) // 2] ^= 1
    (folder / "flipped.h5").write_bytes(flipped)
    (folder / "cut.h5.partial").write_bytes(b"SLJOUR01" + bytes(100))
    for name, message in {
        "torn.h5": "torn.h5: ",
        "flipped.h5": "flipped.h5: is damaged",
        "cut.h5.partial": "is an output that is not finished",
        "sweep.toml": "sweep.toml: is an experiment, not its result",
        "none.h5": "none.h5: there is no such file",
        "s1.h5": "1.h5 and s1.h5",
    }.items():
        done = streetlight("merge", "s1.h5", name, "-o", "m.h5", folder=folder)
        assert done.returncode == 2, name
        assert message in done.stderr, name
        assert not (folder / "m.h5").exists() and not (folder / "m.h5.partial").exists()


def test_a_file_that_another_program_rewrote_is_refused(folder):
    h5py = pytest.importorskip("h5py")
    shards(folder, 2)
    with h5py.File(folder / "s2.h5", "a") as file:
        file.attrs["note"] = "looked at"
    done = streetlight("merge", "s1.h5", "s2.h5", "-o", "m.h5", folder=folder)
    assert done.returncode == 2
    assert "s2.h5: another program has rewritten this file" in done.stderr


@pytest.mark.parametrize(
    "output, message",
    [("s1.h5", "is one of the shards"), ("sweep.toml", "it is not a result file"), ("missing/m.h5", "there is no folder")],
)
def test_an_output_that_cannot_be_is_refused(folder, output, message):
    names = shards(folder, 2)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    done = streetlight("merge", *names, "-o", output, folder=folder)
    assert done.returncode == 2 and message in done.stderr
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_merge_onto_an_output_that_is_being_written_is_refused(folder, whole):
    """Run and merge hold the same lock: whoever has it, the other is told so and touches nothing."""
    names = shards(folder, 2)
    make(folder, "slow.toml", "population.size = 200000\n" + SWEEP.replace("months = 12", "months = 600"))
    running = subprocess.Popen([PROGRAM, "run", "slow.toml", "-o", "m.h5", "--quiet"], cwd=folder)
    try:
        while running.poll() is None and not (folder / "m.h5.partial").exists():
            pass
        done = streetlight("merge", *names, "-o", "m.h5", folder=folder)
        assert running.poll() is None, "the run ended before the merge began"
        assert done.returncode == 2 and "another process is writing this output" in done.stderr
    finally:
        running.kill()
        running.wait()

    (folder / "m.h5.partial").write_bytes(b"")
    with open(folder / "m.h5.partial") as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # as a merge holds it
        for command in (["merge", *names], ["run", "sweep.toml"], ["run", "sweep.toml", "--resume"]):
            done = streetlight(*command, "-o", "m.h5", folder=folder)
            assert done.returncode == 2 and "another process is writing this output" in done.stderr
    assert streetlight("merge", *names, "-o", "m.h5", folder=folder).returncode == 0
    assert (folder / "m.h5").read_bytes() == whole


def test_an_interrupted_merge_goes_on(folder, whole):
    names = shards(folder, 2)
    # A merge whose file may not grow ends in the middle.
    limited = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (9000, resource.RLIM_INFINITY))
    done = streetlight("merge", *names, "-o", "m.h5", folder=folder, preexec_fn=limited)
    assert done.returncode != 0
    assert not (folder / "m.h5").exists() and os.path.getsize(folder / "m.h5.partial") > 5000
    assert streetlight("merge", *names, "-o", "m.h5", folder=folder).returncode == 0
    assert (folder / "m.h5").read_bytes() == whole
    assert not (folder / "m.h5.partial").exists()
