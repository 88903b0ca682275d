"""Looking for worlds: sets of parameter values that reproduce published figures."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Union

import pandas

from . import _core
from ._names import thread_number
from ._shipped import PathLike, found, path_of


@dataclass(frozen=True)
class Calibration:
    """What `calibrate` found. `print` shows the report of the command."""

    path: Path  #: the file of worlds
    worlds: int
    checked: int  #: candidates, each simulated with a fresh seed; the worlds are those that met every figure
    points: int  #: simulated in all, by this calibration and by those that it went on from
    reason: str  #: why the waves ended
    waves: pandas.DataFrame  #: a row a wave: points, those that met every figure, share of the priors that is left
    report: str

    @property
    def hit_rate(self) -> float:
        """Share of the candidates that are worlds."""
        return self.worlds / self.checked

    def __str__(self) -> str:
        return self.report


Told = Callable[[int, int, int, int, int], object]


def calibrate(
    file: PathLike,
    output: PathLike,
    *,
    threads: int = 0,
    progress: Union[bool, Told] = False,
    resume: bool = False,
    replace: bool = False,
) -> Calibration:
    """Does what `streetlight calibrate FILE -o OUTPUT` does: the file of worlds has the same bytes.

    file: a calibration file, or one that comes with the module, such as "calibration/england.toml". output: FILE.h5, or
    FILE.toml for the text form; `Experiment.worlds` takes both.

    threads: 0 for one for each processor. The worlds are the same for any number.
    progress: True for a line on standard error after each wave, or what is called with waves done, points simulated,
        candidates checked, worlds found and worlds wanted.
    resume: goes on from what a stopped calibration kept beside the output. replace: another calibration's worlds there,
        or more of them than are found now, may be lost.

    Ctrl-C raises KeyboardInterrupt; what was simulated is kept, and `resume` goes on. Raises InputError where a file is wrong
    or something at the output would be lost, and WorkError, with the report, where no world was found.
    """
    where = Path(os.path.abspath(path_of("calibrate", "output", output)))
    done = _core.calibrate(
        os.path.abspath(found(path_of("calibrate", "file", file))),
        str(where),
        thread_number("calibrate", threads),
        bool(resume),
        bool(replace),
        _shown(progress),
    )
    waves = pandas.DataFrame(
        [(one.points, one.hits, one.volume_left) for one in done.waves],
        columns=["points", "hits", "volume_left"],
        index=pandas.Index([one.number for one in done.waves], name="wave"),
    )
    return Calibration(where, done.worlds, done.checked, done.points, done.reason, waves, done.report)


def _shown(progress: Union[bool, Told]) -> Union[None, Told]:
    if isinstance(progress, bool):
        return _line if progress else None
    if not callable(progress):
        raise TypeError(f"calibrate(progress={progress!r}): progress is True, or a function that is told how far it is")
    return progress


def _line(waves: int, points: int, checked: int, worlds: int, wanted: int) -> None:
    checks = f", {worlds} of {checked} candidates are worlds ({wanted} wanted)" if checked else ""
    sys.stderr.write(f"{waves} waves, {points} points simulated{checks}\n")
    sys.stderr.flush()
