"""info and export."""
import gzip

import numpy as np
import pandas as pd
import pytest

from formula import DIMENSIONS, SIZE, cells


def test_info_says_what_is_there(command, sample):
    text = command("info", sample).stdout
    for said in ("complete, 24 runs", "seed 18446744073709551615", "checksum agrees", "/models, 48 rows",
                 "months 0 to 16, a value each 3 months", "unwarranted_visits / visits"):
        assert said in text


def test_info_names_missing_runs(command, incomplete):
    text = command("info", incomplete).stdout
    assert "incomplete, 22 of 24 runs" in text
    assert '"Covert programme", point 1, replicate 3' in text


def test_info_prints_the_configuration(command, sample):
    assert command("info", sample, "--config").stdout == 'schema = 1\ntitle = "A sample"\n[run]\nreplicates = 4\n'
    assert command("info", sample, "--scenario", "Notice").stdout == "programme.notice = true\n"
    assert command("info", sample, "--scenario", "Notic").returncode == 2


@pytest.mark.parametrize("name", ["all.csv", "all.csv.gz"])
def test_export_holds_every_cell(command, sample, tmp_path, name):
    done = command("export", sample, "-o", tmp_path / name)
    assert done.returncode == 0, done.stderr
    assert [entry.name for entry in tmp_path.iterdir()] == [name]
    table = pd.read_csv(tmp_path / name, float_precision="round_trip")
    assert list(table.columns) == ["scenario", "point", "programme.capacity", "programme.transparency", "replicate",
                                   "time", "authority", "group", "metric", "value"]
    assert len(table) == np.prod(SIZE) * 6
    indexed = table.set_index(["metric", *DIMENSIONS]).value
    assert indexed.index.is_unique
    for metric, expected in cells().items():
        got = indexed.loc[metric].unstack(list(DIMENSIONS[1:]))
        # From labels back to places: rows and columns come out sorted by label.
        scenarios = sorted(range(SIZE[0]), key=lambda s: ["No programme", "Covert programme", "Notice"][s])
        array = np.stack([got.iloc[i].to_xarray().transpose(*DIMENSIONS[1:])
                          .sel(authority=["all", "authority 1"], group=["all", "lone", "café"]).values
                          for i in range(SIZE[0])])
        np.testing.assert_allclose(array, expected[scenarios], rtol=1e-15, err_msg=metric)


def test_export_of_a_choice_and_to_standard_output(command, sample):
    done = command("export", sample, "-o", "-", "--metric", "trust", "--group", "lone", "--scenario", "Notice")
    lines = done.stdout.splitlines()
    assert len(lines) == 1 + 2 * 4 * 6 * 2
    assert all(",lone,trust," in line and line.startswith("Notice,") for line in lines[1:])


def test_two_compressed_exports_are_equal(command, sample, tmp_path):
    for name in ("a.csv.gz", "b.csv.gz"):
        command("export", sample, "-o", tmp_path / name)
    assert (tmp_path / "a.csv.gz").read_bytes() == (tmp_path / "b.csv.gz").read_bytes()
    assert gzip.open(tmp_path / "a.csv.gz").readline().startswith(b"scenario,point")


def test_export_refuses(command, sample, tmp_path):
    before = sample.read_bytes()
    for output, said in [(sample, "is the file to be exported"), (tmp_path / "no/a.csv", "there is no folder"), (tmp_path, "is a folder")]:
        done = command("export", sample, "-o", output)
        assert done.returncode == 2 and said in done.stderr
    assert command("export", sample, "-o", "-", "--metric", "trus").returncode == 2
    assert sample.read_bytes() == before


@pytest.mark.parametrize("first", ["scenario,point,mine\n", "scenario,point,replicate\n"])
def test_a_table_of_somebody_else_stays(command, sample, tmp_path, first):
    (tmp_path / "t.csv").write_text(first + "1,2,3\n")
    done = command("export", sample, "-o", tmp_path / "t.csv")
    assert done.returncode == 2 and "its first line is another one" in done.stderr
    assert (tmp_path / "t.csv").read_text() == first + "1,2,3\n"
    for _ in range(2):
        assert command("export", sample, "-o", tmp_path / "own.csv").returncode == 0


def test_export_to_a_full_disk_leaves_nothing(sample, tmp_path):
    import resource
    import signal
    import subprocess

    import conftest

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))

    done = subprocess.run([conftest.COMMANDS, "export", sample, "-o", tmp_path / "a.csv"], preexec_fn=limit,
                          capture_output=True, text=True)
    assert done.returncode == 1 and "could not be written" in done.stderr
    assert list(tmp_path.iterdir()) == []
