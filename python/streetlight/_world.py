"""One run, month by month."""

from __future__ import annotations

from typing import Any, Mapping, Optional

import numpy
import pandas
import xarray

from . import _core, _html
from ._errors import InputError
from ._experiment import Experiment
from ._names import named, thread_number, whole
from ._result import dataset_of, frame_of
from ._values import settings_of

_KINDS = {"real": numpy.float64, "whole": numpy.int64, "flag": numpy.bool_}


class World:
    """One run of an experiment, month by month: for looking inside, and for changing something between two months.

    >>> import streetlight as sl
    >>> experiment = sl.load("model = 'targeting'\\nschema = 1\\npopulation.families = 500\\npopulation.neighbourhood_size = 50")
    >>> world = World(experiment.set({"run.spin_up": 12, "run.months": 24}), threads=1)
    >>> world.step()
    -12
    >>> trust = world["trust"].copy()
    >>> trust[:100] += 1.0
    >>> world["trust"] = trust
    >>> world.run(until=12)
    11
    >>> world.set({"services.police.reach": 0.0})
    >>> world.run()
    23
    >>> dict(world.panel["trust"].sizes)
    {'time': 24, 'authority': 1, 'group': 1}

    scenario: its name; the first one, unless named. point, replicate: of the experiment's design and replicates, from 0.
    threads: 0 for one for each processor; the numbers are the same for any.

    Left alone, a world comes to the numbers of `Experiment.run`, bit by bit. A `copy` continues by itself from where it is
    with the same random numbers, so a world that was changed and one that was not are a pair. No experiment file says what
    was changed by hand: a world writes no result, and the code that changed it must be kept.

    Raises InputError for unknown names and values out of range, and LearnerError where a learner of yours raised. After a
    month that failed, or `close`, a world cannot be used any more.
    """

    def __init__(
        self,
        experiment: Experiment,
        scenario: Optional[str] = None,
        *,
        point: int = 0,
        replicate: int = 0,
        threads: int = 0,
    ) -> None:
        if not isinstance(experiment, Experiment):
            raise TypeError(f"World({experiment!r}): a world is made of an Experiment, as load gives it")
        point, replicate = whole("World", "point", point), whole("World", "replicate", replicate)
        threads = thread_number("World", threads)
        chosen = "" if scenario is None else named("World", "scenario", scenario, experiment.scenarios)
        self._open: Optional[_core.World] = _core.World(experiment._core, chosen, point, replicate, threads)
        self._experiment = experiment

    @property
    def _held(self) -> _core.World:
        if self._open is None:
            raise InputError("this world is closed")
        return self._open

    def step(self, months: int = 1) -> int:
        """Simulates the next months, and gives the last one. Raises InputError at the end of the run."""
        if isinstance(months, bool) or not isinstance(months, int) or months < 1:
            raise ValueError(f"step({months!r}): the number of months is a whole number, 1 or more")
        if months > 1 and self.month + months >= self.end:
            raise InputError(f"step({months}): the run has {self.end - 1 - self.month} months left")
        for _ in range(months):
            self._held.step()
        return self.month

    def run(self, until: Optional[int] = None) -> int:
        """Simulates the months up to, but not including, `until` (all that are left, unless given), and gives the last one."""
        last = self.end if until is None else until
        if not self.month < last <= self.end:
            raise InputError(f"run(until={until!r}): choose a month after {self.month} and at most {self.end}")
        while self.month + 1 < last:
            self._held.step()
        return self.month

    @property
    def month(self) -> int:
        """The last month simulated: months of the spin-up are below 0, the first month that is written is 0."""
        return self._held.month

    @property
    def first_month(self) -> int:
        """The first month of all: minus the spin-up. A new world stands one month before it."""
        return self._held.first_month

    @property
    def end(self) -> int:
        """The month after the last one."""
        return self._held.end

    @property
    def ended(self) -> bool:
        """Whether the last month has been simulated."""
        return self.month + 1 == self.end

    @property
    def scenario(self) -> str:
        """Name of the scenario that it runs."""
        return self._held.scenario

    @property
    def families(self) -> int:
        """How many there are, which never changes: where one leaves, another moves in."""
        return self._held.entities

    @property
    def columns(self) -> pandas.DataFrame:
        """What can be seen of each family, a row a column by name: unit, type, whether and to what it can be set, meaning."""
        names = ["name", "unit", "type", "settable", "allowed", "meaning"]
        rows = [[getattr(column, name) for name in names] for column in self._held.state_columns]
        return pandas.DataFrame(rows, columns=names).set_index("name")

    def __getitem__(self, name: str) -> numpy.ndarray:
        """A column of the families as it stands at the end of `month`: (families,), a copy that cannot be written to.

        float64 for real numbers (NaN where there is none), int64 for whole ones, bool for flags, texts for words.
        """
        column = self._column(name)
        values: numpy.ndarray = self._held.state(name)
        if column.type == "label":
            values = numpy.array(column.labels)[values.astype(numpy.int64)]
        else:
            values = values.astype(_KINDS[column.type], copy=False)
        values.flags.writeable = False  # world["trust"][3] = 0 would change the copy, and seem to change the world
        return values

    def __setitem__(self, name: str, values: Any) -> None:
        """Sets a column that is settable: a number for each family, (families,), or one for all. The next month goes on from
        it. To set what was read changes nothing."""
        self._column(name)
        try:
            given = numpy.asarray(values, dtype=numpy.float64)
        except (TypeError, ValueError):
            raise InputError(f'world["{name}"]: a number for each family is expected, not {values!r}') from None
        if given.ndim > 1:
            raise InputError(f'world["{name}"]: a number for each family is expected, not an array of shape {given.shape}')
        self._held.set_state(name, numpy.full(self.families, given) if given.ndim == 0 else numpy.ascontiguousarray(given))

    def set(self, settings: Optional[Mapping[str, Any]] = None, /, **keys: Any) -> None:
        """Sets parameters from the next month on, as an entry of the scenario's timeline would, with the same bits.

        Keys and values as in `Experiment.set`; `{"casework.capacity": {"times": 2}}` is relative to what holds. All at
        once; where one is refused (InputError), none is set. What shapes the population is refused, and everything before
        the first step: set that in the experiment.
        """
        self._held.set(settings_of(settings, keys, self._experiment._instead_of_a_table))

    @property
    def panel(self) -> xarray.Dataset:
        """What the run has reported so far, over time, authority and group: intervals that are over."""
        core = self._held
        return dataset_of(core.shape, {}, core.times, core.column)

    @property
    def tables(self) -> "list[str]":
        """Names of the tables beside the panel."""
        return self._held.tables

    def table(self, name: str) -> pandas.DataFrame:
        """A table beside the panel so far, such as "models": what each training left behind."""
        return frame_of(self._held.table(named("table", "name", name, self.tables)))

    def copy(self) -> World:
        """Another world in the same state, which continues by itself from here with the same random numbers."""
        other = object.__new__(World)
        other._open, other._experiment = self._held.copy(), self._experiment
        return other

    __copy__ = copy

    def __deepcopy__(self, memo: "dict[int, Any]") -> World:
        return self.copy()

    def close(self) -> None:
        """Gives the memory back. Called at the end of `with World(...) as world:`."""
        self._open = None

    def __enter__(self) -> World:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def _column(self, name: str) -> _core.StateColumn:
        columns = {column.name: column for column in self._held.state_columns}
        if not columns:
            raise InputError("this model shows nothing of its entities")
        return columns[named("world", "column", name, list(columns))]

    def _rows(self) -> "list[tuple[str, str]]":
        if self._open is None:
            return [("state", "closed")]
        return [
            ("scenario", self.scenario),
            ("month", f"{self.month} of {self.first_month} to {self.end - 1}"),
            ("families", f"{self.families:,}"),
        ]

    def __repr__(self) -> str:
        return "\n".join([f"<World {self._experiment.title!r}>", *(f"  {name + ':':10}{text}" for name, text in self._rows())])

    def _repr_html_(self) -> str:
        return _html.described(self._experiment.title, "a world", self._rows())

    def __reduce__(self) -> Any:
        raise TypeError("a world cannot be sent to another process or kept in a file: make it there, and step it again")
