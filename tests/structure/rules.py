"""Who may include whom. Dependencies run one way:

    core <- random <- network <- experiment <- results <- io <- config
                                 experiment <- models/*
                                               results <- calibration <- config, report
                                               results <- report
    all of these but models/* <- running <- app, library, web

so that the science can be read, tested and reused without files, threads or the command line, a result can be compared
and ranked without a file, an experiment can be loaded and run without a command line, and the learner cannot reach what
only the simulation knows. A rule returns complaints, `file:line: what is wrong`, none when it holds.
"""

import re
from pathlib import Path

from sources import Include, files, includes

BELOW_RESULTS = ("sim/core/", "sim/random/", "sim/network/", "sim/experiment/")

# What each part may include of the project, beside itself.
ALLOWED = {
    "sim/core/": (),
    "sim/random/": ("sim/core/",),
    "sim/network/": ("sim/core/", "sim/random/"),
    "sim/experiment/": ("sim/core/", "sim/random/", "sim/network/"),
    "sim/results/": BELOW_RESULTS,
    "sim/calibration/": (*BELOW_RESULTS, "sim/results/"),
    "sim/io/": (*BELOW_RESULTS, "sim/results/"),
    "sim/config/": (*BELOW_RESULTS, "sim/results/", "sim/calibration/", "sim/io/"),
    "sim/report/": (*BELOW_RESULTS, "sim/results/", "sim/calibration/"),
    "sim/running/": (*BELOW_RESULTS, "sim/results/", "sim/calibration/", "sim/io/", "sim/config/", "sim/report/"),
    "sim/app/": ("sim/",),
    "library/": (*BELOW_RESULTS, "sim/results/", "sim/io/", "sim/config/", "sim/report/", "sim/running/"),
    "models/": ("sim/core/", "sim/random/", "sim/network/", "sim/experiment/"),
    "web/": ("sim/", "models/targeting/"),
}
# The model of selective labels is about the targeting model's learner and metrics, and nothing else of that model.
ALLOWED["models/selective/"] = (*ALLOWED["models/"], "models/targeting/risk/")

# Libraries by the parts that may include them; no other part of sim/ or models/ may.
CONFINED = {
    "TOML": (r"toml\+\+|toml\.hpp", ("sim/io/",)),
    "HDF5": (r"H5\w*\.h|hdf5|netcdf", ("sim/io/",)),
    "TBB": (r"(oneapi/)?tbb/", ("sim/experiment/",)),
    "MPI": (r"mpi\.h", ("sim/running/",)),
    "threads": (r"(thread|mutex|shared_mutex|future|condition_variable|execution|omp\.h|pthread\.h)$",
                ("sim/experiment/", "sim/io/", "sim/running/", "library/", "sim/core/outside_learners.", "sim/core/command_learner.")),
    "checksums": (r"openssl/", ("sim/core/",)),
    "Unicode": (r"unicode/", ("sim/io/",)),
    "the command line": (r"CLI/", ("sim/app/",)),
    "XGBoost": (r"xgboost/", ("models/targeting/risk/",)),
}

# The learner sees records and labels only.
LEARNER = "models/targeting/risk/"
LEARNER_MAY_REACH = (LEARNER, "models/targeting/records/", "sim/core/", "sim/random/")


def complaint(include: Include, why: str) -> str:
    return f"{include.file}:{include.line}: includes {include.name}, but {why}"


def direction(root: Path) -> list[str]:
    """Project headers are included along the arrows only."""
    wrong = []
    for include in includes(root, "sim/", "models/", "library/", "web/"):
        if not include.name.startswith(("sim/", "models/", "library/", "web/")):
            continue
        own = own_part(include.file)
        if own is None:
            wrong.append(f"{include.file}: belongs to no part of the house")
        elif not include.name.startswith((own, *allowed_to(own))):
            wrong.append(complaint(include, f"{own} may include {', '.join(allowed_to(own)) or 'only itself'}"))
    return wrong


def own_part(file: str) -> str | None:
    """The part that a file belongs to; each model is a part of its own."""
    if match := re.match(r"models/[^/]+/", file):
        return match.group()
    return next((part for part in ALLOWED if file.startswith(part)), None)


def allowed_to(part: str) -> tuple[str, ...]:
    return ALLOWED.get(part, ALLOWED["models/"])


def confinement(root: Path) -> list[str]:
    """A library is included only where it belongs."""
    wrong = []
    for include in includes(root, "sim/", "models/", "library/"):
        for library, (pattern, parts) in CONFINED.items():
            if re.match(pattern, include.name) and not include.file.startswith(parts):
                wrong.append(complaint(include, f"{library} belongs in {', '.join(parts)}"))
    return wrong


PUBLIC = "library/include/streetlight/"


def public_headers(root: Path) -> list[str]:
    """What other programs include needs the standard library and nothing else."""
    return [
        complaint(include, "users of the library do not have it")
        for include in includes(root, PUBLIC)
        if not include.name.startswith("streetlight/") and not re.fullmatch(r"[a-z_]+", include.name)
    ]


def learner(root: Path) -> list[str]:
    """Nothing that the learner's files include, at any depth, knows more than the records."""
    by_file: dict[str, list[Include]] = {}
    for include in includes(root, "sim/", "models/"):
        by_file.setdefault(include.file, []).append(include)

    wrong = []
    waiting = [file for file in by_file if file.startswith(LEARNER)]
    seen = set(waiting)
    while waiting:
        for include in by_file.get(waiting.pop(), []):
            if not include.name.startswith(("sim/", "models/")) or include.name in seen:
                continue
            seen.add(include.name)
            waiting.append(include.name)
            if not include.name.startswith(LEARNER_MAY_REACH):
                wrong.append(complaint(include, "the learner would see past the records"))
    return wrong


def cycles(root: Path) -> list[str]:
    """No header includes itself, at any depth."""
    graph: dict[str, list[str]] = {}
    for include in includes(root, "sim/", "models/"):
        graph.setdefault(include.file, []).append(include.name)
    done: set[str] = set()
    wrong = []

    def visit(file: str, path: tuple[str, ...]) -> None:
        if file in path:
            wrong.append(" -> ".join((*path[path.index(file):], file)))
        elif file not in done:
            for name in graph.get(file, []):
                visit(name, (*path, file))
            done.add(file)

    for file in graph:
        visit(file, ())
    return wrong


# The engine could run any model, so it has no word for what the main model's entities are. These two are names in
# the file formats that it reads and writes.
CONTRACT_WORDS = re.compile(r'family_sample|"/?families"')


def engine_words(root: Path) -> list[str]:
    wrong = []
    for path in files(root, ".cpp", ".hpp", ".txt"):
        name = path.relative_to(root).as_posix()
        if name.startswith("sim/"):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if re.search(r"famil(y|ies)", CONTRACT_WORDS.sub("", line), re.IGNORECASE):
                    wrong.append(f"{name}:{number}: the engine says entity, not family: {line.strip()}")
    return wrong
