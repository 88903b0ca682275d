"""Writes result files in the documented layout with made-up numbers: plausible shapes, no model behind them.

Layout: group /panel with dimension scales (scenario, point, replicate, time, authority, group) and a
variable a column; /design; /provenance. Replicates share their noise over scenarios, as the program's do.
"""

import h5netcdf
import numpy as np

SCENARIOS = (
    "No programme",
    "Covert programme",
    "Notice and register",
    "Consented support",
    "Corrected and audited",
    "Universal early help",
)
DECILES = tuple(f"decile_{d}" for d in range(1, 11))
GROUPS = (
    ("all",)
    + DECILES
    + (
        "owner",
        "private_rent",
        "social_rent",
        "couple",
        "lone",
        "white",
        "mixed",
        "asian",
        "black",
        "other",
        "managerial",
        "intermediate",
        "routine",
        "not_working",
        "one",
        "two",
        "three_or_more",
    )
)
SERVICES = ("school", "health", "early_help", "voluntary_sector", "housing", "benefits", "police", "community")

# Share of families, disadvantage in standard deviations of deprivation.
SHARES = dict(
    zip(
        GROUPS,
        (1,)
        + (0.1,) * 10
        + (0.58, 0.22, 0.20, 0.755, 0.245, 0.73, 0.065, 0.12, 0.06, 0.025, 0.37, 0.2, 0.3, 0.13, 0.45, 0.41, 0.14),
    )
)
HARDSHIP = dict(
    zip(
        GROUPS,
        (0,)
        + tuple(np.linspace(-1.5, 1.5, 10))
        + (-0.4, 0.3, 0.9, -0.2, 0.6, -0.05, 0.2, -0.05, 0.5, 0.1, -0.6, -0.1, 0.2, 0.9, -0.05, -0.05, 0.3),
    )
)

# Effects of each scenario at full strength: visits a 1,000 a month, trust, need, awareness, licence, precision on records.
EFFECTS = {
    "No programme": (0, 0, 0, 0.03, 0.66, None),
    "Covert programme": (2.6, -0.32, 0.03, 0.3, 0.52, (0.25, 0.47)),
    "Notice and register": (2.6, -0.19, 0.015, 0.75, 0.57, (0.25, 0.46)),
    "Consented support": (2.0, 0.12, -0.06, 0.8, 0.69, (0.27, 0.36)),
    "Corrected and audited": (2.6, -0.15, 0.0, 0.74, 0.585, (0.26, 0.33)),
    "Universal early help": (0, 0.06, -0.09, 0.03, 0.67, None),
}

CONFIG = """schema = 1
model = "targeting"
[programme]
start = 24
enabled = {enabled}
[risk]
horizon = 12
[groups]
{groups}
"""
ATTRIBUTES = {
    "tenure": GROUPS[11:14],
    "household": GROUPS[14:16],
    "ethnicity": GROUPS[16:21],
    "occupation": GROUPS[21:25],
    "children": GROUPS[25:],
}
DECLARED = "\n".join(
    f'{level} = {{ {attribute} = ["{level}"] }}' for attribute, levels in ATTRIBUTES.items() for level in levels
)


def columns_of_targeting(random, families=100_000, months=144, replicates=10, scenarios=SCENARIOS, strength=1.0):
    """{column: (kind, unit, values[scenario, replicate, time, group], numerator, denominator)}."""
    shape = (len(scenarios), replicates, months, len(GROUPS))
    share = np.array([SHARES[g] for g in GROUPS])
    hard = np.array([HARDSHIP[g] for g in GROUPS])
    month = np.arange(months)[:, None]
    on = np.clip((month - 24) / 60, 0, 1)[None, None]
    effect = np.array([EFFECTS[s][:5] for s in scenarios], float) * [strength, strength, strength, 1, 1]
    visits_rate, trust_effect, need_effect, aware_level, licence_level = (
        effect[:, k][:, None, None, None] for k in range(5)
    )

    # Noise that scenarios share, and a little that they do not.
    shared = random.normal(0, 1, (1, replicates, 1, 1))
    wobble = random.normal(0, 1, (1, replicates, months, 1))
    own = random.normal(0, 1, (len(scenarios), replicates, 1, 1)) * (effect[:, :3].any(1))[:, None, None, None]
    size = np.broadcast_to(families * share, shape)

    def count(rate, events=True):
        return np.round(
            size * np.clip(rate * (1 + 0.01 * shared + 0.01 * own + (0.05 if events else 0.004) * wobble), 0, 1)
        )

    need_rate = 0.065 * np.exp(0.32 * hard) * (1 + need_effect * on)
    case_rate = 0.03 * np.exp(0.72 * hard) * (1 + 0.05 * visits_rate * on)
    running = np.where(visits_rate > 0, (month >= 24)[None, None], 0)
    flag_rate = running * visits_rate / 900 * np.exp((0.75 + 0.15 * on) * hard)
    recorded = np.array([[(EFFECTS[s][5] or (0, 0))[k] for k in (0, 1)] for s in scenarios])
    precision_recorded = (
        recorded[:, 0][:, None, None, None]
        + (recorded[:, 1] - recorded[:, 0])[:, None, None, None] * np.clip((month - 24) / 100, 0, 1)[None, None]
    )

    table = {}

    def add(name, kind, unit, values, numerator="", denominator=""):
        table[name] = (kind, unit, np.broadcast_to(np.asarray(values, float), shape), numerator, denominator)

    families_ = size
    need = count(need_rate, events=False)
    cases = count(case_rate, events=False)
    flags = count(flag_rate)
    in_need = np.round(flags * (0.30 + 0.02 * own))
    # A flag is judged on the records twelve months after it was made.
    judged, confirmed = np.zeros_like(flags), np.zeros_like(flags)
    judged[:, :, 12:] = flags[:, :, :-12]
    confirmed[:, :, 12:] = np.round(flags * precision_recorded)[:, :, :-12]
    visits = np.round(flags * 0.85)
    add("families", "stock", "families", families_)
    add("need", "stock", "families", need)
    add("open_cases", "stock", "families", cases)
    add("harm", "flow", "harms", count(0.0021 * np.exp(0.3 * hard) * (1 + need_effect * on)))
    add("harm_unseen", "flow", "harms", count(0.0014 * np.exp(0.2 * hard) * (1 + need_effect * on)))
    for index, service in enumerate(SERVICES):
        reach = (0.55, 0.24, 0.015, 0.02, 0.03, 0.06, 0.006, 0.1)[index]
        add(f"contacts_{service}", "flow", "contacts", count(reach * np.exp(0.2 * hard)))
        add(
            f"deterred_{service}",
            "flow",
            "contacts",
            count(0.05 * reach * np.maximum(0, -trust_effect * on * 2 + 0.02) * np.exp(0.4 * hard)),
        )
    contacts = sum(table[f"contacts_{service}"][2] for service in SERVICES)
    avoided = np.round(0.03 * contacts) + sum(table[f"deterred_{service}"][2] for service in SERVICES)
    add("avoided", "flow", "contacts", avoided)
    add("contacts_wanted", "flow", "contacts", contacts + avoided)
    add("concerns", "flow", "concerns", count(0.012 * np.exp(0.5 * hard)))
    add("false_concerns", "flow", "concerns", count(0.006 * np.exp(0.5 * hard) * (1 + 0.08 * visits_rate * on)))
    add("referrals", "flow", "referrals", count(0.005 * np.exp(0.5 * hard)))
    add("findings", "flow", "findings", count(0.0028 * np.exp(0.6 * hard) * (1 + 0.1 * visits_rate * on)))
    add("findings_after_flag", "flow", "findings", np.round(table["findings"][2] * 0.2 * (visits_rate > 0) * on))
    add("false_findings", "flow", "findings", count(0.0009 * np.exp(0.6 * hard) * (1 + 0.25 * visits_rate * on)))
    add("flags", "flow", "flags", flags)
    add("flags_in_need", "flow", "flags", in_need)
    add("flags_judged", "flow", "flags", judged)
    add("flags_confirmed", "flow", "flags", confirmed)
    add(
        "need_flagged",
        "stock",
        "families",
        np.round(need * 0.12 * (visits_rate > 0) * np.clip((month - 24) / 12, 0, 1)),
    )
    add("visits", "flow", "visits", visits)
    add("unwarranted_visits", "flow", "visits", np.round(visits * 0.7))
    add("support", "flow", "families", count(0.002 * np.exp(0.4 * hard)))
    add(
        "unmet_need",
        "stock",
        "families",
        np.round(need * (0.62 - 0.3 * trust_effect * on - 0.5 * np.minimum(0, need_effect) * -on)),
    )
    trust = 0.7 - 0.28 * hard + trust_effect * on * (1 + 0.45 * hard) + 0.01 * shared + 0.006 * own + 0.003 * wobble
    add("trust_sum", "stock", "log-odds", trust * size)
    add("trust", "ratio", "log-odds", trust, "trust_sum", "families")
    add(
        "licensed",
        "stock",
        "families",
        count(np.clip(0.66 - 0.06 * hard + (licence_level - 0.66) * on, 0, 1), events=False),
    )
    add("licence", "ratio", "1", table["licensed"][2] / size, "licensed", "families")
    add("aware", "stock", "families", count(0.02 + aware_level * on * 0.9, events=False))
    add("cost", "flow", "pounds", size * (260 + 40 * visits_rate / 2.6 * on + 5 * own + 2 * shared) / 12)
    for name, top, bottom in (
        ("avoided_share", "avoided", "contacts_wanted"),
        ("prevalence_true", "need", "families"),
        ("prevalence_recorded", "open_cases", "families"),
        ("precision_true", "flags_in_need", "flags"),
        ("precision_recorded", "flags_confirmed", "flags_judged"),
        ("recall_true", "need_flagged", "need"),
        ("recall_recorded", "findings_after_flag", "findings"),
    ):
        with np.errstate(divide="ignore", invalid="ignore"):
            add(
                name,
                "ratio",
                "1",
                table[top][2] / np.where(table[bottom][2] > 0, table[bottom][2], np.nan),
                top,
                bottom,
            )
    with np.errstate(divide="ignore", invalid="ignore"):
        proportion = flags / need
        add("flag_ratio", "relative", "1", proportion / proportion[..., :1], "flags", "need")
    return table


def write_panel(
    path,
    points,
    names,
    times,
    *,
    groups=GROUPS,
    interval=1,
    design=None,
    title="England, six policies",
    model="targeting",
    time_unit="month",
    seed=2026,
    config=CONFIG,
):
    """Writes a file. `points` is a list (one a design point) of tables as `columns_of_targeting` makes them."""
    first = next(iter(points[0].values()))[2]
    replicates = first.shape[1]
    with h5netcdf.File(path, "w") as file:
        panel = file.create_group("panel")
        panel.dimensions = {
            "scenario": len(names),
            "point": len(points),
            "replicate": replicates,
            "time": len(times),
            "authority": 1,
            "group": len(groups),
        }
        text = h5netcdf.core.h5py.string_dtype()
        for name, words in (("scenario", names), ("authority", ["all"]), ("group", groups)):
            panel.create_variable(name, (name,), dtype=text)[...] = np.array(words, dtype=object)
        for name, numbers in (("point", range(len(points))), ("replicate", range(replicates)), ("time", times)):
            panel.create_variable(name, (name,), data=np.array(list(numbers), dtype="i8"))
        panel.variables["time"].attrs["units"] = time_unit
        panel.variables["time"].attrs["interval"] = interval
        for column, (kind, unit, _, numerator, denominator) in points[0].items():
            values = np.stack([point[column][2] for point in points], axis=1)[:, :, :, :, None, :]
            variable = panel.create_variable(
                column, ("scenario", "point", "replicate", "time", "authority", "group"), data=values, fillvalue=np.nan
            )
            variable.attrs["units"] = unit
            variable.attrs["long_name"] = column.replace("_", " ")
            variable.attrs["kind"] = kind
            variable.attrs["cell_methods"] = {
                "flow": "time: sum",
                "stock": "time: mean",
                "ratio": "time: mean (comment: each gathered first)",
                "relative": "time: mean (comment: relative to the group all)",
            }[kind]
            if numerator:
                variable.attrs["numerator"], variable.attrs["denominator"] = numerator, denominator
        runs = file.create_group("runs")
        runs.dimensions = {"run": len(names) * len(points) * replicates}
        runs.create_variable("completed", ("run",), data=np.ones(len(names) * len(points) * replicates, "i1"))
        if design:
            group = file.create_group("design")
            group.dimensions = {"point": len(points)}
            for key, values in design.items():
                values = np.array(values, dtype=object if isinstance(values[0], str) else float)
                group.create_variable(key, ("point",), dtype=text if values.dtype == object else "f8")[...] = values
        file.attrs["title"], file.attrs["schema"], file.attrs["source"] = title, 1, "streetlight 0.1.0 (0123abc)"
        provenance = file.create_group("provenance")
        for key, value in {
            "seed": seed,
            "program": "streetlight",
            "program_version": "0.1.0",
            "commit": "0123abc",
            "model": model,
            "schema": 1,
        }.items():
            provenance.attrs[key] = value
        provenance.create_variable("config", (), dtype=text)[...] = config.format(groups=DECLARED, enabled="true")
        provenance.dimensions = {"scenario": len(names)}
        settings = provenance.create_variable("scenario_toml", ("scenario",), dtype=text)
        settings[...] = np.array(
            [config.format(groups="", enabled=str(EFFECTS.get(name, (1,))[0] > 0).lower()) for name in names],
            dtype=object,
        )


def write_england(path, *, replicates=10, months=144, scenarios=SCENARIOS, drop=(), **options):
    """Six policies over twelve years."""
    table = columns_of_targeting(np.random.default_rng(7), months=months, replicates=replicates, scenarios=scenarios)
    for column in drop:
        table.pop(column)
    write_panel(path, [table], scenarios, range(months), **options)
    return path


def write_sweep(path, *, replicates=4, months=60):
    """A grid of 5 x 4 points over capacity and deference, two scenarios."""
    capacities, deferences = (0.001, 0.002, 0.004, 0.006, 0.008), (0.1, 0.4, 0.7, 1.0)
    names = ("No programme", "Covert programme")
    points, design = [], {"programme.capacity": [], "review.deference": []}
    for capacity in capacities:
        for deference in deferences:
            strength = capacity / 0.004 * (0.5 + 0.5 * deference)
            points.append(
                columns_of_targeting(
                    np.random.default_rng(3), months=months, replicates=replicates, scenarios=names, strength=strength
                )
            )
            design["programme.capacity"].append(capacity)
            design["review.deference"].append(deference)
    write_panel(path, points, names, range(months), design=design, title="Capacity and deference")
    return path


def write_urn(path, *, replicates=8, months=200):
    """A panel of another model: other columns, one group, no programme."""
    random = np.random.default_rng(11)
    walk = np.clip(
        0.5
        + np.cumsum(random.normal(0, 0.02, (2, replicates, months, 1)), axis=2)
        / np.arange(1, months + 1)[None, None, :, None] ** 0.5,
        0,
        1,
    )
    table = {
        "share_first": ("stock", "1", walk, "", ""),
        "incidents": ("flow", "incidents", np.round(20 * walk), "", ""),
    }
    write_panel(
        path,
        [table],
        ("naive", "corrected"),
        range(months),
        groups=("all",),
        title="Runaway urn",
        model="urn",
        config='model = "urn"\n',
        time_unit="day",
    )
    return path


if __name__ == "__main__":
    import sys

    write_england(f"{sys.argv[1]}/england.h5")
    write_sweep(f"{sys.argv[1]}/sweep.h5")
    write_urn(f"{sys.argv[1]}/urn.h5")
