"""What can be said of a result file without the HDF5 library: that it is one, and whether it is as it was written.

A finished file ends in a seal of 32 bytes: sixteen letters, then size and CRC-32 of everything before, as 64-bit
numbers. The sentences are those of `streetlight info`.
"""

import os
import struct
import zlib

from .errors import UnreadableFile

_MAGIC = b"Streetlight seal"
_SEAL = struct.Struct("<16sQQ")
_HDF5 = b"\x89HDF\r\n\x1a\n"
_JOURNAL = b"SLJOUR"
_BLOCK = 1 << 20


def open_result(path):
    """Opens a file and looks at it before HDF5 does.

    Args:
        path: as the user wrote it.

    Returns:
        (the open file, whether it is sealed: byte for byte as it was written; else another program has rewritten it).

    Raises:
        UnreadableFile: there is no such file, it is of another kind, or its seal says that it has changed.
    """
    path = os.fspath(path)
    if not os.path.exists(path):
        raise UnreadableFile(f"{path}: there is no such file" + _whether_unfinished(f"{path}.partial"))
    if os.path.isdir(path):
        raise UnreadableFile(f"{path}: is a folder, not a file.")
    if not os.path.isfile(path):
        raise UnreadableFile(f"{path}: is not a regular file.")
    file = None
    try:
        file = open(path, "rb")
        _check_beginning(path, file.read(len(_HDF5)))
        return file, _is_sealed(path, file)
    except OSError:
        _close(file)
        raise UnreadableFile(f"{path}: cannot be read: is it yours to read?") from None
    except UnreadableFile:
        _close(file)
        raise


def _close(file):
    if file is not None:
        file.close()


def _whether_unfinished(aside):
    if not os.path.exists(aside):
        return "."
    return f" yet: it is not finished, and its runs so far are in {aside}. Go on with `streetlight run ... --resume`."


def _check_beginning(path, start):
    if not start:
        raise UnreadableFile(f"{path}: is empty.")
    if start.startswith(_JOURNAL):
        raise UnreadableFile(f"{path}: is an output that is not finished. Go on with `streetlight run ... --resume`.")
    if start != _HDF5:
        stem, suffix = os.path.splitext(os.path.basename(path))
        if suffix == ".toml":
            raise UnreadableFile(
                f"{path}: is an experiment, not its result. Run it first: streetlight run {path} -o results/{stem}.h5"
            )
        raise UnreadableFile(f"{path}: is not an HDF5 file.")


def _is_sealed(path, file):
    size = file.seek(0, os.SEEK_END)
    if size < _SEAL.size:
        return False
    file.seek(size - _SEAL.size)
    magic, length, checksum = _SEAL.unpack(file.read(_SEAL.size))
    if magic != _MAGIC:
        return False
    if length != size - _SEAL.size or checksum != _crc(file, length):
        raise UnreadableFile(f"{path}: is damaged: its content is not what was written (the checksum differs).")
    return True


def _crc(file, length):
    file.seek(0)
    checksum = 0
    while length > 0 and (block := file.read(min(_BLOCK, length))):
        checksum = zlib.crc32(block, checksum)
        length -= len(block)
    return checksum
