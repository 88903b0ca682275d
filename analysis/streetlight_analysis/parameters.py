"""What a result rests on: every parameter with its value, grade and source, and what the scenarios change.

Grades are the model's own: measured (a published figure), contested (published figures disagree), assumed (nobody has
measured it), choice (the experimenter's). They belong to the default; where an experiment sets another value, the
grade says how much is known about the quantity, not about the number set.
"""

from dataclasses import dataclass

import h5py
import pandas as pd

FIELDS = ("unit", "default", "grade", "source", "meaning")
GRADES = ("contested", "assumed", "measured", "choice")
# Tables of an experiment that are not parameters of its model.
_NOT_PARAMETERS = ("schema", "model", "title", "run", "output", "groups", "scenario", "design")


def read_parameters(path):
    """The model's parameters as the file describes them.

    Returns:
        pandas.DataFrame with index `key` and columns `FIELDS`; empty for files written before grades were stored.
    """
    with h5py.File(path, "r") as file:
        if "parameters" not in file:
            return pd.DataFrame(columns=list(FIELDS), index=pd.Index([], name="key"))
        group = file["parameters"]
        texts = {name: [value.decode() for value in group[name][()]] for name in ("parameter", *FIELDS)}
    return pd.DataFrame(texts).set_index(pd.Index(texts["parameter"], name="key"))[list(FIELDS)]


def values_of(settings):
    """Values of a scenario by dotted key, without what is not a parameter of the model."""
    flat = {}

    def open_table(prefix, table):
        for name, value in table.items():
            if prefix or name not in _NOT_PARAMETERS:
                if isinstance(value, dict):
                    open_table(f"{prefix}{name}.", value)
                else:
                    flat[prefix + name] = value

    open_table("", settings)
    return flat


def described(registry, key):
    """The registry's row for a key, or for the map it is a member of; None when it has neither."""
    while key:
        if key in registry.index:
            return registry.loc[key]
        key = key.rpartition(".")[0]
    return None


def grade_of(registry, key):
    row = described(registry, key)
    return "" if row is None else str(row["grade"])


@dataclass(frozen=True)
class Change:
    """A parameter that a scenario sets differently from the baseline.

    Attributes:
        month: from when; None for a difference from the start.
    """

    scenario: str
    key: str
    before: object
    value: object
    month: int | None = None


def changes(panel):
    """What each scenario changes against the first one, in the order of the file."""
    found = []
    settings = panel.attrs.get("scenarios", [])
    if not settings:
        return found
    baseline = values_of(settings[0])
    for name, own in zip(panel["scenario"].values, settings):
        values = values_of(own)
        for key, value in values.items():
            if value != baseline.get(key):
                found.append(Change(str(name), key, baseline.get(key), value))
        for entry in _timeline(own):
            for key, value in values_of(entry.get("set", {})).items():
                found.append(Change(str(name), key, values.get(key), value, int(entry["month"])))
    return found


def _timeline(settings):
    """Timeline of a file with one scenario."""
    scenarios = settings.get("scenario", [])
    return scenarios[0].get("timeline", []) if scenarios else []


def value_text(value):
    """A value as a reader would write it."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}".replace("-", "−")
    if isinstance(value, int):
        return f"{value:,}".replace("-", "−")
    if isinstance(value, list):
        return ", ".join(value_text(element) for element in value) or "none"
    return str(value) or "none"


# Units as a sentence says them after a number; others stand as they are.
_UNIT_WORDS = {"share": "", "month": "months", "sd": "standard deviations"}


def measured_text(value, unit):
    """A value with its unit in words: "12 months", "0.004 a month", "0.7 log-odds"; words and shares stand alone."""
    if not unit or not any(character.isdigit() for character in value):
        return value
    what, _, per = unit.partition("/")
    if per and per not in ("day", "month", "step", "year"):
        return f"{value} {unit}"
    what = "month" if (what, value) == ("month", "1") else _UNIT_WORDS.get(what, what)
    return " ".join(part for part in (value, "" if what == "1" else what, f"a {per}" if per else "") if part)
