"""What a result file must hold before anything of it is used, checked as `streetlight info` checks it and in its words.

For the process apart (apart.py): the HDF5 library may crash here.
"""

import os

import h5py
import numpy as np

from .errors import UnreadableFile
from .parameters import FIELDS

NEWEST_SCHEMA = 1
NO_TABLES = ("panel", "runs", "provenance", "parameters", "design", "matches")
KINDS = ("flow", "stock", "ratio", "relative")
_LONGEST = 20_000_000  # more than any coordinate has
_MOST_CELLS = 1 << 40  # of a run
_OWN_FILTERS = 6  # HDF5's own have the numbers 1 to 6


class WrongLayout(Exception):
    """What is wrong, to stand after "but not a Streetlight panel: "."""


def check_layout(path):
    """Raises WrongLayout, or whatever h5py raises over a file that it cannot read."""
    with h5py.File(path, "r") as file:
        _check_all_is_inside(file)
        _need("panel" in file, "it has no group /panel")
        panel = _group(file, "panel")
        schema = _whole(file, "schema")
        _need(schema is not None, "it does not say which schema it has")
        if schema > NEWEST_SCHEMA:
            raise UnreadableFile(
                f"{path}: was written by a newer program (schema {schema}; this program knows {NEWEST_SCHEMA})."
            )
        size = _check_dimensions(panel)
        columns = _check_columns(panel, size)
        held = _check_runs(file, size)
        room = (1 << 30) + 1100 * os.path.getsize(path)
        _need(
            held * size[3] * size[4] * size[5] * columns * 8 <= room,
            "it says that it holds more values than a file of its size can",
        )
        _check_provenance(file)
        _check_design(file, size[1])
        _check_tables(file)


def read_through(path):
    """Touches every value of every run that the file says it holds."""
    with h5py.File(path, "r") as file:
        size = [len(file["panel"][name]) for name in ("scenario", "point")]
        done = file["runs/completed"][()].reshape(*size, -1)
        for variable in _columns(file["panel"]):
            for scenario, point in np.argwhere(done.any(axis=2)):
                variable[int(scenario), int(point)]


def _need(condition, message):
    if not condition:
        raise WrongLayout(message)


def _check_all_is_inside(file):
    """What a file names elsewhere is neither opened nor loaded."""
    seen = set()

    def look(group, before):
        for name in group:
            link, here = group.get(name, getlink=True), before + name
            _need(
                isinstance(link, h5py.HardLink), f"{here} is a link to another part, which is not followed"
            )
            member = group[name]
            known = h5py.h5o.get_info(member.id).addr
            if known in seen:
                continue
            seen.add(known)
            if isinstance(member, h5py.Group):
                look(member, here + "/")
            elif isinstance(member, h5py.Dataset):
                _check_storage(member, here)

    look(file, "")


def _check_storage(variable, name):
    stored = variable.id.get_create_plist()
    _need(
        stored.get_layout() != h5py.h5d.VIRTUAL,
        f"the values of {name} are put together from other files, which are not opened",
    )
    _need(stored.get_external_count() == 0, f"the values of {name} are in another file, which is not opened")
    for place in range(stored.get_nfilters()):
        number = stored.get_filter(place)[0]
        _need(
            number <= _OWN_FILTERS,
            f"the values of {name} are packed with the filter {number}, which is not loaded (h5repack -f GZIP=4 packs"
            " them in a common way)",
        )


def _check_dimensions(panel):
    """Lengths of the six dimensions."""
    size = [
        _words(panel, "scenario"),
        len(_numbers(panel, "point")),
        len(_numbers(panel, "replicate")),
        0,
        0,
        0,
    ]
    times = _numbers(panel, "time")
    size[3:] = len(times), _words(panel, "authority"), _words(panel, "group")
    interval = _whole(panel["time"], "interval")
    interval = 1 if interval is None else interval
    _need(all(size), "one of its dimensions is empty")
    _need(size[3] * size[4] * size[5] <= _MOST_CELLS, "its dimensions are impossibly long")
    _need(0 < interval < 1_000_000, "its interval is impossible")
    _need(bool((times[1:] > times[:-1]).all()), "its times do not ascend")
    first, last = int(times[0]), int(times[-1])
    _need(abs(first) < 1e9 and abs(last) < 1e9, "its times are impossible")
    end = _whole(panel["time"], "end")
    _need(end is None or last < end <= last + interval, "its end is impossible")
    return size


def _columns(panel):
    for name in _names(panel):
        variable = panel[name]
        if isinstance(variable, h5py.Dataset) and not h5py.h5ds.is_scale(variable.id) and _text(variable, "kind") is not None:
            yield variable


def _check_columns(panel, size):
    """How many there are."""
    count = 0
    for variable in _columns(panel):
        name, kind = variable.name.rpartition("/")[2], _text(variable, "kind")
        _need(list(variable.shape or ()) == size, f"the column {name} has not the size of the panel")
        _need(variable.dtype.kind in "iuf", f"the column {name} does not hold numbers")
        _need(kind in KINDS, f'"{kind}" is not a kind of column')
        dict(variable.attrs)
        count += 1
    _need(count > 0, "it has no columns")
    return count


def _check_runs(file, size):
    """How many runs the file holds."""
    _need("runs" in file, "it does not say which runs it holds")
    done = _numbers(_group(file, "runs"), "completed")
    _need(len(done) == size[0] * size[1] * size[2], "its list of runs has not the size of the panel")
    return int(np.count_nonzero(done))


def _check_provenance(file):
    if "provenance" not in file:
        return
    group = _group(file, "provenance")
    for name in ("config", "scenario_toml"):
        if name in group:
            _words(group, name)
    if "parameters" in file:
        group = _group(file, "parameters")
        count = _words(group, "parameter")
        for name in FIELDS:
            _need(_words(group, name) == count, "its list of parameters has variables of different lengths")


def _check_tables(file):
    for name in _names(file):
        if isinstance(file[name], h5py.Group) and name not in NO_TABLES:
            for column in _names(file[name]):
                dict(file[name][column].attrs)


def _check_design(file, points):
    if "design" not in file:
        return
    group = _group(file, "design")
    for name in _names(group):
        variable = group[name]
        if isinstance(variable, h5py.Dataset) and not h5py.h5ds.is_scale(variable.id):
            _need(variable.shape == (points,), "its design has not the size of the panel")
            if variable.dtype.kind in "iuf":
                _numbers(group, name)
            else:
                _words(group, name)


def _group(parent, name):
    group = parent[name]
    if not isinstance(group, h5py.Group):
        raise OSError(f"{name} is not a group")
    return group


def _names(group):
    """Members in the order in which they were made; by name where that is lost."""
    names = []
    try:
        group.id.links.iterate(lambda name, *_: names.append(name.decode()), idx_type=h5py.h5.INDEX_CRT_ORDER)
    except Exception:
        names = list(group)
    return names


def _count(variable):
    _need(0 <= variable.size <= _LONGEST, "a variable has an impossible size")
    return variable.size


def _words(group, name):
    """How many words a variable holds."""
    variable = group[name]
    info = h5py.check_string_dtype(variable.dtype)
    _need(info is not None and info.length is None, f"the variable {name} does not hold text")
    if _count(variable):
        variable[()]
    return variable.size


def _numbers(group, name):
    variable = group[name]
    _need(variable.dtype.kind in "iuf", f"the variable {name} does not hold numbers")
    return np.ravel(variable[()]).astype("i8") if _count(variable) else np.zeros(0, "i8")


def _attribute(holder, name):
    """Value of an attribute that has one; None for any other."""
    if name not in holder.attrs:
        return None
    value = holder.attrs[name]
    if isinstance(value, np.ndarray):
        return value.flat[0] if value.size == 1 else None
    return value


def _text(holder, name):
    value = _attribute(holder, name)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value) if isinstance(value, str) else None


def _whole(holder, name):
    value = _attribute(holder, name)
    return int(value) if isinstance(value, (int, np.integer)) and not isinstance(value, bool) else None
