"""Neighbourhoods in order of deprivation: years are put together, and the figure reads."""

import h5netcdf
import numpy as np
import pytest

import test_figures as looks
import synthetic
from streetlight_analysis import FIGURES, CannotDraw, open_panel
from streetlight_analysis.neighbourhoods import over_replicates, read_neighbourhoods

NAMES = ("No programme", "Covert programme")
CODES, AUTHORITIES, REPLICATES = [f"N{k:02}" for k in range(20)], ["Ashby", "Brook"], 2
LABELS = {"scenario": NAMES, "neighbourhood": CODES, "authority": AUTHORITIES}


@pytest.fixture(scope="module")
def towns(tmp_path_factory):
    """Two years, the second of six months; under the programme visits rise with deprivation."""
    path = synthetic.write_england(tmp_path_factory.mktemp("towns") / "towns.h5", replicates=REPLICATES, months=18, scenarios=NAMES)
    scenario, replicate, year, hood = (
        x.ravel() for x in np.meshgrid(range(len(NAMES)), range(REPLICATES), range(2), range(len(CODES)), indexing="ij")
    )
    deprivation = np.linspace(-1, 1, len(CODES))[hood]
    months = np.where(year == 0, 12, 6)
    columns = {
        "scenario": scenario, "point": 0 * scenario, "replicate": replicate, "month": 12 * year, "months": months,
        "neighbourhood": hood, "authority": hood // 10, "deprivation": deprivation, "decile": 1 + (hood // 2), "families": 500 + 0 * hood,
        "need": 50 + 30 * year + 0 * hood, "open_cases": 0 * hood, "trust": 0.5 - 0.1 * scenario, "harm": 0 * hood,
        "visits": months * (1 + scenario * (2 + deprivation)),
    }  # fmt: skip
    with h5netcdf.File(path, "a") as file:
        table = file.create_group("neighbourhoods")
        table.dimensions = {"row": len(scenario)}
        for name, values in columns.items():
            whole = name in ("scenario", "point", "replicate", "month", "neighbourhood", "authority")
            variable = table.create_variable(name, ("row",), data=np.asarray(values, "i8" if whole else "f8"))
            if name in LABELS:
                variable.attrs["labels"] = LABELS[name]
    return open_panel(path)


def test_years_are_put_together(towns):
    table = read_neighbourhoods(towns)
    assert len(table) == len(NAMES) * REPLICATES * len(CODES)
    np.testing.assert_allclose(table["need"], (12 * 50 + 6 * 80) / 18)
    np.testing.assert_allclose(table["families"], 500)
    np.testing.assert_allclose(table["visits"][table["scenario"] == "No programme"], 18)
    values = over_replicates(table, "visits").set_index(["scenario", "neighbourhood"])["value"]
    assert values["Covert programme", "N19"] == pytest.approx(18 * 4 / 500)
    assert set(table["authority"]) == set(AUTHORITIES)


@pytest.mark.parametrize("width", ["column", "wide"])
def test_the_figure_reads(towns, width):
    figure = FIGURES["neighbourhoods"](towns, width=width)
    assert [axes.get_title("left") for axes in figure.axes] == AUTHORITIES
    line = figure.axes[1].get_lines()[1]
    assert line.get_ydata()[0] == pytest.approx(100 * 18 * 4 / 500)  # the most deprived first
    looks.test_nothing_is_cut_off(figure)
    looks.test_no_text_covers_another(figure)
    looks.test_no_line_leaves_its_panel(figure)


def test_what_cannot_be_drawn_says_why(towns, tmp_path):
    with pytest.raises(CannotDraw, match="harm is 0 in every neighbourhood"):
        FIGURES["neighbourhoods"](towns, column="harm")
    with pytest.raises(CannotDraw, match="has no column weather"):
        FIGURES["neighbourhoods"](towns, column="weather")
    plain = open_panel(synthetic.write_england(tmp_path / "plain.h5", replicates=2, months=12, scenarios=NAMES))
    with pytest.raises(CannotDraw, match="output.by_neighbourhood"):
        FIGURES["neighbourhoods"](plain)
