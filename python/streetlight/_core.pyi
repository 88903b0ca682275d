"""The library, as close to it as Python allows."""

from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple, Union

import numpy
import numpy.typing

_Value = Union[None, bool, int, float, str, List[float], List[str]]

version: str

class Parameter:
    key: str
    unit: str
    default: Union[_Value, Dict[str, float]]
    default_text: str
    allowed: str
    low: Optional[float]
    high: Optional[float]
    choices: List[str]
    grade: str
    source: str
    meaning: str
    monthly: bool
    of_experiment: bool

class Column:
    name: str
    unit: str
    meaning: str
    kind: str
    gathered: str
    attributes: List[Tuple[str, str]]

class Shape:
    scenarios: List[str]
    points: int
    replicates: int
    times: List[int]
    interval: int
    end: int
    time_unit: str
    authorities: List[str]
    groups: List[str]
    columns: List[Column]
    design_keys: List[str]
    design_values: List[List[str]]

class Failure:
    scenario: str
    point: int
    replicate: int
    message: str

class Comparison:
    notes: List[str]
    def text(self, form: str = ...) -> str: ...

class Results:
    title: str
    model: str
    shape: Shape
    complete: bool
    stopped: bool
    runs_completed: int
    failures: List[Failure]
    tables: List[str]
    @staticmethod
    def open(path: str) -> Results: ...
    def column(self, name: str) -> numpy.typing.NDArray[numpy.float64]: ...
    def table(self, name: str) -> List[Tuple[str, str, str, List[str], numpy.typing.NDArray[numpy.float64]]]: ...
    def compare(
        self,
        baseline: str,
        scenarios: Sequence[str],
        columns: Sequence[str],
        groups: Sequence[str],
        points: Sequence[int],
        authority: str,
        first_month: Optional[int],
        end_month: Optional[int],
        margins: Sequence[Tuple[str, float]],
    ) -> Comparison: ...
    def robust(
        self,
        baseline: str,
        scenarios: Sequence[str],
        metrics: Sequence[str],
        group: str,
        authority: str,
        first_month: Optional[int],
        end_month: Optional[int],
        margin: Optional[float],
        threshold: Optional[float],
        worlds: str,
    ) -> str: ...
    def write(self, path: str, replace: bool) -> None: ...

class Experiment:
    title: str
    model: str
    notes: List[str]
    shape: Shape
    def __init__(self, path: str) -> None: ...
    @staticmethod
    def from_text(text: str, folder: str) -> Experiment: ...
    def set(self, settings: Sequence[Tuple[str, _Value]]) -> Experiment: ...
    def set_text(self, line: str) -> Experiment: ...
    def set_worlds(self, path: str, number: int) -> Experiment: ...
    def saved(self) -> bytes: ...
    @staticmethod
    def from_saved(saved: bytes) -> Experiment: ...
    def toml(self) -> str: ...
    def describe(self, key: str) -> Parameter: ...
    def value(self, key: str) -> _Value: ...
    def run(
        self,
        threads: int,
        progress: Optional[Callable[[float, int, int], object]],
        cancelled: Optional[Callable[[], bool]],
    ) -> Results: ...

class StateColumn:
    name: str
    unit: str
    meaning: str
    type: str
    labels: List[str]
    settable: bool
    allowed: str

class World:
    scenario: str
    point: int
    replicate: int
    entities: int
    first_month: int
    month: int
    end: int
    state_columns: List[StateColumn]
    shape: Shape
    times: List[int]
    tables: List[str]
    def __init__(self, experiment: Experiment, scenario: str, point: int, replicate: int, threads: int) -> None: ...
    def copy(self) -> World: ...
    def step(self) -> None: ...
    def set(self, settings: Sequence[Tuple[str, _Value]]) -> None: ...
    def state(self, name: str) -> numpy.typing.NDArray[numpy.float64]: ...
    def set_state(self, name: str, values: numpy.typing.NDArray[numpy.float64]) -> None: ...
    def column(self, name: str) -> numpy.typing.NDArray[numpy.float64]: ...
    def table(self, name: str) -> List[Tuple[str, str, str, List[str], numpy.typing.NDArray[numpy.float64]]]: ...

def describe(key: str, model: str = ...) -> Parameter: ...
def parameters(model: str = ...) -> List[Parameter]: ...
def columns(model: str = ...) -> List[Column]: ...
def models() -> List[Tuple[str, str]]: ...
def add_learner(name: str, fit: Callable[..., Callable[..., Any]], probabilistic: Optional[bool]) -> None: ...
def added_learners() -> List[str]: ...

class CalibrationWave:
    number: int
    points: int
    hits: int
    volume_left: float

class CalibrationSummary:
    worlds: int
    checked: int
    points: int
    reason: str
    report: str
    waves: List[CalibrationWave]

def calibrate(
    file: str,
    output: str,
    threads: int,
    resume: bool,
    replace: bool,
    progress: Optional[Callable[[int, int, int, int, int], object]],
) -> CalibrationSummary: ...
