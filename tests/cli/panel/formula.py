"""Every cell of the sample panel, over arrays of indices."""
import numpy as np

SCENARIOS = ["No programme", "Covert programme", "Notice"]
GROUPS = ["all", "lone", "café"]
AUTHORITIES = ["all", "authority 1"]
LENGTHS = [3, 3, 3, 3, 3, 2]  # months of each interval; the run ends within the last
SIZE = (3, 2, 4, 6, 2, 3)  # scenario, point, replicate, time, authority, group
DIMENSIONS = ("scenario", "point", "replicate", "time", "authority", "group")


def cells():
    """Column name -> array over (scenario, point, replicate, time, authority, group)."""
    s, p, r, t, a, g = np.indices(SIZE).astype(float)
    empty = (g == 2) & (t == 1)
    visits = np.where(empty, 0, 100 + 7 * s + 5 * p + 3 * r * r + 2 * t + 11 * a + 13 * g)
    unwarranted = np.where(empty, 0, 10 + 2 * s + r + t)
    with np.errstate(invalid="ignore"):
        share = unwarranted / visits
    return {
        "visits": visits,
        "unwarranted_visits": unwarranted,
        "families": 1000 + t / 3,
        "trust": np.sin(1 + s + 2 * p + 3 * r + 5 * t + 7 * a + 9 * g),
        "cost": 0.1 * np.where(empty, 100 + 7 * s + 5 * p + 3 * r * r + 2 * t + 11 * a + 13 * g, visits),
        "unwarranted_share": share,
    }
