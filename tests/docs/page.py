"""Runs what a documentation page tells its reader to run, as it stands there."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(os.environ["STREETLIGHT_PROGRAM"])
STAND_INS = ROOT / "tests/support/slurm"  # a scheduler that does each job at once


def blocks(page: str, *languages: str) -> list[tuple[str, str]]:
    """Its fenced blocks of these languages, in order: (language, text)."""
    found = re.findall(r"^```(\w+)\n(.*?)^```$", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [(language, text) for language, text in found if language in languages]


def copy_small(folder: Path) -> None:
    """What the page's reader has, with experiments small enough for a test: the commands stay as they are."""
    shutil.copytree(ROOT / "configs", folder / "configs")
    (folder / "build/release/bin").mkdir(parents=True)
    (folder / "build/release/bin/streetlight").symlink_to(PROGRAM)
    for path in (folder / "configs/england.toml", *(folder / "configs/sweeps").glob("*.toml")):
        text = path.read_text(encoding="utf-8")
        text, counted = re.subn(r"^families = [\d_]+", "families = 600", text, flags=re.MULTILINE)
        assert counted == 1, path
        text = re.sub(r"^months = \d+", "months = 36", text, flags=re.MULTILINE)
        text = re.sub(r"^spin_up = \d+", "spin_up = 12", text, flags=re.MULTILINE)
        text = re.sub(r"^points = \d+", "points = 4", text, flags=re.MULTILINE)
        path.write_text(text, encoding="utf-8")


def environment() -> dict[str, str]:
    return os.environ | {
        "PATH": f"{STAND_INS}:{os.environ['PATH']}",
        # What a test in a container needs of Open MPI, and a reader does not.
        "OMPI_ALLOW_RUN_AS_ROOT": "1",
        "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
        "OMPI_MCA_rmaps_base_oversubscribe": "1",
    }


# Open MPI leaks in plugins that are gone by the end: nothing that a sanitizer should look for.
NO_LEAKS = {"ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0"}


def run(language: str, text: str, folder: Path) -> str:
    """Runs a block; gives what it printed."""
    prelude = "PATH=$PWD/build/release/bin:$PATH\n"
    command = {"sh": ["bash", "-e", "-o", "pipefail", "-c", prelude + text],
               "python": [sys.executable, "-c", text],
               "r": ["Rscript", "--vanilla", "-e", text]}[language]  # fmt: skip
    variables = environment() | (NO_LEAKS if "mpirun" in text else {})
    done = subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, f"{text}\n{done.stdout}\n{done.stderr}"
    return done.stdout
