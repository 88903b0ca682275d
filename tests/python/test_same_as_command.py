"""Experiments through the module and through the command: the same bytes, panels, comparisons and cards. Seven of them in the
quick suite, all 22 in the long one (STREETLIGHT_EXPERIMENTS=all)."""

import json
import os

import pytest
import streetlight as sl
import xarray

from door import ROOT, command

SMALL = {
    "population.families": 600,
    "population.neighbourhood_size": 50,
    "run.months": 24,
    "run.spin_up": 12,
    "run.replicates": 2,
}
POLICIES = (
    "access_fee appeals austerity biased_reporting campaign consent consortium data_quality feeds human_override "
    "label_source multi_agency outreach payment_by_results predeployment_audit retraining_loop"
).split()
THEORY = "lending retention selective_labels urn_polya".split()
EXPERIMENTS = [f"policies/{name}" for name in POLICIES] + [f"theory/{name}" for name in THEORY]
EXPERIMENTS += ["england", "sweeps/capacity_grid"]
if os.environ.get("STREETLIGHT_EXPERIMENTS") != "all":
    EXPERIMENTS = EXPERIMENTS[:-2:4] + EXPERIMENTS[-2:]


def smaller(path):
    """Settings that make an experiment small, those that it takes."""
    experiment = sl.load(path)
    if experiment.model != "targeting":
        return experiment, {"run.replicates": 2}
    settings = dict(SMALL)
    # A timeline needs its months, a limited service its families
    for key in list(settings):
        try:
            experiment.set({key: settings[key]})
        except sl.InputError:
            if key in ("run.months", "run.spin_up"):
                del settings[key]
    return experiment, settings


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_bytes_panel_comparison_and_cards_are_those_of_the_command(name, tmp_path):
    path = ROOT / "configs" / f"{name}.toml"
    experiment, settings = smaller(path)
    ours, theirs = tmp_path / "ours.h5", tmp_path / "theirs.h5"
    words = [word for key, value in settings.items() for word in ("--set", f"{key}={value}")]
    command("run", path, *words, "--threads", 2, "-o", theirs)
    result = experiment.set(settings).run(threads=1)
    result.write(ours)
    assert ours.read_bytes() == theirs.read_bytes()

    with xarray.open_dataset(theirs, group="panel", engine="h5netcdf") as panel:
        xarray.testing.assert_identical(result.panel, panel.load())
    if result.panel.sizes["scenario"] > 1:  # else there is nothing to compare
        told = json.loads(command("compare", theirs, "--format", "json"))["comparisons"]
        frame = result.compare()
        assert json.loads(frame.to_json(orient="records", double_precision=15)) is not None
        for row, expected in zip(frame.to_dict("records"), told, strict=True):
            for key, value in expected.items():
                assert row[key] == value or (value is None and row[key] != row[key]), (key, row[key], value)
    if "models" in result.tables:
        cards = xarray.open_dataset(theirs, group="models", engine="h5netcdf").to_dataframe()
        assert list(cards["auc"]) == pytest.approx(list(result.model_cards["auc"]), abs=0, nan_ok=True)


def test_there_are_twenty_experiments():
    assert len(POLICIES) + len(THEORY) >= 20
