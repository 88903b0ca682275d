"""The built-in logistic learner, written again in NumPy: a learner of your own to begin with.

    import streetlight as sl
    import numpy_logistic                                  # registers risk.learner = "numpy_logistic"
    sl.load("england.toml").set({"risk.learner": "numpy_logistic"}).run()
"""

import numpy as np

import streetlight as sl

RIDGE = 1.0  # risk.ridge


@sl.learner("numpy_logistic", probabilistic=True)
class NumpyLogistic:
    """Ridge logistic regression by Newton's method; the intercept is not penalised."""

    def fit(self, features, labels, names, month, weights=None):
        x = features.astype(np.float64)
        y = labels.astype(np.float64)
        w = np.ones(len(y)) if weights is None else weights.astype(np.float64)
        mean = np.average(x, axis=0, weights=w)
        spread = np.sqrt(np.average((x - mean) ** 2, axis=0, weights=w))
        factor = np.divide(1.0, spread, out=np.zeros_like(spread), where=spread > 0)
        z = np.column_stack([np.ones(len(y)), (x - mean) * factor])
        penalty = np.r_[0.0, np.full(x.shape[1], RIDGE)]
        base = np.average(y, weights=w)
        beta = np.r_[np.log(base / (1 - base)), np.zeros(x.shape[1])]
        value = self._objective(z, y, w, penalty, beta)
        for _ in range(60):
            p = 1 / (1 + np.exp(-z @ beta))
            gradient = z.T @ (w * (p - y)) + penalty * beta
            curvature = (z.T * (w * p * (1 - p))) @ z + np.diag(penalty)
            # A constant column has no curvature but its penalty
            step = np.linalg.lstsq(curvature, -gradient, rcond=None)[0]
            size = 1.0
            while size > 1e-6 and self._objective(z, y, w, penalty, beta + size * step) > value + 1e-12 * abs(value):
                size /= 2
            beta = beta + size * step
            value = self._objective(z, y, w, penalty, beta)
            if np.abs(size * step).max() < 1e-9:
                break
        self.slopes = (beta[1:] * factor).astype(np.float32)
        self.centre = mean.astype(np.float32)
        self.at_centre = np.float32(beta[0])

    def score(self, features):
        # Column by column, so that rows that are alike score alike to the last bit: ties are settled by lot
        eta = np.full(len(features), self.at_centre)
        for column, slope, centre in zip(features.T, self.slopes, self.centre):
            if slope != 0:
                eta += slope * (column - centre)
        return 1 / (1 + np.exp(-eta))

    @staticmethod
    def _objective(z, y, w, penalty, beta):
        eta = z @ beta
        return np.sum(w * (np.logaddexp(0, eta) - y * eta)) + 0.5 * np.sum(penalty * beta**2)
