"""Made-up worlds with known answers, without any simulator: authorities by quarter, and families round a threshold."""

import os

import numpy as np
from scipy.stats import binom

from streetlight_analysis.evaluation.followed import Round
from streetlight_analysis.evaluation.study import NEVER, Sample

# Worlds in which a share is counted; the long suite has more.
NUMBER = int(os.environ.get("STREETLIGHT_WORLDS", "100"))
ALPHA = 0.001  # of each check of a count: a right program fails one in a thousand


def noise(rng, authorities, quarters, persistence=0.5):
    """An autoregressive disturbance for each authority, with variance 1, in its steady state."""
    shocks = rng.standard_normal((authorities, quarters))
    made = shocks.copy()
    for quarter in range(1, quarters):
        made[:, quarter] = persistence * made[:, quarter - 1] + np.sqrt(1 - persistence**2) * shocks[:, quarter]
    return made


def world(
    seed,
    *,
    authorities=60,
    quarters=20,
    launches=(8, 11, 14),
    adopters=30,
    effect=lambda since: 0.0,
    by_need=False,
    common=None,
    levels=1.0,
    level_of_adopters=0.0,
    trend_of_adopters=0.0,
    ahead=0.0,
    spill=0.0,
):
    """A world: levels of authorities, a common path, persistent noise, and an effect by quarters since launch.

    Args:
        by_need: those launch whose outcome rose most in the year before, at each launch; otherwise a lot decides.
        common: [quarter], what happens to all.
        level_of_adopters, trend_of_adopters: what adopters have more, at all times and each quarter.
        ahead: effect in the two quarters before the launch.
        spill: effect on those not in use, from the first launch on.
    """
    rng = np.random.default_rng(seed)
    twin = levels * rng.standard_normal((authorities, 1)) + noise(rng, authorities, quarters)
    if common is not None:
        twin = twin + np.asarray(common)[None, :quarters]
    launch = np.full(authorities, NEVER)
    each = adopters // len(launches)
    lot = rng.permutation(authorities)
    for place, start in enumerate(launches):
        if by_need:
            rise = twin[:, start - 4 : start].mean(axis=1) - twin[:, start - 8 : start - 4].mean(axis=1)
            rise[launch < NEVER] = -np.inf
            launch[np.argsort(-rise)[:each]] = start
        else:
            launch[lot[place * each : (place + 1) * each]] = start
    adopts = launch < NEVER
    twin = twin + adopts[:, None] * (level_of_adopters + trend_of_adopters * np.arange(quarters)[None, :])
    since = np.arange(quarters)[None, :] - np.where(adopts, launch, 0)[:, None]
    in_use = adopts[:, None] & (since >= 0)
    done = np.where(in_use, np.vectorize(lambda quarter: float(effect(quarter)))(since), 0.0)
    done = done + ahead * (adopts[:, None] & (since < 0) & (since >= -2))
    done = done + spill * (~in_use & (np.arange(quarters) >= min(launches))[None, :])
    return Sample({"y": twin + done}, {"y": twin}, launch)


def round_of_flags(seed, *, authorities=40, families=250, effect=0.0, sorted_by=0.0, unrecorded=0.0, favour=0.0):
    """A round of flags: the tenth with the highest scores, and by lot one in twenty of the others.

    Args:
        sorted_by: what families just above the threshold have more, flagged or not: somebody pushed them over it.
        unrecorded: weight in the score of need that is not on record.
        favour: how much the "lot" looks for need.
    """
    rng = np.random.default_rng(seed)
    size = authorities * families
    authority = np.repeat(np.arange(authorities), families)
    records = rng.standard_normal((size, 3))
    need = records.sum(axis=1) * 0.5 + rng.standard_normal(size)
    score = records.sum(axis=1) + unrecorded * need + 0.5 * rng.standard_normal(size)
    above = np.empty(size)
    for one in range(authorities):
        here = authority == one
        above[here] = score[here] - np.sort(score[here])[-(families // 10) :][0] + 1e-9
    words = rng.random(size) - favour * (need > 0.5)
    by_lot = (above < 0) & (words < 0.05)
    by_score = above > 0
    twin = need + rng.standard_normal(size) + sorted_by * (by_score & (above < 1))
    seen = twin + effect * (by_score | by_lot)
    return Round(above, by_score, by_lot, authority, records, {"y": seen}, {"y": twin})


def rejections(estimates):
    return sum(one.p < 0.05 for one in estimates)


def around_five_per_cent(count, number):
    """Whether chance explains that `count` of `number` tests at 5 % reject."""
    return binom.ppf(ALPHA / 2, number, 0.05) <= count <= binom.ppf(1 - ALPHA / 2, number, 0.05)


def covers(estimates, truths):
    return sum(one.low <= truth <= one.high for one, truth in zip(estimates, truths))
