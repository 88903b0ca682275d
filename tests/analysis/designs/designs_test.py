"""Shares, effects and indices computed here agree with the program's, and their figures can be read."""

import json
import os
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "figures"))
import figures_test as layout  # noqa: E402

from streetlight_analysis import CannotDraw, FIGURES, Window, caption_of, open_panel  # noqa: E402
from streetlight_analysis.attribution import shares  # noqa: E402
from streetlight_analysis.sensitivity import elementary_effects, outcome_at_points, sobol_indices  # noqa: E402

PROGRAM = os.environ["STREETLIGHT_PROGRAM"]
PI = 3.141592653589793

WORLD = """schema = 1
model = "targeting"
title = "A small world"
run = { months = 24, spin_up = 24, replicates = 3 }
output = { interval = "year", metrics = ["families", "harm", "unmet_need", "trust", "flag_ratio"] }
population = { families = 1500, neighbourhood_size = 50 }
programme = { start = 6, capacity = 0.02 }
risk = { horizon = 6, retrain = 6 }
groups = { poorest = { deprivation = [9, 10] } }
[[scenario]]
name = "No programme"
[[scenario]]
name = "Covert programme"
set = { programme.enabled = true }
"""
MECHANISMS = ("unequal_visibility", "retraining_loop", "exit", "hearsay")
SCREENING = """[design]
kind = "morris"
trajectories = 5
[[design.parameter]]
key = "programme.capacity"
range = [0.002, 0.02]
scale = "log"
[[design.parameter]]
key = "casework.hit"
range = [0.4, 0.9]
[[design.parameter]]
key = "casework.duration"
range = [5.0, 30.0]
[[design.parameter]]
key = "mechanism.hearsay"
values = [true, false]
"""


def ishigami(kind, count):
    text = f'schema = 1\nmodel = "ishigami"\n[design]\nkind = "{kind}"\n'
    text += {"morris": "trajectories", "saltelli": "samples"}[kind] + f" = {count}\n"
    return text + "".join(f'[[design.parameter]]\nkey = "input.x{i}"\nrange = [{-PI}, {PI}]\n' for i in (1, 2, 3))


def program(*arguments, folder):
    done = subprocess.run([PROGRAM, *arguments], cwd=folder, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Folder with the files, and what the program says of each."""
    folder = tmp_path_factory.mktemp("designs")
    texts = {"world": WORLD, "screening": WORLD + SCREENING, "morris": ishigami("morris", 30), "saltelli": ishigami("saltelli", 256)}
    for name, text in texts.items():
        (folder / f"{name}.toml").write_text(text)
        if name == "world":
            chosen = [word for name in MECHANISMS for word in ("--mechanism", name)]
            program("decompose", "world.toml", "-o", "world.h5", "--quiet", *chosen, folder=folder)
        else:
            program("run", f"{name}.toml", "-o", f"{name}.h5", "--quiet", folder=folder)
    return folder


def said(made, command, name, *arguments):
    return json.loads(program(command, f"{name}.h5", "--format", "json", *arguments, folder=made))


def test_shares_are_the_programs(made):
    panel = open_panel(made / "world.h5")
    for metric, group in (("trust", "all"), ("flag_ratio", "poorest")):
        one = said(made, "decompose", "world", "--metric", metric, "--group", group)["attributions"][0]
        parts, none, whole, from_baseline = shares(panel, metric, Window(0, 24), group=group)
        assert from_baseline == (one["baseline"] is not None) == (metric == "trust")
        np.testing.assert_allclose(parts.transpose("replicate", "mechanism").values, one["by_replicate"], rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(float(none.mean()), one["parts"][0]["value"], rtol=1e-12)
        np.testing.assert_allclose(parts.sum("mechanism").values, whole.values, atol=1e-12)


@pytest.mark.parametrize("name, metric", [("morris", "y"), ("screening", "trust")])
def test_effects_are_the_programs(made, name, metric):
    panel = open_panel(made / f"{name}.h5")
    rows = said(made, "sensitivity", name, "--metric", metric)["sensitivities"][0]["parameters"]
    values, _ = outcome_at_points(panel, metric, Window(0, 24))
    table = elementary_effects(panel, values).set_index("parameter")
    assert len(rows) == len(table)
    for row in rows:
        for column in ("mu", "mu_star", "sigma"):
            assert table.loc[row["parameter"], column] == pytest.approx(row[column], rel=1e-9, abs=1e-12)
        assert table.loc[row["parameter"], "low"] == pytest.approx(row["mu_star_low"], rel=0.15, abs=1e-3)


def test_indices_are_the_programs(made):
    panel = open_panel(made / "saltelli.h5")
    values, difference = outcome_at_points(panel, "y", Window(0, 1))
    assert not difference
    table = sobol_indices(panel, values).set_index("parameter")
    for row in said(made, "sensitivity", "saltelli")["sensitivities"][0]["parameters"]:
        assert table.loc[row["parameter"], "first"] == pytest.approx(row["first"], rel=1e-9, abs=1e-12)
        assert table.loc[row["parameter"], "total"] == pytest.approx(row["total"], rel=1e-9)
        assert table.loc[row["parameter"], "total_high"] == pytest.approx(row["total_high"], abs=0.06)


CASES = [("world", "attribution"), ("screening", "morris"), ("morris", "morris"), ("saltelli", "sobol")]


@pytest.mark.parametrize("width", ["column", "wide"])
@pytest.mark.parametrize("name, figure_name", CASES)
def test_figures_can_be_read(made, name, figure_name, width):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = FIGURES[figure_name](open_panel(made / f"{name}.h5"), width=width)
    layout.test_size_on_paper(figure, width)
    layout.test_nothing_is_cut_off(figure)
    layout.test_no_text_covers_another(figure)
    assert "What to see:" in caption_of(figure)


def test_figures_of_other_files_say_why_not(made):
    for name, figure_name in (("world", "morris"), ("world", "sobol"), ("saltelli", "attribution"), ("morris", "sobol")):
        with pytest.raises(CannotDraw):
            FIGURES[figure_name](open_panel(made / f"{name}.h5"))
