"""An experiment stays what it was when it was loaded, whatever becomes of its files and of the current folder."""

import copy
import pickle

import pytest
import streetlight as sl
from streetlight import _core

from door import ROOT, TINY


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """An experiment of two files in the current folder, and what it is."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "base.toml").write_text(TINY)
    (tmp_path / "x.toml").write_text('extends = "base.toml"\npopulation.families = 1200\n')
    experiment = sl.load("x.toml")
    return tmp_path, experiment, experiment.toml()


def again(experiment):
    """The same experiment, made in every way there is."""
    return [experiment.set({}), experiment.set({"run.seed": 11}), pickle.loads(pickle.dumps(experiment)), copy.deepcopy(experiment)]


@pytest.mark.parametrize("file", ["x.toml", "base.toml"])
def test_an_experiment_stays_when_its_files_change_or_go(kept, file):
    folder, experiment, before = kept
    (folder / file).write_text(TINY.replace("1500", "900"))
    assert [one.toml() for one in again(experiment)] == 4 * [before]
    (folder / file).unlink()
    assert [one.toml() for one in again(experiment)] == 4 * [before]
    assert sl.load(TINY).toml() != before


def test_an_experiment_stays_when_the_current_folder_changes(kept, monkeypatch):
    folder, experiment, before = kept
    other = folder / "other"
    other.mkdir()
    (other / "x.toml").write_text(TINY)
    bytes_ = pickle.dumps(experiment)
    monkeypatch.chdir(other)
    assert [one.toml() for one in again(experiment)] == 4 * [before] and pickle.loads(bytes_).toml() == before
    with pytest.raises(sl.InputError, match="casework.capacity"):
        experiment.set({"casework.capasity": 3})
    monkeypatch.chdir(folder)
    with pytest.raises(sl.InputError, match="this is no experiment"):
        _core.Experiment.from_saved(b"Streetlight experiment 2\n5:x")


TIES = """schema = 1
model = "targeting"
[population]
families = 60
neighbourhood_size = 20
[run]
months = 2
spin_up = 0
[network]
kind = "edge_list"
"""


# Ways to set the file: the table in which it stands, a key in quotation marks, several keys at once.
SETS = {
    "set": lambda made: made.set({"network.file": "ties.txt"}),
    "line": lambda made: made.set_text("network.file = 'ties.txt'"),
    "table": lambda made: made.set_text("network = { file = 'ties.txt', kind = 'edge_list' }"),
    "quoted": lambda made: made.set_text("network . 'file' = 'ties.txt'"),
}


@pytest.mark.parametrize("where", ["file", *SETS])
def test_input_files_are_those_of_the_folder_at_loading(tmp_path, monkeypatch, where):
    monkeypatch.chdir(tmp_path)
    ring = "".join(f"{i} {(i + step) % 60}\n" for i in range(60) for step in (1, 7))
    (tmp_path / "ties.txt").write_text(ring)
    (tmp_path / "other").mkdir()
    (tmp_path / "other/ties.txt").write_text(ring + "0 30\n")
    (tmp_path / "x.toml").write_text(TIES + ('file = "ties.txt"\n' if where == "file" else 'file = "other/ties.txt"\n'))
    experiment = sl.load("x.toml")
    experiment = experiment if where == "file" else SETS[where](experiment)
    before, expected = experiment.toml(), experiment.run(threads=1).panel
    monkeypatch.chdir(tmp_path / "other")
    for one in (experiment, *again(experiment.set({"run.seed": 11})), pickle.loads(pickle.dumps(experiment))):
        assert one.value("network.file") == experiment.value("network.file") == "ties.txt"
        assert one.run(threads=1).complete
    assert pickle.loads(pickle.dumps(experiment)).toml() == before and experiment.run(threads=1).panel.identical(expected)
    pickled = pickle.dumps(experiment)
    (tmp_path / "ties.txt").write_text(ring + "0 31\n")
    assert not experiment.run(threads=1).complete  # the run fails and says why
    for make in (lambda: experiment.set({"run.seed": 5}), lambda: pickle.loads(pickled)):
        with pytest.raises(sl.InputError, match="has changed since the experiment was loaded"):
            make()


def test_a_later_setting_replaces_the_keys_that_it_sets_and_no_others():
    tables = sl.load(TINY).set_text("run = { months = 24, seed = 3 }").set_text("run = { seed = 5, spin_up = 12 }")
    assert [tables.value(f"run.{key}") for key in ("months", "seed", "spin_up")] == [24, 5, 12]
    assert [tables.set({"run.months": 6}).value(f"run.{key}") for key in ("months", "seed", "spin_up")] == [6, 5, 12]
    assert pickle.loads(pickle.dumps(tables)).toml() == tables.toml()


def test_worlds_stay_when_their_file_is_gone(tmp_path):
    england, shipped = sl.load(ROOT / "configs/england.toml"), ROOT / "configs/worlds/england.toml"
    mine = tmp_path / "worlds.toml"
    mine.write_text(shipped.read_text())
    some, kept = england.worlds(shipped, 7), england.worlds(mine, 7)
    mine.unlink()
    assert kept.set({"run.seed": 3}).toml() == some.set({"run.seed": 3}).toml()
    assert pickle.loads(pickle.dumps(kept)).toml() == some.toml()
