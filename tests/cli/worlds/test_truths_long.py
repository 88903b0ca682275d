"""Synthetic truths on the main model itself: figures are made from a known world, worlds are found that meet them, and a
difference between policies in the known world should lie in the worlds' 90 % range in nine of ten cases.

N = 40 truths (STREETLIGHT_TRUTHS sets another number): exact binomial bounds at alpha 0.01 around 0.9. A truth is one draw
from the priors; each of its figures gets an error that is evenly spread over the tolerance, which is what keeping worlds
inside a tolerance takes for granted. Planted fault: worlds that lie too close together, which must fail the same bounds.
"""

import json
import os
import tomllib

import numpy as np
import xarray as xr
from scipy import stats

TRUTHS = int(os.environ.get("STREETLIGHT_TRUTHS", "40"))
ALPHA = 0.01
METRIC = "unmet_need"
TOO_NARROW = 0.25  # of the range, around its middle: the planted fault

PRIORS = {
    "need.prevalence": (0.09, 0.22),
    "casework.referral": (0.45, 0.92),
    "casework.hit": (0.5, 0.9),
    "casework.duration": (9.0, 24.0),
    "services.school.detection": (0.012, 0.08),
    "support.relief": (0.1, 0.8),
    "deterrence.max": (0.05, 0.95),
    "trust.unwarranted": (0.3, 2.0),
}

EXPERIMENT = """schema = 1
model = "targeting"
title = "A known world"
extends = "{england}"
population.families = 2000
run.spin_up = 24
run.months = 48
run.replicates = 1

[[scenario]]
name = "No programme"

[[scenario]]
name = "Covert programme"
set = {{ programme.enabled = true, programme.transparency = "covert", programme.start = 12 }}
"""

# name, numerator, denominator, scale, half the tolerance as a share of the truth's value
FIGURES = [
    ("with a finding", "referral_findings", "referrals", 0.12),
    ("by schools", "referrals_school", "referrals", 0.15),
    ("open cases", "open_cases", "families", 0.15),
    ("unseen need", "need_unseen", "need", 0.12),
]
FROM = 24  # month


def target(name, numerator, denominator, low, high):
    return (
        f'\n[[target]]\nname = "{name}"\nunit = "%"\npublished = {(low + high) / 2}\nrange = [{low}, {high}]\n'
        f'source = "a known world"\nscenario = "No programme"\nwindow = [{FROM}, 48]\nnumerator = ["{numerator}"]\n'
        f'denominator = "{denominator}"\nscale = 100\n'
    )


class Known:
    """One truth: its values, its figures with their errors, and the difference that the policy makes in it."""

    def __init__(self, worlds, number, england):
        self.worlds, self.rng = worlds, np.random.default_rng([20240331, number])
        worlds.write("known.toml", EXPERIMENT.format(england=england))
        self.values = {key: round(self.rng.uniform(*span), 6) for key, span in PRIORS.items()}
        sets = [f"--set={key}={value}" for key, value in self.values.items()]
        self.say("run", "known.toml", *sets, "--seed", 1000 + number, "-o", "truth.h5", "--quiet")
        said = json.loads(self.say("compare", "truth.h5", "--metric", METRIC, "--format", "json"))
        self.difference = said["comparisons"][0]["difference"]
        spans = []
        for value, (*_, share) in zip(self.figures(), FIGURES):
            middle = value * (1 + share * self.rng.uniform(-1, 1))
            spans.append((middle - share * value, middle + share * value))
        worlds.write(
            "figures.toml",
            'experiment = "known.toml"\n' + "".join(target(*one[:3], *span) for one, span in zip(FIGURES, spans)),
        )

    def figures(self):
        """What the known world's run without a programme gave: all of them flow by flow or stock by stock, in per cent."""
        with xr.open_dataset(self.worlds.folder / "truth.h5", group="panel", engine="h5netcdf", decode_times=False) as panel:
            run = panel.isel(scenario=0, replicate=0, authority=0, group=0).sel(time=slice(FROM, None))
            return [100 * float(run[above].sum() / run[below].sum()) for _, above, below, _ in FIGURES]

    def say(self, *arguments):
        done = self.worlds(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def worlds_found(self, number, held_out=None):
        """The file of worlds that meet the figures, but for one that may be held out."""
        parameters = "".join(
            f'\n[[parameter]]\nkey = "{key}"\nrange = [{low}, {high}]\nwhy = "Drawn."\n' for key, (low, high) in PRIORS.items()
        )
        left_out = f'\n[[target]]\nname = "{held_out}"\nheld_out = true\n' if held_out else ""
        self.worlds.write(
            "find.toml",
            'title = "Worlds of a known one"\nexperiment = "known.toml"\ntargets = "figures.toml"\nworlds = 60\n'
            f"seed = {number}\nwave = {{ first_points = 160, points = 96, most = 2 }}\ncheck = {{ hit_rate = 0.7 }}\n"
            + parameters
            + left_out,
        )
        self.say("calibrate", "find.toml", "-o", "found.toml", "--replace", "--quiet")
        return tomllib.loads((self.worlds.folder / "found.toml").read_text(encoding="utf-8"))

    def range(self, number):
        """5 and 95 % of the difference over worlds that meet the figures."""
        content = self.worlds_found(number)
        self.say("run", "known.toml", "--worlds", "found.toml", "--seed", 5000 + number, "-o", "found.h5", "--quiet")
        said = json.loads(self.say("robust", "found.h5", "--metric", METRIC, "--margin", "0", "--format", "json"))
        differences = said["by_world"][0]["policies"][1]["difference"]
        return ends(differences, content["weights"])


def ends(values, weights):
    """5 and 95 % of weighted values."""
    order = np.argsort(values)
    below = np.cumsum(np.array(weights)[order])
    return tuple(float(np.interp(share, below, np.array(values)[order])) for share in (0.05, 0.95))


def test_nine_of_ten_known_differences_lie_in_the_worlds_range(worlds, england_file):
    held = held_narrow = 0
    for number in range(TRUTHS):
        known = Known(worlds, number, england_file)
        low, high = known.range(number)
        middle, half = (low + high) / 2, (high - low) / 2
        held += low <= known.difference <= high
        held_narrow += abs(known.difference - middle) <= TOO_NARROW * half
    print(f"{held} of {TRUTHS} known differences lie in the 90 % range; {held_narrow} in a quarter of it")
    low, high = stats.binom.interval(1 - ALPHA, TRUTHS, 0.9)
    assert low <= held <= high
    assert held_narrow < low


def test_each_figure_left_out_is_predicted_by_the_others(worlds, england_file):
    """A quarter of the truths, each figure held out in turn: it lies in the 90 % range of the worlds that fit the others."""
    held = held_narrow = cases = 0
    for number in range(max(1, TRUTHS // 4)):
        known = Known(worlds, number, england_file)
        for place, (value, (name, *_)) in enumerate(zip(known.figures(), FIGURES)):
            content = known.worlds_found(number, held_out=name)
            low, high = ends([got[place] for got in content["got"]], content["weights"])
            middle, half = (low + high) / 2, (high - low) / 2
            cases += 1
            held += low <= value <= high
            held_narrow += abs(value - middle) <= TOO_NARROW * half
    print(f"{held} of {cases} figures held out lie in the 90 % range; {held_narrow} in a quarter of it")
    low, high = stats.binom.interval(1 - ALPHA, cases, 0.9)
    assert low <= held <= high
    assert held_narrow < low
