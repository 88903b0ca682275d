"""Settings relative to what is there, in scenarios and in worlds."""

import csv
import io
import json
from math import sin

import pytest

EXPERIMENT = """schema = 1
model = "ishigami"
run.months = 4
input.x1 = 0.0
input.x2 = 0.0
function.a = 7
[[scenario]]
name = "Base"
[[scenario]]
name = "Twice and more"
set = { input.x1 = { times = 2, plus = 0.5 } }
[[scenario]]
name = "Later"
[[scenario.timeline]]
month = 2
set = { input.x1 = { plus = 0.25 } }
"""


def y(folder, name):
    out = folder("export", name, "-o", "-")
    rows = csv.DictReader(io.StringIO(out.stdout))
    return {(row["scenario"], int(row["point"]), int(row["time"])): float(row["value"]) for row in rows}


def value(x1):
    return sin(x1)


def test_a_scenario_changes_what_each_point_has(worlds):
    worlds.write("e.toml", EXPERIMENT + '[design]\nkind = "list"\n[[design.parameter]]\nkey = "input.x1"\nvalues = [0.1, 0.3]\n')
    done = worlds("run", "e.toml", "-o", "e.h5", "--quiet")
    assert done.returncode == 0, done.stderr
    got = y(worlds, "e.h5")
    for point, x1 in enumerate([0.1, 0.3]):
        assert got["Base", point, 0] == pytest.approx(value(x1))
        assert got["Twice and more", point, 0] == pytest.approx(value(2 * x1 + 0.5))
        assert got["Later", point, 1] == pytest.approx(value(x1))
        assert got["Later", point, 2] == pytest.approx(value(x1 + 0.25))


def test_a_result_knows_what_was_relative_and_runs_again(worlds):
    worlds.write("e.toml", EXPERIMENT)
    worlds("run", "e.toml", "-o", "e.h5", "--quiet")
    shown = worlds("info", "e.h5", "--config").stdout
    assert "input.x1 = { times = 2.0, plus = 0.5 }" in shown
    worlds.write("again.toml", shown)
    assert worlds("run", "again.toml", "-o", "again.h5", "--quiet").returncode == 0
    assert y(worlds, "again.h5") == y(worlds, "e.h5")
    assert "input.x1 = what it is times 2 plus 0.5" in worlds("validate", "e.toml").stdout


REFUSED = [
    ("{ times = 2, plus = 0.5 }", "{ tmies = 2 }", "e.toml:11:22: input.x1.tmies: a setting relative to what is there is { times = X } or { plus = X }"),
    ("{ times = 2, plus = 0.5 }", '{ times = "2" }', "input.x1.times must be a finite number"),
    ("{ times = 2, plus = 0.5 }", "{ times = inf }", "input.x1.times must be a finite number"),
]


@pytest.mark.parametrize("right, wrong, message", REFUSED)
def test_what_is_wrong_is_said_with_its_place(worlds, right, wrong, message):
    worlds.write("e.toml", EXPERIMENT.replace(right, wrong))
    done = worlds("run", "e.toml", "-o", "e.h5", "--quiet")
    assert done.returncode == 2
    assert message in done.stderr


def test_only_numbers_are_relative_and_only_within_their_range(worlds):
    text = (worlds.folder / "loans.toml").read_text()
    worlds.write("loans.toml", text.replace('lender.policy = "opportunity"', "lender.policy = { times = 2 }"))
    done = worlds("validate", "loans.toml")
    assert done.returncode == 2 and "only a number can be set relative" in done.stderr
    worlds.write("loans.toml", text.replace("lender.loss = { times = 1.5 }", "applicants.minority = { plus = 0.95 }"))
    done = worlds("validate", "loans.toml")
    assert done.returncode == 2
    assert "loans.toml:16:33: applicants.minority" in done.stderr and "plus 0.95" in done.stderr


def test_a_world_in_which_a_scenario_cannot_be_run_is_named(found):
    text = (found.folder / "loans.toml").read_text()
    found.write("wide.toml", text.replace("lender.loss = { times = 1.5 }", "applicants.minority = { times = 4 }"))
    done = found("run", "wide.toml", "--worlds", "worlds.toml", "-o", "x.h5")
    assert done.returncode == 2
    assert "cannot be run in every world" in done.stderr


def test_worlds_and_scenarios_do_not_hide_each_other(found):
    text = (found.folder / "loans.toml").read_text()
    found.write("hides.toml", text.replace("lender.loss = { times = 1.5 }", "scores.rise = 50"))
    done = found("run", "hides.toml", "--worlds", "worlds.toml", "-o", "x.h5")
    assert done.returncode == 2 and 'the scenario "Dearer defaults" sets scores.rise' in done.stderr
    found.write("design.toml", text + '[design]\nkind = "list"\n[[design.parameter]]\nkey = "lender.gain"\nvalues = [1.0, 2.0]\n')
    done = found("run", "design.toml", "--worlds", "worlds.toml", "-o", "x.h5")
    assert done.returncode == 2 and "the experiment has a design of its own" in done.stderr
    found.write("other.toml", 'schema = 1\nmodel = "ishigami"\n')
    done = found("run", "other.toml", "--worlds", "worlds.toml", "-o", "x.h5")
    assert done.returncode == 2 and "worlds of the model lending" in done.stderr


def test_the_schema_allows_it(worlds):
    schema = json.loads(worlds("schema", "--model", "ishigami").stdout)
    in_set = schema["$defs"]["parameters"]["properties"]["input"]["properties"]["x1"]
    assert in_set["anyOf"][1]["properties"].keys() == {"times", "plus"}
    assert "anyOf" not in schema["properties"]["input"]["properties"]["x1"]
