"""What the panel counts at the end of a month (odd.md, 8)."""

import numpy as np

from .services import logistic
from .state import within
from .trust import licence


def observe(world, harmed, in_scope, settings, month, runs, draws):
    families, panel, window = world.families, world.panel, 12 + world.plant.get("window", 0)
    in_need = families.theta >= world.population.threshold
    known = within(families.social, month, settings["records.retention"])
    panel.count_where("need", in_need)
    panel.count_where("need_absent", ~in_need)
    panel.count_where("known", known)
    panel.count_where("open_cases", families.case)
    panel.count("harm", harmed)
    panel.count("harm_unseen", harmed[~known[harmed] & ~families.case[harmed]])

    unrecorded = in_need & ~known
    for s, name in enumerate(world.services.names):
        on_file = families.records[s] > 0
        panel.count_where(f"records_{name}", on_file)
        unrecorded &= ~on_file
    panel.count_where("need_unseen", unrecorded)
    panel.count_where("unmet_need", in_need & ~within(families.relief, month, 3))

    flagged, found = within(families.flag, month, window), within(families.finding, month, window)
    panel.count_where("need_flagged", flagged & in_need)
    panel.count_where("unneeded_flagged", flagged & ~in_need)
    panel.count_where("unfound", ~found)
    panel.count_where("unfound_flagged", flagged & ~found)

    everyone = slice(None)
    willing = licence(families, everyone, settings, runs) >= 0
    panel.count_where("licensed", willing)
    panel.count_where("aware", families.aware)
    panel.count_where("opted_out", families.opted_out)
    panel.count_where("linked", in_scope)
    panel.add("families", np.ones(families.tau.size))
    panel.add("trust_sum", families.tau)
    if settings["observer.share"]:
        survey(world, willing, settings, draws)


def survey(world, willing, settings, draws):
    """A survey of parents: who is asked, who answers, and what they say. Changes nothing."""
    asked = np.flatnonzero(draws.chance(settings["observer.share"], willing.size))
    chance = logistic(settings["observer.response"] + settings["observer.trust"] * world.families.tau[asked])
    answered = asked[draws.chance(chance, asked.size)]
    for column, slots in (("asked", asked), ("answered", answered), ("licensed", answered[willing[answered]])):
        world.panel.count(f"survey_{column}", slots)
