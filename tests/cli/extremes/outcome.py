"""What became of an experiment: a whole result, or a diagnostic; nothing else will do."""

import os
import re
import subprocess

import h5py
import numpy as np

PROGRAM = os.environ.get("STREETLIGHT_PROGRAM", "build/release/bin/streetlight")
PATIENCE = 60  # seconds before a run counts as hung
BUG = re.compile(r"bug|ENSURE|EXPECT|promise|terminate|bad_alloc|assert|std::|Traceback|sanitizer", re.I)
MAY_MISS = {"error", "least_granted", "most_refused", "identity_residual"}  # their meanings say when


def run(folder, text, program=PROGRAM):
    """The exit code and standard error of a run of the experiment; its result is folder / "r.h5"."""
    (folder / "e.toml").write_text(text)
    result = folder / "r.h5"
    result.unlink(missing_ok=True)
    done = subprocess.run(
        [program, "run", "e.toml", "-o", "r.h5", "--quiet", "--threads", "1"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    return done.returncode, done.stderr


def judge(folder, text, code, told):
    """"whole" or "refused"; AssertionError for anything else."""
    context = f"{told[-3000:]}\nof\n{text}"
    assert code in (0, 1, 2), f"exit code {code}\n{context}"
    assert not BUG.search(told), context
    if code != 0:
        assert told.strip(), f"exit code {code} without a word\n{context}"
        return "refused"
    with h5py.File(folder / "r.h5") as file:
        panel = file["panel"]
        for name in panel:
            if panel[name].ndim != 6:
                continue
            values, kind = panel[name][()], panel[name].attrs["kind"]
            kind = kind.decode() if isinstance(kind, bytes) else str(kind)
            assert not np.isinf(values).any(), f"{name} is infinite\n{context}"
            if kind in ("flow", "stock") and name not in MAY_MISS:
                assert not np.isnan(values).any(), f"{name} is missing\n{context}"
        check_ratios(panel, context)
    return "whole"


def check_ratios(panel, context):
    """A ratio is missing where its denominator is 0, and nowhere else."""
    for name in panel:
        column = panel[name]
        if column.ndim != 6 or "denominator" not in column.attrs or column.attrs.get("kind") in (b"relative", "relative"):
            continue
        below = column.attrs["denominator"]
        below = below.decode() if isinstance(below, bytes) else str(below)
        if below in panel:
            assert (np.isnan(column[()]) == (panel[below][()] == 0)).all(), f"{name} is missing without cause\n{context}"
