"""Neighbourhoods, attributes, set-points, threshold: what is fixed before the first month (odd.md, 5, 7.1 to 7.3)."""

import numpy as np
from scipy.special import ndtr, ndtri

GRID = np.linspace(-6, 6, 121)
WEIGHTS = np.exp(-0.5 * GRID**2) / np.exp(-0.5 * GRID**2).sum()


class Population:
    """Constants of one nation, and the drawing of new families into slots."""

    def __init__(self, base, draws):
        self.size = base["population.families"]
        self.attributes = [name for name in base.below("population.attributes") if base[f"population.attributes.{name}.levels"]]
        self.attributes = in_default_order(self.attributes)
        self.levels = [base[f"population.attributes.{name}.levels"] for name in self.attributes]
        self.deprivation, self.decile, self.neighbourhood, self.authority = neighbourhoods(base, draws)
        self.names = authority_names(base)
        self.authorities = [np.flatnonzero(self.authority == a) for a in range(base["authorities.count"])]
        self.slopes = self.level_slopes(base)
        self.scale_need(base)
        self.trust = self.level_values(base.table("trust.attributes"))
        self.trust_base, self.trust_slope, self.trust_spread = base["trust.base"], base["trust.deprivation"], base["trust.spread"]

    def place(self, level):
        """Which attribute, and which of its levels."""
        return next((k, names.index(level)) for k, names in enumerate(self.levels) if level in names)

    def level_values(self, table):
        """A value for each level of each attribute the table says anything of: [(attribute, values)]."""
        values = {}
        for level, value in table.items():
            k, index = self.place(level)
            values.setdefault(k, np.zeros(len(self.levels[k]), np.float32))[index] = value
        return [(k, table) for k, table in values.items() if table.any()]

    def tables(self, settings, prefix):
        """level_values of what is set below a prefix."""
        return settings.once(("by level", prefix), lambda: self.level_values(settings.table(prefix)))

    def sum_over(self, values, levels):
        """Sum over attributes of the value of a family's level; None when there are no values."""
        total = None
        for k, table in values:
            total = table[levels[k]] if total is None else total + table[levels[k]]
        return total

    def level_slopes(self, base):
        """For each attribute: intercepts, deprivation slopes, slopes by earlier level [(attribute, level, slopes)]."""
        slopes = []
        profiles, weights = np.zeros((1, 0), int), WEIGHTS[:, None]  # weights: grid x profiles of the earlier attributes
        for k, name in enumerate(self.attributes):
            key = f"population.attributes.{name}"
            shares = np.array(base[f"{key}.shares"])
            steep = np.array(base.get(f"{key}.deprivation") or [0.0] * shares.size)
            given = [(*self.place(level), np.array(values)) for level, values in base.table(f"{key}.given").items()]
            push = np.zeros((len(profiles), shares.size))
            for earlier, level, values in given:
                push += (profiles[:, earlier] == level)[:, None] * values
            intercepts = np.log(shares)
            for _ in range(500):
                chances = softmax(intercepts + GRID[:, None, None] * steep + push)
                realised = np.einsum("gp,gpl->l", weights, chances)
                if np.abs(realised - shares).max() < 1e-10:
                    break
                intercepts = intercepts + np.log(shares / realised)
            slopes.append((intercepts, steep, given))
            weights = (weights[:, :, None] * chances).reshape(GRID.size, -1)
            profiles = np.column_stack([np.repeat(profiles, shares.size, axis=0), np.tile(np.arange(shares.size), len(profiles))])
        self.profiles, self.profile_weights = profiles, weights
        return slopes

    def scale_need(self, base):
        """Mean and sd of the raw set-point, standard deviation S of need around it, threshold T."""
        self.need_levels = self.level_values(base.table("need.attributes"))
        self.need_slope, self.need_spread = base["need.deprivation"], base["need.spread"]
        raw = self.need_slope * GRID[:, None] + none_is_zero(self.sum_over(self.need_levels, self.profiles.T))
        raw = np.broadcast_to(raw, self.profile_weights.shape)
        weights = self.profile_weights
        self.need_mean = (weights * raw).sum()
        self.need_sd = np.sqrt((weights * (raw - self.need_mean) ** 2).sum() + self.need_spread**2) or 1.0
        self.wobble = base["need.shock"] / np.sqrt(1 - (1 - base["need.reversion"]) ** 2)

        set_points = (raw - self.need_mean) / self.need_sd
        around = np.sqrt((self.need_spread / self.need_sd) ** 2 + self.wobble**2)
        low, high = -20.0, 20.0
        for _ in range(48):
            middle = (low + high) / 2
            if (weights * ndtr((set_points - middle) / around)).sum() > base["need.prevalence"]:
                low = middle
            else:
                high = middle
        self.threshold = np.float32((low + high) / 2)

    def draw_levels(self, slots, draws):
        """Attribute levels of new families: attributes x slots."""
        d = self.deprivation[slots]
        levels = np.zeros((len(self.attributes), slots.size), np.int8)
        for k, (intercepts, steep, given) in enumerate(self.slopes):
            logits = intercepts + d[:, None] * steep
            for earlier, level, values in given:
                logits += (levels[earlier] == level)[:, None] * values
            cumulated = softmax(logits).cumsum(axis=1)
            levels[k] = (draws.uniform(slots.size)[:, None] > cumulated[:, :-1]).sum(axis=1)
        return levels

    def draw_states(self, slots, levels, draws):
        """Need set-point, trust set-point and need of new families."""
        d = self.deprivation[slots]
        u, v, x = draws.normal(3 * slots.size).reshape(3, -1)
        raw = self.need_slope * d + self.need_spread * u
        mu = (raw + (none_is_zero(self.sum_over(self.need_levels, levels)) - self.need_mean)) / self.need_sd
        tau0 = self.trust_base + self.trust_slope * d + none_is_zero(self.sum_over(self.trust, levels)) + self.trust_spread * v
        return mu.astype(np.float32), tau0.astype(np.float32), (mu + self.wobble * x).astype(np.float32)


def none_is_zero(value):
    return 0.0 if value is None else value


def in_default_order(names):
    """The default attributes first, in their own order (a resolved file lists them by the alphabet)."""
    default = ["household", "ethnicity", "tenure", "occupation", "children"]
    return [name for name in default if name in names] + [name for name in names if name not in default]


def softmax(logits):
    grown = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return grown / grown.sum(axis=-1, keepdims=True)


def authority_names(base):
    return base["authorities.names"] or [f"A{a + 1:03}" for a in range(base["authorities.count"])]


def neighbourhoods(base, draws):
    """Deprivation, decile, neighbourhood and authority of each slot."""
    size, each = base["population.families"], base["population.neighbourhood_size"]
    count = -(-size // each)
    authorities = base["authorities.count"]
    of_authority = np.arange(count) * authorities // count
    share = base["population.authority_share"]
    raw = np.sqrt(share) * draws.slow.standard_normal(authorities)[of_authority]
    raw = raw + np.sqrt(1 - share) * draws.slow.standard_normal(count)
    spread = raw.std()
    score = (raw - raw.mean()) / spread if spread > 0 else np.zeros(count)
    decile = np.empty(count, np.int8)
    decile[np.argsort(score, kind="stable")] = 1 + 10 * np.arange(count) // count
    fixed = base.below("authorities.deprivation")
    for a, name in enumerate(authority_names(base)):
        if name in fixed:
            own = np.flatnonzero(of_authority == a)
            mean, wide = (base[f"authorities.deprivation.{name}.{part}"] for part in ("mean", "spread"))
            score[own] = mean + wide * ndtri((np.arange(own.size) + 0.5) / own.size)
    if fixed:
        decile = np.minimum(10, 1 + np.floor(10 * ndtr(score))).astype(np.int8)
    neighbourhood = np.arange(size) // each
    return score[neighbourhood].astype(np.float32), decile[neighbourhood], neighbourhood, of_authority[neighbourhood]
