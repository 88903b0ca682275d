"""Risk models of your own, inside a simulation."""

from __future__ import annotations

import functools
import inspect
from typing import Any, Callable, Optional, TypeVar

import numpy

from . import _core

Made = TypeVar("Made", bound=Callable[[], Any])

_added: "dict[str, tuple[Callable[[], Any], Optional[bool]]]" = {}


def learner(name: str, *, probabilistic: Optional[bool] = None) -> Callable[[Made], Made]:
    """Makes `risk.learner = "name"` known in this process, for a class (or anything that makes an object) with

    - `fit(features, labels, names, month)`: `features` float32 (rows, columns), `labels` uint8 (rows,), `names` a list of
      the columns' names, `month` the month of the training. What it returns is not looked at;
    - `score(features)`: gives a number for each row, float32 (rows,); higher means flagged sooner.

    A new object is made for each training. Both methods may ask for more, by the names of their arguments: `seed` (a
    whole number below 2**31, the same for the same run.seed, replicate, month and authority: draw from nothing else),
    `authority` (whose files they are, "all" where several share a model), `names`, `month`, and `fit` for `weights`
    (float32 (rows,) of risk.correction, or None where all are alike). A learner that takes no weights gets rows as often
    as they weigh, by systematic sampling.

    The rows are families in view of the programme; the columns what the programme has on file of them. Nothing else of the
    simulation is to be had. `probabilistic` says whether scores are probabilities, for the calibration in model cards;
    None: they are when all lie between 0 and 1.

    >>> @learner("oldest_file")
    ... class OldestFile:
    ...     def fit(self, features, labels, names, month):
    ...         self.care = names.index("care")
    ...     def score(self, features):
    ...         return features[:, self.care]
    >>> "oldest_file" in learners()
    True
    """

    if not isinstance(name, str):
        raise TypeError(f'learner({name!r}): a learner has a name, as in @learner("forest")')

    def decorate(made: Made) -> Made:
        add(name, made, probabilistic)
        return made

    return decorate


def learners() -> "list[str]":
    """Those that were added in this process."""
    return sorted(_added)


def add(name: str, made: Callable[[], Any], probabilistic: Optional[bool]) -> None:
    if not callable(made):
        raise TypeError(f"learner({name!r}) goes before a class, or a function that makes an object, not {made!r}")
    if inspect.isclass(made):
        for method in _GIVEN:
            if not callable(getattr(made, method, None)):
                raise TypeError(f"learner({name!r}): the class {made.__name__} has no method {method}")
        for method, given in _GIVEN.items():
            _check_method(name, made, method, given)
    _core.add_learner(name, functools.partial(_fit, made), probabilistic)
    _added[name] = (made, probabilistic)


#: What a method is given in this order, and what it may ask for by name.
_GIVEN = {
    "fit": (("features", "labels", "names", "month"), ("weights", "authority", "seed")),
    "score": (("features",), ("names", "month", "authority", "seed")),
}


def _check_method(name: str, made: type, method: str, given: "tuple[tuple[str, ...], tuple[str, ...]]") -> None:
    """Raises TypeError for a method that cannot be called, long before the first training would."""
    try:
        known = list(inspect.signature(getattr(made, method)).parameters.values())
    except (TypeError, ValueError):  # of a class in C
        return
    bound = isinstance(inspect.getattr_static(made, method), (staticmethod, classmethod))
    known = known if bound else known[1:]
    order, by_name = given
    places = [one for one in known if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)]
    told = f"it is given {', '.join(order)}, and by name, where it asks for them, {', '.join(by_name)}"
    if len(places) < len(order) and not any(one.kind is one.VAR_POSITIONAL for one in known):
        raise TypeError(f"learner({name!r}): {made.__name__}.{method} takes too few arguments: {told}")
    asked = [one for one in known if one not in places[: len(order)] and one.kind in (one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY)]
    for one in asked:
        if one.default is one.empty and one.name not in by_name:
            raise TypeError(f"learner({name!r}): {made.__name__}.{method} asks for {one.name!r}, which there is not: {told}")


def added(name: str) -> "tuple[Callable[[], Any], Optional[bool]]":
    return _added[name]


def _accepted(method: Callable[..., Any], offered: "dict[str, Any]", taken: int) -> "dict[str, Any]":
    """Those of the arguments offered that the method names beyond its first `taken`, or all where it has **."""
    known = list(inspect.signature(method).parameters.values())
    if any(parameter.kind is parameter.VAR_KEYWORD for parameter in known):
        return {name: value for name, value in offered.items() if name not in {p.name for p in known[:taken]}}
    names = {parameter.name for parameter in known[taken:] if parameter.kind is not parameter.VAR_POSITIONAL}
    return {name: value for name, value in offered.items() if name in names}


def _fit(
    made: Callable[[], Any],
    *,
    features: numpy.ndarray,
    labels: numpy.ndarray,
    weights: Optional[numpy.ndarray],
    names: "list[str]",
    month: int,
    authority: str,
    seed: int,
) -> Callable[..., numpy.ndarray]:
    """Called by the library for each training, with all of this by name."""
    instance = made()
    more = _accepted(instance.fit, {"weights": weights, "authority": authority, "seed": seed}, 4)
    if weights is not None and "weights" not in more:
        rows = as_often_as_they_weigh(weights, seed)
        features, labels = features[rows], labels[rows]
    instance.fit(features, labels, names, month, **more)
    return functools.partial(_score, instance)


def _score(instance: Any, *, features: numpy.ndarray, **offered: Any) -> numpy.ndarray:
    """Called by the library for each scoring."""
    rows = len(features)
    given = numpy.asarray(instance.score(features, **_accepted(instance.score, offered, 1)))
    if given.dtype.kind == "c":
        raise TypeError("score gave complex numbers, and a real number for each row was expected")
    scores: numpy.ndarray = given.astype(numpy.float32, copy=False)
    if scores.shape != (rows,):
        raise ValueError(f"score gave an array of shape {scores.shape}, and ({rows},) was expected: a number for each row")
    return scores


def as_often_as_they_weigh(weights: numpy.ndarray, seed: int) -> numpy.ndarray:
    """Places of rows, as many as there are, each as often as its share of the weights, to one up or down."""
    ends = numpy.cumsum(weights, dtype=numpy.float64)
    start = numpy.random.default_rng(seed).random()
    at = (start + numpy.arange(len(weights))) * (ends[-1] / len(weights))
    rows: numpy.ndarray = numpy.minimum(numpy.searchsorted(ends, at, side="right"), len(weights) - 1)
    return rows
