"""How far a run is."""

from __future__ import annotations

import sys
import time
from typing import Callable, NamedTuple, Optional, TextIO, Union


class Progress(NamedTuple):
    """How far a run is: the share of the work, and the runs that are done of those there are."""

    share: float
    runs_done: int
    runs: int


Shown = Callable[[Progress], object]


class Bar:
    """A bar on standard error, in a terminal or a notebook."""

    WIDTH = 30

    def __init__(self, stream: Optional[TextIO] = None) -> None:
        self._stream = stream
        self._begun = time.monotonic()
        self._length = 0

    def __call__(self, done: Progress) -> None:
        full = round(self.WIDTH * done.share)
        runs = f"{done.runs_done} of {done.runs} runs" if done.runs else "getting ready"  # matches are looked for first
        text = f"{100 * done.share:3.0f} % |{'#' * full}{'.' * (self.WIDTH - full)}| {runs}"
        text += f", {time.monotonic() - self._begun:.0f} s"
        stream = self._stream or sys.stderr
        stream.write("\r" + text.ljust(self._length))
        if 0 < done.runs == done.runs_done:
            stream.write("\n")
        stream.flush()
        self._length = len(text)


def shown(progress: Union[bool, Shown]) -> Optional[Callable[[float, int, int], None]]:
    """What the library calls for `progress` of Experiment.run."""
    if isinstance(progress, bool):
        if not progress:
            return None
        show: Shown = Bar()
    elif callable(progress):
        show = progress
    else:
        raise TypeError(f"run(progress={progress!r}): progress is True, or a function that is told how far the run is")

    def tell(share: float, runs_done: int, runs: int) -> None:
        show(Progress(share, runs_done, runs))

    return tell
