"""The experiment: what a result file of `streetlight run` says was run, and which settings hold in a month.

A result holds every parameter of the model, defaults included (`/provenance/config`), so that this program needs no table of
defaults of its own.
"""

import tomllib
from dataclasses import dataclass, field

# Keys that act only while a programme is in effect (odd.md, 7.15): scenarios that differ in nothing else are alike before.
DORMANT = (
    "programme.", "review.", "approach.", "consent.", "access.", "risk.", "awareness.", "licence.", "scandal.", "campaign.",
    "dialogue.", "predeployment.", "monitoring.", "regulator.", "breach.", "reuse.", "appeals.", "trust.covert", "trust.private",
    "authorities.adoption", "authorities.adoption_order", "authorities.start_window", "authorities.readiness_spread",
)


class Settings(dict):
    """Every parameter by its dotted key. Not changed once a month has asked it for a table."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.made = {}

    def table(self, prefix):
        """What is set below a prefix: {level: value}."""
        return self.once(
            prefix, lambda: {key[len(prefix) + 1 :]: value for key, value in self.items() if key.startswith(prefix + ".")}
        )

    def once(self, name, make):
        """What follows from the settings alone: made when first asked for, then kept."""
        if name not in self.made:
            self.made[name] = make()
        return self.made[name]

    def below(self, prefix):
        """Names just below a prefix, in the order of the file."""
        return list(dict.fromkeys(key[len(prefix) + 1 :].split(".")[0] for key in self if key.startswith(prefix + ".")))


def change(settings, changes):
    """Sets what `changes` says; `KEY.times` and `KEY.plus` change the number that is there, in this order."""
    stems = {key.rpartition(".")[0] for key in changes if key.endswith((".times", ".plus"))}
    for key in stems & settings.keys():
        settings[key] = settings[key] * changes.get(f"{key}.times", 1) + changes.get(f"{key}.plus", 0)
    settings.update({key: value for key, value in changes.items() if key.rpartition(".")[0] not in stems})


@dataclass
class Scenario:
    name: str
    changes: dict
    timeline: list = field(default_factory=list)  # (month, {key: value})

    def settings(self, base, month):
        """What holds in a month: the file's settings, then the scenario's, then its timeline's up to that month."""
        settings = Settings(base)
        change(settings, self.changes)
        for start, changes in self.timeline:
            if start <= month:
                change(settings, changes)
        return settings

    def change_months(self):
        return [month for month, _ in self.timeline]

    def first_difference(self, base):
        """The first month in which this scenario can differ from the file as it stands; None: never."""
        months = list(self.change_months())
        first = self.settings(base, -(10**6))
        if any(not key.startswith(DORMANT) for key in self.changes):
            return -(10**6)
        if first["programme.enabled"]:
            months.append(first["programme.start"] - first["risk.horizon"])
        return min(months, default=None)


@dataclass
class Experiment:
    base: Settings
    scenarios: list
    groups: dict  # name -> {attribute or "deprivation": [levels]}
    months: int
    spin_up: int
    replicates: int
    seed: int
    interval: int  # months a row

    @classmethod
    def from_toml(cls, text):
        raw = tomllib.loads(text)
        if raw.get("design"):
            raise SystemExit("peer_numpy: an experiment with a design is not covered; leave [design] out")
        if any(one.get("match") for one in raw["scenario"]):
            raise SystemExit("peer_numpy: a match is not covered; write down the value that was found (streetlight info)")
        run, output = raw["run"], raw["output"]
        groups = {"all": {}} | {name: dict(wanted) for name, wanted in raw.get("groups", {}).items()}
        scenarios = [
            Scenario(one["name"], flatten(one.get("set", {})), [(t["month"], flatten(t["set"])) for t in one.get("timeline", [])])
            for one in raw["scenario"]
        ]
        skipped = ("run", "output", "groups", "scenario", "schema", "model", "title", "design")
        base = Settings(flatten({key: value for key, value in raw.items() if key not in skipped}))
        interval = {"month": 1, "quarter": 3, "year": 12}[output["interval"]]
        return cls(base, scenarios, groups, run["months"], run["spin_up"], run["replicates"], run["seed"], interval)

    @classmethod
    def from_result(cls, path):
        """Reads a result file of `streetlight run`, or a TOML file that has every parameter."""
        if str(path).endswith(".toml"):
            with open(path, encoding="utf-8") as file:
                return cls.from_toml(file.read())
        import h5py

        with h5py.File(path) as file:
            return cls.from_toml(file["provenance/config"][()].decode())


def flatten(tree, prefix=""):
    flat = {}
    for key, value in tree.items():
        if isinstance(value, dict):
            flat.update(flatten(value, f"{prefix}{key}."))
        else:
            flat[f"{prefix}{key}"] = value
    return flat
