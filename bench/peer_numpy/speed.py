"""The program and the peer side by side, one core each: CPU seconds of one scenario of England, by number of families.

    cd bench && /usr/bin/python3 -m peer_numpy.speed [PROGRAM] [FAMILIES]...

CPU seconds of the whole process, set-up and output included, less those of the same run with one month: what is left is months.
The scenario is "Covert programme", since it has everything: training, selection, visits, awareness.
"""

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHORT, LONG = 36, 144  # months; the programme starts in month 24
SPIN_UP = 12
CONFIG = """schema = 1
model = "targeting"
title = "speed"
extends = "{england}"
[run]
months = {months}
spin_up = {spin_up}
replicates = 1
[output]
interval = "quarter"
[population]
families = {families}
[[scenario]]
name = "Covert programme"
set = {{ programme.enabled = true, programme.transparency = "covert" }}
"""


def cpu_seconds(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    subprocess.run([str(part) for part in command], check=True, cwd=ROOT / "bench", env=environment, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def seconds(program, families, months, folder):
    """CPU seconds of the program and of the peer."""
    config, result = Path(folder) / "speed.toml", Path(folder) / f"{families}-{months}.h5"
    config.write_text(CONFIG.format(england=ROOT / "configs/england.toml", months=months, spin_up=SPIN_UP, families=families))
    ours = cpu_seconds([program, "run", config, "-o", result, "--quiet", "--threads", 1])
    return ours, cpu_seconds([sys.executable, "-m", "peer_numpy", result])


def main():
    program = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else ROOT / "build/release/bin/streetlight"
    sizes = [int(size) for size in sys.argv[2:]] or [10_000, 100_000, 1_000_000]
    print("| families | program, ns a family-month | NumPy, ns | ratio |\n|--:|--:|--:|--:|")
    with tempfile.TemporaryDirectory() as folder:
        for families in sizes:
            rounds = [[seconds(program, families, months, folder) for months in (SHORT, LONG)] for _ in range(3)]
            best = [[min(one[length][who] for one in rounds) for length in (0, 1)] for who in (0, 1)]
            program_ns, peer_ns = (1e9 * (long - short) / (LONG - SHORT) / families for short, long in best)
            print(f"| {families:,} | {program_ns:.0f} | {peer_ns:.0f} | {peer_ns / program_ns:.1f} |", flush=True)


if __name__ == "__main__":
    main()
