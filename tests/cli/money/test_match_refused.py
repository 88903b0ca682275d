"""What a match cannot be is said with its place, before anything runs; a range without a solution with what was seen."""

import pytest

from small import EARLY_HELP, HEAD, SCENARIOS, Result, streetlight
from worlds import worlds_text

LINE = len((HEAD + SCENARIOS).splitlines()) + 3  # where `match` stands


def answer(folder, text, command="validate"):
    (folder / "x.toml").write_text(text)
    return streetlight(command, "x.toml", *([] if command == "validate" else ["-o", "x.h5", "--quiet"]), folder=folder)


def test_it_is_sound(tmp_path):
    done = answer(tmp_path, HEAD + SCENARIOS + EARLY_HELP)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("was, now, words", [
    ('"Covert programme", column', '"Covert programe", column', ["is not a scenario of this experiment", 'did you mean "Covert programme"?']),
    ('"Covert programme", column', '"Early help", column', ["names this scenario itself"]),
    ('"cost_policy"', '"cost_polcy"', ["is not a column", "did you mean 'cost_policy'?"]),
    ('"cost_policy"', '"cost_policy + cost_contact"', ["'cost_contact' is not a column", "did you mean 'cost_contacts'?"]),
    ('"cost_policy"', '"cost_policy + trust"', ["'trust' does not add up"]),
    ("early_help.reach", "early_help.reech", ["unknown key", "services.early_help.reach"]),
    ("services.early_help.reach", "services.early_help.linked", ["only a real number can be looked for"]),
    ("services.early_help.reach", "population.authority_share", ["leave match.from out"]),
    ("[0.015, 0.2]", "[0.2, 0.015]", ["LOW below HIGH"]),
    ("[0.015, 0.2]", "[0.015]", ["LOW below HIGH"]),
    ("[0.015, 0.2]", "[-1, 0.2]", ["services.early_help.reach = -1 must be between 0 and 100"]),
    ("range = [0.015, 0.2], ", "", ["match.range is missing"]),
    ("from = 12", "tolerance = 0", ["match.tolerance"]),
    ("from = 12", "form = 12", ["match.form", "match.from"]),
    ("match = {", "set = { services.early_help.reach = 0.1 }\nmatch = {", ["set by this scenario too"]),
    ("from = 12 }\n", "from = 12 }\n[[scenario.timeline]]\nmonth = 20\nset = { services.early_help.reach = { plus = 0.1 } }\n",
     ["set by this scenario too"]),
])
def test_mistakes_have_a_place(tmp_path, was, now, words):
    assert was in EARLY_HELP
    done = answer(tmp_path, HEAD + SCENARIOS + EARLY_HELP.replace(was, now))
    assert done.returncode == 2
    line = LINE + now.startswith("set")
    assert f"x.toml:{line}:" in done.stderr, done.stderr
    for word in words:
        assert word in done.stderr


def test_a_chain_is_refused(tmp_path):
    second = EARLY_HELP.replace("Early help", "Another").replace("Covert programme", "Early help")
    done = answer(tmp_path, HEAD + SCENARIOS + EARLY_HELP + second)
    assert done.returncode == 2 and "has a match of its own" in done.stderr


@pytest.mark.parametrize("month", [48, 2000])
@pytest.mark.parametrize("command", ["validate", "run"])
def test_a_match_from_after_the_run_is_refused_with_its_place(tmp_path, month, command):
    done = answer(tmp_path, HEAD + SCENARIOS + EARLY_HELP.replace("from = 12", f"from = {month}"), command)
    assert done.returncode == 2
    assert f"x.toml:{LINE}:129: match.from = {month} is never reached: the run has 48 months, counted from 0" in done.stderr
    assert 'nothing makes "Early help" like "Covert programme"' in done.stderr and "Widen match.range" not in done.stderr


@pytest.mark.parametrize("command", ["validate", "run"])
def test_a_few_months_in_which_there_is_no_programme_either_can_be_tried(tmp_path, command):
    done = answer(tmp_path, (HEAD + SCENARIOS + EARLY_HELP).replace("months = 48", "months = 6"), command)
    assert done.returncode == 0
    assert f"note: x.toml:{LINE}:129: match.from = 12 is never reached: the run has 6 months" in done.stderr


HIDING = HEAD.replace("capacity = 0.01\n", "") + SCENARIOS + """[[scenario]]
name = "Open"
set = { programme.enabled = true, programme.transparency = "register" }
match = { scenario = "Covert programme", column = "visits", by = "programme.capacity", range = [0.001, 0.1] }
"""
WORLDS = worlds_text("programme.capacity", [0.005, 0.015], (0.001, 0.02))


def test_a_match_that_hides_what_the_design_varies_is_refused(tmp_path):
    design = '[design]\nkind = "grid"\n[[design.parameter]]\nkey = "programme.capacity"\nvalues = [0.005, 0.015]\n'
    done = answer(tmp_path, HIDING + design)
    lines = (HIDING + design).splitlines()
    by = next(i for i, line in enumerate(lines) if line.startswith("match")) + 1
    assert done.returncode == 2
    assert f"x.toml:{len(lines) - 1}:7: design parameter programme.capacity is also what the match" in done.stderr
    assert f'of the scenario "Open" looks for (x.toml:{by}:' in done.stderr
    # Until the match begins the point's value holds
    assert answer(tmp_path, (HIDING + design).replace("0.1] }", "0.1], from = 20 }")).returncode == 0


def test_a_match_that_hides_what_the_worlds_vary_is_refused(tmp_path):
    (tmp_path / "x.toml").write_text(HIDING)
    (tmp_path / "w.toml").write_text(WORLDS)
    done = streetlight("run", "x.toml", "--worlds", "w.toml", "--dry-run", folder=tmp_path)
    assert done.returncode == 2
    assert 'w.toml:9:7: the match of the scenario "Open" looks for programme.capacity, which would hide' in done.stderr
    (tmp_path / "x.toml").write_text(HIDING.replace("0.1] }", "0.1], from = 20 }"))
    assert streetlight("run", "x.toml", "--worlds", "w.toml", "--dry-run", folder=tmp_path).returncode == 0


def test_a_setting_that_the_worlds_hide_is_refused(tmp_path):
    (tmp_path / "x.toml").write_text(HEAD + SCENARIOS + EARLY_HELP)
    (tmp_path / "w.toml").write_text(WORLDS)
    words = ("run", "x.toml", "--worlds", "w.toml", "--dry-run", "--set")
    done = streetlight(*words, "programme.capacity=0.2", folder=tmp_path)
    assert done.returncode == 2
    assert "--set programme.capacity=0.2: programme.capacity is varied by the worlds, which hide this value" in done.stderr
    assert streetlight(*words, "programme.start=6", folder=tmp_path).returncode == 0


def test_a_range_without_a_solution_is_refused_with_what_was_seen(tmp_path):
    done = answer(tmp_path, HEAD + SCENARIOS + EARLY_HELP.replace("[0.015, 0.2]", "[0.015, 0.016]"), "run")
    assert done.returncode == 2
    for words in ('match of scenario "Early help"', "no value between 0.015 and 0.016 does it", "Widen match.range"):
        assert words in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.toml"]


def test_a_column_without_a_value_is_refused_in_words_of_the_experiment(tmp_path):
    done = answer(tmp_path, HEAD + SCENARIOS + EARLY_HELP.replace('"cost_policy"', '"precision_true"'), "run")
    assert done.returncode == 2
    assert "precision_true has no value in the small runs of \"" in done.stderr and '"low"' not in done.stderr


@pytest.mark.parametrize("sum_of_columns", ["cost_policy + cost_contacts", "cost_policy+cost_contacts", " cost_policy  +cost_contacts "])
def test_a_sum_of_columns_may_have_blanks(tmp_path, sum_of_columns):
    done = answer(tmp_path, HEAD + SCENARIOS + EARLY_HELP.replace("cost_policy", sum_of_columns))
    assert (done.returncode, done.stderr) == (0, "")


def test_where_one_visit_is_more_than_the_tolerance_the_nearest_value_is_taken_and_told(tmp_path):
    small = HEAD.replace("families = 4000", "families = 60").replace("replicates = 3", "replicates = 1")
    done = answer(tmp_path, small + SCENARIOS + EARLY_HELP.replace("from = 12", "from = 12, tolerance = 1e-9"), "run")
    assert done.returncode == 0
    assert 'note: no value comes nearer for "Early help"' in done.stderr
    found = Result(tmp_path / "x.h5").matches
    assert abs(found["got"][0] - found["wanted"][0]) > found["tolerated"][0]
