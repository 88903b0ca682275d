"""Notes on what does nothing hold for the whole experiment: in every scenario, at every design point and in every world."""

import pytest
from program import streetlight
from worlds import worlds_text

HEAD = """schema = 1
model = "targeting"
run = { months = 12, spin_up = 0, replicates = 1 }
"""
NO_PROGRAMME = '[[scenario]]\nname = "A"\n'
PROGRAMME = '[[scenario]]\nname = "A"\nset = { programme.enabled = true }\n'


def notes_of(folder, text, *options, command="validate"):
    (folder / "x.toml").write_text(text)
    done = streetlight(command, "x.toml", *options, folder=folder)
    assert done.returncode == 0, done.stderr
    return done.stderr


def design(key, values, kind="grid"):
    return f'[design]\nkind = "{kind}"\n[[design.parameter]]\nkey = "{key}"\nvalues = {values}\n'


@pytest.mark.parametrize("values, note", [
    ([2, 50], ""),
    ([50, 2], ""),
    ([50, 60, 55], "note: programme.start = 50 to 60 is never reached: the run has 12 months, counted from 0 (scenario \"A\")\n"),
    ([50], "note: programme.start = 50 is never reached: the run has 12 months, counted from 0 (scenario \"A\")\n"),
])
def test_a_start_that_some_point_reaches_is_no_note(tmp_path, values, note):
    assert notes_of(tmp_path, HEAD + PROGRAMME + design("programme.start", values)) == note


HIDDEN = "services.community.voluntary = 0.5\n"
NO_RECORDS = "services.community.detection = 0.0\nservices.community.false_alarm = 0.0\n"


@pytest.mark.parametrize("values", [[0.0, 0.1], [0.1, 0.0]])
def test_a_setting_that_works_at_some_point_is_no_note(tmp_path, values):
    text = HEAD + "services.community.false_alarm = 0.0\n" + HIDDEN + NO_PROGRAMME
    assert notes_of(tmp_path, text + design("services.community.detection", values)) == ""


def test_a_setting_that_works_at_some_time_or_in_another_scenario_is_no_note(tmp_path):
    later = '[[scenario.timeline]]\nmonth = 6\nset = { services.community.detection = 0.1 }\n'
    other = '[[scenario]]\nname = "B"\nset = { services.community.detection = 0.1 }\n'
    head = HEAD + NO_RECORDS + HIDDEN + NO_PROGRAMME
    nothing = "services.community.voluntary = 0.5 has no effect"
    assert nothing in notes_of(tmp_path, head)
    assert nothing in notes_of(tmp_path, head + design("need.strain", [0.1, 0.2]))
    for more in (later, other):
        assert nothing not in notes_of(tmp_path, head + more)


def test_a_setting_of_one_scenario_that_works_nowhere_is_noted_beside_another_value(tmp_path):
    text = HEAD + NO_RECORDS + '[[scenario]]\nname = "A"\nset = { services.community.voluntary = 0.5 }\n[[scenario]]\nname = "B"\n'
    assert "services.community.voluntary = 0.5 has no effect" in notes_of(tmp_path, text)


POOR = "population = { families = 300, neighbourhood_size = 10 }\ngroups = { poor = { deprivation = [10] }, rich = { deprivation = [1] } }\n"


@pytest.mark.parametrize("values, note", [
    ([50, 3000], ""),
    ([3000, 50], ""),
    ([50], "groups without families: poor. 50 families in neighbourhoods of 10"),
    ([50, 60], "groups without families: poor. 50 families in neighbourhoods of 10"),
])
def test_a_group_that_has_families_at_some_point_is_no_note(tmp_path, values, note):
    told = notes_of(tmp_path, HEAD + POOR + NO_PROGRAMME + design("population.families", values))
    assert (note in told) if note else told == ""
    assert ("much the same at the others" in told) == (values == [50, 60])


TWICE = """need.strain = 0.0
[[scenario]]
name = "A"
[[scenario]]
name = "B"
set = { need.strain = { times = 2 } }
"""


def test_notes_are_on_what_is_run_in_the_worlds(tmp_path):
    same = 'note: scenario "B" is the same as "A" in every month'
    text = HEAD + "population.families = 300\n" + TWICE
    assert same in notes_of(tmp_path, text)
    run = ("--dry-run", "--worlds", "w.toml")
    (tmp_path / "w.toml").write_text(worlds_text("need.strain", [0.1, 0.2], (0.05, 0.5)))
    assert notes_of(tmp_path, text, *run, command="run") == ""
    (tmp_path / "w.toml").write_text(worlds_text("trust.hearsay", [0.1, 0.2], (0.05, 0.5)))
    assert notes_of(tmp_path, text, *run, command="run").count(same) == 1


def test_a_large_design_is_looked_at_too(tmp_path):
    text = HEAD + "population.families = 300\nprogramme.start = 50\n" + PROGRAMME + '[[scenario]]\nname = "B"\n'
    text += '[design]\nkind = "sobol"\npoints = 4096\n[[design.parameter]]\nkey = "need.strain"\nrange = [0.1, 0.2]\n'
    told = notes_of(tmp_path, text)
    assert 'programme.start = 50 is never reached' in told and 'scenario "B" is the same as "A"' in told


NEW = "'services.schol' is new to the model; did you mean 'services.school'?"


def test_a_misspelt_service_is_noted_in_a_design(tmp_path):
    told = notes_of(tmp_path, HEAD + design("services.schol.reach", [0.1, 0.2]))
    assert told == f"note: x.toml:7:7: {NEW}\n"


@pytest.mark.parametrize("text, where", [
    ('[[scenario]]\nname = "A"\nset = { services.schol.reach = 0.2 }\n', "6:32"),
    ('[[scenario]]\nname = "A"\n[[scenario.timeline]]\nmonth = 3\nset = { services.schol.reach = 0.2 }\n', "8:32"),
    ('[[scenario]]\nname = "B"\n[[scenario]]\nname = "A"\n'
     'match = { scenario = "B", column = "cost_policy", by = "services.schol.reach", range = [0.1, 0.2] }\n', "8:56"),
])
def test_a_misspelt_service_with_a_reach_for_one_scenario_only_stands_at_its_place(tmp_path, text, where):
    (tmp_path / "x.toml").write_text(HEAD + text)
    done = streetlight("validate", "x.toml", folder=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith(f"x.toml:{where}") and done.stderr.count("\n") == 1, done.stderr
    assert 'services.schol.reach is set for the scenario "A" only; above the first [[scenario]] it is missing' in done.stderr
    assert 'did you mean "school"?' in done.stderr


@pytest.mark.parametrize("text, where", [
    ('[services.schol]\ncost = 3\n', "5:8"),
    ('[[scenario]]\nname = "A"\nset = { services.schol.cost = 3 }\n', "6:31"),
    (design("services.schol.cost", [0.1, 0.2]), "7:7"),
])
def test_a_misspelt_service_without_a_reach_stands_at_its_place(tmp_path, text, where):
    (tmp_path / "x.toml").write_text(HEAD + text)
    done = streetlight("validate", "x.toml", folder=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith(f'x.toml:{where}: services.schol.reach is missing: "schol" is not'), done.stderr
