"""A rank of an MPI job whose system calls fail: the job ends, the others with it, and nothing is lost."""

import collections
import errno
import os
import shutil
import subprocess

import pytest
from faults import ERRORS, FAIL_AT_CALL, PATIENCE, SMALL, says_why
from toy_sweep import PROGRAM, make, streetlight

RUN = ("run", "sweep.toml", "--quiet", "--threads", "1", "-o", "a.h5")
# $0: the rank that fails; $1 ...: what it is started with; the program's words follow "--".
ONE_RANK = """rank=$0; tracer=()
while [ "$1" != -- ]; do tracer+=("$1"); shift; done; shift
if [ "$OMPI_COMM_WORLD_RANK" = "$rank" ]; then exec "${tracer[@]}" "$@"; else exec "$@"; fi"""

pytestmark = pytest.mark.skipif(
    os.environ["STREETLIGHT_MPI"] != "1" or shutil.which("mpirun") is None or not os.path.exists("/proc/self/fd"),
    reason="no Open MPI here, or no /proc",
)


def failing(folder, rank, which, how):
    """Two ranks, of which one has a call that fails. Exit code (None of a job that hangs) and standard error."""
    number = how if how == "short" else str(getattr(errno, how))
    tracer = (FAIL_AT_CALL, str(folder), str(which), number)
    job = subprocess.Popen(
        ["mpirun", "--allow-run-as-root", "--oversubscribe", "-n", "2", "bash", "-c", ONE_RANK, str(rank), *tracer, "--", PROGRAM, *RUN],
        cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace",
    )  # fmt: skip
    try:
        errors = job.communicate(timeout=2 * PATIENCE)[1]
    except subprocess.TimeoutExpired:
        job.terminate()
        return None, job.communicate(timeout=PATIENCE)[1]
    return job.returncode, errors


@pytest.mark.parametrize("rank", [1, 0])
def test_every_call_on_a_file_fails(tmp_path, rank):
    whole = tmp_path / "whole"
    whole.mkdir()
    make(whole, text=SMALL)
    assert streetlight(*RUN, folder=whole).returncode == 0
    wanted = (whole / "a.h5").read_bytes()

    folder = tmp_path / "work"

    def set_up():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        make(folder, text=SMALL)

    set_up()
    code, errors = failing(folder, rank, 0, "EIO")
    assert code == 0, errors
    calls = [line[len("call: ") :] for line in errors.splitlines() if line.startswith("call: ")]
    wrong, met = [], collections.Counter()
    for place, call in enumerate(calls, 1):
        kind = call.split()[0]
        if kind in ("pipe2", "fork", "wait") or "pipe:" in call:  # most of them are Open MPI's own
            continue
        for how in ERRORS[kind]:
            set_up()
            code, errors = failing(folder, rank, place, how)
            faults = [line[len("fault: ") :] for line in errors.splitlines() if line.startswith("fault: ")]
            if not faults:
                continue
            met[f"{kind} {how}"] += 1
            told = "\n".join(line for line in errors.splitlines() if not line.startswith("fault: "))
            made = (folder / "a.h5").read_bytes() if (folder / "a.h5").exists() else None
            where = f"rank {rank}, call {place}, {call}: {how}"
            if code is None:
                wrong.append(f"{where}: hangs")
            elif code == 0 and made != wanted:
                wrong.append(f"{where}: exit code 0, and not the right bytes")
            elif code != 0 and not says_why(told, faults[0], how):  # the calls come a little otherwise now and then
                wrong.append(f"{where}: an error without a file or a reason\n{told[:500]}")
            again = streetlight(*RUN, "--resume", folder=folder)
            if again.returncode != 0 or (folder / "a.h5").read_bytes() != wanted:
                wrong.append(f"{where}: --resume after it: exit code {again.returncode}\n{again.stderr}")
    print(f"\nrank {rank}: {len(calls)} calls, {sum(met.values())} faults: {dict(met)}")
    assert not wrong, "\n".join(wrong)
