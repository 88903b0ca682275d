"""Cases, referrals, screening, visits, findings, support, appeals (odd.md, 7.11, 7.13)."""

from dataclasses import dataclass

import numpy as np

from .services import lower_need
from .state import within


@dataclass
class Visits:
    """What trust has to know of the month's visits: slots."""

    investigated: np.ndarray
    unwarranted: np.ndarray  # of those investigated
    unwarranted_offers: np.ndarray
    helped: np.ndarray
    by_programme: np.ndarray


def close_cases(families, settings, draws):
    open_cases = np.flatnonzero(families.case)
    families.case[open_cases[draws.chance(1 / settings["casework.duration"], open_cases.size)]] = False


def refer(world, stored, settings, month, draws):
    """Stored concerns become referrals; the source is drawn evenly among the services that refer a family."""
    families, panel = world.families, world.panel
    source = np.concatenate([np.full(slots.size, s, np.int8) for s, slots in enumerate(stored)])
    slots = np.concatenate(stored)
    referring = np.flatnonzero(draws.chance(settings["casework.referral"], slots.size))
    draws.slow.shuffle(referring)
    referred, first = np.unique(slots[referring], return_index=True)
    source = source[referring[first]]
    for s, name in enumerate(world.services.names):
        panel.count(f"referrals_{name}", referred[source == s])
    panel.count("referrals", referred)
    panel.count("rereferrals", referred[within(families.referral[referred], month, 12)])
    families.referral[referred] = month
    families.social[referred] = month
    families.ever_referred[referred] = True
    return referred


def screen(world, referred, programme_visits, settings, draws):
    """Referrals that get a caseworker of their authority: all of them, or the most severe on file."""
    capacity = settings["casework.capacity"]
    if capacity == "none":
        return referred
    families, of = world.families, world.population.authority
    kept = []
    for a, slots in enumerate(world.population.authorities):
        own = referred[of[referred] == a]
        scale = max(0.0, 1 + settings["authorities.capacity_deprivation"] * world.population.mean_deprivation[a])
        displaced = settings["programme.displaces"] * np.count_nonzero(of[programme_visits] == a)
        places = max(0, draws.places(capacity / 1000 * slots.size * scale - displaced))
        severity = families.care[own] + families.records[:, own].sum(axis=0)
        kept.append(draws.top(own, severity, places))
    kept = np.concatenate(kept)
    world.panel.count("lapsed", referred[~np.isin(referred, kept)])
    return kept


def visit(world, referred, programme, harmed, settings, month, runs, draws):
    """Visits of the month; a family that is referred and flagged is visited once, as referred."""
    families, panel, threshold = world.families, world.panel, world.population.threshold
    programme = programme[~np.isin(programme, referred)]
    slots = np.concatenate([referred, programme])
    by_programme = np.arange(slots.size) >= referred.size
    offered = by_programme & (settings["programme.approach"] == "supportive" and runs)
    families.visit[slots] = month
    families.scrutinised[slots] = month

    needed = families.theta[slots] >= threshold
    if settings["need.strain"]:
        families.theta[slots[~needed & ~offered]] += np.float32(settings["need.strain"])
    founded = needed | harmed[slots]
    found = draws.chance(np.where(founded, settings["casework.hit"], settings["casework.false"]), slots.size)
    findings = slots[found]
    families.care[findings] += 1
    families.case[findings] = True
    families.ever_found[findings] = True
    families.finding[findings] = month
    families.social[findings] = month

    supported = found | offered
    relieved = supported & (families.theta[slots] >= threshold)
    relief = settings["support.relief"] * settings["casework.speed"] * np.where(by_programme, world.readiness[slots], 1)
    lower_need(families, slots[relieved], relief[relieved].astype(np.float32), settings, month)

    for column, which in (
        ("visits", slots), ("programme_visits", programme), ("unwarranted_visits", slots[~needed]), ("findings", findings),
        ("referral_findings", slots[found & ~by_programme]), ("false_findings", slots[found & ~founded]),
        ("findings_after_flag", findings[within(families.flag[findings], month, 12)]), ("support", slots[supported]),
        ("relieved", slots[relieved]),
    ):
        panel.count(column, which)
    if runs and settings["programme.objective"] == "payment_by_results":
        panel.count("attachments", programme)
        panel.count("results", programme[families.theta[programme] < threshold])
    if runs and settings["appeals.rate"]:
        appeal(world, slots[found & ~founded & by_programme], settings, draws)
    return Visits(slots[~offered], slots[~needed & ~offered], slots[~needed & offered], slots[relieved], programme)


def appeal(world, slots, settings, draws):
    """Families appeal against false findings of the programme; those upheld are undone, but stay counted."""
    families = world.families
    appealing = slots[draws.chance(settings["appeals.rate"], slots.size)]
    upheld = appealing[draws.chance(settings["appeals.upheld"], appealing.size)]
    world.panel.count("appeals", appealing)
    world.panel.count("appeals_upheld", upheld)
    families.care[upheld] -= 1
    families.finding[upheld] = families.scrutinised[upheld] = np.int16(-30000)
    families.case[upheld] = False
    families.tau[upheld] += np.float32(settings["appeals.trust"])
