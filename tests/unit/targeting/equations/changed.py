"""A change to an equation of the targeting model, tried in a folder of its own: the changed header stands before the
project's in the include path, and the processes that use it are compiled as in a build that checks itself."""

import json
import os
import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
BUILD = Path(os.environ["STREETLIGHT_BUILD"])
MODEL = "models/targeting/"
PROGRAM = "bin/months_of_england"  # months.cpp


@dataclass(frozen=True)
class Change:
    """`header` and `process` (the source file that uses it): paths under models/targeting."""

    header: str
    process: str
    old: str = ""
    new: str = ""


def write_header(change: Change, folder: Path) -> None:
    """A copy of the header with the change made, at the same path under `folder`."""
    text = (ROOT / MODEL / change.header).read_text(encoding="utf-8")
    assert text.count(change.old) == 1, f"{change.header} has {change.old!r} {text.count(change.old)} times"
    copy = folder / MODEL / change.header
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_text(text.replace(change.old, change.new), encoding="utf-8")


def is_for(source: str, entry: dict) -> bool:
    """Whether the entry compiles the source, by itself or together with the library's others."""
    compiled = entry["file"]
    together = "/streetlight_model_targeting.dir/Unity/" in compiled
    return compiled == source or (together and source in Path(compiled).read_text(encoding="utf-8"))


def compile_process(process: str, folder: Path, *how: str) -> subprocess.CompletedProcess:
    """Compiles a process of the month against the headers in `folder`, with the build's own flags but as one that
    checks itself and without much optimisation. The object is folder/process.o."""
    source = str(ROOT / MODEL / process)
    commands = json.loads((BUILD / "compile_commands.json").read_text(encoding="utf-8"))
    command = next(entry["command"] for entry in commands if is_for(source, entry))
    words = shlex.split(command)
    compiler = next(word for word in words if word.split("/")[-1].startswith(("c++", "g++", "clang++")))
    flags = [word for word in words if word.startswith(("-std", "-m", "-f", "-I", "-D")) and word != "-DNDEBUG"]
    for at, word in enumerate(words):
        if word == "-isystem":
            flags += ["-isystem", words[at + 1]]
    return subprocess.run(
        [compiler, "-I", str(folder), *flags, "-O1", "-UNDEBUG", *how, "-c", source, "-o", str(folder / "process.o")],
        cwd=BUILD, capture_output=True, text=True, timeout=600,
    )


def run_months(folder: Path) -> subprocess.CompletedProcess:
    """Links folder/process.o in place of the build's own and runs some months of a small England."""
    commands = subprocess.run(
        ["ninja", "-t", "commands", "-s", PROGRAM], cwd=BUILD, capture_output=True, text=True, check=True, timeout=60
    ).stdout
    link = commands.strip().splitlines()[-1].removeprefix(": && ").removesuffix(" && :")
    words = shlex.split(link)
    words[words.index("-o") + 1] = str(folder / "months")
    # The first definition is taken, so the object goes before the libraries.
    words[words.index("-o"):words.index("-o")] = [str(folder / "process.o"), "-Wl,--allow-multiple-definition"]
    subprocess.run(words, cwd=BUILD, check=True, timeout=600)
    return subprocess.run([folder / "months"], capture_output=True, text=True, timeout=600)
