"""The command line itself, and the commands that compute nothing."""

import json
import subprocess
import tomllib

import pytest
from toy import HEAD, PROGRAM, files_in, streetlight

EXPERIMENT = (
    HEAD
    + """title = "Two ways"
run.replicates = 3
growth.rate = 0.25
[groups]
rights = { side = "right" }
[[scenario]]
name = "Baseline"
[[scenario]]
name = "Programme"
set = { programme.enabled = true }
timeline = [{ month = 12, set = { programme.enabled = false } }]
"""
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "two.toml").write_text(EXPERIMENT)
    return tmp_path


def test_help_and_version(folder):
    for arguments in (["--help"], ["run", "--help"], ["validate", "--help"], ["describe", "--help"], ["schema", "--help"]):
        done = streetlight(*arguments, folder=folder)
        assert done.returncode == 0
        assert "Usage: streetlight" in done.stdout and done.stderr == ""
    done = streetlight("--version", folder=folder)
    assert done.returncode == 0
    assert done.stdout.startswith("streetlight ")


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["--version"]])
def test_help_that_cannot_be_written_is_an_error(folder, arguments):
    with open("/dev/full", "w") as full:
        done = subprocess.run([PROGRAM, *arguments], stdout=full, stderr=subprocess.PIPE, text=True, cwd=folder)
    assert done.returncode == 1 and "standard output cannot be written" in done.stderr


@pytest.mark.parametrize(
    "arguments, message",
    [
        ([], "Usage: streetlight"),
        (["rnu", "two.toml"], "there is no subcommand 'rnu'; did you mean 'run'?"),
        (["validate"], "EXPERIMENT.toml is required"),
        (["validate", "two.toml", "--frobnicate"], "--frobnicate"),
        (["--frobnicate"], "--frobnicate"),
        (["run", "two.toml", "--threads", "0"], "--threads"),
        (["run", "two.toml", "--threads", "many"], "--threads"),
        (["run", "two.toml", "--replicates", "0"], "--replicates 0: run.replicates = 0 must be between 1 and"),
        (["run", "two.toml", "--replicates", "ten"], '--replicates ten: run.replicates = "ten" must be a whole number'),
        (["run", "two.toml", "--seed", "-1"], "--seed -1: run.seed = -1 must be 0 or more"),
        (["run", "two.toml", "--seed", "9223372036854775808"], "--seed 9223372036854775808: '9223372036854775808' is too large"),
        (["run", "two.toml", "--set", "run.seed=-9223372036854775809"], "is too large: whole numbers go from -9223372036854775808"),
        (["run", "two.toml", "--seed", ""], "--seed: has an empty value"),
        (["run", "two.toml", "--replicates", ""], "--replicates: has an empty value"),
        (["run", "two.toml", "--shard", ""], "--shard: has an empty value"),
        (["run", "two.toml", "--only", ""], "--only: has an empty value"),
        (["run", "two.toml", "--shard="], "--shard"),
        (["microdata", "two.toml", "--scenario", ""], "--scenario: has an empty value"),
        (["microdata", "two.toml", "--replicate", ""], "--replicate: "),
        (["run", "two.toml", "--shard", "3/2"], "--shard 3/2: must be K/N"),
        (["run", "two.toml", "--shard", "9/9"], "--shard 9/9: there are fewer replicates"),
        (["run", "two.toml", "--only", "Baseline/0/3"], "--only Baseline/0/3: must be SCENARIO/POINT/REPLICATE"),
        (["run", "two.toml", "--only", "Nobody/0/0"], "--only Nobody/0/0: must be"),
        (["validate", "two.toml", "--set", "growth.rate=2"], "--set growth.rate=2: growth.rate = 2 must be between 0 and 1"),
        (["validate", "two.toml", "--set", "growth.rte=0.1"], "--set growth.rte=0.1: unknown key 'growth.rte'; did you mean"),
        (["validate", "two.toml", "--set", "growth.rate"], "--set growth.rate: must be KEY=VALUE"),
        (["validate", "two.toml", "--set", "growth.rate=fast"], '--set growth.rate=fast: growth.rate = "fast" must be a number'),
        (["validate", "two.toml", "--set", "growth.rate=nan"], "--set growth.rate=nan: growth.rate = nan must be"),
        (["validate", "two.toml", "--set", "extends=other.toml"], "extends can stand in a file only"),
        (["validate", "two.toml", "--set", "population.shares=[1, 1]"], "population.shares must sum to 1, but sums to 2"),
        (["describe", "programe.mode"], "did you mean 'programme.mode'?"),
        (["describe", "--model", "tyo"], '--model tyo: model = "tyo" is not known; did you mean "toy"?'),
    ],
)
def test_wrong_command_lines(folder, arguments, message):
    before = files_in(folder)
    done = streetlight(*arguments, folder=folder)
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stdout == ""
    assert files_in(folder) == before


def test_errors_of_the_file_and_of_the_command_line_come_together(folder):
    (folder / "bad.toml").write_text(EXPERIMENT.replace("0.25", "25"))
    done = streetlight("validate", "bad.toml", "--set", "growth.drift=x", "--set", "programme.mode=cover", folder=folder)
    assert len(done.stderr.splitlines()) == 3


def test_validate_says_what_the_file_means(folder):
    done = streetlight("validate", "two.toml", "--set", "casework.cap=7", "--set", "programme.mode=covert", folder=folder)
    assert done.returncode == 0 and done.stderr == ""
    for line in (
        "Two ways",
        "Time        24 months after 6 of spin-up",
        "Runs        2 scenarios x 1 design points x 3 replicates = 6",
        "    programme.enabled = true",
        "    from month 12",
        "  rights: side is right",
        "  casework.cap = 7  (default \"none\")",
        "  growth.rate = 0.25  (default 0.01)",
        '  programme.mode = "covert"  (default "open")',
    ):
        assert line + "\n" in done.stdout
    assert "growth.drift" not in done.stdout


def test_a_setting_hidden_by_a_scenario_is_noted_and_by_all_of_them_refused(folder):
    done = streetlight("validate", "two.toml", "--set", "programme.enabled=false", folder=folder)
    assert done.returncode == 0
    assert 'note: --set programme.enabled=false: programme.enabled does not reach' in done.stderr
    (folder / "all.toml").write_text(EXPERIMENT.replace('"Baseline"\n', '"Baseline"\nset = { programme.enabled = true }\n'))
    done = streetlight("validate", "all.toml", "--set", "programme.enabled=false", folder=folder)
    assert done.returncode == 2


def test_describe_a_parameter_a_column_and_a_prefix(folder):
    done = streetlight("describe", "casework.cap", folder=folder)
    assert done.returncode == 0
    assert "Allowed:    a number, or \"none\", more than 0" in done.stdout
    assert "Default:    \"none\"" in done.stdout
    assert "Unit:       visits per 1,000 entities" in done.stdout
    assert "level_mean (column)" in streetlight("describe", "level_mean", folder=folder).stdout
    listed = streetlight("describe", "services", folder=folder).stdout
    assert listed.count("services.") == 4 and "growth" not in listed
    assert "run.seed" in streetlight("describe", "run", folder=folder).stdout
    assert "Weight of each side" in streetlight("describe", "casework.weights.left", folder=folder).stdout


def test_describe_knows_keys_of_a_scenario_as_scenarios_write_them(folder):
    for short, whole in [("match", "scenario.match"), ("match.by", "scenario.match.by"), ("timeline", "scenario.timeline")]:
        done = streetlight("describe", short, folder=folder)
        assert done.returncode == 0 and done.stdout == streetlight("describe", whole, folder=folder).stdout != ""


@pytest.mark.parametrize("text, command", [
    ('experiment = "two.toml"\ntargets = "targets.toml"\nworlds = 5\n', "streetlight calibrate"),
    ('experiment = "two.toml"\n[[target]]\nname = "level"\n', "streetlight targets"),
    ('schema = 1\nmade_by = "streetlight calibrate"\nvalues = [[1.0]]\n[[parameter]]\nkey = "growth.rate"\n', "--worlds"),
])
def test_a_file_of_another_kind_is_called_what_it_is(folder, text, command):
    (folder / "other.toml").write_text(text)
    for words in (["validate", "other.toml"], ["run", "other.toml"]):
        done = streetlight(*words, folder=folder)
        assert done.returncode == 2 and done.stderr.startswith("other.toml:1:1: this is a "), done.stderr
        assert command in done.stderr and len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("columns", [40, 60, 100])
def test_describe_keeps_to_the_width(folder, columns):
    for arguments in (["describe"], ["describe", "extends"], ["describe", "design.kind"]):
        text = streetlight(*arguments, folder=folder, env={"COLUMNS": str(columns)}).stdout
        assert text and max(map(len, text.splitlines())) <= columns


def test_the_reference_page_has_every_name(folder):
    listed = streetlight("describe", folder=folder).stdout
    names = [line.split()[0] for line in listed.splitlines() if line.startswith("  ")]
    page = streetlight("describe", "--markdown", folder=folder).stdout
    assert len(names) > 40
    for name in names:
        assert f"| `{name}` |" in page
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    assert len(rows) == len(names)


def test_the_schema_accepts_what_the_program_accepts(folder):
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(streetlight("schema", folder=folder).stdout)
    validator = jsonschema.Draft202012Validator(schema)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert list(validator.iter_errors(tomllib.loads(EXPERIMENT))) == []
    for wrong in (
        "growth.rate = 2\n",
        "growth.rte = 0.1\n",
        'programme.mode = "cover"\n',
        "casework.cap = 0\n",
        "casework.weights.left = -1\n",
        "run.replicates = 0\n",
        "[[scenario]]\nset = {}\n",
        "[[scenario]]\nname = 'A'\ntimeline = [{ month = 1, set = { population.size = 3 } }]\n",
        "[design]\nkind = 'lhs'\n",
        "[groups]\nx = {}\n",
    ):
        assert list(validator.iter_errors(tomllib.loads(HEAD + wrong))) != [], wrong
