"""England's experiment made small, from config to comparison, through the command line alone."""

import csv
import io
import json
import math
import re
import subprocess
from pathlib import Path

import h5py
import numpy as np
import pytest
import xarray as xr
from program import streetlight

ROOT = Path(__file__).parents[3]
ENGLAND = ROOT / "configs/england.toml"
SMALL = ["--set", "population.families=4000", "--set", "population.neighbourhood_size=250", "--set", "run.months=36", "--set", "run.spin_up=24",
         "--set", "programme.start=12", "--set", "programme.capacity=0.02", "--replicates", "2"]
SCENARIOS = ["No programme", "Covert programme", "Notice and register", "Consented support", "Corrected and audited",
             "Universal early help"]


@pytest.fixture(scope="module")
def england(tmp_path_factory):
    """A finished run: England's six scenarios, 4,000 families, three years, two replicates."""
    file = tmp_path_factory.mktemp("england") / "england.h5"
    done = streetlight("run", ENGLAND, *SMALL, "--threads", "2", "-o", file)
    assert done.returncode == 0, done.stderr
    return file


@pytest.fixture(scope="module")
def panel(england):
    with xr.open_dataset(england, engine="h5netcdf", group="panel") as opened:
        yield opened.load()


def test_the_small_england_is_sound():
    done = streetlight("validate", ENGLAND, *SMALL)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_panel_holds_every_run(panel):
    assert list(panel.scenario.values) == SCENARIOS
    assert (panel.sizes["replicate"], panel.sizes["point"], panel.sizes["time"]) == (2, 1, 12)
    everyone = panel.sel(authority="all", group="all")
    assert (everyone.families == 4000).all()
    assert ((everyone.need > 0) & (everyone.need < 4000)).all()
    assert (panel.sel(group="couple").families + panel.sel(group="lone").families == panel.sel(group="all").families).all()
    deciles = [panel.sel(group=f"decile_{k}").families for k in range(1, 11)]
    assert (sum(deciles) == panel.sel(group="all").families).all()


def test_scenarios_are_alike_until_the_programme_starts_and_not_after(panel):
    before, after = panel.sel(time=slice(None, 9)), panel.sel(time=slice(12, None))
    for name in panel.data_vars:
        values = before[name]
        np.testing.assert_array_equal(values.values, np.broadcast_to(values.isel(scenario=0).values, values.shape), err_msg=name)
    assert (before.flags == 0).all()
    flags = after.flags.sel(group="all", authority="all").sum("time")
    for scenario in SCENARIOS[1:5]:
        assert (flags.sel(scenario=scenario) > 100).all(), scenario
    assert (flags.sel(scenario="No programme") == 0).all()
    assert (after.audits.sel(scenario="Corrected and audited", group="all").sum("time") > 10).all()
    assert (after.opted_out.sel(group="all") >= 0).all()


def test_universal_early_help_costs_what_the_covert_programme_costs(panel, england):
    """England's equal money, by the panel's own columns: within the tolerance of the match, 1 % of what the programme adds."""
    spent = panel.cost_policy.sel(group="all", authority="all").sum("time").mean("replicate").squeeze("point")
    added = float(spent.sel(scenario="Covert programme") - spent.sel(scenario="No programme"))
    assert added > 1e5
    assert abs(float(spent.sel(scenario="Universal early help") - spent.sel(scenario="Covert programme"))) <= 0.01 * added
    told = streetlight("info", england).stdout
    assert re.search(r"services.early_help.reach = [0-9.]+, with which cost_policy is", told), told


def test_replicates_differ(panel):
    assert (panel.need.isel(replicate=0) != panel.need.isel(replicate=1)).any()


def test_ratios_are_those_of_the_counts_beside_them(panel):
    np.testing.assert_allclose(panel.prevalence_true, panel.need / panel.families, rtol=1e-12)
    with np.errstate(invalid="ignore"):
        np.testing.assert_allclose(panel.precision_true, panel.flags_in_need / panel.flags, rtol=1e-12)
    assert panel.precision_true.sel(scenario="No programme").isnull().all()


def test_two_identical_runs_hold_identical_values(england, tmp_path):
    again = tmp_path / "again.h5"
    assert streetlight("run", ENGLAND, *SMALL, "--threads", "1", "-o", again).returncode == 0
    with h5py.File(england) as one, h5py.File(again) as other:
        names = [name for name, held in one["panel"].items() if isinstance(held, h5py.Dataset) and held.dtype.kind in "fiu"]
        assert len(names) > 80
        for name in names:
            assert one["panel"][name][()].tobytes() == other["panel"][name][()].tobytes(), name


def test_other_tools_open_the_file(england):
    header = subprocess.run(["ncdump", "-h", england], capture_output=True, text=True, timeout=60)
    assert header.returncode == 0
    assert "group: panel" in header.stdout and "double trust(" in header.stdout.replace("float", "double")
    dump = subprocess.run(["h5dump", "-H", "-d", "/panel/trust", england], capture_output=True, text=True, timeout=60)
    assert dump.returncode == 0 and 'DATASET "/panel/trust"' in dump.stdout


def test_compare_pairs_replicates(england, panel):
    done = streetlight("compare", england, "--baseline", "No programme", "--metric", "visits", "--window", "12:36", "--format", "json")
    assert done.returncode == 0, done.stderr
    rows = {row["scenario"]: row for row in json.loads(done.stdout)["comparisons"]}
    assert set(rows) == set(SCENARIOS[1:])
    visits = panel.visits.sel(authority="all", group="all", point=panel.point[0], time=slice(12, None)).sum("time")
    for scenario, row in rows.items():
        expected = float((visits.sel(scenario=scenario) - visits.sel(scenario="No programme")).mean())
        numbers = [value for value in row.values() if isinstance(value, (int, float)) and not isinstance(value, bool)]
        nested = [v for value in row.values() if isinstance(value, dict) for v in value.values() if isinstance(v, (int, float))]
        assert any(math.isclose(value, expected, rel_tol=1e-9, abs_tol=1e-9) for value in numbers + nested), (scenario, expected, row)
    for form in ("table", "markdown", "csv"):
        shown = streetlight("compare", england, "--baseline", "No programme", "--format", form)
        assert shown.returncode == 0 and "Covert programme" in shown.stdout, form
    wrong = streetlight("compare", england, "--baseline", "No program")
    assert wrong.returncode == 2 and "No programme" in wrong.stderr


def test_info_and_describe(england):
    text = streetlight("info", england).stdout
    assert "complete, 12 runs" in text and "seed 20240331" in text
    resolved = streetlight("info", england, "--scenario", "Covert programme").stdout
    assert "programme.enabled = true" in resolved
    described = streetlight("describe", "casework.capacity").stdout
    assert described.startswith("casework.capacity")
    assert streetlight("describe", "flags_in_need").stdout.startswith("flags_in_need")


def test_the_configuration_inside_repeats_the_run(england, tmp_path):
    config = tmp_path / "inside.toml"
    config.write_text(streetlight("info", england, "--config").stdout)
    again = tmp_path / "again.h5"
    done = streetlight("run", config, "-o", again)
    assert done.returncode == 0, done.stderr
    with h5py.File(england) as one, h5py.File(again) as other:
        for name in ("need", "trust", "flags", "cost"):
            assert one["panel"][name][()].tobytes() == other["panel"][name][()].tobytes(), name


def test_export_agrees_with_the_panel(england, panel):
    done = streetlight("export", england, "-o", "-", "--metric", "trust", "--group", "lone", "--scenario", "Covert programme")
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert len(rows) == 2 * 12
    for row in rows:
        cell = panel.trust.sel(scenario="Covert programme", group="lone", authority="all", point=panel.point[0],
                               replicate=int(row["replicate"]), time=int(row["time"]))
        assert float(row["value"]) == pytest.approx(cell.item(), rel=1e-14)


def test_a_dry_run_says_what_it_would_take_and_writes_nothing(tmp_path):
    file = tmp_path / "dry.h5"
    done = streetlight("run", ENGLAND, *SMALL, "--dry-run", "-o", file)
    assert done.returncode == 0, done.stderr
    assert re.search(r"\b12\b", done.stdout)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("line, place, said", [
    ("[need]\nshock = nan\n", "5:9", "need.shock"),
    ("[casework]\ncapacity = -3\n", "5:12", "casework.capacity"),
    ("[casework]\ncapasity = 3\n", "5:1", "casework.capacity"),
    ("[programme]\ntransparency = \"covrt\"\n", "5:16", "covert"),
    ("[deterrence]\nmax = 1.0\n", "5:7", "deterrence.max"),
    ("[run]\nmonths = \"many\"\n", "5:10", "run.months"),
    ("[groups]\npoor = { deprivation = [11] }\n", "5:", "deprivation"),
    ("[need.attributes]\nlonely = 0.3\n", "5:", "lone"),
])
def test_configs_that_cannot_be_meant_are_refused_where_they_stand(tmp_path, line, place, said):
    config = tmp_path / "wrong.toml"
    config.write_text(f'schema = 1\nmodel = "targeting"\nextends = "{ENGLAND}"\n{line}')
    output = tmp_path / "out.h5"
    for command in (["validate", config], ["run", config, "-o", output]):
        done = streetlight(*command)
        assert done.returncode == 2, (command, done.stdout)
        assert f"wrong.toml:{place}" in done.stderr, done.stderr
        assert said in done.stderr
    assert not output.exists()


def test_groups_without_families_are_named():
    done = streetlight("validate", ENGLAND, *SMALL, "--set", "population.neighbourhood_size=1000")
    assert done.returncode == 0
    assert "groups without families: " in done.stderr and "fill the deciles of deprivation 1, 3, 6, 8 only" in done.stderr
