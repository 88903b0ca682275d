"""`run --dry-run` answers as quickly for a million design points as for ten, and says what it counts by."""

import os
import re
import resource
import subprocess

import pytest
from toy_sweep import PROGRAM, make, streetlight

REAL = os.environ["STREETLIGHT_PROGRAM"]

LARGE = """schema = 1
model = "targeting"
run = {{ months = 30, spin_up = 6, replicates = 3 }}
population = {{ families = 500, neighbourhood_size = 100 }}
[[scenario]]
name = "Without"
[[scenario]]
name = "With"
set = {{ programme.enabled = true }}
[design]
kind = "{kind}"
{count}
[[design.parameter]]
key = "deterrence.max"
{first}
[[design.parameter]]
key = "scrutiny.strength"
{second}
"""
RANGES = {"first": "range = [0.0, 0.9]", "second": "range = [0.1, 1.4]"}


def values(count):
    """A grid of count x count points."""
    return {name: f"values = [{', '.join(str(0.0001 + 0.0008 * k) for k in range(count))}]" for name in ("first", "second")}


# kind: keys of the small design and of the large one, of a million points or as near as the kind comes
DESIGNS = {
    "latin_hypercube": ({"count": "points = 10", **RANGES}, {"count": "points = 1_000_000", **RANGES}),
    "sobol": ({"count": "points = 10", **RANGES}, {"count": "points = 1_000_000", **RANGES}),
    "morris": ({"count": "trajectories = 3", **RANGES}, {"count": "trajectories = 333_333", **RANGES}),
    "saltelli": ({"count": "samples = 3", **RANGES}, {"count": "samples = 250_000", **RANGES}),
    "grid": ({"count": "", **values(3)}, {"count": "", **values(1000)}),
}


def seconds_of(program, *arguments, folder):
    """Processor seconds and the output: other work on the machine does not count."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([program, *map(str, arguments)], cwd=folder, capture_output=True, text=True, timeout=100)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert (done.returncode, done.stderr) == (0, "")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


@pytest.mark.parametrize("kind", DESIGNS)
@pytest.mark.parametrize("command", [("run", "--dry-run"), ("validate",)], ids=["dry-run", "validate"])
def test_a_million_points_are_asked_about_as_quickly_as_ten(tmp_path, kind, command):
    taken = []
    for number, keys in enumerate(DESIGNS[kind]):
        (tmp_path / f"{number}.toml").write_text(LARGE.format(kind=kind, **keys))
        seconds, out = seconds_of(REAL, command[0], f"{number}.toml", *command[1:], folder=tmp_path)
        taken.append(seconds)
        points = int(re.search(r"(\d+) design points", out)[1])
        assert points in range(9, 13) if number == 0 else points in range(999_990, 1_000_001)
    assert taken[1] < taken[0] + 4, taken  # the sample may be larger, and 600 versions are checked


def said(folder, *words, program=PROGRAM):
    out = seconds_of(program, "run", "sweep.toml", "--dry-run", *words, folder=folder)[1]
    return dict(line.split(None, 1) for line in out.splitlines())


def numbers(text):
    return [int(number.replace(",", "")) for number in re.findall(r"[\d,]+", text)]


def test_a_single_run_is_counted_alone(folder):
    one = said(folder, "--threads", 1, "--only", "Baseline/0/0")
    assert one["Runs"].startswith("1: ")
    assert numbers(one["Work"]) == [18 * 1000, 18 * 1000]  # months and entities
    whole = said(folder, "--threads", 1)
    size = lambda text: float(text["Disk"].split()[2]) * {"bytes": 1, "kB": 1e3, "MB": 1e6}[text["Disk"].split()[3]]
    assert size(one) < size(whole) / 12


# Of 1,200 points with four scenarios, and of 5,000 points of which only the highest are wrong
WRONG = {
    "third scenario": """[[scenario]]
name = "1"
[[scenario]]
name = "2"
[[scenario]]
name = "3"
set = { trust.recovery = 1.0, trust.peers = 1.0 }
[[scenario]]
name = "4"
[design]
kind = "latin_hypercube"
points = 1200
[[design.parameter]]
key = "harm.base"
range = [0.001, 0.002]
""",
    "highest value": """trust.peers = 0.5003
[design]
kind = "latin_hypercube"
points = 5000
[[design.parameter]]
key = "trust.recovery"
range = [0.0, 1.0]
""",
}


@pytest.mark.parametrize("what", WRONG)
def test_every_scenario_and_the_ends_of_every_parameter_are_looked_at(tmp_path, what):
    (tmp_path / "w.toml").write_text('schema = 1\nmodel = "targeting"\n' + WRONG[what])
    done = subprocess.run([REAL, "validate", "w.toml"], cwd=tmp_path, capture_output=True, text=True, timeout=100)
    assert done.returncode == 2 and "makes trust swing further" in done.stderr


def test_the_work_is_counted_as_it_is_done(folder):
    whole = said(folder, "--threads", 1)
    shared, apart = numbers(whole["Work"])
    months = 12 + 6  # the toy's spin-up is 6
    assert apart == 24 * months * 1000
    assert 4 * months * 1000 < shared <= apart
    half = said(folder, "--threads", 1, "--shard", "1/2")
    assert numbers(half["Work"])[1] == apart / 2 and half["Runs"].startswith("12: ")
    assert whole["Memory"].count("for the program itself") == 1


@pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="one processor only")
def test_threads_follow_the_processors_allowed(folder):
    one = ("taskset", "-c", str(max(os.sched_getaffinity(0))))
    for words, threads in (((), "on 1 thread ("), (("--threads", "3"), "on 3 threads (")):
        done = subprocess.run([*one, PROGRAM, "run", "sweep.toml", "--dry-run", *words], cwd=folder, capture_output=True, text=True, timeout=100)
        assert done.returncode == 0 and threads in done.stdout, done.stdout
    everywhere = len(os.sched_getaffinity(0))
    out = streetlight("run", "sweep.toml", "--dry-run", folder=folder).stdout
    found = int(re.search(r"on (\d+) thread", out)[1])
    assert 1 <= found <= everywhere  # a control group may allow less


def test_nothing_is_left_behind(folder, tmp_path_factory):
    temporary = tmp_path_factory.mktemp("temporary")
    done = streetlight("run", "sweep.toml", "--dry-run", folder=folder, env=os.environ | {"TMPDIR": str(temporary)})
    assert done.returncode == 0 and not list(temporary.iterdir())
    assert [path.name for path in folder.iterdir()] == ["sweep.toml"]
    nowhere = streetlight("run", "sweep.toml", "--dry-run", folder=folder, env=os.environ | {"TMPDIR": "/nowhere"})
    assert (nowhere.returncode, nowhere.stderr) == (0, "")


def test_a_run_that_fails_is_planned_all_the_same(folder):
    make(folder, "sweep.toml", (folder / "sweep.toml").read_text().replace("enabled = true", "enabled = true, fault.month = 3"))
    assert "24: 2 scenarios" in said(folder)["Runs"]
