"""Many runs at a time: threads, and processes that are handed experiments and give back results."""

import multiprocessing
import pickle
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest
import streetlight as sl

from door import TINY

joblib = pytest.importorskip("joblib")
EXPERIMENTS = [sl.load(TINY).set({"run.seed": seed, "run.replicates": 1}) for seed in range(6)]


def harm(experiment):
    return float(experiment.run(threads=1).panel["harm"].sum())


@pytest.fixture(scope="module")
def expected():
    return [harm(experiment) for experiment in EXPERIMENTS]


def test_threads(expected):
    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(harm, EXPERIMENTS)) == expected
    assert joblib.Parallel(2, prefer="threads")(joblib.delayed(harm)(e) for e in EXPERIMENTS) == expected


def test_processes(expected):
    assert joblib.Parallel(2)(joblib.delayed(harm)(e) for e in EXPERIMENTS) == expected


@pytest.mark.parametrize("start", ["fork", "spawn", "forkserver"])
def test_processes_however_they_start(start, expected):
    with ProcessPoolExecutor(2, multiprocessing.get_context(start)) as pool:
        assert list(pool.map(harm, EXPERIMENTS[:2])) == expected[:2]


def test_results_travel_with_their_file():
    result = EXPERIMENTS[0].run(threads=1)
    there = pickle.loads(pickle.dumps(result))
    assert there.panel.identical(result.panel) and there.compare().equals(result.compare())
    (again,) = joblib.Parallel(2)([joblib.delayed(EXPERIMENTS[0].run)(1)])
    assert again.panel.identical(result.panel)


def test_learners_travel_with_the_experiments_that_name_them():
    @sl.learner("travelling")
    class Travelling:
        def fit(self, features, labels, names, month):
            self.column = names.index("care")

        def score(self, features):
            return np.minimum(features[:, self.column], 1)

    experiment = EXPERIMENTS[0].set({"risk.learner": "travelling"})
    assert joblib.Parallel(2)([joblib.delayed(harm)(experiment)]) == [harm(experiment)]


def test_experiments_travel_with_all_that_was_set(tmp_path, monkeypatch):
    (tmp_path / "tiny.toml").write_text(TINY)
    monkeypatch.chdir(tmp_path)
    experiment = sl.load("tiny.toml").set({"run.seed": 4}).set_text("population.families = 900")
    content = pickle.dumps(experiment)
    monkeypatch.chdir("/")
    assert pickle.loads(content).toml() == experiment.toml()
