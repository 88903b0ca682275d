"""The risk model: features, snapshots, training, scores (odd.md, 7.9). It sees records, attributes and findings."""

import copy
from dataclasses import dataclass

import numpy as np

from . import records
from .logistic import fit


@dataclass
class Snapshot:
    month: int
    seen: np.ndarray  # feeding services x slots
    care: np.ndarray
    in_need: np.ndarray  # for the labels that ask for it


class RiskModels:
    """Snapshots, and the last fit of each authority: its own, or one that several share."""

    def __init__(self, population):
        self.snapshots, self.of = {}, [None] * len(population.authorities)

    def copy(self):
        twin = copy.copy(self)
        twin.snapshots, twin.of = dict(self.snapshots), list(self.of)
        return twin

    def on_calendar(self, world, month, start, settings, runs, draws):
        """Trains when a training is due, and takes the snapshot for the next one."""
        horizon, retrain = settings["risk.horizon"], settings["risk.retrain"]
        if runs and (month - start) % retrain == 0:
            snapshot = self.snapshots.pop(month - horizon, None)
            for teachers, users in who_teaches_whom(world, settings):
                fit = trained(world, snapshot, teachers, settings, draws)
                for authority in users if fit is not None else ():
                    self.of[authority] = fit
        if (month + horizon - start) % retrain == 0 and month + horizon >= start:
            feeding = records.feeding(world.services, settings)
            seen = np.array([records.seen(world.families, s) for s in feeding])
            in_need = world.families.theta >= world.population.threshold
            self.snapshots[month] = Snapshot(month, seen, world.families.care.copy(), in_need)


def who_teaches_whom(world, settings):
    """(authorities whose records make a model, authorities that use it)."""
    everyone = list(range(len(world.population.authorities)))
    named = [] if world.plant.get("own_records") else settings["risk.trained_on"]
    named = [named] if isinstance(named, str) else named
    if settings["risk.pooled"] or named == ["all"]:
        return [(everyone, everyone)]
    if named:
        return [([world.population.names.index(name) for name in named], everyone)]
    return [([a], [a]) for a in everyone]


def trained(world, snapshot, teachers, settings, draws):
    """A model made on the records of some authorities; None where there is nothing to make it of yet."""
    learner = settings["risk.learner"]
    if learner in ("points", "known", "random"):
        return learner
    if snapshot is None:
        return None
    families = world.families
    rows = (families.entered <= snapshot.month) & world.scope & np.isin(world.population.authority, teachers)
    if settings["risk.training"] == "known":
        rows &= (snapshot.care > 0) | (snapshot.seen > 0).any(axis=0)
    if settings["risk.label"] == "survey":
        rows &= draws.chance(settings["risk.survey_share"], rows.size)
    rows = np.flatnonzero(rows)
    label = families.finding[rows] >= snapshot.month + world.plant.get("label_delay", 0)
    if settings["risk.label"] in ("survey", "truth"):
        label = snapshot.in_need[rows]
    columns = np.column_stack([*snapshot.seen[:, rows], snapshot.care[rows], *constant_columns(world, settings, rows)]).astype(float)

    ridge, weight = settings["risk.ridge"], None
    if settings["risk.correction"] == "inverse_propensity":
        visited = families.visit[rows] >= snapshot.month
        eta = fit(columns, visited, ridge).eta(columns)
        weight = 1 / np.maximum(1 / (1 + np.exp(-eta)), settings["risk.propensity_floor"])
        columns, label, weight = columns[visited], label[visited], weight[visited]
    return fit(columns, label, ridge, weight)


def score(world, model, settings, draws):
    """A score for every slot (of a fit: its log-odds), single precision, so that families with the same record tie."""
    families, n = world.families, world.population.size
    if model == "random":
        return draws.uniform(n)
    if model == "known":
        return (families.care > 0).astype(np.float32)
    feeding = records.feeding(world.services, settings)
    if model == "points":
        return points(world, settings)
    slopes = model.slopes
    eta = np.float32(slopes[len(feeding)]) * families.care + np.float32(model.intercept)
    for s, slope in zip(feeding, slopes):
        if slope:
            eta += np.float32(slope) * records.seen(families, s)
    return eta + constant_part(world, settings, slopes[len(feeding) + 1 :])


def constant_columns(world, settings, rows):
    """Features that do not change while a family stays: the score of its place, and its levels but the first."""
    for name in settings["risk.features"]:
        if name == "deprivation":
            yield world.population.deprivation[rows]
        else:
            k = world.population.attributes.index(name)
            for level in range(1, len(world.population.levels[k])):
                yield world.families.levels[k, rows] == level


def constant_part(world, settings, slopes):
    """Their sum with slopes, level by level from a table."""
    total, place = np.zeros(world.population.size, np.float32), 0
    for name in settings["risk.features"]:
        if name == "deprivation":
            total += np.float32(slopes[place]) * world.population.deprivation
            place += 1
        else:
            k = world.population.attributes.index(name)
            others = len(world.population.levels[k]) - 1
            table = np.r_[0.0, slopes[place : place + others]].astype(np.float32)
            total += table[world.families.levels[k]]
            place += others
    return total


def points(world, settings):
    """Number of risk.criteria met."""
    names = [world.services.names[s] for s in records.feeding(world.services, settings)]
    met = np.zeros(world.population.size, np.float32)
    for name, above in settings.table("risk.criteria").items():
        if name in names:
            met += records.seen(world.families, world.services.names.index(name)) > above
        elif name == "care":
            met += world.families.care > above
        elif name == "deprivation" and name in settings["risk.features"]:
            met += world.population.deprivation > above
    return met
