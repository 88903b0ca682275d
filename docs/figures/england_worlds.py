"""README's table of England in worlds, the table of claims in docs/limits.md, and the picture beside them.

    streetlight run configs/england.toml --worlds configs/worlds/england.toml --replicates 1 --set population.families=8000 \
        --set 'output.metrics=["families", "harm", "unmet_need", "unwarranted_visits", "trust", "precision_true", "precision_recorded"]' -o robust.h5
    PYTHONPATH=analysis python3 docs/figures/england_worlds.py robust.h5 > tables.md

A claim is what README, pages or exercises said of the world that was set by hand. It passes where it holds in 95 % of the
worlds and in worlds with 95 % of the weight, by the sign of the difference alone. Medians and ranges go by the worlds' weights.
"""

import sys
from pathlib import Path

import numpy as np

from streetlight_analysis import columns, figures, open_panel, save
from streetlight_analysis.weighted import weighted_quantiles
from streetlight_analysis.windows import default_window

IMAGES = Path(__file__).parents[1] / "images"
PASSES = 0.95
NONE, COVERT, REGISTER, CONSENT, EARLY = (
    "No programme",
    "Covert programme",
    "Notice and register",
    "Consented support",
    "Universal early help",
)

# In words, metric, policy, against what, which way.
CLAIMS = (
    ("The covert programme averts harm", "harm", COVERT, NONE, "less"),
    ("Consented support averts harm", "harm", CONSENT, NONE, "less"),
    ("More early help averts harm", "harm", EARLY, NONE, "less"),
    ("More early help averts more harm than the covert programme", "harm", EARLY, COVERT, "less"),
    ("Covert visits avert as much harm as consented support (within a tenth)", "harm", COVERT, CONSENT, "same"),
    ("The covert programme leaves fewer families without help", "unmet_need", COVERT, NONE, "less"),
    ("More early help leaves fewer without help than the covert programme", "unmet_need", EARLY, COVERT, "less"),
    ("The covert programme lowers trust", "trust", COVERT, NONE, "less"),
    ("A register and notices lower trust less than secrecy", "trust", REGISTER, COVERT, "more"),
    ("Consented support lowers trust less than the covert programme", "trust", CONSENT, COVERT, "more"),
    ("More early help lowers trust hardly at all (less than a tenth as much as the covert programme)", "trust", EARLY, NONE, "tenth"),
    ("The covert programme makes more unwarranted visits", "unwarranted_visits", COVERT, NONE, "more"),
    ("The records make the covert programme's model look better than it is: precision on records is above precision in truth", None, COVERT, None, "more"),
)


class Worlds:
    """A result of policies in worlds: what each policy gave in each of them, over the months since the programme's start."""

    def __init__(self, path):
        self.panel = open_panel(path)
        self.since = default_window(self.panel).first
        self.count = self.panel.sizes["point"]
        self.years = (int(self.panel.attrs["end"]) - self.since) / 12
        self.families = self.panel.attrs["experiment"]["population"]["families"]
        weights = np.array(self.panel.attrs["experiment"]["design"]["weights"], float)
        self.weights = weights / weights.sum()

    def of(self, name, policy):
        """By world: a flow's sum, a stock's mean; mean over replicates."""
        column = self.panel[name].sel(scenario=policy, authority="all", group="all")
        column = column.sel(time=slice(self.since, None)).mean("replicate")
        return (column.sum("time") if columns.kind(self.panel, name) == "flow" else column.mean("time")).values

    def ratio(self, name, policy):
        above, below = columns.ratio_parts(self.panel, name)
        return self.of(above, policy) / self.of(below, policy)


def judged(worlds, metric, policy, against, way):
    """Whether it holds, by world."""
    if metric is None:
        return worlds.ratio("precision_recorded", policy) > worlds.ratio("precision_true", policy)
    base, level = worlds.of(metric, against), worlds.of(metric, policy)
    if way == "same":
        nothing = worlds.of(metric, NONE)
        return np.abs(level - base) <= 0.1 * np.maximum(nothing - level, nothing - base)
    if way == "tenth":
        return np.abs(level - base) < 0.1 * np.abs(worlds.of(metric, COVERT) - base)
    return level < base if way == "less" else level > base


def claims_table(worlds):
    lines = ["| claim | holds in | share of their weight | passes |", "|:--|--:|--:|:--|"]
    passed = 0
    for words, *claim in CLAIMS:
        holds = judged(worlds, *claim)
        weight = worlds.weights[holds].sum()
        passes = min(holds.mean(), weight) >= PASSES
        passed += passes
        lines.append(f"| {words} | {holds.sum()} of {worlds.count} | {100 * weight:.0f} % | {'yes' if passes else 'no'} |")
    effective = 1 / (worlds.weights**2).sum()
    return "\n".join(lines) + f"\n\n{passed} of {len(CLAIMS)} pass. The weights stand for {effective:.0f} worlds.\n"


def differences_table(worlds):
    """Per 1,000 families a year (families without help: at a time); trust on its own scale."""
    lines = ["| | harm averted, per 1,000 families a year | families without help, fewer in 1,000 | unwarranted visits, more per 1,000 a year | trust lost, log-odds |", "|:--|--:|--:|--:|--:|"]
    for scenario in (str(name) for name in worlds.panel["scenario"].values[1:]):
        cells = []
        for metric, sign in (("harm", -1), ("unmet_need", -1), ("unwarranted_visits", 1), ("trust", -1)):
            scale = 1 if metric == "trust" else 1000 / worlds.families
            if columns.kind(worlds.panel, metric) == "flow":
                scale /= worlds.years
            values = sign * scale * (worlds.of(metric, scenario) - worlds.of(metric, NONE))
            low, middle, high = weighted_quantiles(values, worlds.weights, [0.05, 0.5, 0.95])
            digits = 2 if metric in ("harm", "trust") else 1
            span = f"{middle:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})".replace("-", "−")
            cells.append(f"{span}; {int(np.sum(values > 0))}")
        lines.append(f"| {scenario} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def main(path):
    worlds = Worlds(path)
    print(differences_table(worlds))
    print(claims_table(worlds))
    save(figures.win_shares(worlds.panel, width="wide"), IMAGES / "england_worlds", ("png",))


if __name__ == "__main__":
    main(sys.argv[1])
