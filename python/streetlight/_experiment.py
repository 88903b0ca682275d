"""An experiment: read from TOML, changed by key, run in memory."""

from __future__ import annotations

import os
from typing import Any, Callable, Mapping, Optional, Union

from . import _core, _html, _learners
from ._errors import InputError
from ._names import text, thread_number, whole
from ._parameters import Parameter
from ._progress import Shown, shown
from ._result import Result
from ._shipped import PathLike, found, path_of
from ._values import Value, settings_of


def load(source: PathLike, folder: Optional[PathLike] = None) -> Experiment:
    """Reads an experiment: the path of a file, or the text of one.

    A text is told from a path by its line ends or its "=". A path that is not there is looked for among the experiments
    that come with the module, which `experiments` lists: load("england.toml") works in any folder.

    folder: what relative paths begin at, that of the file and those in a text; the current folder, unless named. With
    folder=configs a text can extend an experiment that comes with the module. What a file extends or reads is relative to
    that file.

    Raises InputError with every mistake: file, line, column, and the name that was probably meant.

    >>> load("schema = 1\\nmodel = 'targeting'\\n[need]\\nshok = 1.0")
    Traceback (most recent call last):
    ...
    streetlight._errors.InputError: experiment:4:1: unknown key 'need.shok'; did you mean 'need.shock'?
    """
    name = path_of("load", "source", source, "the path of a file, or the text of one")
    base = "" if folder is None else os.path.abspath(path_of("load", "folder", folder))
    if isinstance(source, str) and ("\n" in source or ("=" in source and not os.path.lexists(os.path.join(base, source)))):
        return Experiment(_core.Experiment.from_text(source, base))
    return Experiment(_core.Experiment(found(os.path.join(base, name))))


class Experiment:
    """An experiment. It never changes: what sets something gives a new one. Made by `load`, which keeps what it has read,
    so that a new one, a copy and a pickled one are made of the same even when the file is changed or gone. Input files such
    as network.file are read by each run, which refuses one that has changed."""

    def __init__(self, core: _core.Experiment) -> None:
        self._core = core

    def set(self, settings: Optional[Mapping[str, Any]] = None, /, **keys: Any) -> Experiment:
        """A new experiment with keys set over what the file says outside its scenarios, all at once.

        Keys have dots, as in `set({"population.families": 20_000})`; tables can be nested: `set(run={"seed": 7})`.
        A relative path, such as that of network.file, begins at the current folder, that of the moment when it is set.
        Raises InputError when one is refused; then nothing is set.
        """
        return Experiment(self._core.set(settings_of(settings, keys, self._instead_of_a_table)))

    def set_text(self, line: str) -> Experiment:
        """The same for a line of TOML: `set_text("population.families = 20_000")`, or a table of it:
        `set_text("run = { months = 36, seed = 7 }")`."""
        return Experiment(self._core.set_text(text("set_text", "line", line)))

    def worlds(self, file: PathLike, number: int = 0) -> Experiment:
        """A new experiment with every scenario in each of the worlds of a file that `streetlight calibrate` made, such as
        "worlds/england.toml", which comes with the module.

        number: only so many of them, spread evenly over the file; 0 for all. Worlds are the points of the result, and
        `Result.robust` compares them.
        """
        path = os.path.abspath(found(path_of("worlds", "file", file)))
        return Experiment(self._core.set_worlds(path, whole("worlds", "number", number)))

    def run(
        self,
        threads: int = 0,
        progress: Union[bool, Shown] = False,
        cancel: Optional[Any] = None,
    ) -> Result:
        """Runs every scenario at every point in every replicate, and keeps what is reported in memory.

        threads: 0 for one for each processor. The result is the same for any number, to the last bit.
        progress: True for a bar on standard error, or what is called with a Progress some ten times a second.
        cancel: a threading.Event, or what can be called and says whether to stop. The result then holds the runs that
            were finished, and its `stopped` is True.

        Ctrl-C stops within a month or so of simulated time and raises KeyboardInterrupt. A learner that raises stops the
        run with LearnerError. Raises InputError when the result cannot fit into memory. The interpreter's lock is free
        meanwhile, so threads can run experiments at the same time.
        """
        return Result(self._core.run(thread_number("run", threads), shown(progress), _asked(cancel)))

    @property
    def title(self) -> str:
        return self._core.title

    @property
    def model(self) -> str:
        """Name of the model."""
        return self._core.model

    @property
    def notes(self) -> "list[str]":
        """What is not wrong but perhaps not meant."""
        return self._core.notes

    @property
    def scenarios(self) -> "list[str]":
        return self._core.shape.scenarios

    @property
    def columns(self) -> "list[str]":
        """Names of the columns that its result will have."""
        return [column.name for column in self._core.shape.columns]

    def value(self, key: str) -> Value:
        """A key as it is set outside the scenarios, its default where it is not: a parameter of the model, or one of the program's own
        such as "run.seed"."""
        return self._core.value(text("value", "key", key))

    def describe(self, key: str) -> Parameter:
        """What is known about a key, those included that only this experiment has."""
        return Parameter(self._core.describe(text("describe", "key", key)))

    def _instead_of_a_table(self, key: str) -> str:
        """What a key may be, in words; "" where it is a table itself, as numbers by name are."""
        try:
            known = self.describe(key)
        except InputError:
            return ""
        return "" if isinstance(known.default, dict) else known.allowed

    def toml(self) -> str:
        """The whole experiment as TOML: what it extends merged, every default written out."""
        return self._core.toml()

    def _rows(self) -> "list[tuple[str, str]]":
        shape = self._core.shape
        rows = [("model", self.model), ("scenarios", ", ".join(shape.scenarios))]
        rows += [("points", str(shape.points))] if shape.points > 1 else []
        return [*rows, ("replicates", str(shape.replicates)), ("time", f"{shape.end} {shape.time_unit}s")]

    def __repr__(self) -> str:
        return "\n".join([f"<Experiment {self.title!r}>", *(f"  {name + ':':12}{text}" for name, text in self._rows())])

    def _repr_html_(self) -> str:
        return _html.described(self.title, "an experiment", self._rows())

    def __reduce__(self) -> "tuple[Any, ...]":
        text = self.toml()
        used = [name for name in _learners.learners() if f'"{name}"' in text]
        return _again, (self._core.saved(), {name: _learners.added(name) for name in used})


def _again(saved: bytes, learners: "dict[str, Any]") -> Experiment:
    """An experiment in another process, with the learners that it names."""
    for name, (made, probabilistic) in learners.items():
        if name not in _learners.learners():
            _learners.add(name, made, probabilistic)
    return Experiment(_core.Experiment.from_saved(saved))


def _asked(cancel: Optional[Any]) -> Optional[Callable[[], bool]]:
    if cancel is None:
        return None
    ask = cancel.is_set if hasattr(cancel, "is_set") else cancel
    if not callable(ask):
        raise TypeError(f"run(cancel={cancel!r}): cancel is a threading.Event, or a function that says whether to stop")
    return lambda: bool(ask())
