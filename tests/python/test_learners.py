"""Learners in Python: what they see, when they are asked, and that all else treats them as the built-in ones."""

import inspect
import sys
import traceback

import numpy as np
import pytest
import streetlight as sl

from door import ROOT, TINY

sys.path.insert(0, str(ROOT / "examples/own_learner"))
__import__("numpy_logistic")  # registers itself

SEEN = []


@sl.learner("watching")
class Watching:
    """Scores by the files at social care, and notes all that it is given."""

    def fit(self, features, labels, names, month, weights=None, authority="", seed=-1):
        self.care = names.index("care")
        SEEN.append(("fit", features, labels, list(names), month, weights, authority, seed))

    def score(self, features, month=-1, authority="", seed=-1):
        SEEN.append(("score", features, None, None, month, None, authority, seed))
        return features[:, self.care]


@pytest.fixture(autouse=True)
def nothing_seen():
    SEEN.clear()


def covert(**settings):
    return sl.load(TINY).set({"risk.learner": "watching", "run.replicates": 1, **settings})


def test_the_learner_is_given_arrays_of_the_right_kind():
    assert covert().run(threads=1).complete
    fits = [seen for seen in SEEN if seen[0] == "fit"]
    scorings = [seen for seen in SEEN if seen[0] == "score"]
    assert [fit[4] for fit in fits] == [0, 6, 12, 18, 24, 30]
    for _, features, labels, names, _, weights, authority, _ in fits:
        assert features.dtype == np.float32 and labels.dtype == np.uint8
        assert features.shape == (len(labels), len(names)) and set(np.unique(labels)) == {0, 1}
        assert weights is None and authority == "A001"
        assert names[:5] == ["police", "school", "health", "benefits", "care"] or "care" in names
        assert any(name.startswith("tenure=") for name in names)
    assert len(scorings) == 36 + len(fits)  # each month, and each model's card
    assert all(scoring[1].dtype == np.float32 and scoring[1].shape[1] == fits[0][1].shape[1] for scoring in scorings)


def test_arrays_belong_to_the_learner():
    covert().run(threads=1)
    assert all(seen[1].flags.writeable for seen in SEEN)
    kept = [seen[1].copy() for seen in SEEN]
    covert().run(threads=1)
    assert all((a == seen[1]).all() for a, seen in zip(kept, SEEN))


def test_only_families_in_view_are_shown():
    everyone = covert().run(threads=1)
    shown = [seen[1].shape[0] for seen in SEEN if seen[0] == "score"]
    SEEN.clear()
    few = covert(**{"consent.mode": "opt_in"}).run(threads=1)
    fewer = [seen[1].shape[0] for seen in SEEN if seen[0] == "score"]
    assert everyone.complete and few.complete
    assert max(fewer) < min(shown) <= 1500


def test_the_columns_are_those_that_the_experiment_asks_for():
    covert(**{"risk.features": []}).run(threads=1)
    names = next(seen[3] for seen in SEEN if seen[0] == "fit")
    assert "care" in names and not any("=" in name or name == "deprivation" for name in names)


def test_the_truth_is_out_of_reach():
    """The learner's objects lead to arrays of records and to nothing that knows the simulation."""
    reached = []

    @sl.learner("curious")
    class Curious:
        def fit(self, features, labels, names, month, **more):
            assert set(more) == {"weights", "authority", "seed"}
            self.frames = [frame.frame.f_locals for frame in inspect.stack()[1:]]
            for values in self.frames:
                reached.extend(type(value) for value in values.values())
            self.owner = features.base

        def score(self, features):
            # All memory behind the array is the array: nothing lies before or after it
            assert features.base is None or type(features.base).__name__ == "PyCapsule"
            assert features.nbytes == 4 * features.size
            return np.zeros(len(features))

    assert covert(**{"risk.learner": "curious"}).run(threads=1).complete
    ours = [kind for kind in reached if kind.__module__.startswith("streetlight")]
    assert not any("need" in name or "truth" in name for kind in ours for name in dir(kind))
    from streetlight import _core

    # A World, which shows families, is refused to a learner that it asks (test_world.py)
    others = [kind for kind in vars(_core).values() if inspect.isclass(kind) and kind is not _core.World]
    public = {name for kind in others for name in dir(kind)}
    assert not {"families", "need", "world", "state", "step", "observe"} & public


def test_labels_of_findings_are_not_those_of_true_need():
    covert().run(threads=1)
    of_findings = [seen[2] for seen in SEEN if seen[0] == "fit"]
    SEEN.clear()
    covert(**{"risk.label": "truth"}).run(threads=1)
    of_truth = [seen[2] for seen in SEEN if seen[0] == "fit"]
    assert len(of_findings) == len(of_truth) and of_findings[0].sum() != of_truth[0].sum()


def own_and_built_in(settings, columns):
    experiment = sl.load(TINY).set({"population.families": 3000, "run.replicates": 1, **settings})
    own = experiment.set({"risk.learner": "numpy_logistic"}).run(threads=2)
    built_in = experiment.run(threads=2)
    return [(own.panel[name], built_in.panel[name]) for name in columns], own, built_in


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"risk.correction": "inverse_propensity"},
        {"risk.correction": "group_thresholds", "risk.correction_group": "tenure"},
        {"authorities.count": 3},
        {"authorities.count": 3, "risk.pooled": True},
        {"authorities.count": 3, "risk.trained_on": "A002"},
        {"risk.training": "known", "programme.audit": 0.1},
        {"linkage.false_rate": 0.02} if "linkage.false_rate" in sl.parameters().index else {"risk.horizon": 12},
    ],
    ids=["plain", "weights", "thresholds", "authorities", "pooled", "elsewhere", "known", "other"],
)
def test_the_logistic_learner_in_numpy_flags_as_the_built_in_one(settings):
    columns, own, built_in = own_and_built_in(settings, ["flags", "flags_in_need", "visits", "findings"])
    for ours, theirs in columns:
        assert float(abs(ours - theirs).sum()) <= 0.01 * float(theirs.sum()) + 2, ours.name
    assert float(columns[0][1].sum()) > 100
    cards, expected = own.model_cards, built_in.model_cards
    assert list(cards.columns) == list(expected.columns) and len(cards) == len(expected)
    for column in ("trained_rows", "rows", "flagged"):
        assert cards[column].iloc[:2].tolist() == expected[column].iloc[:2].tolist()
    for column in ("auc", "brier", "calibration_error", "mean_score", "precision"):
        np.testing.assert_allclose(cards[column].iloc[:2], expected[column].iloc[:2], atol=2e-3, err_msg=column)


def test_runs_are_the_same_for_any_number_of_threads_and_each_has_its_seeds():
    def seeds(threads):
        SEEN.clear()
        result = covert(**{"authorities.count": 2, "run.replicates": 3}).run(threads=threads)
        assert result.complete
        return result, sorted((seen[4], seen[6], seen[7]) for seen in SEEN if seen[0] == "fit")

    (one, first), (many, second) = seeds(1), seeds(3)
    assert first == second and one.panel.identical(many.panel)
    assert {authority for _, authority, _ in first} == {"A001", "A002"}
    assert len({seed for *_, seed in first}) == len(first) and all(0 <= seed < 2**31 for *_, seed in first)
    SEEN.clear()
    covert(**{"authorities.count": 2, "run.replicates": 3, "run.seed": 12}).run(threads=1)
    assert not {seen[7] for seen in SEEN if seen[0] == "fit"} & {seed for *_, seed in first}


def test_a_learner_that_draws_from_its_seed_is_reproducible():
    @sl.learner("drawing")
    class Drawing:
        def fit(self, features, labels, names, month, seed):
            self.weights = np.random.default_rng(seed).random(features.shape[1])

        def score(self, features):
            return features @ self.weights

    runs = [covert(**{"risk.learner": "drawing"}).run(threads=threads) for threads in (1, 2)]
    assert runs[0].panel.identical(runs[1].panel)
    assert not runs[0].panel["flags_in_need"].identical(covert().run(threads=1).panel["flags_in_need"])


def test_weights_reach_a_learner_that_takes_them_and_rows_one_that_does_not():
    correction = {"risk.correction": "inverse_propensity"}
    assert covert(**correction).run(threads=1).complete
    weights = [seen[5] for seen in SEEN if seen[0] == "fit"]
    assert all(w.dtype == np.float32 and (w >= 1).all() and w.max() > w.min() for w in weights)
    given = []

    @sl.learner("plain")
    class Plain:
        def fit(self, features, labels, names, month):
            given.append((len(labels), len(np.unique(features, axis=0))))

        def score(self, features):
            return features[:, 0]

    assert covert(**{"risk.learner": "plain", **correction}).run(threads=1).complete
    assert given[0][0] == len(weights[0]) and given[0][1] < given[0][0]


def test_systematic_sampling_repeats_rows_by_their_weight():
    from streetlight._learners import as_often_as_they_weigh

    weights = np.array([1, 1, 2, 4], np.float32)
    for seed in range(50):
        often = np.bincount(as_often_as_they_weigh(weights, seed), minlength=4)
        assert often.sum() == 4 and (abs(often - weights / 2) < 1).all()


def raising(when, message="no such luck"):
    @sl.learner("raising")
    class Raising:
        def fit(self, features, labels, names, month):
            if when == "fit" and month >= 12:
                raise ValueError(message)
            self.month = month

        def score(self, features):
            if when == "score" and self.month >= 12:
                raise KeyError(message)
            return features[:, 0]

    return covert(**{"risk.learner": "raising", "authorities.count": 2, "run.replicates": 4})


@pytest.mark.parametrize("when, kind", [("fit", ValueError), ("score", KeyError)])
@pytest.mark.parametrize("threads", [1, 2])
def test_what_a_learner_raises_stops_the_run_with_its_traceback(when, kind, threads):
    experiment = raising(when)
    with pytest.raises(sl.LearnerError) as raised:
        experiment.run(threads=threads)
    error = raised.value
    assert (error.learner, error.month, error.scenario) == ("raising", 12, "Covert")
    assert error.authority in ("A001", "A002") and "month 12: authority A00" in str(error)
    assert isinstance(error.__cause__, kind)
    frames = traceback.extract_tb(error.__cause__.__traceback__)
    assert frames[-1].name == when and frames[-1].filename == __file__
    assert "no such luck" in "".join(traceback.format_exception(error))
    assert sl.load(TINY).run(threads=1).complete


def test_a_learner_that_raises_while_a_match_is_looked_for_is_told_as_such():
    equal = """
[[scenario]]
name = "Same cost"
set = { programme.enabled = false }
match = { column = "cost_policy", scenario = "Covert", by = "services.early_help.reach", range = [0.01, 0.3] }
"""
    experiment = sl.load(raising("fit").toml() + equal)
    with pytest.raises(sl.LearnerError, match='match of scenario "Same cost".*month 12: authority A00') as raised:
        experiment.run(threads=1)
    error = raised.value
    assert (error.learner, error.month, error.scenario) == ("raising", 12, "Same cost")
    assert "no such luck" in "".join(traceback.format_exception(error))


@pytest.mark.parametrize(
    "score, words",
    [
        (lambda features: features, "shape"),
        (lambda features: features[:-1, 0], "shape"),
        (lambda features: np.full(len(features), np.nan), "not a finite number"),
        (lambda features: np.full(len(features), np.inf), "not a finite number"),
        (lambda features: ["a"] * len(features), "could not convert"),
        (lambda features: features[:, 0] + 1j, "complex"),
        (lambda features: None, "shape"),
    ],
)
def test_scores_that_are_none_are_refused(score, words):
    @sl.learner("odd")
    class Odd:
        def fit(self, features, labels, names, month):
            pass

        def score(self, features):
            return score(features)

    with pytest.raises(sl.LearnerError, match="month 0: authority A001") as raised:
        covert(**{"risk.learner": "odd"}).run(threads=1)
    assert words in "".join(traceback.format_exception(raised.value))


def test_cards_hold_calibration_where_scores_are_probabilities():
    def brier(probabilistic, factor):
        @sl.learner("certain", probabilistic=probabilistic)
        class Certain:
            def fit(self, features, labels, names, month):
                pass

            def score(self, features):
                return np.full(len(features), 0.5) * factor

        return covert(**{"risk.learner": "certain"}).run(threads=1).model_cards["brier"]

    assert (brier(None, 1) == 0.25).all() and (brier(True, 1) == 0.25).all()
    assert brier(None, 3).isna().all() and brier(False, 1).isna().all()
    with pytest.raises(sl.LearnerError, match="the score of row 0 is 1.5, which is not a probability"):
        brier(True, 3)


def test_with_nothing_to_learn_from_the_learner_is_not_asked():
    result = covert(**{"risk.label": "survey", "risk.survey_share": 0.0}).run(threads=1)
    assert result.complete and not SEEN


def test_names_are_checked():
    for name in ("logistic", "external", "my learner", "", "1st"):
        with pytest.raises(sl.InputError, match="cannot be called"):
            sl.learner(name)(Watching)
    with pytest.raises(TypeError, match="no method score"):
        sl.learner("half")(type("Half", (), {"fit": lambda self: None}))
    with pytest.raises(TypeError, match="before a class"):
        sl.learner("none")(3)
    with pytest.raises(TypeError, match="a learner has a name"):
        sl.learner(Watching)
    with pytest.raises(sl.InputError, match='did you mean "watching"'):
        sl.load(TINY).set({"risk.learner": "watchin"})
    assert "watching" in sl.learners()


@pytest.mark.parametrize(
    "methods, words",
    [
        ({"fit": lambda self, features, labels: None}, "fit takes too few arguments: it is given features, labels, names, month"),
        ({"score": lambda self: None}, "score takes too few arguments"),
        ({"fit": lambda self, features, labels, names, month, truth: None}, "asks for 'truth', which there is not"),
        ({"score": lambda self, features, *, need: None}, "asks for 'need'"),
    ],
)
def test_methods_that_cannot_be_called_are_refused_at_once(methods, words):
    with pytest.raises(TypeError, match=words):
        sl.learner("unfit")(type("Unfit", (Watching,), methods))


def test_methods_may_name_what_they_take_in_many_ways():
    class Free:
        @staticmethod
        def fit(X, y, columns, t, *, seed, **others):
            assert set(others) == {"weights", "authority"}

        @classmethod
        def score(cls, X, *rest):
            return X[:, 0]

    sl.learner("free")(Free)
    assert covert(**{"risk.learner": "free"}).run(threads=1).complete


def test_a_learner_can_differ_between_scenarios_and_months():
    text = TINY + """
[[scenario]]
name = "Own"
set = { programme.enabled = true, programme.transparency = "covert", risk.learner = "watching" }
[[scenario]]
name = "Later"
set = { programme.enabled = true, programme.transparency = "covert" }
[[scenario.timeline]]
month = 12
set = { risk.learner = "watching" }
"""
    result = sl.load(text).run(threads=2)
    alone = sl.load(TINY).run(threads=1)
    assert result.complete and {seen[4] for seen in SEEN if seen[0] == "fit"} >= {0, 12}
    both = result.panel.sel(scenario=["No programme", "Covert"])
    assert both["flags"].identical(alone.panel["flags"])
    flags = result.panel["flags_in_need"].sel(group="all", authority="all")
    assert flags.sel(scenario="Later", time=slice(0, 11)).equals(flags.sel(scenario="Covert", time=slice(0, 11)).assign_coords(scenario="Later"))
    assert not (flags.sel(scenario="Later") == flags.sel(scenario="Covert")).all()


def test_the_file_of_an_own_learner_is_read_as_any_other(tmp_path):
    result = covert().run(threads=1)
    path = result.write(tmp_path / "own.h5")
    from door import command

    assert "Covert" in command("compare", path) and "watching" in command("info", path) + result._core.title + "watching"
    assert sl.open_result(path).panel.identical(result.panel)
