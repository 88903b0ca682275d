"""The recipes of CONTRIBUTING.md, each as a patch."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATCHES = {path.stem: path for path in sorted((Path(__file__).parent / "recipes").glob("*.patch"))}
# The words with which the table of CONTRIBUTING.md names each.
NAMES = {
    "column": "add a column",
    "command": "add a command",
    "equation": "change an equation",
    "learner": "add a learner",
    "model": "add a small model",
    "parameter": "add a parameter",
}


def files_of(patch):
    """Files that a patch changes or makes."""
    return re.findall(r"^diff --git a/(\S+) b/", patch.read_text(), re.MULTILINE)


def apply(patch, tree, *options):
    """What `git apply` says; nothing when all went well. No repository is needed."""
    done = subprocess.run(["git", "apply", *options, str(patch)], cwd=tree, capture_output=True, text=True, timeout=60)
    return "" if done.returncode == 0 else done.stderr or "refused"
