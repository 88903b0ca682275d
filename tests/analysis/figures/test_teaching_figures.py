"""Figures for the classroom: single runs, trust of families never visited, differences over time."""

import h5netcdf
import numpy as np
import pytest

import test_figures as looks
import synthetic
from streetlight_analysis import FIGURES, CannotDraw, caption_of, open_panel
from streetlight_analysis.figures.trust_travels import trust_apart

FAMILIES, MONTHS, REPLICATES = 40, 48, 3
NAMES = ("No programme", "Covert programme", "Notice and register")


@pytest.fixture(scope="module")
def followed(folder):
    """Families 0 to 9 are visited in month 30 and lose 0.5; under the second policy the others lose 0.1, too."""
    path = synthetic.write_england(folder / "followed.h5", replicates=REPLICATES, months=MONTHS, scenarios=NAMES)
    scenario, replicate, month, family = (
        x.ravel()
        for x in np.meshgrid(range(len(NAMES)), range(REPLICATES), range(MONTHS), range(FAMILIES), indexing="ij")
    )
    luck = np.random.default_rng(5).normal(0, 1, (REPLICATES, MONTHS, FAMILIES))
    visited = (scenario > 0) & (month == 30) & (family < 10)
    after = (month >= 30) * ((scenario > 0) * (family < 10) * 0.5 + (scenario == 2) * (family >= 10) * 0.1)
    columns = {
        "scenario": scenario,
        "point": np.zeros_like(scenario),
        "replicate": replicate,
        "month": month,
        "family": family,
        "trust": luck[replicate, month, family] - after,
        # A flag that is not followed, and a visit that no flag led to, are not visits by the programme.
        "flagged": visited | ((scenario > 0) & (family == 20) & (month == 26)),
        "visited": visited | ((family == 21) & (month == 27)),
    }
    with h5netcdf.File(path, "a") as file:
        table = file.create_group("families")
        table.dimensions = {"row": len(scenario)}
        for name, values in columns.items():
            table.create_variable(name, ("row",), data=np.asarray(values, "f8"))
    return open_panel(path)


def readable(figure):
    looks.test_nothing_is_cut_off(figure)
    looks.test_no_text_covers_another(figure)
    looks.test_no_line_leaves_its_panel(figure)


def test_each_family_is_compared_with_itself(followed):
    apart = trust_apart(followed)
    assert list(apart) == list(NAMES[1:])
    late = {name: values.sel(time=slice(30, None)) for name, values in apart.items()}
    np.testing.assert_allclose(late["Covert programme"].sel(visited=True), -0.5)
    assert (late["Covert programme"].sel(visited=False) == 0).all()
    np.testing.assert_allclose(late["Notice and register"].sel(visited=False), -0.1)
    for values in apart.values():
        assert (values.sel(time=slice(0, 29)) == 0).all()


@pytest.mark.parametrize("width", ["column", "wide"])
def test_trust_travels_is_drawn(followed, width):
    figure = FIGURES["trust_travels"](followed, width=width)
    readable(figure)


def test_trust_travels_needs_followed_families(england):
    with pytest.raises(CannotDraw, match="follows no families"):
        FIGURES["trust_travels"](england)


@pytest.mark.parametrize("width", ["column", "wide"])
def test_single_runs_are_the_replicates(urn, width):
    panel = urn.rename(share_first="share_a")
    figure = FIGURES["single_runs"](panel, width=width)
    values = panel["share_a"].isel(point=0).sel(authority="all", group="all", scenario="naive")
    lines = [line.get_ydata() for line in figure.axes[0].lines]
    np.testing.assert_allclose(lines[:-1], values)
    np.testing.assert_allclose(lines[-1], values.mean("replicate"))
    assert f"{values.sizes['replicate']} thin lines" in caption_of(figure)
    readable(figure)


def test_single_runs_are_not_drawn_of_everything(england):
    with pytest.raises(CannotDraw, match="name another column"):
        FIGURES["single_runs"](england)


def test_differences_over_time_are_paired(england):
    figure = FIGURES["differences_over_time"](england, outcomes=["trust"], baseline="Covert programme")
    trust = england["trust"].isel(point=0).sel(authority="all", group="all")
    expected = (trust.sel(scenario="No programme") - trust.sel(scenario="Covert programme")).mean("replicate")
    lines = [line.get_ydata() for line in figure.axes[0].lines]
    assert any(len(line) == expected.size and np.allclose(line, expected) for line in lines)


@pytest.mark.parametrize("name", ["prevalence_by_decile", "flags_by_decile", "model_precision"])
def test_panels_that_share_a_scale_hold_the_highest_line(england, name):
    """Also when the first panel's lines are the lowest."""
    lowest = england["scenario"].values[1]
    scaled = england.copy()
    for column in ("open_cases", "need", "flags_confirmed", "flags_in_need"):
        if column in scaled:
            scaled[column] = scaled[column].where(scaled["scenario"] != lowest, 0.2 * scaled[column])
    order = [lowest] + [each for each in england["scenario"].values if each != lowest]
    looks.test_no_line_leaves_its_panel(FIGURES[name](scaled.sel(scenario=order)))
