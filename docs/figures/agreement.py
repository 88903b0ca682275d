"""Compares the two implementations of the targeting model at length, and writes what docs/verification.md says of it.

    /usr/bin/python3 docs/figures/agreement.py [PROGRAM] [--keep FILE]

PROGRAM is build/release/bin/streetlight unless named. Writes docs/figures/verification_agreement.png and agreement.md beside it,
which docs/figures/verification.py takes into the page. About 10 minutes of one core.
"""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from scipy import stats

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(ROOT / "analysis"), str(ROOT / "tests/statistical/agreement")]
from streetlight_analysis import STYLE  # noqa: E402
from streetlight_analysis.style import look  # noqa: E402

START = 24
# Of each experiment: months, what is set over its file, replicates of the peer and of the program.
FORMS = {
    "england_small": (144, ["population.families=20000", "run.spin_up=120", "run.months=144"], 40, 60),
    "remedies": (60, [], 16, 48),
}
CHANGED, PLANT = "Covert programme", "concealment_halved"
SHOWN = ["need", "harm", "referrals", "flags_in_need", "visits", "findings", "deterred", "aware", "precision_true", "precision_recorded",
         "recall_true", "trust", "licence"]


def run(name, folder):
    """Result file, program's panel and comparisons of one experiment of the agreement test."""
    from agreement import compare
    from both import run_peer, run_program

    result = Path(folder) / f"{name}.h5"
    end, changes, replicates, of_program = FORMS[name]
    options = [part for change in changes for part in ("--set", change)]
    program = run_program(ROOT / f"tests/statistical/agreement/{name}.toml", result, "--replicates", of_program, *options)
    peer, _ = run_peer(result, program, replicates, report=lambda done, _: print(f"{name}: {done} of {replicates}", flush=True))
    windows = [(0, START, program.scenarios[:1]), (START, end, program.scenarios)]
    return result, program, compare(program, peer, windows, program.groups)


def planted(result, program):
    from agreement import compare
    from both import run_peer

    end, _, replicates, _ = FORMS["england_small"]
    peer, _ = run_peer(result, program, replicates // 2, [CHANGED], PLANT)
    return compare(program, peer, [(0, START, [CHANGED]), (START, end, [CHANGED])], program.groups)


def draw(england, remedies, fault, limit):
    figure, axes = plt.subplots(1, 2, figsize=(7.1, 3.0), layout="constrained")
    series = ((england, "England", 0), (remedies, "remedies, events", 1), (fault, "concealment halved", 2))
    for comparisons, label, index in series:
        z = np.sort([one.z for one in comparisons])
        expected = stats.norm.ppf((np.arange(z.size) + 0.5) / z.size)
        axes[0].plot(expected, z, color=look(index).colour, linestyle=look(index).dashes, label=label)
    axes[0].plot([-4.5, 4.5], [-4.5, 4.5], color="#999999", linestyle=":", linewidth=1)
    axes[0].set(title="All comparisons", xlabel="z expected by chance", ylabel="z of the difference")
    axes[0].legend(loc="upper left")

    everything = [*england, *remedies]
    columns = sorted({one.column for one in everything})
    ranges = [[f(one.z for one in everything if one.column == column) for f in (min, max)] for column in columns]
    axes[1].vlines(np.arange(len(columns)), *np.transpose(ranges), color="#BBBBBB", linewidth=1.4, label="all groups: range")
    chosen = [one for one in england if one.group == "all"]
    axes[1].plot([columns.index(one.column) for one in chosen], [one.z for one in chosen], linestyle="none", marker="o", markersize=2,
                 color=look(0).colour, markeredgewidth=0, label="England, all families")
    for sign in (-1, 1):
        axes[1].axhline(sign * limit, color=look(1).colour, linestyle=look(1).dashes)
    axes[1].set(title="Agreement by column", xlabel=f"the {len(columns)} columns, by the alphabet", ylim=(-8, 8), xlim=(-1, len(columns)), xticks=[])
    axes[1].text(len(columns) / 2, limit + 0.25, f"limit, {limit:.2f}", ha="center", color=look(1).text)
    axes[1].legend(loc="lower center", ncols=2)
    figure.savefig(HERE / "verification_agreement.png", metadata={"Software": "Streetlight"})
    plt.close(figure)


def summary(name, comparisons):
    from agreement import beyond, critical

    z = np.array([one.z for one in comparisons])
    worst = max(comparisons, key=lambda one: abs(one.z))
    return (f"| {name} | {z.size:,} | {z.mean():+.2f} | {z.std():.2f} | {(abs(z) > 1.96).mean():.3f} | {(abs(z) > 3).mean():.4f} | "
            f"{abs(worst.z):.2f} | {critical(z.size):.2f} | {len(beyond(comparisons))} |")


def page(england, remedies, fault):
    end, _, peers, programs = FORMS["england_small"]
    lines = [
        "## Agreement of two implementations", "",
        "![Distribution of z over all comparisons, and z by column](figures/verification_agreement.png)", "",
        "The targeting model exists twice: in C++, and in NumPy (`bench/peer_numpy`), written from [the page that describes the",
        "model](odd.md) without reading the C++. Both ran England's six policies (20,000 families, 120 months of spin-up and",
        f"{end} more, {programs} replicates of the program and {peers} of the other) and a smaller world that uses what the England experiment switches",
        "off: limited capacity, losses, biases, access, opting out, events, other learners, labels and aims. Every column of the panel, in 28",
        "groups, over the months before the programme and after its start, is compared by Student's t with pooled variance, expressed as z. If",
        "both follow the same distribution, z is standard normal (left: the dotted line; comparisons of one run are not independent of each",
        "other). The limit is Bonferroni's over all comparisons, for an error of 1 % in all; columns too rare in a group for a z are left",
        "out there. To show that an error would be found, one was put into the NumPy version: families hide half as much. A small form of this comparison is in `./dev",
        "test`, with settings at which single sentences of the page decide the result. For the errors that were found, and in which of the two",
        "programs they were, see [the second implementation](decisions/second_implementation.md).", "",
        "| experiment | comparisons | mean z | sd of z | above 1.96 | above 3 | largest | limit | beyond it |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
        summary("England", england), summary("Remedies and events", remedies), summary("Covert programme, concealment halved", fault), "",
        f"England, \"{CHANGED}\", all families, months {START} to {end - 1}:", "",
        "| column | program | NumPy | standard error | z |", "|---|--:|--:|--:|--:|",
    ]
    for column in SHOWN:
        one = next(c for c in england if (c.column, c.group, c.scenario, c.window[0]) == (column, "all", CHANGED, START))
        lines.append(f"| `{column}` | {one.first:.5g} | {one.second:.5g} | {one.error:.2g} | {one.z:+.2f} |")
    return "\n".join(lines) + "\n\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", nargs="?", default=ROOT / "build/release/bin/streetlight", type=Path)
    parser.add_argument("--keep", type=Path, help="file for the comparisons, which are read from there when it exists")
    arguments = parser.parse_args()
    os.environ["STREETLIGHT_PROGRAM"] = str(arguments.program.resolve())
    matplotlib.style.use(STYLE)
    from agreement import Comparison, critical

    if arguments.keep and arguments.keep.exists():
        kept = json.loads(arguments.keep.read_text())
        england, fault, remedies = ([Comparison(**one) for one in comparisons] for comparisons in kept)
    else:
        with tempfile.TemporaryDirectory() as folder:
            result, program, england = run("england_small", folder)
            fault = planted(result, program)
            _, _, remedies = run("remedies", folder)
        if arguments.keep:
            arguments.keep.write_text(json.dumps([[vars(one) for one in some] for some in (england, fault, remedies)], default=float))
    draw(england, remedies, fault, critical(len(england)))
    (HERE / "agreement.md").write_text(page(england, remedies, fault), encoding="utf-8")


if __name__ == "__main__":
    main()
