"""Designs on families: right where their assumption holds, wrong where it does not (N worlds as in designs_test)."""

from dataclasses import replace

import numpy as np

from streetlight_analysis.evaluation import families
from streetlight_analysis.evaluation.followed import Round
from worlds import NUMBER, around_five_per_cent, rejections, round_of_flags

FEWER = NUMBER // 2


def over_rounds(design, **settings):
    """[(estimate, truth)]"""
    made = []
    for seed in range(FEWER):
        one = round_of_flags(seed, **settings)
        found, weights = design(one)
        made.append((found, one.effect("y", np.asarray(weights, float))))
    return made


def threshold(one):
    return families.threshold(one, "y")


def audit(one):
    return families.audit(one, "y")


def matched(one):
    return families.matched_families(one, "y", families.family_matches(one))


def test_without_an_effect_five_per_cent_reject():
    for design in (threshold, audit):
        found = [estimate for estimate, _ in over_rounds(design)]
        assert around_five_per_cent(rejections(found), FEWER), design


def test_an_effect_is_found():
    for design in (threshold, audit, matched):
        made = over_rounds(design, effect=-1.0)
        values = np.array([estimate.value for estimate, _ in made])
        assert np.allclose([truth for _, truth in made], -1.0)
        assert abs(values.mean() + 1.0) < 5 * values.std() / np.sqrt(FEWER) + (0.1 if design is matched else 0.02), design


def test_the_threshold_fails_where_families_are_pushed_over_it():
    found = [estimate for estimate, _ in over_rounds(threshold, sorted_by=1.0)]
    assert rejections(found) > 0.8 * FEWER


def test_matching_fails_where_the_score_knows_what_the_records_matched_on_do_not():
    found = [estimate for estimate, _ in over_rounds(matched, unrecorded=2.0)]
    assert np.mean([one.value for one in found]) > 0.5
    assert rejections(found) > 0.8 * FEWER


def test_the_audit_fails_where_the_lot_is_none():
    found = [estimate for estimate, _ in over_rounds(audit, favour=0.05)]
    assert rejections(found) > 0.8 * FEWER


def test_one_authority_has_no_clusters_and_a_round_without_others_no_estimate():
    one = round_of_flags(0, authorities=1, families=4_000)
    for design in (threshold, audit, matched):
        assert design(one)[0].missing == "one authority: no clusters", design
    everybody = replace(one, by_score=np.ones_like(one.by_score), by_lot=np.zeros_like(one.by_lot))
    nobody = Round(*(values[:0] for values in (one.above, one.by_score, one.by_lot, one.authority, one.characteristics)), {"y": one.above[:0]}, {"y": one.above[:0]})
    for design in (threshold, audit, matched):
        assert design(everybody)[0].missing and design(nobody)[0].missing
