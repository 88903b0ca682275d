"""Makes docs/verification.md and its figures from runs of the program itself.

    /usr/bin/python3 docs/figures/verification.py [PROGRAM]

PROGRAM is build/release/bin/streetlight unless named. The figures are drawn from the experiments in configs/theory/; the table is
what `streetlight verify` prints.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "analysis"))
from streetlight_analysis import STYLE, open_panel  # noqa: E402
from streetlight_analysis.style import RECORDS, TRUTH, look  # noqa: E402

HERE = Path(__file__).resolve().parent
PAGE = ROOT / "docs/verification.md"
TRUE_SHARE = 3.68511 / (3.68511 + 2.816466)


def run(program, config, folder, *options):
    """The panel of one experiment of configs/theory."""
    result = Path(folder) / f"{config}{len(list(Path(folder).iterdir()))}.h5"
    subprocess.run([program, "run", ROOT / f"configs/theory/{config}.toml", "-o", result, "--quiet", *options], check=True)
    return open_panel(result)


def series(panel, column, scenario, group="all"):
    """Values of one scenario: replicates x times."""
    return panel[column].sel(scenario=scenario, authority="all", group=group).isel(point=0).transpose("replicate", "time").values


def save(figure, name):
    figure.savefig(HERE / f"{name}.png", metadata={"Software": "Streetlight"})
    plt.close(figure)


def draw_urn(program, folder):
    figure, axes = plt.subplots(1, 2, figsize=(7.1, 2.6), sharey=True, layout="constrained")
    panel = run(program, "urn_corrected", folder, "--set", "urn.count=1")
    for axis, scenario, title in zip(axes, ("Runaway", "Corrected"), ("Discovered incidents only", "With the rejection")):
        shares = series(panel, "share_a", scenario)
        days = np.arange(1, shares.shape[1] + 1)
        axis.plot(days, shares.T, color="#AAAAAA", linewidth=0.4, linestyle="-")
        axis.plot(days, shares.mean(axis=0), color=look(0).colour, linestyle="-", linewidth=1.6)
        axis.axhline(TRUE_SHARE, color=TRUTH.colour, linestyle=look(2).dashes)
        axis.set(title=title, xlabel="Day", ylim=(0.3, 1.0))
    axes[0].set_ylabel("Share of the busier region")
    axes[0].text(25, 0.95, "black: mean of 40 urns")
    axes[0].text(990, TRUE_SHARE - 0.012, "share of incidents, 0.567", color=TRUTH.text, ha="right", va="top")
    save(figure, "verification_urn")


def draw_performative(program, folder):
    panel = run(program, "performative", folder)
    figure, axes = plt.subplots(1, 2, figsize=(7.1, 2.8), layout="constrained")
    exact = {"Half followed": 0.5, "Nine tenths followed": 0.9, "Contrary": -0.6, "Overdone": 1.1}
    places = [(22, 2.25), (22, 9.6), (22, 0.85), (8.2, 10.6)]
    for index, (scenario, response) in enumerate(exact.items()):
        line = look(index)
        axes[0].text(*places[index], f"ε = {response}".replace("-", "−"), color=line.text)
        rounds = np.arange(1, panel.sizes["time"] + 1)
        theta, error = series(panel, "prediction", scenario)[0], series(panel, "error", scenario)[0]
        axes[0].plot(rounds, theta, color=line.colour, linestyle=line.dashes)
        stable = abs(1 / (1 - response))
        axes[1].plot(rounds, stable * np.abs(response) ** rounds, color="#BBBBBB", linewidth=2.6, linestyle="-")
        axes[1].plot(rounds, error, color=line.colour, linestyle=line.dashes)
    axes[0].set(title="Prediction", xlabel="Round of retraining", ylim=(0, 12))
    axes[1].set(title="Distance from the stable point", xlabel="Round of retraining", yscale="log", ylim=(1e-6, 1e3))
    axes[1].minorticks_off()
    axes[1].text(1.6, 2.5e-6, "grey: |stable| |ε|$^t$")
    save(figure, "verification_performative")


def draw_retention(program, folder):
    figure, axes = plt.subplots(1, 2, figsize=(7.1, 2.7), sharey=True, layout="constrained")
    paths = run(program, "retention", folder)
    for index, (scenario, label, place) in enumerate(
        (("Stable", "c = 1.26", (3400, 0.455)), ("Unstable", "c = 1.25", (3400, 0.05)), ("Unstable, but robust", "c = 1.25, robust", (300, 0.525)))
    ):
        line = look(index)
        values = series(paths, "share", scenario, "second")[0]
        axes[0].plot(np.arange(1, values.size + 1), values, color=line.colour, linestyle=line.dashes)
        axes[0].text(*place, label, color=line.text)
    axes[0].set(title="Minority's share from 1.39 : 1.41", xlabel="Step", ylim=(-0.02, 0.56))
    axes[0].set_xticks([0, 1000, 2000, 3000, 4000, 5000])

    swept = run(program, "retention_bifurcation", folder)
    sensitivity = swept.attrs["design"]["users.sensitivity"].to_numpy(float)
    share = swept["share"].isel(time=-1, replicate=0, authority=0)
    axes[1].plot([0.4, 1.25643], [0.5, 0.5], color="#7F7F7F", linestyle="--")
    axes[1].text(0.42, 0.512, "even split, unstable", color="#666666")
    axes[1].axvline(1.25643, color="#7F7F7F", linestyle=":")
    axes[1].text(1.30, 0.25, "c* = 1.25643", color="#666666")
    for index, scenario in enumerate(("Nearly even start", "Very uneven start")):
        line = look(index)
        axes[1].plot(sensitivity, share.sel(scenario=scenario, group="second").values, color=line.colour, linestyle="none",
                     marker=line.marker, markersize=4.5 - index, markerfacecolor=line.colour if index == 0 else "white",
                     label=scenario.lower())
    axes[1].set(title="Minority's share after 20,000 steps", xlabel="Sensitivity c: users stay with exp(−c loss)", xlim=(0.4, 3.1))
    axes[1].legend(loc="center right", bbox_to_anchor=(1.0, 0.70))
    save(figure, "verification_retention")


def draw_selective(program, folder):
    panel = run(program, "selective_labels", folder)
    figure, axes = plt.subplots(1, 2, figsize=(7.1, 2.7), layout="constrained")
    scenarios = ["Recorded label", "Weighted", "Logistic learner", "Logistic learner, weighted", "True label"]
    names = ["recorded\nlabel", "weighted\nby 1/s", "logistic", "logistic,\nweighted", "true\nlabel"]
    places = np.arange(len(scenarios))
    for offset, group, hatch in ((-0.2, "known", ""), (0.2, "unknown", "////")):
        rates = [series(panel, "flag_rate", s, group).mean() for s in scenarios]
        axes[0].bar(places + offset, np.multiply(rates, 100), 0.36, color="#DDDDDD", edgecolor="#222222", linewidth=0.6, hatch=hatch, label=group)
        for column, mark in (("precision_true", TRUTH), ("precision_recorded", RECORDS)):
            mean = [series(panel, column, s, group).mean() for s in scenarios]
            axes[1].plot(places + offset, mean, linestyle="none", marker=mark.marker, color=mark.colour, markersize=4.5,
                         markerfacecolor=mark.colour if group == "known" else "white",
                         label=f"{'truth' if mark is TRUTH else 'records'}, {group}")
    axes[0].set(title="Flagged, % of the group", xticks=places, xticklabels=names, xlim=(-0.5, 4.5), ylim=(0, 11))
    axes[0].legend(title="group", loc="upper right")
    axes[1].set(title="Precision", xticks=places, xticklabels=names, ylim=(0, 0.85), xlim=(-0.5, 4.5))
    axes[1].legend(ncols=2, loc="upper right")
    save(figure, "verification_selective_labels")


HEAD = """# Verification

This page shows published results and known answers that the program reproduces. It is made by
`docs/figures/verification.py`; the table is what `streetlight verify` prints. Its checks also run in the test suite. There a wrong
parameter is set for each check, and the check must fail.

T1 to T10 are published results and theory; the small models behind them (`models/urn`, `performative`, `lending`, `attention`,
`retention`, `selective`) run on the same engine as the main one, and `configs/theory/` has an experiment for each. T9 and T10
use the targeting model's own learner, selection and metrics, and T9 runs through the whole of that model as well. M1 to M6 are special cases of the targeting model in which the
answer is known.

## Runaway urn, and the correction

![Forty urns over a thousand days](figures/verification_urn.png)

Patrols follow incidents that patrols discovered. The busier region has 57 % of incidents and ends with 93 % of the patrols
(left); accepting what is found with a probability that falls with how much it was looked for brings the share back (right).
Grey: single urns; black: their mean; dashed: the true share. `configs/theory/urn_corrected.toml`

## Performative prediction

![Prediction and distance from the stable point](figures/verification_performative.png)

Outcomes change with the prediction by a share ε of it. Repeated training converges to the point where prediction and outcome agree; the distance from it (lines) equals the
closed form (grey) except for rounding. With ε above 1 it grows without limit. `configs/theory/performative.toml`

## Retention

![Share of the minority against sensitivity](figures/verification_retention.png)

Users for whom the average model works badly leave. When both groups start nearly equal in size, the minority is lost below c* and kept above it (left: two runs on
each side, and a learner for the group that is worst off). When they start very unequal it is lost on both sides; so above c* the start
decides. `configs/theory/retention.toml`, `configs/theory/retention_bifurcation.toml`

## Selective labels

![Flags and precision by group](figures/verification_selective_labels.png)

Two groups have equal need. Need is recorded with probability 0.9 in the known group and 0.3 in the unknown one. A model that learns from the records
flags the known group more, and precision on the records puts the groups in the wrong order. Weighting by the probability of being
recorded makes flags equal; precision on the records remains wrong by this factor even for a perfect model.
`configs/theory/selective_labels.toml`

## The table

"""


def main():
    program = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else ROOT / "build/release/bin/streetlight"
    matplotlib.style.use(STYLE)
    with tempfile.TemporaryDirectory() as folder:
        with matplotlib.rc_context({"text.parse_math": True}):  # powers of ten
            draw_performative(program, folder)
        for draw in (draw_urn, draw_retention, draw_selective):
            draw(program, folder)
    table = subprocess.run([program, "verify", "--format", "markdown"], stdout=subprocess.PIPE, text=True, check=False).stdout
    agreement = (HERE / "agreement.md").read_text(encoding="utf-8")  # made by agreement.py
    known = (HERE / "known_worlds.md").read_text(encoding="utf-8")  # by hand, of what known_worlds_long printed
    robust = (HERE / "robustness.md").read_text(encoding="utf-8")  # by hand, of what the long suite and the fuzzers printed
    sections = "\n\n".join(part.strip() for part in (agreement, known, robust, "## The table")) + "\n"
    PAGE.write_text(HEAD.replace("## The table\n", sections) + table, encoding="utf-8")


if __name__ == "__main__":
    main()
