"""A result file under another name, as careful as the command is with what it writes."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from . import _core
from ._errors import Error, InputError, WorkError
from ._shipped import PathLike

ENDINGS = (".h5", ".hdf5", ".nc")


def check_ending(path: Path) -> None:
    """Raises InputError where the name is that of another kind of file."""
    if path.suffix.lower() not in ENDINGS:
        raise InputError(f"{path}: what is written here is a result (HDF5), so its name must end in .h5, .hdf5 or .nc.")


def taken(path: PathLike) -> str:
    """What is said where a file is there already."""
    return f"{path}: there is already a file of that name. Choose another name, or replace it with replace=True."


def copy(source: Path, path: Path, replace: bool) -> None:
    """Copies a result file, whole or not at all; links are followed. What stands there already is replaced only when
    `replace` says so and it is a result of this program that nobody has changed since."""
    target = Path(os.path.realpath(path))
    if not target.parent.is_dir():
        raise InputError(f"{target.parent}: there is no such folder.")
    there = os.path.lexists(target)
    if there and not replace:
        raise InputError(taken(path))
    if there and not target.is_file():
        raise InputError(f"{path}: is not a regular file, so no result can take its place.")
    if there and os.path.samefile(source, target):
        return
    if there:
        _check_result(target, path)
    try:
        handle, made = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".writing")
        try:
            with os.fdopen(handle, "wb") as copied, open(source, "rb") as original:
                shutil.copyfileobj(original, copied)
                copied.flush()
                os.fsync(copied.fileno())
            shutil.copymode(source, made)
            if there:
                os.replace(made, target)
            else:
                os.link(made, target)  # fails where somebody has made a file of that name meanwhile
        finally:
            if os.path.lexists(made):
                os.remove(made)
    except FileExistsError:
        raise InputError(f"{path}: there is already a file of that name: it appeared meanwhile.") from None
    except OSError as error:
        raise WorkError(f"{path}: cannot be written: {error.strerror}") from error


def _check_result(target: Path, path: Path) -> None:
    try:
        _core.Results.open(str(target))
    except Error as error:
        raise InputError(
            f"{path}: there is already a file of that name, and it is not a result file as this program leaves it. Choose "
            f"another name, or move it away. ({error})"
        ) from None
