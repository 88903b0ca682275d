"""The script that `slurm` writes, on a real Slurm: an array with a requeue, the merge after it, the bits of one process."""

import os
import re
import resource
import subprocess
import time

import pytest
from cluster import Cluster, missing

PROGRAM = os.environ["STREETLIGHT_PROGRAM"]
CORES = 2

pytestmark = pytest.mark.skipif(bool(missing()), reason=f"no Slurm here: {missing()}")

SWEEP = """schema = 1
model = "targeting"
title = "A sweep for a cluster"
population.families = {families}
run = {{ months = 36, replicates = 64, seed = 11 }}
[[scenario]]
name = "No programme"
set = {{ programme.enabled = false }}
[[scenario]]
name = "Covert"
set = {{ programme.enabled = true }}
[design]
kind = "grid"
[[design.parameter]]
key = "programme.capacity"
values = [0.001, 0.004]
"""


def streetlight(*arguments, folder, **options):
    return subprocess.run([PROGRAM, *map(str, arguments)], cwd=folder, capture_output=True, text=True, **options)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    with Cluster(tmp_path_factory.mktemp("cluster"), CORES) as running:
        yield running


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "a folder"  # jobs, paths and options survive a space in a name
    place.mkdir()
    return place


def submit(cluster, folder, script):
    said = cluster.say("bash", script, cwd=folder)
    match = re.fullmatch(r"Submitted (\d+) tasks as job (\d+), and the merge into (.+) as job (\d+)\.", said.splitlines()[0])
    return match[2], match[4]


def wait_for(cluster, job, states, seconds):
    deadline = time.monotonic() + seconds
    while (state := cluster.jobs().get(job, {}).get("JobState")) not in states:
        assert time.monotonic() < deadline, f"job {job} is {state}: {cluster.jobs()}"
        time.sleep(0.5)
    return state


def work_of_whole(folder, families):
    """Runs the sweep in one process; how many seconds of a core that took, which is the same on a busy machine."""
    (folder / "sweep.toml").write_text(SWEEP.format(families=families))
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    done = streetlight("run", "sweep.toml", "-o", "whole.h5", "--threads", CORES, folder=folder)
    assert done.returncode == 0, done.stderr
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def test_a_sweep_with_a_requeue_ends_in_the_bits_of_one_process(cluster, folder):
    # So many families that each of two tasks has 80 seconds of work: more than its walltime of a minute. The runs are
    # many and short, so that some end within it also when others work on this machine.
    families = 20_000
    families = int(families * CORES * 80 / work_of_whole(folder, families))
    work_of_whole(folder, families)

    wrote = streetlight("slurm", "sweep.toml", "-o", "out.h5", "--array", 2, "--time", "1", folder=folder)
    assert wrote.returncode == 0, wrote.stderr
    assert re.search("its walltime, so it will go back into the queue|what is not finished by then begins", wrote.stderr)
    array, merge = submit(cluster, folder, "out.sbatch")
    wait_for(cluster, f"{array}_1", {"RUNNING"}, 60)
    assert cluster.jobs()[merge]["JobState"] == "PENDING"
    wait_for(cluster, merge, {"COMPLETED", "FAILED", "CANCELLED"}, 2700)

    jobs = cluster.jobs()
    print({name: (job["JobState"], job["Restarts"], job["RunTime"]) for name, job in jobs.items()})
    for name in (f"{array}_1", f"{array}_2", merge):
        assert (jobs[name]["JobState"], jobs[name]["ExitCode"]) == ("COMPLETED", "0:0")
    assert sum(int(jobs[f"{array}_{task}"]["Restarts"]) for task in (1, 2)) >= 1
    said = "".join((folder / f"out.shards/{task}.out").read_text() for task in (1, 2))
    assert re.search(r"Stopped: [1-9]\d* of 128 runs are kept", said)
    assert re.search(r"Stopped before the walltime: \d+_[12] goes back into the queue", said)
    assert re.search(r"Going on: [1-9]\d* of 128 runs are done", said)
    assert (folder / "out.h5").read_bytes() == (folder / "whole.h5").read_bytes()

    # The same command again finds everything done.
    _, merge = submit(cluster, folder, "out.sbatch")
    assert wait_for(cluster, merge, {"COMPLETED", "FAILED", "CANCELLED"}, 120) == "COMPLETED"
    assert (folder / "out.h5").read_bytes() == (folder / "whole.h5").read_bytes()


def test_a_task_that_is_cancelled_stays_cancelled_and_nothing_is_merged(cluster, folder):
    (folder / "sweep.toml").write_text(SWEEP.format(families=100_000))
    assert streetlight("slurm", "sweep.toml", "-o", "out.h5", "--array", 1, "--time", "5", folder=folder).returncode == 0
    array, merge = submit(cluster, folder, "out.sbatch")
    wait_for(cluster, f"{array}_1", {"RUNNING"}, 60)
    deadline = time.monotonic() + 60
    while not (folder / "out.shards/1-of-1.h5.partial").exists() and time.monotonic() < deadline:
        time.sleep(0.2)
    cluster.say("scancel", array)
    assert wait_for(cluster, merge, {"COMPLETED", "FAILED", "CANCELLED"}, 120) == "CANCELLED"
    time.sleep(5)
    assert cluster.jobs()[f"{array}_1"]["JobState"] == "CANCELLED"
    assert not (folder / "out.h5").exists()


def test_a_walltime_in_which_no_run_ends_is_not_tried_for_ever(cluster, folder):
    (folder / "sweep.toml").write_text(SWEEP.format(families=3_000_000).replace("months = 36", "months = 1200"))
    wrote = streetlight("slurm", "sweep.toml", "-o", "out.h5", "--array", 1, "--time", "1", folder=folder)
    assert "what is not finished by then begins anew" in wrote.stderr
    array, merge = submit(cluster, folder, "out.sbatch")
    assert wait_for(cluster, merge, {"COMPLETED", "FAILED", "CANCELLED"}, 300) == "CANCELLED"
    job = cluster.jobs()[f"{array}_1"]
    assert (job["JobState"], job["ExitCode"]) == ("FAILED", "3:0")
    assert "No run was finished in this task's time" in (folder / "out.shards/1.out").read_text()
