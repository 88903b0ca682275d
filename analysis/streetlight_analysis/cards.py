"""Model cards: what the file says about each fitted risk model, on the records and in truth."""

import h5netcdf
import numpy as np
import pandas as pd

from .paired import interval_of_mean

METRICS = (
    "base_rate", "mean_score", "auc", "average_precision", "brier", "calibration_error", "precision", "recall",
    "enrichment",
)  # fmt: skip
RUN = ["scenario", "point", "replicate", "month"]


def read_table(path, name):
    """A table that the model keeps beside the panel, words as words.

    Returns:
        pandas.DataFrame, or None when the file has no such table or nothing in it.
    """
    with h5netcdf.File(path, "r") as file:
        if name not in file.groups:
            return None
        columns = {}
        for column, variable in file[name].variables.items():
            values = variable[...]
            if "labels" in variable.attrs:
                labels = np.append(np.atleast_1d(variable.attrs["labels"]), [""])  # -1 is not a word
                values = labels[values]
            elif values.dtype.kind == "i" and "_FillValue" in variable.attrs:
                values = np.where(values == np.ravel(variable.attrs["_FillValue"])[0], np.nan, values.astype(float))
            columns[column] = values
    columns.pop("row", None)
    table = pd.DataFrame(columns)
    return table if len(table) else None


def read_cards(path, point=0):
    """Metrics of every model at every training, one row a (scenario, replicate, month, group, view).

    Several authorities are put together: means weighted by the families judged.
    """
    table = read_table(path, "models")
    if table is None:
        return None
    table = table[table["point"] == point].drop(columns="point")
    trained_on = table.pop("trained_on") if "trained_on" in table else table["authority"]
    keys = ["scenario", "replicate", "month", "group", "view"]
    if table["authority"].nunique() == 1:
        return table.drop(columns="authority").reset_index(drop=True)
    weight = table["rows"].where(table["rows"] > 0)
    parts = {}
    for metric in METRICS:
        there = table[metric].notna() & weight.notna()
        sums = (table[metric] * weight).where(there).groupby([table[key] for key in keys], sort=False).sum(min_count=1)
        parts[metric] = sums / weight.where(there).groupby([table[key] for key in keys], sort=False).sum(min_count=1)
    together = table.groupby(keys, sort=False)[["rows", "flagged"]].sum()
    # A model that several use was trained once.
    models = table.assign(trained_on=trained_on).groupby([*keys, "trained_on"], sort=False)["trained_rows"].max()
    together.insert(0, "trained_rows", models.groupby(level=keys, sort=False).sum())
    return together.join(pd.DataFrame(parts)).reset_index()


def wide_card(cards, metric, view, group="all"):
    """One metric of all trainings.

    Returns:
        xarray.DataArray over (scenario, replicate, month); NaN where a scenario trained nothing.
    """
    chosen = cards[(cards["group"] == group) & (cards["view"] == view)]
    return chosen.set_index(["scenario", "replicate", "month"])[metric].to_xarray()


def last_training(cards):
    """Rows of the last training in each scenario."""
    return cards[cards["month"] == cards.groupby("scenario")["month"].transform("max")]


def over_replicates(cards, metric):
    """Mean over replicates with its 95 % interval, for each scenario, group and view (and the difference of views).

    Returns:
        pandas.DataFrame with index (scenario, group) and columns (view, mean | low | high), the views being "recorded",
        "true" and "gap", recorded less true, paired within the replicate.
    """
    wide = cards.pivot_table(
        index=["scenario", "group", "replicate"], columns="view", values=metric, sort=False, dropna=False
    )
    for view in ("recorded", "true"):
        if view not in wide:
            wide[view] = np.nan
    wide["gap"] = wide["recorded"] - wide["true"]
    pieces = {}
    for view in ("recorded", "true", "gap"):
        array = wide[view].to_xarray()
        interval = interval_of_mean(array)
        for part in ("mean", "low", "high"):
            pieces[view, part] = interval[part].to_series()
    return pd.DataFrame(pieces)
