"""Moving labels apart."""

import numpy as np
import pytest

from streetlight_analysis.spread import place, spread


def gaps(centres, sizes):
    order = np.argsort(centres)
    centres, sizes = np.asarray(centres)[order], np.asarray(sizes)[order]
    return np.diff(centres) - (sizes[1:] + sizes[:-1]) / 2


def test_labels_that_have_room_stay():
    np.testing.assert_allclose(spread([0, 10, 30], [5, 5, 5]), [0, 10, 30])


def test_a_heap_is_shared_out_about_its_middle():
    np.testing.assert_allclose(spread([10, 10, 10], [4, 4, 4]), [6, 10, 14])


def test_order_and_distance_are_kept_whatever_is_wanted():
    random = np.random.default_rng(5)
    for _ in range(300):
        wanted, sizes = random.uniform(0, 60, 7), random.uniform(2, 9, 7)
        centres = spread(wanted, sizes, 0, 80)
        assert gaps(centres, sizes).min() > -1e-9
        assert (np.argsort(wanted) == np.argsort(centres)).all()
        assert (centres - sizes / 2).min() >= -1e-9 and (centres + sizes / 2).max() <= 80 + 1e-9


def test_no_smaller_move_would_do():
    # Against a search: the least squares of moves under the constraint.
    from scipy.optimize import minimize

    wanted, sizes = np.array([3.0, 4.0, 4.5, 20.0, 21.0]), np.array([3.0, 2.0, 4.0, 5.0, 1.0])
    need = (sizes[1:] + sizes[:-1]) / 2
    best = minimize(
        lambda c: ((c - wanted) ** 2).sum(),
        np.arange(5) * 6.0,
        constraints=[{"type": "ineq", "fun": lambda c: np.diff(c) - need}],
    )
    np.testing.assert_allclose(spread(wanted, sizes), best.x, atol=1e-4)


def test_points_labels_do_not_cover_each_other():
    random = np.random.default_rng(6)
    for _ in range(30):
        points = random.uniform(60, 240, (6, 2))
        sizes = np.column_stack([random.uniform(30, 55, 6), np.full(6, 10.0)])
        centres = place(points, sizes, (0, 0, 300, 300))
        for i in range(6):
            for j in range(i):
                apart = abs(centres[i] - centres[j]) >= (sizes[i] + sizes[j]) / 2 - 1e-9
                assert apart.any()


def test_nothing_to_place():
    assert spread([], []).size == 0 and pytest.approx(0) == len(place(np.empty((0, 2)), np.empty((0, 2)), (0, 0, 1, 1)))
