"""Keys and commands named in running text exist: `trust.peers` in a page is a parameter of some model."""
import re
import subprocess

import pytest

from blocks import pages
from workplace import PROGRAM, ROOT

MODELS = sorted(
    {
        found[1]
        for path in (ROOT / "configs").rglob("*.toml")
        for found in re.finditer(r'(?m)^model = "(\w+)"', path.read_text())
    }
)
CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
KEY = re.compile(r"[a-z_]+(\.[a-zA-Z_*]+)+")
FILES = tuple(f".{ending}" for ending in "md toml py cpp hpp h5 csv png svg json css gz pdf html txt".split())


def described(*arguments):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def keys():
    """Every key of every model, and whether it is a table whose members the experimenter names."""
    found = {}
    for model in MODELS:
        reference = described("describe", "--markdown", "--model", model).partition("\n## Columns of the panel")[0]
        for key, _, _, allowed in re.findall(r"^\| `([^`]+)` \|([^|]*)\|([^|]*)\|([^|]*)\|", reference, re.M):
            found[key] = "by name" in allowed
    assert found["trust.attributes"] and not found["trust.peers"] and "urn.decay" in found
    return found


def known(word, keys):
    """A key, the beginning of keys, or a member of a table; `*` and CAPITALS stand for any name."""
    parts = word.split(".")
    for key, is_table in keys.items():
        there = key.split(".")
        same = all(a == b or a == "*" or a.isupper() for a, b in zip(parts, there))
        if same and (len(parts) <= len(there) or (is_table and len(parts) == len(there) + 1)):
            return True
    return False


@pytest.mark.parametrize("page", pages(ROOT), ids=str)
def test_keys_in_the_text_exist(page, keys):
    first = {key.split(".")[0] for key in keys}
    text = re.sub(r"^(```+).*?^\1", "", (ROOT / page).read_text(), flags=re.S | re.M)
    wrong = []
    for code in CODE.findall(text):
        word = code.split(" =")[0].strip()
        if KEY.fullmatch(word) and word.split(".")[0] in first and not word.endswith(FILES) and not known(word, keys):
            wrong.append(code)
    assert not wrong


@pytest.mark.parametrize("page", pages(ROOT), ids=str)
def test_files_and_subcommands_in_the_text_exist(page):
    text = (ROOT / page).read_text()
    commands = set(re.findall(r"^  (\w+) ", described("--help"), re.M))
    wrong = [name for name in re.findall(r"`streetlight (\w+)", text) if name not in commands and name not in ("HEAD",)]
    wrong += [
        name
        for name in re.findall(r"`((?:configs|docs|sim|models|tests|bench|analysis)/[\w./-]+)`", text)
        if not (ROOT / name).exists()
        and not list(ROOT.glob(f"{name}.*"))
        and not re.search(r"entry_|round\.toml|schema\.json", name)
    ]
    assert not wrong
