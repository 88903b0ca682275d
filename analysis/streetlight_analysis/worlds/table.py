"""A file of worlds: their values, what they gave for the targets, and what the waves did that found them."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np
import xarray as xr

from ..errors import UnreadableFile

HDF5 = b"\x89HDF\r\n\x1a\n"


@dataclass(frozen=True)
class Prior:
    """What was thought of a parameter before any figure was looked at."""

    key: str
    low: float
    high: float
    scale: str

    def shares(self, values):
        """The share of the prior below each value."""
        low, high, values = (self._bent(np.asarray(value, float)) for value in (self.low, self.high, values))
        return np.clip((values - low) / (high - low), 0, 1)

    def value_at(self, share):
        low, high = self._bent(np.asarray(self.low)), self._bent(np.asarray(self.high))
        place = low + share * (high - low)
        if self.scale == "log":
            return float(np.exp(place))
        return float(1 / (1 + np.exp(-place))) if self.scale == "logit" else float(place)

    def _bent(self, value):
        if self.scale == "log":
            return np.log(value)
        return np.log(value / (1 - value)) if self.scale == "logit" else value


@dataclass(frozen=True)
class Target:
    name: str
    published: float
    low: float
    high: float
    discrepancy: float
    held_out: bool

    def misfits(self, values):
        """Distance from the tolerance's middle in half widths: inside it from -1 to 1."""
        return (np.asarray(values, float) - (self.low + self.high) / 2) / ((self.high - self.low) / 2)


@dataclass(frozen=True)
class Wave:
    """
    Attributes:
        errors: of each target's emulator, in half tolerances; NaN where it had none.
        low, median, high: 5, 50 and 95 % of what the wave's points gave for each target.
    """

    points: int
    hits: int
    trained_on: int
    log10_volume: float
    errors: np.ndarray
    low: np.ndarray
    median: np.ndarray
    high: np.ndarray


@dataclass(frozen=True)
class WorldsTable:
    """
    Attributes:
        values: a row a world, a column a parameter.
        got: a row a world, a column a target.
        weights: of the worlds, 1 together.
    """

    title: str
    made_by: str
    reason: str
    checked: int
    runs: int
    priors: list
    targets: list
    waves: list
    values: np.ndarray
    got: np.ndarray
    weights: np.ndarray

    @property
    def hit_rate(self):
        """The share of the candidates that met every target."""
        return len(self.values) / self.checked if self.checked else float("nan")


def is_worlds(path):
    """Whether a file holds worlds in either form, by what is in it."""
    try:
        return _text(path) is not None
    except (OSError, UnicodeDecodeError):
        return False


def open_worlds(path):
    """A file of worlds, in its text form or as HDF5, for the figures of worlds.

    Returns:
        xarray.Dataset without variables, whose attributes are `worlds` (a WorldsTable), `title`, `file` and `source`.

    Raises:
        UnreadableFile: it cannot be read, or holds no worlds.
    """
    name = Path(path).name
    try:
        text = _text(path)
        if text is None:
            raise UnreadableFile(f"{path}: it holds no worlds. Give a file that `streetlight calibrate` made.")
        table = _table(tomllib.loads(text))
    except OSError as problem:
        raise UnreadableFile(f"{path}: cannot be read: {problem.strerror or problem}.") from None
    except (KeyError, ValueError, TypeError, IndexError) as problem:
        raise UnreadableFile(
            f"{path}: its worlds are not understood ({type(problem).__name__}: {problem}). Make it again with"
            " `streetlight calibrate`."
        ) from None
    return xr.Dataset(
        coords={dimension: np.array([], dtype=object) for dimension in ("scenario", "authority", "group")},
        attrs={"worlds": table, "title": table.title, "file": name, "source": f"Source: {name}, made by {table.made_by}."},
    )


def _text(path):
    """The text form; None when the file is something else."""
    with open(path, "rb") as file:
        content = file.read(len(HDF5))
        if content == HDF5:
            with h5py.File(path, "r") as store:
                if "toml" not in store or "seeds" not in store:
                    return None
                return store["toml"][()].decode()
        if Path(path).suffix != ".toml":
            return None
        text = (content + file.read()).decode()
    return text if "\nvalues = [" in text and "\n[[parameter]]" in text else None


def _table(content):
    targets = [
        Target(
            one["name"], one["published"], *map(float, one["range"]), one.get("discrepancy", 0.0), one.get("held_out", False)
        )
        for one in content.get("target", [])
    ]
    rows = len(content["values"])
    return WorldsTable(
        content.get("title", ""),
        content.get("made_by", ""),
        content.get("reason", ""),
        content.get("checked", 0),
        content.get("runs", 0),
        [Prior(one["key"], *map(float, one["range"]), one.get("scale", "linear")) for one in content["parameter"]],
        targets,
        [
            Wave(
                *(one[key] for key in ("points", "hits", "trained_on", "log10_volume")),
                *(np.array(one[key], float) for key in ("errors", "low", "median", "high")),
            )
            for one in content.get("wave", [])
        ],
        np.array(content["values"], float).reshape(rows, -1),
        np.array(content["got"], float).reshape(rows, -1),
        np.array(content["weights"], float),
    )
