"""A price a service, yearly prices, and the cost by part."""

import numpy as np
import pytest

from small import HEAD, SCENARIOS, run

SHORT = HEAD.replace("months = 48", "months = 36").replace("families = 4000", "families = 1500").replace("replicates = 3", "replicates = 1")
PARTS = ("cost_contacts", "cost_visits", "cost_support", "cost_cases", "cost_harm", "cost_programme")


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return run(tmp_path_factory.mktemp("plain"), SHORT + SCENARIOS)


def services_of(result):
    return [name.removeprefix("cost_contacts_") for name in result.columns if name.startswith("cost_contacts_")]


def test_the_parts_add_up(plain):
    cost = plain.columns
    np.testing.assert_allclose(sum(cost[name] for name in PARTS) - cost["income"], cost["cost"], rtol=1e-12)
    services = services_of(plain)
    assert len(services) == 8
    np.testing.assert_allclose(sum(cost[f"cost_contacts_{name}"] for name in services) + cost["cost_outreach"], cost["cost_contacts"], rtol=1e-12)
    np.testing.assert_allclose(
        cost["cost_visits"] + cost["cost_support"] + cost["cost_programme"] + cost["cost_outreach"] + cost["cost_contacts_early_help"],
        cost["cost_policy"], rtol=1e-12)


def test_a_contact_lost_to_distrust_is_a_saving_with_a_figure(plain):
    expected = sum((400 if name == "early_help" else 40) * plain.columns[f"deterred_{name}"] for name in services_of(plain))
    np.testing.assert_allclose(plain.columns["cost_deterred"], expected, rtol=1e-12)
    assert plain.mean("cost_deterred", "Covert programme") > plain.mean("cost_deterred", "No programme") > 0


def test_every_service_can_have_its_price_and_nothing_else_changes(plain, tmp_path):
    prices = {name: 10.0 * (k + 1) for k, name in enumerate(services_of(plain))}
    text = SHORT.replace("[programme]", "".join(f"[services.{name}]\ncost = {price}\n" for name, price in prices.items()) + "[programme]")
    priced = run(tmp_path, text + SCENARIOS)
    for name, price in prices.items():
        np.testing.assert_array_equal(priced.columns[f"cost_contacts_{name}"], price * priced.columns[f"contacts_{name}"])
    for name, values in plain.columns.items():
        if not name.startswith("cost"):
            assert values.tobytes() == priced.columns[name].tobytes(), name
    for name in ("cost_visits", "cost_support", "cost_cases", "cost_harm", "cost_programme"):
        assert plain.columns[name].tobytes() == priced.columns[name].tobytes(), name


def test_a_service_without_a_price_has_that_of_its_kind(plain, tmp_path):
    text = SHORT + "[cost]\ncontact = 50\nearly_help_contact = 500\n[services.police]\ncost = 7\n"
    priced = run(tmp_path, text + SCENARIOS)
    for name, price in {"school": 50, "early_help": 500, "police": 7}.items():
        np.testing.assert_array_equal(priced.columns[f"cost_contacts_{name}"], price * priced.columns[f"contacts_{name}"])


@pytest.mark.parametrize("settings, year", [
    ("programme_year = 250_000", 250_000),
    ('programme_year = 250_000\nprogramme_year_for = "place"', 250_000),
    ('programme_year = 7\nprogramme_year_for = "family"', 7 * 1500),
    ("programme_month = 8000", 1440),
])
def test_a_year_of_the_programme_costs_what_was_said(tmp_path, settings, year):
    result = run(tmp_path, SHORT + "[cost]\nprogramme_setup = 0\n" + settings + "\n" + SCENARIOS)
    months = result.columns["cost_programme"][1, 0, 0, :, 0, 0]
    assert (months[:12] == 0).all()
    for first in range(12, 25):
        assert months[first:first + 12].sum() == year
    assert months[12:].max() - months[12:].min() <= 1


def test_a_year_is_shared_by_the_authorities_families(tmp_path):
    text = SHORT.replace("[programme]", "[authorities]\ncount = 3\n[output]\nby_authority = true\n[programme]")
    result = run(tmp_path, text + "[cost]\nprogramme_setup = 0\nprogramme_year = 90_000\n" + SCENARIOS)
    of_year = result.columns["cost_programme"][1, 0, 0, 12:24, :, 0].sum(axis=0)
    families = result.columns["families"][1, 0, 0, 12, :, 0]
    np.testing.assert_allclose(of_year[1:], 90_000 * families[1:] / 1500, atol=2)
    assert of_year[0] == of_year[1:].sum()
