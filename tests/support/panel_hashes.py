"""Whether two versions of the program compute the same: a checksum of every column of every experiment in configs/.

    python3 tests/support/panel_hashes.py PROGRAM > before.json             # a few minutes
    python3 tests/support/panel_hashes.py PROGRAM --against before.json     # names what differs

Experiments run small: 1,000 families, one replicate, few design points. Checksums are of values, not of files, so that a
column that is added, or a text that is reworded, makes no other column differ. Written for a change that must not
change results, such as moving code: run it before and after. Exit code 1 when a column differs or is gone.
"""

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import h5py

CONFIGS = Path(__file__).resolve().parents[2] / "configs"
POINTS = 2  # of a design
TABLES = ("models", "coefficients", "families")


def ask(program, *words):
    return subprocess.run([program, *map(str, words)], capture_output=True, text=True)


def settings_of(told):
    """What makes an experiment small, by what `validate` says of it."""
    points = int(re.search(r"x ([\d,]+) design points", told)[1].replace(",", ""))
    small = ["--replicates", 1]
    if re.search(r"^Model +targeting:", told, re.MULTILINE):
        small += ["--set", "population.families=1000", "--set", "population.neighbourhood_size=50"]
    return small + (["--shard", f"1/{points // POINTS}"] if points > POINTS else [])


def digest(dataset):
    values = dataset[()]
    return hashlib.sha256(str(values.dtype).encode() + values.tobytes()).hexdigest()[:16]


def columns_of(file):
    """Checksums by column, of the panel and of the tables that the model keeps."""
    found = {}
    with h5py.File(file) as result:
        for group in ("panel", *TABLES):
            for name, dataset in result.get(group, {}).items():
                if isinstance(dataset, h5py.Dataset) and dataset.dtype.kind in "iufb":
                    found[f"{group}/{name}"] = digest(dataset)
    return found


def all_hashes(program, paths):
    hashes = {}
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "result.h5"
        for path in paths:
            told = ask(program, "validate", path)
            if told.returncode != 0:  # a calibration, worlds, targets, a part of an experiment
                continue
            done = ask(program, "run", path, "-o", output, "--quiet", "--replace", "--threads", 1, *settings_of(told.stdout))
            name = str(path.relative_to(CONFIGS)) if path.is_relative_to(CONFIGS) else path.name
            if done.returncode != 0:
                hashes[name] = {"error": done.stderr.strip()}
                print(f"{name}: {done.stderr.strip()}", file=sys.stderr)
                continue
            hashes[name] = columns_of(output)
            output.unlink()
            print(f"{name}: {len(hashes[name])} columns", file=sys.stderr)
    return hashes


def differences(before, after):
    """Sentences on what differs, is gone, or is new; the last are not differences."""
    differ, new = [], []
    for name in sorted({*before, *after}):
        old, now = before.get(name), after.get(name)
        if old is None:
            new.append(f"{name}: a new experiment")
        elif now is None:
            differ.append(f"{name}: is gone")
        else:
            changed = [column for column in old if column in now and old[column] != now[column]]
            gone = [column for column in old if column not in now]
            added = [column for column in now if column not in old]
            differ += [f"{name}: differs in {', '.join(changed)}"] * bool(changed)
            differ += [f"{name}: lacks {', '.join(gone)}"] * bool(gone)
            new += [f"{name}: has the new columns {', '.join(added)}"] * bool(added)
    return differ, new


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--against", type=Path, metavar="BEFORE.json")
    parser.add_argument("--only", action="append", type=Path, metavar="FILE.toml")
    options = parser.parse_args()
    hashes = all_hashes(options.program, options.only or sorted(CONFIGS.rglob("*.toml")))
    if options.against is None:
        print(json.dumps(hashes, indent=1))
        return 0
    before = json.loads(options.against.read_text())
    if options.only:
        before = {name: columns for name, columns in before.items() if name in hashes}
    differ, new = differences(before, hashes)
    print("\n".join([*new, *differ, f"{len(hashes)} experiments: {'no column differs' if not differ else 'see above'}"]))
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
