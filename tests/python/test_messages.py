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


@pytest.mark.parametrize(
    "ask, kind, said",
    [
        (lambda r: r.compare(columns=["trust"], margins={"harm": 0.1}), sl.InputError,
         'margin: "harm" is not among the columns that are compared; name it among them too.'),
        (lambda r: r.robust(margin=0.1), sl.InputError, "a margin is in the unit of one column: name that column."),
        (lambda r: r.robust(columns=["harm"], margin="a"), TypeError, "robust(margin='a'): margin is a number"),
        (lambda r: r.robust(columns=["harm"], threshold=True), TypeError, "robust(threshold=True): threshold is a number"),
        (lambda r: r.robust(3), TypeError, "robust(worlds=3): worlds is the path of a file"),
        (lambda r: sl.describe(3), TypeError, "describe(name=3): name is a text"),
        (lambda r: sl.load(TINY).describe(3), TypeError, "describe(key=3): key is a text"),
        (lambda r: sl.load(TINY).value(None), TypeError, "value(key=None): key is a text"),
        (lambda r: sl.load(TINY).set_text(3), TypeError, "set_text(line=3): line is a text"),
        (lambda r: sl.load(TINY).worlds("worlds/england.toml", 10**30), ValueError, f"worlds(number={10**30}): number is at most {2**63 - 1}"),
        (lambda r: sl.load(TINY).worlds(3), TypeError, "worlds(file=3): file is the path of a file"),
        (lambda r: sl.load(3), TypeError, "load(source=3): source is the path of a file, or the text of one"),
        (lambda r: sl.load(b"a.toml"), TypeError, "load(source=b'a.toml'): source is the path of a file, or the text of one"),
        (lambda r: sl.load(TINY, folder=3), TypeError, "load(folder=3): folder is the path of a file"),
        (lambda r: sl.open_result(3), TypeError, "open_result(path=3): path is the path of a file"),
        (lambda r: r.write(3), TypeError, "write(path=3): path is the path of a file"),
        (lambda r: sl.load(TINY).set(3), TypeError, "set(3): settings are values by key, as in {'run.seed': 7}"),
        (lambda r: sl.load(TINY).set({"run.months": 6, "run": {"months": 12}}), sl.InputError,
         "set('run.months', 12): run.months is set twice, the first time to 6"),
        (lambda r: sl.load(TINY).set({"run": {"months": 6}}, run={"months": 12}), sl.InputError,
         "set('run.months', 12): run.months is set twice, the first time to 6"),
        (lambda r: sl.load(TINY).set({"population.families": {}}), sl.InputError,
         "set('population.families', {}): population.families must be " + sl.describe("population.families").allowed),
    ],
)
def test_wrong_arguments_are_said_in_words_of_python(result, ask, kind, said):
    """No signatures of the binding."""
    with pytest.raises(kind) as raised:
        ask(result)
    assert str(raised.value) == said


def test_tables_of_two_arguments_are_put_together():
    set_so = sl.load(TINY).set({"run": {"seed": 5}}, run={"months": 7})
    assert (set_so.value("run.seed"), set_so.value("run.months")) == (5, 7)


def test_notes_and_descriptions(result):
    notes = result.compare().attrs["notes"]
    assert any("interval" in note for note in notes)
    told = [*notes, *sl.parameters()["allowed"], *sl.parameters()["meaning"], *sl.columns()["meaning"], *sl.load(TINY).notes]
    assert [text for text in told if OPTION.search(text)] == []
