"""Which of several is highest and which is lowest, as far as the data tell.

The data choose what is compared, so each difference is judged as one of all pairs.
"""

import math
from dataclasses import dataclass

import numpy as np

from ..certainty import judge
from ..digits import listed, words_for

NAMED = 3  # that may be the highest, told one by one


@dataclass(frozen=True)
class Order:
    """
    Attributes:
        names: of what was measured, from the highest mean down.
        highest, lowest: names of those that may be it: the one with that mean, and all that are not told apart from it. In
            95 % of cases at least, the true one is among them.
    """

    names: tuple
    highest: tuple
    lowest: tuple

    @property
    def apart(self):
        """Whether the two ends are told apart."""
        return bool(self.names) and self.names[-1] not in self.highest


def order_of(values, event, dim="scenario", pairs=None):
    """The Order of values over (`dim`, replicate).

    Args:
        event: function of two names, what one event adds to their difference.
        pairs: that might have been chosen; all of `dim` by default.
    """
    runs = {str(name): values.sel({dim: name}).values for name in values[dim].values}
    names = [name for name, own in runs.items() if np.isfinite(own).any()]
    names.sort(key=lambda name: -np.nanmean(runs[name]))
    pairs = pairs or max(1, math.comb(len(names), 2))

    def is_above(one, other):
        return one != other and judge(runs[one] - runs[other], event(one, other), pairs).direction > 0

    highest = tuple(name for name in names if not is_above(names[0], name))
    return Order(tuple(names), highest, tuple(name for name in reversed(names) if not is_above(name, names[-1])))


def may_be(names, told):
    """ "“A” (5.1) or “B” (5.0)"; of many, "“A” (5.1) or one of four not told apart from it".

    Args:
        names: of `Order.highest` or `Order.lowest`.
        told: function of a name, the words for it.
    """
    if len(names) <= NAMED:
        return listed(map(told, names), "or")
    return f"{told(names[0])} or one of {words_for(len(names) - 1)} not told apart from it"
