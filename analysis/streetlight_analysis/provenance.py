"""Where a panel came from: title, seed, versions and settings, from a result file's `/provenance`.

The group holds the experiment as TOML (`config`) and every parameter of each scenario (`scenario_toml`); the
latter tells when the programme starts.
"""

import tomllib

import h5py
import numpy as np

# Attribute of the panel: names under which a file may carry it.
NAMES = {
    "title": ("title",),
    "config": ("config_file",),
    "seed": ("seed",),
    "version": ("program_version", "version"),
    "commit": ("commit",),
    "model": ("model",),
    "schema": ("schema",),
}


def read_provenance(path):
    """Attributes of a result file.

    Returns:
        dict with those of `NAMES` that the file has, `experiment` (settings of the experiment, nested),
        `scenarios` (list of settings, one a scenario) and `programme_start` (month, or absent). Settings that the
        file does not hold are empty.
    """
    with h5py.File(path, "r") as file:
        found, texts = dict(_attributes(file)), {}
        if "provenance" in file:
            found.update(_attributes(file["provenance"]))
            texts = _texts(file["provenance"])

    known = {}
    for name, aliases in NAMES.items():
        value = next((found[alias] for alias in aliases if str(found.get(alias, "")).strip()), None)
        if value is not None:
            known[name] = value
    known["experiment"] = next((_settings(text) for text in texts.get("config", [])), {})
    known["scenarios"] = [_settings(text) for text in texts.get("scenario_toml", [])]
    start = programme_start(known["scenarios"] or [known["experiment"]])
    if start is not None:
        known["programme_start"] = start
    return known


def programme_start(scenarios):
    """Month in which the programme starts, if every scenario that runs one starts it in the same month.

    A scenario whose settings say `programme.enabled = false` runs none.
    """
    starts = set()
    for settings in scenarios:
        programme = settings.get("programme", {})
        if programme.get("enabled", True) and "start" in programme:
            starts.add(int(programme["start"]))
    return starts.pop() if len(starts) == 1 else None


def agreed(scenarios, table, key):
    """Value of a setting that every scenario has alike; None where they differ or do not say."""
    values = [settings.get(table, {}).get(key) for settings in scenarios]
    return values[0] if values and all(value == values[0] for value in values) else None


def groups_declared(experiment):
    """Conditions of the groups, `{name: {attribute: levels}}`; empty when the file does not say."""
    groups = experiment.get("groups", {})
    return {name: conditions for name, conditions in groups.items() if isinstance(conditions, dict)}


def _plain(value):
    """A Python value for an HDF5 one: text as str, arrays of one element as that element."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, np.ndarray):
        return _plain(value.flat[0]) if value.size == 1 else [_plain(element) for element in value.flat]
    return value.item() if isinstance(value, np.generic) else value


def _attributes(node):
    # Names with an underscore are NetCDF's own bookkeeping.
    return {name: _plain(node.attrs[name]) for name in node.attrs if not name.startswith("_")}


def _texts(group):
    """Every text variable of a group as a list of strings."""
    texts = {}
    for name, item in group.items():
        if isinstance(item, h5py.Dataset) and item.dtype.kind in "OSU":
            texts[name] = [_plain(value) for value in np.ravel(np.array(item[()], dtype=object))]
    return texts


def _settings(text):
    try:
        return _nested(tomllib.loads(text))
    except tomllib.TOMLDecodeError:
        return {}


def _nested(settings):
    """Settings with quoted dotted keys (`"programme.start" = 24`) opened into tables."""
    result = {}
    for key, value in settings.items():
        value = _nested(value) if isinstance(value, dict) else value
        *tables, last = key.split(".")
        table = result
        for name in tables:
            table = table.setdefault(name, {})
        if isinstance(value, dict) and isinstance(table.get(last), dict):
            table[last].update(value)
        else:
            table[last] = value
    return result
