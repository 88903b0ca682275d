"""Each recipe of CONTRIBUTING.md, followed: in a copy of the sources, built and run. Minutes; ccache makes it less."""

import shutil
import subprocess
from pathlib import Path

import pytest
from recipes import PATCHES, ROOT, apply

SMALL = """schema = 1
model = "targeting"
run = { months = 36, replicates = 1, spin_up = 24 }
population.families = 2000
programme = { enabled = true, start = 6 }
[[scenario]]
name = "Before"
[[scenario]]
name = "After"
set = { SET }
"""


def left_out(folder, names):
    """What a build or a run leaves in the project's folder; sim/results is a folder of sources."""
    return {"build", "results", ".git"} & set(names) if Path(folder) == ROOT else {"node_modules"} & set(names)


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """The sources, built once; later builds compile what a recipe changes."""
    tree = tmp_path_factory.mktemp("recipes") / "streetlight"
    shutil.copytree(ROOT, tree, ignore=left_out)
    run(tree, "cmake", "--preset", "release", "-S", ".", "-DSTREETLIGHT_MPI=OFF", "-DSTREETLIGHT_BENCH=OFF")
    return tree


def run(tree, *words):
    done = subprocess.run(words, cwd=tree, capture_output=True, text=True, timeout=3600)
    assert done.returncode == 0, (words, done.stdout[-3000:], done.stderr[-3000:])
    return done.stdout


@pytest.fixture
def followed(tree, request):
    """A function that runs the program with the recipe in it."""
    patch = PATCHES[request.param]
    assert apply(patch, tree) == ""
    try:
        run(tree, "cmake", "--build", "build/release", "--target", "streetlight")
        yield lambda *words: run(tree, "build/release/bin/streetlight", *words)
    finally:
        assert apply(patch, tree, "--reverse") == ""


def compared(program, tree, settings, column):
    """A line of the comparison of two scenarios that differ by these settings."""
    (tree / "small.toml").write_text(SMALL.replace("SET", settings))
    program("run", "small.toml", "-o", "small.h5", "--quiet", "--replace")
    told = program("compare", "small.h5", "--metric", column, "--format", "csv").splitlines()
    return dict(zip(told[0].split(","), told[-1].split(",")))


@pytest.mark.parametrize("followed", ["equation"], indirect=True)
def test_equation(followed, tree):
    harm = compared(followed, tree, "deterrence.concealment_cost = 0.9", "unmet_need")
    assert float(harm["difference"]) != 0


@pytest.mark.parametrize("followed", ["parameter"], indirect=True)
def test_parameter(followed, tree):
    assert "after a visit in the last 12 months" in followed("describe", "observer.visited")
    answered = compared(followed, tree, "observer.visited = 20, observer.share = 1", "survey_answered")
    assert float(answered["difference"]) > 0


@pytest.mark.parametrize("followed", ["column"], indirect=True)
def test_column(followed, tree):
    assert "visited in the 12 months before" in followed("describe", "repeat_visits")
    repeated = compared(followed, tree, "programme.cool_down = 0", "repeat_visits")
    assert float(repeated["scenario_mean"]) > 0


@pytest.mark.parametrize("followed", ["command"], indirect=True)
def test_command(followed, tree):
    compared(followed, tree, "programme.capacity = 0.01", "visits")
    assert followed("groups", "small.h5").splitlines()[0] == "all"


@pytest.mark.parametrize("followed", ["learner"], indirect=True)
def test_learner(followed, tree):
    assert "worst (the largest of the record counts)" in followed("describe", "risk.learner")
    assert float(compared(followed, tree, "risk.learner = 'worst'", "flags")["scenario_mean"]) > 0


@pytest.mark.parametrize("followed", ["model"], indirect=True)
def test_model(followed, tree):
    (tree / "herd.toml").write_text('schema = 1\nmodel = "herding"\nherding.copying = 1\nrun.months = 1000\n')
    followed("run", "herd.toml", "-o", "herd.h5", "--quiet", "--replace")
    last = followed("export", "herd.h5", "-o", "-", "--metric", "share_first").splitlines()[-1]
    assert float(last.split(",")[-1]) in (0, 1)  # one practice is everywhere
