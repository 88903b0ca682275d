"""Every learner, label, correction and objective is reached from TOML and does what its name says."""

import numpy as np
import pytest
from conftest import ENGLAND, identical, scenario, streetlight

ON = "programme.enabled = true"
CASES = {
    "logistic": "",
    "boosted": ', risk.learner = "boosted", risk.boosted.trees = 20',
    "points": ', risk.learner = "points"',
    "known": ', risk.learner = "known"',
    "random": ', risk.learner = "random"',
    "survey": ', risk.label = "survey", risk.survey_share = 0.3',
    "truth": ', risk.label = "truth"',
    "trained on known": ', risk.training = "known"',
    "inverse propensity": ', risk.correction = "inverse_propensity"',
    "group thresholds": ', risk.correction = "group_thresholds", risk.correction_group = "household"',
    "payment by results": ', programme.objective = "payment_by_results"',
    "prospects": ', programme.objective = "prospects"',
}

if streetlight("validate", ENGLAND, "--set", "risk.learner=boosted").returncode != 0:
    del CASES["boosted"]  # built without XGBoost


@pytest.fixture(scope="module")
def england(runs):
    return runs("".join(scenario(name, ON + extra) for name, extra in CASES.items()))


def auc(england, name, view):
    return england.table("models", name, group="all", view=view)["auc"]


def test_all_fill_their_places(england):
    flags = {name: england.column("flags", name).sum() for name in CASES}
    for name, number in flags.items():
        assert number == pytest.approx(flags["logistic"], rel=0.1), name


def test_choices_differ_in_whom_they_flag(england):
    for name in CASES:
        if name != "logistic":
            assert not identical(england.column("flags_in_need", name), england.column("flags_in_need", "logistic")), name


def test_a_lottery_ranks_nothing(england):
    """Standard error of an AUC is at most sqrt(1/(12 n)) with n = 190 findings a card: 0.02; 4 cards, 4 errors off."""
    values = auc(england, "random", "recorded")
    assert abs(values.mean() - 0.5) < 4 * 0.021 / np.sqrt(len(values))
    assert abs(auc(england, "logistic", "recorded").mean() - 0.5) > 0.2  # the same check rejects a learner that learns


def test_learning_beats_rules_on_what_was_learnt(england):
    for rule in ("points", "known", "random"):
        assert (auc(england, "logistic", "recorded") > auc(england, rule, "recorded")).all(), rule


def test_the_oracle_ranks_truth_best(england):
    assert auc(england, "truth", "true").mean() > auc(england, "logistic", "true").mean()


def test_only_probabilities_are_called_calibrated(england):
    cards = {name: england.table("models", name, group="all", view="recorded") for name in ("logistic", "points")}
    assert np.isnan(cards["points"]["brier"]).all()
    assert not np.isnan(cards["logistic"]["brier"]).any()
    assert cards["logistic"]["mean_score"] == pytest.approx(cards["logistic"]["base_rate"], abs=0.002)


def test_training_sets_have_the_rows_they_should(england):
    rows = {name: england.table("models", name, group="all", view="recorded") for name in CASES}
    assert (rows["survey"]["trained_rows"] < 0.4 * rows["logistic"]["trained_rows"]).all()
    assert (rows["trained on known"]["trained_rows"] < rows["logistic"]["trained_rows"]).all()
    assert (rows["survey"]["rows"] == rows["logistic"]["rows"])[:1].all()


def test_group_thresholds_bring_recall_together(england):
    """Share of findings that flags came before, lone parents against couples, over all months and replicates."""

    def gap(name):
        recall = [england.column("findings_after_flag", name, group).sum() / england.column("findings", name, group).sum()
                  for group in ("lone", "couple")]
        return abs(recall[0] - recall[1])

    assert gap("group thresholds") < gap("logistic")


def test_payment_by_results_creams(england):
    def precision(name):
        return england.column("flags_in_need", name).sum() / england.column("flags", name).sum()

    assert precision("payment by results") < precision("logistic")
    assert england.column("income", "payment by results").sum() > 0
    assert england.column("income", "logistic").sum() == 0
