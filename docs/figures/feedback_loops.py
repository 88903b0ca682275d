"""Draws the feedback loops of the targeting model: docs/figures/feedback_loops.svg and .png.

    /usr/bin/python3 docs/figures/feedback_loops.py

Colours are from Okabe and Ito's palette, and a line's dash says the same as its colour.
"""

from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

HERE = Path(__file__).parent
RAISES, LOWERS, INK, SHADE = "#0072B2", "#D55E00", "#222222", "#F1F1EC"
WIDTH, HEIGHT = 12.4, 7.6

# Name: centre (x, y), half width, label
BOXES = {
    "deprivation": (1.45, 6.35, 1.05, "deprivation"),
    "need": (1.45, 4.35, 1.05, "need\n(latent)"),
    "harm": (1.45, 2.45, 1.05, "harm"),
    "contacts": (4.45, 4.35, 1.15, "contacts\nwith services"),
    "records": (7.55, 6.35, 1.15, "concerns\non file"),
    "scores": (10.85, 6.35, 1.15, "risk model:\nscores, flags"),
    "labels": (10.85, 4.35, 1.15, "findings\n= labels"),
    "visits": (7.55, 4.35, 1.15, "visits"),
    "trust": (7.55, 1.15, 1.15, "trust of family\nand of its ties"),
    "support": (4.45, 2.45, 1.15, "support,\nrelief"),
    "opacity": (10.85, 1.15, 1.15, "programme\nis learnt of"),
}
HALF_HEIGHT = 0.43

# From, to, effect, side of departure, side of arrival, bend, label, label place
ARROWS = [
    ("deprivation", "need", "+", "bottom", "top", 0, "", None),
    ("deprivation", "contacts", "+", "right", "top-left", -0.28, "visibility", (3.55, 6.2)),
    ("need", "harm", "+", "bottom", "top", 0, "", None),
    ("need", "contacts", "+", "right", "left", 0, "", None),
    ("contacts", "records", "+", "top-right", "left", -0.28, "", None),
    ("records", "scores", "+", "right", "left", 0, "features", (9.2, 6.53)),
    ("records", "visits", "+", "bottom", "top", 0, "referrals", (8.03, 5.36)),
    ("scores", "visits", "+", "bottom-left", "top-right", 0, "", None),
    ("visits", "labels", "+", "right", "left", 0, "", None),
    ("labels", "scores", "+", "top", "bottom", 0, "training", (11.4, 5.36)),
    ("visits", "records", "+", "top-left", "bottom-left", 0, "scrutiny", (6.36, 5.36)),
    ("visits", "support", "+", "bottom-left", "right", -0.15, "", None),
    ("contacts", "support", "+", "bottom", "top", 0, "", None),
    ("support", "need", "-", "left", "bottom-right", 0.1, "", None),
    ("support", "trust", "+", "bottom", "left", 0.25, "", None),
    ("visits", "trust", "-", "bottom", "top", 0, "unneeded, intrusive;\nhearsay", (8.6, 2.7)),
    ("opacity", "trust", "-", "left", "right", 0, "opacity", (9.2, 1.33)),
    ("visits", "opacity", "+", "bottom-right", "top", -0.2, "", None),
    ("trust", "contacts", "+", "top-left", "bottom-right", 0.12, "less\navoided", (5.22, 3.3)),
]

LOOPS = [("R1", 10.2, 5.2), ("R2", 7.13, 5.36), ("R3", 7.0, 2.35), ("B1", 2.3, 3.3)]


def anchor(name, side):
    x, y, half, _ = BOXES[name]
    dx = {"left": -half, "right": half}.get(side, 0)
    dy = {"top": HALF_HEIGHT, "bottom": -HALF_HEIGHT}.get(side, 0)
    if "-" in side:
        vertical, horizontal = side.split("-")
        dx = (0.72 if horizontal == "right" else -0.72) * half
        dy = HALF_HEIGHT if vertical == "top" else -HALF_HEIGHT
    return x + dx, y + dy


def draw_box(axes, name):
    x, y, half, label = BOXES[name]
    latent = name in ("need", "harm")
    axes.add_patch(FancyBboxPatch((x - half, y - HALF_HEIGHT), 2 * half, 2 * HALF_HEIGHT, boxstyle="round,pad=0,rounding_size=0.12",
                                  facecolor="#FFFFFF", edgecolor=INK, linewidth=1.2, linestyle=(0, (2, 2)) if latent else "-", zorder=3))
    axes.text(x, y, label, ha="center", va="center", fontsize=11, color=INK, zorder=4)


def draw_arrow(axes, start, end, effect, leaves, arrives, bend, label, place):
    raises = effect == "+"
    colour = RAISES if raises else LOWERS
    axes.add_patch(FancyArrowPatch(anchor(start, leaves), anchor(end, arrives), connectionstyle=f"arc3,rad={bend}",
                                   arrowstyle="-|>,head_length=6,head_width=3.4", linewidth=1.9, color=colour,
                                   linestyle="-" if raises else (0, (4, 2)), shrinkA=1, shrinkB=1, zorder=2))
    if label:
        axes.text(*place, label, fontsize=9.5, color=colour, ha="center", va="center", zorder=5)


def main():
    plt.rcParams.update({"font.family": "DejaVu Sans", "svg.fonttype": "none", "svg.hashsalt": "feedback_loops"})
    figure, axes = plt.subplots(figsize=(WIDTH * 0.82, HEIGHT * 0.82))
    axes.set_xlim(0.2, WIDTH - 0.1)
    axes.set_ylim(0.15, HEIGHT)
    axes.set_aspect("equal")
    axes.axis("off")

    # What the authority sees
    axes.add_patch(FancyBboxPatch((5.98, 3.72), 6.22, 3.45, boxstyle="round,pad=0,rounding_size=0.2", facecolor=SHADE,
                                  edgecolor="none", zorder=0))
    axes.text(9.2, 7.36, "what the authority sees", ha="center", va="center", fontsize=10.5, style="italic", color=INK)

    for name in BOXES:
        draw_box(axes, name)
    for arrow in ARROWS:
        draw_arrow(axes, *arrow)
    for loop, x, y in LOOPS:
        axes.text(x, y, loop, fontsize=10.5, weight="bold", color=INK, ha="center", va="center", zorder=6,
                  bbox={"facecolor": "white", "edgecolor": INK, "boxstyle": "round,pad=0.22", "linewidth": 0.8})

    # Legend
    for x, colour, dash, word in ((0.55, RAISES, "-", "raises"), (2.35, LOWERS, (0, (4, 2)), "lowers")):
        axes.add_patch(FancyArrowPatch((x, 0.5), (x + 0.7, 0.5), arrowstyle="-|>,head_length=6,head_width=3.4", linewidth=1.9,
                                       color=colour, linestyle=dash))
        axes.text(x + 0.82, 0.5, word, fontsize=10, va="center", color=INK)

    figure.subplots_adjust(0, 0, 1, 1)
    figure.savefig(HERE / "feedback_loops.svg", metadata={"Date": None})
    figure.savefig(HERE / "feedback_loops.png", dpi=160, metadata={"Software": None})


if __name__ == "__main__":
    main()
