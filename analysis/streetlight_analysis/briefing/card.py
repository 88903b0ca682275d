"""The model card of the risk algorithm: what it is, and how good it looks on the records and is in truth."""

import math
from dataclasses import dataclass

import numpy as np

from ..cards import last_training, over_replicates, read_cards, read_table
from ..names import decile_of, group_title
from ..numbers import interval, number
from ..paired import interval_of_mean
from ..parameters import described, value_text, values_of

# Metric, what it is called, in which direction it is better (0: neither).
OVERALL = (
    ("base_rate", "Share of families with the label", "What is predicted: a finding on record, or need"),
    ("mean_score", "Mean score", "Calibrated on a view where it equals the share above"),
    ("auc", "Ranking (AUC)", "0.5 is a coin, 1 is perfect"),
    ("average_precision", "Average precision", "Higher is better"),
    ("precision", "Precision at capacity", "Of those it would flag, the share with the label"),
    ("recall", "Recall at capacity", "Of those with the label, the share it would flag"),
    ("calibration_error", "Calibration error", "0 is best"),
    ("brier", "Brier score", "0 is best"),
    ("enrichment", "Enrichment of the top tenth", "1 is no better than chance"),
)
BY_GROUP = ("base_rate", "precision", "recall")
TERMS_SHOWN = 8
MOST_CARDS = 4
SETTINGS = (
    "risk.learner", "risk.label", "risk.training", "risk.features", "risk.horizon", "risk.retrain", "risk.correction",
    "programme.capacity", "programme.audit", "programme.transparency", "programme.approach", "consent.mode",
)  # fmt: skip
TERMS = {
    "care": "social-care record",
    "early_help": "early help records",
    "voluntary_sector": "voluntary sector records",
    "school": "school records",
    "health": "health records",
    "housing": "housing records",
    "benefits": "benefits records",
    "police": "police records",
    "community": "community records",
}


@dataclass(frozen=True)
class Card:
    """
    Attributes:
        scenario, month: which model, at its last training.
        settings: [(key, value, meaning)].
        overall: [(name, explanation, recorded, true, gap)], texts with intervals.
        groups: [(title, [(recorded, true) of each of BY_GROUP])].
        terms: [(feature, weight, interval)], the strongest first.
        finding: one sentence on the two views.
        trained: families in the training set.
    """

    scenario: str
    month: int
    settings: list
    overall: list
    groups: list
    terms: list
    terms_are_shares: bool
    finding: str
    trained: str


def cards_of(panel, path):
    """(list of Card, names of scenarios with a model that got none)."""
    cards = read_cards(path)
    if cards is None:
        return [], []
    last = last_training(cards)
    coefficients = read_table(path, "coefficients")
    names = [str(name) for name in panel["scenario"].values if (last["scenario"] == name).any()]
    return [_card(panel, name, last, coefficients) for name in names[:MOST_CARDS]], names[MOST_CARDS:]


def _card(panel, scenario, last, coefficients):
    own = last[last["scenario"] == scenario]
    tables = {metric: over_replicates(own, metric).loc[scenario] for metric, *_ in OVERALL}
    overall = []
    for metric, name, explanation in OVERALL:
        views = tables[metric].loc["all"]
        if np.isfinite([views["recorded", "mean"], views["true", "mean"]]).any():
            overall.append((name, explanation, *(_told(views[view], sign=view == "gap") for view in ("recorded", "true", "gap"))))
    groups = [name for name in own["group"].unique() if name != "all" and decile_of(name) in (None, 1, 10)]
    by_group = [
        (
            group_title(group),
            [[_share(tables[metric].loc[group][view]) for view in ("recorded", "true")] for metric in BY_GROUP],
        )
        for group in groups
    ]
    terms, shares = _terms(coefficients, scenario)
    return Card(
        scenario,
        int(own["month"].max()),
        _settings(panel, scenario),
        overall,
        by_group,
        terms,
        shares,
        _finding(tables),
        number(float(own.loc[own["group"] == "all", "trained_rows"].mean()), 0),
    )


def _told(view, sign=False):
    """(estimate, interval) of one metric in one view."""
    mean, low, high = (float(view[part]) for part in ("mean", "low", "high"))
    if not math.isfinite(mean):
        return "–", ""
    decimals = 4 if abs(mean) < 0.01 else 3 if abs(mean) < 2 else 2
    return number(mean, decimals, sign=sign), "" if math.isnan(low) else interval(low, high, decimals, sign=sign)


def _share(view):
    mean, low, high = (float(view[part]) for part in ("mean", "low", "high"))
    if not math.isfinite(mean):
        return "–", ""
    half = "" if math.isnan(low) else f"± {number(100 * (high - low) / 2, 1)}"
    return number(100 * mean, 1), half


def _finding(tables):
    """Whether the model looks better on the records than it is, by ranking and by precision."""
    parts = []
    for metric, words in (("auc", "its ranking"), ("precision", "its precision")):
        gap = tables[metric].loc["all"]["gap"]
        low, high = float(gap["low"]), float(gap["high"])
        if not math.isfinite(low):
            continue
        verdict = "better on the records than in truth" if low > 0 else "worse on the records than in truth" if high < 0 else ""
        parts.append(f"{words} looks {verdict}" if verdict else f"{words} cannot be told apart in the two views")
    return ("At its last training, " + " and ".join(parts) + ".") if parts else ""


def _terms(coefficients, scenario):
    """The strongest features of the last model, mean over replicates."""
    if coefficients is None:
        return [], False
    own = coefficients[(coefficients["scenario"] == scenario) & (coefficients["term"] != "intercept")]
    if own.empty:
        return [], False
    own = own[(own["month"] == own["month"].max()) & (own["point"] == 0)]
    wide = own.pivot_table(index="replicate", columns="term", values="standardised", sort=False)
    told = interval_of_mean(wide.stack().to_xarray())
    means = told["mean"].to_series()
    order = means.abs().sort_values(ascending=False).index[:TERMS_SHOWN]
    terms = []
    for term in order:
        here = told.sel(term=term)
        low, high = float(here["low"]), float(here["high"])
        words = TERMS.get(term) or term.replace("=", ": ").replace("_", " ")
        terms.append((words, number(float(means[term]), 2, sign=True), interval(low, high, 2, sign=True)))
    return terms, bool((own["standardised"] >= 0).all() and own["raw"].isna().all())


def _settings(panel, scenario):
    registry, found = panel.attrs["parameters"], []
    scenarios = panel.attrs.get("scenarios", [])
    place = [str(name) for name in panel["scenario"].values].index(scenario)
    if place >= len(scenarios):
        return found
    values = values_of(scenarios[place])
    for key in SETTINGS:
        if key in values:
            row = described(registry, key)
            unit = "" if row is None else str(row["unit"])
            found.append((key, f"{value_text(values[key])} {unit}".strip(), "" if row is None else str(row["meaning"])))
    return found
