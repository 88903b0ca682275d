"""Where a briefing comes from, how to cite it, and what it must not be used for."""

import hashlib
from pathlib import Path

from ..comparison import is_policy_panel
from ..digits import number
from ..runs import missing_runs, most_replicates, replicates_words
from ..series import time_unit

NOT_FOR_POLICIES = (
    ("Forecasts.", "The levels are those of a made-up population. No number here is an estimate for a real place or year."),
    (
        "Decisions about families.",
        "There is no real family in it and nothing is learned from one. A simulated score means nothing for a person.",
    ),
    (
        "Proof that a programme is safe, or that it does harm.",
        "It shows what follows from the assumptions listed here. Vary the contested ones before you rely on a result.",
    ),
    (
        "A recommendation.",
        "If a policy does best under one set of contested values and worst under another, the model does not show that it is best.",
    ),
    ("Budgets.", "Unit costs are correct only to their order of magnitude, and nobody can measure the cost of harm; its value is assumed."),
    ("Tuning or buying a real risk model.", "The records are simulated, with errors that the parameters define."),
)
NOT_FOR_THEORY = (
    ("Forecasts, or a measurement of any real system.", "It is a small published model: it shows what one mechanism can cause."),
    (
        "Evidence that the mechanism was at work somewhere.",
        "That a mechanism can produce a pattern does not show that it did so in a real place. Only data from that place can show it.",
    ),
    ("Decisions about people or places.", "The model contains neither."),
)


def not_for(panel):
    """(what, why) pairs, with what this very run is too thin for."""
    found = list(NOT_FOR_POLICIES if is_policy_panel(panel) else NOT_FOR_THEORY)
    if most_replicates(panel) < 2:
        found.append(
            ("Anything that needs a margin of error.", f"There is only {replicates_words(panel)}: every difference may be due to chance.")
        )
    elif most_replicates(panel) < 5:
        found.append(
            (
                "Fine comparisons.",
                f"With {replicates_words(panel)} intervals are wide and uncertain themselves.",
            )
        )
    if panel.sizes["scenario"] == 1:
        found.append(("Saying what a policy does.", "There is only one scenario, so there is nothing to compare it with."))
    return found


def sha256_of(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def program_of(panel):
    """ "Streetlight 0.1.0 (commit 0123abc)"."""
    version, commit = panel.attrs.get("version"), panel.attrs.get("commit")
    return "Streetlight" + (f" {version}" if version else "") + (f" (commit {commit})" if commit else "")


def citation_of(panel, digest):
    return (
        f"Streetlight developers: {program_of(panel)}, computer program. Experiment “{title_of(panel)}”, seed"
        f" {panel.attrs.get('seed', 'unknown')}, {replicates_words(panel)}; result file {panel.attrs['file']}, SHA-256 {digest[:16]}."
    )


def title_of(panel):
    return str(panel.attrs.get("title") or Path(panel.attrs["file"]).stem)


def provenance_of(panel, digest, config):
    """(name, value) pairs for the footer; what the file does not say is left out."""
    attributes, run = panel.attrs, panel.attrs.get("experiment", {}).get("run", {})
    unit = time_unit(panel)
    pairs = [
        ("Program", program_of(panel)),
        ("Model", attributes.get("model")),
        ("Experiment", attributes.get("title")),
        ("Seed", attributes.get("seed")),
        ("Replicates", replicates_words(panel).removesuffix("s").removesuffix(" replicate")),
        ("Runs that the file does not have", number(missing_runs(panel), 0) if missing_runs(panel) else None),
        ("Scenarios", number(panel.sizes["scenario"], 0)),
        ("Design points", number(panel.sizes["point"], 0) if panel.sizes["point"] > 1 else None),
        ("Length", f"{number(run['months'], 0)} {unit}s" if "months" in run else None),
        ("Spin-up before that", f"{number(run['spin_up'], 0)} {unit}s" if run.get("spin_up") else None),
        ("Layout of the file", f"schema {attributes['schema']}" if "schema" in attributes else None),
        ("Result file", attributes["file"]),
        ("SHA-256 of the file", digest),
        ("SHA-256 of the configuration", hashlib.sha256(config.encode()).hexdigest() if config else None),
    ]
    return [(name, str(value)) for name, value in pairs if value not in (None, "")]
