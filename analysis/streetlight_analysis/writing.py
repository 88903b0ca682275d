"""Files that appear whole or not at all, in a folder that the user names."""

import argparse
import mimetypes
import os
import stat
import tempfile
from pathlib import Path

from .errors import CannotWrite

# What `mimetypes` does not know by its ending.
OTHER_FILES = (".h5", ".hdf5", ".nc", ".parquet", ".dta", ".toml", ".log")


def folder_name(text):
    """The value of an option that names a folder; refuses what names a file (argparse.ArgumentTypeError)."""
    path = Path(text)
    if not text:
        raise argparse.ArgumentTypeError("must name a folder, and is empty")
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in text):
        raise argparse.ArgumentTypeError(f"{text!r}: there is a control character in this name")
    if path.is_dir():
        return text
    if os.path.lexists(path):
        raise argparse.ArgumentTypeError(f"{text}: is not a folder; name one for the files")
    if any(mimetypes.guess_type(path.name)) or path.suffix.lower() in OTHER_FILES:
        raise argparse.ArgumentTypeError(
            f"{text}: names a file, and a folder is wanted: the files get their own names in it, as in {path.stem}/"
        )
    return text


def make_folder(path):
    """Makes the folder where it is not there yet. Raises CannotWrite."""
    try:
        Path(path).mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise CannotWrite(f"{path}: this folder cannot be made: {problem.strerror}") from None


def write_whole(path, content):
    """Writes bytes under a name that nobody has and renames it, so that no file is ever half there.

    A link stays, and the file that it leads to is written. What is not a file, or is protected from writing, is left alone.

    Raises:
        CannotWrite: with the path and the reason; nothing is left then.
    """
    target = Path(os.path.realpath(path))
    try:
        mode = _mode_for(path, target)
        handle, aside = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        try:
            with open(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fchmod(handle, mode)
                os.fsync(handle)
            os.replace(aside, target)
        except BaseException:
            Path(aside).unlink(missing_ok=True)
            raise
    except OSError as problem:
        raise CannotWrite(f"{path}: could not be written: {problem.strerror}") from None
    return Path(path)


def _mode_for(path, target):
    """Permissions of the new file: those of the earlier one, else what the process gives."""
    if not os.path.lexists(target):
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
    mode = os.lstat(target).st_mode
    if not stat.S_ISREG(mode):
        raise CannotWrite(f"{path}: is not a file, and what is written here is one; it stays as it is")
    if not mode & 0o222:
        raise CannotWrite(f"{path}: is protected from writing; it stays as it is")
    return stat.S_IMODE(mode) & 0o777
