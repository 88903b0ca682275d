"""Random legal experiments end in a whole result or in a diagnostic: no bug, no missing number, no crash, no hang."""

import os
import re

import pytest
from outcome import PROGRAM, judge, run
from random_experiments import Draw, Registry, scenario, timeline

MODELS = ["targeting", "urn", "attention", "lending", "retention", "performative", "selective", "ishigami", "sobol_g"]
# What a programme, its model and its view of the records share: tried in all pairs.
SHARED = re.compile(
    r"(risk|programme|consent|linkage|predeployment|monitoring|regulator|access|authorities|records)\."
    r"|services\.(school|police|community)\.(linked|capacity|reach)$|casework\.capacity$"
)


@pytest.fixture(scope="module")
def registries():
    return {model: Registry.of(PROGRAM, model) for model in MODELS}


def try_seeds(registry, seeds, folder, **how):
    """How many ended whole and how many were refused."""
    ended = {"whole": 0, "refused": 0}
    for seed in seeds:
        text = Draw(registry, seed).experiment(**how)
        ended[judge(folder, text, *run(folder, text))] += 1
    return ended


@pytest.mark.parametrize("model", MODELS)
def test_random_experiments(model, registries, tmp_path):
    ended = try_seeds(registries[model], range(20 if model == "targeting" else 6), tmp_path)
    assert ended["whole"] > 0


def many(tmp_path, head, scenarios):
    """Runs scenarios, text by name, together; those that the program refuses are taken out, each with a word about it."""
    scenarios = dict(scenarios)
    refused = {}
    while scenarios:
        text = head + "\n".join(line for lines in scenarios.values() for line in lines) + "\n"
        code, told = run(tmp_path, text)
        named = set(re.findall(r'\(scenario "([^"]*)"', told)) & set(scenarios) if code == 2 else set()
        if not named:
            judge(tmp_path, text, code, told)
            return sorted(scenarios), refused
        for name in named:
            refused[name] = scenarios.pop(name)
    return [], refused


HEAD = """schema = 1
model = "targeting"
run = { months = 20, spin_up = 6, seed = 5 }
population = { families = 300, neighbourhood_size = 50 }
network.degree = 4
authorities.count = 3
output = { interval = "year", by_authority = true }
risk = { horizon = 2, retrain = 3, boosted.trees = 3, correction_group = "tenure" }
programme = { enabled = true, start = 2, capacity = 0.1, cool_down = 1 }
[groups]
poor = { deprivation = [9, 10] }
"""


def test_every_parameter_may_change_at_any_month(registries, tmp_path):
    """Each monthly parameter by itself, to two values and back to none: a defined meaning, or a diagnostic."""
    registry, draw = registries["targeting"], Draw(registries["targeting"], "each")
    scenarios = {}
    for key in sorted(registry.monthly):
        months = sorted(draw.random.sample(range(20), 2))
        scenarios[key] = scenario(key, {}) + timeline({month: draw.settings([key]) for month in months})
    ran, refused = many(tmp_path, HEAD, scenarios)
    assert len(ran) > 0.9 * len(scenarios), refused


def test_a_few_pairs_that_share_state(registries, tmp_path):
    assert pairs(registries, tmp_path, "few", most=60)


def pairs(registries, folder, seed, most=None, together=40):
    """Pairs of shared keys, one changed between two changes of the other. Returns how many ran."""
    registry, draw = registries["targeting"], Draw(registries["targeting"], seed)
    keys = [key for key in sorted(registry.monthly) if SHARED.match(key)]
    wanted = [(one, other) for one in keys for other in keys if one < other]
    draw.random.shuffle(wanted)
    ran = 0
    for first in range(0, len(wanted[:most]), together):
        scenarios = {}
        for one, other in wanted[:most][first : first + together]:
            a, b, c = sorted(draw.random.sample(range(20), 3))
            changes = {a: draw.settings([one]), b: draw.settings([other]), c: draw.settings([one, other])}
            scenarios[f"{one} and {other}"] = scenario(f"{one} and {other}", {}) + timeline(changes)
        ran += len(many(folder, HEAD, scenarios)[0])
    return ran


# The long suite, in whatever build it is asked for (`./dev test long dev -R extremes`)

LONG = bool(os.environ.get("STREETLIGHT_LONG"))


@pytest.mark.skipif(not LONG, reason="minutes: ./dev test long -R extremes")
def test_many_random_experiments(registries, tmp_path):
    targeting = try_seeds(registries["targeting"], range(1000, 1500), tmp_path)
    print(f"\n500 random experiments of targeting: {targeting['whole']} whole, {targeting['refused']} refused")
    for model in MODELS[1:]:
        ended = try_seeds(registries[model], range(1000, 1040), tmp_path)
        print(f"40 of {model}: {ended['whole']} whole, {ended['refused']} refused")


@pytest.mark.skipif(not LONG, reason="minutes: ./dev test long -R extremes")
def test_timelines_without_other_extremes(registries, tmp_path):
    """Up to six changes of up to six keys, and nothing else that is unusual: few are refused."""
    registry, ended = registries["targeting"], {"whole": 0, "refused": 0}
    for seed in range(300):
        draw = Draw(registry, f"timelines {seed}")
        text = HEAD + "\n".join(scenario("s", {}) + timeline(draw.timeline(20, registry.monthly, 6, 6))) + "\n"
        ended[judge(tmp_path, text, *run(tmp_path, text))] += 1
    print(f"\n300 random timelines: {ended['whole']} whole, {ended['refused']} refused")
    assert ended["whole"] > 150


@pytest.mark.skipif(not LONG, reason="minutes: ./dev test long -R extremes")
def test_all_pairs_that_share_state(registries, tmp_path):
    print(f"\n{pairs(registries, tmp_path, 'all')} pairs of parameters that share state ran")
