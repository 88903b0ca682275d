"""Filing, decay, expiry, subject access, linkage, and what the programme sees (odd.md, 7.6, 7.7)."""

import numpy as np

from .state import within


def lose(services, population, families, concerns, settings, draws):
    """Concerns that are stored, by service; and how many times each slot's were lost."""
    missing = population.level_values(settings.table("records.missing"))
    stored, lost = [], []
    for name, slots in zip(services.names, concerns):
        levels = families.levels[:, slots]
        kept = 1 - settings["records.loss"]
        for table in (missing, population.level_values(settings.table(f"services.{name}.missing"))):
            share = population.sum_over(table, levels)
            if share is not None:
                kept = kept * (1 - np.minimum(1, share))
        if np.all(kept == 1):
            stored.append(slots)
            continue
        survives = draws.chance(kept, slots.size)
        stored.append(slots[survives])
        lost.append(slots[~survives])
    return stored, np.concatenate(lost) if lost else np.empty(0, np.int64)


def file_and_age(families, stored, settings, month):
    """Adds this month's concerns; then every count decays, and files without an entry for too long are erased."""
    decay = np.float32(2.0 ** (-1 / settings["records.half_life"]))
    retention = settings["records.retention"]
    for s, slots in enumerate(stored):
        if not families.records[s].any() and not slots.size:
            continue
        families.records[s, slots] += 1
        families.entry[s, slots] = month
        families.records[s] *= decay
        families.records[s] *= within(families.entry[s], month, retention)
    families.care *= decay
    families.care *= within(families.social, month, retention)


def subject_access(population, families, threshold, settings, draws):
    """Aware families ask for their file; those not in need may have it erased. Returns whose held something."""
    fee = population.level_values(settings.table("access.fee_effect"))
    asking = np.flatnonzero(families.aware)
    effect = population.sum_over(fee, families.levels[:, asking])
    rate = settings["access.rate"] * np.exp(-settings["access.fee"] * (0 if effect is None else effect))
    asking = asking[draws.chance(rate, asking.size)]
    asking = asking[families.theta[asking] < threshold]
    erased = asking[draws.chance(settings["access.correction"], asking.size)]
    held = erased[(families.records[:, erased] > 0).any(axis=0)]
    families.records[:, erased] = 0
    return held


def link(population, families, slots, settings, readiness, draws):
    """Draws which services' records of new families are linked, rightly and wrongly."""
    by_level = population.sum_over(population.level_values(settings.table("linkage.missed_by")), families.levels[:, slots])
    missed = np.clip(settings["linkage.missed"] + (0 if by_level is None else by_level), 0, 1)
    chance = (1 - missed) * readiness
    for s in range(len(families.linked)):
        families.linked[s, slots] = draws.chance(chance, slots.size)
        wrongly = slots[draws.chance(settings["linkage.false"], slots.size)]
        others = draws.slow.integers(0, population.size, wrongly.size)
        stays = ~np.isin(families.false_from[s], slots)
        families.false_from[s] = np.concatenate([families.false_from[s][stays], wrongly])
        families.false_to[s] = np.concatenate([families.false_to[s][stays], others])


def feeding(services, settings):
    """Numbers of the services whose records feed the programme."""
    return [s for s, name in enumerate(services.names) if settings[f"services.{name}.linked"]]


def seen(families, s):
    """What the programme sees of every family at a service: its own count if linked, another's if falsely linked."""
    count = families.records[s] * families.linked[s]
    count[families.false_from[s]] += families.records[s, families.false_to[s]]
    return count


def in_scope(services, families, settings, runs):
    """Linked at a service that feeds the programme, and consenting."""
    scope = families.linked[feeding(services, settings)].any(axis=0)
    if runs and settings["consent.mode"] == "opt_out":
        scope &= ~families.opted_out
    if runs and settings["consent.mode"] == "opt_in":
        scope &= families.consented
    return scope
