"""`run --resume` on a finished file, the log, and what several processes left behind."""

import os
import re
import resource

from toy_sweep import SWEEP, make, streetlight

BROKEN = SWEEP.replace("programme.enabled = true", "programme.enabled = true, fault.month = 3")
MENDED = os.environ | {"TOY_IS_MENDED": "1"}


def test_a_finished_file_with_failed_runs_is_completed(folder):
    make(folder, "sweep.toml", BROKEN)
    assert streetlight("run", "sweep.toml", "-o", "whole.h5", folder=folder, env=MENDED).returncode == 0
    done = streetlight("run", "sweep.toml", "-o", "a.h5", folder=folder)
    assert done.returncode == 1
    assert "12 of 24 runs failed (see above) and are marked as missing in a.h5" in done.stderr
    assert "the same command with --resume runs them alone" in done.stderr
    incomplete = (folder / "a.h5").read_bytes()

    # As long as the cause is there they fail again, and the file stays as it is.
    again = streetlight("run", "sweep.toml", "-o", "a.h5", "--resume", folder=folder)
    assert again.returncode == 1 and "Going on: 12 of 24 runs are done." in again.stderr
    assert (folder / "a.h5").read_bytes() == incomplete

    mended = streetlight("run", "sweep.toml", "-o", "a.h5", "--resume", "--log", "log", folder=folder, env=MENDED)
    assert mended.returncode == 0
    assert (folder / "a.h5").read_bytes() == (folder / "whole.h5").read_bytes()
    lines = (folder / "log").read_text().splitlines()
    assert len(lines) == 12 and all("It's a programme" in line for line in lines)


def test_a_complete_file_stays_as_it_is(folder):
    streetlight("run", "sweep.toml", "-o", "a.h5", folder=folder)
    before = (folder / "a.h5").stat()
    done = streetlight("run", "sweep.toml", "-o", "a.h5", "--resume", folder=folder)
    assert done.returncode == 0 and "a.h5: 24 runs, all done before." in done.stdout
    after = (folder / "a.h5").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert not (folder / "a.h5.partial").exists()


def test_a_finished_file_of_another_experiment_is_not_resumed(folder):
    streetlight("run", "sweep.toml", "-o", "a.h5", folder=folder)
    before = (folder / "a.h5").read_bytes()
    done = streetlight("run", "sweep.toml", "-o", "a.h5", "--resume", "--seed", 2, folder=folder)
    assert done.returncode == 2
    assert "a.h5: is the finished result of another experiment or program" in done.stderr
    assert "  seed: 1 there, 2 here\n" in done.stderr
    assert (folder / "a.h5").read_bytes() == before
    assert not (folder / "a.h5.partial").exists()


def test_single_runs_gather_in_one_file(folder, whole):
    for name in ("Baseline/0/0", "It's a programme/2/3"):
        done = streetlight("run", "sweep.toml", "--only", name, "-o", "a.h5", "--resume", folder=folder)
        assert done.returncode == 0
    assert "incomplete, 2 of 24 runs" in streetlight("info", "a.h5", folder=folder).stdout
    assert streetlight("run", "sweep.toml", "-o", "a.h5", "--resume", folder=folder).returncode == 0
    assert (folder / "a.h5").read_bytes() == whole


def test_a_log_line_a_run(folder):
    make(folder, "sweep.toml", BROKEN)
    streetlight("run", "sweep.toml", "-o", "a.h5", "--log", "log.txt", "--quiet", folder=folder)
    lines = (folder / "log.txt").read_text().splitlines()
    form = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ (done|failed) (\d+) of 24: (.+?/\d/\d)(: month 3: the toy was told to break)?"
    found = [re.fullmatch(form, line) for line in lines]
    assert all(found)
    assert sorted(int(match[2]) for match in found) == list(range(1, 25))
    assert {match[3] for match in found if match[1] == "done"} == {f"Baseline/{p}/{r}" for p in range(3) for r in range(4)}
    assert all((match[1] == "failed") == bool(match[4]) for match in found)
    refused = streetlight("run", "sweep.toml", "-o", "b.h5", "--log", "none/log", folder=folder)
    assert refused.returncode == 2 and "none/log: there is no folder none to write it in" in refused.stderr


def test_what_other_processes_left_is_not_lost(folder, whole):
    """A process without MPI goes on from the journals of several."""
    for number, options in {"": ["--shard", "1/3"], ".1": ["--shard", "2/3"]}.items():
        make(folder, "sweep.toml")
        # A run that cannot finish leaves its journal: here the file may not grow.
        limited = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, resource.RLIM_INFINITY))
        done = streetlight("run", "sweep.toml", "-o", "x.h5", *options, folder=folder, preexec_fn=limited)
        assert done.returncode == 1 and "File too large" in done.stderr
        (folder / "x.h5.partial").rename(folder / f"a.h5{number}.partial")
    refused = streetlight("run", "sweep.toml", "-o", "a.h5", folder=folder)
    assert refused.returncode == 2 and "holds 8 of 24 runs" in refused.stderr
    other = streetlight("run", "sweep.toml", "-o", "a.h5", "--resume", "--seed", 3, folder=folder)
    assert other.returncode == 2 and "seed: 1 there, 3 here" in other.stderr
    done = streetlight("run", "sweep.toml", "-o", "a.h5", "--resume", folder=folder)
    assert done.returncode == 0 and "Going on: 16 of 24 runs are done." in done.stderr
    assert (folder / "a.h5").read_bytes() == whole
    assert sorted(path.name for path in folder.glob("a.h5*")) == ["a.h5"]
