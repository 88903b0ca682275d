"""The experiments that come with the module."""

from __future__ import annotations

import difflib
import os
from pathlib import Path
from typing import Any, Union

from ._errors import InputError

PathLike = Union[str, "os.PathLike[str]"]


def _folder() -> Path:
    """Beside these files, or where the Debian package and `cmake --install` have them."""
    here = Path(__file__).absolute().parent
    beside, shared = here / "configs", here.parents[3] / "share" / "streetlight" / "configs"
    return beside if beside.is_dir() or not shared.is_dir() else shared


#: The folder with them, and with the files of worlds, targets and places that belong to them.
configs: Path = _folder()

_OTHER_KINDS = ("worlds/*", "calibration/*", "targets*.toml")


def experiments() -> "list[str]":
    """Names of the experiments that come with the module, as `load` finds them from any folder.

    >>> "england.toml" in experiments()
    True
    """
    paths = [path.relative_to(configs) for path in configs.rglob("*.toml")]
    return sorted(path.as_posix() for path in paths if not any(path.match(pattern) for pattern in _OTHER_KINDS))


def path_of(call: str, argument: str, value: Any, meant: str = "the path of a file") -> str:
    """A path as a text. Raises TypeError, with the argument."""
    name = os.fspath(value) if isinstance(value, (str, os.PathLike)) else value
    if not isinstance(name, str):
        raise TypeError(f"{call}({argument}={value!r}): {argument} is {meant}")
    return name


def found(source: PathLike) -> str:
    """The path of a file: as it is named, else one that comes with the module and has this name below `configs`.

    Raises InputError, with the folders that were looked into and the nearest name.
    """
    name = os.fspath(source)
    if os.path.isabs(name) or os.path.lexists(name):
        return name
    for shipped in (configs / name, configs.parent / name if Path(name).parts[:1] == ("configs",) else configs / name):
        if shipped.is_file():
            return str(shipped)
    near = next(iter(difflib.get_close_matches(name.removeprefix("configs/"), experiments(), 1)), "")
    hint = f"did you mean {near!r}?" if near else "streetlight.experiments() lists the latter"
    message = f"there is no such file in the current folder ({os.getcwd()}) or among those that come with the module ({configs}); {hint}"
    raise InputError(f"{name}: {message}", [(name, 0, 0, message, near)])
