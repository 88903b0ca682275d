"""What a file may be called that a command is to write: asked before anything is computed, and told in words."""

import gzip
import os
import stat
import subprocess

import pytest
from conftest import names
from toy_sweep import PROGRAM, RUN, streetlight

RESULT = "what is written here is a result (HDF5), so its name must end in .h5, .hdf5 or .nc. Choose such a name with -o."
TABLE = "what is written here is a table (CSV), so its name must end in .csv or .csv.gz. Choose such a name with -o."
EXPORT = ("export", "a.h5", "--metric", "level", "-o")


@pytest.fixture
def result(folder):
    assert streetlight(*RUN, folder=folder).returncode == 0
    return folder


@pytest.mark.parametrize(
    "arguments, message",
    [
        *(((*EXPORT, name), TABLE) for name in ("t.xlsx", "t.parquet", "t.dta", "t.csv.zip", "t", "t.gz", "t.h5", ".csv")),
        *((("run", "sweep.toml", "-o", name), RESULT) for name in ("r.csv", "r.h5.gz", "r", "r.xlsx", "h5")),
        (("run", "sweep.toml", "--dry-run", "-o", "r.csv"), RESULT),
        (("merge", "a.h5", "-o", "r.csv"), RESULT),
        (("slurm", "sweep.toml", "-o", "r.csv"), RESULT),
        (("slurm", "sweep.toml", "-o", "r.h5", "--script", "r.h5"), "must end in .sbatch, .slurm, .sh, .bash, .job or nothing"),
        (("run", "sweep.toml", "-o", "r.h5", "--log", "r.h5"), "must end in .log, .txt or nothing. Choose such a name with --log"),
        (("decompose", "sweep.toml", "--mechanism", "programme", "-o", "d.csv"), RESULT),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_name_of_another_kind_is_refused(result, arguments, message):
    before = names(result)
    done = streetlight(*arguments, folder=result)
    assert done.returncode == 2 and message in done.stderr, done.stderr
    assert names(result) == before


def test_capitals_do_not_matter(result):
    done = streetlight(*EXPORT, "T.CSV.GZ", folder=result)
    assert done.returncode == 0, done.stderr
    assert gzip.decompress((result / "T.CSV.GZ").read_bytes()).startswith(b"scenario,point,")
    assert streetlight(*EXPORT, "T.CSV", folder=result).returncode == 0
    assert (result / "T.CSV").read_bytes() == gzip.decompress((result / "T.CSV.GZ").read_bytes())
    for name in ("A.H5", "a.nc"):
        assert streetlight("run", "sweep.toml", "-o", name, folder=result).returncode == 0
        assert (result / name).read_bytes() == (result / "a.h5").read_bytes()


@pytest.mark.parametrize("arguments", [("run", "sweep.toml", "-o", ""), (*EXPORT, ""), ("merge", "a.h5", "-o", ""),
                                       ("run", "sweep.toml", "-o", "b.h5", "--log", ""), ("slurm", "sweep.toml", "-o", "")])  # fmt: skip
def test_an_empty_name_is_not_taken_for_the_default(result, arguments):
    before = names(result)
    done = streetlight(*arguments, folder=result)
    assert done.returncode == 2 and "must name a file, and is empty" in done.stderr, done.stderr
    assert names(result) == before


@pytest.mark.parametrize("arguments", [("run", "sweep.toml", "-o"), ("merge", "a.h5", "-o"), EXPORT, ("slurm", "sweep.toml", "-o"),
                                       ("slurm", "sweep.toml", "-o", "b.h5", "--script"), ("run", "sweep.toml", "-o", "b.h5", "--log")],
                         ids=lambda words: " ".join(words))  # fmt: skip
def test_a_control_character_is_refused_and_does_not_reach_the_terminal(result, arguments):
    before = names(result)
    done = streetlight(*arguments, "x\x1b[31m\ny.h5", folder=result)
    assert done.returncode == 2 and "there is a control character in this name" in done.stderr
    assert "\x1b" not in done.stderr and names(result) == before


@pytest.mark.parametrize("ending, arguments", [(".h5", RUN[:-1]), (".h5", ("merge", "a.h5", "-o")), (".csv", EXPORT)], ids=["run", "merge", "export"])
def test_a_name_is_refused_at_once_or_works_to_the_end(result, ending, arguments):
    """What stands beside the file while it is made has a longer name than the file."""
    taken = []
    for length in range(215, 256):
        name = "n" * (length - len(ending)) + ending
        before = names(result)
        done = streetlight(*arguments, name, folder=result)
        if done.returncode == 0:
            taken.append(length)
            assert names(result) == sorted([*before, name])
            (result / name).unlink()
        else:
            assert done.returncode == 2 and "this name is too long: there may be 255 bytes here" in done.stderr
            assert names(result) == before
    assert taken == list(range(215, 215 + len(taken))) and 8 <= len(taken) < 40


@pytest.mark.parametrize("output", ["/dev/null", "pipe.h5", "link.h5"])
@pytest.mark.parametrize("arguments", [RUN[:-1], ("merge", "a.h5", "-o"), ("slurm", "sweep.toml", "-o")], ids=lambda words: words[0])
def test_a_device_or_a_pipe_is_no_result(result, arguments, output):
    os.mkfifo(result / "pipe.h5")
    (result / "link.h5").symlink_to("/dev/null")
    before = names(result)
    done = streetlight(*arguments, output, folder=result)
    assert done.returncode == 2 and "it is not a result file" in done.stderr, done.stderr
    assert names(result) == before and stat.S_ISFIFO((result / "pipe.h5").stat().st_mode)
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)


def test_a_table_goes_into_a_pipe_or_a_device_as_it_comes(result):
    assert streetlight(*EXPORT, "t.csv", folder=result).returncode == 0
    wanted = (result / "t.csv").read_text()
    os.mkfifo(result / "pipe")
    with subprocess.Popen([PROGRAM, *EXPORT, "pipe"], cwd=result) as writing:
        assert (result / "pipe").read_text() == wanted
    assert writing.returncode == 0 and stat.S_ISFIFO((result / "pipe").stat().st_mode)
    assert streetlight(*EXPORT, "/dev/stdout", folder=result).stdout == wanted
    with open(result / "out.txt", "w") as out:
        subprocess.run([PROGRAM, *EXPORT, "/dev/stdout"], cwd=result, stdout=out, check=True)
    assert (result / "out.txt").read_text() == wanted
    assert streetlight(*EXPORT, "/dev/null", folder=result).returncode == 0
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)
    if os.path.exists("/dev/full"):
        done = streetlight(*EXPORT, "/dev/full", folder=result)
        assert done.returncode == 1 and "/dev/full: could not be written: No space left on device" in done.stderr


@pytest.mark.parametrize(
    "name, arguments",
    [
        ("a.h5", RUN),
        ("b.h5", ("merge", "a.h5", "-o", "b.h5")),
        ("t.csv", (*EXPORT, "t.csv")),
        ("c.sbatch", ("slurm", "sweep.toml", "-o", "c.h5", "--array", 1)),
        ("log", ("run", "sweep.toml", "-o", "d.h5", "--log", "log")),
    ],
)
def test_a_file_that_is_protected_from_writing_stays(result, name, arguments):
    if name != "a.h5":
        assert streetlight(*arguments, folder=result).returncode == 0
    (result / name).chmod(0o444)
    before = {path.name: path.read_bytes() for path in result.iterdir()}
    done = streetlight(*arguments, folder=result)
    assert done.returncode == 2 and f"{name}: there is already a file of that name, and it is protected" in done.stderr, done.stderr
    assert {path.name: path.read_bytes() for path in result.iterdir()} == before


def test_a_folder_for_the_default_output_that_cannot_be_made_is_told(folder):
    (folder / "results").write_text("mine")
    for command in ("run", "slurm"):
        done = streetlight(command, "sweep.toml", folder=folder)
        assert done.returncode == 2 and "results: this folder cannot be made: " in done.stderr, done.stderr
    assert (folder / "results").read_text() == "mine"
