"""A learner in a program of its own: risk.learner = "external", risk.external.command = ["python3", "external.py"].

It speaks the protocol of docs/how_to/own_learner.md and counts on how many records a family has, weighted by how much more
often families with each record had a finding. What it learns is a line of text, which it gets back with each question.
"""

import struct
import sys

import numpy as np


def read(count):
    content = sys.stdin.buffer.read(count)
    if len(content) < count:
        sys.exit(0)  # no more questions
    return content


def whole(count=1):
    numbers = struct.unpack(f"<{count}i", read(4 * count))
    return numbers[0] if count == 1 else numbers


def text():
    return read(whole()).decode()


def matrix(rows, columns):
    return np.frombuffer(read(4 * rows * columns), "<f4").reshape(rows, columns, order="F")


def answer(content, status=0):
    sys.stdout.buffer.write(struct.pack("<ii", status, len(content)) + content)
    sys.stdout.buffer.flush()


def fit(features, labels, weights):
    chance = np.average(labels, weights=weights)
    gains = []
    for column in features.T:
        has = column > 0
        gains.append(np.average(labels[has], weights=weights[has]) - chance if has.any() else 0.0)
    return " ".join(map(repr, map(float, gains))).encode()


def score(learnt, features):
    gains = np.array(learnt.decode().split(), np.float32)
    total = np.zeros(len(features), np.float32)
    for column, gain in zip(features.T, gains):
        total += gain * (column > 0)
    return total.astype("<f4").tobytes()


while True:
    kind = read(4)
    version, month, seed, rows, columns, weighted = whole(6)
    authority, names = text(), [text() for _ in range(columns)]
    try:
        if version != 1:
            raise ValueError(f"version {version} of the protocol is not known here")
        if kind == b"FIT ":
            features, labels = matrix(rows, columns), np.frombuffer(read(rows), "u1")
            weights = np.frombuffer(read(4 * rows), "<f4") if weighted else np.ones(rows, np.float32)
            answer(fit(features, labels, weights))
        else:
            learnt = read(whole())
            answer(score(learnt, matrix(rows, columns)))
    except ValueError as problem:
        answer(str(problem).encode(), status=1)
