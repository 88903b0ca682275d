"""Every command of docs/sweeps.md, in the order of the page, in one folder."""

import os
import shutil

import page
import pytest

PAGE = "docs/sweeps.md"


def mpi_is_there():
    return os.environ["STREETLIGHT_MPI"] == "1" and shutil.which("mpirun") is not None


def test_the_page_does_what_it_says(tmp_path):
    page.copy_small(tmp_path)
    said = {}
    for language, text in page.blocks(PAGE, "sh", "python"):
        if "mpirun" in text and not mpi_is_there():
            (tmp_path / "results/mpi.h5").write_bytes((tmp_path / "results/grid.h5").read_bytes())
            continue
        said[text] = page.run(language, text, tmp_path)
    assert len(said) >= 11

    # What the commands must have led to.
    results = tmp_path / "results"
    whole = (results / "grid.h5").read_bytes()
    for name in ("merged.h5", "mpi.h5", "cluster.h5"):
        assert (results / name).read_bytes() == whole, name
    assert len((results / "grid.log").read_text().splitlines()) == 96
    printed = "".join(said.values())
    assert "complete, 96 runs" in printed
    assert "96 runs, all done before" in printed
    assert "Submitted " in printed
    assert (results / "grid.csv.gz").stat().st_size > 1000
    table = next(out for text, out in said.items() if "xarray" in text)
    assert "covert" in table and "register" in table and "0.008" in table


def test_every_example_of_a_sweep_runs(tmp_path):
    page.copy_small(tmp_path)
    (tmp_path / "results").mkdir()
    points = {"capacity_grid": 12, "evidence_list": 4, "contested_latin_hypercube": 4, "programme_sobol": 4}
    assert {path.stem for path in (tmp_path / "configs/sweeps").glob("*.toml")} == set(points)
    h5py = pytest.importorskip("h5py")
    for name, count in points.items():
        page.run("sh", f"streetlight run configs/sweeps/{name}.toml --replicates 1 -o results/{name}.h5 --quiet", tmp_path)
        with h5py.File(tmp_path / f"results/{name}.h5") as file:
            assert file["panel/visits"].shape[:3] == (2, count, 1)
            assert file["runs/completed"][()].all()
            # The programme's visits vary over the points where the design varies the programme.
            visits = file["panel/programme_visits"][1, :, 0, :, 0, 0].sum(axis=1)
            assert name not in ("capacity_grid", "programme_sobol") or len(set(visits)) >= 4
