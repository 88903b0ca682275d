"""Counting by month, group and interval (odd.md, 8).

Families alike in every attribute and decile form a cell; what happens is counted by cell and added up to groups when
an interval ends. Ratios are made from the gathered counts.
"""

import numpy as np

FLOWS = """harm harm_unseen harm_external harm_external_unseen harm_flagged turned_away concerns false_concerns lost_concerns corrections referrals rereferrals lapsed
    referral_findings flags flags_in_need flags_past_need audits audits_in_need flags_judged flags_confirmed overrides offers_declined visits
    programme_visits unwarranted_visits findings false_findings findings_after_flag support relieved leavers leavers_referred
    leavers_found reached_five reached_five_referred outreach appeals appeals_upheld attachments results incidents survey_asked
    survey_answered survey_licensed avoided regained""".split()
STOCKS = """families need need_absent records known need_unseen linked opted_out aware licensed unmet_need open_cases need_flagged
    unneeded_flagged unfound unfound_flagged trust_sum need_sum need_gap_sum in_use halted standing_still""".split()
FLOWS_BY_SERVICE, STOCKS_BY_SERVICE = ["contacts", "deterred", "concerns", "referrals"], ["records"]
SUMS = {"contacts", "deterred", "records", "concerns"}  # over services; a referral has one source
COSTS = """cost cost_contacts cost_visits cost_support cost_cases cost_harm cost_programme income cost_outreach cost_deterred
    cost_policy""".split()
WANTED = "contacts_wanted"  # contacts, and those avoided
RATIOS = {
    "trust": ("trust_sum", "families"), "licence": ("licensed", "families"), "licence_survey": ("survey_licensed", "survey_answered"),
    "survey_response": ("survey_answered", "survey_asked"), "prevalence_true": ("need", "families"),
    "prevalence_recorded": ("open_cases", "families"), "precision_true": ("flags_in_need", "flags"),
    "precision_recorded": ("flags_confirmed", "flags_judged"), "precision_audit": ("audits_in_need", "audits"),
    "recall_true": ("need_flagged", "need"), "recall_recorded": ("findings_after_flag", "findings"),
    "need_mean": ("need_sum", "families"), "need_gap": ("need_gap_sum", "families"),
    "avoided_share": ("avoided", WANTED), "deterred_share": ("deterred", WANTED),
    "fpr_true": ("unneeded_flagged", "need_absent"), "fpr_recorded": ("unfound_flagged", "unfound"),
}


class Panel:
    def __init__(self, experiment, population, services):
        self.services, self.population = services.names, population
        self.stocks = STOCKS + [f"{kind}_{name}" for kind in STOCKS_BY_SERVICE for name in self.services]
        flows = FLOWS + ["contacts", "deterred"] + [f"{kind}_{name}" for kind in FLOWS_BY_SERVICE for name in self.services]
        self.columns = {name: place for place, name in enumerate(flows + self.stocks)}
        self.interval, self.groups = experiment.interval, list(experiment.groups)
        self.cell_of_profile, self.membership = cells(experiment.groups, population)
        self.width = self.membership.shape[0]
        self.open = False  # spin-up is not counted
        self.rows = []
        self.restart()

    def restart(self):
        self.sums = np.zeros((len(self.columns), self.width))
        self.waiting, self.waiting_size = [], 0
        self.fixed_costs, self.incidents, self.in_use = 0.0, 0, 0

    def copy(self):
        import copy

        twin = copy.copy(self)
        twin.sums, twin.waiting, twin.rows = self.sums.copy(), list(self.waiting), list(self.rows)
        twin.cell, twin.population_of_cells = self.cell.copy(), self.population_of_cells.copy()
        return twin

    def place(self, levels):
        """Takes the attribute levels of all slots: each slot's cell, up to date until the next turnover."""
        self.cell = self.cells_of(levels, self.population.decile)
        self.population_of_cells = np.bincount(self.cell, minlength=self.width)

    def replace(self, slots, levels):
        self.population_of_cells -= np.bincount(self.cell[slots], minlength=self.width)
        self.cell[slots] = self.cells_of(levels, self.population.decile[slots])
        self.population_of_cells += np.bincount(self.cell[slots], minlength=self.width)

    def cells_of(self, levels, decile):
        number = decile.astype(np.int64) - 1
        for own, names in zip(levels, self.population.levels):
            number = number * len(names) + own
        return self.cell_of_profile[number]

    def count(self, column, slots):
        """Counts families or events, one for each slot named."""
        if not self.open or not slots.size:
            return
        if slots.size > self.width:
            self.sums[self.columns[column]] += np.bincount(self.cell[slots], minlength=self.width)
            return
        self.waiting.append(self.cell[slots] + self.columns[column] * self.width)
        self.waiting_size += slots.size
        if self.waiting_size > 500_000:
            self.settle()

    def count_where(self, column, facts):
        if self.open:
            self.count(column, np.flatnonzero(facts))

    def count_others(self, column, slots):
        """Counts every family but those named."""
        if self.open:
            self.sums[self.columns[column]] += self.population_of_cells
            if slots.size:
                self.sums[self.columns[column]] -= np.bincount(self.cell[slots], minlength=self.width)

    def add(self, column, values):
        """Adds a real number a family."""
        if self.open:
            self.sums[self.columns[column]] += np.bincount(self.cell, weights=values, minlength=self.width)

    def settle(self):
        if self.waiting:
            keys = np.concatenate(self.waiting)
            self.sums += np.bincount(keys, minlength=self.sums.size).reshape(self.sums.shape)
        self.waiting, self.waiting_size = [], 0

    def close_interval(self, settings):
        """Writes a row: groups' sums (flows) and means (stocks), costs at this month's prices."""
        self.settle()
        row = dict(zip(self.columns, self.sums @ self.membership))
        row |= {name: self.total(row, name) for name in sorted(SUMS)}
        row[WANTED] = row["contacts"] + row["avoided"]
        row |= self.costs(row, settings)
        row["incidents"] = np.array([self.incidents] + [0.0] * (len(self.groups) - 1))
        row["in_use"] = np.array([self.in_use] + [0.0] * (len(self.groups) - 1))
        for name in self.stocks:
            row[name] = row[name] / self.interval
        self.rows.append(row)
        self.restart()

    def total(self, row, kind):
        return sum(row[f"{kind}_{name}"] for name in self.services)

    def costs(self, row, settings):
        price = settings.table("cost")
        of_contact = {}
        for name in self.services:
            own = settings[f"services.{name}.cost"]
            otherwise = price["early_help_contact" if name == "early_help" else "contact"]
            of_contact[name] = otherwise if own == "none" else own
        by_service = {f"cost_contacts_{name}": cost * row[f"contacts_{name}"] for name, cost in of_contact.items()}
        outreach = price["outreach"] * row["outreach"]
        parts = {
            "cost_contacts": sum(by_service.values()) + outreach,
            "cost_visits": price["visit"] * row["visits"] + price["finding"] * row["findings"],
            "cost_support": price["support"] * row["support"],
            "cost_cases": price["case_month"] * row["open_cases"],
            "cost_harm": price["harm"] * row["harm"],
            "cost_programme": np.array([self.fixed_costs] + [0.0] * (len(self.groups) - 1)),
        }
        income = price["attachment_income"] * row["attachments"] + price["result_income"] * row["results"]
        further = {
            "cost_outreach": outreach,
            "cost_deterred": sum(cost * row[f"deterred_{name}"] for name, cost in of_contact.items()),
            "cost_policy": parts["cost_visits"] + parts["cost_support"] + parts["cost_programme"] + outreach
            + by_service.get("cost_contacts_early_help", 0),
        }
        return parts | by_service | further | {"income": income, "cost": sum(parts.values()) - income}

    def result(self):
        """Every column: times x groups."""
        assert np.array_equal(self.population_of_cells, np.bincount(self.cell, minlength=self.width)), "cells have lost count"
        costs = [*COSTS, *(f"cost_contacts_{name}" for name in self.services)]
        names = [*self.columns, *(name for name in (*sorted(SUMS), WANTED, *costs) if name not in self.columns)]
        counts = {name: np.array([row[name] for row in self.rows]) for name in names}
        return with_ratios(counts)


def with_ratios(counts):
    """Counts (last dimension: groups, "all" first) and the ratios made of them; NaN where there is nothing to divide by."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = {
            name: np.where(counts[below] == 0, np.nan, counts[above] / counts[below]) for name, (above, below) in RATIOS.items()
        }
        flags = np.where(counts["need"] == 0, np.nan, counts["flags"] / counts["need"])
        ratios["flag_ratio"] = np.where(flags[..., :1] == 0, np.nan, flags / flags[..., :1])
    return counts | ratios


def cells(groups, population):
    """The cell of every combination of decile and levels, and which groups (columns) a cell belongs to."""
    shape = [10] + [len(names) for names in population.levels]
    member = np.ones((*shape, len(groups)))
    for g, wanted in enumerate(groups.values()):
        for attribute, levels in wanted.items():
            if attribute == "deprivation":
                axis, chosen = 0, [int(level) - 1 for level in levels]
            else:
                k = population.attributes.index(attribute)
                axis, chosen = k + 1, [population.levels[k].index(level) for level in levels]
            keep = np.isin(np.arange(shape[axis]), chosen).astype(float)
            member[..., g] *= keep.reshape([-1 if i == axis else 1 for i in range(len(shape))])
    membership, cell = np.unique(member.reshape(-1, len(groups)), axis=0, return_inverse=True)
    return cell.astype(np.int32), membership
