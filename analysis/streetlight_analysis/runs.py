"""Which runs a file has: of those that were planned some may have failed, or be in other shards.

What is said of replicates counts those that are there, never those that were planned.
"""

import numpy as np

from . import columns
from .digits import number


def runs_there(panel):
    """True for each run that the file has, over (scenario, point, replicate)."""
    counts = [name for name in panel.data_vars if columns.kind(panel, name) in ("flow", "stock")] or list(panel.data_vars)
    if not counts:
        return None
    values = panel[counts[0]].isel(authority=0, group=0)
    return values.notnull().any("time").transpose("scenario", "point", "replicate")


def missing_runs(panel):
    """How many of the planned runs the file does not have."""
    there = runs_there(panel)
    return 0 if there is None else int(there.size - there.sum())


def replicates_there(panel):
    """(fewest, most) replicates that a scenario has at a design point."""
    there = runs_there(panel)
    if there is None:
        return panel.sizes["replicate"], panel.sizes["replicate"]
    counts = there.sum("replicate").values
    return int(counts.min()), int(counts.max())


def most_replicates(panel):
    """Replicates of the scenario that has most: fewer than two give no interval anywhere."""
    return replicates_there(panel)[1]


def replicates_words(panel):
    """ "10 replicates", "1 of 4 replicates", "2 to 4 of 4 replicates"."""
    fewest, most = replicates_there(panel)
    planned = panel.sizes["replicate"]
    if fewest == planned:
        return f"{number(planned, 0)} replicate{'s' if planned != 1 else ''}"
    some = number(most, 0) if fewest == most else f"{number(fewest, 0)} to {number(most, 0)}"
    return f"{some} of {number(planned, 0)} replicate{'s' if planned != 1 else ''}"


def missing_words(panel):
    """A sentence on runs that the file lacks, naming the scenarios that lack them; nothing where it has all."""
    missing = missing_runs(panel)
    if not missing:
        return ""
    there = runs_there(panel)
    lacking = [str(name) for name, whole in zip(there["scenario"].values, there.all(("point", "replicate")).values) if not whole]
    every = len(lacking) == there.sizes["scenario"]
    of = "" if every and len(lacking) > 1 else f" (of {', '.join(f'“{name}”' for name in lacking)})"
    many = missing > 1
    return (
        f"{number(missing, 0)} of the {number(int(np.prod(there.shape)), 0)} planned runs{of} {'are' if many else 'is'} not in"
        " the file: comparisons use the replicates that both sides have."
    )
