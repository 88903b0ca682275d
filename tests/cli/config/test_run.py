"""`run` through the command line: where it writes, what it says, how it stops."""

import os
import re
import signal
import subprocess
import time

import h5py
import pytest
from toy import HEAD, PROGRAM, files_in, streetlight

EXPERIMENT = (
    HEAD
    + """run = { replicates = 2, months = 12 }
[[scenario]]
name = "Baseline"
[[scenario]]
name = "It's a programme"
set = { programme.enabled = true }
"""
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "two.toml").write_text(EXPERIMENT)
    return tmp_path


def test_run_writes_where_it_says(folder):
    done = streetlight("run", "two.toml", folder=folder)
    assert done.returncode == 0
    assert "results/two.h5: 4 runs. Next: streetlight compare 'results/two.h5' --baseline 'Baseline'\n" in done.stdout
    assert set(map(str, files_in(folder))) == {"two.toml", "results", "results/two.h5"}
    quiet = streetlight("run", "two.toml", "-o", "other.h5", "--quiet", folder=folder)
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")
    assert (folder / "other.h5").read_bytes() == (folder / "results/two.h5").read_bytes()


def test_the_same_bits_for_any_threads_and_a_difference_for_each_seed_and_replicate(folder):
    for name, options in {
        "a": ["--threads", 1],
        "b": ["--threads", 3],
        "seed": ["--seed", 2],
        "set": ["--set", "run.seed=2"],
        "more": ["--replicates", 3],
    }.items():
        assert streetlight("run", "two.toml", "-o", f"{name}.h5", *options, folder=folder).returncode == 0
    read = {name: (folder / f"{name}.h5").read_bytes() for name in ("a", "b", "seed", "set", "more")}
    assert read["a"] == read["b"]
    assert read["seed"] == read["set"]
    assert len({read["a"], read["seed"], read["more"]}) == 3


def test_dry_run_counts_and_touches_nothing(folder):
    before = files_in(folder)
    done = streetlight("run", "two.toml", "--dry-run", folder=folder)
    assert done.returncode == 0 and done.stderr == ""
    assert "Runs      4: 2 scenarios x 1 design points x 2 replicates\n" in done.stdout
    # 18 months with spin-up and 1,000 entities; both scenarios differ from the first month on.
    assert "Work      72,000 pebble-months with shared beginnings simulated once (72,000 without)" in done.stdout
    for word in ("Columns", "Time", "Memory", "Disk"):
        assert re.search(rf"^{word}\s+\S", done.stdout, re.MULTILINE)
    assert files_in(folder) == before


@pytest.mark.parametrize(
    "output, message",
    [
        ("missing/out.h5", "there is no folder missing to write it in"),
        ("two.toml", "it is not a result file"),
        ("two.toml/out.h5", "two.toml is not a folder"),
        (".", "the output is a folder"),
        ("/dev/null", "it is not a result file"),
        pytest.param("/proc/out.h5", "/proc", marks=pytest.mark.skipif(not os.path.ismount("/proc"), reason="no /proc here")),
    ],
)
def test_outputs_that_cannot_be_are_refused_before_anything_runs(folder, output, message):
    before = files_in(folder)
    done = streetlight("run", "two.toml", "-o", output, folder=folder)
    assert done.returncode == 2
    assert message in done.stderr
    assert files_in(folder) == before


def test_a_run_larger_than_the_machine_is_refused_with_the_memory_it_needs(folder):
    done = streetlight("run", "two.toml", "--set", "population.size=1000000000000", folder=folder)
    assert done.returncode == 2
    assert "needs about 16.0 TB of memory (1,000,000,000,000 entities" in done.stderr
    assert not (folder / "results").exists()


def test_a_failed_run_is_told_with_the_command_that_repeats_it(folder):
    broken = EXPERIMENT.replace("programme.enabled = true", "programme.enabled = true, fault.month = 3")
    (folder / "two.toml").write_text(broken)
    done = streetlight("run", "two.toml", "--set", "note=it's", folder=folder)
    assert done.returncode == 1
    assert "2 of 4 runs failed" in done.stderr
    assert "run It's a programme/0/0 failed (seed 1): month 3: the toy was told to break" in done.stderr
    # The command it gives runs exactly that run, and fails the same way.
    again = re.search(r"again: (streetlight .*--only 'It'\\''s a programme/0/0'.*)$", done.stderr, re.MULTILINE)[1]
    repeated = subprocess.run(
        again.replace("streetlight", PROGRAM, 1), shell=True, cwd=folder, capture_output=True, text=True, timeout=60
    )
    assert repeated.returncode == 1
    assert repeated.stderr.count("failed (seed 1)") == 1
    assert "1 of 1 runs failed" in repeated.stderr


TOY_WORLDS = """schema = 1
title = "Toy worlds"
model = "toy"
made_by = "hand"
reason = "none"
checked = 4
runs = 4
values = [[0.1], [0.2], [0.3], [0.4]]
weights = [0.25, 0.25, 0.25, 0.25]
got = [[], [], [], []]
seeds = [1, 2, 3, 4]
[[parameter]]
key = "programme.capacity"
range = [0, 1]
"""


def test_a_run_that_failed_in_one_of_some_worlds_is_repeated_in_that_world(folder):
    """World 1 of two is not world 1 of the whole file."""
    broken = EXPERIMENT.replace("programme.enabled = true", "programme.enabled = true, fault.month = 3")
    (folder / "two.toml").write_text(broken)
    (folder / "--my worlds.toml").write_text(TOY_WORLDS)
    done = streetlight("run", "two.toml", "--worlds", "--my worlds.toml", "--number-of-worlds", 2, "-o", "a.h5", folder=folder)
    assert done.returncode == 1
    again = re.search(r"again: (streetlight .*programme/1/0'.*)$", done.stderr, re.MULTILINE)[1]
    subprocess.run(again.replace("streetlight", PROGRAM, 1), shell=True, cwd=folder, capture_output=True, timeout=60)
    with h5py.File(folder / "a.h5") as whole, h5py.File(folder / "one-run.h5") as one:
        assert one["design/programme.capacity"][()].tolist() == whole["design/programme.capacity"][()].tolist()


def start(folder, *arguments):
    return subprocess.Popen(
        [PROGRAM, "run", *map(str, arguments)], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_cleanly_and_resume_ends_in_the_same_bits(folder, stop):
    text = EXPERIMENT.replace("months = 12", "months = 60").replace("replicates = 2", "replicates = 40")
    (folder / "slow.toml").write_text("population.size = 30000\n" + text)
    running = start(folder, "slow.toml", "-o", "cut.h5", "--threads", 1)
    partial = folder / "cut.h5.partial"
    while running.poll() is None and not (partial.exists() and partial.stat().st_size > 5000):
        time.sleep(0.005)
    running.send_signal(stop)
    out, errors = running.communicate(timeout=60)
    assert running.returncode == 3
    assert re.search(r"Stopped: \d+ of 80 runs are kept in cut.h5.partial; the same command with --resume goes on", errors)
    assert not (folder / "cut.h5").exists() and partial.exists()

    # A second start without --resume must not lose what is kept.
    refused = streetlight("run", "slow.toml", "-o", "cut.h5", folder=folder)
    assert refused.returncode == 2 and partial.exists()
    resumed = streetlight("run", "slow.toml", "-o", "cut.h5", "--resume", folder=folder)
    assert resumed.returncode == 0
    assert re.search(r"Going on: [1-9]\d* of 80 runs are done", resumed.stderr)
    assert streetlight("run", "slow.toml", "-o", "whole.h5", folder=folder).returncode == 0
    assert (folder / "cut.h5").read_bytes() == (folder / "whole.h5").read_bytes()
    assert not partial.exists()


def test_two_writers_on_one_output_are_refused(folder):
    (folder / "slow.toml").write_text("population.size = 200000\n" + EXPERIMENT.replace("months = 12", "months = 600"))
    running = start(folder, "slow.toml", "-o", "one.h5")
    try:
        while running.poll() is None and not (folder / "one.h5.partial").exists():
            time.sleep(0.005)
        second = streetlight("run", "two.toml", "-o", "one.h5", folder=folder)
        assert running.poll() is None, "the first run ended before the second began"
        assert second.returncode == 2
        assert "one.h5" in second.stderr
    finally:
        running.kill()
        running.communicate()


def test_no_terminal_no_control_characters_and_a_gone_reader_does_not_end_the_run(folder):
    done = streetlight("run", "two.toml", folder=folder)
    assert "\x1b" not in done.stderr and "\r" not in done.stderr
    read, write = os.pipe()
    os.close(read)
    running = subprocess.run([PROGRAM, "run", "two.toml"], cwd=folder, stdout=write, stderr=write, timeout=60)
    os.close(write)
    assert running.returncode == 0


def test_a_bar_on_a_terminal(folder):
    pty = pytest.importorskip("pty")
    try:
        master, slave = pty.openpty()
    except OSError:
        pytest.skip("no terminals here")
    running = subprocess.Popen([PROGRAM, "run", "two.toml"], cwd=folder, stdout=subprocess.DEVNULL, stderr=slave)
    os.close(slave)
    shown = b""
    while True:
        try:
            piece = os.read(master, 4096)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    assert running.wait(60) == 0
    text = shown.decode()
    assert re.search(r"\d+ of 4 runs, \S+( million)? pebble-months a second", text)
    assert text.endswith("\r\x1b[K")
