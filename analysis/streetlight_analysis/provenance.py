"""Where a panel came from: the `/provenance` group of a result file, as plain attributes.

Whatever attributes and string variables the group holds are taken over; the names below are looked for so
that captions can name config, seed, version and commit. The resolved TOML of each scenario, when it is
there, tells when the programme starts.
"""

import tomllib

import h5py
import numpy as np

# Name in the caption: names under which a file may carry it, first match wins.
NAMES = {
    "title": ("title",),
    "config": ("config", "config_file", "experiment_file", "source_file", "source", "experiment"),
    "seed": ("seed", "run_seed"),
    "version": ("version", "program_version", "streetlight_version"),
    "commit": ("commit", "program_commit", "git_commit"),
    "model": ("model",),
    "schema": ("schema", "schema_version"),
}


def read_provenance(path):
    """Attributes of a result file.

    Returns:
        dict with those of `NAMES` that the file has, `resolved` (list of dict: each scenario's settings, when
        the file holds them as TOML) and `programme_start` (month, or absent).
    """
    with h5py.File(path, "r") as file:
        found = dict(_attributes(file))
        texts = {}
        if "provenance" in file:
            group = file["provenance"]
            found.update(_attributes(group))
            texts = _text_variables(group)
    for name, values in texts.items():
        if len(values) == 1:
            found.setdefault(name, values[0])

    known = {}
    for name, aliases in NAMES.items():
        for alias in aliases:
            if str(found.get(alias, "")).strip():
                known[name] = found[alias]
                break
    known["resolved"] = _resolved_settings(found, texts)
    start = programme_start(known["resolved"])
    if start is not None:
        known["programme_start"] = start
    return known


def programme_start(resolved):
    """Month in which the programme starts, if every scenario that runs one starts it in the same month.

    A scenario whose settings say `programme.enabled = false` runs none.
    """
    starts = set()
    for settings in resolved:
        programme = settings.get("programme", {})
        if programme.get("enabled", True) and "start" in programme:
            starts.add(int(programme["start"]))
    return starts.pop() if len(starts) == 1 else None


def groups_declared(resolved):
    """Conditions of the groups, `{name: {attribute: levels}}`, empty when the file does not say."""
    for settings in resolved:
        groups = settings.get("groups")
        if isinstance(groups, dict):
            return {name: conditions for name, conditions in groups.items() if isinstance(conditions, dict)}
    return {}


def _plain(value):
    """A Python value for an HDF5 attribute: text as str, single-element arrays as their element."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, np.ndarray):
        return _plain(value.flat[0]) if value.size == 1 else [_plain(element) for element in value.flat]
    return value.item() if isinstance(value, np.generic) else value


def _attributes(node):
    # NetCDF's and HDF5's own bookkeeping says nothing about where the numbers came from.
    return {
        name: _plain(node.attrs[name])
        for name in node.attrs
        if not name.startswith("_") and name not in ("CLASS", "NAME", "DIMENSION_LIST", "REFERENCE_LIST")
    }


def _text_variables(group):
    texts = {}
    for name, item in group.items():
        if isinstance(item, h5py.Dataset) and item.dtype.kind in "OSU":
            texts[name] = [_plain(value) for value in np.atleast_1d(item[()]).flat]
    return texts


def _resolved_settings(found, texts):
    """Every TOML document among the provenance texts that speaks of settings, one a scenario."""
    documents = []
    for name, values in list(texts.items()) + [(name, [value]) for name, value in found.items()]:
        parsed = [_parse(value) for value in values if isinstance(value, str) and "=" in value]
        parsed = [settings for settings in parsed if any(isinstance(value, dict) for value in settings.values())]
        if len(parsed) > len(documents):
            documents = parsed
    return [_nested(settings) for settings in documents]


def _parse(text):
    try:
        return tomllib.loads(text)
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
