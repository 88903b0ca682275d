"""England's shipped worlds: they give what the file says, and a smaller calibration finds the same ones.

The worlds of the smaller calibration are held against the shipped ones parameter by parameter (two samples, Kolmogorov and
Smirnov, alpha 0.01 for all together). Planted faults: a sampler that returns the priors, and one that is too narrow, must
be told from the shipped worlds by the same test.
"""

import tomllib
from pathlib import Path

import numpy as np
from scipy import stats

CONFIGS = Path(__file__).parents[3] / "configs"
ALPHA = 0.01
RERUN = 5  # worlds that are run again
HIT_RATE = 0.65


def read(path):
    return tomllib.loads(path.read_text(encoding="utf-8"))


def shares(content):
    """Values as shares of their priors, a column a parameter."""
    columns = []
    for place, parameter in enumerate(content["parameter"]):
        values = np.array([row[place] for row in content["values"]], float)
        low, high = parameter["range"]
        bend = {
            "linear": lambda x: x,
            "log": np.log,
            "logit": lambda x: np.log(x / (1 - x)),
        }[parameter["scale"]]
        columns.append((bend(values) - bend(low)) / (bend(high) - bend(low)))
    return np.array(columns).T


def told_apart(one, other):
    """Parameters in which two sets of worlds differ, alpha for all together."""
    each = ALPHA / one.shape[1]
    return [j for j in range(one.shape[1]) if stats.ks_2samp(one[:, j], other[:, j]).pvalue < each]


def test_the_shipped_worlds_give_what_their_file_says(worlds):
    content = read(CONFIGS / "worlds" / "england.toml")
    calibration = read(CONFIGS / "calibration" / "england.toml")
    families = calibration["check"]["set"]["population"]["families"]
    keys = [parameter["key"] for parameter in content["parameter"]]
    for number in np.linspace(0, len(content["values"]) - 1, RERUN).astype(int):
        sets = [f"--set={key}={value}" for key, value in zip(keys, content["values"][number])]
        done = worlds(
            "targets", CONFIGS / "targets.toml", *sets, "--set", f"population.families={families}",
            "--replicates", 1, "--seed", content["seeds"][number],
        )
        said = {line.split("  ")[1].strip(): line for line in done.stdout.splitlines() if line.startswith("  ")}
        for target in content["target"]:
            if not target.get("held_out"):
                assert "reached" in said[target["name"]], (number, target["name"])


def test_a_smaller_calibration_finds_the_same_worlds(worlds):
    worlds.write(
        "small.toml",
        f'extends = "{CONFIGS / "calibration" / "england.toml"}"\nworlds = 120\nseed = 4\n'
        "wave = { first_points = 500, points = 350, most = 3, set = { population.families = 10_000 } }\n",
    )
    done = worlds.start("calibrate", "small.toml", "-o", "small.worlds.toml", "--quiet")
    said, problems = done.communicate()
    assert done.returncode == 0, problems
    print(said)
    found, shipped = read(worlds.folder / "small.worlds.toml"), read(CONFIGS / "worlds" / "england.toml")
    assert len(found["values"]) / found["checked"] >= HIT_RATE
    here, there = shares(found), shares(shipped)
    assert told_apart(here, there) == []
    rng = np.random.default_rng(1)
    assert told_apart(rng.uniform(size=here.shape), there) != []
    assert told_apart(there.mean(axis=0) + 0.5 * (here - here.mean(axis=0)), there) != []
