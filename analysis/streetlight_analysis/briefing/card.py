"""The model card of the risk algorithm: what it is, and how good it looks on the records and is in truth."""

import math
from dataclasses import dataclass

import pandas as pd
import xarray as xr

from ..cards import last_training, over_replicates, read_table
from ..certainty import judge
from ..names import decile_of, group_title, sentence
from ..digits import number
from ..paired import interval_of_mean
from ..parameters import described, measured_text, value_text, values_of

# Metric, what it is called, how to read it.
OVERALL = (
    ("base_rate", "Share of families with the label", "What is predicted: a finding on record, or need"),
    ("mean_score", "Mean score", "Calibrated on a view where it equals the share above"),
    ("auc", "Ranking (AUC)", "0.5 is no better than chance, 1 is perfect"),
    ("average_precision", "Average precision", "Higher is better"),
    ("precision", "Precision when tested", "Of those it would flag at capacity, the share with the label"),
    ("recall", "Recall when tested", "Of those with the label, the share it would flag at capacity"),
    ("calibration_error", "Calibration error", "0 is best"),
    ("brier", "Brier score", "0 is best"),
    ("enrichment", "Enrichment of the top tenth", "1 is no better than chance"),
)
BY_GROUP = {
    "base_rate": "Share with the label, %",
    "precision": "Precision when tested, %",
    "recall": "Recall when tested, %",
}
TERMS_SHOWN = 8
WIDEST = 50  # percentage points: an estimate with a wider half interval says nothing
ACROSS = 4  # models in one card
SETTINGS = (
    "risk.learner", "risk.label", "risk.training", "risk.features", "risk.horizon", "risk.retrain", "risk.correction",
    "programme.capacity", "programme.audit", "programme.transparency", "programme.approach", "consent.mode",
)  # fmt: skip
TERMS = {
    "care": "Social-care record",
    "early_help": "Early help records",
    "voluntary_sector": "Voluntary sector records",
    "school": "School records",
    "health": "Health records",
    "housing": "Housing records",
    "benefits": "Benefits records",
    "police": "Police records",
    "community": "Community records",
}


@dataclass(frozen=True)
class GroupTable:
    """Shares by group: `columns` names each pair of records and truth, `rows` is [(group, [(records, truth)])]."""

    title: str
    columns: list
    rows: list


@dataclass(frozen=True)
class Card:
    """The models of up to `ACROSS` scenarios side by side, each at its last training.

    Attributes:
        names: scenarios.
        findings: [(scenario, sentence on the two views)].
        overall: [(measure, explanation, [(records, truth) of each scenario])], each a (value, half width) of texts.
        groups: [GroupTable].
        terms: [(feature, [(weight, half width) of each scenario])], the strongest first.
        terms_are_shares: whether weights are shares of the gain (boosted trees) instead of log-odds.
        settings: [(key, meaning, [value in each scenario])].
    """

    names: list
    findings: list
    overall: list
    groups: list
    terms: list
    terms_are_shares: bool
    settings: list


def cards_of(panel):
    """List of Card, empty when the file holds no model."""
    cards = panel.attrs["cards"]
    if cards is None:
        return []
    last = last_training(cards)
    coefficients = panel.attrs["results"].ask(read_table, "coefficients")
    names = [str(name) for name in panel["scenario"].values if (last["scenario"] == name).any()]
    return [
        _card(panel, names[start : start + ACROSS], last, coefficients) for start in range(0, len(names), ACROSS)
    ]


def _card(panel, names, last, coefficients):
    tables = {metric: over_replicates(last[last["scenario"].isin(names)], metric) for metric, *_ in OVERALL}
    overall = []
    for metric, title, explanation in OVERALL:
        pairs = [[_told(tables[metric].loc[(name, "all")][view]) for view in ("recorded", "true")] for name in names]
        if any(value != "–" for pair in pairs for value, _ in pair):
            overall.append((title, explanation, pairs))
    terms, are_shares = _terms(coefficients, names)
    findings = [(name, _finding(name, last)) for name in names]
    return Card(names, findings, overall, _by_group(tables, names, last), terms, are_shares, _settings(panel, names))


def _by_group(tables, names, last):
    """One table a metric with the scenarios side by side; of a single scenario, one with the metrics side by side."""
    groups = [str(name) for name in last["group"].unique() if name != "all" and decile_of(name) in (None, 1, 10)]
    if not groups:
        return []

    def pair(metric, name, group):
        return [_share(tables[metric].loc[(name, group)][view]) for view in ("recorded", "true")]

    def table(title, columns, pairs):
        rows = [(group_title(group), [pair(metric, name, group) for metric, name in pairs]) for group in groups]
        return GroupTable(title, columns, [row for row in rows if any(value != "–" for cells in row[1] for value, _ in cells)])

    if len(names) == 1:
        return [table("By group, records beside truth", list(BY_GROUP.values()), [(m, names[0]) for m in BY_GROUP])]
    return [table(f"{title}: by group", names, [(metric, name) for name in names]) for metric, title in BY_GROUP.items()]


def _told(view):
    """(estimate, half width of its interval) of one metric in one view."""
    mean, low, high = (float(view[part]) for part in ("mean", "low", "high"))
    if not math.isfinite(mean):
        return "–", ""
    decimals = 4 if abs(mean) < 0.01 else 3 if abs(mean) < 2 else 2
    return number(mean, decimals), "" if math.isnan(low) else f"± {number((high - low) / 2, decimals)}"


def _share(view):
    """(per cent, half width of its interval)."""
    mean, low, high = (float(view[part]) for part in ("mean", "low", "high"))
    if not math.isfinite(mean):
        return "–", ""
    half = 50 * (high - low)
    if half > WIDEST:
        return "too few", ""
    return number(100 * mean, 1), "" if math.isnan(half) else f"± {number(half, 1)}"


def _finding(name, last):
    """Whether the model looks better on the records than it is, by ranking and by precision."""
    own = last[(last["scenario"] == name) & (last["group"] == "all")]
    parts = []
    for metric, words in (("auc", "its ranking"), ("precision", "its precision when tested")):
        gap = gap_of(own, metric)
        if gap.has_interval or gap.rung == "open":
            way = {1: "better", -1: "worse"}.get(gap.direction)
            parts.append(
                f"{words} looks {way} on the records than in truth" if way else f"the two views of {words} cannot be told apart"
            )
    trained = f"Last trained in month {int(own['month'].max())} on {number(float(own['trained_rows'].mean()), 0)} families"
    return f"{trained}: {' and '.join(parts)}." if parts else f"{trained}."


def gap_of(own, metric):
    """Judgement of a metric on the records less the same in truth.

    A family more with the label adds at most one of those flagged to precision, and of those with the label to ranking.
    """
    wide = own.pivot_table(index="replicate", columns="view", values=metric, dropna=False)
    if not {"recorded", "true"} <= set(wide.columns):
        return judge([])
    counts = own["flagged"] if metric == "precision" else own["base_rate"] * own["rows"]
    fewest = float(counts.groupby(own["view"]).mean().min())
    return judge((wide["recorded"] - wide["true"]).to_numpy(), 1 / fewest if fewest > 0 else math.inf)


def _terms(coefficients, names):
    """The strongest features of the last models, means over replicates."""
    if coefficients is None:
        return [], False
    own = coefficients[
        coefficients["scenario"].isin(names) & (coefficients["term"] != "intercept") & (coefficients["point"] == 0)
    ]
    own = own[own["month"] == own.groupby("scenario")["month"].transform("max")]
    if own.empty:
        return [], False
    wide = own.pivot_table(index=["scenario", "term"], columns="replicate", values="standardised", sort=False)
    told = interval_of_mean(xr.DataArray(wide.to_numpy(), dims=("row", "replicate")))
    told = pd.DataFrame({part: told[part].values for part in ("mean", "low", "high")}, index=wide.index)
    order = told["mean"].abs().groupby("term", sort=False).max().sort_values(ascending=False, kind="stable").index
    rows = []
    for term in order[:TERMS_SHOWN]:
        cells = []
        for name in names:
            row = told.loc[(name, term)] if (name, term) in told.index else None
            half = math.nan if row is None else (row["high"] - row["low"]) / 2
            cells.append(
                ("–" if row is None else number(row["mean"], 2, sign=True), "" if math.isnan(half) else f"± {number(half, 2)}")
            )
        rows.append((TERMS.get(term) or sentence(term.replace("=", ": ")), cells))
    return rows, bool(own["raw"].isna().all())


def _settings(panel, names):
    """How each model is set up: [(key, meaning, [value in each scenario])]."""
    registry, places = panel.attrs["parameters"], [str(name) for name in panel["scenario"].values]
    scenarios = panel.attrs.get("scenarios", [])
    if len(scenarios) != len(places):
        return []
    # The cards are those of a sweep's first setting.
    design = panel.attrs["design"]
    first = {key: design[key].tolist()[0] for key in design.columns}
    values = [values_of(scenarios[places.index(name)]) | first for name in names]
    found = []
    for key in SETTINGS:
        if any(key in own for own in values):
            row = described(registry, key)
            unit, meaning = ("", "") if row is None else (str(row["unit"]), str(row["meaning"]))
            found.append((key, meaning, [measured_text(value_text(own.get(key)), unit) for own in values]))
    return found
