"""Filing, decay, expiry, subject access, linkage, and what the programme sees (odd.md, 7.6, 7.7)."""

import numpy as np

from .state import within


def lose(services, population, families, concerns, settings, draws):
    """Concerns that are stored, by service; and how many times each slot's were lost."""
    missing = population.tables(settings, "records.missing")
    stored, lost = [], []
    for name, slots in zip(services.names, concerns):
        levels = families.levels[:, slots]
        kept = 1 - settings["records.loss"]
        for table in (missing, population.tables(settings, f"services.{name}.missing")):
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
        families.on_file[s] |= slots.size > 0
        if not families.on_file[s]:
            continue
        families.records[s, slots] += 1
        families.entry[s, slots] = month
        families.records[s] *= decay
        families.records[s] *= within(families.entry[s], month, retention)
    families.care *= decay
    families.care *= within(families.social, month, retention)


def subject_access(population, families, threshold, settings, draws):
    """Aware families ask for their file; those not in need may have it erased. Returns whose held something."""
    fee = population.tables(settings, "access.fee_effect")
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
    shape = len(families.linked), slots.size
    families.link_luck[:, slots] = draws.uniform(shape[0] * shape[1]).reshape(shape)
    match(population, families, slots, settings, readiness)
    service, place = np.nonzero(draws.chance(settings["linkage.false"], shape[0] * shape[1]).reshape(shape))
    own = population.authority[slots[place]]  # the authority, whose slots stand side by side
    first, number = (np.array(part)[own] for part in zip(*((each[0], each.size) for each in population.authorities)))
    others = first + (draws.slow.random(service.size) * number).astype(np.int64)
    stay = ~np.isin(families.false_links[1], slots)
    families.false_links = np.hstack([families.false_links[:, stay], [service, slots[place], others]])


def match(population, families, slots, settings, readiness):
    """Who is linked, by the luck drawn at entry and the chances of now."""
    by_level = population.sum_over(population.tables(settings, "linkage.missed_by"), families.levels[:, slots])
    missed = np.clip(settings["linkage.missed"] + (0 if by_level is None else by_level), 0, 1)
    families.linked[:, slots] = families.link_luck[:, slots] <= (1 - missed) * readiness[slots]


def feeding(services, settings):
    """Numbers of the services whose records feed the programme."""
    return [s for s, name in enumerate(services.names) if settings[f"services.{name}.linked"]]


def seen(families, s):
    """What the programme sees of every family at a service: its own count if linked, another's if falsely linked."""
    count = families.records[s] * families.linked[s]
    _, slots, others = families.false_links[:, families.false_links[0] == s]
    count[slots] += families.records[s, others]
    return count


def in_scope(services, families, settings, runs):
    """Linked at a service that feeds the programme, and consenting."""
    scope = np.zeros(families.tau.size, bool)
    for s in feeding(services, settings):
        scope |= families.linked[s]
    if runs and settings["consent.mode"] == "opt_out":
        scope &= ~families.opted_out
    if runs and settings["consent.mode"] == "opt_in":
        scope &= families.consented
    return scope
