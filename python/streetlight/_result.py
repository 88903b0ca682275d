"""A result: the panel, tables, comparisons, and its file."""

from __future__ import annotations

import functools
import json
import numbers
import operator
import os
import tempfile
from pathlib import Path
from typing import Any, Callable, Mapping, Optional, Sequence, Union, cast

import numpy
import pandas
import xarray

from . import _core, _html
from ._copying import check_ending, copy, taken
from ._errors import InputError
from ._names import Names, named, names_of, number_or_none, whole
from ._shipped import PathLike, found, path_of

Months = Union[None, str, "tuple[Optional[int], Optional[int]]", slice]


def open_result(path: PathLike) -> Result:
    """Opens a result file. Raises InputError when it is none, or damaged."""
    name = path_of("open_result", "path", path)
    return Result(_core.Results.open(name), Path(name))


class Result:
    """What a run gave, in memory or on file. Made by `Experiment.run` or `open_result`."""

    def __init__(self, core: _core.Results, path: Optional[Path] = None, folder: Any = None) -> None:
        self._core = core
        self._path = path
        self._folder = folder  # keeps a temporary file as long as this
        self._panel: Optional[xarray.Dataset] = None

    @property
    def panel(self) -> xarray.Dataset:
        """Every column over scenario, point, replicate, time, authority and group: what
        `xarray.open_dataset(file, group="panel")` gives, with units and meanings. NaN is a value that does not exist.
        """
        if self._panel is None:
            self._panel = _panel(self._core)
        return self._panel

    @property
    def model_cards(self) -> pandas.DataFrame:
        """What each training of a risk model left behind, a row for each group and view; empty where none was trained."""
        return self.table("models") if "models" in self.tables else pandas.DataFrame()

    @property
    def design(self) -> pandas.DataFrame:
        """What the experiment's design varies: a row a point, as `point` of the panel counts them, a column a key. Of
        worlds, their parameters. Without columns when there is no design."""
        shape = self._core.shape
        frame = pandas.DataFrame(shape.design_values or [[]] * shape.points, columns=shape.design_keys)
        frame.index.name = "point"
        for key in frame.columns:
            numbers = pandas.to_numeric(frame[key], errors="coerce")
            frame[key] = frame[key].str.strip('"') if numbers.isna().any() else numbers
        return frame

    @property
    def tables(self) -> "list[str]":
        """Names of the tables beside the panel."""
        return self._core.tables

    def table(self, name: str) -> pandas.DataFrame:
        """A table beside the panel, a row each: first scenario, point and replicate, then what it says. Units and
        meanings are in `attrs`."""
        named("table", "name", name, self.tables)
        return frame_of(self._core.table(name))

    def compare(
        self,
        baseline: Optional[str] = None,
        groups: Names = None,
        *,
        scenarios: Names = None,
        columns: Names = None,
        points: Union[None, int, Sequence[int]] = None,
        authority: str = "all",
        window: Months = None,
        margins: Optional[Mapping[str, float]] = None,
    ) -> pandas.DataFrame:
        """Scenarios against a baseline, in pairs of replicates: the numbers of `streetlight compare --format json`.

        What is left out is chosen as the command chooses it; "*" names all. `window`: the months from A up to, without,
        B, as "A:B" or (A, B). `margins`: the smallest difference that matters, by column (a share of the baseline for
        counts and money, in its own unit for a ratio), of columns that are compared. `attrs` has the window and why it was chosen, and `notes`: what a reader must know, such
        as replicates that are missing.
        """
        shape = self._core.shape
        first, end = _months(window)
        compared = self._core.compare(
            "" if baseline is None else named("compare", "baseline", baseline, shape.scenarios),
            names_of("compare", "scenarios", scenarios, shape.scenarios),
            names_of("compare", "columns", columns, [column.name for column in shape.columns]),
            names_of("compare", "groups", groups, shape.groups),
            _points(points),
            named("compare", "authority", authority, shape.authorities),
            first,
            end,
            _margins(margins),
        )
        told = json.loads(compared.text("json"))
        frame = pandas.DataFrame(told["comparisons"])
        for column in frame.columns[frame.isna().all()]:
            frame[column] = frame[column].astype(float)  # none has a value: None, else
        frame.attrs.update({name: told[name] for name in ("notes", "confidence", "window", "intervals") if name in told})
        return frame

    def robust(
        self,
        worlds: Optional[PathLike] = None,
        *,
        columns: Names = None,
        metrics: Names = None,
        baseline: Optional[str] = None,
        scenarios: Names = None,
        group: str = "all",
        authority: str = "all",
        window: Months = None,
        margin: Optional[float] = None,
        threshold: Optional[float] = None,
    ) -> pandas.DataFrame:
        """In how many worlds which policy is better, and what decides it: the numbers of `streetlight robust --format json`.

        For a result of `Experiment.worlds`. A row for each column and scenario: the worlds in which the column is `less` and
        `more` than in the baseline, the `median` difference and 5 and 95 % of the worlds (`low`, `high`), regret, and in
        `parameters` and `box` what decides. `attrs["by_world"]` has every scenario in every world.

        worlds: the file of the worlds that were run, which says how much hangs on their choice (`sensitivity`).
        columns: "need:most" says that more is better, "need:least" that less is; otherwise as the model says of the column
        ("trust": more), else less. The main ones, unless named. `metrics` is an older name
        of this argument. margin: differences up to it do not matter, in the unit of the one column.
        threshold: what is good enough, in the same unit; `meets_threshold` counts the worlds whose level is at most that
        (at least, with ":most"). window: as in `compare`.
        Raises InputError for a result that holds one world only.
        """
        if columns is not None and metrics is not None:
            raise TypeError("robust: metrics is an older name of columns; give one of them")
        shape = self._core.shape
        first, end = _months(window)
        known = [column.name for column in shape.columns]
        told = json.loads(
            self._core.robust(
                "" if baseline is None else named("robust", "baseline", baseline, shape.scenarios),
                names_of("robust", "scenarios", scenarios, shape.scenarios),
                names_of("robust", "columns", metrics if columns is None else columns, [*known, *(f"{name}:{way}" for name in known for way in ("most", "least"))]),
                named("robust", "group", group, shape.groups),
                named("robust", "authority", authority, shape.authorities),
                first,
                end,
                number_or_none("robust", "margin", margin),
                number_or_none("robust", "threshold", threshold),
                "" if worlds is None else found(path_of("robust", "worlds", worlds)),
            )
        )
        frame = pandas.DataFrame(told.pop("comparisons"))
        frame.attrs.update(told)
        return frame

    def write(self, path: PathLike, replace: bool = False) -> Path:
        """Writes the file that `streetlight run -o` writes, byte for byte, whole or not at all. A file of that name is
        replaced only when `replace` says so and it is a result of this program that nobody has changed since."""
        target = Path(path_of("write", "path", path))
        check_ending(target)
        if self._path is None:
            if not replace and target.exists() and target.stat().st_size > 0:
                raise InputError(taken(path))
            self._core.write(os.fspath(path), replace)
        else:
            copy(self._path, target, replace)
        return target

    @property
    def title(self) -> str:
        return self._core.title

    @property
    def complete(self) -> bool:
        """Whether it holds every run."""
        return self._core.complete

    @property
    def stopped(self) -> bool:
        """Whether the work was cancelled."""
        return self._core.stopped

    @property
    def failures(self) -> "list[str]":
        """Runs that failed while the others went on, and why."""
        return [
            f'scenario "{failure.scenario}", point {failure.point}, replicate {failure.replicate}, {failure.message}'
            for failure in self._core.failures
        ]

    def _rows(self) -> "list[tuple[str, str]]":
        shape = self._core.shape
        runs = len(shape.scenarios) * shape.points * shape.replicates
        done = f"{self._core.runs_completed} of {runs}" if not self.complete else str(runs)
        rows = [("model", self._core.model), ("scenarios", ", ".join(shape.scenarios)), ("runs", done)]
        rows.append(("columns", str(len(shape.columns))))
        return rows + ([("tables", ", ".join(self.tables))] if self.tables else [])

    def __repr__(self) -> str:
        return "\n".join([f"<Result {self.title!r}>", *(f"  {name + ':':11}{text}" for name, text in self._rows())])

    def _repr_html_(self) -> str:
        return _html.described(self.title, "a result", self._rows())

    def __reduce__(self) -> "tuple[Any, ...]":
        if self._path is not None:
            return _of_bytes, (self._path.read_bytes(),)
        with tempfile.TemporaryDirectory() as folder:
            return _of_bytes, (self.write(Path(folder) / "result.h5").read_bytes(),)


def _of_bytes(content: bytes) -> Result:
    """A result in another process: its file, for as long as the result is there."""
    folder = tempfile.TemporaryDirectory()
    path = Path(folder.name) / "result.h5"
    path.write_bytes(content)
    return Result(_core.Results.open(str(path)), path, folder)


def frame_of(columns: "list[tuple[str, str, str, list[str], numpy.ndarray]]") -> pandas.DataFrame:
    """A table of the library's, words in place of numbers."""
    frame, units, meanings = {}, {}, {}
    for column, unit, meaning, labels, values in columns:
        units[column], meanings[column] = unit, meaning
        frame[column] = _words(labels, values) if labels else _whole(values)
    table = pandas.DataFrame(frame)
    table.attrs.update(units=units, meanings=meanings)
    return table


def _panel(core: _core.Results) -> xarray.Dataset:
    shape = core.shape
    point = {"long_name": "design point; its parameter values are in /design"}
    runs = {
        "scenario": ("scenario", _texts(shape.scenarios)),
        "point": ("point", numpy.arange(shape.points, dtype=numpy.int64), point),
        "replicate": ("replicate", numpy.arange(shape.replicates, dtype=numpy.int64)),
    }
    return dataset_of(shape, runs, shape.times, core.column)


def dataset_of(
    shape: _core.Shape, runs: "dict[str, Any]", times: "list[int]", column: "Callable[[str], numpy.ndarray]"
) -> xarray.Dataset:
    """Columns over the coordinates of the runs, then time, authority and group."""
    time = {
        "units": shape.time_unit,
        "long_name": f"first {shape.time_unit} of the interval",
        "axis": "T",
        "interval": numpy.int64(shape.interval),
        "end": numpy.int64(shape.end),
    }
    coordinates: "dict[str, Any]" = {
        **runs,
        "time": ("time", numpy.array(times, dtype=numpy.int64), time),
        "authority": ("authority", _texts(shape.authorities)),
        "group": ("group", _texts(shape.groups)),
    }
    columns = tuple((one.name, tuple(one.attributes)) for one in shape.columns)
    frame = _without_values(
        tuple((name, values.dtype.char, tuple(values.tolist()), *(tuple(each.items()) for each in attributes))
              for name, (_, values, *attributes) in coordinates.items()), columns)
    return frame.copy(deep=False, data={name: column(name) for name, _ in columns})


@functools.lru_cache(maxsize=8)
def _without_values(coordinates: "tuple[Any, ...]", columns: "tuple[Any, ...]") -> xarray.Dataset:
    """Dimensions, coordinates and attributes: xarray takes longer for them than a small run takes, and many runs share them.

    A coordinate: its name, NumPy's letter for its type, its values, and its attributes where it has some."""
    placed = {
        name: (name, numpy.array(values, dtype=kind), *map(dict, attributes)) for name, kind, values, *attributes in coordinates
    }
    nothing = numpy.broadcast_to(numpy.float64(0), [len(values) for _, _, values, *_ in coordinates])
    return xarray.Dataset({name: (tuple(placed), nothing, dict(attributes)) for name, attributes in columns}, placed)


def _texts(words: "list[str]") -> numpy.ndarray:
    return numpy.array(words, dtype=object)


def _words(labels: "list[str]", places: numpy.ndarray) -> "list[Optional[str]]":
    return [labels[int(place)] if place >= 0 else None for place in places]


def _whole(values: numpy.ndarray) -> numpy.ndarray:
    """Whole numbers as such, where all are."""
    if values.size and numpy.isfinite(values).all() and (values == values.astype(numpy.int64)).all():
        return values.astype(numpy.int64)
    return values


def _points(points: Union[None, int, Sequence[int]]) -> "list[int]":
    if points is None:
        return []
    if isinstance(points, str) or not hasattr(points, "__iter__"):
        return [whole("compare", "points", points)]
    return [whole("compare", "points", point) for point in cast("Sequence[int]", points)]


def _margins(margins: Optional[Mapping[str, float]]) -> "list[tuple[str, float]]":
    if margins is None:
        return []
    if not isinstance(margins, Mapping):
        raise TypeError(f"compare(margins={margins!r}): margins are a number for each column, as in {{'harm': 0.01}}")
    for column, margin in margins.items():
        if isinstance(margin, bool) or not isinstance(margin, numbers.Real):
            raise TypeError(f"compare(margins={{{column!r}: {margin!r}}}): a margin is a number")
    return [(column, float(margin)) for column, margin in margins.items()]


def _months(window: Months) -> "tuple[Optional[int], Optional[int]]":
    if window is None:
        return None, None
    hint = f"window={window!r}: write it as A:B, the months from A up to, but not including, B"
    if isinstance(window, str):
        first, colon, end = window.partition(":")
        try:
            if not colon:
                raise ValueError
            return int(first) if first.strip() else None, int(end) if end.strip() else None
        except ValueError:
            raise InputError(hint) from None
    if isinstance(window, slice):
        ends = [window.start, window.stop]
        if window.step not in (None, 1):
            raise InputError(hint)
    else:
        ends = list(window) if isinstance(window, Sequence) else []
    if len(ends) != 2:
        raise InputError(hint)
    try:
        first_month, end_month = (None if month is None else operator.index(month) for month in ends)
    except TypeError:
        raise InputError(hint) from None
    return first_month, end_month
