"""The manual page and the completions say what the program's own help says."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

PROGRAM = os.environ["STREETLIGHT_PROGRAM"]
MADE = Path(os.environ["STREETLIGHT_BUILD"]) / "packaging"


def output(*command, **options):
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, timeout=60, **options)
    assert done.returncode == 0, done.stderr
    return done.stdout


def commands():
    listed = output(PROGRAM, "--help").split("Subcommands:")[1]
    return re.findall(r"^  (\w+) ", listed, re.M)


def options(command):
    return set(re.findall(r"(?<![\w-])--?[a-z][\w-]*", output(PROGRAM, command, "--help").split("Options:")[1]))


def completed(*words):
    """What bash proposes for the last word; KEY, = and VALUE are words of their own, as bash splits them."""
    quoted = " ".join(f"'{word}'" for word in words)
    script = f"source {MADE / 'streetlight.bash'}; COMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}; _streetlight; printf '%s\\n' \"${{COMPREPLY[@]}}\""
    return set(output("bash", "-c", script).split())


def test_the_manual_has_every_command_and_option():
    page = (MADE / "streetlight.1").read_text().replace("\\-", "-")
    assert len(commands()) > 10
    for command in commands():
        section = page.split(f"\n.SS {command}\n")[1].split("\n.SS ")[0]
        shown = set(re.findall(r"\\fB(--?[a-z][\w-]*)\\fR", section))
        described = {option for option in options(command) if f"--{command}" != option}
        assert shown <= described and {"-h", "--help"} <= shown, command
        assert len(shown) >= 2


@pytest.mark.parametrize("reader", [["man", "-l", "--warnings", "-E", "UTF-8"], ["mandoc", "-T", "lint", "-W", "warning"]], ids=lambda reader: reader[0])
def test_readers_of_manuals_have_no_complaint(reader):
    if not shutil.which(reader[0]):
        pytest.skip(f"{reader[0]} is not installed")
    done = subprocess.run([*reader, MADE / "streetlight.1"], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and done.stderr == ""
    assert reader[0] == "man" or done.stdout == ""


def test_bash_completes_commands_options_choices_and_keys():
    assert completed("streetlight", "") >= {*commands(), "--help", "--version"}
    assert completed("streetlight", "des") == {"describe"}
    assert completed("streetlight", "run", "--re") == {"--replicates", "--resume", "--replace"}
    assert completed("streetlight", "compare", "--format", "") == {"table", "markdown", "csv", "json"}
    assert completed("streetlight", "run", "--set", "casework.cap") == {"casework.capacity="}
    assert "run.seed=" in completed("streetlight", "run", "--set", "run.")
    assert "covert" in completed("streetlight", "run", "--set", "programme.transparency", "=")
    assert completed("streetlight", "run", "--set", "programme.transparency", "=", "cov") == {"covert"}
    assert completed("streetlight", "describe", "casework.cap") == {"casework.capacity"}
    for command in commands():
        assert completed("streetlight", command, "--") >= {option for option in options(command) & completed("streetlight", command, "-") if option.startswith("--")}


def test_the_zsh_completion_is_zsh():
    if not shutil.which("zsh"):
        pytest.skip("zsh is not installed")
    output("zsh", "-n", MADE / "_streetlight")
