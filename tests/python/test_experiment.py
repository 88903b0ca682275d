"""Experiments and results in Python: what they say, what they refuse, how they end."""

import json
import pickle
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pandas
import pytest
import streetlight as sl
import xarray

from door import ROOT, TINY, command


@pytest.fixture(scope="module")
def result():
    return sl.load(TINY).run(threads=2)


def test_a_file_is_loaded_by_its_path_and_a_text_by_what_it_says(tmp_path):
    path = tmp_path / "tiny.toml"
    path.write_text(TINY)
    by_path, by_text, by_name = sl.load(path), sl.load(TINY), sl.load(str(path))
    assert by_path.toml() == by_text.toml() == by_name.toml()
    assert by_text.title == "A small world" and by_text.model == "targeting"
    assert by_text.scenarios == ["No programme", "Covert"]


def test_a_text_extends_files_of_the_current_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "base.toml").write_text(TINY)
    assert sl.load('extends = "base.toml"\nrun.seed = 3').toml() == sl.load(TINY).set({"run.seed": 3}).toml()
    with pytest.raises(sl.InputError, match="was not found"):
        sl.load('extends = "nowhere.toml"\n')


def test_set_gives_a_new_experiment_and_leaves_the_old_one():
    first = sl.load(TINY)
    second = first.set({"population.families": 800, "run": {"seed": np.int64(5)}}, programme={"capacity": 0.05})
    assert first.value("population.families") == 1500 and second.value("population.families") == 800
    assert second.value("programme.capacity") == 0.05 and second.value("run.seed") == 5 and "seed = 5" in second.toml()
    assert second.set({"population.families": 900}).value("population.families") == 900
    assert second.set_text("population.families = 1_000").value("population.families") == 1000


@pytest.mark.parametrize("value", [np.float32(0.25), 0.25, np.array(0.25)])
def test_numbers_of_numpy_are_numbers(value):
    assert sl.load(TINY).set({"programme.capacity": value}).value("programme.capacity") == 0.25


def test_lists_may_be_tuples_or_arrays():
    assert sl.load(TINY).set({"risk.features": ("deprivation",)}).value("risk.features") == ["deprivation"]
    assert sl.load(TINY).set({"risk.features": np.array(["deprivation"])}).value("risk.features") == ["deprivation"]


@pytest.mark.parametrize("value, words", [({1: 2}, "a key is a text"), ([1, "a"], "numbers or texts"), (object(), "not object")])
def test_what_is_no_value_is_refused_by_name(value, words):
    with pytest.raises(TypeError, match=words):
        sl.load(TINY).set({"risk.features": value})


def test_every_mistake_of_a_text_is_told_with_its_place():
    text = TINY.replace("[risk]", "[risk]\nretran = 3\nridge = -1")
    line = text.splitlines().index("retran = 3") + 1
    with pytest.raises(sl.InputError) as raised:
        sl.load(text)
    first, second = raised.value.problems
    assert (first.line, first.column, first.nearest) == (line, 1, "risk.retrain")
    assert second.line == line + 1 and "must be 0 or more" in second.message
    assert raised.value.line == line and raised.value.file == "experiment"
    assert isinstance(raised.value, ValueError) and isinstance(raised.value, sl.Error)
    assert pickle.loads(pickle.dumps(raised.value)).problems == raised.value.problems


def test_a_mistake_of_a_file_names_the_file(tmp_path):
    (tmp_path / "wrong.toml").write_text(TINY.replace("capacity", "capasity"))
    with pytest.raises(sl.InputError) as raised:
        sl.load(tmp_path / "wrong.toml")
    assert raised.value.file == str(tmp_path / "wrong.toml") and raised.value.line == TINY.splitlines().index("capacity = 0.02") + 1
    with pytest.raises(sl.InputError, match="nowhere.toml"):
        sl.load("nowhere.toml")


def test_a_setting_that_is_refused_names_the_call():
    with pytest.raises(sl.InputError, match=r"set\(\"casework.capasity\", 3\)") as raised:
        sl.load(TINY).set({"casework.capasity": 3})
    assert raised.value.problems[0].nearest == "casework.capacity"


@pytest.mark.parametrize(
    "argument, value", [("baseline", "No program"), ("groups", "lonely"), ("columns", "trst"), ("authority", "A1")]
)
def test_a_name_that_is_not_there_names_the_argument(result, argument, value):
    with pytest.raises(sl.InputError, match=rf"compare\({argument}='{value}'\)"):
        result.compare(**{argument: value})


def test_threads_must_be_a_number():
    for threads in (-1, 1.5, "two", True, 10**9):
        with pytest.raises(ValueError, match="threads"):
            sl.load(TINY).run(threads=threads)
        with pytest.raises(ValueError, match="threads"):
            sl.World(sl.load(TINY), threads=threads)
    assert sl.load(TINY).set({"run.months": 1, "run.spin_up": 0}).run(threads=np.int64(1)).complete


@pytest.mark.parametrize(
    "argument, value",
    [("points", -1), ("points", "0"), ("points", 1.5), ("points", True), ("margins", {"harm": "x"}), ("margins", 3)]
    + [("window", (1, 2, 3)), ("window", (1.5, 3)), ("window", 3), ("window", slice(0, 12, 2)), ("groups", 3)]
    + [("columns", 3)],
)
def test_an_argument_of_the_wrong_kind_is_named(result, argument, value):
    with pytest.raises((TypeError, ValueError)) as raised:
        result.compare(**{argument: value})
    assert argument in str(raised.value) and "incompatible" not in str(raised.value)


def test_the_panel_is_an_array_with_names_and_units(result):
    panel = result.panel
    assert isinstance(panel, xarray.Dataset)
    assert dict(panel.sizes) == dict(scenario=2, point=1, replicate=2, time=36, authority=1, group=2)
    assert panel["visits"].attrs["units"] == "visits" and panel["visits"].attrs["kind"] == "flow"
    assert panel["visits"].sel(group="all", authority="all").sum() > 0
    assert panel is result.panel


def test_panels_of_runs_alike_are_apart():
    small = sl.load(TINY).set({"run.months": 3, "run.replicates": 1})
    first, again = small.run().panel, small.run().panel
    expected = first.copy(deep=True)
    assert again.identical(expected)
    first["need"].values[:] = -1
    first["need"].attrs["units"] = first["time"].attrs["units"] = "changed"
    first.attrs["title"] = "changed"
    first["more"] = first["visits"] + 1
    first.coords["time"] = first["time"] + 100
    assert again.identical(expected) and small.run().panel.identical(expected)
    longer, other = small.set({"run.months": 4}).run().panel, small.set({"run.seed": 7}).run().panel
    assert longer.sizes["time"] == 4 and list(longer["time"].values) == [0, 1, 2, 3]
    assert not other.equals(expected) and list(other.data_vars) == list(expected.data_vars)


def test_arrays_take_over_the_memory_of_the_library(result):
    column = result._core.column("trust")
    assert not column.flags.owndata and column.flags.c_contiguous and column.base is not None


def test_a_comparison_is_a_frame(result):
    frame = result.compare(baseline="No programme", groups=["all", "lone"], columns=["harm", "visits"])
    assert isinstance(frame, pandas.DataFrame)
    assert list(frame["group"]) == ["all", "lone"] * 2 and set(frame["metric"]) == {"harm", "visits"}
    known = frame.dropna(subset="difference_low")
    assert len(known) and (known["difference_low"] <= known["difference"]).all()
    later = result.compare(columns="visits", window=(12, 24))
    assert set(later["first_time"]) == {12} and later.equals(result.compare(columns="visits", window="12:24"))
    assert later.equals(result.compare(columns="visits", window=slice(12, 24)))
    with pytest.raises(sl.InputError, match="window"):
        result.compare(window="twelve")


def test_model_cards_have_words_and_units(result):
    cards = result.model_cards
    assert set(cards["scenario"]) == {"Covert"} and set(cards["view"]) == {"recorded", "true"}
    assert set(cards["group"]) == {"all", "lone"} and cards["month"].dtype == np.int64
    assert cards.attrs["units"]["month"] == "month" and cards["auc"].between(0, 1).all()
    assert set(result.tables) >= {"models", "coefficients"}
    assert set(result.table("coefficients")["term"]) >= {"intercept", "care"}
    with pytest.raises(sl.InputError, match="coefficients"):
        result.table("coefficient")


def test_describe_knows_parameters_and_columns():
    parameter = sl.describe("trust.hearsay")
    assert parameter.grade in ("measured", "contested", "assumed", "choice") and parameter.source
    assert parameter.range == (0, 20) and sl.describe("risk.learner").range[:2] == ["logistic", "boosted"]
    assert "trust.hearsay" in repr(parameter) and "<table>" in parameter._repr_html_()
    assert sl.describe("precision_true").kind == "ratio"
    assert sl.load(TINY).describe("programme.capacity").unit == sl.describe("programme.capacity").unit
    with pytest.raises(sl.InputError) as raised:
        sl.describe("trust.hersay")
    assert raised.value.problems[0].nearest == "trust.hearsay"
    assert "trust.hearsay" in sl.parameters().index and "trust" in sl.columns().index
    assert "targeting" in sl.models()


@pytest.mark.parametrize(
    "key, default, text",
    [
        ("trust.hearsay", 0.1, "0.1"),
        ("population.families", 100_000, "100000"),
        ("risk.pooled", False, "false"),
        ("risk.learner", "logistic", '"logistic"'),
        ("consent.mode", "none", '"none"'),
        ("casework.capacity", "none", '"none"'),
        ("risk.features", ["deprivation", "household", "tenure", "children"], '["deprivation", "household", "tenure", "children"]'),
        ("population.attributes.household.shares", [0.755, 0.245], "[0.755, 0.245]"),
        ("review.bias", {}, "none"),
        ("need.attributes", {"lone": 0.35}, "lone = 0.35"),
        ("run.replicates", 1, "1"),
    ],
)
def test_a_default_is_a_value_that_set_takes(key, default, text):
    known = sl.describe(key)
    assert known.default == default and type(known.default) is type(default) and known.default_text == text
    assert sl.parameters().loc[key, "default"] == default and f"default: {text}" in repr(known)
    experiment = sl.load(TINY).set({key: known.default})
    assert isinstance(default, dict) or experiment.value(key) == default


def test_every_default_is_a_value():
    frame = sl.parameters()
    assert {type(value) for value in frame["default"]} == {bool, int, float, str, list, dict}
    numbers = frame[frame["allowed"].str.startswith(("a number", "a whole number"))]["default"]
    assert len(numbers) > 200 and all(value == "none" or type(value) in (int, float) for value in numbers)


def test_experiments_and_results_show_themselves(result):
    assert "No programme, Covert" in repr(sl.load(TINY)) and "<table>" in sl.load(TINY)._repr_html_()
    assert "runs:      4" in repr(result) and "A small world" in result._repr_html_()


def test_progress_is_told_and_ends_at_everything(capsys):
    told = []
    sl.load(TINY).run(threads=1, progress=told.append)
    assert told[-1] == sl.Progress(1.0, 4, 4) and [p.share for p in told] == sorted(p.share for p in told)
    sl.load(TINY).run(threads=1, progress=True)
    assert "100 % |##############################| 4 of 4 runs" in capsys.readouterr().err


def test_the_bar_has_one_line_while_matches_are_looked_for(capsys):
    from streetlight._progress import Bar, Progress

    bar = Bar()
    for done in (Progress(0, 0, 0), Progress(0, 0, 0), Progress(0.5, 1, 2), Progress(1, 2, 2)):
        bar(done)
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and said.endswith("2 of 2 runs, 0 s\n") and "0 of 0" not in said


def test_what_shows_progress_must_be_callable():
    with pytest.raises(TypeError, match=r"run\(progress=3\)"):
        sl.load(TINY).run(progress=3)


def test_what_a_progress_function_raises_comes_out():
    def raises(_):
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        sl.load(TINY).set({"run.replicates": 200}).run(threads=1, progress=raises)


def test_a_run_is_cancelled_by_an_event():
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    begun = time.monotonic()
    result = sl.load(TINY).set({"run.replicates": 5000}).run(threads=2, cancel=stop)
    assert time.monotonic() - begun < 60
    assert result.stopped and not result.complete and "of 10000" in repr(result)
    assert result.panel["trust"].isnull().any() and len(result.panel["replicate"]) == 5000
    with pytest.raises(TypeError, match="cancel"):
        sl.load(TINY).run(cancel=3)


INTERRUPTED = """
import sys, streetlight as sl
experiment = sl.load({text!r}).set({{"run.replicates": 5000}})
print("begun", flush=True)
try:
    experiment.run(threads=2)
except KeyboardInterrupt:
    print(sl.load({text!r}).run(threads=1).complete)
    sys.exit(7)
"""


def test_control_c_raises_keyboard_interrupt_and_leaves_a_working_module():
    process = subprocess.Popen([sys.executable, "-c", INTERRUPTED.format(text=TINY)], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "begun\n"
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=120)
    assert (process.returncode, out) == (7, "True\n")


def test_other_threads_go_on_while_a_run_works():
    ticks = []

    def tick():
        while not done.wait(0.01):
            ticks.append(time.monotonic())

    done = threading.Event()
    thread = threading.Thread(target=tick)
    thread.start()
    sl.load(TINY).set({"run.replicates": 60}).run(threads=1)
    done.set()
    thread.join()
    assert len(ticks) >= 5


def test_a_result_is_written_and_opened_and_nothing_is_replaced_unasked(result, tmp_path):
    path = tmp_path / "tiny.h5"
    assert result.write(path) == path
    with pytest.raises(sl.InputError, match="already a file"):
        result.write(path)
    before = path.read_bytes()
    result.write(path, replace=True)
    assert path.read_bytes() == before
    again = sl.open_result(path)
    xarray.testing.assert_identical(again.panel, result.panel)
    pandas.testing.assert_frame_equal(again.compare(), result.compare())
    again.write(tmp_path / "copy.h5")
    assert (tmp_path / "copy.h5").read_bytes() == before
    (tmp_path / "mine.h5").write_text("notes")
    with pytest.raises(sl.InputError, match="not a result file"):
        result.write(tmp_path / "mine.h5", replace=True)
    with pytest.raises(sl.InputError):
        sl.open_result(tmp_path / "mine.h5")


@pytest.mark.parametrize("opened", [False, True])
def test_a_result_takes_nothing_elses_place(result, tmp_path, opened):
    result.write(tmp_path / "first.h5")
    before = (tmp_path / "first.h5").read_bytes()
    written = sl.open_result(tmp_path / "first.h5") if opened else result
    (tmp_path / "notes.h5").write_text("notes")
    with pytest.raises(sl.InputError, match="not a result file"):
        written.write(tmp_path / "notes.h5", replace=True)
    assert (tmp_path / "notes.h5").read_text() == "notes"
    for name, words in [("table.csv", "must end in"), ("no/such.h5", "no such folder"), ("folder.h5", "")]:
        (tmp_path / "folder.h5").mkdir(exist_ok=True)
        with pytest.raises(sl.InputError, match=words):
            written.write(tmp_path / name, replace=True)
    (tmp_path / "device.h5").symlink_to("/dev/null")
    with pytest.raises(sl.InputError, match="not a regular file"):
        written.write(tmp_path / "device.h5", replace=True)
    (tmp_path / "changed.h5").write_bytes(before[:-1] + bytes([before[-1] ^ 1]))
    with pytest.raises(sl.InputError):
        written.write(tmp_path / "changed.h5", replace=True)
    (tmp_path / "link.h5").symlink_to(tmp_path / "behind.h5")
    written.write(tmp_path / "link.h5")
    assert (tmp_path / "link.h5").is_symlink() and (tmp_path / "behind.h5").read_bytes() == before
    written.write(tmp_path / "first.h5", replace=True)  # perhaps over itself
    assert (tmp_path / "first.h5").read_bytes() == before
    left = {"first.h5", "notes.h5", "folder.h5", "device.h5", "changed.h5", "link.h5", "behind.h5"}
    assert {path.name for path in tmp_path.iterdir()} == left


def test_worlds_become_points(tmp_path):
    england = sl.load(ROOT / "configs/england.toml")
    worlds = england.worlds(ROOT / "configs/worlds/england.toml")
    assert worlds._core.shape.points > 10
    some = england.worlds(ROOT / "configs/worlds/england.toml", 7)
    assert some._core.shape.points == 7 and pickle.loads(pickle.dumps(some)).toml() == some.toml()
    with pytest.raises(ValueError, match="whole number"):
        england.worlds(ROOT / "configs/worlds/england.toml", -1)
    with pytest.raises(sl.InputError):
        sl.load(TINY).worlds(tmp_path / "none.toml")


def test_robust_has_the_numbers_of_the_command(tmp_path):
    file = ROOT / "configs/worlds/england.toml"
    small = {"population.families": 1500, "run.months": 36, "run.spin_up": 12, "run.replicates": 1}
    result = sl.load(ROOT / "configs/england.toml").set(small).worlds(file, 9).run(threads=2)
    path = result.write(tmp_path / "worlds.h5")
    told = json.loads(command("robust", path, "--worlds", file, "--metric", "harm", "--metric", "trust:most",
                              "--scenario", "Covert programme", "--group", "lone", "--window", "12:36", "--format", "json"))
    asked = {"columns": ["harm", "trust:most"], "scenarios": "Covert programme", "group": "lone", "window": "12:36"}
    for one in (result, sl.open_result(path)):
        frame = one.robust(file, **asked)
        assert frame.to_dict("records") == told["comparisons"]
        assert frame.attrs["by_world"] == told["by_world"] and frame.attrs["informed"] == told["informed"]
    assert len(result.robust()) == 4 * 5
    assert frame["worlds"].tolist() == [9, 9] and (frame["less"] + frame["more"] + frame["not_told_apart"] == 9).all()
    design = result.design
    assert len(design) == 9 and design.index.name == "point" and "trust.hearsay" in design.columns
    assert design["trust.hearsay"].nunique() == 9
    for words, call in (
        ("did you mean 'harm'", lambda: result.robust(columns="harn")),
        ("did you mean 'lone'", lambda: result.robust(group="lon")),
        ("in the unit of one column", lambda: result.robust(margin=1.0)),
        ("there is one world in it", lambda: sl.load(TINY).run(threads=1).robust()),
    ):
        with pytest.raises(sl.InputError, match=words):
            call()


def test_a_design_is_a_frame_of_its_points():
    design = '\n[[design.parameter]]\nkey = "trust.peers"\nvalues = [0.0, 0.1]\n[[design.parameter]]\nkey = "risk.label"\nvalues = ["finding", "truth"]\n'
    result = sl.load(TINY).set({"run.months": 6, "run.spin_up": 6}).set_text("run.replicates = 1")
    assert result.run(threads=1).design.shape == (1, 0)
    frame = sl.load(TINY + design).set({"run.months": 6, "run.spin_up": 6, "run.replicates": 1}).run(threads=2).design
    assert sorted(set(frame["trust.peers"])) == [0.0, 0.1] and set(frame["risk.label"]) == {"finding", "truth"} and len(frame) == 4
