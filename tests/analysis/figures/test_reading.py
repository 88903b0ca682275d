"""Opening a result file."""

import pickle

import h5py
import numpy as np
import pytest

import synthetic
from streetlight_analysis import UnreadableFile, open_panel
from streetlight_analysis.provenance import groups_declared, programme_start
from streetlight_analysis.reading import DIMENSIONS


def test_dimensions_and_names(england):
    assert set(england.dims) == set(DIMENSIONS)
    assert list(england["scenario"].values) == list(synthetic.SCENARIOS)
    assert england["group"].values[0] == "all" and england["authority"].values[0] == "all"
    assert all(type(name) is str for name in england["group"].values)
    np.testing.assert_array_equal(england["time"].values, np.arange(144))


def test_values_come_through_as_written(england):
    table = synthetic.columns_of_targeting(np.random.default_rng(7), replicates=4)
    written = table["harm"][2]
    read = england["harm"].sel(authority="all").isel(point=0).transpose("scenario", "replicate", "time", "group")
    np.testing.assert_array_equal(read.values, written)


def test_provenance_is_attached(england):
    attributes = england.attrs
    assert (attributes["title"], attributes["seed"], attributes["version"], attributes["commit"]) == (
        "England, six policies",
        2026,
        "0.1.0",
        "0123abc",
    )
    assert attributes["programme_start"] == 24 and attributes["interval"] == 1 and attributes["file"] == "england.h5"
    assert attributes["design"].empty


def test_settings_are_not_taken_for_names(england):
    assert not any("\n" in str(england.attrs.get(name, "")) for name in ("title", "config", "version", "model"))


def test_programme_start_only_where_scenarios_agree():
    runs = {"programme": {"enabled": True, "start": 24}}
    assert programme_start([{"programme": {"enabled": False, "start": 3}}, runs, runs]) == 24
    assert programme_start([runs, {"programme": {"enabled": True, "start": 36}}]) is None
    assert programme_start([]) is None and programme_start([{"urn": {}}]) is None


def test_groups_come_from_the_experiment(england, urn):
    assert groups_declared(england.attrs["experiment"])["lone"] == {"household": ["lone"]}
    assert groups_declared(urn.attrs["experiment"]) == {} and "programme_start" not in urn.attrs


def test_dotted_keys_of_scenarios(tmp_path):
    path = synthetic.write_england(
        tmp_path / "dotted.h5",
        replicates=2,
        months=30,
        config='"programme.enabled" = {enabled}\nprogramme.start = 12\n',
    )
    assert open_panel(path).attrs["programme_start"] == 12


def test_design_of_a_sweep(sweep):
    design = sweep.attrs["design"]
    assert (
        list(design.columns) == ["programme.capacity", "review.deference"] and len(design) == sweep.sizes["point"] == 20
    )
    assert design["programme.capacity"].dtype.kind == "f"


def test_files_that_are_no_results(tmp_path):
    with pytest.raises(UnreadableFile, match="is a folder, not a file"):
        open_panel(tmp_path)
    (tmp_path / "mine.toml").write_text("schema = 1")
    with pytest.raises(UnreadableFile, match="Run it first: streetlight run .*mine.toml"):
        open_panel(tmp_path / "mine.toml")
    with pytest.raises(UnreadableFile, match="no such file"):
        open_panel(tmp_path / "absent.h5")
    (tmp_path / "words.h5").write_text("no HDF5 at all")
    with pytest.raises(UnreadableFile, match="words.h5: is not an HDF5 file"):
        open_panel(tmp_path / "words.h5")
    with h5py.File(tmp_path / "other.h5", "w") as file:
        file["numbers"] = [1, 2, 3]
    with pytest.raises(UnreadableFile, match="not a Streetlight panel: it has no group /panel"):
        open_panel(tmp_path / "other.h5")


def test_a_panel_outlives_its_file_name(england_file, tmp_path):
    copy = tmp_path / "copy.h5"
    copy.write_bytes(england_file.read_bytes())
    panel = open_panel(copy)
    again = pickle.loads(pickle.dumps(panel[["harm"]].isel(replicate=0)))
    assert float(again["harm"].sum()) > 0
    copy.unlink()
    assert float(panel["harm"].sum()) > 0
