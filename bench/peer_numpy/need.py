"""Ageing, turnover, need and harm (odd.md, 7.2 to 7.4)."""

import numpy as np

FIVE, GROWN = 60, 216


def age_and_turn_over(world, settings, month, draws):
    """Everyone a month older; those whose youngest child is grown up leave, and others take their place."""
    families, panel = world.families, world.panel
    families.age += 1
    five = np.flatnonzero(families.age == FIVE)
    panel.count("reached_five", five)
    panel.count("reached_five_referred", five[families.ever_referred[five]])

    leavers = np.flatnonzero(families.age >= GROWN)
    panel.count("leavers", leavers)
    panel.count("leavers_referred", leavers[families.ever_referred[leavers]])
    panel.count("leavers_found", leavers[families.ever_found[leavers]])
    if leavers.size:
        world.forget_awareness(leavers)
        families.replace(leavers, month, world.population, draws)
        world.welcome(leavers, settings, draws)


def move_need(families, settings, draws):
    """theta' = theta + reversion (mu + trace - theta) + shock eps + shift."""
    theta, reversion = families.theta, np.float32(settings["need.reversion"])
    theta *= 1 - reversion
    theta += reversion * (families.mu + families.trace)
    step = draws.normal(theta.size)
    step *= np.float32(settings["need.shock"])
    theta += step
    if settings["need.shift"]:
        theta += np.float32(settings["need.shift"])


def harm(families, settings, draws):
    """Slots in which a child is harmed, by hazard base exp(slope theta) or, independently, `external`; those of the latter."""
    hazard = np.exp(np.float32(settings["harm.slope"]) * families.theta)
    hazard *= np.float32(-settings["harm.base"])
    luck = draws.log_uniform(np.empty_like(hazard))
    inside = np.flatnonzero(luck > hazard)
    if not settings["harm.external"]:
        return inside, inside[:0]
    outside = np.flatnonzero(draws.chance(1 - np.exp(-settings["harm.external"]), hazard.size))
    return np.union1d(inside, outside), outside


def leave_traces(families, harmed, settings):
    """trace' = (1 - healing) trace + lasting [harmed]."""
    families.trace *= np.float32(1 - settings["harm.healing"])
    families.trace[harmed] += np.float32(settings["harm.lasting"])
