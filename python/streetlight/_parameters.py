"""What can be set, and what is reported."""

from __future__ import annotations

from typing import Optional, Union

import pandas

from . import _core, _html
from ._errors import InputError
from ._names import text
from ._values import Value

Default = Union[Value, "dict[str, float]"]
Range = Union["tuple[Optional[float], Optional[float]]", "list[str]", None]


class Described:
    """What `describe` has found: a Parameter or a Column. It has what either of them has: a column "" or None where only
    a parameter has something, and the other way round."""

    name: str = ""  #: of a column; "" for a parameter
    unit: str = ""  #: "share", "1/month"; "" for words and switches
    meaning: str = ""
    key: str = ""  #: of a parameter; "" for a column, as all that follows but `kind` and `gathered`
    default: Default = None
    default_text: str = ""
    allowed: str = ""
    low: Optional[float] = None
    high: Optional[float] = None
    choices: "list[str]"
    grade: str = ""
    source: str = ""
    monthly: bool = False
    kind: str = ""  #: of a column: flow, stock, ratio or relative
    gathered: str = ""

    @property
    def range(self) -> Range:
        """Lowest and highest value of a number, or the words that there are; None where anything goes."""
        if self.low is None and self.high is None:
            return self.choices or None
        return (self.low, self.high)


class Parameter(Described):
    """What is known about a key: unit, default, range, grade, source and meaning."""

    def __init__(self, known: _core.Parameter) -> None:
        self.key: str = known.key
        self.unit: str = known.unit  #: "share", "1/month"; "" for words and switches
        #: what holds where nobody sets it, as `set` takes it: a number, a text, True, a list, a dict of numbers by name
        self.default: Default = known.default
        self.default_text: str = known.default_text  #: the same as TOML writes it
        self.allowed: str = known.allowed  #: in words
        self.low: Optional[float] = known.low
        self.high: Optional[float] = known.high
        self.choices: list[str] = known.choices  #: the words that there are
        self.grade: str = known.grade  #: measured, contested, assumed or choice
        self.source: str = known.source
        self.meaning: str = known.meaning
        self.monthly: bool = known.monthly  #: a scenario's timeline may change it

    def _rows(self) -> "list[tuple[str, str]]":
        rows = [("unit", self.unit), ("default", self.default_text), ("allowed", self.allowed)]
        rows += [("grade", self.grade), ("source", self.source)]
        return [(name, text) for name, text in rows if text]

    def __repr__(self) -> str:
        return "\n".join([self.key, f"  {self.meaning}", *(f"  {name + ':':9}{text}" for name, text in self._rows())])

    def _repr_html_(self) -> str:
        return _html.described(self.key, self.meaning, self._rows())


class Column(Described):
    """What is known about a column of a result."""

    def __init__(self, known: _core.Column) -> None:
        self.choices: list[str] = []
        self.name: str = known.name
        self.unit: str = known.unit
        self.meaning: str = known.meaning
        self.kind: str = known.kind  #: flow, stock, ratio or relative: how months are gathered to intervals
        self.gathered: str = known.gathered  #: the same in words

    def _rows(self) -> "list[tuple[str, str]]":
        return [("unit", self.unit), ("kind", f"{self.kind}: {self.gathered}")]

    def __repr__(self) -> str:
        return "\n".join([self.name, f"  {self.meaning}", *(f"  {name + ':':6}{text}" for name, text in self._rows())])

    def _repr_html_(self) -> str:
        return _html.described(self.name, self.meaning, self._rows())


def describe(name: str, model: str = "") -> Described:
    """What is known about a parameter, or a column of results, of a model (the main one, unless named).

    >>> describe("trust.hearsay").unit
    'log-odds'
    >>> describe("trust.hearsay").default
    0.1
    >>> describe("visits").kind
    'flow'

    Raises InputError, with the nearest name, when there is none.
    """
    text("describe", "name", name)
    text("describe", "model", model)
    try:
        return Parameter(_core.describe(name, model))
    except InputError:
        for column in _core.columns(model):
            if column.name == name:
                return Column(column)
        raise


def parameters(model: str = "") -> pandas.DataFrame:
    """Every parameter of a model and of experiment files, a row each, by key."""
    names = ["key", "unit", "default", "allowed", "grade", "source", "meaning", "monthly"]
    rows = [[getattr(parameter, name) for name in names] for parameter in _core.parameters(model)]
    return pandas.DataFrame(rows, columns=names).set_index("key")


def columns(model: str = "") -> pandas.DataFrame:
    """Every column that a model reports, a row each, by name."""
    names = ["name", "unit", "kind", "meaning"]
    rows = [[getattr(column, name) for name in names] for column in _core.columns(model)]
    return pandas.DataFrame(rows, columns=names).set_index("name")


def models() -> "dict[str, str]":
    """The models that there are, the main one first, and what each is about."""
    return dict(_core.models())
