"""Opens a result file as an xarray dataset.

The panel has the dimensions (scenario, point, replicate, time, authority, group). Names of scenarios,
authorities and groups are strings; `time` is the first month of each interval, counted from the start of the
run. Values are read when they are used, so a file larger than memory can be opened.
"""

from pathlib import Path

import h5py
import numpy as np
import xarray as xr

from .cards import read_cards
from .design import read_design
from .errors import UnreadableFile
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
        `parameters` (pandas.DataFrame of `read_parameters`) and `cards` (of `read_cards`; None without any).

    Raises:
        UnreadableFile: the file is missing, is not HDF5, or has no panel.
    """
    path = Path(path)
    _must_be_a_result(path)
    try:
        panel = xr.open_dataset(path, engine="h5netcdf", group="panel", decode_times=False)
    except (OSError, KeyError, ValueError) as problem:
        raise UnreadableFile(f"{path}: it is damaged or was not written whole ({problem}); run it again") from None
    for name in ("scenario", "replicate", "time"):
        if name not in panel.dims:
            raise UnreadableFile(f"{path}: the panel has no dimension {name}; is it a Streetlight result?")

    panel = _with_every_dimension(panel)
    panel.attrs.update(read_provenance(path))
    panel.attrs["file"] = path.name
    panel.attrs["path"] = str(path.resolve())
    panel.attrs["interval"] = _interval(panel)
    if "end" in panel["time"].attrs:
        panel.attrs["end"] = int(np.ravel(panel["time"].attrs["end"])[0])
    panel.attrs["design"] = read_design(path)
    panel.attrs["parameters"] = read_parameters(path)
    panel.attrs["cards"] = read_cards(path)
    return panel


def _must_be_a_result(path):
    """Raises UnreadableFile with what to do, for what people take for a result file."""
    if path.is_dir():
        raise UnreadableFile(f"{path}: this is a folder; name a result file in it, such as {path / 'england.h5'}")
    if not path.is_file():
        raise UnreadableFile(f"{path}: there is no such file; `streetlight run` writes one")
    if path.suffix == ".toml":
        raise UnreadableFile(f"{path}: this is an experiment; run it first: streetlight run {path} -o results/{path.stem}.h5")
    try:
        with h5py.File(path, "r") as file:
            found = "panel" in file
    except OSError:
        raise UnreadableFile(f"{path}: this is no result of `streetlight run` (not an HDF5 file), or it was cut short") from None
    if not found:
        raise UnreadableFile(f"{path}: this HDF5 file is no result of `streetlight run`: it has no panel")


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
