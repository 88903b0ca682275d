"""What a call is given: names, held against those that there are, texts and numbers."""

from __future__ import annotations

import difflib
import numbers
import operator
from typing import Any, Optional, Sequence, Union

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
MOST_WHOLE = 2**63 - 1  # what the library holds


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
    if number > MOST_WHOLE:
        raise ValueError(f"{call}({argument}={value!r}): {argument} is at most {MOST_WHOLE}")
    return number


def number_or_none(call: str, argument: str, value: Any) -> Optional[float]:
    """A number of Python or NumPy, where there is one. Raises TypeError, with the argument."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise TypeError(f"{call}({argument}={value!r}): {argument} is a number")
    return float(value)


def text(call: str, argument: str, value: Any) -> str:
    """Raises TypeError, with the argument, for what is no text."""
    if not isinstance(value, str):
        raise TypeError(f"{call}({argument}={value!r}): {argument} is a text")
    return value
