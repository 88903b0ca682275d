"""The experiments in full size: what the pages say of them, and five per cent where there is no effect."""

import sys
from pathlib import Path

import pytest
from scipy.stats import binom

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "docs/figures"))
import evaluation as page  # noqa: E402

ALPHA = 0.001


@pytest.fixture(scope="session")
def answers(tmp_path_factory):
    folder = tmp_path_factory.mktemp("full")
    return {name: page.evaluated(name, folder) for name in ("by_lot", "by_need", "no_effect")}


def test_the_page_has_the_numbers_of_this_program(answers):
    text = page.PAGE.read_text()
    assert page.story(answers["by_need"]) in text
    assert page.tables(answers) in text


def test_a_programme_without_effect_is_significant_in_five_per_cent(answers):
    found = page.verdicts(answers["no_effect"])
    for design in ("by_lot", "two_way", "callaway_santanna", "sun_abraham"):
        for outcome in ("referrals", "findings", "open_cases", "need"):
            row = found[design, outcome]
            assert row["truth_exactly_zero"]
            count = round(row["significant"] * row["estimates"])
            assert binom.ppf(ALPHA / 2, row["estimates"], 0.05) <= count <= binom.ppf(1 - ALPHA / 2, row["estimates"], 0.05), (design, outcome)


def test_coverage_by_lot_and_by_need(answers):
    by_lot, by_need = page.verdicts(answers["by_lot"]), page.verdicts(answers["by_need"])
    for outcome in ("referrals", "findings", "open_cases", "need", "trust"):
        assert by_lot["callaway_santanna", outcome]["covered"] >= binom.ppf(ALPHA, 100, 0.95) / 100
    assert by_need["before_after", "referrals"]["covered"] < 0.1
    assert by_lot["two_way", "trust"]["covered"] < 0.5
