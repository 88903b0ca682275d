"""Shares, effects and indices computed here agree with the program's, which the figures show; the figures can be read."""

import json
import math
import os
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import t

sys.path.insert(0, str(Path(__file__).parents[1] / "figures"))
import test_figures as layout  # noqa: E402
from by_hand import shares  # noqa: E402

from streetlight_analysis import CannotDraw, FIGURES, Window, caption_of, open_panel  # noqa: E402
from streetlight_analysis.attribution import attribution  # noqa: E402
from streetlight_analysis.program import find_program  # noqa: E402
from streetlight_analysis.sensitivity import sensitivity  # noqa: E402

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
trajectories = 10
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


def test_shares_by_another_way(made):
    panel = open_panel(made / "world.h5")
    for metric, group in (("trust", "all"), ("flag_ratio", "poorest")):
        one = said(made, "decompose", "world", "--metric", metric, "--group", group)["attributions"][0]
        parts, none, whole, from_baseline = shares(panel, metric, Window(0, 24), group=group)
        assert from_baseline == (one["baseline"] is not None) == (metric == "trust")
        np.testing.assert_allclose(parts.transpose("replicate", "mechanism").values, one["by_replicate"], rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(float(none.mean()), one["parts"][0]["value"], rtol=1e-12)
        np.testing.assert_allclose(parts.sum("mechanism").values, whole.values, atol=1e-12)


def test_shares_are_the_programs(made):
    """In the outcome's own unit: trust as it is, harm per 1,000 families a year."""
    panel = open_panel(made / "world.h5")
    for metric, scale in (("trust", 1), ("harm", 1000 / 1500 / 2)):
        one = said(made, "decompose", "world", "--metric", metric, "--window", "0:24")["attributions"][0]
        found = attribution(panel, metric, Window(0, 24))
        assert found.difference and list(found.shares) == list(MECHANISMS)
        for part in one["parts"]:
            if part["part"] in ("mechanism", "whole"):
                share = found.whole if part["part"] == "whole" else found.shares[part["mechanism"]]
                ends = [math.nan if end is None else scale * end for end in (part["value_low"], part["value_high"])]
                np.testing.assert_allclose([share.mean, share.low, share.high], [scale * part["value"], *ends], rtol=1e-9)
    near, far = (attribution(panel, "trust", Window(0, 24), level=level).whole for level in (0.5, 0.99))
    assert (far.high - far.low) / (near.high - near.low) == pytest.approx(t.ppf(0.995, 2) / t.ppf(0.75, 2))


@pytest.mark.parametrize("name, metric, window", [("morris", "y", (0, 1)), ("screening", "trust", (12, 24)), ("saltelli", "y", (0, 1))])
def test_figures_show_what_the_command_says(made, name, metric, window):
    found = sensitivity(open_panel(made / f"{name}.h5"), metric, Window(*window))
    one = said(made, "sensitivity", name, "--metric", metric, "--window", "{}:{}".format(*window))["sensitivities"][0]
    assert found.difference == (name == "screening") and found.missing == 0
    for row, said_row in zip(found.table.to_dict("records"), one["parameters"], strict=True):
        assert row == said_row


def replicates_of(panel, metric, rows):
    """Outcomes of the last scenario less the first, or of the only one, [replicate][walk or row of the design][place in it]."""
    values = panel[metric].sel(authority="all", group="all").mean("time")
    last = values.isel(scenario=-1) - (values.isel(scenario=0) if values.sizes["scenario"] > 1 else 0)
    return last.transpose("replicate", "point").values.reshape(panel.sizes["replicate"], -1, rows)


def values_of(panel, metric, rows):
    return replicates_of(panel, metric, rows).mean(0)


def half_width(effects):
    """Of the mean of effects [replicate][walk], both a sample: two-way random effects, with Satterthwaite's degrees of freedom."""
    r, w = effects.shape
    by_walk = effects.mean(0).var(ddof=1) / w
    if r == 1:
        return t.ppf(0.975, w - 1) * np.sqrt(by_walk)
    by_replicate = effects.mean(1).var(ddof=1) / r
    left = effects - effects.mean(0) - effects.mean(1, keepdims=True) + effects.mean()
    rest = (left**2).sum() / ((r - 1) * (w - 1)) / (r * w)
    if by_replicate <= rest:
        return t.ppf(0.975, w - 1) * np.sqrt(by_walk)
    variance = by_walk + by_replicate - rest
    degrees = variance**2 / (by_walk**2 / (w - 1) + by_replicate**2 / (r - 1) + rest**2 / ((w - 1) * (r - 1)))
    return t.ppf(0.975, max(min(r, w) - 1, int(degrees))) * np.sqrt(variance)


def test_effects_by_another_way(made):
    for name, metric, end in (("morris", "y", 1), ("screening", "trust", 24)):
        panel = open_panel(made / f"{name}.h5")
        design = panel.attrs["design"]
        k = design.shape[1]
        y = values_of(panel, metric, k + 1)
        table = sensitivity(panel, metric, Window(0, end)).table.set_index("parameter")
        for key in design.columns:
            places = design[key].to_numpy(float)
            if key == "programme.capacity":  # on a log scale
                places = np.log(places)
            places = ((places - places.min()) / np.ptp(places)).reshape(-1, k + 1)
            if key == "mechanism.hearsay":  # the first value is true
                places = 1 - places
            moved = np.diff(places, axis=1)
            effects = np.diff(y, axis=1)[moved != 0] / moved[moved != 0]
            single = np.diff(replicates_of(panel, metric, k + 1), axis=2)[:, moved != 0] / moved[moved != 0]
            half = half_width(single * np.sign(effects))
            row = table.loc[key]
            assert row["mu"] == pytest.approx(effects.mean(), rel=1e-9, abs=1e-12)
            assert row["mu_star"] == pytest.approx(np.abs(effects).mean(), rel=1e-9)
            assert row["sigma"] == pytest.approx(effects.std(ddof=1), rel=1e-9, abs=1e-12)
            assert row["mu_star_high"] == pytest.approx(row["mu_star"] + half, rel=1e-9)


def test_indices_by_another_way(made):
    panel = open_panel(made / "saltelli.h5")
    rows = values_of(panel, "y", 5)

    def indices(rows):
        a, mixed, b = rows[:, :1], rows[:, 1:-1], rows[:, -1:]
        ends = np.concatenate([a, b])
        first = ((b - ends.mean()) * (mixed - a)).mean(axis=0)
        return first / ends.var(), ((a - mixed) ** 2).mean(axis=0) / (2 * ends.var())

    copy = np.arange(len(rows)) % 8
    first, total = indices(rows)
    without = [indices(rows[copy != c]) for c in range(8)]
    error = lambda values: np.sqrt(7 * np.var(values, axis=0))  # noqa: E731
    table = sensitivity(panel, "y", Window(0, 1)).table
    width = t.ppf(0.975, 7)
    np.testing.assert_allclose(table["first"], first, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(table["total"], total, rtol=1e-9)
    np.testing.assert_allclose(table["first_high"], first + width * error([one for one, _ in without]), rtol=1e-9)
    logs = error(np.log([two for _, two in without]))
    np.testing.assert_allclose(table["total_low"], total * np.exp(-width * logs), rtol=1e-9)


def test_the_program_is_looked_for(made, monkeypatch, tmp_path):
    panel = open_panel(made / "morris.h5")
    monkeypatch.setenv("STREETLIGHT_PROGRAM", str(tmp_path / "nothing"))
    with pytest.raises(CannotDraw, match="STREETLIGHT_PROGRAM names .*nothing, which is not a program"):
        sensitivity(panel, "y", Window(0, 1))
    monkeypatch.delenv("STREETLIGHT_PROGRAM")
    monkeypatch.setattr("streetlight_analysis.program.BUILT", tmp_path / "nothing")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CannotDraw, match="build it"):
        find_program()
    (tmp_path / "streetlight").symlink_to(PROGRAM)
    assert find_program() == str(tmp_path / "streetlight")
    assert sensitivity(panel, "y", Window(0, 1)).unit == "1"


def test_what_the_program_refuses_is_said(made):
    panel = open_panel(made / "screening.h5")
    with pytest.raises(CannotDraw, match="window"):
        sensitivity(panel, "trust", Window(3, 9))
    del panel.attrs["path"]
    with pytest.raises(CannotDraw, match="not opened from a file"):
        sensitivity(panel, "trust", Window(0, 24))


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
