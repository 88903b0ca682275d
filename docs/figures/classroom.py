#!/usr/bin/env python3
"""Fills the teacher's notes of the exercises: works through each sheet in full size, and writes the pictures
docs/classroom/images/*.png, the tables that its commands print and the numbers below into docs/classroom/notes/*.md.

    ./dev python docs/figures/classroom.py [SHEET]...

Takes about four minutes on two cores. A sheet without notes is left out. What is between the lines `<!-- made: NAME -->`
and `<!-- end -->` is replaced; the rest is written by hand.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "docs/classroom"
sys.path.insert(0, str(ROOT / "analysis"))
from streetlight_analysis import open_panel  # noqa: E402
from streetlight_analysis.families import read_families  # noqa: E402
from streetlight_analysis.figures.trust_travels import trust_apart  # noqa: E402


def shell_blocks(page):
    """The page's sh blocks, without those that the comment before them takes out."""
    return re.findall(r"(?<!-->)\n```sh\n(.*?)```", page.read_text(), re.S)


def work_through(sheet, place):
    """Runs the sheet's commands in a copy of the project; what each `compare` printed."""
    printed = []
    for block in shell_blocks(PAGES / f"{sheet}.md"):
        run(block, place)
        evaluations = [line for line in block.splitlines() if line.startswith("./dev evaluate")]
        printed += [f"$ {line}\n\n{first_tables(run(line, place))}" for line in evaluations]
        if "streetlight compare" in block:
            commands = [line for line in block.splitlines() if line.startswith("streetlight compare")]
            again = run("\n".join(commands), place)
            printed.append("\n".join(f"$ {line}" for line in commands) + "\n\n" + shorter(again))
    return printed


def run(script, place):
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script], cwd=place, env=environment(place), capture_output=True, text=True
    )
    if done.returncode:
        sys.exit(f"{script}\n{done.stderr}")
    return done.stdout


def shorter(text):
    """A comparison without the columns and lines that explain pairing, sizes and chance, which the notes do not need."""
    kept, start = [], None
    for line in text.splitlines():
        if re.match(r"(pairing|needed|size):|note: Of \d", line):
            continue
        if re.match(r"  metric +unit", line):
            start = line.index("size") if "  pairing" in line else None
        if start and line.startswith("  "):
            line = line[: start + len("negligible")] if set(line) == {" ", "-"} else line[:start] + line[start:].split("  ")[0]
        kept.append(line.rstrip())
    tables = re.sub(r"\n*\n(?=[^\n]+: difference from )", r"\n\n", "\n".join(kept))
    return re.sub(r"\n{3,}", "\n\n", tables).strip() + "\n"


def first_tables(text):
    """Of an evaluation, the tables for referrals, findings and need, and what it says of pre-trends."""
    parts = text.split("\n\n")
    kept = [part for part in parts if part.startswith(("Referrals,", "Findings,", "Families in need,"))]
    notes = [line for part in parts for line in part.splitlines() if line.startswith("Joint test")]
    return "\n\n".join([parts[0], *kept, *notes]) + "\n"


def environment(place):
    return {**os.environ, "PATH": f"{place}/build/release/bin:{os.environ['PATH']}", "MPLBACKEND": "Agg"}


def copy_of_project(folder):
    """Configs copied, since sheets write among them; everything else is linked."""
    place = Path(folder) / "streetlight"
    place.mkdir()
    shutil.copytree(ROOT / "configs", place / "configs")
    shutil.copy(ROOT / "dev", place / "dev")
    (place / "results").mkdir()
    for name in ("analysis", "build", "docs"):
        (place / name).symlink_to(ROOT / name)
    return place


def urn_numbers(place):
    def ends(file):
        panel = open_panel(place / f"results/{file}.h5")
        last = panel["share_a"].isel(point=0, time=-1).sel(authority="all", group="all")
        return {str(name): last.sel(scenario=name).values for name in last["scenario"].values}

    rows = [
        "| scenario | mean share of A | standard deviation over towns | towns above 75 % or below 25 % |",
        "|:--|--:|--:|--:|",
    ]
    for file, words in (("runaway_urn", ""), ("urn_memory", ", nothing forgotten")):
        for name, share in ends(file).items():
            apart = f"{np.sum(abs(share - 0.5) > 0.25)} of {len(share)}"
            rows.append(f"| {name}{words} | {share.mean():.2f} | {share.std(ddof=1):.2f} | {apart} |")
    return "\n".join(rows) + "\n"


def trust_numbers(place):
    rows = []
    for file, words in (("trust_travels", "investigated"), ("trust_offers", "offered support")):
        panel = open_panel(place / f"results/{file}.h5")
        table = read_families(panel, ["flagged", "visited"])
        table["hit"] = (table["flagged"] == 1) & (table["visited"] == 1)
        for name, values in trust_apart(panel).items():
            late = values.sel(time=values["time"] >= 72).mean("time")
            share = table[table["scenario"] == name].groupby(["replicate", "family"])["hit"].any().mean()
            visited, never = (float(late.sel(visited=was).mean()) for was in (True, False))
            total = share * visited + (1 - share) * never
            part = f"{100 * (1 - share) * never / total + 0.0:.0f} %" if never else "0 %, exactly"
            rows.append(f"| {name}, {words} | {100 * share:.1f} % | {visited:+.3f} | {never:+.4f} | {part} |")
    head = (
        "| case | families ever visited | trust of the visited | trust of the never visited | part of all trust lost that"
        " the never visited lost |\n|:--|--:|--:|--:|--:|\n"
    )
    return head + "\n".join(rows) + "\n"


def pause_numbers(place):
    panel = open_panel(place / "results/pause_it.h5")
    trust = panel["trust"].isel(point=0).sel(authority="all", group="all").load()
    apart = (trust.sel(scenario="Cancelled") - trust.sel(scenario="No programme")).mean("replicate")
    stop = float(apart.sel(time=57))
    later = apart.sel(time=apart["time"] >= 60)

    def until(part):
        return int(later["time"].values[np.argmax(abs(later.values) < part * abs(stop))]) - 60

    paused = (trust.sel(scenario="Paused") - trust.sel(scenario="No programme")).mean("replicate")
    return (
        f"- Trust lost in the last quarter before the stop: {stop:+.3f} log-odds. Half of it is back {until(0.5)} months"
        f" after the stop, nine tenths after {until(0.1)} months.\n"
        f"- In the last quarter of the pause trust still stands at {float(paused.sel(time=81)):+.3f}: that is where the"
        " second start begins.\n"
    )


NUMBERS = {"runaway_urn": urn_numbers, "trust_travels": trust_numbers, "pause_it": pause_numbers}


def fill(page, name, text):
    """Replaces what stands between the marks of `name`."""
    words = page.read_text()
    marked = re.compile(rf"(<!-- made: {name} -->\n).*?(<!-- end -->)", re.S)
    if not marked.search(words):
        sys.exit(f"{page} has no place for {name}")
    page.write_text(marked.sub(lambda found: f"{found[1]}\n{text}\n{found[2]}", words))


def main(sheets):
    for sheet in sheets:
        with tempfile.TemporaryDirectory() as folder:
            place = copy_of_project(folder)
            printed = work_through(sheet, place)
            notes = PAGES / f"notes/{sheet}.md"
            fill(notes, "tables", "\n".join(f"```\n{text}```\n" for text in printed))
            if sheet in NUMBERS:
                fill(notes, "numbers", NUMBERS[sheet](place))
            for picture in sorted((place / "results").glob("*/*.png")):
                shutil.copy(picture, PAGES / f"images/{picture.parent.name}_{picture.name}")
        print(sheet)


if __name__ == "__main__":
    main(sys.argv[1:] or [page.stem for page in sorted(PAGES.glob("notes/*.md"))])
