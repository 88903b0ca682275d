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
        text = f"{100 * done.share:3.0f} % |{'#' * full}{'.' * (self.WIDTH - full)}| {done.runs_done} of {done.runs} runs"
        text += f", {time.monotonic() - self._begun:.0f} s"
        stream = self._stream or sys.stderr
        stream.write("\r" + text.ljust(self._length))
        if done.runs_done == done.runs:
            stream.write("\n")
        stream.flush()
        self._length = len(text)


def shown(progress: Union[bool, Shown]) -> Optional[Callable[[float, int, int], None]]:
    """What the library calls for `progress` of Experiment.run."""
    if isinstance(progress, bool):
        if not progress:
            return None
        show: Shown = Bar()
    else:
        show = progress

    def tell(share: float, runs_done: int, runs: int) -> None:
        show(Progress(share, runs_done, runs))

    return tell
