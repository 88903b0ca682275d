"""A file that sets the rules of a competition ([entries]) holds the files that extend it to them."""

import os
import subprocess
from pathlib import Path

import pytest

PROGRAM = os.environ["STREETLIGHT_PROGRAM"]
ROOT = Path(__file__).resolve().parents[3]

RULES = """schema = 1
model = "targeting"
[run]
months = 36
[entries]
may_set = ["programme.*", "services.*.reach"]
from = 24
[[scenario]]
name = "No programme"
"""
ENTRY = 'extends = "rules.toml"\nextends_scenarios = true\nschema = 1\n'
PROGRAMME = '[[scenario]]\nname = "Covert"\n[[scenario.timeline]]\nmonth = 24\nset = { programme.enabled = true }\n'
MATCH = ('[[scenario]]\nname = "Ours"\n'
         'match = { scenario = "Covert", column = "cost", by = "services.early_help.reach", range = [0.005, 0.2], from = 24 }\n')
POLICY = '[[scenario]]\nname = "Ours"\n[[scenario.timeline]]\nmonth = 24\nset = { %s }\n'


@pytest.fixture
def validate(tmp_path):
    (tmp_path / "rules.toml").write_text(RULES)

    def run(text):
        (tmp_path / "entry.toml").write_text(text)
        return subprocess.run([PROGRAM, "validate", "entry.toml"], cwd=tmp_path, capture_output=True, text=True, timeout=60)

    return run


@pytest.mark.parametrize(
    "setting",
    [
        "programme.enabled = true, services.early_help.reach = 0.02",
        "services.early_help.reach = { times = 1.5 }",
    ],
)
def test_what_the_rules_allow(validate, setting):
    done = validate(ENTRY + 'title = "Ours"\n' + POLICY % setting)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "text, place, words",
    [
        (ENTRY + POLICY % "trust.unwarranted = 0", "entry.toml:8:9", "trust.unwarranted is not for an entry to set"),
        (ENTRY + POLICY % "services.early_help.need = 2", "entry.toml:8:9", "entries.may_set in rules.toml has programme.*, services.*.reach"),
        (ENTRY + POLICY % "trust.setpoint = { plus = 1 }", "entry.toml:8:28", "is not for an entry to set"),
        (ENTRY + (POLICY % "programme.enabled = true").replace("24", "12"), "entry.toml:7:9", "nothing may differ before month 24"),
        (ENTRY + '[[scenario]]\nname = "Ours"\nset = { programme.enabled = true }\n', "entry.toml:6:9", "set holds from the start on"),
        (ENTRY + "[trust]\nunwarranted = 0\n" + POLICY % "programme.enabled = true", "entry.toml:5:1", "add scenarios only"),
        (ENTRY + "[run]\nseed = 2\n" + POLICY % "programme.enabled = true", "entry.toml:5:1", "run.seed cannot be set here"),
        (ENTRY + "[entries]\nfrom = 0\n" + POLICY % "programme.enabled = true", "entry.toml:5:1", "entries.from cannot be set here"),
        (ENTRY + PROGRAMME + MATCH.replace("services.early_help.reach", "trust.unwarranted"), "entry.toml:11:54", "trust.unwarranted is not for an entry to set"),
        (ENTRY + PROGRAMME + MATCH.replace("from = 24", "from = 12"), "entry.toml:11:112", "match.from = 12: nothing may differ before month 24"),
        (ENTRY + PROGRAMME + MATCH.replace(", from = 24", ""), "entry.toml:11:49", "match has no from"),
        (ENTRY + '[[design.parameter]]\nkey = "need.shock"\nvalues = [0.1]\n', "entry.toml:4:3", "[[design.parameter]] cannot stand here"),
    ],
)
def test_what_they_do_not(validate, text, place, words):
    done = validate(text)
    assert done.returncode == 2
    assert place in done.stderr and words in done.stderr, done.stderr


def test_a_match_of_what_they_allow(validate):
    done = validate(ENTRY + PROGRAMME + MATCH)
    assert done.returncode == 0, done.stderr


def test_a_file_that_extends_an_entry_is_held_to_them_too(validate, tmp_path):
    (tmp_path / "first.toml").write_text(ENTRY + POLICY % "programme.enabled = true")
    done = validate('extends = "first.toml"\nextends_scenarios = true\nschema = 1\n' + (POLICY % "trust.unwarranted = 0").replace("Ours", "Late"))
    assert done.returncode == 2 and "trust.unwarranted is not for an entry to set" in done.stderr


def test_the_tournament_has_rules(validate, tmp_path):
    tournament = ROOT / "configs/classroom/tournament.toml"
    done = validate(ENTRY.replace("rules.toml", str(tournament)) + POLICY % "trust.unwarranted = 0")
    assert done.returncode == 2 and "trust.unwarranted is not for an entry to set" in done.stderr
    for example in sorted(tournament.with_suffix("").glob("*.toml")):
        done = subprocess.run([PROGRAM, "validate", example], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
