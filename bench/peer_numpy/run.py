"""Replicates and scenarios: months that scenarios share are run once, and go on from a copy."""

from time import process_time

import numpy as np

from .covered import refuse_what_is_not_covered
from .draws import Draws
from .month import World, step
from .settings import Settings

# Faults that a comparison with the other implementation must notice: settings that one process reads otherwise than the rest
# (population constants are made before), and slips in the code.
PLANTS = {
    "concealment_halved": {"deterrence.concealment": 0.5},
    "no_concealment": {"deterrence.concealment": 0.0},
    "no_hearsay": {"trust.hearsay": 0.0},
    "shock_5_percent_up": {"need.shock": 1.05},
    "shock_25_percent_up": {"need.shock": 1.25},
    "case_one_month_longer": {"casework.duration": 16 / 15},
    "window_one_longer": {"window": 1},
    "own_records": {"own_records": True},
    "label_one_month_late": {"label_delay": 1},
}


class Run:
    """All scenarios of some replicates."""

    def __init__(self, experiment, plant=None):
        refuse_what_is_not_covered(experiment)
        self.experiment = experiment
        self.plant = PLANTS[plant] if plant else {}
        self.family_months, self.seconds = 0, 0.0

    def settings(self, scenario, month):
        settings = Settings(self.experiment.base) if scenario is None else scenario.settings(self.experiment.base, month)
        for key, factor in self.plant.items():
            if key in settings:
                settings[key] *= factor
        return settings

    def replicate(self, number):
        """Panels by scenario, each a dict of columns: times x groups."""
        experiment, begin = self.experiment, process_time()
        draws = Draws(experiment.seed, number, 0)
        world = World(experiment, draws, self.plant)
        splits = [scenario.first_difference(experiment.base) for scenario in experiment.scenarios]
        splits = [experiment.months if split is None else max(-experiment.spin_up, min(split, experiment.months)) for split in splits]

        # The shared months go on only as far as somebody needs them; scenarios leave at their own month.
        results, month = [None] * len(splits), -experiment.spin_up
        for split in sorted(set(splits)):
            self.advance(world, None, month, split, draws)
            month = split
            for place, own in enumerate(splits):
                if own == split:
                    branch = world.copy()
                    own_draws = Draws(experiment.seed, number, place + 1)
                    self.advance(branch, experiment.scenarios[place], split, experiment.months, own_draws)
                    results[place] = branch.panel.result()
        self.seconds += process_time() - begin
        return results

    def advance(self, world, scenario, first, end, draws):
        changes = {first, *(scenario.change_months() if scenario else [])}
        for month in range(first, end):
            if month in changes:
                settings = self.settings(scenario, month)
            world.panel.open = month >= 0
            step(world, settings, month, draws)
            if month >= 0 and (month + 1) % self.experiment.interval == 0:
                world.panel.close_interval(settings)
        self.family_months += max(0, end - first) * world.population.size


def simulate(experiment, plant=None, report=None):
    """Columns by name: scenarios x replicates x times x groups; and the run, which knows its speed."""
    run = Run(experiment, plant)
    replicates = []
    for number in range(experiment.replicates):
        replicates.append(run.replicate(number))
        if report:
            report(number + 1, run)
    names = replicates[0][0]
    shape = len(experiment.scenarios), experiment.replicates
    return {
        name: np.array([[replicates[r][s][name] for r in range(shape[1])] for s in range(shape[0])]) for name in names
    }, run
