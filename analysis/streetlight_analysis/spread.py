"""Moves labels apart: along one axis for line ends, in the plane for points."""

import numpy as np


def spread(wanted, sizes, low=-np.inf, high=np.inf):
    """Positions for labels along an axis, none overlapping, with the least sum of squared moves.

    Args:
        wanted: centre each label would like, any order.
        sizes: extent of each label with its share of the gaps.
        low, high: the labels should stay between; when they need more room than that they run over at `high`.

    Returns:
        numpy.ndarray of centres, in the order of `wanted`.

    Subtracting the stacked sizes turns "apart by at least the sizes" into "not decreasing", which pooling
    adjacent violators solves exactly.
    """
    wanted, sizes = np.asarray(wanted, float), np.asarray(sizes, float)
    if wanted.size == 0:
        return wanted
    order = np.argsort(wanted, kind="stable")
    stacked = np.cumsum(sizes[order]) - sizes[order] / 2
    pools = []
    for target in wanted[order] - stacked:
        pools.append([target, 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            value, count = pools.pop()
            pools[-1][0] = (pools[-1][0] * pools[-1][1] + value * count) / (pools[-1][1] + count)
            pools[-1][1] += count
    level = np.concatenate([np.full(count, value) for value, count in pools])

    total = sizes.sum()
    level = np.clip(level, low, max(low, high - total))
    centres = np.empty_like(wanted)
    centres[order] = level + stacked
    return centres


def place(points, sizes, bounds, obstacles=(), lines=(), reach=(6, 10, 16, 24, 34, 46)):
    """Positions for labels beside points of the plane.

    Args:
        points: (n, 2) centres of the markers.
        sizes: (n, 2) width and height of each label.
        bounds: (x0, y0, x1, y1) in which labels belong.
        obstacles: (x0, y0, x1, y1) boxes that labels should not cover.
        lines: boxes that labels would rather not cover.
        reach: distances to try, nearest first. All in one unit, such as pixels.

    Returns:
        (n, 2) centres. Labels are placed one after the other, those with the fewest neighbours last, each where
        it costs least: covering a label or leaving the bounds costs most, then covering an obstacle, being nearer
        to another's point than to its own, distance, covering a line.
    """
    points, sizes = np.asarray(points, float), np.asarray(sizes, float)
    crowd = [np.sum(np.hypot(*(points - point).T) < 60) for point in points]
    centres, taken = np.zeros_like(points), []
    for index in np.argsort(crowd, kind="stable")[::-1]:
        x, y = points[index]
        width, height = sizes[index]
        best = None
        for distance in reach:
            for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1)):
                cx, cy = x + dx * (distance + width / 2), y + dy * (distance + height / 2)
                box = (cx - width / 2, cy - height / 2, cx + width / 2, cy + height / 2)
                cost = (
                    2 * distance
                    + 5 * sum(_overlap(box, other) for other in obstacles)
                    + 0.3 * sum(_overlap(box, other) for other in lines)
                )
                nearest = min((_gap(box, other) for i, other in enumerate(points) if i != index), default=np.inf)
                cost += 100 * (nearest < 1.5 * _gap(box, (x, y)))
                cost += 50 * sum(_overlap(box, other) for other in taken) + 50 * _outside(box, bounds)
                if best is None or cost < best[0] - 1e-9:
                    best = (cost, (cx, cy), box)
        centres[index] = best[1]
        taken.append(best[2])
    return centres


def _gap(box, point):
    """Distance from a point to the nearest edge of a box; 0 inside."""
    return np.hypot(max(box[0] - point[0], 0, point[0] - box[2]), max(box[1] - point[1], 0, point[1] - box[3]))


def _overlap(a, b):
    """Area that two boxes share."""
    return max(0.0, min(a[2], b[2]) - max(a[0], b[0])) * max(0.0, min(a[3], b[3]) - max(a[1], b[1]))


def _outside(box, bounds):
    """Area of a box outside the bounds."""
    return (box[2] - box[0]) * (box[3] - box[1]) - _overlap(box, bounds)
