#!/usr/bin/env python3
"""Fills docs/examples/evaluation.md and the notes of exercise 7: runs the experiments in full size, evaluates them, and writes the pictures
docs/images/evaluation_*.png and what stands between the lines `<!-- made: NAME -->` and `<!-- end -->`.

    ./dev build && python3 docs/figures/evaluation.py [RESULTS]

RESULTS (results/evaluation): folder for results and evaluations; what is there already is used. A few minutes on two cores.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "analysis"), str(Path(__file__).parent)]
from classroom import fill  # noqa: E402
from streetlight_analysis.digits import number  # noqa: E402
from streetlight_analysis.evaluation.designs import DESIGNS  # noqa: E402

PROGRAM = ROOT / "build/release/bin/streetlight"
PAGE = ROOT / "docs/examples/evaluation.md"
PICTURES = ("by_need_designs", "by_need_event_study", "by_lot_power")
SHOWN = {"records": ("referrals", "findings", "open_cases"), "truth": ("need", "harm", "trust")}
TITLES = {"referrals": "referrals", "findings": "findings", "open_cases": "open cases", "need": "families in need", "harm": "harm", "trust": "trust"}
WORLDS = {"by_lot": "By lot", "by_need": "By rising referrals"}


def evaluated(name, folder):
    """The evaluation of an experiment, as JSON has it."""
    result, answer = folder / f"{name}.h5", folder / f"{name}_evaluation.json"
    if not answer.exists():
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run([PROGRAM, "run", f"configs/evaluation/{name}.toml", "-o", result, "--quiet", "--replace"], cwd=ROOT, check=True)
        environment = {**os.environ, "PYTHONPATH": "analysis", "MPLBACKEND": "Agg", "OPENBLAS_NUM_THREADS": "1"}
        words = ["/usr/bin/python3", "-m", "streetlight_analysis", "evaluate", result, "-o", folder, "--figures", "png"]
        subprocess.run(words, cwd=ROOT, check=True, env=environment)
    return json.loads(answer.read_text())


def verdicts(answer):
    return {(row["design"], row["outcome"]): row for row in answer["verdicts"]}


def share(value):
    return f"{100 * value:.0f} %"


def cell(row):
    decimals = 3 if row["outcome"] == "trust" else 2
    return (
        f"{number(row['bias'], decimals, sign=True)} ± {number(2 * row['bias_error'], decimals)}; {share(row['covered'])};"
        f" {share(row['significant'])}"
    )


def table(answer, outcomes):
    found = verdicts(answer)
    true = [number(found["two_way", name]["truth"], 3 if name == "trust" else 2, sign=True) for name in outcomes]
    heads = [f"{TITLES[name]} (truth {value})" for name, value in zip(outcomes, true)]
    lines = ["| design | " + " | ".join(heads) + " |", "|:--" + "|--:" * len(outcomes) + "|"]
    for design in DESIGNS:
        lines.append(f"| {design.title} | " + " | ".join(cell(found[design.name, name]) for name in outcomes) + " |")
    return "\n".join(lines)


def tables(answers):
    parts = []
    for name, words in WORLDS.items():
        for kind, outcomes in SHOWN.items():
            place = "on the records" if kind == "records" else "in truth"
            parts.append(f"**{words}, {place}** (bias; coverage; power)\n\n{table(answers[name], outcomes)}\n")
    replicates = answers["by_lot"]["replicates"]
    parts.append(
        f"Referrals, findings and harm per 1,000 families and quarter, open cases and families in need per 1,000 families, trust in log-odds. {replicates} replicates, seed"
        f" {answers['by_lot']['seed']}: a coverage of 95 % is known to within 4 percentage points. The truth in brackets is the mean effect on all adopters; the designs on one adopter are held"
        " against that adopter’s own.\n"
    )
    return "\n".join(parts)


def story(answer):
    found = verdicts(answer)
    fall, cohort, need = found["before_after", "referrals"], found["callaway_santanna", "referrals"], found["before_after", "need"]
    away = 100 * (1 - fall["truth"] / fall["estimate"])
    return (
        f"Adopters had {number(-fall['estimate'], 1)} fewer referrals per 1,000 families and quarter after the launch than in the year before, on average over {answer['replicates']} replicates, and"
        f" the fall was “significant” (p < 0.05) in {share(fall['significant'])} of them. Families in need fell by {number(-need['estimate'], 1)} per 1,000 (significant in {share(need['significant'])})."
        " **The evaluation said that it worked.**\n\n"
        f"By the twin, the programme lowered referrals by {number(-fall['truth'], 1)}: {number(away, 0)} % of the fall would have come without it. Families in need fell by"
        f" {number(-need['truth'], 1)} because of it, and {number(-need['bias'], 1)} more would have come anyway. The interval of the fall in referrals held the truth in {share(fall['covered'])} of the"
        f" replicates; that of Callaway and Sant’Anna, whose estimate is {number(cohort['estimate'], 1)}, in {share(cohort['covered'])}. The joint test of pre-trends in referrals rejects in"
        f" {share(answer['pre_trends_rejected']['referrals'])}, as often as chance makes it; in open cases in {share(answer['pre_trends_rejected']['open_cases'])}.\n"
    )


def main(folder):
    answers = {name: evaluated(name, folder) for name in WORLDS}
    fill(PAGE, "story", story(answers["by_need"]))
    fill(PAGE, "tables", tables(answers))
    for name in PICTURES:
        experiment, kind = next((one, name.removeprefix(f"{one}_")) for one in WORLDS if name.startswith(one))
        shutil.copy(folder / f"{experiment}_evaluation_{kind}.png", ROOT / f"docs/images/evaluation_{name}.png")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "results/evaluation").resolve())
