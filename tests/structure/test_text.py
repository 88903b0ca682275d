"""What may not stand in any file: places that users do not have, marks of unfinished work, files too long to read."""

import re
from pathlib import Path

import pytest

from sources import ROOT, files

# Written so that this file does not name them itself.
ELSEWHERE = re.compile(r"\.\.[/]shared|(?<![\w.$])/(?:work|farm|home|Users|mnt)[/]\w")
UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
LONGEST = 400  # lines; about 100 is usual, 300 already rare


def find(root: Path, pattern: re.Pattern) -> list[str]:
    found = []
    for path in files(root):
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a figure or another binary file
        for match in pattern.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            found.append(f"{path.relative_to(root).as_posix()}:{line}: {match.group()}")
    return found


def lengths(root: Path) -> dict[str, int]:
    """Lines of each source file."""
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8").count("\n")
        for path in files(root, ".cpp", ".hpp", ".py")
    }


def test_no_file_names_a_place_that_only_one_machine_has():
    assert find(ROOT, ELSEWHERE) == []


def test_no_unfinished_work():
    assert find(ROOT, UNFINISHED) == []


def test_files_are_short():
    by_length = sorted(lengths(ROOT).items(), key=lambda entry: -entry[1])
    print("\nlongest files:", *(f"{lines:5} {name}" for name, lines in by_length[:10]), sep="\n")
    assert [entry for entry in by_length if entry[1] > LONGEST] == []


@pytest.mark.parametrize("text", ["see .." "/shared/model.md", "/wo" "rk/main", "cd '/ho" "me/me'", "(/fa" "rm/x)"])
def test_a_planted_place_is_seen(tmp_path, text):
    (tmp_path / "page.md").write_text(f"line\n{text}\n", encoding="utf-8")
    assert find(tmp_path, ELSEWHERE)[0].startswith("page.md:2: ")


@pytest.mark.parametrize("text", ["framewo" "rk/main", "docs/wo" "rk/x", "$root/ho" "me/me", "https://a.b/wo" "rk"])
def test_other_words_are_not(tmp_path, text):
    (tmp_path / "page.md").write_text(text, encoding="utf-8")
    assert find(tmp_path, ELSEWHERE) == []


def test_a_planted_mark_and_a_long_file_are_seen(tmp_path):
    (tmp_path / "a.py").write_text("x = 1  # TO" "DO\n" * (LONGEST + 1), encoding="utf-8")
    assert len(find(tmp_path, UNFINISHED)) == LONGEST + 1
    assert lengths(tmp_path) == {"a.py": LONGEST + 1}
