"""Messages speak of arguments: options of the command are nothing that a user of Python could give."""

import re

import pytest
import streetlight as sl

from door import ROOT, TINY

OPTION = re.compile(r"(^|[^-\w])-(o|-[a-z])")


@pytest.fixture(scope="module")
def result():
    return sl.load(TINY).set({"population.families": 600, "run.replicates": 1}).run(threads=1)


def stopped():
    """No run ends before it is stopped: each is large."""
    return sl.load(TINY).set({"population.families": 300_000}).run(threads=1, cancel=lambda: True)


def in_the_way(folder):
    """Names at which no result can be written."""
    (folder / "folder.h5").mkdir()
    (folder / "there.h5").write_text("notes")
    (folder / "circle.h5").symlink_to("circle.h5")
    (folder / "device.h5").symlink_to("/dev/null")
    (folder / "taken.h5.partial").write_text("notes of somebody, long enough to be taken for no beginning of a file")
    (folder / "linked.h5.partial").symlink_to("elsewhere")
    (folder / "pipe.h5.partial").mkdir()
    return ["folder.h5", "there.h5", "circle.h5", "device.h5", "taken.h5", "linked.h5", "pipe.h5", "no/such.h5", "x" * 250 + ".h5", "/proc/a.h5"]


@pytest.mark.parametrize("replace", [False, True])
def test_what_write_refuses(result, tmp_path, replace):
    for name in in_the_way(tmp_path):
        with pytest.raises(sl.Error) as raised:
            result.write(tmp_path / name, replace=replace)
        assert not OPTION.search(str(raised.value).replace(str(tmp_path), "")), raised.value
    if not replace:
        with pytest.raises(sl.InputError, match="replace=True"):
            result.write(tmp_path / "there.h5")


@pytest.mark.parametrize(
    "ask",
    [
        lambda result: result.robust(),
        lambda result: result.compare(window="0:999"),
        lambda result: stopped().compare(),
        lambda result: stopped().robust(),
        lambda result: sl.open_result(ROOT / "configs/england.toml"),
        lambda result: sl.load(ROOT / "configs/worlds/england.toml"),
        lambda result: sl.load(ROOT / "configs/england.toml").worlds(ROOT / "configs/england.toml"),
        lambda result: sl.load(TINY).set_text("run.seed = 1, run.months = 2"),
        lambda result: sl.load(TINY).set({"run.seed": "1,run.months=2"}),
        lambda result: sl.load(TINY).set({"network.kind": "edge_list", "network.file": "nowhere.csv"}),
        lambda result: sl.load(TINY).set({"risk.learner": "external"}).run(threads=1),
        lambda result: sl.describe("trust", model="targetting"),
    ],
)
def test_what_other_calls_refuse(result, ask):
    with pytest.raises(sl.Error) as raised:
        ask(result)
    assert not OPTION.search(str(raised.value)), raised.value


def test_notes_and_descriptions(result):
    notes = result.compare().attrs["notes"]
    assert any("interval" in note for note in notes)
    told = [*notes, *sl.parameters()["allowed"], *sl.parameters()["meaning"], *sl.columns()["meaning"], *sl.load(TINY).notes]
    assert [text for text in told if OPTION.search(text)] == []
