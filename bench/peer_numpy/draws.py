"""Random numbers in bulk: 32-bit words of SFC64, turned into single-precision uniforms and normals by whole arrays.

NumPy's own `random(dtype=float32)` and `standard_normal` work number by number and take two and ten times as long.
"""

import numpy as np

HALF_STEP = np.float32(2.0**-33)
STEP = np.float32(2.0**-32)


class Draws:
    def __init__(self, *path):
        self.bits = np.random.SFC64(np.random.SeedSequence(list(path)))
        self.slow = np.random.Generator(self.bits)

    def uniform(self, n=None, out=None):
        """n numbers in (0, 1]."""
        out = np.empty(n, np.float32) if out is None else out
        words = self.bits.random_raw((out.size + 1) // 2).view(np.uint32)
        np.copyto(out, words[: out.size], casting="unsafe")
        out *= STEP
        out += HALF_STEP
        return out

    def log_uniform(self, out):
        """Logarithms of uniforms: minus an exponential of rate 1."""
        return np.log(self.uniform(out=out), out=out)

    def normal(self, n):
        """n standard normals, in pairs (Box and Muller 1958)."""
        half = (n + 1) // 2
        result = np.empty(2 * half, np.float32)
        radius, angle = result[:half], result[half:]
        self.uniform(out=result)
        np.log(radius, out=radius)
        radius *= np.float32(-2)
        np.sqrt(radius, out=radius)
        angle *= np.float32(2 * np.pi)
        sine = np.sin(angle)
        sine *= radius
        np.cos(angle, out=angle)
        angle *= radius
        radius[:] = sine
        return result[:n]

    def chance(self, probability, n):
        """Which of n happen; a probability for all or one for each."""
        return self.uniform(n) <= probability

    def places(self, capacity):
        """A whole number that is `capacity` on average."""
        return int(np.floor(capacity + self.slow.random()))

    def pick(self, slots, count):
        """`count` of the slots, drawn evenly; all of them if there are fewer."""
        return slots if count >= slots.size else self.slow.choice(slots, count, replace=False)

    def top(self, slots, scores, count):
        """The `count` slots of highest score, ties by lot."""
        if count >= slots.size:
            return slots
        if count <= 0:
            return slots[:0]
        edge = np.partition(scores, scores.size - count)[scores.size - count]
        above = slots[scores > edge]
        return np.concatenate([above, self.pick(slots[scores == edge], count - above.size)])
