"""The code in docs/how_to/figures_in_python.md runs as it stands, on smaller runs than the page speaks of."""

import os
import re
import subprocess
import sys

import pytest

from conftest import ROOT

PAGE = ROOT / "docs" / "how_to" / "figures_in_python.md"


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)


@pytest.mark.long
def test_the_page_runs(tmp_path):
    (tmp_path / "results").mkdir()
    (tmp_path / "experiments").mkdir()
    (tmp_path / "configs").symlink_to(ROOT / "configs")
    (experiment,) = blocks("toml")
    (tmp_path / "experiments" / "sweep.toml").write_text(experiment)
    # England as it is, but small and short; the page's window ends at month 144.
    england = ["configs/england.toml", "-o", "results/england.h5", "--replicates", "2"]
    england += ["--set", "population.families=2000", "--set", "population.neighbourhood_size=100", "--set", "run.spin_up=12"]
    for arguments in (england, ["experiments/sweep.toml", "-o", "results/sweep.h5"]):
        subprocess.run([os.environ["STREETLIGHT_PROGRAM"], "run", *arguments, "--quiet"], cwd=tmp_path, check=True)
    code = "\n".join(blocks("python"))
    there = {**os.environ, "PYTHONPATH": str(ROOT / "analysis"), "MPLBACKEND": "Agg"}
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=there, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "No programme" in done.stdout
    pictures = {path.name for path in (tmp_path / "results").glob("*.png")}
    assert pictures == {"trust.png", "visits.png", "curves.png", "map.png", "interaction.png"}
