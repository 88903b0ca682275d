"""`sensitivity` through the command line: the test functions against their closed forms, and what is refused."""

import csv
import io
import json
import math

import pytest
from program import streetlight

PI = 3.141592653589793


def design(kind, count, keys, low, high, seed=1):
    text = f'[design]\nkind = "{kind}"\n' + {"morris": "trajectories", "saltelli": "samples"}[kind] + f" = {count}\nseed = {seed}\n"
    return text + "".join(f'[[design.parameter]]\nkey = "{key}"\nrange = [{low}, {high}]\n' for key in keys)


def ishigami(kind, count, more="", **options):
    keys = ["input.x1", "input.x2", "input.x3"]
    return f'schema = 1\nmodel = "ishigami"\n{more}' + design(kind, count, keys, -PI, PI, **options)


def sobol_g(kind, count):
    return 'schema = 1\nmodel = "sobol_g"\n' + design(kind, count, [f"input.x{i}" for i in range(1, 9)], 0, 1)


def analysed(folder, text, *arguments):
    """By parameter, the rows of the CSV."""
    (folder / "e.toml").write_text(text)
    done = streetlight("run", "e.toml", "-o", "e.h5", "--quiet", folder=folder)
    assert done.returncode == 0, done.stderr
    done = streetlight("sensitivity", "e.h5", "--format", "csv", *arguments, folder=folder)
    assert done.returncode == 0, done.stderr
    return {
        row["parameter"]: {name: float(value) if name not in ("parameter", "scenario", "baseline", "authority", "group", "metric", "unit", "window_why") and value else value
                           for name, value in row.items()}
        for row in csv.DictReader(io.StringIO(done.stdout))
    }


def test_sobol_indices_of_the_ishigami_function(tmp_path):
    a, b = 7, 0.1
    alone = [(1 + b * PI**4 / 5) ** 2 / 2, a**2 / 8, 0]
    together = b**2 * PI**8 * (1 / 18 - 1 / 50)
    variance = sum(alone) + together
    rows = analysed(tmp_path, ishigami("saltelli", 4096))
    for i in range(3):
        row = rows[f"input.x{i + 1}"]
        total = (alone[i] + (together if i != 1 else 0)) / variance
        assert row["first"] == pytest.approx(alone[i] / variance, abs=0.01)
        assert row["total"] == pytest.approx(total, abs=0.01)
        assert row["first_low"] <= alone[i] / variance <= row["first_high"]
        assert row["total_low"] <= total <= row["total_high"]
    assert rows["input.x1"]["mean"] == pytest.approx(a / 2, rel=0.002)
    assert rows["input.x1"]["variance"] == pytest.approx(variance, rel=0.01)


def test_sobol_indices_of_the_g_function(tmp_path):
    a = [0, 1, 4.5, 9, 99, 99, 99, 99]
    parts = [1 / (3 * (1 + ai) ** 2) for ai in a]
    variance = math.prod(1 + part for part in parts) - 1
    rows = analysed(tmp_path, sobol_g("saltelli", 2048))
    for i, part in enumerate(parts):
        row = rows[f"input.x{i + 1}"]
        others = math.prod(1 + other for j, other in enumerate(parts) if j != i)
        assert row["first"] == pytest.approx(part / variance, abs=0.015)
        assert row["total"] == pytest.approx(part * others / variance, abs=0.015)
    assert rows["input.x1"]["mean"] == pytest.approx(1, abs=0.01)


def test_morris_of_the_ishigami_function(tmp_path):
    # Four places in [-pi, pi]: the ends, where the sine is 0, and +-pi/3, where it is +-s, s = sqrt(3)/2. A step of
    # two thirds of the range goes between an end and the inner place on the other side, and changes the sine by s
    # in size. So an effect has the size 3/2 s (1 + b x3^4) for x1, with x3^4 = pi^4 or (pi/3)^4 in equal parts.
    rows = analysed(tmp_path, ishigami("morris", 500))
    s, near, far = math.sqrt(3) / 2, 0.1 * (PI / 3) ** 4, 0.1 * PI**4
    assert rows["input.x1"]["mu_star"] == pytest.approx(1.5 * s * (1 + (near + far) / 2), rel=0.08)
    # sin^2 is 0 at the ends and 3/4 inside: always 3/2 times 7 times 3/4 in size, with either sign
    assert rows["input.x2"]["mu_star"] == pytest.approx(1.5 * 7 * 0.75, rel=1e-9)
    assert abs(rows["input.x2"]["mu"]) < 4 * 1.5 * 7 * 0.75 / math.sqrt(500)
    # x3 acts where the sine of x1 is not 0: half of the places
    assert rows["input.x3"]["mu_star"] == pytest.approx(1.5 * (far - near) * s / 2, rel=0.1)
    for row in rows.values():
        assert row["mu_star_low"] <= row["mu_star"] <= row["mu_star_high"]


def test_morris_of_the_g_function_puts_the_inputs_in_order(tmp_path):
    rows = analysed(tmp_path, sobol_g("morris", 100))
    order = sorted(rows, key=lambda name: -rows[name]["mu_star"])
    assert order[:4] == ["input.x1", "input.x2", "input.x3", "input.x4"]
    assert rows["input.x5"]["mu_star"] < 0.1 * rows["input.x3"]["mu_star"]


WEIGHT = """schema = 1
model = "ishigami"
run.replicates = {replicates}
noise.sd = {noise}
[design]
kind = "{kind}"
{size} = {count}
{more}
[[design.parameter]]
key = "function.a"
{values}
[[design.parameter]]
key = "function.b"
range = [0.0, 1.0]
[[scenario]]
name = "f"
set = {{ input.x1 = 0.0, input.x2 = 1.5707963267948966, input.x3 = 0.0 }}
"""


def weight(values, count=40, kind="morris", more="", replicates=1, noise=0):
    """y = a, whatever b is."""
    size = {"morris": "trajectories", "saltelli": "samples"}[kind]
    return WEIGHT.format(values=values, count=count, kind=kind, more=more, size=size, replicates=replicates, noise=noise)


@pytest.mark.parametrize("levels", ["", "levels = 2", "levels = 8"])
@pytest.mark.parametrize(
    "values, effect",
    [("range = [0.0, 7.0]", 7), ("values = [0.0, 7.0]", 7), ("values = [0.0, 1.0, 2.0, 7.0, 3.0]", 7),
     ("values = [0.0, 1.0]", 1), ("range = [0.0, 1.0]\nscale = \"integer\"", 1), ("range = [2.0, 6.0]\nscale = \"integer\"", 4)],
)
def test_an_effect_is_that_of_moving_over_the_whole_range(tmp_path, values, effect, levels):
    rows = analysed(tmp_path, weight(values, more=levels))
    assert rows["function.a"]["mu_star"] == pytest.approx(effect, abs=1e-9)
    assert rows["function.a"]["mu"] == pytest.approx(effect, abs=1e-9)
    assert rows["function.b"]["mu_star"] == 0


def test_every_value_of_a_list_is_run_or_named(tmp_path):
    listed = "values = [0.0, 1.0, 2.0, 7.0, 3.0]"
    analysed(tmp_path, weight(listed))
    exported = streetlight("export", "e.h5", "-o", "-", folder=tmp_path).stdout
    assert {float(row["function.a"]) for row in csv.DictReader(io.StringIO(exported))} == {0, 1, 2, 3, 7}
    assert "is run by no walk" not in streetlight("validate", "e.toml", folder=tmp_path).stdout

    analysed(tmp_path, weight("values = [0.0, 1.0, 2.0, 3.0, 7.0, 4.0]", count=2))
    said = streetlight("sensitivity", "e.h5", folder=tmp_path).stdout
    exported = streetlight("export", "e.h5", "-o", "-", folder=tmp_path).stdout
    missing = {0, 1, 2, 3, 4, 7} - {float(row["function.a"]) for row in csv.DictReader(io.StringIO(exported))}
    assert missing
    for text in (said, streetlight("validate", "e.toml", folder=tmp_path).stdout):
        line = next(line for line in text.splitlines() if "run by no walk" in line)
        assert line.strip().removeprefix("note: ").startswith("function.a: ")
        assert all(f"{value:g}" in line for value in missing)


def test_words_have_no_direction(tmp_path):
    (tmp_path / "p.toml").write_text("""schema = 1
model = "targeting"
run = { months = 12, spin_up = 12 }
output = { interval = "year", metrics = ["trust", "visits"] }
population = { families = 400, neighbourhood_size = 50 }
programme = { start = 2, enabled = true, capacity = 0.02 }
risk = { horizon = 6, retrain = 6 }
[design]
kind = "morris"
trajectories = 12
[[design.parameter]]
key = "programme.transparency"
values = ["covert", "notice", "register"]
[[design.parameter]]
key = "mechanism.hearsay"
values = [true, false]
[[scenario]]
name = "With"
""")
    assert streetlight("run", "p.toml", "-o", "p.h5", "--quiet", folder=tmp_path).returncode == 0
    out = json.loads(streetlight("sensitivity", "p.h5", "--metric", "trust", "--format", "json", folder=tmp_path).stdout)
    words, switch = out["sensitivities"][0]["parameters"]
    assert words["ordered"] is False and words["mu"] is None and words["mu_star"] > 0
    assert switch["ordered"] is True and switch["mu"] is not None
    table = streetlight("sensitivity", "p.h5", "--metric", "trust", folder=tmp_path).stdout
    assert "no order" in table and "programme.transparency: more than two words, which are in no order" in table


def shards(folder, text, count, *kept):
    """A file of some of the shards of an experiment."""
    (folder / "s.toml").write_text(text)
    names = []
    for k in kept:
        names.append(f"s{k}.h5")
        done = streetlight("run", "s.toml", "-o", names[-1], "--quiet", "--shard", f"{k}/{count}", folder=folder)
        assert done.returncode == 0, done.stderr
    found = sorted(path.name for path in folder.glob("s*.h5"))
    if len(found) == 1:
        return found[0]
    done = streetlight("merge", *found, "-o", "partial.h5", folder=folder)
    return "partial.h5" if done.returncode == 0 else pytest.fail(done.stderr)


def test_a_file_that_lacks_runs_says_what_that_does(tmp_path):
    # Two replicates in two shards: the first shard holds the first replicate of every point
    half = shards(tmp_path, weight("values = [0.0, 7.0]", replicates=2, noise=1), 2, 1)
    done = streetlight("sensitivity", half, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "120 runs missing" in done.stdout and "120 of 240 runs are missing: 40 of 40 walks are whole" in done.stdout
    assert "the numbers rest on 1 of 2 replicates" in done.stdout
    out = json.loads(streetlight("sensitivity", half, "--format", "json", folder=tmp_path).stdout)
    assert (out["runs_planned"], out["runs_present"]) == (240, 120)
    assert out["sensitivities"][0]["replicates"] == 1
    assert any("runs are missing" in note for note in out["notes"])
    assert out["sensitivities"][0]["parameters"][0]["mu_star"] == pytest.approx(7)


@pytest.mark.parametrize("kind, blocks", [("morris", "walks"), ("saltelli", "rows")])
def test_a_file_without_two_whole_blocks_is_refused(tmp_path, kind, blocks):
    # One replicate in two shards: every other point, so that no walk and no row is whole
    half = shards(tmp_path, weight("range = [0.0, 7.0]", kind=kind), 2, 1)
    done = streetlight("sensitivity", half, folder=tmp_path)
    assert done.returncode == 2, done.stdout
    assert f"and 0 of 40 {blocks} are whole: no number can be given" in done.stderr


def test_few_walks_and_rows_have_no_intervals(tmp_path):
    for kind, count, fewest in (("morris", 9, "10 walks"), ("saltelli", 47, "48 rows")):
        rows = analysed(tmp_path, ishigami(kind, count))
        name = {"morris": "mu_star", "saltelli": "total"}[kind]
        assert rows["input.x1"][name] > 0 and rows["input.x1"][name + "_low"] == ""
        assert f"no intervals, which take {fewest} at least" in streetlight("sensitivity", "e.h5", folder=tmp_path).stdout


def test_noise_that_all_points_share_changes_no_index(tmp_path):
    plain = analysed(tmp_path, ishigami("saltelli", 64))
    noisy = analysed(tmp_path, ishigami("saltelli", 64, more="noise.sd = 50\nrun.replicates = 3\n"))
    for name, row in plain.items():
        assert noisy[name]["first"] == pytest.approx(row["first"], abs=1e-9)
        assert noisy[name]["total"] == pytest.approx(row["total"], abs=1e-9)
        assert row["noise"] == "" and abs(noisy[name]["noise"]) < 1e-12


def test_a_policy_sweep_end_to_end(tmp_path):
    (tmp_path / "p.toml").write_text("""schema = 1
model = "targeting"
run = { months = 24, spin_up = 12, replicates = 2 }
output = { interval = "year", metrics = ["harm", "trust", "flag_ratio", "visits"] }
population = { families = 800, neighbourhood_size = 50 }
programme = { start = 6 }
risk = { horizon = 6, retrain = 6 }
groups = { poorest = { deprivation = [9, 10] } }
[design]
kind = "morris"
trajectories = 4
[[design.parameter]]
key = "programme.capacity"
range = [0.002, 0.02]
scale = "log"
[[design.parameter]]
key = "casework.hit"
range = [0.4, 0.9]
[[design.parameter]]
key = "mechanism.hearsay"
values = [true, false]
[[scenario]]
name = "Without"
[[scenario]]
name = "With"
set = { programme.enabled = true }
""")
    dry = streetlight("run", "p.toml", "--dry-run", folder=tmp_path)
    assert dry.returncode == 0 and "2 scenarios x 16 design points x 2 replicates" in dry.stdout
    done = streetlight("run", "p.toml", "-o", "p.h5", folder=tmp_path)
    assert done.returncode == 0 and "Next: streetlight sensitivity 'p.h5'" in done.stdout
    out = json.loads(streetlight("sensitivity", "p.h5", "--format", "json", folder=tmp_path).stdout)
    assert [one["metric"] for one in out["sensitivities"]] == ["trust", "harm"]
    trust = {row["parameter"]: row for row in out["sensitivities"][0]["parameters"]}
    assert out["sensitivities"][0]["baseline"] == "Without" and out["sensitivities"][0]["noise"] is not None
    # More visits cost more trust; hearsay, which the second value switches off, costs some too
    assert trust["programme.capacity"]["mu"] < 0 < trust["mechanism.hearsay"]["mu"]
    table = streetlight("sensitivity", "p.h5", "--metric", "visits", "--level", "--window", "12:24", folder=tmp_path)
    assert table.returncode == 0 and "visits" in table.stdout and "months 12 to 23" in table.stdout
    ratio = streetlight("sensitivity", "p.h5", "--metric", "flag_ratio", "--group", "poorest", folder=tmp_path)
    assert "flag_ratio has no value in \"Without\"" in ratio.stdout
    markdown = streetlight("sensitivity", "p.h5", "--format", "markdown", folder=tmp_path).stdout
    assert r"| parameter | mu\* [95 % interval] | mu [95 % interval] | sigma | sigma/mu\* |" in markdown


@pytest.mark.parametrize(
    "kind, change, message",
    [
        ("morris", "design.trajectories=1", "design.trajectories = 1 must be 2 or more"),
        ("morris", "design.levels=3", "design.levels = 3 must be an even number"),
        ("morris", "design.points=8", "design.points has no meaning for a morris design"),
        ("morris", "design.samples=8", "design.samples has no meaning for a morris design: it belongs to saltelli"),
        ("saltelli", "design.samples=1", "design.samples = 1 must be 2 or more"),
        ("saltelli", "design.levels=4", "design.levels has no meaning for a saltelli design: it belongs to morris"),
        ("saltelli", "design.samples=900000", "more than the 1000000 allowed"),
    ],
)
def test_designs_that_cannot_be_are_refused(tmp_path, kind, change, message):
    (tmp_path / "e.toml").write_text(ishigami(kind, 4))
    done = streetlight("validate", "e.toml", "--set", change, folder=tmp_path)
    assert done.returncode == 2 and message in done.stderr, done.stderr


def test_a_parameter_with_a_single_value_is_refused(tmp_path):
    (tmp_path / "e.toml").write_text(ishigami("morris", 4) + '[[design.parameter]]\nkey = "function.a"\nvalues = [7]\n')
    done = streetlight("validate", "e.toml", folder=tmp_path)
    assert done.returncode == 2 and "design parameter function.a has one value" in done.stderr


def test_a_file_of_another_design_is_refused(tmp_path):
    (tmp_path / "e.toml").write_text('schema = 1\nmodel = "ishigami"\n[[design.parameter]]\nkey = "input.x1"\nvalues = [0, 1]\n')
    assert streetlight("run", "e.toml", "-o", "e.h5", "--quiet", folder=tmp_path).returncode == 0
    done = streetlight("sensitivity", "e.h5", folder=tmp_path)
    assert done.returncode == 2 and 'kind = "morris"' in done.stderr
    done = streetlight("sensitivity", "e.toml", folder=tmp_path)
    assert done.returncode == 2


def test_the_table_says_what_to_doubt(tmp_path):
    (tmp_path / "e.toml").write_text(ishigami("saltelli", 12))
    assert streetlight("run", "e.toml", "-o", "e.h5", "--quiet", folder=tmp_path).returncode == 0
    done = streetlight("sensitivity", "e.h5", folder=tmp_path)
    assert "12 base samples are not a power of two" in done.stdout
    assert "One replicate: how much of this is noise cannot be known, and intervals hold for its random numbers only" in done.stdout
    for replicates in ("1", "2"):
        assert streetlight("run", "e.toml", "-o", "e.h5", "--quiet", "--replace", "--replicates", replicates, folder=tmp_path).returncode == 0
        said = json.loads(streetlight("sensitivity", "e.h5", "--format", "json", folder=tmp_path).stdout)
        # 12 samples are too few for any interval, so there is none over replicates either
        assert not any(one["intervals_over_replicates"] for one in said["sensitivities"])
        assert any("random numbers only" in note for note in said["notes"]) == (replicates == "1")
