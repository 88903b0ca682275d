"""The package as it is installed: types, examples in its documentation, the wheel, the analysis that belongs to it."""

import doctest
import os
import subprocess
import sys
from pathlib import Path

import pytest
import streetlight as sl

from door import ROOT

PACKAGE = ROOT / "python/streetlight"
MODULES = sorted(path.stem for path in PACKAGE.glob("*.py") if path.stem != "__main__")

USE = """
import streetlight as sl
import pandas, xarray

experiment: sl.Experiment = sl.load("england.toml").set({"run.seed": 1})
result: sl.Result = experiment.run(threads=2, progress=True)
panel: xarray.Dataset = result.panel
table: pandas.DataFrame = result.compare(baseline="No programme", groups=["black", "lone"])
reveal_type(result.complete)
known = sl.describe("trust.hearsay")
grade: str = known.grade
told: list[str] = [known.key, known.default_text, known.allowed, known.source, known.meaning, *known.choices, known.kind]
limits: list[float | None] = [known.low, known.high]
between = known.range
monthly: bool = known.monthly
of_this: sl.Parameter = experiment.describe("trust.hearsay")
if isinstance(known, sl.Column):
    told.append(known.gathered)

@sl.learner("mine")
class Mine:
    def fit(self, features: object, labels: object, names: list[str], month: int) -> None: ...
    def score(self, features: object) -> object: ...
"""

ALONE = """
import streetlight as sl
import streetlight.figures
from streetlight_analysis.compared import compared
small = {"population.families": 600, "run.months": 36, "run.spin_up": 0, "run.replicates": 2}
sl.load("policies/appeals.toml").set(small).run(threads=2).write("alone.h5")
window, pairs = compared(streetlight.figures.open_panel("alone.h5"), ["harm", "trust"])
print(len(pairs), "pairs")
"""  # a result, and what figures and briefings ask about it, from the module alone, without the command


@pytest.fixture(scope="module")
def mypy(tmp_path_factory):
    """Runs it strictly; what it has understood of pandas and xarray is kept from one call to the next."""
    pytest.importorskip("mypy", reason="mypy is not installed")
    kept = f"--cache-dir={tmp_path_factory.mktemp('mypy')}"
    command = [sys.executable, "-m", "mypy", kept, "--strict", "--ignore-missing-imports", "--allow-any-generics"]
    env = {**os.environ, "MYPYPATH": str(ROOT / "python")}
    return lambda *words: subprocess.run([*command, *map(str, words)], capture_output=True, text=True, env=env)


def test_the_package_has_sound_types(mypy):
    done = mypy(PACKAGE)
    assert done.returncode == 0, done.stdout


def test_programs_that_use_it_are_checked(mypy, tmp_path):
    (tmp_path / "use.py").write_text(USE)
    done = mypy(tmp_path / "use.py")
    assert "Revealed type" in done.stdout and "builtins.bool" in done.stdout and done.returncode == 0, done.stdout
    (tmp_path / "use.py").write_text(USE.replace("threads=2", 'threads="two"').replace("panel: xarray.Dataset", "panel: int")
                                     .replace("grade: str", "grade: int"))
    done = mypy(tmp_path / "use.py")
    assert done.stdout.count("error:") == 3, done.stdout


def test_a_parameter_and_a_column_have_the_same_names():
    parameter, column = sl.describe("trust.hearsay"), sl.describe("visits")
    assert isinstance(parameter, sl.Parameter) and isinstance(column, sl.Column)
    assert all(isinstance(one, sl.Described) for one in (parameter, column))
    assert (parameter.grade, parameter.kind, parameter.range) == ("contested", "", (parameter.low, parameter.high))
    assert (column.grade, column.kind, column.range, column.default) == ("", "flow", None, None)
    names = [{name for name in dir(one) if not name.startswith("_")} for one in (parameter, column)]
    assert names[0] == names[1] > {"grade", "kind", "choices"}


def test_the_stubs_name_what_the_module_has():
    from streetlight import _core

    stub = (PACKAGE / "_core.pyi").read_text()
    for name, value in vars(_core).items():
        if name.startswith("_"):
            continue
        assert f"class {name}" in stub or f"def {name}(" in stub or f"{name}:" in stub, name
        for member in vars(value) if isinstance(value, type) else ():
            assert member.startswith("_") or f"def {member}(" in stub or f"    {member}:" in stub, (name, member)


@pytest.mark.parametrize("name", [name for name in MODULES if name not in ("figures", "briefing")])
def test_examples_in_the_documentation_are_true(name):
    module = __import__("streetlight" if name == "__init__" else f"streetlight.{name}", fromlist=["x"])
    outcome = doctest.testmod(module)
    assert outcome.failed == 0


def test_everything_public_says_what_it_is():
    for name in sl.__all__:
        thing = getattr(sl, name)
        assert isinstance(thing, str) or thing.__doc__, name
        for member, value in vars(thing).items() if isinstance(thing, type) else ():
            if not member.startswith("_") and (callable(value) or isinstance(value, property)):
                text = value.__doc__ or ""
                assert text or member in ("title", "scenarios", "columns"), f"{name}.{member}"


def test_pip_installs_it_without_a_network(tmp_path):
    """From what is built already, into an environment that sees Debian's packages, as docs/how_to/python.md says."""
    env = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    env.update(STREETLIGHT_WHEEL_BUILD=os.environ["STREETLIGHT_BUILD"], PIP_NO_INDEX="1", PIP_DISABLE_PIP_VERSION_CHECK="1")
    python = tmp_path / "own/bin/python"
    subprocess.run(["/usr/bin/python3", "-m", "venv", "--system-site-packages", "--without-pip", tmp_path / "own"], check=True)
    done = subprocess.run(
        ["/usr/bin/python3", "-m", "pip", "--python", python, "install", ROOT], capture_output=True, text=True, env=env, timeout=600
    )
    assert done.returncode == 0, done.stdout + done.stderr
    code = "import streetlight as sl, streetlight.figures; print(sl.__file__, sl.describe('trust.hearsay').unit)"
    done = subprocess.run([python, "-c", code], cwd=tmp_path, capture_output=True, text=True, env=env)
    assert done.returncode == 0 and str(tmp_path / "own") in done.stdout and "log-odds" in done.stdout, done.stderr
    alone = {name: value for name, value in env.items() if not name.startswith("STREETLIGHT_")}
    done = subprocess.run([python, "-c", ALONE], cwd=tmp_path, capture_output=True, text=True, env={**alone, "PATH": "/usr/bin"})
    assert done.returncode == 0 and " pairs" in done.stdout, done.stderr
    done = subprocess.run([tmp_path / "own/bin/streetlight_analysis", "--help"], cwd=tmp_path, capture_output=True, text=True, env=env)
    assert done.returncode == 0 and "evaluate" in done.stdout, done.stderr
    (place,) = (tmp_path / "own").glob("lib/python3*/site-packages")
    there = {path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()}
    assert {"streetlight/__init__.py", "streetlight/py.typed", "streetlight_analysis/__init__.py"} <= there
    assert any(name.startswith("streetlight/libstreetlight.so.") for name in there)


def test_figures_and_briefings_belong_to_it(tmp_path):
    import streetlight.briefing
    import streetlight.figures
    import streetlight_analysis.figures

    assert streetlight.figures.trust_by_group is streetlight_analysis.figures.trust_by_group
    done = subprocess.run([sys.executable, "-m", "streetlight", "--help"], capture_output=True, text=True)
    assert done.returncode == 0 and "figures" in done.stdout and "briefing" in done.stdout
    assert done.stdout.startswith("usage: python3 -m streetlight ")


def test_no_page_asks_for_a_path_to_be_set():
    pages = [*ROOT.glob("docs/**/*.md"), ROOT / "README.md", ROOT / "analysis/README.md", *ROOT.glob("docs/**/*.ipynb")]
    assert [str(page) for page in pages if "PYTHONPATH" in Path(page).read_text()] == []
