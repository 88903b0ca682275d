"""The list of assumptions: what the scenarios change, what a sweep varies, and every contested and assumed value."""

import tomllib
from dataclasses import dataclass

from ..design import is_numeric, varied
from ..digits import plain
from ..parameters import changes, described, grade_of, measured_text, value_text, values_of


@dataclass(frozen=True)
class Line:
    """One parameter: its key, value here, unit, grade, meaning, source, and the default where it differs."""

    key: str
    value: str
    unit: str
    grade: str
    meaning: str
    source: str
    default: str = ""


@dataclass(frozen=True)
class Assumptions:
    """
    Attributes:
        graded: whether the file carries grades at all.
        changed: [(scenario, [(key, before, value, from, grade)])].
        swept: [(key, values, grade, meaning)].
        contested: [[Line]], parameters of one meaning and source together.
        assumed: [(mechanism, [Line])].
        counts: {grade: number of parameters}.
    """

    graded: bool
    changed: list
    swept: list
    contested: list
    assumed: list
    counts: dict


def assumptions_of(panel):
    registry = panel.attrs["parameters"]
    scenarios = panel.attrs.get("scenarios", [])
    values = values_of(scenarios[0] if scenarios else panel.attrs.get("experiment", {}))
    # What the sweep varies has no one value.
    values |= {key: "varied" for key in varied(panel.attrs["design"])}
    lines = [_line(registry, key, values) for key in registry.index]
    lines = [line for group in lines for line in group]
    assumed = {}
    for line in lines:
        if line.grade == "assumed":
            assumed.setdefault(line.key.split(".")[0], []).append(line)
    return Assumptions(
        len(registry) > 0,
        _changed(panel, registry),
        _swept(panel, registry),
        _alike([line for line in lines if line.grade == "contested"]),
        list(assumed.items()),
        {grade: int(count) for grade, count in registry["grade"].value_counts().items()},
    )


def _alike(lines):
    """Lines that say the same of several keys, together."""
    found = {}
    for line in lines:
        found.setdefault((line.meaning, line.source, line.unit), []).append(line)
    return list(found.values())


def together(lines):
    """Key and value for lines of `Assumptions.contested` in one row.

    Returns:
        (keys, value): `services.*.voluntary` and "school 0.05, health 0.45" where keys differ in one part only.
    """
    parts = [line.key.split(".") for line in lines]
    values = [f"{line.value} (default {line.default})" if line.default else line.value for line in lines]
    if len(lines) > 1 and len({len(part) for part in parts}) == 1:
        apart = [place for place, names in enumerate(zip(*parts)) if len(set(names)) > 1]
        if len(apart) == 1:
            key = ".".join("*" if place in apart else name for place, name in enumerate(parts[0]))
            named = [f"{part[apart[0]].replace('_', ' ')} {value}" for part, value in zip(parts, values)]
            return [key], ", ".join(named)
    return [line.key for line in lines], measured_text(", ".join(values), lines[0].unit)


def _line(registry, key, values):
    """A parameter's line; a map has one a member that is set, and one for itself where none is."""
    row = registry.loc[key]
    members = [name for name in values if name == key or name.startswith(key + ".")] or [key]
    found = []
    for member in members:
        value = value_text(values[member]) if member in values else "none"
        same = member != key or _same(values.get(member), row["default"])
        found.append(
            Line(
                member,
                value,
                "" if value in ("none", "varied") else row["unit"],
                row["grade"],
                row["meaning"],
                row["source"],
                "" if same else row["default"],
            )
        )
    return found


def _same(value, default):
    """Whether a value is the default, which the file keeps as text."""
    if value in (None, "varied"):
        return True
    try:
        return value == tomllib.loads(f"value = {default}")["value"]
    except tomllib.TOMLDecodeError:
        return value == default  # "none", which is not TOML


def _changed(panel, registry):
    found = {}
    for change in changes(panel):
        row = described(registry, change.key)
        unit = "" if row is None else str(row["unit"])
        found.setdefault(change.scenario, []).append(
            (
                change.key,
                value_text(change.before),
                measured_text(value_text(change.value), unit),
                "the start" if change.month is None else f"month {change.month}",
                grade_of(registry, change.key),
                "" if row is None else str(row["meaning"]),
            )
        )
    return list(found.items())


def _swept(panel, registry):
    design = panel.attrs["design"]
    found = []
    for key in varied(design):
        levels = sorted(design[key].unique())
        if not is_numeric(design, key):
            values = ", ".join(map(str, levels))
        elif len(levels) <= 12:
            values = ", ".join(plain(float(level)) for level in levels)
        else:
            values = f"{len(levels)} values from {plain(float(levels[0]))} to {plain(float(levels[-1]))}"
        row = described(registry, key)
        unit, meaning = ("", "") if row is None else (str(row["unit"]), str(row["meaning"]))
        found.append((key, measured_text(values, unit), grade_of(registry, key), meaning))
    return found
