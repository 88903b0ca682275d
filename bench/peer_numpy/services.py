"""Contact, deterrence, recording, rationing, relief, outreach (odd.md, 7.5).

A contact happens when an exponential time is shorter than its rate, E < lambda (1 - voluntary D), which has the probability that
odd.md gives; a deterred one when E lies between that rate and the rate at the trust set-point, an avoided
one when it lies between that rate and lambda, a regained one when it happens with E above the rate at the set-point. Concerns are drawn for contacts alone.
"""

import numpy as np

BLOCK = 8192  # families whose arrays stay in cache together


class Services:
    """Names, and what of the services' settings does not change from month to month."""

    DEFAULT = ["school", "health", "early_help", "voluntary_sector", "housing", "benefits", "police", "community"]

    def __init__(self, base):
        names = base.below("services")
        names = [name for name in self.DEFAULT if name in names] + [name for name in names if name not in self.DEFAULT]
        self.names = [name for name in names if base[f"services.{name}.reach"] != "none"]
        self.base_rate = {}  # by service: (reach, slope) and the rate by slot at average need

    def at_average_need(self, name, settings, deprivation):
        """reach exp(slope d), kept until either changes."""
        key = settings[f"services.{name}.reach"], settings[f"services.{name}.deprivation"]
        if self.base_rate.get(name, (None,))[0] != key:
            self.base_rate[name] = key, (key[0] * np.exp(key[1] * deprivation)).astype(np.float32)
        return self.base_rate[name][1]

    def keeps_records(self, name, settings):
        return settings[f"services.{name}.detection"] > 0 or settings[f"services.{name}.false_alarm"] > 0

    def alarms(self, name, settings, push):
        """Log-odds of recording a family that is in nothing, and of one in need or harmed; and the chances at the greatest push."""
        alarm = np.array([logit(settings[f"services.{name}.{key}"]) for key in ("false_alarm", "detection")], np.float32)
        return alarm, logistic(alarm + push).astype(np.float32)


def deterrence(tau, settings):
    """D(tau) = max logistic((midpoint - tau) / width)."""
    x = tau - np.float32(settings["deterrence.midpoint"])
    x *= np.float32(1 / settings["deterrence.width"])
    np.exp(x, out=x)
    x += 1
    return np.divide(np.float32(settings["deterrence.max"]), x, out=x)


def draw_contacts(services, families, deprivation, distrust, settings, draws):
    """Who meets whom, services x families; by service who stays away, None where nobody can; and, over all services, how many
    contacts each family avoids, and how many it has above its set-point's."""
    n = distrust.size
    met, deterred = np.empty((2, len(services.names), n), bool)
    avoided, regained = np.zeros((2, n), np.int8)
    rates = [
        (
            services.at_average_need(name, settings, deprivation),
            np.float32(settings[f"services.{name}.need"]),
            np.float32(settings[f"services.{name}.voluntary"] if services.keeps_records(name, settings) else 0),
        )
        for name in services.names
    ]
    scratch = np.empty((4, min(BLOCK, n)), np.float32)
    for begin in range(0, n, BLOCK):
        block = slice(begin, min(begin + BLOCK, n))
        rate, luck, now, ever = scratch[:, : block.stop - begin]
        for s, (average, slope, voluntary) in enumerate(rates):
            if slope:
                np.multiply(families.theta[block], slope, out=rate)
                np.exp(rate, out=rate)
                rate *= average[block]
            else:
                rate[:] = average[block]
            draws.log_uniform(luck)
            np.negative(luck, out=luck)
            if not voluntary:
                np.less(luck, rate, out=met[s, block])
                continue
            for distrusting, reduced in ((distrust, now), (families.distrust0, ever)):
                np.multiply(distrusting[block], -voluntary, out=reduced)
                reduced += 1
                reduced *= rate
            np.less(luck, now, out=met[s, block])
            avoided[block] += (luck < rate) & ~met[s, block]
            np.less(luck, ever, out=deterred[s, block])
            regained[block] += met[s, block] & ~deterred[s, block]
            np.greater(deterred[s, block], met[s, block], out=deterred[s, block])
    return met, [away if voluntary else None for away, (_, _, voluntary) in zip(deterred, rates)], avoided, regained


def ration(services, met, authorities, settings, runs, draws):
    """Contacts beyond a service's places in an authority are undone, by lot. Returns the slots turned away by any service."""
    turned = []
    for s, name in enumerate(services.names):
        capacity = settings[f"services.{name}.capacity"]
        if capacity == "none":
            continue
        if name == "early_help" and runs:
            capacity *= 1 - settings["programme.cost_from_early_help"]
        for slots in authorities:
            wanting = slots[met[s, slots]]
            places = draws.places(capacity / 1000 * slots.size)
            if wanting.size > places:
                away = draws.pick(wanting, wanting.size - places)
                met[s, away] = False
                turned.append(away)
    return np.unique(np.concatenate(turned)) if turned else np.empty(0, np.int64)


def recorded_concerns(services, population, families, met, struck, distrust, settings, month, draws):
    """For each service the slots about which it records a concern.

    Few contacts lead to one, so that the contacts are first thinned by the greatest chance there is, and only what is left is
    looked at. `struck`: need bit or harm, by slot.
    """
    concealment, strength = np.float32(settings["deterrence.concealment"]), settings["scrutiny.strength"]
    concerns = []
    for s, name in enumerate(services.names):
        if not services.keeps_records(name, settings):
            concerns.append(np.empty(0, np.int64))
            continue
        bias = population.tables(settings, f"services.{name}.bias")
        push = strength + sum(table.max() for _, table in bias)
        alarm, most = settings.once(("alarms", name), lambda: services.alarms(name, settings, push))
        contacts = np.flatnonzero(met[s])
        luck = draws.uniform(contacts.size)
        left = luck < most.max()
        contacts, luck = contacts[left], luck[left]
        left = luck < most[struck[contacts].view(np.int8)]
        contacts, luck = contacts[left], luck[left]

        eta = alarm[struck[contacts].view(np.int8)] + strength * scrutiny(families, contacts, settings, month)
        extra = population.sum_over(bias, families.levels[:, contacts])
        if extra is not None:
            eta = eta + extra
        chance = (1 - concealment * distrust[contacts]) * logistic(eta)
        concerns.append(contacts[luck < chance])
    return concerns


def scrutiny(families, slots, settings, month):
    """q as the last month left it: 1 at a visit, halved every half-life by the months of filing since."""
    since = month - 1 - families.scrutinised[slots].astype(np.float32)
    return np.exp2(-since / np.float32(settings["scrutiny.half_life"]))


def relieve(services, families, met, in_need, distrust, settings, month):
    """Services help those with the need bit; hiding costs a share of it."""
    total = np.zeros(in_need.size, np.float32)
    for s, name in enumerate(services.names):
        relief = settings[f"services.{name}.relief"]
        if relief > 0:
            total += np.float32(relief) * met[s, in_need]
    helped = in_need[total > 0]
    total = total[total > 0] * (1 - np.float32(settings["deterrence.concealment_cost"]) * distrust[helped])
    lower_need(families, helped, total, settings, month)


def reach_out(families, need_bit, settings, month, draws):
    """Trusted intermediaries call, whatever a family's trust. Returns whom they called on."""
    called = np.flatnonzero(draws.chance(settings["outreach.reach"], need_bit.size))
    families.tau[called] += np.float32(settings["outreach.trust"])
    lower_need(families, called[need_bit[called]], np.float32(settings["outreach.relief"]), settings, month)
    return called


def lower_need(families, slots, relief, settings, month):
    """Relief, of which a share lasts."""
    families.theta[slots] -= relief
    families.mu[slots] -= np.float32(settings["support.lasting"]) * relief
    families.relief[slots] = month


def logistic(x):
    return 1 / (1 + np.exp(-x))


def logit(p):
    with np.errstate(divide="ignore"):
        return np.log(p) - np.log1p(-np.float64(p))
