"""The months that outcomes are gathered over unless somebody says otherwise: those of `streetlight compare`.

The experiment may name them (`[briefing] window`); else they go from the first difference between the scenarios' settings to
the end. A single scenario has nothing to differ from: then all that was written.
"""

from .gather import Window, intervals_of
from .program import NothingToCompare, ask


def default_window(panel):
    """The window of a panel's comparisons."""
    answer = _answer(panel)
    if answer is not None:
        return compared_window(answer)
    named = panel.attrs.get("experiment", {}).get("briefing", {}).get("window", [])
    if len(named) == 2:
        return Window(int(named[0]), int(named[1]) + 1)
    return Window(int(panel["time"].values[0]), intervals_of(panel).end)


def compared_window(answer):
    """The window that an answer of `streetlight compare` is about."""
    window = answer["window"]
    return Window(int(window["first_time"]), int(window["last_time"]) + 1)


def settings_differ(panel):
    """Whether the scenarios are set differently in any month that was run; so they are taken to be where nobody says."""
    answer = _answer(panel)
    return answer is None or answer["window"]["first_difference"] is not None


def window_why(panel):
    """Why the default window is what it is: "from the first difference between scenarios"; nothing where nobody says."""
    answer = _answer(panel)
    return "" if answer is None else answer["window"]["why"]


def _answer(panel):
    """What the program says of one column; None where there is nothing to compare."""
    if panel.sizes["scenario"] < 2 or "path" not in panel.attrs or not panel.data_vars:
        return None
    try:
        return ask("compare", panel, "--column", next(iter(panel.data_vars)), "--point", 0)
    except NothingToCompare:
        return None


def last_part(panel):
    """The last tenth of the run: where it ends, for models without a programme."""
    times = panel["time"].values
    return Window(int(times[-max(1, len(times) // 10)]), intervals_of(panel).end)
