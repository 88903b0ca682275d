"""An earlier result at the output's name: the same experiment's is replaced, another's only when the user says so."""

import h5py
import pytest
from toy_sweep import SWEEP, make, streetlight

DEFAULT = "results/experiment.h5"
OTHER = "this is where the result would go, and the file holds the result of another experiment or program. They differ"


@pytest.fixture
def towns(tmp_path):
    """Two experiments of one file name, run from one folder."""
    for town, capacity in (("leeds", "0.1, 0.2"), ("york", "0.3, 0.4")):
        (tmp_path / town).mkdir()
        make(tmp_path / town, "experiment.toml", SWEEP.replace("0.1, 0.2, 0.3", capacity))
    done = streetlight("run", "leeds/experiment.toml", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    return tmp_path


def capacities(path):
    with h5py.File(path) as file:
        return [float(value) for value in file["design/programme.capacity"][()]]


def test_two_experiments_of_one_name_do_not_replace_each_other(towns):
    before = (towns / DEFAULT).read_bytes()
    for options in ([], ["--quiet"], ["--threads", 1]):
        done = streetlight("run", "york/experiment.toml", *options, folder=towns)
        assert done.returncode == 2 and f"{DEFAULT}: {OTHER}" in done.stderr, done.stderr
        assert "  design, only there: 0.1\n" in done.stderr and "  design, only here: 0.3\n" in done.stderr
        assert "-o FILE.h5" in done.stderr and "--replace" in done.stderr
        assert (towns / DEFAULT).read_bytes() == before
        assert [path.name for path in (towns / "results").iterdir()] == ["experiment.h5"]

    # The same experiment again, and the other one when it is asked for.
    again = streetlight("run", "leeds/experiment.toml", folder=towns)
    assert (again.returncode, again.stderr) == (0, "") and (towns / DEFAULT).read_bytes() == before
    done = streetlight("run", "york/experiment.toml", "--replace", folder=towns)
    assert done.returncode == 0, done.stderr
    assert f"note: {DEFAULT} will be replaced when this is finished. It holds the result of another experiment or program." in done.stderr
    assert capacities(towns / DEFAULT) == [0.3, 0.4]


@pytest.mark.parametrize(
    "options, difference",
    [
        (["--seed", 2], "  seed: 1 there, 2 here\n"),
        (["--replicates", 5], "  replicates: 4 there, 5 here\n"),
        (["--set", "growth.rate=0.25"], "  configuration, only here: growth.rate = 0.25\n"),
    ],
)
def test_a_changed_experiment_is_another_one(towns, options, difference):
    before = (towns / DEFAULT).read_bytes()
    done = streetlight("run", "leeds/experiment.toml", *options, folder=towns)
    assert done.returncode == 2 and difference in done.stderr, done.stderr
    assert (towns / DEFAULT).read_bytes() == before
    # A journal of it, were it there, would go on only when the result may be replaced.
    done = streetlight("run", "leeds/experiment.toml", *options, "--resume", folder=towns)
    assert done.returncode == 2 and (towns / DEFAULT).read_bytes() == before


def test_what_o_names_is_replaced_and_told(towns):
    assert streetlight("run", "leeds/experiment.toml", "-o", "a.h5", folder=towns).returncode == 0
    done = streetlight("run", "york/experiment.toml", "-o", "a.h5", folder=towns)
    assert done.returncode == 0
    assert "note: a.h5 will be replaced when this is finished. It holds the result of another experiment or program." in done.stderr
    assert "  design, only there: 0.1\n" in done.stderr
    assert capacities(towns / "a.h5") == [0.3, 0.4]
    for options, told in (([], ""), (["--seed", 2, "--quiet"], "")):
        done = streetlight("run", "york/experiment.toml", "-o", "a.h5", *options, folder=towns)
        assert (done.returncode, done.stderr) == (0, told)
    # Long differences are cut short.
    make(towns, "many.toml", SWEEP.replace("0.1, 0.2, 0.3", ", ".join(f"0.{i:03}" for i in range(1, 60))))
    done = streetlight("run", "many.toml", "-o", "a.h5", "--replicates", 1, folder=towns)
    assert done.returncode == 0 and len(done.stderr.splitlines()) < 18 and "more\n" in done.stderr


def test_one_run_does_not_silently_replace_them_all(towns):
    before = (towns / DEFAULT).read_bytes()
    only = ("run", "leeds/experiment.toml", "--only", "Baseline/0/0")
    done = streetlight(*only, folder=towns)
    assert done.returncode == 2 and "the file holds 15 runs of this experiment that this command does not make" in done.stderr
    assert streetlight(*only, "--resume", folder=towns).returncode == 0
    assert (towns / DEFAULT).read_bytes() == before
    done = streetlight(*only, "-o", DEFAULT, folder=towns)
    assert done.returncode == 2 and "holds 15 runs of this very experiment that this command does not make" in done.stderr
    assert (towns / DEFAULT).read_bytes() == before


def test_shards_merge_and_slurm(towns):
    for k in (1, 2):
        done = streetlight("run", "york/experiment.toml", "--shard", f"{k}/2", folder=towns)
        assert done.returncode == 0, done.stderr
    done = streetlight("run", "leeds/experiment.toml", "--shard", "1/2", folder=towns)
    assert done.returncode == 2 and OTHER in done.stderr
    done = streetlight("slurm", "york/experiment.toml", folder=towns)
    assert done.returncode == 2 and OTHER in done.stderr
    assert not (towns / "results/experiment.sbatch").exists()
    done = streetlight("slurm", "york/experiment.toml", "--replace", folder=towns)
    assert done.returncode == 0 and (towns / "results/experiment.sbatch").exists()
    shards = [f"results/experiment.shard-{k}-of-2.h5" for k in (1, 2)]
    done = streetlight("merge", *shards, "-o", DEFAULT, folder=towns)
    assert done.returncode == 0 and "It holds the result of another experiment or program." in done.stderr
    assert capacities(towns / DEFAULT) == [0.3, 0.4]
    done = streetlight("merge", *shards, "-o", DEFAULT, folder=towns)
    assert (done.returncode, done.stderr) == (0, "")
    whole = (towns / DEFAULT).read_bytes()
    done = streetlight("merge", shards[0], "-o", DEFAULT, "--incomplete", folder=towns)
    assert done.returncode == 1 and "was left alone: this one would lack runs" in done.stderr
    assert (towns / DEFAULT).read_bytes() == whole


@pytest.mark.parametrize("options", [[], ["--replace"], ["-o", DEFAULT], ["-o", DEFAULT, "--quiet"]])
def test_a_result_that_was_changed_in_its_place_stays(towns, options):
    with open(towns / DEFAULT, "r+b") as file:
        file.seek(5000)
        file.write(b"my notes")
    before = (towns / DEFAULT).read_bytes()
    done = streetlight("run", "leeds/experiment.toml", *options, folder=towns)
    assert done.returncode == 2 and f"{DEFAULT}: there is already a result of that name, and it has been changed" in done.stderr
    assert (towns / DEFAULT).read_bytes() == before
