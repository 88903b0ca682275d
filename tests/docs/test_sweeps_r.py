"""The R of docs/sweeps.md and docs/how_to/r.md, where R and its ncdf4 are installed."""

import shutil
import subprocess

import page
import pytest


def ncdf4_is_there():
    if shutil.which("Rscript") is None:
        return False
    return subprocess.run(["Rscript", "--vanilla", "-e", "library(ncdf4)"], capture_output=True).returncode == 0


@pytest.mark.skipif(not ncdf4_is_there(), reason="R with ncdf4 is not installed (Debian: r-cran-ncdf4)")
def test_r_and_python_read_the_same(tmp_path):
    page.copy_small(tmp_path)
    (tmp_path / "results").mkdir()
    page.run("sh", "streetlight run configs/sweeps/capacity_grid.toml -o results/grid.h5 --quiet", tmp_path)
    (block,) = [text for _, text in page.blocks("docs/sweeps.md", "r")]
    printed = page.run("r", block + '\nwrite.csv(table, "r.csv", row.names = FALSE)\n', tmp_path)
    assert "transparency" in printed and "0.008" in printed
    (python,) = [text for _, text in page.blocks("docs/sweeps.md", "python")]
    page.run("python", python + '\ntable.to_csv("python.csv")\n', tmp_path)

    import pandas

    ours, theirs = pandas.read_csv(tmp_path / "python.csv"), pandas.read_csv(tmp_path / "r.csv")
    assert len(theirs) == 12
    assert list(theirs.capacity) == list(ours.capacity) and list(theirs.transparency) == list(ours.transparency)
    assert (theirs.need - ours.need).abs().max() < 1e-9


@pytest.mark.skipif(not ncdf4_is_there(), reason="R with ncdf4 is not installed (Debian: r-cran-ncdf4)")
def test_the_page_of_r_runs_without_warnings(tmp_path):
    page.copy_small(tmp_path)
    (tmp_path / "results").mkdir()
    (shell,) = [text for _, text in page.blocks("docs/how_to/r.md", "sh")]
    page.run("sh", shell, tmp_path)
    printed = page.run("r", "\n".join(text for _, text in page.blocks("docs/how_to/r.md", "r")), tmp_path)
    assert "WARNING" not in printed and '"visits"' in printed and "Covert programme" in printed
    assert len(printed.splitlines()) < 40
