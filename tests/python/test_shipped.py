"""The experiments that come with the module, found by name from any folder."""

import os
import subprocess

import pytest
import streetlight as sl

from door import ROOT, TINY

SMALL = {"population.families": 600, "run.months": 24, "run.spin_up": 0, "run.replicates": 1}


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", ["england.toml", "configs/england.toml", "policies/appeals.toml"])
def test_an_experiment_is_found_by_its_name(name):
    assert sl.load(name).toml() == sl.load(ROOT / "configs" / name.removeprefix("configs/")).toml()


def test_all_of_them_are_listed_and_load():
    names = sl.experiments()
    assert {"england.toml", "policies/appeals.toml", "theory/lending.toml", "sweeps/capacity_grid.toml"} <= set(names)
    assert not [name for name in names if name.startswith(("worlds/", "calibration/", "targets"))]
    for name in names[::6]:
        assert sl.load(name).scenarios


def test_a_file_of_the_current_folder_comes_first(tmp_path):
    (tmp_path / "england.toml").write_text(TINY)
    assert sl.load("england.toml").title == "A small world"


def test_a_text_extends_what_comes_with_the_module():
    text = 'extends = "england.toml"\nrun.seed = 3'
    assert sl.load(text, folder=sl.configs).toml() == sl.load("england.toml").set({"run.seed": 3}).toml()
    with pytest.raises(sl.InputError, match="was not found"):
        sl.load(text)
    assert sl.load("england.toml", folder=sl.configs).title == sl.load("england.toml").title


def test_a_path_with_an_equals_sign_is_a_path(tmp_path):
    (tmp_path / "a=b.toml").write_text(TINY)
    assert sl.load("a=b.toml").title == sl.load(str(tmp_path / "a=b.toml")).title == "A small world"


def test_worlds_are_found_by_their_name():
    run = sl.load("england.toml").set(SMALL).worlds("worlds/england.toml", 2).run(threads=2)
    assert run.panel.sizes["point"] == 2 and len(run.robust("worlds/england.toml", columns="harm"))
    with pytest.raises(sl.InputError, match="worlds/scotland.toml: there is no such file"):
        sl.load("england.toml").worlds("worlds/scotland.toml", 2)


@pytest.mark.parametrize("name, near", [("englnd.toml", "england.toml"), ("policies/apeals.toml", "policies/appeals.toml"), ("x.toml", "")])
def test_what_is_nowhere_is_told_with_the_folders_that_were_looked_into(tmp_path, name, near):
    with pytest.raises(sl.InputError) as raised:
        sl.load(name)
    told = str(raised.value)
    assert str(tmp_path) in told and str(sl.configs) in told and raised.value.file == name
    assert raised.value.problems[0].nearest == near and (near or "experiments()") in told


def test_the_file_of_one_is_that_of_the_command(tmp_path):
    """Wherever the experiment stands: its place is no part of a result."""
    sl.load("england.toml").set(SMALL).run(threads=1).write("ours.h5")
    words = [word for key, value in SMALL.items() for word in ("--set", f"{key}={value}")]
    program = os.environ["STREETLIGHT_PROGRAM"]
    subprocess.run([program, "run", ROOT / "configs/england.toml", *words, "-o", "theirs.h5", "--quiet"], check=True, cwd=tmp_path)
    assert (tmp_path / "ours.h5").read_bytes() == (tmp_path / "theirs.h5").read_bytes()
