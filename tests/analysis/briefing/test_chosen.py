"""What the data choose is judged as one of all that might be chosen, and an order names all that may be first.

Statistical tests: WORLDS worlds, of which at most AT_MOST may say what is not so (conftest). Ten replicates, or as said.
"""

import re
from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr

from conftest import AT_MOST, WORLDS
from streetlight_analysis.briefing import sentences, sweep
from streetlight_analysis.briefing.algorithm import flag_statement, flags_against_need
from streetlight_analysis.briefing.captions import _most_fallen, _order, paired_dots
from streetlight_analysis.briefing.in_short import between_groups, strongest
from streetlight_analysis.briefing.order import may_be, order_of
from streetlight_analysis.certainty import judge

REPLICATES = 10


def noise(seed, *shape):
    return np.random.default_rng(seed).standard_normal((*shape, REPLICATES))


def worlds_that(say):
    return sum(bool(say(seed)) for seed in range(WORLDS))


def cell(values, relative=0.1):
    judged = judge(values)
    return SimpleNamespace(judged=judged, margin=0.01, size="", relative=relative, mean=0.0, points=())


# --- Who is flagged --------------------------------------------------------------------------------------------------------


def flags_of(seed, groups=12, expected=60.0, ratio=1.0, worlds=1):
    """Flags of groups with equal needs, a scenario a world: those of the first group `ratio` times as many as its need asks for."""
    random = np.random.default_rng(seed)
    wanted = expected * np.where(np.arange(groups) == 0, ratio, 1.0)
    flags = random.poisson(wanted, (worlds, REPLICATES, groups)).astype(float)
    need = np.full((worlds, REPLICATES, groups), 200.0)
    names = ["all", *(f"group_{place}" for place in range(groups))]
    dims = ("scenario", "point", "replicate", "time", "authority", "group")

    def column(values, kind):
        values = np.concatenate([values.sum(-1, keepdims=True), values], -1)
        return dims, values[:, None, :, None, None, :], {"kind": kind, "units": "flags", "measure": "count"}

    coordinates = {"scenario": [f"Covert {place}" for place in range(worlds)], "time": [0], "authority": ["all"], "group": names}
    return xr.Dataset({"flags": column(flags, "flow"), "need": column(need, "stock")}, coordinates)


def test_of_groups_that_flags_do_not_single_out_none_is_told_unequal_in_95_per_cent():
    """Twelve groups; each told by its own 95 % interval alone, some one is in 45 % of worlds."""
    found = list(flags_against_need(flags_of(0, worlds=WORLDS)))
    told = sum(any(one.unequal for one in flagged.values()) for _, flagged, _ in found)
    ordered = sum(order.apart for *_, order in found)
    assert len(found) == WORLDS and 0 < told <= AT_MOST and 0 < ordered <= AT_MOST, (told, ordered)


def test_words_of_who_is_flagged():
    assert "cannot be told apart. Neither can be distinguished from 1. Intervals are wider" in flag_statement(flags_of(0))
    one = flag_statement(flags_of(1, ratio=1.6))
    assert "is highest for the group “Group 0”, 1.5" in one and "or one of ten not told apart from it" in one
    assert "Group 0 cannot" not in one and one.count("cannot be distinguished from 1") == 1
    assert "which of 12 groups are named" in one


def test_few_flags_tell_no_group_apart_from_its_need():
    """Nineteen flags that need asks for, and none made; twenty of them tell."""
    for asked, unequal in ((1.9, False), (2.0, True)):
        panel = flags_of(3, groups=3)
        panel["flags"][...] = 0.0
        panel["flags"][..., 2:] = 1.5 * asked
        panel["flags"][..., 0] = 3 * asked
        _, flagged, _ = next(flags_against_need(panel))
        assert flagged["group_0"].ratio == 0 and flagged["group_0"].unequal == unequal


# --- Highest and lowest ----------------------------------------------------------------------------------------------------


def test_of_two_that_are_alike_neither_is_told_to_be_the_highest():
    """Two scenarios alike and far above four others, which are alike."""
    names = [f"s{place}" for place in range(6)]
    means = np.array([9.0, 9.0, 0, 0, 0, 0])[:, None]

    def one_is_named(seed):
        values = xr.DataArray(means + noise(seed, 6), {"scenario": names}, ["scenario", "replicate"])
        return re.match(r"highest with “s\d” \([^)]*\), lowest", _order(values, lambda *_: 0.0))

    assert worlds_that(one_is_named) <= AT_MOST


def test_the_highest_is_among_those_that_may_be_it():
    """Six scenarios whose true means are drawn anew in each world, about as far apart as the intervals are wide."""
    names, none = [f"s{place}" for place in range(6)], 0

    def is_missed(seed):
        means = np.random.default_rng([seed, 1]).standard_normal(6)
        order = order_of(xr.DataArray(means[:, None] + noise(seed, 6), {"scenario": names}, ["scenario", "replicate"]), lambda *_: none)
        return names[means.argmax()] not in order.highest or names[means.argmin()] not in order.lowest

    assert worlds_that(is_missed) <= AT_MOST


def test_words_of_those_that_may_be_first():
    told = "“{}”".format
    assert may_be(("a",), told) == "“a”" and may_be(("a", "b", "c"), told) == "“a”, “b” or “c”"
    assert may_be(tuple("abcde"), told) == "“a” or one of four not told apart from it"


def test_of_scenarios_that_lose_as_much_trust_each_may_lose_most():
    shape = {"scenario": ["a", "b", "c", "d"], "group": ["all", "lone", "owner"]}
    event = xr.DataArray(np.zeros((4, 3)), shape, ["scenario", "group"])

    def one_is_left_out(seed):
        values = xr.DataArray(noise(seed, 4, 3) - 5, shape, ["scenario", "group", "replicate"])
        order, _, _, fall, _ = _most_fallen(values, event)
        assert fall.direction < 0
        return len(order.lowest) < 4

    assert worlds_that(one_is_left_out) <= AT_MOST


# --- The one that is named -------------------------------------------------------------------------------------------------


def rows_of(seed, outcomes, scenarios, groups=("all",)):
    """Rows without any difference."""
    values = iter(noise(seed, outcomes * scenarios * len(groups)))
    return [
        SimpleNamespace(
            outcome=SimpleNamespace(name=f"o{place}", title=f"O{place}"),
            title=f"O{place}",
            unit="",
            difference_unit="",
            group=group,
            baseline=1.0,
            cells={f"s{scenario}": cell(next(values)) for scenario in range(scenarios)},
        )
        for place in range(outcomes)
        for group in groups
    ]


def test_the_largest_of_differences_that_are_none_is_named_in_five_per_cent():
    def is_named(seed):
        return "largest" in paired_dots(None, rows_of(seed, 4, 4), ["o0", "o1", "o2", "o3"])

    assert 0 < worlds_that(is_named) <= AT_MOST


def test_groups_to_which_nothing_happens_get_a_sentence_in_five_per_cent():
    assert 0 < worlds_that(lambda seed: between_groups(rows_of(seed, 1, 4, ("a", "b", "c", "d")), "s0", "policies")) <= AT_MOST


def test_a_group_to_which_nothing_can_be_seen_to_happen_is_said_to_be_one():
    rows = rows_of(1, 1, 1, ("a", "b"))
    rows[0].cells["s0"], rows[1].cells["s0"] = cell(noise(1) + 9), cell(np.linspace(-1, 1.01, REPLICATES))
    (text,) = between_groups(rows, "s0", "policies")
    assert text.count("not distinguished from none") == 1 and "B (0.00, +10\u00a0%, not distinguished from none)" in text


def test_of_parameters_that_move_nothing_one_is_named_in_five_per_cent(monkeypatch):
    keys = [f"key{place}" for place in range(5)]
    monkeypatch.setattr(sweep, "keys_of", lambda panel: keys)
    monkeypatch.setattr(sweep, "response", lambda panel, key, *_: key)
    panel = SimpleNamespace(sizes={"scenario": 3})

    def is_named(seed):
        values = iter(noise(seed, 3 * len(keys) * 2))
        monkeypatch.setattr(sweep, "contrast_of", lambda *_: {name: judge(next(values)) for name in ("a", "b")})
        return strongest(panel, rows_of(seed, 3, 2))

    assert 0 < worlds_that(is_named) <= AT_MOST


def test_the_sign_of_what_is_none_depends_on_the_setting_in_five_per_cent():
    """Thirty settings: by each one's own interval, some are told lower and some higher in 28 % of worlds."""

    def depends(seed):
        one = SimpleNamespace(points=tuple(map(judge, noise(seed, 30))))
        row = SimpleNamespace(cells={"a": one}, unit="", difference_unit="")
        return "depends" in sweep.settings_told(row)

    assert worlds_that(depends) <= AT_MOST
    apart = SimpleNamespace(points=tuple(judge(way * 9 + noise(1)) for way in (-1, 1)))
    assert "depends" in sweep.settings_told(SimpleNamespace(cells={"a": apart}, unit="", difference_unit=""))


def test_a_policy_that_is_better_on_one_is_told_better_on_both_in_five_per_cent(monkeypatch):
    """Five policies that differ in trust beyond doubt and not in harm: by each pair's own interval, in 15 % of worlds."""
    names = [f"s{place}" for place in range(5)]

    def is_told(seed):
        harm, trust = noise(seed, 5), 9 * np.arange(5)[:, None] + noise(seed + WORLDS, 5)

        def compare(panel, *, baseline, **_):
            base = names.index(baseline)
            return [SimpleNamespace(cells={name: cell(values[at] - values[base]) for at, name in enumerate(names)}) for values in (harm, trust)]

        monkeypatch.setattr(sentences, "compare", compare)
        return sentences.dominance(None, None, None, names, None)

    assert 0 < worlds_that(is_told) <= AT_MOST


@pytest.mark.parametrize("among", [1, 15])
def test_judging_later_as_one_of_many_is_the_same_as_at_once(among):
    values = noise(5) + 1
    later, once = judge(values).among(among), judge(values, among=among)
    assert (later.rung, later.low, later.high) == (once.rung, pytest.approx(once.low), pytest.approx(once.high))
