"""Values of Python as an experiment takes them."""

from __future__ import annotations

from typing import Any, Callable, Iterator, Mapping, Optional, Union

from ._errors import InputError

Value = Union[None, bool, int, float, str, "list[float]", "list[str]"]


def settings_of(
    settings: Optional[Mapping[str, Any]], keys: Mapping[str, Any], allowed: "Callable[[str], str]"
) -> "list[tuple[str, Value]]":
    """{"run": {"seed": 7}} and {"run.seed": 7} are the same.

    Raises InputError for a key that is set twice, and for {} where `allowed` says in words that something else is."""
    if settings is not None and not isinstance(settings, Mapping):
        raise TypeError(f"set({settings!r}): settings are values by key, as in {{'run.seed': 7}}")
    flat: "dict[str, Value]" = {}
    for key, value in [*_flat(settings or {}, "", allowed), *_flat(keys, "", allowed)]:
        if key in flat:
            raise _refused(key, value, f"is set twice, the first time to {flat[key]!r}")
        flat[key] = value
    return list(flat.items())


def _refused(key: str, value: Any, why: str) -> InputError:
    place, message = f"set({key!r}, {value!r})", f"{key} {why}"
    return InputError(f"{place}: {message}", [(place, 0, 0, message, "")])


def _flat(settings: Mapping[str, Any], stem: str, allowed: "Callable[[str], str]") -> "Iterator[tuple[str, Value]]":
    for key, value in settings.items():
        if not isinstance(key, str):
            raise TypeError(f"a key is a text, such as 'run.seed', not {key!r}")
        if isinstance(value, Mapping):
            if not value and (words := allowed(stem + key)):
                raise _refused(stem + key, value, f"must be {words}")
            yield from _flat(value, f"{stem}{key}.", allowed)
        else:
            yield stem + key, plain(value, stem + key)


def plain(value: Any, key: str) -> Value:
    """Numbers of NumPy become those of Python, tuples and arrays lists."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return value if -(2**63) <= value < 2**63 else float(value)
    if isinstance(value, float):
        return value
    if isinstance(value, (list, tuple)):
        items = [plain(item, key) for item in value]
        if all(isinstance(item, str) for item in items):
            return items  # type: ignore[return-value]
        if all(isinstance(item, (int, float)) and not isinstance(item, bool) for item in items):
            return [float(item) for item in items]  # type: ignore[arg-type]
        raise TypeError(f"{key}: a list has numbers or texts, and not both: {value!r}")
    raise TypeError(f"{key}: a value is a number, a text, true or false, or a list, not {type(value).__name__}")
