"""What worlds say, in words with counts. No share of worlds is called a probability."""

import math

import numpy as np

from ..digits import decimals_for, listed, number
from ..names import quoted

NEARLY_ALL = 0.95  # of the worlds: from here on something "holds in nearly all"


def in_short(answers):
    """One sentence a metric: what holds in nearly all worlds, what flips."""
    return [_metric(answer) for answer in answers]


def _metric(answer):
    total = len(answer.worlds)
    baseline = quoted(answer.policies[0].name)
    holds, flips, weak = [], [], []
    for policy in answer.policies[1:]:
        less, more = policy.count("less"), policy.count("more")
        if max(less, more) >= NEARLY_ALL * total:
            holds.append((policy.name, "less" if less > more else "more", max(less, more)))
        elif less and more and min(less, more) >= (1 - NEARLY_ALL) * total:
            flips.append((policy.name, less, more))
        else:
            weak.append((policy.name, less, more))
    parts = []
    for word in ("less", "more"):
        named = [f"{quoted(name)} ({count})" for name, direction, count in holds if direction == word]
        if named:
            parts.append(f"{word} than with {baseline} in nearly all of {total} worlds with {listed(named)}")
    for name, less, more in flips:
        parts.append(f"it flips with {quoted(name)}: less in {less}, more in {more}")
    for name, less, more in weak:
        parts.append(f"{quoted(name)}: less in {less}, more in {more}, not told apart in {total - less - more}")
    return f"{answer.title}: {'; '.join(parts)}."


def table_of(answer):
    """Rows of a table: the policy, quantiles of its difference as told, counts, in how many it is the best, regret."""
    rows = []
    spans = [np.quantile(answer.told(policy.difference), [0.05, 0.5, 0.95]) for policy in answer.policies[1:]]
    widest = max((abs(span[2] - span[0]) for span in spans), default=1) or 1
    decimals = decimals_for(widest / 10, 1)
    for place, policy in enumerate(answer.policies):
        lost = answer.regret(policy)
        cells = ["–"] * 4
        if place:
            low, median, high = (number(value, decimals, sign=True) for value in spans[place - 1])
            cells = [
                f"{median} ({low} to {high})",
                str(policy.count("less")),
                str(policy.count("more")),
                str(policy.count("not_told_apart")),
            ]
        rows.append([policy.name, *cells, str(policy.best), number(float(np.quantile(lost, 0.9)), decimals)])
    return rows


def deciders_of(answer):
    """(policy, sentence) pairs: what decides whether it is better than the baseline."""
    found = []
    for policy in answer.policies[1:]:
        named = [
            f"{one['parameter']} (rank correlation {number(one['rank_correlation'], 2, sign=True)},"
            f" {100 * one['spread_explained']:.0f} % of the spread)"
            for one in policy.said["parameters"][:4]
            if one["beyond_chance"]
        ]
        text = f"Decided most by {listed(named)}." if named else "No parameter explains more than chance would."
        box = policy.said["box"]
        if box:
            text += (
                f" It is {box['answer']} in {100 * box['density']:.0f} % of the {box['worlds']} worlds with"
                f" {listed(_side(side) for side in box['sides'])}, which are {100 * box['coverage']:.0f} % of all worlds with"
                " that answer."
            )
        found.append((policy.name, text))
    return found


def sensitivity_of(answer):
    """(policy, sentence) pairs: how its count hangs on discrepancies and priors; empty where nobody said which worlds."""
    found = []
    for policy in answer.policies[1:]:
        said = policy.said["sensitivity"]
        if not said:
            continue
        text = (
            f"{answer.better} in {_share(said['share_better'])} of the worlds’ weight; {_share(said['discrepancies_halved'])} with"
            f" discrepancies halved, {_share(said['discrepancies_doubled'])} doubled."
        )
        ends = [said["lowest_with_half_a_prior"], said["highest_with_half_a_prior"]]
        if all(ends):
            low, high = (f"{_share(end['share'])} ({end['half']} half of {end['parameter']})" for end in ends)
            text += f" If only half of one prior is believed: {low} to {high}."
        found.append((policy.name, text[:1].upper() + text[1:]))
    return found


def _share(value):
    return "–" if value is None or math.isnan(value) else f"{100 * value:.0f} %"


def _side(side):
    low, high = side["low"], side["high"]
    if low is not None and high is not None:
        return f"{side['parameter']} from {number(low)} to {number(high)}"
    return f"{side['parameter']} from {number(low)} up" if high is None else f"{side['parameter']} up to {number(high)}"
