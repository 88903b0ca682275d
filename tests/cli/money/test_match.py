"""Equal money: the program finds the value, says what it found, and the columns then agree."""

import json
import tomllib

import numpy as np
import pytest

from small import EARLY_HELP, HEAD, SCENARIOS, Result, run, streetlight


@pytest.fixture(scope="module")
def matched(tmp_path_factory):
    folder = tmp_path_factory.mktemp("matched")
    text = HEAD + SCENARIOS + EARLY_HELP.replace(" }\n", ", replicates = 3 }\n")
    return folder, text, run(folder, text)


def test_the_money_is_the_same(matched):
    _, _, result = matched
    first, covert, early_help = (result.mean("cost_policy", name) for name in result.scenarios)
    assert covert - first > 1e6
    # The small runs are the experiment's own three replicates, so the tolerance holds to the letter
    assert abs(early_help - covert) <= 0.01 * (covert - first)
    assert result.mean("flags", "Early help") == 0
    assert result.mean("contacts_early_help", "Early help") > 1.5 * result.mean("contacts_early_help", "No programme")


def test_the_result_says_what_was_found(matched):
    folder, _, result = matched
    found = result.matches
    assert [name.decode() for name in found["scenario"]] == ["Early help"]
    assert [name.decode() for name in found["by"]] == ["services.early_help.reach"]
    assert found["point"].tolist() == [0]
    assert 0.015 < found["value"][0] < 0.2
    assert found["wanted"][0] == pytest.approx(result.mean("cost_policy", "Covert programme"), rel=1e-12)
    assert found["got"][0] == pytest.approx(result.mean("cost_policy", "Early help"), rel=1e-12)
    assert abs(found["got"][0] - found["wanted"][0]) <= found["tolerated"][0]
    told = streetlight("info", "x.h5", folder=folder).stdout
    assert f"services.early_help.reach = {found['value'][0]:g}, with which cost_policy is" in told


def test_the_value_found_gives_the_same_bits_when_it_is_written_down(matched, tmp_path):
    _, _, result = matched
    plain = f"""[[scenario]]
name = "Early help"
[[scenario.timeline]]
month = 12
set = {{ services.early_help.reach = {result.matches["value"][0]:g} }}
"""
    written = run(tmp_path, HEAD + SCENARIOS + plain)
    for name, values in result.columns.items():
        assert values.tobytes() == written.columns[name].tobytes(), name
    assert not written.matches


def test_threads_and_the_configuration_inside_change_nothing(matched, tmp_path):
    folder, _, result = matched
    again = run(tmp_path, streetlight("info", "x.h5", "--config", folder=folder).stdout, threads=1)
    assert again.matches["value"].tobytes() == result.matches["value"].tobytes()
    assert again.columns["cost"].tobytes() == result.columns["cost"].tobytes()


DESIGN = '[design]\nkind = "grid"\n[[design.parameter]]\nkey = "programme.capacity"\nvalues = [0.005, 0.015]\n'
TWO_POINTS = (
    HEAD.replace("capacity = 0.01\n", "").replace("replicates = 3", "replicates = 2") + SCENARIOS + EARLY_HELP + DESIGN
)


def test_each_design_point_has_its_own_value(tmp_path):
    result = run(tmp_path, TWO_POINTS)
    value = result.matches["value"]
    assert result.matches["point"].tolist() == [0, 1] and 1.3 * value[0] < value[1]
    for point in (0, 1):
        first, covert, early_help = (result.mean("cost_policy", name, point) for name in result.scenarios)
        assert abs(early_help - covert) <= 0.01 * (covert - first), point
    # One thread searches point after point, two search two points at once, three work together on each
    for threads in (1, 3):
        assert run(tmp_path, TWO_POINTS, name=f"by_{threads}", threads=threads).matches["value"].tobytes() == value.tobytes()


@pytest.mark.parametrize("threads", (1, 2))
def test_the_first_point_without_a_solution_is_named(tmp_path, threads):
    (tmp_path / "x.toml").write_text(TWO_POINTS.replace("[0.015, 0.2]", "[0.015, 0.016]"))
    done = streetlight("run", "x.toml", "--threads", threads, folder=tmp_path)
    assert done.returncode == 2 and "(programme.capacity = 0.005): no value between" in done.stderr


def test_the_plan_counts_the_searches(tmp_path):
    (tmp_path / "x.toml").write_text(TWO_POINTS)
    plan = streetlight("run", "x.toml", "--dry-run", "--threads", "1", folder=tmp_path).stdout
    (line,) = (line for line in plan.splitlines() if line.startswith("Matches"))
    number, seconds = line.split()[1], float(line.split("about ")[1].split(" s")[0])
    assert number == "2" and 0 < seconds < float(plan.split("Time      about ")[1].split(" s")[0])


def test_shards_find_the_same(matched, tmp_path):
    _, text, result = matched
    (tmp_path / "x.toml").write_text(text)
    for shard in ("1/2", "2/2"):
        assert streetlight("run", "x.toml", "--shard", shard, "-o", f"{shard[0]}.h5", "--quiet", folder=tmp_path).returncode == 0
    done = streetlight("merge", "1.h5", "2.h5", "-o", "both.h5", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    both = Result(tmp_path / "both.h5")
    assert both.matches["value"].tobytes() == result.matches["value"].tobytes()
    np.testing.assert_array_equal(both.columns["cost"], result.columns["cost"])


def test_a_matched_programme_finds_its_capacity(tmp_path):
    """The other way round, from the first month on, and by another column: as many visits as a programme twice as large."""
    text = HEAD.replace("replicates = 3", "replicates = 1") + SCENARIOS.replace(
        "programme.enabled = true }", "programme.enabled = true, programme.capacity = 0.02 }") + """[[scenario]]
name = "Random"
set = { programme.enabled = true, risk.learner = "random" }
match = { scenario = "Covert programme", column = "visits", by = "programme.capacity", range = [0.001, 0.1], tolerance = 0.02 }
"""
    result = run(tmp_path, text)
    assert abs(result.mean("visits", "Random") - result.mean("visits", "Covert programme")) <= 0.02 * abs(
        result.mean("visits", "Covert programme") - result.mean("visits", "No programme"))


def test_validate_says_what_is_looked_for(tmp_path):
    (tmp_path / "x.toml").write_text(HEAD + SCENARIOS + EARLY_HELP)
    told = streetlight("validate", "x.toml", folder=tmp_path).stdout
    assert (
        "  Early help\n    services.early_help.reach = a value between 0.015 and 0.2, from month 12 on, looked for before the "
        'runs so that cost_policy is as in "Covert programme" (tolerance 0.01, replicates 2)\n'
    ) in told


def of_scenario(folder, name, file="x.h5"):
    done = streetlight("info", file, "--scenario", name, folder=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_scenario_is_shown_with_what_was_found_and_runs_again(matched, tmp_path):
    folder, _, result = matched
    text = of_scenario(folder, "Early help")
    assert "match =" not in text and tomllib.loads(text)["services"]["early_help"]["reach"] == 0.015
    (entry,) = tomllib.loads(text)["scenario"][0]["timeline"]
    assert entry == {"month": 12, "set": {"services": {"early_help": {"reach": result.matches["value"][0]}}}}
    again = run(tmp_path, text)
    for name, values in again.columns.items():
        assert values.tobytes() == result.columns[name][2:].tobytes(), name


def test_of_several_points_the_values_are_in_comments(tmp_path):
    result = run(tmp_path, TWO_POINTS)
    text = of_scenario(tmp_path, "Early help")
    assert "match =" not in text and tomllib.loads(text)["services"]["early_help"]["reach"] == 0.015
    for point in (0, 1):
        assert f"#   point {point}: services.early_help.reach = {result.matches['value'][point]:g}\n" in text
    assert "[[scenario.timeline]] with month = 12" in text
    (tmp_path / "y.toml").write_text(text)
    assert streetlight("validate", "y.toml", folder=tmp_path).returncode == 0


def test_the_plan_of_one_run_needs_no_other_scenario(tmp_path):
    (tmp_path / "x.toml").write_text(TWO_POINTS)
    done = streetlight("run", "x.toml", "--dry-run", "--only", "Early help/1/0", folder=tmp_path)
    assert done.returncode == 0 and "Runs      1:" in done.stdout


WINDOW = HEAD.replace("months = 48", "months = 24").replace("families = 4000", "families = 2000") + """[[scenario]]
name = "Covert"
set = { programme.enabled = true }
[[scenario]]
name = "Open"
set = { programme.enabled = true, programme.transparency = "register" }
match = { scenario = "Covert", column = "cost_policy", by = "services.early_help.reach", range = [0.01, 0.02] }
"""


@pytest.mark.parametrize("enabled, keys, first", [
    ("true", "", 0),  # from the spin-up on
    ("true", ", from = 3", 3),
    ("false", ", from = 3", 3),
])
def test_what_a_match_looks_for_differs_though_the_middle_of_its_range_does_not(tmp_path, enabled, keys, first):
    """The middle of the range is the reach without the match."""
    text = WINDOW.replace("enabled = true", f"enabled = {enabled}").replace("0.02] }", f"0.02]{keys} }}")
    (tmp_path / "x.toml").write_text(text)
    done = streetlight("run", "x.toml", "-o", "x.h5", "--replicates", 2, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "is the same as" not in done.stderr
    compared = streetlight("compare", "x.h5", "--format", "json", folder=tmp_path)
    assert json.loads(compared.stdout)["window"]["first_difference"] == first
