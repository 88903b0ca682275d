"""The design of a sweep: which parameter values each point has."""

import h5py
import numpy as np
import pandas as pd


def read_design(path):
    """Values of each design point.

    Returns:
        pandas.DataFrame, a row a point and a column a parameter (dotted key): numbers where the parameter is a
        number at every point, else the words. No columns when the experiment is not a sweep.

    Both layouts are read: one variable a parameter over the points, or a table `number` (and `text`)
    over (point, key) with the names in `key`.
    """
    with h5py.File(path, "r") as file:
        if "design" not in file:
            return pd.DataFrame()
        group = file["design"]
        variables = {name: item[()] for name, item in group.items() if isinstance(item, h5py.Dataset)}

    keys = _first(variables, ("key", "keys", "parameter", "parameters"))
    if keys is not None and keys.dtype.kind in "OSU":
        return _from_tables(_words(keys), _first(variables, ("number", "value")), _first(variables, ("text", "words")))
    table = {}
    for name, values in variables.items():
        if np.ndim(values) == 1 and name != "point":
            table[name] = values if values.dtype.kind in "iuf" else _words(values)
    return pd.DataFrame(table)


def varied(design):
    """Parameters of a design that take more than one value, in its order."""
    return [key for key in design.columns if design[key].nunique() > 1]


def is_numeric(design, key):
    """Whether a parameter is a number at every point."""
    return design[key].dtype.kind in "iuf"


def _from_tables(keys, number, text):
    table = {}
    for index, key in enumerate(keys):
        if number is not None and np.isfinite(number[:, index]).all():
            table[key] = number[:, index]
        elif text is not None:
            table[key] = _words(text[:, index])
    return pd.DataFrame(table)


def _first(variables, names):
    return next((np.asarray(variables[name]) for name in names if name in variables), None)


def _words(values):
    return [value.decode() if isinstance(value, bytes) else str(value) for value in values]
