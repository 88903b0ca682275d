"""Quantiles of values that have weights, as `streetlight robust` has them."""

import numpy as np


def weighted_quantiles(values, weights, shares):
    """Quantiles by linear interpolation: neighbours lie half the sum of their weights apart.

    Args:
        values: numbers, without missing ones.
        weights: of each value; equal ones give the usual quantiles.
        shares: from 0 to 1, one or several.

    Returns:
        A quantile for each share.
    """
    order = np.lexsort((weights, values))  # of equal values, the lighter first: the order they came in does not matter
    sorted_weights = np.asarray(weights, float)[order]
    at = np.concatenate([[0.0], np.cumsum((sorted_weights[1:] + sorted_weights[:-1]) / 2)])
    return np.interp(np.asarray(shares) * at[-1], at, np.asarray(values)[order])
