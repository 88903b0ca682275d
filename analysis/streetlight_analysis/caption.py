"""What stands under a figure: what to look at, how to read it, and where the numbers came from."""


def source_line(panel):
    """Config, seed, replicates, version: enough to make the figure again.

    Parts that the file does not carry are left out.
    """
    attributes = panel.attrs
    replicates = panel.sizes["replicate"]
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
        f"{replicates} replicate{'s' if replicates != 1 else ''}",
        version,
    ]
    return "Source: " + " · ".join(part for part in parts if part) + "."


def interval_note(panel, what="Shaded", level=0.95):
    """How to read the intervals; that there are none where a single replicate was run."""
    if panel.sizes["replicate"] < 2:
        return "A single replicate: no intervals."
    return f"{what}: {100 * level:g} % interval of the mean over replicates."


def over_words(panel, window):
    """ " Over months 24 to 143.", to stand after a sentence; nothing for a file of a single moment."""
    return f" Over {window_words(window)}." if panel.sizes["time"] > 1 else ""


def window_words(window):
    """ "months 24 to 143"."""
    return f"months {window.first} to {window.stop - 1}"
