"""Every command on these pages runs as written, in a smaller world, one page after the other in a folder of its own."""

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest

PROGRAM = os.environ["STREETLIGHT_PROGRAM"]
ROOT = Path(__file__).parents[3]
PAGES = ["how_to/attribution.md", "how_to/sensitivity.md", "how_to/place.md", "models/ishigami.md", "models/sobol_g.md", "classroom/datasheet.md"]

# What makes the main model small: a table of its own, so that a page's command stays as it is but for these.
SMALL = ["population.families=400", "population.neighbourhood_size=20", "run.spin_up=24"]
FEW = {"morris": ["design.trajectories=2"], "sobol.toml": ["design.samples=8"]}


def commands(page):
    text = (ROOT / "docs" / page).read_text()
    for block in re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        yield from (line for line in block.splitlines() if line.strip() and not line.startswith("#"))


def smaller(words):
    """The command with the settings that make it quick."""
    file = next((word for word in words if word.endswith(".toml")), "")
    settings = []
    if words[0] in ("run", "decompose", "microdata") and ("england" in file or "council" in file):
        settings += SMALL
        settings += next((more for name, more in FEW.items() if name in file), [])
        if words[0] == "decompose":
            settings += ["run.replicates=1", "run.months=48"]
    return words + [part for setting in settings for part in ("--set", setting)]


@pytest.mark.parametrize(
    "page", [pytest.param(page, marks=pytest.mark.long) if page == "how_to/place.md" else page for page in PAGES]
)
def test_every_command_shown_runs(page, tmp_path):
    for name in ("configs", "analysis"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "results").mkdir()
    shown = list(commands(page))
    assert shown
    environment = dict(os.environ, MPLBACKEND="Agg", MPLCONFIGDIR=str(tmp_path / "mpl"))
    for line in shown:
        words = shlex.split(line)
        if words[0] == "streetlight":
            command = [PROGRAM, *smaller(words[1:])]
        else:
            assert words[0] == "./dev", line
            command = ["/usr/bin/python3", "-m", "streetlight_analysis", *words[1:]]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=180, env=environment)
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"


@pytest.mark.parametrize("page", PAGES)
def test_every_experiment_shown_is_sound(page, tmp_path):
    """TOML on a page is a part of an experiment: with the model named and the design completed it must validate."""
    text = (ROOT / "docs" / page).read_text()
    for number, block in enumerate(re.findall(r"^```toml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)):
        head = 'schema = 1\nmodel = "targeting"\n'
        if 'kind = "saltelli"' in block:
            block += '[[design.parameter]]\nkey = "casework.hit"\nrange = [0.5, 0.9]\n'
        if "synthetic_council.csv" in block:
            (tmp_path / "synthetic_council.csv").symlink_to(ROOT / "configs/places/synthetic_council.csv")
        path = tmp_path / f"{number}.toml"
        path.write_text(head + block)
        done = subprocess.run([PROGRAM, "validate", path], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
