"""Random legal experiments at the extremes of the registry.

Keys, types and ranges come from the program's own JSON schema, so a new parameter is tried without a word here. Whatever
the draw, each single value is legal; what is wrong about them together is for the program to say.
"""

import json
import math
import random
import subprocess
from dataclasses import dataclass, field

# Sizes that only make a run long, and what stands in for their largest value.
MOST = {
    "population.families": 1500,
    "authorities.count": 12,
    "risk.boosted.trees": 12,
    "people.count": 1000,
    "applicants.count": 1000,
    "urn.count": 20,
    "attention.units": 500,
    "learner.outcomes": 2000,
    "users.start": 1000,
    "users.inflow": 1000,
    "incidents.rates": 100,
    "incidents.matrix": 1000,
    "sites.rates": 1000,
}
LENGTHS = {"attention.weights": 5, "incidents.matrix": 4}  # of lists that are empty by default
WHOLE = {"urn.prior", "users.start"}  # lists of whole numbers
NOT_DRAWN = {"network.file", "model", "schema"}


@dataclass
class Registry:
    """What can be set: full key -> schema of its value."""

    model: str
    keys: dict = field(default_factory=dict)
    monthly: set = field(default_factory=set)

    @classmethod
    def of(cls, program, model):
        told = subprocess.run([program, "schema", "--model", model], capture_output=True, text=True, check=True)
        definitions = json.loads(told.stdout)["$defs"]
        registry = cls(model)
        registry.keys = dict(_leaves(definitions["parameters"], ""))
        registry.monthly = {key for key, _ in _leaves(definitions["monthly"], "")} - NOT_DRAWN
        for key in NOT_DRAWN:
            registry.keys.pop(key, None)
        return registry


def _leaves(schema, prefix):
    for name, of in schema.get("properties", {}).items():
        if "properties" in of:
            yield from _leaves(of, f"{prefix}{name}.")
        if "properties" not in of or "default" in of:
            yield f"{prefix}{name}", _absolute(of)


def _absolute(schema):
    """A value's schema without the change to what is there ({ times }, { plus }), which a scenario offers beside it."""
    choices = schema.get("anyOf", [])
    if any("times" in choice.get("properties", {}) for choice in choices):
        return {**choices[0], "default": schema["default"]}
    return schema


def toml(value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(toml, value)) + "]"
    return json.dumps(value) if isinstance(value, str) else repr(value)


class Draw:
    """Values and whole experiments, by a seed."""

    def __init__(self, registry: Registry, seed):
        self.registry = registry
        self.random = random.Random(f"{registry.model} {seed}")
        attributes = [key.split(".")[2] for key in registry.keys if key.startswith("population.attributes.")]
        self.attributes = sorted(set(attributes))
        self.levels = [
            level
            for name in self.attributes
            for level in registry.keys.get(f"population.attributes.{name}.levels", {}).get("default", [])
        ]

    # One value

    def number(self, schema, most=None):
        """A legal number, oftener than not at an end of its range or where arithmetic is at its end."""
        r = self.random
        low, high = schema.get("minimum", -math.inf), schema.get("maximum", math.inf)
        low = schema["exclusiveMinimum"] if "exclusiveMinimum" in schema else low
        high = schema["exclusiveMaximum"] if "exclusiveMaximum" in schema else high
        if most is not None:
            high = min(high, most)
        if schema["type"] == "integer":
            low, high = int(max(low, -(2**31))), int(min(high, 2**31))
            return int(min(high, max(low, r.choice([low, low, low + 1, low + r.randrange(8), high, r.randint(low, high)]))))
        low, high = max(low, -1e300), min(high, 1e300)
        inside_low, inside_high = math.nextafter(low, high), math.nextafter(high, low)
        candidates = [low, high, inside_low, inside_high, r.uniform(low, high), 0.0, 1.0, -1.0, schema.get("default")]
        candidates += [sign * 10 ** r.uniform(-320, 3) for sign in (1, -1)] + [low + 10 ** r.uniform(-18, 0), high - 10 ** r.uniform(-18, 0)]
        candidates += [5e-324, 1e-300, 1e-20, 1e-9, r.uniform(0, 1), r.uniform(0, 0.05)]
        legal = [
            x
            for x in candidates
            if isinstance(x, (int, float))
            and low <= x <= high
            and not (x == low and "exclusiveMinimum" in schema)
            and not (x == high and "exclusiveMaximum" in schema)
        ]
        return float(r.choice(legal))

    def value(self, key):
        schema, r = self.registry.keys[key], self.random
        if "anyOf" in schema:
            return "none" if r.random() < 0.4 and not key.endswith(".reach") else self.number(schema["anyOf"][0], MOST.get(key))
        if "enum" in schema:
            return r.choice(schema["enum"])
        if schema["type"] == "boolean":
            return r.random() < 0.5
        if "array" in schema["type"] and schema["items"]["type"] == "number":
            length = LENGTHS.get(key) or len(schema["default"])
            numbers = [self.number(schema["items"], MOST.get(key)) for _ in range(length)]
            if key in WHOLE:
                return [max(schema["items"].get("minimum", 0), float(math.floor(x))) for x in numbers]
            return sorted(numbers) if key == "scores.grid" else numbers
        if key == "risk.trained_on":
            return r.choice([[], ["all"], "A001", ["A001", "A002"]])
        if "array" in schema["type"]:
            return r.sample(["deprivation", *self.attributes], r.randrange(len(self.attributes) + 2))
        if schema["type"] == "string":
            return r.choice(["", *self.attributes])
        if schema["type"] == "object":  # a map: the member is drawn too
            raise KeyError(key)
        return self.number(schema, MOST.get(key))

    def setting(self, key):
        """(key, value), with a member for a map; whole attributes keep their levels."""
        r = self.random
        if key.endswith(".levels"):
            return key, self.registry.keys[key]["default"]
        if key.endswith(".shares"):
            weights = [10 ** -r.choice([r.uniform(0, 1), r.uniform(0, 12)]) for _ in self.registry.keys[key]["default"]]
            return key, [weight / sum(weights) for weight in weights]
        schema = self.registry.keys[key]
        if schema.get("type") == "object":
            names = ["care", "police", "school"] if key == "risk.criteria" else self.levels
            return f"{key}.{r.choice(names)}", self.number(schema["additionalProperties"])
        return key, self.value(key)

    def settings(self, keys):
        return dict(self.setting(key) for key in keys)

    # A whole experiment

    def some_keys(self, keys, most):
        keys = sorted(keys)
        return self.random.sample(keys, min(len(keys), self.random.randint(1, most)))

    def small(self):
        """A small run in which things happen."""
        r = self.random
        if self.registry.model != "targeting":
            return {"run.months": r.randint(1, 60)}
        families = r.choice([1, 60, 700, MOST["population.families"]])
        return {
            "run.months": r.randint(12, 30),
            "run.spin_up": r.choice([0, 6, 12]),
            "population.families": families,
            "population.neighbourhood_size": r.choice([1, 20, 100, 500]),
            "network.degree": 0.0 if families == 1 else r.choice([0.0, 2.0, 4.0]),
            "programme.enabled": r.random() < 0.9,
            "programme.start": r.randrange(4),
            "programme.capacity": r.choice([0.02, 0.2, 1.0]),
            "programme.cool_down": r.randrange(3),
            "risk.horizon": r.randint(1, 6),
            "risk.retrain": r.randint(1, 6),
            "risk.learner": r.choice(["logistic", "logistic", "boosted", "points", "known", "random"]),
            "risk.boosted.trees": 5,
            "risk.correction_group": r.choice(["tenure", "household"]),
            "casework.capacity": 5.0,
            "services.early_help.capacity": 8.0,
        }

    def timeline(self, months, keys, entries=4, changes=4):
        r = self.random
        at = sorted(r.sample(range(months), min(months, r.randint(1, entries))))
        return {month: self.settings(self.some_keys(keys, changes)) for month in at}

    def experiment(self, most_extremes=6, timelines=True) -> str:
        r, registry = self.random, self.registry
        settings = self.small() | self.settings(self.some_keys(registry.keys, most_extremes))
        settings["run.replicates"], settings["run.seed"] = r.randint(1, 2), r.randrange(1000)
        settings["output.interval"] = r.choice(["month", "quarter", "year"])
        settings["output.by_authority"] = r.random() < 0.5
        if registry.model == "targeting":
            settings["output.family_sample"] = r.choice([0, 0, 5])
        lines = ["schema = 1", f'model = "{registry.model}"', *(f"{key} = {toml(value)}" for key, value in settings.items())]
        if registry.model == "targeting" and r.random() < 0.5:
            lines += ["[groups]", 'poor = { deprivation = [9, 10] }', 'lone = { household = ["lone"] }']
        for name in range(r.randint(1, 3)):
            lines += scenario(f"s{name}", self.settings(self.some_keys(registry.keys, 3)) if r.random() < 0.7 else {})
            if timelines and registry.monthly and r.random() < 0.7:
                lines += timeline(self.timeline(settings["run.months"], registry.monthly))
        if r.random() < 0.3:
            said = "\n".join(lines)
            numbers = [key for key, of in registry.keys.items() if of.get("type") == "number" and key not in said]
            if numbers:
                key = r.choice(numbers)
                lines += ["[design]", 'kind = "list"', "[[design.parameter]]", f'key = "{key}"']
                lines += [f"values = {toml([self.value(key) for _ in range(2)])}"]
        return "\n".join(lines) + "\n"


def scenario(name, settings):
    inside = ", ".join(f"{key} = {toml(value)}" for key, value in settings.items())
    return ["[[scenario]]", f'name = "{name}"', *([f"set = {{ {inside} }}"] if inside else [])]


def timeline(entries):
    lines = []
    for month, settings in entries.items():
        inside = ", ".join(f"{key} = {toml(value)}" for key, value in settings.items())
        lines += ["[[scenario.timeline]]", f"month = {month}", f"set = {{ {inside} }}"]
    return lines
