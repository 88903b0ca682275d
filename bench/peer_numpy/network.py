"""Who knows whom (odd.md, 7.16): the generator `neighbourhood`, drawn for all families side by side."""

import numpy as np
from scipy import sparse

ROUNDS = 16


class Ties:
    """Neighbour lists (CSR), and the matrix that takes means over them."""

    def __init__(self, one, other, size):
        both = np.concatenate([one, other]), np.concatenate([other, one])
        matrix = sparse.csr_matrix((np.ones(both[0].size, np.float32), both), shape=(size, size))
        matrix.sum_duplicates()
        matrix.data[:] = 1
        self.start, self.neighbour = matrix.indptr, matrix.indices
        degree = np.diff(matrix.indptr)
        self.lonely = np.flatnonzero(degree == 0)
        matrix.data = np.repeat(1 / np.maximum(degree, 1), degree).astype(np.float32)
        self.averaging = matrix

    def mean(self, values):
        """Mean over the ties of each slot; 0 without ties."""
        return self.averaging @ values

    def of(self, slots):
        """The neighbours of some slots, one after the other: a slot that several of them know stands there several times."""
        count = self.start[slots + 1] - self.start[slots]
        first = np.repeat(self.start[slots] - np.concatenate([[0], count.cumsum()[:-1]]), count)
        return self.neighbour[first + np.arange(first.size)]


def neighbourhood_ties(base, population, levels, draws):
    size, degree = population.size, base["network.degree"]
    each = base["population.neighbourhood_size"]
    number = np.arange(size)
    phase = draws.slow.random()
    names = (np.floor((number + 1) * degree / 2 + phase) - np.floor(number * degree / 2 + phase)).astype(int)
    start = population.neighbourhood * each
    room = np.minimum(each, size - start)  # families of the own neighbourhood

    chosen = np.full((size, max(names.max(initial=0), 1)), -1, np.int64)
    for j in range(names.max(initial=0)):
        seekers = number[names > j]
        local = draws.slow.random(seekers.size) < base["network.local"]
        local[room[seekers] < 2] = False
        local[room[seekers] == size] = True
        for attempt in range(ROUNDS * 4):
            candidate = np.where(local, near(seekers, start, room, draws), far(seekers, start, room, size, draws))
            new = (chosen[seekers] != candidate[:, None]).all(axis=1) & (candidate >= 0)
            apart = (levels[:, seekers] != levels[:, candidate]).mean(axis=0)
            liked = draws.slow.random(seekers.size) < np.exp(-base["network.homophily"] * apart)
            taken = new & (liked | (attempt >= ROUNDS - 1))
            chosen[seekers[taken], j] = candidate[taken]
            seekers, local = seekers[~taken], local[~taken]
            if not seekers.size:
                break
    row, column = np.nonzero(chosen >= 0)
    return Ties(row, chosen[row, column], size)


def near(seekers, start, room, draws):
    """An even choice from the half of the neighbourhood's circle that follows; -1 where there is none."""
    n, begin = room[seekers], start[seekers]
    own = seekers - begin
    step = 1 + np.floor(draws.slow.random(seekers.size) * half(own, n)).astype(int)
    return np.where(half(own, n) > 0, begin + (own + step) % np.maximum(n, 1), -1)


def far(seekers, start, room, size, draws):
    """The same on the nation's circle; a family of the own neighbourhood is not a candidate."""
    step = 1 + np.floor(draws.slow.random(seekers.size) * half(seekers, size)).astype(int)
    candidate = (seekers + step) % size
    inside = (candidate >= start[seekers]) & (candidate < start[seekers] + room[seekers])
    return np.where(inside, -1, candidate)


def half(place, n):
    """How many follow within half a circle of n, such that of each pair one names the other."""
    return (n - 1) // 2 + ((n % 2 == 0) & (place < n // 2))
