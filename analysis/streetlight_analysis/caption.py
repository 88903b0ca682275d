"""What stands under a figure: what to look at, how to read it, and where the numbers came from."""

from .runs import most_replicates, replicates_words
from .series import time_unit

NO_INTERVALS = "A single replicate: no intervals."


def source_line(panel):
    """Config, seed, replicates (those that the file has), version: enough to make the figure again.

    Parts that the file does not carry are left out.
    """
    if "source" in panel.attrs:  # a file of worlds says it itself
        return panel.attrs["source"]
    attributes = panel.attrs
    version = " ".join(
        part
        for part in (
            f"Streetlight {attributes['version']}" if "version" in attributes else "Streetlight",
            f"({str(attributes['commit'])[:10]})" if attributes.get("commit") else "",
        )
        if part
    )
    parts = [
        str(attributes.get("config") or attributes.get("title") or attributes.get("file", "")),
        f"seed {attributes['seed']}" if "seed" in attributes else "",
        replicates_words(panel),
        version,
    ]
    return "Source: " + " · ".join(part for part in parts if part) + "."


def interval_note(panel, what="Shaded", level=0.95):
    """How to read the intervals; that there are none where the file has a single replicate."""
    return f"{what}: {100 * level:g} % interval over replicates." if has_intervals(panel) else NO_INTERVALS


def has_intervals(panel):
    """Whether any scenario has the two replicates that an interval needs."""
    return most_replicates(panel) > 1


def over_words(panel, window):
    """ " Over months 24 to 143.", to stand after a sentence; nothing for a file of a single moment."""
    return f" Over {window_words(panel, window)}." if panel.sizes["time"] > 1 else ""


def window_words(panel, window):
    """ "months 24 to 143", "day 3"."""
    unit = time_unit(panel)
    last = window.stop - 1
    return f"{unit}s {window.first:,} to {last:,}" if last > window.first else f"{unit} {window.first:,}"
