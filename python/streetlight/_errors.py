"""What is raised. `str()` has one line for each problem, with its place, as the command shows it."""

from __future__ import annotations

from typing import NamedTuple, Sequence


class Problem(NamedTuple):
    """One thing that is wrong, and where. Line and column count from 1; 0 where a file or a call is meant as a whole."""

    place: str  #: the file as it was named, or the call, such as set("run.seed", -1)
    line: int
    column: int
    message: str
    nearest: str  #: the known name that was probably meant, "" where none is like it


class Error(Exception):
    """Something that streetlight cannot do. All mistakes of an experiment come together, in `problems`."""

    def __init__(self, text: str, problems: Sequence[tuple[str, int, int, str, str]] = ()) -> None:
        super().__init__(text, problems)
        self.text = text
        self.problems = [Problem(*problem) for problem in problems]

    def __str__(self) -> str:
        return self.text

    @property
    def file(self) -> str:
        """Of the first problem: the file as it was named, or the call."""
        return self.problems[0].place if self.problems else ""

    @property
    def line(self) -> int:
        """Of the first problem, from 1; 0 where there is none."""
        return self.problems[0].line if self.problems else 0

    @property
    def column(self) -> int:
        """Of the first problem, from 1; 0 where there is none."""
        return self.problems[0].column if self.problems else 0


class InputError(Error, ValueError):
    """An experiment, a name, a path or a file cannot be used; nothing was changed."""


class WorkError(Error, RuntimeError):
    """The system refused: no memory, a full disk."""


class BugError(Error, RuntimeError):
    """The library broke a promise of its own: please report it."""


class LearnerError(Error, RuntimeError):
    """A learner of yours raised. What it raised, with its traceback, is the `__cause__`."""

    def __init__(
        self, message: str, learner: str, month: int, authority: str, scenario: str, point: int, replicate: int
    ) -> None:
        text = f'scenario "{scenario}", point {point}, replicate {replicate}, {message}'
        super().__init__(text, [("", 0, 0, text, "")])
        self.args = (message, learner, month, authority, scenario, point, replicate)
        self.learner = learner
        self.month = month
        self.authority = authority
        self.scenario = scenario
        self.point = point
        self.replicate = replicate


def made(fault: str, text: str, problems: list[tuple[str, int, int, str, str]]) -> Error:
    """The exception for an error of the library."""
    return {"input": InputError, "work": WorkError}.get(fault, BugError)(text, problems)
