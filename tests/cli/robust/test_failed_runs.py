"""A failed run is set aside and told with all that repeats it, the others go on; and what may not be resumed is not."""

import re
import subprocess

import pytest
from conftest import interrupted
from toy_sweep import PROGRAM, SWEEP, make, streetlight

BROKEN = SWEEP.replace("enabled = true", "enabled = true, fault.month = 3")


def test_failed_runs_are_set_aside_and_told(folder):
    make(folder, text=BROKEN)
    done = streetlight("run", "sweep.toml", "-o", "a.h5", "--seed", 7, "--threads", 2, folder=folder)
    assert done.returncode == 1
    told = re.findall(r"^run (.*)/(\d)/(\d) failed \(seed 7\): month 3: the toy was told to break$", done.stderr, re.M)
    again = re.findall(r"^  again: (streetlight run .*)$", done.stderr, re.M)
    assert len(told) == len(again) == 10 and len(set(told)) == 10
    assert all(scenario == "It's a programme" for scenario, _, _ in told)
    assert "More runs fail; they are counted, not told." in done.stderr
    assert "12 of 24 runs failed (see above) and are marked as missing in a.h5" in done.stderr
    assert "a.h5: 12 runs." in done.stdout

    # The others went on: the file has them all, and says which are missing.
    info = streetlight("info", "a.h5", folder=folder).stdout
    assert "incomplete, 12 of 24 runs" in info and '"It\'s a programme", point 0, replicate 0' in info
    repeated = subprocess.run(
        again[0].replace("streetlight", PROGRAM, 1), shell=True, cwd=folder, capture_output=True, text=True, timeout=60
    )
    assert repeated.returncode == 1
    assert "1 of 1 runs failed" in repeated.stderr and "failed (seed 7): month 3" in repeated.stderr


@pytest.mark.parametrize("unfinished", [True, False])
@pytest.mark.parametrize(
    "options, difference",
    [
        (["--seed", "2"], "  seed: 1 there, 2 here\n"),
        (["--replicates", "5"], "  replicates: 4 there, 5 here\n"),
        (["--set", "growth.rate=0.25"], "  configuration, only here: growth.rate = 0.25\n"),
        (["--set", "run.months=13"], "  configuration, only there: run.months = 12\n"),
    ],
)
def test_a_changed_experiment_is_not_resumed(folder, unfinished, options, difference):
    make(folder, text=SWEEP)
    interrupted(folder, "a.h5", "run", "sweep.toml", "-o", "a.h5")
    kept = "a.h5.partial"
    if not unfinished:
        assert streetlight("run", "sweep.toml", "-o", "a.h5", "--resume", folder=folder).returncode == 0
        kept = "a.h5"
    before = (folder / kept).read_bytes()
    done = streetlight("run", "sweep.toml", "-o", "a.h5", "--resume", *options, folder=folder)
    assert done.returncode == 2
    assert kept in done.stderr and "cannot be resumed" in done.stderr and difference in done.stderr, done.stderr
    assert (folder / kept).read_bytes() == before


def test_another_version_of_the_program_does_not_resume(folder):
    """The journal's register of versions, changed in place: the checksum of its head is made anew."""
    import zlib

    interrupted(folder, "a.h5", "run", "sweep.toml", "-o", "a.h5")
    journal = (folder / "a.h5.partial").read_bytes()
    size = int.from_bytes(journal[8:16], "little")
    version = re.search(rb'"program version":"([^"]*)"', journal)[1]
    older = b"0" * len(version)
    head = journal[: 16 + size].replace(b'"program version":"' + version, b'"program version":"' + older)
    (folder / "a.h5.partial").write_bytes(head + zlib.crc32(head).to_bytes(4, "little") + journal[16 + size + 4 :])
    done = streetlight("run", "sweep.toml", "-o", "a.h5", "--resume", folder=folder)
    assert done.returncode == 2
    assert f'  program version: "{older.decode()}" there, "{version.decode()}" here\n' in done.stderr
