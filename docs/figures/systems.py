#!/usr/bin/env python3
"""Fills docs/examples/systems.md: runs the kinds of system in full size, and writes its tables.

    ./dev python docs/figures/systems.py

Takes about half a minute on two cores. What is between the lines `<!-- made: NAME -->` and `<!-- end -->` is replaced; the
rest is written by hand.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from scipy import stats

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "analysis"), str(Path(__file__).parent)]
from classroom import fill  # noqa: E402
from streetlight_analysis import open_panel  # noqa: E402
from streetlight_analysis.cards import read_table  # noqa: E402

PROGRAM = ROOT / "build/release/bin/streetlight"
PAGE = ROOT / "docs/examples/systems.md"
SIZE = ["--set", "population.families=20000", "--replicates", "10"]
HERE, ORIGIN, VENDOR, LOCAL, NOBODY = "Here", "Elsewhere", "Vendor's model", "The vendor's, trained here", "No programme"
GROUPS = {"all": "all families", "white": "white", "black": "Black", "couple": "couple", "lone": "lone parent", "owner": "owner", "social_rent": "social renter"}
FIRST = 36  # the first month in which every kind flags


def interval(values, digits, scale=1.0, sign=False):
    """A mean over replicates with its interval."""
    values = scale * np.asarray(values, float)
    half = stats.t.ppf(0.975, values.size - 1) * values.std(ddof=1) / np.sqrt(values.size)
    mean, plus = values.mean(), "+" if sign else ""
    return f"{mean:{plus}.{digits}f} ({mean - half:{plus}.{digits}f} to {mean + half:{plus}.{digits}f})".replace("-", "−")


def table(head, rows):
    marks = ":--|" + "--:|" * (len(head) - 1)
    return "\n".join(["| " + " | ".join(head) + " |", "|" + marks, *("| " + " | ".join(row) + " |" for row in rows)]) + "\n"


class Runs:
    def __init__(self, path):
        self.panel = open_panel(path).isel(point=0)
        self.scenarios = [str(name) for name in self.panel["scenario"].values]
        self.cards = read_table(path, "models")

    def late(self, column, scenario, authority=HERE, group="all"):
        """The sum of a column over the months from FIRST on, a value a replicate."""
        chosen = self.panel[column].sel(scenario=scenario, authority=authority, group=group)
        return chosen.sel(time=chosen["time"] >= FIRST).sum("time").load().values

    def ratio(self, above, below, *place):
        return self.late(above, *place) / self.late(below, *place)

    def card(self, scenario, authority, group, view, column="precision"):
        """Of the first training: before any visit of the programme; a value a replicate."""
        rows = self.cards
        rows = rows[(rows["scenario"] == scenario) & (rows["authority"] == authority) & (rows["group"] == group) & (rows["view"] == view)]
        rows = rows[rows["month"] == rows["month"].min()]
        return rows.sort_values("replicate")[column].to_numpy()


def kinds(runs):
    rows = []
    base = runs.ratio("trust_sum", "families", NOBODY)
    for name in runs.scenarios[1:]:
        years = (144 - FIRST) / 12
        cost = runs.late("cost_programme", name, "all") / runs.late("families", name, "all") * (144 - FIRST) / 3 / years  # quarters
        rows.append([
            name, interval(runs.ratio("flags_in_need", "flags", name), 0, 100), interval(runs.ratio("flags_confirmed", "flags_judged", name), 0, 100),
            interval(runs.ratio("trust_sum", "families", name) - base, 3, sign=True), f"{cost.mean():.2f}",
        ])  # fmt: skip
    return table([f"in “{HERE}”, months {FIRST} to 143", "flags on families in need, %", "flags followed by a finding, %", "trust against no programme", "£ a family a year"], rows)


def precision(runs):
    rows = []
    for group, words in GROUPS.items():
        there, here, own = (runs.card(*of, group, "true") for of in ((VENDOR, ORIGIN), (VENDOR, HERE), (LOCAL, HERE)))
        rows.append([words, interval(there, 0, 100), interval(here, 0, 100), interval(own, 0, 100), interval(here - own, 1, 100, sign=True)])
    return table(["in truth, %", f"vendor’s, where it was trained ({ORIGIN})", "the same model here", "one trained here", "here: vendor’s less own, points"], rows)


def ranking(runs):
    rows = []
    for view, words in (("recorded", "on the records"), ("true", "in truth")):
        for column, title in (("auc", "area under the curve"), ("precision", "precision at capacity"), ("base_rate", "share with the label"), ("mean_score", "mean score")):
            values = [runs.card(*of, "all", view, column) for of in ((VENDOR, ORIGIN), (VENDOR, HERE), (LOCAL, HERE))]
            rows.append([f"{title}, {words}", *(interval(one, 3) for one in values)])
    return table(["first card", f"vendor’s, in {ORIGIN}", "the same model here", "one trained here"], rows)


def main():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "systems.h5"
        subprocess.run([PROGRAM, "run", ROOT / "configs/policies/system_types.toml", "-o", path, "--quiet", *SIZE], check=True)
        runs = Runs(path)
        for name, made in (("kinds", kinds), ("ranking", ranking), ("precision", precision)):
            fill(PAGE, name, made(runs))


if __name__ == "__main__":
    main()
