"""The design of a sweep: which parameter values each point has."""

import h5py
import pandas as pd


def read_design(path):
    """Values of each design point.

    Returns:
        pandas.DataFrame, a row a point and a column a parameter (dotted key): numbers where the parameter is a
        number at every point, else the words. No columns when the experiment is not a sweep.
    """
    with h5py.File(path, "r") as file:
        if "design" not in file:
            return pd.DataFrame()
        group = file["design"]  # a variable a parameter, over the points
        variables = {
            name: item[()] for name, item in group.items() if isinstance(item, h5py.Dataset) and item.ndim == 1
        }

    table = {}
    for name, values in variables.items():
        if name != "point":
            table[name] = values if values.dtype.kind in "iuf" else _words(values)
    return pd.DataFrame(table)


def varied(design):
    """Parameters of a design that take more than one value, in its order."""
    return [key for key in design.columns if design[key].nunique() > 1]


def is_numeric(design, key):
    """Whether a parameter is a number at every point."""
    return design[key].dtype.kind in "iuf"


def _words(values):
    return [value.decode() if isinstance(value, bytes) else str(value) for value in values]
