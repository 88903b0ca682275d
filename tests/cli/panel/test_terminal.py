"""What a stranger's file holds neither steers a terminal nor, when asked for, becomes a formula of a spreadsheet."""

import csv
import io
import shutil

import h5py
import pytest

STEERING = "\x1b[31mred\x07\u009b2J\u202eback"


def with_names(sample, path, names, title="Title"):
    """The sample with other names for its first scenarios and groups, as another program would leave it."""
    shutil.copy(sample, path)
    with h5py.File(path, "a") as file:
        file.attrs["title"] = title
        for variable in ("panel/scenario", "panel/group"):
            stored = list(file[variable].asstr()[()])
            changed = (list(names) + stored[len(names):])[: len(stored)]
            if variable == "panel/group":
                changed = ["all", *changed[: len(stored) - 1]]
            file[variable][...] = changed
    return path


@pytest.fixture
def steering(sample, tmp_path):
    return with_names(sample, tmp_path / "x.h5", [STEERING, STEERING + "2"], title=STEERING)


@pytest.mark.parametrize(
    "arguments",
    [
        ["info"],
        ["info", "--config"],
        ["compare"],
        ["compare", "--format", "markdown"],
        ["compare", "--group", "*"],
        ["compare", "--scenario", "nobody"],
        ["compare", "--scenario", STEERING],
        ["compare", "--group", STEERING + ",all"],
        ["decompose"],
        ["sensitivity"],
        ["export", "-o", "/dev/null/x.csv", "--scenario", "nobody"],
    ],
)
def test_nothing_steers_a_terminal(command, steering, arguments):
    done = command(arguments[0], steering, *arguments[1:])
    told = done.stdout + done.stderr
    assert told
    assert not set(told) & {"\x1b", "\x07", "\u009b", "\u202e"}


def test_what_was_there_is_shown(command, steering):
    told = command("info", steering).stdout
    assert "\\u001B[31mred\\u0007\\u009B2J\\u202Eback" in told


def test_a_line_break_in_a_title_is_shown(command, sample, tmp_path):
    path = with_names(sample, tmp_path / "x.h5", [], title="One\nNo programme is best\tTwo")
    for form in ("table", "markdown"):
        told = command("compare", path, "--format", form).stdout
        assert told.startswith("One\\nNo programme is best\\tTwo: difference from")


def test_a_path_does_not_either(command, sample, tmp_path):
    path = tmp_path / "a\x1b[31mb.h5"
    shutil.copy(sample, path)
    assert "\x1b" not in command("info", path).stdout
    for arguments in (["info", str(path) + "x"], ["validate", str(path) + ".toml"], ["export", path, "-o", str(path) + "/x.csv"]):
        done = command(*arguments)
        assert done.returncode != 0 and done.stderr and "\x1b" not in done.stderr


NAMES = ["=1+1", "+1+1", "-1+1", "@sum", "\tx", "\rx"]


@pytest.mark.parametrize("name", NAMES)
def test_formulas_are_guarded_on_request(command, sample, tmp_path, name):
    path = with_names(sample, tmp_path / "x.h5", [name])
    output = tmp_path / "x.csv"
    for options, expected in ([], name), (["--guard-formulas"], "'" + name):
        assert command("export", path, "-o", output, *options).returncode == 0
        with open(output, newline="") as file:
            rows = list(csv.DictReader(file))
        assert expected in {row["scenario"] for row in rows} and expected in {row["group"] for row in rows}
        values = [row["value"] for row in rows if row["value"]]
        assert any(value.startswith("-") for value in values) and not any(value.startswith("'") for value in values)
        done = command("compare", path, "--format", "csv", "--group", "*", *options)
        rows = list(csv.DictReader(io.StringIO(done.stdout, newline="")))
        expected = expected.replace("\r", "\n")  # as a pipe is read in text mode
        assert expected in {row["baseline"] for row in rows} and expected in {row["group"] for row in rows}
        assert not any(row["difference"].startswith("'") for row in rows)


def test_plain_texts_and_numbers_are_left_alone(command, sample, tmp_path):
    path = with_names(sample, tmp_path / "x.h5", ["-1.5", "plain = text"])
    done = command("compare", path, "--format", "csv", "--guard-formulas")
    assert done.stdout == command("compare", path, "--format", "csv").stdout
