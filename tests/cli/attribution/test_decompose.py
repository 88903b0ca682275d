"""`decompose` through the command line: known answers on functions, and what it does with the main model."""

import csv
import io
import itertools
import json
import math
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest
from program import PROGRAM, streetlight

ROOT = Path(__file__).parents[3]

ISHIGAMI = """schema = 1
model = "ishigami"
title = "Known shares"
[input]
x1 = 1.0
x2 = 0.5
x3 = 2.0
[[mechanism]]
name = "first"
off = { input.x1 = 0 }
[[mechanism]]
name = "second"
off = { input.x2 = 0 }
[[mechanism]]
name = "third"
meaning = "Acts only through the first."
off = { input.x3 = 0 }
"""

# Small and short, but with everything in it: a programme, several trainings, scarce casework, and a way to lose trust.
WORLD = """schema = 1
model = "targeting"
title = "A small world"
run = { months = 36, spin_up = 24, replicates = 2 }
output = { interval = "year" }
population = { families = 600, neighbourhood_size = 30 }
casework = { capacity = 3 }
programme = { start = 6, capacity = 0.02, displaces = 0.5 }
risk = { horizon = 6, retrain = 6 }
groups = { poorest = { deprivation = [9, 10] } }
[[scenario]]
name = "Without"
[[scenario]]
name = "With"
set = { programme.enabled = true, services.police.bias.black = 0.7 }
[[scenario.timeline]]
month = 12
set = { scrutiny.strength = 2.0, services.police.deprivation = 0.9 }
"""


def shares(text):
    """By metric and group: {"none": value, NAME: value, "whole": value, "all": value}."""
    found = {}
    for row in csv.DictReader(io.StringIO(text)):
        value = float(row["value"]) if row["value"] else None
        found.setdefault((row["metric"], row["group"]), {})[row["mechanism"] or row["part"]] = value
    return found


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "known.toml").write_text(ISHIGAMI)
    (tmp_path / "world.toml").write_text(WORLD)
    return tmp_path


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """The small world decomposed once: (folder, what the command said)."""
    folder = tmp_path_factory.mktemp("world")
    (folder / "world.toml").write_text(WORLD)
    done = streetlight("decompose", "world.toml", "-o", "w.h5", "--format", "json", "--group", "all", "--group", "poorest",
                       "--metric", "trust", "--metric", "harm", "--metric", "flag_ratio", "--metric", "visits", folder=folder)
    assert done.returncode == 0, done.stderr
    return folder, json.loads(done.stdout)


def test_the_shares_of_the_ishigami_function(folder):
    # v(S) = [1] sin x1 + [2] a sin^2 x2 + [1 and 3] b x3^4 sin x1: what the first and third do together is halved
    done = streetlight("decompose", "known.toml", "-o", "k.h5", "--format", "csv", folder=folder)
    assert done.returncode == 0
    got = shares(done.stdout)[("y", "all")]
    together = 0.1 * 2.0**4 * math.sin(1.0)
    assert got["first"] == pytest.approx(math.sin(1.0) + together / 2, rel=1e-12)
    assert got["second"] == pytest.approx(7 * math.sin(0.5) ** 2, rel=1e-12)
    assert got["third"] == pytest.approx(together / 2, rel=1e-12)
    assert got["none"] == 0
    assert got["whole"] == pytest.approx(got["first"] + got["second"] + got["third"], rel=1e-14)


def test_the_shares_of_a_product(folder):
    # The g function multiplies: off is a factor of 1 (|4 x - 2| = 1), on is c = (|4 x - 2| + a) / (1 + a)
    x, a = [1.0, 0.9, 0.55, 0.7], [0, 1, 4.5, 9]
    factors = [(abs(4 * xi - 2) + ai) / (1 + ai) for xi, ai in zip(x, a)]
    text = 'schema = 1\nmodel = "sobol_g"\n[input]\n'
    text += "".join(f"x{i} = {x[i - 1] if i <= 4 else 0.75}\n" for i in range(1, 9))
    text += "".join(f'[[mechanism]]\nname = "f{i}"\noff = {{ input.x{i} = 0.75 }}\n' for i in range(1, 5))
    (folder / "g.toml").write_text(text)
    done = streetlight("decompose", "g.toml", "-o", "g.h5", "--format", "csv", folder=folder)
    got = shares(done.stdout)[("y", "all")]
    expected = [0.0] * 4
    for order in itertools.permutations(range(4)):
        product = 1.0
        for player in order:
            expected[player] += product * (factors[player] - 1) / math.factorial(4)
            product *= factors[player]
    for i in range(4):
        assert got[f"f{i + 1}"] == pytest.approx(expected[i], rel=1e-12, abs=1e-15)


def test_some_mechanisms_only_in_the_order_asked_for(folder):
    done = streetlight("decompose", "known.toml", "-o", "k.h5", "--mechanism", "third", "--mechanism", "first",
                       "--format", "json", folder=folder)
    out = json.loads(done.stdout)
    assert out["mechanisms"] == ["third", "first"]
    # The second is on all the time, so it is in what there is without any
    assert out["attributions"][0]["parts"][0]["value"] == pytest.approx(7 * math.sin(0.5) ** 2)


def test_the_shares_add_up_replicate_by_replicate(world):
    _, out = world
    assert out["mechanisms"] == ["unequal_visibility", "retraining_loop", "scrutiny", "exit", "concealment", "hearsay",
                                 "displacement"]
    seen = set()
    for one in out["attributions"]:
        parts = {part["mechanism"] or part["part"]: part["value"] for part in one["parts"]}
        seen.add((one["metric"], one["group"]))
        mechanisms = out["mechanisms"]
        assert len(one["by_replicate"]) == 2
        scale = max(1, abs(parts["all"]), abs(parts["none"]))
        assert sum(parts[name] for name in mechanisms) == pytest.approx(parts["whole"], abs=1e-12 * scale)
        assert parts["whole"] == pytest.approx(parts["all"] - parts["none"], abs=1e-12 * scale)
        for i, name in enumerate(mechanisms):
            assert sum(row[i] for row in one["by_replicate"]) / 2 == pytest.approx(parts[name], abs=1e-12 * scale)
    assert seen == {("trust", "all"), ("trust", "poorest"), ("harm", "all"), ("harm", "poorest"), ("visits", "all"),
                    ("visits", "poorest"), ("flag_ratio", "poorest")}


def test_what_is_attributed_is_what_compare_finds(world):
    """v(all) is the plain difference between the scenarios, in a run of the experiment as it stands."""
    folder, out = world
    assert streetlight("run", "world.toml", "-o", "plain.h5", "--quiet", folder=folder).returncode == 0
    compared = json.loads(streetlight("compare", "plain.h5", "--metric", "trust", "--metric", "harm", "--format", "json",
                                      folder=folder).stdout)["comparisons"]
    for row in compared:
        one = next(a for a in out["attributions"] if (a["metric"], a["group"]) == (row["metric"], "all"))
        everything = next(part for part in one["parts"] if part["part"] == "all")
        assert everything["value"] == pytest.approx(row["difference"], rel=1e-12, abs=1e-15)
        assert one["baseline"] == "Without"


def test_off_means_off_also_where_scenario_and_timeline_set_it(world):
    """The version with a mechanism off is a plain run with its parameters set to the off values everywhere."""
    folder, _ = world
    text = WORLD.replace(", services.police.bias.black = 0.7", "").replace(
        "set = { scrutiny.strength = 2.0, services.police.deprivation = 0.9 }", "set = { scrutiny.strength = 2.0 }")
    off = "".join(f"services.{s}.deprivation = 0.0\n" for s in (
        "school", "health", "early_help", "voluntary_sector", "housing", "benefits", "police", "community"))
    (folder / "equal.toml").write_text(text.replace("[[scenario]]", off + "[[scenario]]", 1))
    assert streetlight("run", "equal.toml", "-o", "equal.h5", "--quiet", folder=folder).returncode == 0
    import xarray
    equal = xarray.open_dataset(folder / "equal.h5", group="panel", engine="h5netcdf", decode_times=False)
    versions = xarray.open_dataset(folder / "w.h5", group="panel", engine="h5netcdf", decode_times=False)
    point = 0b0111111  # all on but the first
    for column in ("trust_sum", "harm", "visits", "flags"):
        assert (equal[column].values[:, 0] == versions[column].values[:, point]).all(), column
    assert (equal["visits"].values[:, 0] != versions["visits"].values[:, 0b1111111]).any()


def test_a_finished_file_can_be_looked_at_again(world):
    folder, out = world
    again = streetlight("decompose", "w.h5", "--format", "json", "--group", "all", "--group", "poorest", "--metric", "trust",
                        "--metric", "harm", "--metric", "flag_ratio", "--metric", "visits", folder=folder)
    assert (again.returncode, json.loads(again.stdout)) == (0, out)
    level = streetlight("decompose", "w.h5", "--level", "--metric", "trust", "--window", "24:", "--format", "markdown", folder=folder)
    assert level.returncode == 0
    assert "**trust, log-odds: the level itself**" in level.stdout and "months 24 to 35" in level.stdout
    refused = streetlight("decompose", "w.h5", "--mechanism", "exit", folder=folder)
    assert refused.returncode == 2 and "holds its mechanisms" in refused.stderr
    for option in (["--seed", "2"], ["--set", "run.seed=2"], ["--replicates", "2"], ["--resume"], ["-o", "y.h5"], ["--list"]):
        refused = streetlight("decompose", "w.h5", *option, folder=folder)
        assert refused.returncode == 2 and f"only looked at: {option[0]} belongs to a run" in refused.stderr
    other = streetlight("decompose", "plain.h5", folder=folder)
    assert other.returncode == 2 and "does not hold the combinations" in other.stderr


def test_the_stored_experiment_runs_to_the_same_bits(world):
    """What the file says of itself is enough to make it again, also by a program with other mechanisms."""
    folder, _ = world
    import h5py
    with h5py.File(folder / "w.h5") as file:
        text = file["provenance/config"][()]
    text = text.decode() if isinstance(text, bytes) else str(text)
    (folder / "stored.toml").write_text(text)
    assert "[[mechanism]]" in text and 'key = "mechanism.exit"' in text
    assert streetlight("run", "stored.toml", "-o", "stored.h5", "--quiet", folder=folder).returncode == 0
    assert (folder / "stored.h5").read_bytes() == (folder / "w.h5").read_bytes()


def test_the_same_shares_for_any_number_of_threads(folder):
    done = [streetlight("decompose", "world.toml", "-o", f"{n}.h5", "--threads", n, "--mechanism", "hearsay", "--mechanism",
                        "exit", "--replicates", 1, "--format", "csv", folder=folder).stdout for n in (1, 3)]
    assert done[0] == done[1] and len(done[0]) > 500


def test_a_mechanism_that_does_nothing_here_is_left_out_and_said(folder):
    done = streetlight("decompose", "world.toml", "-o", "d.h5", "--set", "programme.displaces=0", "--mechanism", "displacement",
                       "--mechanism", "hearsay", "--replicates", 1, "--dry-run", folder=folder)
    assert "note: displacement is left out" in done.stderr
    assert "4: 2 scenarios x 2 design points x 1 replicates" in done.stdout
    nothing = streetlight("decompose", "world.toml", "--set", "programme.displaces=0", "--mechanism", "displacement", folder=folder)
    assert nothing.returncode == 2 and "there is nothing to switch off" in nothing.stderr


def test_dry_run_and_list_touch_nothing(folder):
    before = sorted(folder.iterdir())
    done = streetlight("decompose", "world.toml", "--dry-run", folder=folder)
    assert done.returncode == 0 and "2 scenarios x 128 design points x 2 replicates" in done.stdout
    done = streetlight("decompose", "known.toml", "--list", folder=folder)
    assert done.stdout.startswith("first\n    off: input.x1 = 0\n") and "third\n  Acts only through the first.\n" in done.stdout
    assert sorted(folder.iterdir()) == before


def test_stopped_and_resumed(folder):
    command = [PROGRAM, "decompose", "world.toml", "-o", "r.h5", "--threads", "1", "--mechanism", "hearsay", "--mechanism",
               "scrutiny", "--mechanism", "exit", "--replicates", "4", "--format", "csv"]
    running = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    aside = folder / "r.h5.partial"
    for _ in range(600):
        if aside.exists() and aside.stat().st_size > 20000:
            break
        time.sleep(0.02)
    running.send_signal(signal.SIGTERM)
    out, err = running.communicate(timeout=60)
    if running.returncode == 0:
        pytest.skip("it was done before it could be stopped")
    assert (running.returncode, out) == (3, "") and "--resume goes on" in err
    resumed = streetlight(*command[1:], "--resume", folder=folder)
    assert resumed.returncode == 0
    fresh = streetlight(*command[1:4], "fresh.h5", *command[5:], folder=folder)
    assert fresh.stdout == resumed.stdout
    assert (folder / "fresh.h5").read_bytes() == (folder / "r.h5").read_bytes()


@pytest.mark.parametrize(
    "more, where, message",
    [
        ('[[mechanism]]\nname = "exit"\n', "2:1", "a mechanism needs off = { ... }"),
        ("[[mechanism]]\noff = { trust.hearsay = 0 }\n", "2:1", 'a mechanism needs name = "..."'),
        ('[[mechanism]]\nname = "a b"\noff = { trust.hearsay = 0 }\n', "3:8", "must be of letters"),
        ('[[mechanism]]\nname = "x"\noff = { trust.hersay = 0 }\n', "4:9", "unknown key 'trust.hersay'; did you mean 'trust.hearsay'?"),
        ('[[mechanism]]\nname = "x"\noff = { trust.hearsay = -1 }\n', "4:25", "trust.hearsay = -1 must be"),
        ('[[mechanism]]\nname = "x"\noff = { services."*".ranch = 0 }\n', "4:9", "stands for no parameter"),
        ('[[mechanism]]\nname = "x"\noff = { run.seed = 3 }\n', "4:9", "no mechanism can set it"),
        ('[[mechanism]]\nname = "x"\noff = 3\n', "4:7", "off must be a table"),
        ('[[mechanism]]\nname = "x"\noff = { trust.hearsay = 0 }\n[[mechanism]]\nname = "x"\noff = { trust.hearsay = 0 }\n',
         "6:8", "is there twice"),
        ('[[mechanism]]\nname = "x"\noff = { casework.capacity = "none" }\n', "4:9", "casework.capacity, which has no limit"),
        ('[[design.parameter]]\nkey = "mechanism.exitt"\nvalues = [true]\n', "3:7", "did you mean 'mechanism.exit'?"),
        ('[[design.parameter]]\nkey = "mechanism.exit"\nvalues = [0, 1]\n', "4:11", "mechanism.exit = 0"),
    ],
)
def test_mechanisms_that_cannot_be_are_refused_at_their_place(folder, more, where, message):
    first = WORLD.count("\n")
    line, column = map(int, where.split(":"))
    (folder / "bad.toml").write_text(WORLD + more)
    for command in ("validate", "decompose"):
        done = streetlight(command, "bad.toml", folder=folder)
        assert done.returncode == 2
        lines = [text for text in done.stderr.splitlines() if message in text]
        assert lines, done.stderr
        if "casework" not in message:
            assert lines[0].startswith(f"bad.toml:{first + line - 1}:{column}: "), done.stderr


@pytest.mark.parametrize(
    "arguments, message",
    [
        (["--mechanism", "hearsey"], 'there is no mechanism "hearsey" (did you mean "hearsay"?)'),
        (["--scenario", "Wiht"], 'there is no scenario "Wiht" (did you mean "With"?)'),
        (["--metric", "harmm"], 'there is no column "harmm" (did you mean "harm"?)'),
        (["--group", "poor"], 'there is no group "poor"'),
        (["--window", "5:7"], "cuts an interval in two"),
        (["--level", "--baseline", "Without"], "there is no difference to take"),
        (["-o", "missing/x.h5"], "there is no folder missing"),
    ],
)
def test_what_cannot_be_asked_is_refused_before_anything_runs(folder, arguments, message):
    before = sorted(folder.iterdir())
    done = streetlight("decompose", "world.toml", *([] if "-o" in arguments else ["-o", "x.h5"]), *arguments, folder=folder)
    assert done.returncode == 2 and message in done.stderr, done.stderr
    assert sorted(folder.iterdir()) == before


def test_mechanisms_that_contradict_each_other_are_refused(folder):
    text = ISHIGAMI + '[[mechanism]]\nname = "also"\noff = { input.x3 = 1 }\n'
    (folder / "two.toml").write_text(text)
    done = streetlight("decompose", "two.toml", folder=folder)
    assert done.returncode == 2 and "third and also both set input.x3" in done.stderr
    assert streetlight("decompose", "two.toml", "-o", "t.h5", "--mechanism", "also", folder=folder).returncode == 0


def test_a_model_without_mechanisms_says_how_to_declare_one(folder):
    (folder / "urn.toml").write_text('schema = 1\nmodel = "urn"\n')
    done = streetlight("decompose", "urn.toml", folder=folder)
    assert done.returncode == 2 and "[[mechanism]]" in done.stderr


def test_an_experiment_with_a_design_is_refused(folder):
    (folder / "s.toml").write_text(ISHIGAMI + '[[design.parameter]]\nkey = "function.a"\nvalues = [1, 2]\n')
    done = streetlight("decompose", "s.toml", folder=folder)
    assert done.returncode == 2 and "has a [design]" in done.stderr


def test_the_table_for_people(folder):
    done = streetlight("decompose", "known.toml", "-o", "k.h5", "--replicates", 2, "--set", "noise.sd=0.1", folder=folder)
    assert done.returncode == 0
    assert 'Known shares: what "baseline" is due to, step 0 (all that was written: there is one scenario), 2 replicates' in done.stdout
    # Noise that all versions share cancels in every share: both replicates say the same, which gives no interval
    assert re.search(r"second +\+1\.60\d* \[n/a\] +n/a", done.stdout), done.stdout
    assert "shares add up to the whole" in done.stdout


MATCHED = WORLD + """[[scenario]]
name = "Money"
match = { scenario = "With", column = "cost_policy", by = "services.early_help.reach", range = [0.005, 0.9], from = 6 }
[[scenario]]
name = "Money always"
match = { scenario = "With", column = "cost_policy", by = "services.early_help.reach", range = [0.005, 0.9] }
"""


@pytest.mark.parametrize("baseline", [(), ("--baseline", "With"), ("--level",), ("--baseline", "Money always")])
def test_a_match_is_found_as_run_finds_it_and_is_the_same_in_every_version(tmp_path, baseline):
    (tmp_path / "m.toml").write_text(MATCHED)
    assert streetlight("run", "m.toml", "-o", "r.h5", "--quiet", folder=tmp_path).returncode == 0
    found = re.findall(r'match +"(Money.*)", point 0: services.early_help.reach = (\S+),', streetlight("info", "r.h5", folder=tmp_path).stdout)
    assert [name for name, _ in found] == ["Money", "Money always"]
    words = ("decompose", "m.toml", "--scenario", "Money", *baseline, "--mechanism", "hearsay", "-o", "d.h5")
    plan = streetlight(*words, "--dry-run", folder=tmp_path)
    assert plan.returncode == 0 and "looked for beforehand" in plan.stderr
    done = streetlight(*words, "--format", "json", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert f'Found for "Money": services.early_help.reach = {found[0][1]},' in done.stderr
    assert json.loads(done.stdout)["mechanisms"] == ["hearsay"]
    config = streetlight("info", "d.h5", "--config", folder=tmp_path).stdout
    assert "match = " not in config
    assert f"month = 6\nset = {{ services.early_help.reach = {found[0][1]} }}" in config
    assert (f"set = {{ services.early_help.reach = {found[1][1]} }}" in config) == (baseline[-1:] == ("Money always",))


def test_a_match_without_a_solution_is_refused(tmp_path):
    (tmp_path / "m.toml").write_text(MATCHED.replace("[0.005, 0.9], from", "[0.005, 0.0051], from"))
    done = streetlight("decompose", "m.toml", "--scenario", "Money", "--mechanism", "hearsay", "-o", "d.h5", folder=tmp_path)
    assert done.returncode == 2 and 'match of scenario "Money": no value between' in done.stderr
    assert not (tmp_path / "d.h5").exists()
