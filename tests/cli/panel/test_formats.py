"""The file as other people's tools see it: xarray over h5netcdf, h5py, the netCDF library's ncdump, h5dump."""
import subprocess

import h5py
import numpy as np
import pytest
import xarray as xr

from formula import AUTHORITIES, DIMENSIONS, GROUPS, SCENARIOS, SIZE, cells


def open_group(path, group):
    return xr.open_dataset(path, engine="h5netcdf", group=group)


def test_root_opens_and_says_what_it_is(sample):
    with open_group(sample, None) as root:
        assert root.attrs["title"] == "A sample"
        assert root.attrs["Conventions"].startswith("CF-")
        assert root.attrs["schema"] == 1
        assert "streetlight 0.1.0 (abcdef0)" == root.attrs["source"]


def test_every_cell_through_xarray(sample):
    with open_group(sample, "panel") as panel:
        assert dict(panel.sizes) == dict(zip(DIMENSIONS, SIZE))
        assert list(panel.data_vars) == list(cells())
        for name, expected in cells().items():
            assert panel[name].dims == DIMENSIONS
            np.testing.assert_allclose(panel[name].values, expected, rtol=1e-15, err_msg=name)


def test_coordinates(sample):
    with open_group(sample, "panel") as panel:
        assert list(panel.scenario.values) == SCENARIOS
        assert list(panel.group.values) == GROUPS
        assert list(panel.authority.values) == AUTHORITIES
        assert list(panel.time.values) == [0, 3, 6, 9, 12, 15]
        assert panel.time.attrs["units"] == "month"
        assert panel.time.attrs["interval"] == 3
        one = panel.visits.sel(scenario="Notice", group="lone", authority="all", time=6, replicate=2, point=1)
        assert one.item() == 100 + 14 + 5 + 12 + 4 + 13


@pytest.mark.parametrize(
    "name, kind, methods, units",
    [
        ("visits", "flow", "time: sum", "families"),
        ("families", "stock", "time: mean", "families"),
        ("trust", "stock", "time: mean", "log-odds"),
        ("cost", "flow", "time: sum", "GBP"),
    ],
)
def test_attributes_of_columns(sample, name, kind, methods, units):
    with open_group(sample, "panel") as panel:
        assert panel[name].attrs["kind"] == kind
        assert panel[name].attrs["cell_methods"] == methods
        assert panel[name].attrs["units"] == units
        assert panel[name].attrs["long_name"].endswith(".")


def test_a_ratio_names_its_counts(sample):
    with open_group(sample, "panel") as panel:
        share = panel.unwarranted_share
        assert (share.attrs["numerator"], share.attrs["denominator"]) == ("unwarranted_visits", "visits")
        again = panel[share.attrs["numerator"]] / panel[share.attrs["denominator"]]
        np.testing.assert_array_equal(share.values, again.values)


def test_stored_types_and_chunks(sample):
    with h5py.File(sample) as file:
        visits, trust = file["panel/visits"], file["panel/trust"]
        assert visits.dtype == np.int64 and trust.dtype == np.float64
        assert visits.attrs["_FillValue"][0] == -9223372036854775806
        assert np.isnan(trust.attrs["_FillValue"][0])
        for column in (visits, trust):
            assert column.chunks == (1, 1, 1, 6, 2, 3)
            assert column.shuffle and column.compression == "gzip"
            assert [column.dims[d].keys()[0] for d in range(6)] == list(DIMENSIONS)


def test_missing_runs_are_marked_and_absent(incomplete):
    with open_group(incomplete, "runs") as runs:
        missing = runs.completed.values == 0
        assert missing.sum() == 2
        assert set(runs.scenario.values[missing]) == {1} and set(runs.replicate.values[missing]) == {3}
    with open_group(incomplete, "panel") as panel:
        gone = panel.sel(scenario="Covert programme", replicate=3)
        for name in cells():
            assert np.isnan(gone[name].values).all(), name
            assert not np.isnan(panel[name].sel(scenario="Notice", group="all").values).any(), name


def test_tables_and_design(sample):
    with open_group(sample, "models") as models:
        assert models.sizes["row"] == 8 * (0 + 2 + 4)
        assert list(models.term.attrs["labels"]) == ["intercept", "police records"]
        assert models.term.dtype == np.int32
        keys = list(zip(models.scenario.values, models.point.values, models.replicate.values))
        assert keys == sorted(keys)
        last = models.isel(row=-1)
        assert (last.month.item(), last.term.item(), last.value.item()) == (27, 1, 0.5 * 3 + 3)
    with open_group(sample, "families") as families:
        assert families.sizes["row"] == 24 * 2
    with open_group(sample, "design") as design:
        assert list(design["programme.capacity"].values) == [0.001, 0.002]
        assert list(design["programme.transparency"].values) == ["covert", "notice"]


def test_parameters_with_their_grades(sample):
    with open_group(sample, "parameters") as parameters:
        assert list(parameters.parameter.values) == ["programme.notice", "trust.base"]
        base = parameters.sel(parameter="trust.base")
        assert [base[name].item() for name in ("unit", "default", "grade", "source", "meaning")] == [
            "log-odds", "0.7", "assumed", "", "Trust where nothing happened."]


def test_provenance(sample):
    with open_group(sample, "provenance") as provenance:
        assert provenance.attrs["seed"] == 2**64 - 1
        assert provenance.attrs["program_version"] == "0.1.0"
        assert provenance.attrs["model"] == "sample"
        assert "replicates = 4" in provenance["config"].item()
        assert provenance.scenario_toml.sel(scenario="Notice").item() == "programme.notice = true\n"


def test_ncdump_reads_header_and_data(sample):
    header = subprocess.run(["ncdump", "-h", sample], capture_output=True, text=True, check=True).stdout
    assert "int64 visits(scenario, point, replicate, time, authority, group) ;" in header
    assert "row = UNLIMITED ; // (48 currently)" in header
    assert "phony_dim" not in header
    data = subprocess.run(["ncdump", sample], capture_output=True, text=True, check=True).stdout
    assert '"Covert programme"' in data
    values = data.split(" visits =")[1].split(";")[0].replace("\n", " ").split(",")
    np.testing.assert_array_equal([int(value) for value in values], cells()["visits"].ravel())


def test_h5dump_reads_it_all(sample):
    dump = subprocess.run(["h5dump", sample], capture_output=True, text=True)
    assert dump.returncode == 0 and not dump.stderr
    assert 'DATASET "unwarranted_share"' in dump.stdout
    assert 'GROUP "provenance"' in dump.stdout


def test_two_files_of_one_experiment_are_equal_byte_by_byte(sample, tmp_path):
    import conftest

    subprocess.run([conftest.WRITE_SAMPLE, tmp_path / "again.h5"], check=True)
    assert (tmp_path / "again.h5").read_bytes() == sample.read_bytes()
