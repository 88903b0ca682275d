"""Streetlight from Python: load an experiment, change it, run it in memory, compare policies.

    >>> import streetlight as sl
    >>> experiment = sl.load('''
    ... schema = 1
    ... model = "targeting"
    ... [population]
    ... families = 500
    ... neighbourhood_size = 50
    ... [run]
    ... months = 24
    ... spin_up = 12
    ... replicates = 2
    ... [[scenario]]
    ... name = "No programme"
    ... set = { programme.enabled = false }
    ... [[scenario]]
    ... name = "Covert"
    ... set = { programme.enabled = true, programme.transparency = "covert" }
    ... ''')
    >>> result = experiment.set({"run.seed": 7}).run(threads=1)
    >>> list(result.panel["trust"].dims)
    ['scenario', 'point', 'replicate', 'time', 'authority', 'group']
    >>> list(result.compare(baseline="No programme", columns=["harm", "trust"])["metric"])
    ['harm', 'trust']
    >>> sl.describe("programme.transparency").grade
    'choice'

The numbers and the files are those of the command `streetlight`, to the last bit, for any number of threads.
"""

from ._core import version as __version__
from ._calibration import Calibration, calibrate
from ._errors import BugError, Error, InputError, LearnerError, Problem, WorkError
from ._experiment import Experiment, load
from ._learners import learner, learners
from ._parameters import Column, Described, Parameter, columns, describe, models, parameters
from ._progress import Progress
from ._result import Result, open_result
from ._shipped import configs, experiments
from ._world import World

__all__ = [
    "BugError",
    "Calibration",
    "Column",
    "Described",
    "Error",
    "Experiment",
    "InputError",
    "LearnerError",
    "Parameter",
    "Problem",
    "Progress",
    "Result",
    "WorkError",
    "World",
    "__version__",
    "calibrate",
    "columns",
    "configs",
    "describe",
    "experiments",
    "learner",
    "learners",
    "load",
    "models",
    "open_result",
    "parameters",
]
