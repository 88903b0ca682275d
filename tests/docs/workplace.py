"""A copy of the project in which the commands of its pages can be run quickly and without leaving a trace.

`build/release/bin/streetlight` is the program with every targeting experiment made small (few families, a short
spin-up, few replicates, few worlds): the commands are those of the page, the numbers are not. `./dev figures`, `./dev briefing` and `./dev evaluate`
are remembered and done afterwards in one Python process; what else `./dev` does is not run here (SKIPPED).
"""
import os
import re
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LONG = bool(os.environ.get("STREETLIGHT_LONG"))  # the long suite draws every figure, the quick one some
QUICK_FORMAT = {"figures": "png", "briefing": "html"}
PROGRAM = Path(os.environ.get("STREETLIGHT_PROGRAM", ROOT / "build/release/bin/streetlight"))

# Commands that a page shows and that are not run here, and why.
SKIPPED = {
    r"\./dev (demo|test|build|bench|lint|clean|format|docs|verify|targets)\b": "too long for a page's test",
    r"(sudo )?apt(-get)? ": "installs packages",
    r"git clone ": "needs the network",
    r"(mpirun|srun|sbatch) ": "needs a cluster; tests/cli has it",
    r"(h5dump|ncdump|Rscript|firefox|xdg-open) ": "another program's command",
}

SMALL_PROGRAM = """#!/bin/bash
# The program, with experiments on families made small.
set -euo pipefail
real='{program}'
case ${{1:-}} in
run | decompose | sensitivity | screen | microdata)
  experiment=$(printf '%s\\n' "$@" | grep '\\.toml$' | head -n 1)
  help=$("$real" "$1" --help)
  small=() size=100
  [[ $experiment != *evaluation/* ]] || size=10  # 150 authorities need as many neighbourhoods
  if "$real" validate "$experiment" 2>/dev/null | grep -q '^Model *targeting' && grep -q -- '--set' <<<"$help"; then
    small=(--set population.families=${{SMALL_FAMILIES:-2000}} --set population.neighbourhood_size=$size --set run.spin_up=24)
    if [[ " $* " == *" --worlds "* ]]; then
      [[ " $* " == *" --number-of-worlds "* ]] || set -- "$@" --number-of-worlds 75
      if [ -n "${{SMALL_WORLDS:-}}" ]; then
        words=("$@")
        for ((i = 1; i < $#; i++)); do [ "${{words[i - 1]}}" != --number-of-worlds ] || words[i]=$SMALL_WORLDS; done
        set -- "${{words[@]}}"
      fi
    fi
    [[ " $* " == *" --replicates "* ]] || ! grep -q -- '--replicates' <<<"$help" || small+=(--replicates ${{SMALL_REPLICATES:-2}})
  fi
  exec "$real" "$@" "${{small[@]}}"
  ;;
esac
exec "$real" "$@"
"""

DEV = """#!/bin/bash
case $1 in
figures | briefing | evaluate) printf '%s\\0' "$@" >>dev_commands && printf '\\n' >>dev_commands ;;
help) ;;
*) echo "the test of the pages cannot run ./dev $1" >&2 && exit 1 ;;
esac
"""


class Workplace:
    def __init__(self, folder, families=2000, replicates=2):
        self.folder = Path(folder)
        self.drawn = {}  # what `./dev` has drawn already: a page that asks for the same again costs nothing
        self.environment = {
            **os.environ,
            "SMALL_FAMILIES": str(families),
            "SMALL_REPLICATES": str(replicates),
            "SMALL_WORLDS": "" if LONG else "8",  # a page's own number, or 75, in the long suite
            "PYTHONPATH": str(ROOT / "analysis"),
            "MPLBACKEND": "Agg",
        }
        self.folder.mkdir(parents=True, exist_ok=True)
        shutil.copytree(ROOT / "configs", self.folder / "configs")
        for name in ("analysis", "docs", "bench"):
            if (ROOT / name).exists():
                (self.folder / name).symlink_to(ROOT / name)
        self._script("build/release/bin/streetlight", SMALL_PROGRAM.format(program=PROGRAM))
        self._script("dev", DEV)
        (self.folder / "results").mkdir()

    def _script(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def shell(self, script):
        """Runs a script in bash; the finished process, with what it printed."""
        return subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=self.folder,
            env={**self.environment, "PATH": f"{self.folder}/build/release/bin:{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            timeout=600,
        )

    def figures(self, every=1, each_kind_once=False):
        """Does the remembered `./dev figures` and the like, or each so many-th of them: [(arguments, exit code)].

        With `each_kind_once`, of a command that another page has had done it is only seen that it is one, and that its file is there.
        The quick suite makes one format of each, which is not PDF: formats have tests of their own.
        """
        from streetlight_analysis.__main__ import _parser, main

        remembered = self.folder / "dev_commands"
        done, here = [], os.getcwd()
        os.chdir(self.folder)
        try:
            lines = remembered.read_text().splitlines() if remembered.exists() else []
            for line in lines[::every]:
                arguments = line.strip("\0").split("\0")
                if arguments[0] in QUICK_FORMAT and "--format" not in arguments and not LONG:
                    arguments += ["--format", QUICK_FORMAT[arguments[0]]]
                if each_kind_once and line not in self.drawn and any(key.split("\0")[0] == arguments[0] for key in self.drawn):
                    done.append((arguments, 0 if Path(_parser("dev").parse_args(arguments).file).is_file() else 2))
                    continue
                if line not in self.drawn:
                    self.drawn[line] = main(arguments)
                done.append((arguments, self.drawn[line]))
        finally:
            os.chdir(here)
            remembered.unlink(missing_ok=True)
        return done


def without_skipped(text):
    """A shell block with the lines left out that SKIPPED names, and the pairs (command, reason) of those."""
    kept, skipped = [], []
    for line in text.splitlines():
        reason = next((why for pattern, why in SKIPPED.items() if re.match(pattern, line.strip())), None)
        if reason:
            skipped.append((line.strip(), reason))
        else:
            kept.append(line)
    return "\n".join(kept) + "\n", skipped
