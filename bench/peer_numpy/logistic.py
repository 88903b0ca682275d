"""Ridge logistic regression on standardised columns (odd.md, 7.9), by Newton's method in double precision."""

from dataclasses import dataclass

import numpy as np


@dataclass
class Fit:
    """eta = intercept + columns @ slopes, on the columns as they are."""

    intercept: float
    slopes: np.ndarray

    def eta(self, columns):
        return self.intercept + columns @ self.slopes


def fit(columns, label, ridge, weight=None):
    """Minimises sum w [ln(1 + e^eta) - y eta] + ridge / 2 sum b^2; the base rate when there is nothing to learn."""
    weight = np.ones(label.size) if weight is None else weight
    slopes = np.zeros(columns.shape[1])
    base = np.average(label, weights=weight) if label.size else 0.0
    if not label.size or label.all() or not label.any():
        return Fit(logit_or_zero(base), slopes)

    mean = np.average(columns, axis=0, weights=weight)
    sd = np.sqrt(np.average((columns - mean) ** 2, axis=0, weights=weight))
    varies = sd > 1e-9 * np.maximum(1, np.abs(mean))
    x = np.column_stack([np.ones(label.size), (columns[:, varies] - mean[varies]) / sd[varies]])
    penalty = np.r_[0.0, np.full(x.shape[1] - 1, ridge)]
    b = np.zeros(x.shape[1])
    b[0] = logit_or_zero(base)

    def loss(b):
        eta = x @ b
        return weight @ (np.logaddexp(0, eta) - label * eta) + penalty @ b**2 / 2

    here = loss(b)
    for _ in range(60):
        p = 1 / (1 + np.exp(-(x @ b)))
        gradient = x.T @ (weight * (p - label)) + penalty * b
        if np.abs(gradient).max() / label.size < 1e-8:
            break
        curvature = (x.T * (weight * p * (1 - p))) @ x + np.diag(penalty)
        step = np.linalg.solve(curvature, gradient)
        for _ in range(30):
            there = loss(b - step)
            if there <= here:
                break
            step = step / 2
        b, here = b - step, there

    slopes[varies] = b[1:] / sd[varies]
    return Fit(b[0] - slopes @ mean, slopes)


def logit_or_zero(p):
    return np.log(p / (1 - p)) if 0 < p < 1 else 0.0
