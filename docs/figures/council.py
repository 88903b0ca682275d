#!/usr/bin/env python3
"""Fills docs/examples/council.md: runs its experiments in full size, and writes its tables and pictures.

    ./dev python docs/figures/council.py

Takes about two minutes on two cores. What is between the lines `<!-- made: NAME -->` and `<!-- end -->` is replaced; the
rest is written by hand.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "build/release/bin/streetlight"
PAGE = ROOT / "docs/examples/council.md"
COUNCIL = ROOT / "configs/places/council.toml"
WORLDS = ROOT / "configs/worlds/england.toml"
SYSTEM, VISITORS = "Predictive system", "Health visitors"
GROUPS = {"all": "all families", "black": "Black", "white": "White", "lone": "lone parent", "couple": "couple"}
YEARS = 10  # of the programme: months 24 to 143



def streetlight(*arguments):
    done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, cwd=ROOT)
    if done.returncode:
        sys.exit(done.stderr)
    return done.stdout


def compared(path, metrics, groups=("all",)):
    """(scenario, metric, group) -> row of `compare`."""
    options = [part for metric in metrics for part in ("--column", metric)] + [part for group in groups for part in ("--group", group)]
    rows = json.loads(streetlight("compare", path, "--format", "json", *options))["comparisons"]
    return {(row["scenario"], row["metric"], row["group"]): row for row in rows}


def difference(row, digits, scale=1.0):
    """A difference with its interval."""
    if row["difference_low"] is None:
        return f"{scale * row['difference']:+,.{digits}f}"
    low, high = sorted((scale * row["difference_low"], scale * row["difference_high"]))
    return f"{scale * row['difference']:+,.{digits}f} ({low:+,.{digits}f} to {high:+,.{digits}f})"


def table(head, rows):
    marks = ":--|" + "--:|" * (len(head) - 1)
    return "\n".join(["| " + " | ".join(head) + " |", "|" + marks, *("| " + " | ".join(row) + " |" for row in rows)]) + "\n"


def money(path):
    parts = {
        "cost_programme": "the fee, and setting it up", "cost_visits": "visits and what is decided on them",
        "cost_support": "support after visits", "cost_contacts_early_help": "contacts with early help",
        "cost_contacts_health": "contacts with health visitors",
    }
    rows = compared(path, parts)
    million = [(words, [rows[scenario, part, "all"]["difference"] / 1e6 / YEARS for scenario in (SYSTEM, VISITORS)]) for part, words in parts.items()]
    total = [sum(values[k] for _, values in million) for k in (0, 1)]
    lines = [[words, *(f"{value:+.2f}" for value in values)] for words, values in [*million, ("**together**", total)]]
    return table(["more than with no programme, £ million a year", SYSTEM, VISITORS], lines)


OUTCOMES = {
    "harm": ("harms in ten years", 0, 1), "need_gap": ("depth of need, thousandths of a standard deviation", 2, 1000),
    "unmet_need": ("families in need without help", 0, 1), "unwarranted_visits": ("visits to families not in need, in ten years", 0, 1),
    "trust": ("trust, log-odds", 3, 1),
}


def outcomes(path, names=tuple(OUTCOMES)):
    rows = compared(path, names)
    lines = [
        [OUTCOMES[name][0], *(difference(rows[scenario, name, "all"], *OUTCOMES[name][1:]) for scenario in (SYSTEM, VISITORS))]
        for name in names
    ]
    return table(["difference from no programme (95 % interval)", SYSTEM, VISITORS], lines)


def groups(path):
    rows = compared(path, ["trust", "unwarranted_visits", "families"], GROUPS)
    lines = []
    for group, words in GROUPS.items():
        trust, visits, families = (rows[SYSTEM, name, group] for name in ("trust", "unwarranted_visits", "families"))
        per = 1000 / families["baseline_mean"] / YEARS
        lines.append([words, f"{trust['baseline_mean']:.2f}", difference(trust, 3), difference(visits, 1, per),
                      difference(rows[VISITORS, "trust", group], 3)])  # fmt: skip
    return table(["families", "trust with no programme", f"{SYSTEM}: trust", "visits to families not in need, more per 1,000 a year", f"{VISITORS}: trust"], lines)


def worlds(path):
    asked = {"harm": "averts more harm", "need_gap": "leaves need less deep", "unmet_need": "leaves fewer in need without help", "trust:most": "leaves more trust"}
    lines = []
    for metric, words in asked.items():
        told = json.loads(streetlight("robust", path, "--worlds", WORLDS, "--baseline", VISITORS, "--column", metric, "--format", "json"))
        (row,) = (row for row in told["comparisons"] if row["scenario"] == SYSTEM)
        better, worse = ("more", "less") if metric.endswith(":most") else ("less", "more")
        lines.append([words, *(str(row[count]) for count in (better, worse, "not_told_apart"))])
    return table([f"of {row['worlds']} worlds", SYSTEM, VISITORS, "not to be told apart"], lines)


def fill(name, text):
    page = PAGE.read_text()
    new, count = re.subn(rf"(<!-- made: {name} -->\n).*?(<!-- end -->)", lambda m: f"{m[1]}\n{text}\n{m[2]}", page, flags=re.S)
    assert count == 1, name
    PAGE.write_text(new)


def main():
    with tempfile.TemporaryDirectory() as folder:
        council, undeterred, several = (Path(folder) / f"{name}.h5" for name in ("council", "not_deterred", "worlds"))
        streetlight("run", COUNCIL, "-o", council, "--quiet")
        streetlight("run", COUNCIL, "--set", "deterrence.max=0", "-o", undeterred, "--quiet")
        streetlight("run", COUNCIL, "--worlds", WORLDS, "--number-of-worlds", 25, "--replicates", 1, "--set", "population.families=8000", "--set", "cost.programme_year=50000", "-o", several, "--quiet")
        fill("money", money(council))
        fill("outcomes", outcomes(council))
        fill("groups", groups(council))
        fill("deterrence", outcomes(undeterred, ("harm", "unmet_need", "unwarranted_visits", "trust")))
        fill("worlds", worlds(several))
        for name, target in (("trade_off", "council_trade_off"), ("neighbourhoods", "council_neighbourhoods")):
            subprocess.run([sys.executable, "-m", "streetlight_analysis", "figures", council, "--only", name, "-o", folder], check=True,
                           env={"PYTHONPATH": str(ROOT / "analysis"), "MPLBACKEND": "Agg", "STREETLIGHT_PROGRAM": str(PROGRAM), "PATH": "/usr/bin:/bin"}, stdout=subprocess.DEVNULL)  # fmt: skip
            (ROOT / f"docs/images/{target}.png").write_bytes((Path(folder) / f"{name}.png").read_bytes())


if __name__ == "__main__":
    main()
