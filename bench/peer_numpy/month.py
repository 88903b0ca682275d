"""One month, in the order of odd.md, 3; and the world that it moves."""

import numpy as np

from . import casework, need, programme, records, services as service, trust
from .network import neighbourhood_ties
from .observe import observe
from .panel import Panel
from .population import Population
from .risk import RiskModels
from .services import Services
from .state import Families


class World:
    """Everything that a run carries from month to month."""

    def __init__(self, experiment, draws, plant):
        base = experiment.base
        self.plant = plant
        self.population = Population(base, draws)
        firsts = np.arange(0, self.population.size, base["population.neighbourhood_size"])  # a slot of each neighbourhood
        self.population.mean_deprivation = [
            float(self.population.deprivation[firsts[self.population.authority[firsts] == a]].mean())
            for a in range(len(self.population.authorities))
        ]
        self.services = Services(base)
        self.families = Families(self.population, len(self.services.names), draws)
        self.ties = neighbourhood_ties(base, self.population, self.families.levels, draws)
        self.panel = Panel(experiment, self.population, self.services)
        self.panel.place(self.families.levels)
        self.models = RiskModels(self.population)
        self.flagged = {}  # month of judgement -> [(month of flagging, slots)]
        self.scope = None
        everyone = np.arange(self.population.size)
        self.readiness_draw = draws.slow.random(len(self.population.authorities))
        self.readiness = np.ones(self.population.size)  # of each slot's authority
        records.link(self.population, self.families, everyone, base, self.readiness, draws)
        self.distrust_settings = None
        self.link_settings = linkage(base, self.readiness)
        self.refresh_set_point_distrust(base)

    def copy(self):
        import copy

        twin = copy.copy(self)
        twin.families, twin.panel, twin.models = self.families.copy(), self.panel.copy(), self.models.copy()
        twin.flagged = {month: list(flags) for month, flags in self.flagged.items()}
        return twin

    def refresh_set_point_distrust(self, settings):
        """Deterrence at the set-point: computed anew when its settings change, else for new families only."""
        key = [settings[f"deterrence.{name}"] for name in ("max", "midpoint", "width")]
        if key != self.distrust_settings:
            self.distrust_settings = key
            self.families.distrust0[:] = service.deterrence(self.families.tau0, settings)

    def refresh_links(self, settings, runs):
        """Readiness, and with it the links, which change for everybody when their settings do."""
        spread = settings["authorities.readiness_spread"] * (2 * self.readiness_draw - 1)
        own = np.clip(settings["programme.readiness"] + spread, 0, 1) if runs else np.ones(spread.size)
        self.readiness = own[self.population.authority]
        if linkage(settings, self.readiness) != self.link_settings:
            self.link_settings = linkage(settings, self.readiness)
            records.match(self.population, self.families, np.arange(self.population.size), settings, self.readiness)

    def welcome(self, slots, settings, draws):
        """What a new family is given besides its own state: its cell of the panel, its links."""
        self.panel.replace(slots, self.families.levels[:, slots])
        self.families.distrust0[slots] = service.deterrence(self.families.tau0[slots], settings)
        records.link(self.population, self.families, slots, settings, self.readiness, draws)

    def make_aware(self, slots):
        slots = slots[~self.families.aware[slots]]
        self.families.aware[slots] = True
        np.add.at(self.families.aware_ties, self.ties.of(slots), np.float32(1))

    def forget_awareness(self, leavers):
        gone = leavers[self.families.aware[leavers]]
        np.add.at(self.families.aware_ties, self.ties.of(gone), np.float32(-1))

    def incident(self):
        if self.panel.open:
            self.panel.incidents += 1


def linkage(settings, readiness):
    """What decides who is linked."""
    return settings["linkage.missed"], settings.table("linkage.missed_by"), readiness.tobytes()


def step(world, settings, month, draws):
    """Moves the world by one month under the settings that hold in it."""
    families, population, services, panel = world.families, world.population, world.services, world.panel
    start = settings["programme.start"]
    enabled = settings["programme.enabled"]
    runs = enabled and month >= start

    world.refresh_links(settings, runs)

    # 2: families age and turn over, need moves, harm strikes.
    need.age_and_turn_over(world, settings, month, draws)
    need.move_need(families, settings, draws)
    harmed, outside = need.harm(families, settings, draws)
    need.leave_traces(families, harmed, settings)
    struck_by_harm = np.zeros(population.size, bool)
    struck_by_harm[harmed] = True
    need_bit = families.theta >= population.threshold
    families.needed[need_bit] = month
    struck = need_bit | struck_by_harm

    # 3: contacts, deterrence, concerns, relief.
    world.refresh_set_point_distrust(settings)
    distrust = service.deterrence(families.tau, settings)
    met, deterred, avoided, regained = service.draw_contacts(services, families, population.deprivation, distrust, settings, draws)
    turned_away = service.ration(services, met, population.authorities, settings, runs, draws)
    concerns = service.recorded_concerns(services, population, families, met, struck, distrust, settings, month, draws)
    service.relieve(services, families, met, np.flatnonzero(need_bit), distrust, settings, month)
    if settings["outreach.reach"]:
        panel.count("outreach", service.reach_out(families, need_bit, settings, month, draws))

    # 4: filing, decay, subject access, consent.
    stored, lost = records.lose(services, population, families, concerns, settings, draws)
    records.file_and_age(families, stored, settings, month)
    if runs and settings["access.rate"]:
        panel.count("corrections", records.subject_access(population, families, population.threshold, settings, draws))
    told = np.zeros(population.size, bool)
    if runs:
        told[trust.consent(families, settings, draws)] = True

    # 5: judging, training, selection.
    programme.judge(world, month)
    world.scope = records.in_scope(services, families, settings, runs)
    if enabled and month >= start - settings["risk.horizon"]:
        world.models.on_calendar(world, month, start, settings, runs, draws)
    chosen = audits = np.empty(0, np.int64)
    if runs:
        chosen, audits = programme.select(world, settings, month, draws)

    # 6: cases close, referrals, review, screening, visits.
    casework.close_cases(families, settings, draws)
    referred = casework.refer(world, stored, settings, month, draws)
    accepted = chosen
    if runs:
        followed = programme.review(world, settings, chosen, audits, draws)
        accepted, declined = programme.offer(world, settings, followed, draws)
        told[declined] = True
    placed = casework.screen(world, referred, accepted, settings, draws)
    visits = casework.visit(world, placed, accepted, struck_by_harm, settings, month, runs, draws)

    # 7: trust and awareness.
    new_aware = np.empty(0, np.int64)
    if runs:
        told[visits.by_programme] = True
        trust.outside_events(world, settings, told, draws)
        new_aware = trust.discover(world, settings, told, draws)
    trust.move_trust(world, visits, settings, new_aware)
    world.make_aware(new_aware)

    # 8: observation.
    if panel.open:
        for s, name in enumerate(services.names):
            panel.count_where(f"contacts_{name}", met[s])
            if deterred[s] is not None:
                panel.count_where(f"deterred_{name}", deterred[s])
            panel.count(f"concerns_{name}", concerns[s])
            panel.count("false_concerns", concerns[s][~struck[concerns[s]]])
        panel.add("avoided", avoided)
        panel.add("regained", regained)
        panel.count("lost_concerns", lost)
        panel.count("turned_away", turned_away)
        observe(world, harmed, outside, world.scope, settings, month, runs, draws)
        if runs:
            panel.in_use += population.size  # none that this implementation covers stands still
            for slots in population.authorities:
                panel.fixed_costs += running_cost(settings, slots.size, population.size, month, month == start)


def running_cost(settings, families, of_all, month, first):
    """What an authority's programme costs whatever it does, in whole pounds."""
    year, running = settings["cost.programme_year"], settings["cost.programme_month"]
    price = first * settings["cost.programme_setup"]
    price += settings["cost.vendor_month"] * (settings["programme.operator"] == "private")
    if year == "none":
        return float(np.floor(families / 100_000 * (price + running) + 0.5))
    year *= families if settings["cost.programme_year_for"] == "family" else families / of_all
    paid = [np.floor(year * end / 12 + 0.5) for end in (month, month + 1)]
    return float(np.floor(families / 100_000 * price + 0.5) + paid[1] - paid[0])
