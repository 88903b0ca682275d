"""The fenced blocks of a Markdown page, in order, with what the page says about testing them.

A comment on the line before a block steers the test:

    <!-- test: skip, REASON -->      the block is not run
    <!-- test: file PATH -->         the block is the file PATH (relative to the project)
    <!-- test: base PATH -->         a TOML fragment belongs to the experiment PATH (by default configs/england.toml)

A TOML block that follows the words "`PATH.toml`:" (as in "Save this as `experiments/telling.toml`:") is that file.
"""
import re
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(r"^(`{3,})(\w*)\s*$")
COMMENT = re.compile(r"<!--\s*test:\s*(skip|file|base)[, ]\s*(.*?)\s*-->")
NAMED = re.compile(r"`([\w./-]+\.toml)`[^`]*:\s*$")


@dataclass(frozen=True)
class Block:
    page: Path
    line: int
    language: str
    text: str
    skip: str = ""  # why it is not run
    file: str = ""  # what it is saved as
    base: str = "england.toml"  # what a fragment belongs to, relative to configs/

    @property
    def where(self):
        return f"{self.page}:{self.line}"


def blocks(root, page):
    """Every fenced block of `root/page`."""
    lines = (root / page).read_text().splitlines()
    found, at = [], 0
    while at < len(lines):
        opened = FENCE.match(lines[at])
        if not opened:
            at += 1
            continue
        end = next(i for i in range(at + 1, len(lines)) if lines[i].startswith(opened[1]))
        before = [line for line in lines[max(0, at - 4) : at] if line.strip()]
        said = COMMENT.search(before[-1]) if before else None
        options = {said[1]: said[2]} if said else {}
        if opened[2] == "toml" and not options and before and (name := NAMED.search(" ".join(before[-2:]))):
            options = {"file": name[1]}
        found.append(Block(page, at + 1, opened[2], "\n".join(lines[at + 1 : end]) + "\n", **options))
        at = end + 1
    return found


def pages(root):
    """Every page of the site and README, relative to the project."""
    below = sorted(path.relative_to(root) for path in (root / "docs").rglob("*.md"))
    return [Path("README.md"), Path("CHANGELOG.md"), Path("analysis/README.md"), *below]
