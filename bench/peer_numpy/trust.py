"""Licence, consent, outside events, trust, awareness (odd.md, 7.8, 7.14)."""

import numpy as np

from .services import logistic


def opacity(settings):
    return settings[f"programme.opacity.{settings['programme.transparency']}"]


def licence_terms(settings):
    """A, which every family adds where a programme runs, and B, which the aware add."""
    everyone = settings[f"licence.{settings['programme.purpose']}"]
    everyone += settings["licence.private"] * (settings["programme.operator"] == "private")
    if settings["consent.mode"] != "none":
        everyone += settings[f"licence.{settings['consent.mode']}"]
    everyone += settings["licence.children_weight"] * settings["licence.children_view"]
    return everyone, settings[f"licence.{settings['programme.transparency']}"]


def licence(families, slots, settings, runs):
    """Licence log-odds of some families."""
    if not runs:
        return families.tau[slots]
    everyone, aware = licence_terms(settings)
    return families.tau[slots] + np.float32(everyone) + np.float32(aware) * families.aware[slots]


def consent(families, settings, draws):
    """Asks those who were not asked, or lets the aware leave. Returns whom the question reached."""
    if settings["consent.mode"] == "opt_out":
        staying = np.flatnonzero(families.aware & ~families.opted_out)
        chance = settings["consent.exit_rate"] * (1 - logistic(licence(families, staying, settings, True)))
        families.opted_out[staying[draws.chance(chance, staying.size)]] = True
    if settings["consent.mode"] != "opt_in":
        return np.empty(0, np.int64)
    asked = np.flatnonzero(~families.asked)
    families.asked[asked] = True
    reached = asked[draws.chance(settings["consent.coverage"], asked.size)]
    chance = logistic(licence(families, reached, settings, True) + settings["consent.appeal"])
    families.consented[reached[draws.chance(chance, reached.size)]] = True
    return reached


def outside_events(world, settings, told, draws):
    """Breach, reuse, campaign, dialogue, scandal. `told`: who becomes aware this month, written here as well."""
    families, n = world.families, world.population.size
    tau = families.tau
    for slots in struck(world, settings["breach.hazard"], draws):
        hit = slots[world.scope[slots] & draws.chance(settings["breach.aware"], slots.size)]
        tau[hit] -= np.float32(settings["breach.shock"])
        told[hit] = True
    for slots in struck(world, settings["reuse.hazard"], draws):
        told[slots] |= draws.chance(settings["reuse.aware"], slots.size)
        private = 1 + settings["trust.private"] * (settings["programme.operator"] == "private")
        tau[slots[families.aware[slots] | told[slots]]] -= np.float32(settings["reuse.shock"] * private)
    if settings["campaign.reach"]:
        reached = np.flatnonzero(draws.chance(settings["campaign.reach"], n))
        tau[reached] += np.float32(settings["campaign.effect"]) * (logistic(tau[reached]) - np.float32(settings["campaign.pivot"]))
        world.make_aware(reached)
    if settings["dialogue.reach"]:
        tau[draws.chance(settings["dialogue.reach"], n)] += np.float32(settings["dialogue.effect"])
    for slots in struck(world, 1 - (1 - settings["scandal.hazard"]) ** opacity(settings), draws):
        tau[slots] -= np.float32(settings["scandal.shock"])
        told[slots] |= draws.chance(settings["scandal.aware"], slots.size)


def struck(world, probability, draws):
    """The slots of each authority that an event strikes this month."""
    for slots in world.population.authorities:
        if happens(probability, draws):
            world.incident()
            yield slots


def happens(probability, draws):
    return probability > 0 and draws.slow.random() < probability


def discover(world, settings, told, draws):
    """Who becomes aware this month: told, or by press, notice and ties."""
    families, n = world.families, world.population.size
    kept = 1 - settings["awareness.press"]
    if settings["programme.transparency"] in ("notice", "register", "consent"):
        kept *= 1 - settings["awareness.notice"]
    with np.errstate(divide="ignore"):
        alone, tie = np.log(kept), np.log1p(-settings["awareness.tie"])
    luck = draws.log_uniform(np.empty(n, np.float32))  # below the log of the chance to hear nothing: hears nothing
    heard = luck > np.float32(alone) + np.float32(tie) * families.aware_ties
    return np.flatnonzero((heard | told) & ~families.aware)


def move_trust(world, visits, settings, new_aware):
    """All trust from the same state: recovery, peers, visits, hearsay, discovery."""
    families, ties = world.families, world.ties
    tau, recovery, peers = families.tau, np.float32(settings["trust.recovery"]), np.float32(settings["trust.peers"])
    among = ties.mean(tau)
    among[ties.lonely] = tau[ties.lonely]
    among *= peers
    moved = families.tau0 * recovery
    moved += among
    moved += tau * (1 - recovery - peers)

    told_of = ties.of(visits.unwarranted)
    heard, times = np.unique(told_of, return_counts=True)
    moved[heard] -= np.float32(settings["trust.hearsay"]) * np.minimum(times, 255)
    moved[visits.unwarranted] -= np.float32(settings["trust.unwarranted"])
    moved[visits.unwarranted_offers] -= np.float32(settings["trust.unwarranted"] * settings["approach.unwarranted"])
    moved[visits.investigated] -= np.float32(settings["trust.intrusive"])
    moved[visits.helped] += np.float32(settings["trust.help"])
    if new_aware.size:
        private = 1 + settings["trust.private"] * (settings["programme.operator"] == "private")
        moved[new_aware] -= np.float32(settings["trust.covert"] * opacity(settings) * private)
    families.tau = moved
