"""The tables beside the panel, and the survey that watches: they add to a run and change nothing in it."""

import numpy as np
import pytest
from conftest import identical, scenario

TEXT = scenario("Off", "programme.enabled = false") + scenario("On", "programme.enabled = true")


@pytest.fixture(scope="module")
def watched(runs):
    return runs(TEXT, "output.family_sample=20", "observer.share=0.05", "observer.trust=1")


@pytest.fixture(scope="module")
def unwatched(runs):
    return runs(TEXT)


def test_watching_changes_nothing(watched, unwatched):
    for name in unwatched.scenarios:
        for column in unwatched.columns:
            if not column.startswith(("survey_", "licence_survey")):
                assert identical(watched.column(column, name), unwatched.column(column, name)), column


def test_the_survey_is_off_by_the_truth_that_trust_explains(watched):
    """Those who answer trust more, so the estimate lies above the licence there is."""
    estimate = watched.column("survey_licensed", "On").sum() / watched.column("survey_answered", "On").sum()
    truth = watched.column("licensed", "On").sum() / watched.column("families", "On").sum()
    assert estimate > truth + 0.02


def test_the_same_families_in_every_scenario(watched):
    tables = [watched.table("families", name) for name in ("Off", "On")]
    for column in ("month", "family", "generation", "decile", "age", "replicate"):
        assert identical(tables[0][column], tables[1][column])
    assert len(np.unique(tables[0]["family"])) == 20
    before = tables[0]["month"] < 24
    for column in tables[0]:
        if column not in ("scenario", "row"):
            assert identical(tables[0][column][before], tables[1][column][before]), column
    assert tables[0]["flagged"].sum() == 0
    assert not identical(tables[0]["trust"], tables[1]["trust"])


def test_a_card_at_each_retraining_twice_for_each_group(watched):
    card = watched.table("models", "On")
    assert sorted(set(card["month"])) == [24, 36, 48]
    assert len(card["month"]) == 3 * 2 * len(watched.groups) * 2  # retrainings, views, groups, replicates
    assert len(watched.table("models", "Off")["month"]) == 0


def test_groups_of_a_card_add_up(watched):
    for view in ("recorded", "true"):
        whole = watched.table("models", "On", group="all", view=view)
        parts = [watched.table("models", "On", group=group, view=view) for group in ("couple", "lone")]
        assert sum(part["rows"] for part in parts) == pytest.approx(whole["rows"])
        assert sum(part["rows"] * part["base_rate"] for part in parts) == pytest.approx(whole["rows"] * whole["base_rate"])
        assert sum(part["flagged"] for part in parts) == pytest.approx(whole["flagged"])
        assert (whole["precision"] * whole["flagged"]) == pytest.approx(whole["recall"] * whole["rows"] * whole["base_rate"])


def test_coefficients_stand_under_their_names(watched):
    need = watched.table("coefficients", "On", term="police")
    assert len(need["month"]) == 3 * 2 and (need["standardised"] > 0).all()
    assert len(watched.table("coefficients", "On", term="intercept")["month"]) == 3 * 2
    assert len(watched.table("coefficients", "On", term="community")["month"]) == 0  # it keeps no records and feeds nothing


def test_money_adds_up(watched):
    for name in watched.scenarios:
        parts = [watched.column(f"cost_{kind}", name) for kind in ("contacts", "visits", "support", "cases", "harm", "programme")]
        assert sum(parts) - watched.column("income", name) == pytest.approx(watched.column("cost", name))
