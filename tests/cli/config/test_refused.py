"""Experiment files that must be refused: with which words, at which place, exit code 2, and nothing touched.

Each file in refused/ says what is expected in comments at its end, `# LINE:COLUMN: message`; `# other/file.toml:LINE:COLUMN:
message` for a file that it extends.
"""

import re
import shutil
from pathlib import Path

import pytest
from toy import HEAD, files_in, streetlight

REFUSED = Path(__file__).parent / "refused"
CASES = sorted(REFUSED.glob("*.toml"))


def expected_lines(case):
    lines = re.findall(r"^# ((?:[\w/.]+:)?\d+:\d+: .*)$", case.read_text(), re.MULTILINE)
    return [line if not line[0].isdigit() else f"{case.name}:{line}" for line in lines]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_refused(case, tmp_path):
    shutil.copytree(REFUSED, tmp_path, dirs_exist_ok=True)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "result.h5").write_bytes(b"\x89HDF\r\n\x1a\n an earlier result")
    before = files_in(tmp_path)
    expected = expected_lines(case)
    assert expected, "the file says what it expects"
    for command in (["validate"], ["run", "-o", "out/result.h5"], ["run", "--dry-run"], ["run", "--resume"]):
        done = streetlight(command[0], case.name, *command[1:], folder=tmp_path)
        assert done.stderr.splitlines() == expected
        assert done.returncode == 2
        assert done.stdout == ""
    assert files_in(tmp_path) == before


def refuse(tmp_path, name, message):
    done = streetlight("validate", name, folder=tmp_path)
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stderr.startswith(str(name))


def test_what_is_no_file(tmp_path):
    (tmp_path / "folder").mkdir()
    refuse(tmp_path, "nowhere.toml", "nowhere.toml: there is no such file\n")
    refuse(tmp_path, "folder", "is a folder")
    refuse(tmp_path, "/dev/zero", "is larger than 16 MB")


def test_what_is_no_text(tmp_path):
    (tmp_path / "latin1.toml").write_bytes(HEAD.encode() + 'title = "Caf\xe9"\n'.encode("latin-1"))
    refuse(tmp_path, "latin1.toml", "latin1.toml:3:")
    (tmp_path / "noise.toml").write_bytes(bytes(range(256)) * 10)
    refuse(tmp_path, "noise.toml", "noise.toml:1:")
    (tmp_path / "wide.toml").write_bytes((HEAD + "title = 'x'\n").encode("utf-16"))
    refuse(tmp_path, "wide.toml", "wide.toml:1:")
    (tmp_path / "deep.toml").write_text(HEAD + "x = " + "[" * 100000)
    refuse(tmp_path, "deep.toml", "deep.toml:3:")


def test_an_empty_file_says_what_is_missing_first(tmp_path):
    (tmp_path / "empty.toml").write_text("")
    refuse(tmp_path, "empty.toml", "empty.toml:1:1: schema is missing: write schema = 1 at the top\n")


def test_a_key_cannot_steer_the_terminal(tmp_path):
    (tmp_path / "x.toml").write_text(HEAD + '"\\u001b[31mred" = 1\n')
    done = streetlight("validate", "x.toml", folder=tmp_path)
    assert done.returncode == 2
    assert "\x1b" not in done.stderr


def test_a_long_chain_that_closes_a_circle(tmp_path):
    for i in range(30):
        (tmp_path / f"{i}.toml").write_text(f'extends = "{(i + 1) % 30}.toml"\n')
    refuse_at = streetlight("validate", "0.toml", folder=tmp_path)
    assert refuse_at.returncode == 2
    assert refuse_at.stderr.startswith('29.toml:1:11: extends = "0.toml" closes a circle: 0.toml -> 1.toml -> ')
