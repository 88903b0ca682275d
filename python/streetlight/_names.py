"""Names that a call is given, held against those that there are."""

from __future__ import annotations

import difflib
import operator
from typing import Any, Sequence, Union

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
    if not isinstance(names, str) and not hasattr(names, "__iter__"):
        raise TypeError(f"{call}({argument}={names!r}): {argument} is a name, or a list of names")
    chosen = [names] if isinstance(names, str) else list(names)
    return [name if name == "*" else named(call, argument, name, known) for name in chosen]


MOST_THREADS = 4096


def thread_number(call: str, threads: Any) -> int:
    """The number of threads, as the command takes it; 0 for one for each processor. Raises ValueError."""
    number = whole(call, "threads", threads)
    if number > MOST_THREADS:
        raise ValueError(f"{call}(threads={threads!r}): threads is at most {MOST_THREADS}")
    return number


def whole(call: str, argument: str, value: Any) -> int:
    """A whole number of Python or NumPy, 0 or more. Raises ValueError, with the argument."""
    try:
        number = -1 if isinstance(value, bool) else operator.index(value)
    except TypeError:
        number = -1
    if number < 0:
        raise ValueError(f"{call}({argument}={value!r}): {argument} is a whole number, 0 or more")
    return number
