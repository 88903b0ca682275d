"""Opens a result file as an xarray dataset.

The panel has the dimensions (scenario, point, replicate, time, authority, group). Names of scenarios,
authorities and groups are strings; `time` is the first month of each interval, counted from the start of the
run. Values are read when they are used, so a file larger than memory can be opened.
"""

import os

import numpy as np
import xarray as xr
from xarray.backends import BackendArray
from xarray.core import indexing

from .apart import ResultFile
from .cards import read_cards
from .design import read_design
from .parameters import read_parameters
from .provenance import read_provenance

DIMENSIONS = ("scenario", "point", "replicate", "time", "authority", "group")
NAMED = ("scenario", "authority", "group")


def open_panel(path):
    """Opens group `/panel` of a result file.

    Args:
        path: the HDF5 (NetCDF-4) file that `streetlight run` wrote.

    Returns:
        xarray.Dataset with every dimension of `DIMENSIONS` and, as attributes: `file`, `path`, `title`, `config`, `seed`,
        `version`, `commit`, `model` (those that the file has), `interval` (months an interval), `end` (the month after the
        last; absent in files that do not say),
        `programme_start` (month; absent when the file does not say), `experiment` (its settings), `scenarios`
        (each one’s settings), `design` (pandas.DataFrame: a row a design point, empty without a sweep),
        `parameters` (pandas.DataFrame of `read_parameters`), `cards` (of `read_cards`; None without any) and `results`
        (the ResultFile that answers for the file as long as the panel is there).

    Raises:
        UnreadableFile: `streetlight info` refuses the file; the message is the sentence that it says.
    """
    results = ResultFile(path)
    panel = _served(results)
    panel = _with_every_dimension(panel)
    panel.attrs.update(results.ask(read_provenance))
    panel.attrs["results"] = results
    panel.attrs["file"] = os.path.basename(results.path)
    panel.attrs["path"] = os.path.realpath(results.path)
    panel.attrs["interval"] = _interval(panel)
    if "end" in panel["time"].attrs:
        panel.attrs["end"] = int(np.ravel(panel["time"].attrs["end"])[0])
    panel.attrs["design"] = results.ask(read_design)
    panel.attrs["parameters"] = results.ask(read_parameters)
    panel.attrs["cards"] = results.ask(read_cards)
    return panel


def _served(results):
    """The panel with values that are fetched from the process apart when they are used."""
    variables, attributes = results.ask(_layout)
    found = {
        name: (dimensions, indexing.LazilyIndexedArray(_Served(results, name, shape, dtype)), own)
        for name, (dimensions, shape, dtype, own) in variables.items()
    }
    return xr.Dataset(found, attrs=attributes).set_coords([name for name in found if found[name][0] == (name,)])


class _Served(BackendArray):
    """A variable of the panel, as xarray reads it."""

    def __init__(self, results, name, shape, dtype):
        self.results, self.name, self.shape, self.dtype = results, name, shape, dtype

    def __getitem__(self, key):
        return indexing.explicit_indexing_adapter(key, self.shape, indexing.IndexingSupport.OUTER, self._read)

    def _read(self, key):
        return self.results.ask(_values, self.name, key)


_opened = {}  # in the process apart: the dataset of each file


def _panel(path):
    if path not in _opened:
        _opened[path] = xr.open_dataset(path, engine="h5netcdf", group="panel", decode_times=False, cache=False)
    return _opened[path]


def _layout(path):
    """({name: (dimensions, shape, dtype, attributes)}, the group's attributes)."""
    panel = _panel(path)
    variables = {
        name: (variable.dims, variable.shape, variable.dtype, dict(variable.attrs))
        for name, variable in panel.variables.items()
    }
    return variables, dict(panel.attrs)


def _values(path, name, key):
    return np.asarray(_panel(path).variables[name][key].values)


def _with_every_dimension(panel):
    """Strings as str, and a dimension of one ("all", 0) where a hand-made file leaves one out."""
    for name in DIMENSIONS:
        if name not in panel.dims:
            panel = panel.drop_vars(name, errors="ignore")
            panel = panel.expand_dims({name: ["all"] if name in NAMED else [0]})
        elif name not in panel.coords:
            panel = panel.assign_coords({name: np.arange(panel.sizes[name])})
        if name in NAMED:
            words = [value.decode() if isinstance(value, bytes) else str(value) for value in panel[name].values]
            panel = panel.assign_coords({name: np.array(words, dtype=object)})
    return panel


def _interval(panel):
    for holder in (panel.attrs, panel["time"].attrs):
        if "interval" in holder:
            return int(np.ravel(holder["interval"])[0])
    steps = np.diff(panel["time"].values)
    return int(steps[0]) if steps.size else 1
