"""The files of the project, and what each C++ file includes."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {".git", "__pycache__", ".pytest_cache", ".cache", "node_modules"}  # at any depth
MADE = {"build", "results", "site"}  # at the top
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:"([^"]+)"|<([^>]+)>)', re.MULTILINE)


@dataclass(frozen=True)
class Include:
    file: str  # path from the project's root, with forward slashes
    line: int
    name: str  # as written, without quotes or brackets


def files(root: Path, *suffixes: str) -> list[Path]:
    """Every file under `root` that is the project's own, sorted; with one of the suffixes where any is given."""
    found = []
    for path in root.rglob("*"):
        parts = path.relative_to(root).parts
        if path.is_file() and parts[0] not in MADE and not NOT_OURS.intersection(parts) and (not suffixes or path.suffix in suffixes):
            found.append(path)
    return sorted(found)


def includes(root: Path, *folders: str) -> list[Include]:
    """Every #include in C++ files of the folders."""
    found = []
    for path in files(root, ".cpp", ".hpp", ".in"):
        name = path.relative_to(root).as_posix()
        if not name.startswith(folders):
            continue
        text = path.read_text(encoding="utf-8")
        for match in INCLUDE.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            found.append(Include(name, line, match.group(1) or match.group(2)))
    return found
