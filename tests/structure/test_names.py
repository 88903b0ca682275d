"""One word, one thing: names that the glossary keeps for one meaning, enumerations with a scope, and one pattern for test files."""

import re
from pathlib import Path

import pytest

from sources import ROOT, files

CODE = ("sim/", "models/", "library/")
COMMENT_OR_TEXT = re.compile(r'//[^\n]*|/\*.*?\*/|R"\w*\(.*?\)\w*"|"(?:\\.|[^"\\\n])*"', re.DOTALL)

# Names that stand for one thing (docs/glossary.md), and the files that are about that thing.
KEPT = {
    r"places?_?": ("models/targeting/population/", "models/targeting/parameters.", "models/targeting/model.cpp",
                   "models/targeting/policy/parameters.", "models/targeting/outcomes/money.", "models/targeting/society.", "library/guarded.cpp",
                   "library/include/streetlight/error.hpp"),  # a place that is simulated; a problem's input in the public header
    r"lanes?_?": ("models/targeting/risk/", "models/targeting/outcomes/sweep.", "models/targeting/outcomes/facts."),  # of a SIMD vector
    r"metrics?_?": ("sim/config/", "sim/experiment/", "sim/running/engine_simulator.cpp", "sim/app/targets.cpp",
                    "sim/app/decompose.cpp"),  # the key output.metrics
}
UNSCOPED = re.compile(r"\benum\s+(?!class\b)\w*\s*(?::[^;{]*)?\{")


def code_of(path: Path) -> str:
    """The text without comments and literals, with as many lines."""
    return COMMENT_OR_TEXT.sub(lambda match: "\n" * match.group().count("\n") or " ", path.read_text(encoding="utf-8"))


def code_files(root: Path):
    for path in files(root, ".cpp", ".hpp"):
        name = path.relative_to(root).as_posix()
        if name.startswith(CODE):
            yield name, code_of(path)


def kept_names(root: Path) -> list[str]:
    """Uses of a name outside the files that are about what it stands for."""
    wrong = []
    for name, code in code_files(root):
        for pattern, homes in KEPT.items():
            if name.startswith(homes):
                continue
            for match in re.finditer(rf"(?<![\w/]){pattern}(?!\w|\.hpp)", code):
                wrong.append(f"{name}:{code.count(chr(10), 0, match.start()) + 1}: {match.group()} (docs/glossary.md)")
    return wrong


def unscoped(root: Path) -> list[str]:
    """Enumerations whose names are known everywhere."""
    return [
        f"{name}:{code.count(chr(10), 0, match.start()) + 1}: enum without class"
        for name, code in code_files(root)
        for match in UNSCOPED.finditer(code)
    ]


def bare_includes(root: Path) -> list[str]:
    """Files are included by their whole path, since several folders have a parameters.hpp."""
    wrong = []
    for path in files(root, ".cpp", ".hpp"):
        name = path.relative_to(root).as_posix()
        if name.startswith(CODE):
            for match in re.finditer(r'^#include "([^"/]+)"', path.read_text(encoding="utf-8"), re.MULTILINE):
                wrong.append(f"{name}: includes {match.group(1)} without its folder")
    return wrong


def misnamed_tests(root: Path) -> list[str]:
    """Files with tests that are not called test_*."""
    wrong = []
    for path in files(root, ".cpp", ".py"):
        name = path.relative_to(root).as_posix()
        if not name.startswith("tests/") or name.startswith("tests/fuzz/corpus/"):
            continue
        has_tests = re.search(r"^def test_|^TEST_CASE\(", path.read_text(encoding="utf-8"), re.MULTILINE)
        if bool(has_tests) != path.name.startswith("test_"):
            wrong.append(f"{name}: " + ("holds tests and is not called test_*" if has_tests else "is called test_* and holds no test"))
    return wrong


def folders_of_nothing(root: Path) -> list[str]:
    """Folders of unit tests that mirror no folder of the code."""
    wrong = []
    for path in sorted((root / "tests/unit").glob("*/")):
        if path.is_dir() and path.name != "theory" and not any((root / part / path.name).is_dir() for part in ("sim", "models")):
            wrong.append(f"tests/unit/{path.name} is the name of no folder in sim/ or models/")
    return wrong


RULES = [kept_names, unscoped, bare_includes, misnamed_tests, folders_of_nothing]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_project_keeps_the_rule(rule):
    assert rule(ROOT) == []


@pytest.mark.parametrize("rule, name, text", [
    (kept_names, "sim/results/a.cpp", "std::size_t place = 0;"),
    (kept_names, "models/targeting/services/a.cpp", "return places_[k];"),
    (kept_names, "sim/random/a.hpp", "std::uint32_t lane;"),
    (kept_names, "sim/results/a.hpp", "std::vector<std::size_t> metrics;"),
    (unscoped, "sim/core/a.hpp", "enum Colour { red };"),
    (unscoped, "models/urn/a.cpp", "enum Bit : std::uint8_t {\n  one = 1 };"),
    (bare_includes, "models/targeting/trust/a.cpp", '#include "month.hpp"'),
    (misnamed_tests, "tests/unit/core/a_test.cpp", 'TEST_CASE("x") {}'),
    (misnamed_tests, "tests/cli/test_a.py", "HEAD = 1\n"),
    (folders_of_nothing, "tests/unit/drawer/test_a.cpp", 'TEST_CASE("x") {}'),
])
def test_a_planted_fault_is_seen(tmp_path, rule, name, text):
    (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert len(rule(tmp_path)) == 1


@pytest.mark.parametrize("name, text", [
    ("sim/results/a.cpp", "// takes place here\nauto x = emplace(\"place\");"),
    ("models/targeting/population/a.cpp", "const Places places;"),
    ("sim/core/a.hpp", "enum class Colour { red };"),
])
def test_other_names_are_not(tmp_path, name, text):
    (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert kept_names(tmp_path) == unscoped(tmp_path) == []
