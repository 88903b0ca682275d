"""Judging, selecting and reviewing flags, and offers (odd.md, 7.10, 7.12)."""

import numpy as np

from . import records
from .risk import points, score
from .services import logistic
from .state import NEVER, within


def judge(world, month):
    """Flags of a horizon ago: is the family still there, and did a finding follow?"""
    families, panel = world.families, world.panel
    for made, slots in world.flagged.pop(month, []):
        still = slots[families.entered[slots] <= made]
        panel.count("flags_judged", still)
        panel.count("flags_confirmed", still[families.finding[still] >= made])


def select(world, settings, month, draws):
    """This month's flags, audits apart: (flags by score, audits), and their entry in the families' files."""
    families, panel = world.families, world.panel
    chosen, audits = (np.concatenate(part) for part in zip(*(
        select_in(world, a, settings, month, draws) for a in range(len(world.population.authorities)))))  # fmt: skip
    everyone = np.concatenate([chosen, audits])
    families.flag[everyone] = month
    world.flagged.setdefault(month + settings["risk.horizon"], []).append((month, everyone))
    in_need = families.theta >= world.population.threshold
    for column, slots in (("flags", everyone), ("audits", audits)):
        panel.count(column, slots)
        panel.count(f"{column}_in_need", slots[in_need[slots]])
    needed = families.needed[everyone]
    passed = (needed != NEVER) & ~within(needed, month, 24) & ~in_need[everyone]
    panel.count("flags_past_need", everyone[passed])
    return chosen, audits


def select_in(world, authority, settings, month, draws):
    """The flags of one authority: by score, and audits."""
    families, slots = world.families, world.population.authorities[authority]
    model = world.models.of[authority]
    if model is None:
        return slots[:0], slots[:0]
    scope = slots[world.scope[slots]]
    candidates = scope[~within(families.visit[scope], month, settings["programme.cool_down"])]
    ranked = objective(world, model, settings, score(world, model, settings, draws)[candidates], candidates)
    candidates, ranked = candidates[ranked > -np.inf], ranked[ranked > -np.inf]
    places = draws.places(settings["programme.capacity"] * scope.size)
    audits = draws.pick(candidates, min(places, draws.places(settings["programme.audit"] * places)))
    if audits.size:
        left = ~np.isin(candidates, audits)
        candidates, ranked = candidates[left], ranked[left]
    return draws.top(candidates, ranked, places - audits.size), audits


def objective(world, model, settings, score, candidates):
    """What is ranked; minus infinity for those who are not candidates after all."""
    aim = settings["programme.objective"]
    if aim == "risk":
        return score
    avoidable, other = np.zeros((2, candidates.size), np.float32)
    for s in records.feeding(world.services, settings):
        part = avoidable if settings[f"services.{world.services.names[s]}.voluntary"] > 0.5 else other
        part += records.seen(world.families, s)[candidates]
    other += world.families.care[candidates]
    if aim == "prospects":
        probability = score if isinstance(model, str) else logistic(score)
        return probability * (1 + avoidable) / (1 + avoidable + other)
    enough = points(world, settings)[candidates] >= settings["programme.criteria"]
    return np.where(enough, -(avoidable + other), -np.inf)


def review(world, settings, chosen, audits, draws):
    """Flags that are followed: audits always, others by deference or by the reviewer's noisy view of need."""
    families, n = world.families, chosen.size
    view = families.theta[chosen] + settings["review.noise"] / np.maximum(world.readiness[chosen], 0.01) * draws.normal(n)
    bias = world.population.sum_over(world.population.tables(settings, "review.bias"), families.levels[:, chosen])
    if bias is not None:
        view = view + bias
    followed = draws.chance(settings["review.deference"], n) | (view >= world.population.threshold)
    world.panel.count("overrides", chosen[~followed])
    return np.concatenate([chosen[followed], audits])


def offer(world, settings, followed, draws):
    """Under the supportive approach a followed flag is an offer. Returns those accepted and those declined."""
    if settings["programme.approach"] != "supportive":
        return followed, followed[:0]
    chance = logistic(world.families.tau[followed] + settings["approach.appeal"])
    accepted = draws.chance(chance, followed.size)
    world.panel.count("offers_declined", followed[~accepted])
    return followed[accepted], followed[~accepted]
