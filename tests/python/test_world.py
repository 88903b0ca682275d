"""A run month by month: the bits of a whole run, what can be seen and set of families, and what is refused."""

import copy
import pickle
import threading

import numpy as np
import pytest
import streetlight as sl

from door import TINY

LATER = """
[[scenario.timeline]]
month = 9
set = { programme.capacity = 0.05, risk.retrain = 4 }
[[scenario.timeline]]
month = 20
set = { programme.capacity = 0.03 }
"""


def of_run(result, scenario, replicate=0):
    return result.panel.sel(scenario=scenario, replicate=replicate, point=0).drop_vars(["scenario", "replicate", "point"])


def covert(experiment=None, **more):
    return sl.World(experiment or sl.load(TINY), "Covert", threads=1, **more)


@pytest.mark.parametrize("interval", ["month", "quarter"])
def test_stepped_to_the_end_it_is_the_run(interval):
    experiment = sl.load(TINY + LATER).set({"output.interval": interval, "output.by_authority": True, "authorities.count": 2})
    result = experiment.run(threads=2)
    for scenario in experiment.scenarios:
        world = sl.World(experiment, scenario, replicate=1, threads=2)
        assert (world.month, world.first_month, world.end) == (-25, -24, 36)
        assert world.step() == -24 and world.step(5) == -19
        assert world.panel.sizes["time"] == 0
        assert world.run(until=8) == 7
        assert list(world.panel["time"].values) == ([0, 3] if interval == "quarter" else list(range(8)))
        assert world.run() == 35 and world.ended
        assert world.panel.identical(of_run(result, scenario, 1))
        cards = result.model_cards.query(f"scenario == {scenario!r} and replicate == 1")
        ours = world.table("models")
        assert len(ours) == len(cards) == (0 if scenario == "No programme" else ours["month"].nunique() * 2 * 2 * 2)
        assert ours.equals(cards.iloc[:, 3:].reset_index(drop=True)) or scenario == "No programme"


def test_a_point_of_a_design_is_the_runs():
    design = '\n[[design.parameter]]\nkey = "trust.peers"\nvalues = [0.0, 0.1]\n'
    experiment = sl.load(TINY + design)
    world = covert(experiment, point=1)
    world.run()
    panel = experiment.run(threads=2).panel.sel(scenario="Covert", replicate=0, point=1)
    assert world.panel.identical(panel.drop_vars(["scenario", "replicate", "point"]))


def test_a_scenario_that_is_matched_to_another_has_the_value_that_a_run_finds():
    matched = """
[[scenario]]
name = "Early help"
match = { scenario = "Covert", column = "cost_policy", by = "services.early_help.reach", range = [0.005, 0.5], from = 4 }
"""
    experiment = sl.load(TINY + matched).set({"run.replicates": 1})
    world = sl.World(experiment, "Early help", threads=2)
    world.run(until=4)
    with pytest.raises(sl.InputError, match="what this scenario's match looks for"):
        world.set({"services.early_help.reach": 0.1})
    world.run()
    assert world.panel.identical(of_run(experiment.run(threads=2), "Early help"))


def test_parameters_set_between_months_are_an_entry_of_the_timeline():
    """Also before entries that the scenario has, at the month of one, and relative to what holds."""
    for month, at_that_month in ((5, ""), (9, ""), (14, "")):
        setting = "risk.horizon = 8, programme.capacity = { times = 0.5 }"
        entry = f"[[scenario.timeline]]\nmonth = {month}\nset = {{ {setting} }}\n"
        entries = sorted([entry, *("[[scenario.timeline]]" + part for part in LATER.split("[[scenario.timeline]]")[1:])],
                         key=lambda text: int(text.split("month = ")[1].split("\n")[0]))
        if month == 9:  # the later one of two for a month holds, relative to the earlier one
            entries = [LATER.replace("capacity = 0.05, ", "capacity = 0.025, risk.horizon = 8, ")]
        expected = sl.load(TINY + "\n".join(entries)).run(threads=2)
        world = covert(sl.load(TINY + LATER))
        world.run(until=month)
        world.set({"risk.horizon": 8, "programme.capacity": {"times": 0.5}})
        world.run()
        assert world.panel.identical(of_run(expected, "Covert")), month


def test_to_set_what_was_read_changes_nothing():
    expected = of_run(sl.load(TINY).run(threads=2), "Covert")
    world = covert()
    settable = list(world.columns.query("settable").index)
    assert {"need", "trust", "aware", "records.police"} <= set(settable)
    while not world.ended:
        if world.month % 7 == 0 or world.month < -22:
            for name in settable:
                world[name] = world[name]
        world.step()
    assert world.panel.identical(expected)


def test_columns_are_what_the_panel_counts():
    world = covert()
    for month in (0, 7, 30):
        world.run(until=month + 1)
        panel = world.panel.sel(time=month, authority="all", group="all")
        count = {name: world[name].sum() for name in ("in_need", "visited", "harmed", "flagged", "found", "aware", "open_case")}
        expected = ["need", "visits", "harm", "flags", "findings", "aware", "open_cases"]
        assert [int(n) for n in count.values()] == [int(panel[name]) for name in expected]
        assert world["contacts"].sum() == sum(world[f"contacts.{s}"].sum() for s in ("police", "school", "health", "benefits",
            *{n.split(".")[1] for n in world.columns.index if n.startswith("contacts.")} - {"police", "school", "health", "benefits"}))
        assert np.isclose(world["trust"].mean(), float(panel["trust"]), atol=1e-4)
    lone = world["attributes.household"] == "lone"
    assert lone.sum() == int(world.panel["families"].sel(group="lone", authority="all").isel(time=-1))
    assert world["trust"].dtype == np.float64 and world["age"].dtype == np.int64 and world["aware"].dtype == np.bool_
    assert set(world["authority"]) == {"A001"} and world["decile"].min() == 1 and world["decile"].max() == 10
    assert np.isnan(world["last_visit"]).any() and (world["last_visit"][world["visited"]] == world.month).all()


def test_what_is_set_holds_and_others_keep_their_luck():
    world = covert()
    world.run(until=6)
    other = world.copy()
    chosen = np.arange(world.families) < 100
    world["trust"] = np.where(chosen, -3.0, world["trust"])
    world["aware"] = chosen | world["aware"]
    world["records.police"] = np.where(chosen, 2.5, world["records.police"])
    world["care"] = np.where(chosen, 1.0, world["care"])
    assert (world["trust"][chosen] == -3).all() and world["aware"][chosen].all()
    assert np.allclose(world["records.police"][chosen], 2.5) and np.allclose(world["care"][chosen], 1.0)
    assert (world["trust"][~chosen] == other["trust"][~chosen]).all() and (other["trust"][chosen] > -3).all()
    world.step()
    other.step()
    # Harm comes before services: the same draws. Help, and with it need, differs for those who stayed away or were visited
    assert (world["harmed"] == other["harmed"]).all() and (world["need"] == other["need"])[~chosen].mean() > 0.98
    assert np.allclose(world["records.police"][chosen & ~world["contacts.police"]].max(), 2.5, rtol=0.2)
    assert world["deterred"][chosen].sum() > other["deterred"][chosen].sum()
    world.run()
    other.run()
    assert other.panel.identical(of_run(sl.load(TINY).run(threads=2), "Covert"))
    assert not world.panel.identical(other.panel)
    assert float(world.panel["flags"].sum()) > 0


def test_setting_need_at_the_threshold_decides_who_is_in_need():
    world = covert()
    world.step()
    world["need"] = 10.0
    assert world["in_need"].all()
    world["need"] = -10.0
    assert not world["in_need"].any()


def test_arrays_are_copies_that_cannot_be_written_to():
    world = covert()
    world.run(until=3)
    before = world["trust"]
    with pytest.raises(ValueError, match="read-only"):
        before[0] = 0
    kept = before.copy()
    given = kept.copy()
    world["trust"] = given
    given[:] = 9
    world.step(3)
    assert (before == kept).all() and not (world["trust"] == kept).all() and not (world["trust"] == 9).any()
    panel = world.panel
    sizes = dict(panel.sizes)
    world.step(3)
    assert dict(panel.sizes) == sizes and world.panel.sizes["time"] == sizes["time"] + 3


@pytest.mark.parametrize(
    "name, values, words",
    [
        ("trist", 0, "did you mean 'trust'"),
        ("trust", [1, 2, 3], "a value for each of 1500, and got 3"),
        ("trust", np.zeros((1500, 1)), "not an array of shape"),
        ("trust", np.nan, "value 0 is nan"),
        ("trust", 1e9, "between -32767 and 32767|more than -32767 and less than 32767"),
        ("trust", "high", "a number for each family is expected"),
        ("aware", 0.5, "whole number"),
        ("aware", 2, "between 0 and 1"),
        ("scrutiny", -0.1, "between 0 and 1"),
        ("harmed", True, "can be read, but not set"),
        ("attributes.household", 0, "can be read, but not set"),
    ],
)
def test_what_cannot_be_set_is_refused_and_changes_nothing(name, values, words):
    world = covert()
    world.run(until=2)
    before = world["trust"], world["aware"]
    with pytest.raises(sl.InputError, match=words):
        world[name] = values
    assert (world["trust"] == before[0]).all() and (world["aware"] == before[1]).all()


def test_settings_that_are_wrong_are_refused_and_change_nothing():
    world = covert()
    with pytest.raises(sl.InputError, match="no month has been simulated yet"):
        world.set({"programme.capacity": 0.1})
    world.run(until=4)
    for settings, words in (
        ({"programme.capasity": 0.1}, "did you mean 'programme.capacity'"),
        ({"programme.capacity": -1}, "programme.capacity = -1"),
        ({"population.families": 3000}, "shapes what is built before the first month"),
        ({"run.months": 60}, "holds for the whole experiment"),
        ({"trust.recovery": 1.0, "trust.peers": 0.9}, "trust.peers"),
        ({"risk.horizon": 3, "programme.capasity": 1}, "capasity"),
        ({}, "nothing"),
    ):
        with pytest.raises(sl.InputError, match=words):
            world.set(settings)
    world.run()
    assert world.panel.identical(of_run(sl.load(TINY).run(threads=2), "Covert"))
    with pytest.raises(sl.InputError, match="ended with month 35"):
        world.set({"programme.capacity": 0.1})
    with pytest.raises(sl.InputError, match="ended with month 35"):
        world.step()


def test_what_there_is_not_is_refused():
    experiment = sl.load(TINY)
    for words, make in (
        ("did you mean 'Covert'", lambda: sl.World(experiment, "Covrt")),
        ("there is no replicate 2: they go from 0 to 1", lambda: sl.World(experiment, replicate=2)),
        ("there is no design point 1: they go from 0 to 0", lambda: sl.World(experiment, point=1)),
    ):
        with pytest.raises(sl.InputError, match=words):
            make()
    with pytest.raises(TypeError, match="made of an Experiment"):
        sl.World(TINY)
    world = covert()
    for call in (lambda: world.step(0), lambda: world.step(1.5), lambda: sl.World(experiment, replicate=-1)):
        with pytest.raises(ValueError):
            call()
    for call in (lambda: world.step(61), lambda: world.run(until=37), lambda: world.run(until=-25)):
        with pytest.raises(sl.InputError):
            call()
    assert world.month == -25
    with pytest.raises(TypeError, match="another process"):
        pickle.dumps(world)


def test_a_closed_world_refuses():
    with covert() as world:
        world.step()
        twin = copy.deepcopy(world)
    for call in (world.step, world.run, lambda: world["trust"], lambda: world.panel, lambda: world.month, world.copy):
        with pytest.raises(sl.InputError, match="this world is closed"):
            call()
    assert "closed" in repr(world) and twin.step() == -23 and "Covert" in twin._repr_html_()


def test_a_model_without_families_to_show_says_so():
    world = sl.World(sl.load('schema = 1\nmodel = "lending"'), threads=1)
    world.step()
    assert world.columns.empty
    with pytest.raises(sl.InputError, match="shows nothing of its entities"):
        world["trust"]


def test_a_learner_sees_no_more_of_a_world_that_it_belongs_to():
    tried = []

    @sl.learner("prying")
    class Prying:
        def fit(self, features, labels, names, month):
            for call in (lambda: world["need"], world.copy, world.step, lambda: world.set({"risk.horizon": 3})):
                with pytest.raises(sl.InputError, match="at work on a month"):
                    call()
                tried.append(month)

        def score(self, features):
            return features[:, 0]

    experiment = sl.load(TINY).set({"risk.learner": "prying"})
    world = covert(experiment)
    world.run(until=8)
    assert set(tried) == {0, 6}


def test_a_world_whose_learner_raised_cannot_go_on():
    @sl.learner("failing")
    class Failing:
        def fit(self, features, labels, names, month):
            if month == 6:
                raise KeyError("no such luck")

        def score(self, features):
            return features[:, 0]

    world = covert(sl.load(TINY).set({"risk.learner": "failing"}), replicate=1)
    world.run(until=6)
    with pytest.raises(sl.LearnerError) as raised:
        world.step()
    error = raised.value
    assert (error.month, error.authority, error.scenario, error.replicate) == (6, "A001", "Covert", 1)
    assert isinstance(error.__cause__, KeyError) and "month 6: authority A001" in str(error)
    for call in (world.step, lambda: world["trust"], world.copy):
        with pytest.raises(sl.InputError, match="cannot be used any more"):
            call()


def test_worlds_step_side_by_side():
    expected = [of_run(sl.load(TINY).run(threads=1), "Covert", replicate) for replicate in (0, 1)]
    worlds = [covert(replicate=replicate) for replicate in (0, 1)]
    threads = [threading.Thread(target=world.run) for world in worlds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(world.panel.identical(panel) for world, panel in zip(worlds, expected))
