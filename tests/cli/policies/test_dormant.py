"""Mechanisms of the programme sleep until it starts; each, switched on, then makes a difference.

A scenario that sets a mechanism's parameters shares every bit with the plain programme before month 24 and differs
afterwards in the column named.
"""

import pytest
from conftest import identical, scenario

ON = "programme.enabled = true, "
MECHANISMS = {
    "predeployment.auc = 0.95": "flags",
    "monitoring.no_finding = 0.2": "programme_visits",
    "monitoring.flag_ratio = 1.1": "programme_visits",
    "regulator.hazard = 0.2": "halted",
    "breach.hazard = 0.2": "trust_sum",
    "reuse.hazard = 0.2": "trust_sum",
    "scandal.hazard = 0.2": "trust_sum",
    "appeals.rate = 1": "appeals",
    "programme.minimum_precision = 0.9": "standing_still",
    'consent.mode = "opt_in"': "linked",
    'consent.mode = "opt_in", licence.children_weight = 0.5': "linked",
    "access.rate = 0.5": "corrections",
    "campaign.reach = 0.1": "trust_sum",
    "dialogue.reach = 0.1": "trust_sum",
    'programme.operator = "private"': "licensed",
    "programme.displaces = 1, casework.capacity = 3": "lapsed",
}
ALWAYS = {
    "outreach.reach = 0.05": "outreach",
    "services.police.missing.lone = 0.9": "lost_concerns",
    "casework.speed = 0.2": "need",
}


@pytest.fixture(scope="module")
def england(runs):
    text = scenario("Plain", "programme.enabled = true") + scenario("Capacity", ON + "casework.capacity = 3")
    for settings in [*MECHANISMS, *ALWAYS]:
        text += scenario(settings.replace('"', ""), ON + settings)
    return runs(text)


@pytest.mark.parametrize("settings", MECHANISMS)
def test_sleeps_then_acts(england, settings):
    name, plain = settings.replace('"', ""), "Capacity" if "capacity" in settings else "Plain"
    before = england.time < 24
    for column in england.columns:
        assert identical(england.column(column, name)[:, before], england.column(column, plain)[:, before]), column
    column = MECHANISMS[settings]
    assert not identical(england.column(column, name), england.column(column, plain))


@pytest.mark.parametrize("settings", ALWAYS)
def test_acts_from_the_first_month(england, settings):
    name = settings.replace('"', "")
    before = england.time < 24
    assert not identical(england.column(ALWAYS[settings], name)[:, before], england.column(ALWAYS[settings], "Plain")[:, before])


def test_a_halted_programme_visits_nobody(england):
    name = "regulator.hazard = 0.2"
    halted = england.column("halted", name) == england.column("families", name)  # all quarter long
    assert halted.any()
    assert england.column("programme_visits", name)[halted].sum() == 0


def test_standing_still_flags_nobody(england):
    name = "predeployment.auc = 0.95"
    assert england.column("flags", name).sum() == 0
    assert england.column("standing_still", name).sum() > 0
