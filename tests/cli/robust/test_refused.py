"""What cannot be is refused before anything is computed, allocated or overwritten: exit code 2 and a clear error.

Two writers on one output, places that cannot be written, damaged journals, impossible sizes.
"""

import fcntl
import os
import random
import resource
import subprocess
import time

import pytest
from conftest import finish, names
from toy_sweep import PROGRAM, RUN, SWEEP, make, streetlight

SLOW = SWEEP.replace("model =", "population.size = 50000000\nmodel =")


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.fixture
def shards(folder):
    for k in (1, 2):
        assert streetlight("run", "sweep.toml", "--shard", f"{k}/2", "-o", f"s{k}.h5", folder=folder).returncode == 0
    return folder


def test_two_writers_on_one_output(shards, whole):
    make(shards, "slow.toml", SLOW)
    first = subprocess.Popen([PROGRAM, "run", "slow.toml", "-o", "a.h5", "--quiet"], cwd=shards)
    try:
        while first.poll() is None and not (shards / "a.h5.partial").exists():
            time.sleep(0.002)
        time.sleep(0.1)
        for second in (RUN, (*RUN, "--resume"), ("merge", "s1.h5", "s2.h5", "-o", "a.h5")):
            done = streetlight(*second, folder=shards)
            assert done.returncode == 2
            assert "a.h5.partial: another process is writing this output. Wait for it, or choose another" in done.stderr
        assert first.poll() is None
    finally:
        first.kill()
        first.wait()
    assert not (shards / "a.h5").exists()
    finish(shards, "a.h5", whole, "merge", "s1.h5", "s2.h5", "-o", "a.h5")


def test_a_merge_holds_the_output_too(shards):
    with open(shards / "a.h5.partial", "w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        for command in (RUN, ("merge", "s1.h5", "s2.h5", "-o", "a.h5")):
            done = streetlight(*command, folder=shards)
            assert done.returncode == 2 and "another process is writing this output" in done.stderr


@pytest.mark.parametrize("command", ["run", "merge"])
@pytest.mark.parametrize(
    "output, message",
    [
        ("none/a.h5", "none/a.h5: there is no folder none to write it in; make it first (mkdir -p none)"),
        ("sub", "sub: the output is a folder; try sub/result.h5"),
        ("sub/", "sub/: the output must be a file, not a folder; try sub/result.h5"),
        ("notes.txt", "notes.txt: there is already a file of that name, and it is not a result file"),
        ("notes.txt/a.h5", "notes.txt is not a folder"),
        ("locked/a.h5", "locked cannot be written"),
        ("a" * 300 + ".h5", "this name is too long: there may be 255 bytes here"),
    ],
)
def test_places_that_cannot_be_written(shards, command, output, message):
    (shards / "sub").mkdir()
    (shards / "notes.txt").write_text("mine")
    (shards / "locked").mkdir(mode=0o555)
    as_user = {}
    if output.startswith("locked") and os.geteuid() == 0:
        # Root may write everywhere, so somebody else tries, where there is a way to them.
        for path in (shards, *list(shards.parents)[:3]):
            path.chmod(0o755)
        as_user = {"user": 65534}
        try:
            subprocess.run([PROGRAM, "--version"], cwd=shards, capture_output=True, check=True, **as_user)
        except (OSError, subprocess.CalledProcessError):
            pytest.skip("the program is out of reach of the user nobody")
    before = contents(shards)
    arguments = ("run", "sweep.toml") if command == "run" else ("merge", "s1.h5", "s2.h5")
    done = streetlight(*arguments, "-o", output, folder=shards, **as_user)
    assert done.returncode == 2 and message in done.stderr, done.stderr
    assert contents(shards) == before


def test_a_journal_torn_at_any_place_is_gone_on_with(folder, whole):
    """What a power cut can leave of the journal: a part of it, or blocks of zeros in it."""
    limited = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (9000, resource.RLIM_INFINITY))
    assert streetlight(*RUN, folder=folder, preexec_fn=limited).returncode == 1
    journal = (folder / "a.h5.partial").read_bytes()
    assert len(journal) > 8000
    choice = random.Random(1)
    for length in [0, 1, 19, 20, *choice.sample(range(len(journal)), 8), len(journal)]:
        (folder / "a.h5.partial").write_bytes(journal[:length])
        finish(folder, "a.h5", whole, *RUN, "--resume")
        (folder / "a.h5").unlink()
    for start in choice.sample(range(len(journal) - 2000, len(journal)), 4):
        (folder / "a.h5.partial").write_bytes(journal[:start] + bytes(700) + journal[start + 700 :])
        finish(folder, "a.h5", whole, *RUN, "--resume")
        (folder / "a.h5").unlink()

    # A beginning that was whole once, with runs behind it, is not overwritten.
    for place in (3, 30, 200):
        damaged = bytearray(journal)
        damaged[place] ^= 1
        (folder / "a.h5.partial").write_bytes(damaged)
        done = streetlight(*RUN, "--resume", folder=folder)
        assert done.returncode == 2 and ("is damaged" in done.stderr or "is in the way" in done.stderr)
        assert (folder / "a.h5.partial").read_bytes() == damaged and not (folder / "a.h5").exists()


MANY = [f'g{i} = {{ side = ["left"] }}\n' for i in range(100_000)]
GROUPS = "[groups]\n" + "".join(MANY[:9_999])
SPREAD = '[design]\nkind = "{}"\npoints = 1000000000\n[[design.parameter]]\nkey = "programme.capacity"\nrange = [0.1, 0.2]\n'


@pytest.mark.parametrize(
    "change, options, message",
    [
        ("", ["--set", "population.size=1000000000000"], "needs about 16.0 TB of memory (1,000,000,000,000 entities"),
        ("", ["--set", "run.months=1000000000"], "run.months = 1000000000 must be between 1 and 1000000"),
        ("", ["--set", "run.spin_up=1000000000"], "run.spin_up = 1000000000 must be between 0 and 1000000"),
        ("", ["--replicates", "1000000000"], "run.replicates = 1000000000 must be between 1 and 1000000"),
        (SPREAD.format("sobol"), [], "big.toml:5:10: design.points = 1000000000 must be between 0 and 1000000\n"),
        (SPREAD.format("latin_hypercube"), [], "design.points = 1000000000 must be between 0 and 1000000\n"),
        (GROUPS, ["--set", "run.months=1000000"], "needs about 400 GB of memory (1,000 entities, 50,000,000,000 numbers"),
        ("[groups]\n" + "".join(MANY), [], "big.toml:10004:12: this is the 10001st group, and there may be 10000\n"),
    ],
    ids=["entities", "months", "spin-up", "replicates", "sobol", "latin hypercube", "groups and months", "groups"],
)
@pytest.mark.parametrize("dry", [False, True])
def test_impossible_sizes_are_refused_before_anything_is_allocated(tmp_path, change, options, message, dry):
    make(tmp_path, "big.toml", 'schema = 1\nmodel = "toy"\n' + change)
    # With this little memory, what allocated first would say "not enough memory". A sanitizer reserves more than that
    # for itself; it ends a program that asks for what is impossible.
    limited = None
    if "STREETLIGHT_SANITIZE" not in os.environ:
        limited = lambda: resource.setrlimit(resource.RLIMIT_AS, (2 << 30, resource.RLIM_INFINITY))
    done = streetlight("run", "big.toml", "-o", "a.h5", *options, *["--dry-run"] * dry, folder=tmp_path, preexec_fn=limited)
    assert done.returncode == 2, done.stderr[-300:]
    assert message in done.stderr and len(done.stderr.splitlines()) == 1
    assert names(tmp_path) == ["big.toml"]
