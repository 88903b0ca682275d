"""The families: one array a state variable, one element a slot (odd.md, 2)."""

import copy

import numpy as np

NEVER = np.int16(-30000)


class Families:
    def __init__(self, population, services, draws):
        n = population.size
        self.levels = np.zeros((len(population.attributes), n), np.int8)
        self.mu, self.tau0, self.theta, self.tau = (np.empty(n, np.float32) for _ in range(4))
        self.age = np.empty(n, np.int16)
        self.entered = np.full(n, NEVER)  # month of entry: which generation it is

        self.linked = np.empty((services, n), bool)
        self.link_luck = np.empty((services, n), np.float32)  # drawn once a family, compared with the chance of being linked
        self.false_links = np.empty((3, 0), np.int64)  # service, slot, slot whose record is taken for its own

        self.records = np.zeros((services, n), np.float32)
        self.care = np.zeros(n, np.float32)
        self.entry = np.full((services, n), NEVER)
        self.on_file = np.zeros(services, bool)  # whether a service ever filed anything
        self.social = np.full(n, NEVER)  # last entry at social care: referral or finding
        self.referral, self.relief, self.flag, self.visit, self.finding = (np.full(n, NEVER) for _ in range(5))
        self.needed = np.full(n, NEVER)  # the last month that began in need
        self.trace = np.zeros(n, np.float32)  # what harm has added to mu
        self.scrutinised = np.full(n, NEVER)  # the visit that scrutiny follows: the last one, unless an appeal undid it
        self.aware, self.opted_out, self.asked, self.consented = (np.zeros(n, bool) for _ in range(4))
        self.case, self.ever_referred, self.ever_found = (np.zeros(n, bool) for _ in range(3))
        self.aware_ties = np.zeros(n, np.float32)
        self.distrust0 = np.zeros(n, np.float32)  # deterrence at the set-point

        everyone = np.arange(n)
        self.levels[:] = population.draw_levels(everyone, draws)
        self.mu[:], self.tau0[:], self.theta[:] = population.draw_states(everyone, self.levels, draws)
        self.tau[:] = self.tau0
        self.age[:] = draws.slow.integers(0, 216, n)

    def copy(self):
        twin = copy.copy(self)
        for name, value in vars(self).items():
            if isinstance(value, np.ndarray):
                setattr(twin, name, value.copy())
        return twin

    def replace(self, slots, month, population, draws):
        """New families in these slots, as if nothing had been."""
        levels = population.draw_levels(slots, draws)
        self.levels[:, slots] = levels
        self.mu[slots], self.tau0[slots], self.theta[slots] = population.draw_states(slots, levels, draws)
        self.tau[slots] = self.tau0[slots]
        self.age[slots] = 0
        self.entered[slots] = month
        self.records[:, slots] = 0
        self.entry[:, slots] = NEVER
        self.care[slots] = 0
        for stamp in (self.social, self.referral, self.relief, self.flag, self.visit, self.finding, self.scrutinised, self.needed):
            stamp[slots] = NEVER
        self.trace[slots] = 0
        for fact in (self.aware, self.opted_out, self.asked, self.consented, self.case, self.ever_referred, self.ever_found):
            fact[slots] = False


def within(stamp, month, months):
    """Whether a stamp lies in the `months` months up to this one, this one included (odd.md, 2, Windows)."""
    return stamp > np.int16(max(month - months, NEVER))
