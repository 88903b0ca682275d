"""What the panel counts at the end of a month (odd.md, 8)."""

import numpy as np

from .services import logistic
from .state import within
from .trust import licence


def observe(world, harmed, outside, in_scope, settings, month, runs, draws):
    families, panel, window = world.families, world.panel, 12 + world.plant.get("window", 0)
    in_need = families.theta >= world.population.threshold
    needing = np.flatnonzero(in_need)
    panel.count("need", needing)
    panel.count_others("need_absent", needing)
    known = within(families.social, month, settings["records.retention"])
    panel.count_where("known", known)
    panel.count_where("open_cases", families.case)
    panel.count("harm", harmed)
    panel.count("harm_unseen", harmed[~known[harmed] & ~families.case[harmed]])
    panel.count("harm_external", outside)
    panel.count("harm_external_unseen", outside[~known[outside] & ~families.case[outside]])
    before = within(families.flag[harmed], month - 1, 12) & (families.flag[harmed] != month)
    panel.count("harm_flagged", harmed[before])
    panel.count("unmet_need", needing[~within(families.relief[needing], month, 3)])

    unrecorded = needing[~known[needing]]
    for s, name in enumerate(world.services.names):
        if families.on_file[s]:
            panel.count_where(f"records_{name}", families.records[s] > 0)
            unrecorded = unrecorded[families.records[s, unrecorded] == 0]
    panel.count("need_unseen", unrecorded)

    flagged = np.flatnonzero(within(families.flag, month, window))
    found = within(families.finding, month, window)
    panel.count("need_flagged", flagged[in_need[flagged]])
    panel.count("unneeded_flagged", flagged[~in_need[flagged]])
    panel.count_others("unfound", np.flatnonzero(found))
    panel.count("unfound_flagged", flagged[~found[flagged]])

    willing = licence(families, slice(None), settings, runs) >= 0
    panel.count_others("licensed", np.flatnonzero(~willing))
    panel.count_others("linked", np.flatnonzero(~in_scope))
    panel.count_where("aware", families.aware)
    panel.count_where("opted_out", families.opted_out)
    panel.count_others("families", needing[:0])
    panel.add("trust_sum", families.tau)
    panel.add("need_sum", families.theta)
    panel.add("need_gap_sum", np.maximum(families.theta - world.population.threshold, 0))
    if settings["observer.share"]:
        survey(world, willing, settings, draws)


def survey(world, willing, settings, draws):
    """A survey of parents: who is asked, who answers, and what they say. Changes nothing."""
    asked = np.flatnonzero(draws.chance(settings["observer.share"], willing.size))
    chance = logistic(settings["observer.response"] + settings["observer.trust"] * world.families.tau[asked])
    answered = asked[draws.chance(chance, asked.size)]
    for column, slots in (("asked", asked), ("answered", answered), ("licensed", answered[willing[answered]])):
        world.panel.count(f"survey_{column}", slots)
