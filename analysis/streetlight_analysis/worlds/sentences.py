"""What worlds say, in words with counts. No share of worlds is called a probability."""

import math
from collections import Counter


from ..digits import decimals_for, listed, number
from ..names import quoted

FEWEST_GROUPED = 3  # keys that share their first word, of which only the word is written
NEARLY_ALL = 0.95  # of the worlds: from here on something "holds in nearly all"


def in_short(answers):
    """One sentence a column: what holds in nearly all worlds, and what depends on the world."""
    return [_sentence(answer) for answer in answers]


def _sentence(answer):
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
        parts.append(f"with {quoted(name)} it depends on the world: less in {less}, more in {more}")
    for name, less, more in weak:
        parts.append(f"{quoted(name)}: less in {less}, more in {more}, not told apart in {total - less - more}")
    return f"{answer.title}: {'; '.join(parts)}."


def table_of(answer):
    """Rows of a table: the policy, quantiles of its difference as told, counts, in how many it is the best, regret."""
    rows = []
    spans = [answer.quantiles(answer.told(policy.difference), [0.05, 0.5, 0.95]) for policy in answer.policies[1:]]
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
        rows.append([policy.name, *cells, str(policy.best), number(float(answer.quantiles(lost, 0.9)), decimals)])
    return rows


def deciders_of(answer, informed):
    """(policies, sentence) pairs: what decides whether they are better than the baseline.

    Args:
        informed: by parameter, whether the published figures say anything of it; empty where nobody said which worlds.
    """
    found = []
    for policy in answer.policies[1:]:
        named = [
            f"{one['parameter']} (rank correlation {number(one['rank_correlation'], 2, sign=True)},"
            f" {100 * one['spread_explained']:.0f} % of the spread{'' if informed.get(one['parameter'], True) else '; from its prior'})"
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
    return _folded(found)


def _folded(said):
    """(names, sentence) pairs of (name, sentence) pairs: a sentence that is said of several is said once."""
    folded = {}
    for name, text in said:
        folded.setdefault(text, []).append(name)
    return [("Every policy" if len(names) == len(said) > 2 else listed(names), text) for text, names in folded.items()]


def sensitivity_of(answer):
    """(policies, sentence) pairs: how the count hangs on discrepancies and priors; empty where nobody said which worlds.

    Policies of which the same is to be said share a sentence. Weighted shares are left out where the weights stand for too
    few worlds.
    """
    said = [(policy.name, _sensitivity(policy.said["sensitivity"])) for policy in answer.policies[1:]]
    return [(names, f"{answer.better.capitalize()} in {text}") for names, text in _folded(said) if text]


def _sensitivity(said):
    if not said:
        return ""
    weighted = [said[key] for key in ("share_better", "discrepancies_halved", "discrepancies_doubled")]
    ends = [said["lowest_with_half_a_prior"], said["highest_with_half_a_prior"]]
    shares = [] if None in weighted else [_share(share) for share in weighted]
    if all(ends):
        shares += [_share(end["share"]) for end in ends]
    if not shares:
        return ""
    if len(set(shares)) == 1:
        return f"{shares[0]} of the worlds, whatever is assumed."
    parts = []
    if None not in weighted:
        parts.append(f"{shares[0]} of the worlds’ weight; {shares[1]} with discrepancies halved, {shares[2]} doubled.")
    if all(ends):
        told = _halves(ends)
        if not told:
            parts.append("No half of one prior gives another share than chance would.")
        elif not parts:
            what = "worlds’ weight" if ends[0]["weighted"] else "worlds"
            return f"{told} of the {what} when only half of one prior is believed."
        else:
            parts.append(f"If only half of one prior is believed: {told}.")
    return " ".join(parts)


def _halves(ends):
    """The lowest and the highest share, of those beyond chance; files of earlier versions do not say which they are."""
    low, high = (
        f"{_share(end['share'])} ({end['half']} half of {end['parameter']})" if end.get("beyond_chance", True) else ""
        for end in ends
    )
    if low and high:
        return f"{low} to {high}"
    return f"down to {low}" if low else f"up to {high}" if high else ""


def weights_of(answer):
    """A sentence: for how many worlds the weights stand, and what that means here; "" where there are none."""
    said = answer.policies[-1].said
    if not said or said["effective_worlds"] is None:
        return ""
    if said["weighted_missing_because"]:
        return f"Weighted figures are left out: {said['weighted_missing_because']}."
    return f"The worlds’ weights stand for {said['effective_worlds']:.0f} of {len(answer.worlds)} worlds (Kish)."


def grouped(keys, every):
    """Keys, but "trust (all 8)" for those that begin with a word of which all of `every` are among them."""
    here, there = (Counter(key.partition(".")[0] for key in some) for some in (keys, every))
    said = {}
    for key in keys:
        word = key.partition(".")[0]
        whole = here[word] == there[word] >= FEWEST_GROUPED
        said[f"{word} (all {here[word]})" if whole else key] = None
    return list(said)


def _share(value):
    return "–" if value is None or math.isnan(value) else f"{100 * value:.0f} %"


def _side(side):
    low, high = side["low"], side["high"]
    if low is not None and high is not None:
        return f"{side['parameter']} from {number(low)} to {number(high)}"
    return f"{side['parameter']} from {number(low)} up" if high is None else f"{side['parameter']} up to {number(high)}"
