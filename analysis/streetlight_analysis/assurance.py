"""The assurance pack: what a review of a model asks for, put together from the registry, a result, worlds and the test record.

It is made anew each time; only the pages that it quotes are written by hand. So it cannot be out of date. Names under "signed
off by" are left empty: people must fill them in.
"""

import re
import xml.etree.ElementTree as xml
from pathlib import Path

from .briefing import origin
from .design import varied
from .digits import number, plain
from .errors import CannotDraw, UnreadableFile
from .parameters import value_text, values_of
from .worlds.answers import answers, is_of_worlds
from .worlds.table import open_worlds

HERE = Path(__file__)
UNSIGNED = "&nbsp;"

# STRESS-ABS (Monks et al. 2019): item, what it asks, where it is answered.
CHECKLIST = (
    ("1.1", "Purpose of the model", "docs/odd.md, section 1"),
    ("1.2", "Model outputs", "docs/odd.md, section 8; docs/output.md"),
    ("1.3", "Aims of the experiments", "the experiment's title and scenarios; docs/limits.md"),
    ("2.1", "Overview diagram", "docs/architecture.md; docs/odd.md, section 3"),
    ("2.2", "Logic of the base model", "docs/odd.md, section 7"),
    ("2.3", "Logic of the scenarios", "the experiment in the result's provenance; docs/odd.md, section 7.15"),
    ("2.4", "Algorithms", "docs/odd.md, section 7; docs/decisions/"),
    ("2.5", "Environment, agents, interaction, entry and exit", "docs/odd.md, sections 2, 7.1, 7.2 and 7.16"),
    ("3.1", "Sources of data", "docs/evidence.md; docs/calibration.md"),
    ("3.2", "Preparation of data", "docs/calibration.md"),
    ("3.3", "Input parameters", "docs/parameters.md; the list of assumptions in this pack"),
    ("3.4", "Assumptions", "the list of assumptions in this pack; docs/limits.md"),
    ("4.1", "Initialisation", "docs/odd.md, section 5"),
    ("4.2", "Length of the runs", "the result's provenance (run.months, run.spin_up)"),
    ("4.3", "Replicates and estimation", "the result's provenance; docs/output.md, windows"),
    ("5.1", "Software and language", "README.md; docs/architecture.md"),
    ("5.2", "Random numbers", "docs/odd.md, section 9"),
    ("5.3", "Execution of the model", "docs/odd.md, section 3; docs/sweeps.md"),
    ("5.4", "Computer", "docs/performance.md"),
    ("6.1", "Access to the code", "README.md; CITATION.cff; LICENSE"),
)


def assurance_pack(panel, worlds=None, record=None):
    """The pack as Markdown.

    Args:
        panel: dataset of `open_panel`.
        worlds: path of the file of worlds; of a result of `run --worlds`, those that were run.
        record: path of the tests' record (JUnit XML), as `./dev test` leaves it in build/release/tests.xml.

    Raises:
        CannotDraw, UnreadableFile: what is named does not fit or cannot be read.
    """
    table = open_worlds(worlds).attrs["worlds"] if worlds else None
    found = answers(panel, worlds=worlds) if is_of_worlds(panel) else []
    digest = origin.sha256_of(panel.attrs["results"].path)
    parts = [
        f"# Assurance pack: {origin.title_of(panel)}",
        _subject(panel, digest),
        "## Assumptions",
        _assumptions(panel, table, found),
        "## Targets and data",
        _targets(table),
        "## Decisions",
        _decisions(),
        "## Verification and validation",
        _record(record),
        _validation(table),
        "## Limits of use",
        _limits(),
        "## STRESS-ABS checklist",
        _rows(("item", "what it asks", "where it is answered"), CHECKLIST),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _subject(panel, digest):
    pairs = origin.provenance_of(panel, digest, "")
    return _rows(("what", "value"), pairs) + "\n\n" + _rows(
        ("role", "name", "date"), [(role, UNSIGNED, UNSIGNED) for role in ("Analyst", "Assurer", "Senior responsible owner")]
    )


def _assumptions(panel, table, found):
    registry = panel.attrs["parameters"]
    if not len(registry):
        raise CannotDraw("the file carries no grades of parameters: run the experiment again with this version")
    effects = _effects(found)
    ranges = {prior.key: f"varied: {plain(prior.low)} to {plain(prior.high)}" for prior in table.priors} if table else {}
    ranges |= {key: ranges.get(key, "varied") for key in varied(panel.attrs["design"])}
    scenarios = panel.attrs.get("scenarios", [])
    values = values_of(scenarios[0] if scenarios else panel.attrs.get("experiment", {}))
    rows = []
    for key in registry.index:
        row = registry.loc[key]
        members = [name for name in {**values, **ranges} if name == key or name.startswith(f"{key}.")] or [key]
        for name in sorted(members):
            if row["grade"] not in ("assumed", "contested") and name not in ranges:
                continue
            value = ranges.get(name) or (value_text(values[name]) if name in values else str(row["default"]))
            rows.append((f"`{name}`", value, row["grade"], row["meaning"], effects.get(name, "not varied"), UNSIGNED))
    said = "Effect: what knowing it would take off the spread of a difference over worlds, at most, and of which." if found else ""
    return (
        f"Every assumed and contested value, and whatever was varied. {said}\n\n".replace(" \n", "\n")
        + _rows(("parameter", "value", "grade", "meaning", "effect", "signed off by"), rows)
    )


def _effects(found):
    """By parameter: the largest share of a difference's spread that it explains, where that is beyond chance."""
    best = {}
    for answer in found:
        for policy in answer.policies[1:]:
            for one in policy.said["parameters"]:
                share = one["spread_explained"] if one["beyond_chance"] else 0
                if share >= best.get(one["parameter"], (-1,))[0]:
                    best[one["parameter"]] = (share, f"{answer.column}, {policy.name}")
    return {
        key: f"{100 * share:.0f} % ({where})" if share > 0 else "none beyond chance" for key, (share, where) in best.items()
    }


def _targets(table):
    if table is None:
        return "No file of worlds was named; `./dev targets` holds the baseline against the published figures."
    rows = []
    for place, target in enumerate(table.targets):
        inside = int(sum(target.low <= value <= target.high for value in table.got[:, place]))
        rows.append(
            (
                target.name + (" (held out)" if target.held_out else ""),
                plain(target.published),
                f"{plain(target.low)} to {plain(target.high)}",
                plain(target.discrepancy) if target.discrepancy else "none",
                f"{inside} of {len(table.got)}",
            )
        )
    return _rows(("figure", "published", "tolerance", "discrepancy", "worlds inside"), rows) + (
        "\n\nSources: configs/targets.toml and docs/evidence.md. Why each discrepancy: configs/calibration/."
    )


def _places():
    """Where the pages may be that are quoted: in the project, beside this package (a wheel), where the Debian package and
    `cmake --install` have them. The first may be seen through a link."""
    resolved, here = HERE.resolve(), HERE.absolute()
    return [
        *(folder / "docs" for folder in list(resolved.parents)[2:3]),
        here.parent / "docs",
        *(folder / "share" / "doc" / "streetlight" for folder in list(here.parents)[4:5]),
    ]


def _pages(name):
    """Of a page or a folder of pages, its path; None when it is in none of the places."""
    return next((folder / name for folder in _places() if (folder / name).exists()), None)


def _absent(what):
    looked = ", ".join(str(folder) for folder in _places())
    return (
        f"{what}: not installed here (looked for in {looked}). The project has it, and the Debian package in"
        " /usr/share/doc/streetlight. **This pack is not complete without it.**"
    )


def _decisions():
    folder = _pages("decisions")
    pages = sorted(folder.glob("*.md")) if folder else []
    rows = [(page.read_text(encoding="utf-8").split("\n", 1)[0].lstrip("# "), f"docs/decisions/{page.name}") for page in pages]
    if not rows:
        return _absent("The folder of decisions, docs/decisions/")
    return _rows(("decision", "reasons"), rows) + f"\n\nThe pages are in {folder}."


def _record(record):
    if record is None:
        return "**Tests**: no record was named (`--tests build/release/tests.xml`, which `./dev test` writes)."
    try:
        suite = xml.parse(record).getroot()
    except (OSError, xml.ParseError) as problem:
        raise UnreadableFile(f"{record}: is not a record of tests: {problem}") from None
    by_part = {}
    for case in suite.iter("testcase"):
        part = case.get("name", "").split("_")[0]
        counts = by_part.setdefault(part, [0, 0, 0, 0.0])
        failed = case.find("failure") is not None
        skipped = case.find("skipped") is not None or case.get("status") in ("notrun", "disabled")
        counts[1 if failed else 2 if skipped else 0] += 1
        counts[3] += float(case.get("time") or 0)
    rows = [
        (part, str(passed), str(failed), str(skipped), number(seconds, 0))
        for part, (passed, failed, skipped, seconds) in sorted(by_part.items())
    ]
    failed = sum(counts[1] for counts in by_part.values())
    return (
        f"**Tests** of {suite.get('timestamp', 'an unknown time')}:"
        f" {'none failed' if not failed else f'{failed} failed'}.\n\n"
        + _rows(("part", "passed", "failed", "not run", "seconds"), rows)
    )


def _validation(table):
    if table is None:
        return ""
    waves = "; ".join(f"wave {place}: {wave.hits} of {wave.points}" for place, wave in enumerate(table.waves, 1))
    held = [
        f"{target.name}: inside its tolerance in {int(sum(target.low <= value <= target.high for value in table.got[:, place]))}"
        f" of {len(table.got)} worlds"
        for place, target in enumerate(table.targets)
        if target.held_out
    ]
    return (
        f"**Calibration**: {len(table.values)} worlds of {table.checked} candidates ({100 * table.hit_rate:.0f} %), {table.runs} points"
        f" simulated. Points that met every target: {waves or 'not kept'}. The waves ended: {table.reason}."
        + (f" Held out and not fitted: {'; '.join(held)}." if held else " No figure was held out.")
    )


def _limits():
    page = _pages("limits.md")
    if not page:
        return _absent("The page of limits, docs/limits.md")
    text = page.read_text(encoding="utf-8")
    section = re.search(r"^## What it must not be used for\n(.*?)(?=^## )", text, re.M | re.S)
    return section.group(1).strip() if section else "See docs/limits.md."


def _rows(heads, rows):
    lines = ["| " + " | ".join(heads) + " |", "|" + ":--|" * len(heads)]
    return "\n".join(lines + ["| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in row) + " |" for row in rows])
