"""Names that a call is given, held against those that there are."""

from __future__ import annotations

import difflib
from typing import Sequence, Union

from ._errors import InputError

Names = Union[None, str, Sequence[str]]


def named(call: str, argument: str, name: str, known: Sequence[str]) -> str:
    """The name, when it is known. Raises InputError, with the argument and the nearest name."""
    if name in known:
        return name
    near = next(iter(difflib.get_close_matches(str(name), known, 1)), "")
    hint = f"; did you mean {near!r}?" if near else f"; there are {', '.join(map(repr, known))}"
    message = f"there is no {name!r}{hint}"
    place = f"{call}({argument}={name!r})"
    raise InputError(f"{place}: {message}", [(place, 0, 0, message, near)])


def names_of(call: str, argument: str, names: Names, known: Sequence[str]) -> "list[str]":
    """A list, whether one name is given or several. "*" stands for all."""
    if names is None:
        return []
    chosen = [names] if isinstance(names, str) else list(names)
    return [name if name == "*" else named(call, argument, name, known) for name in chosen]
