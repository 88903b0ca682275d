"""The program with its own models: every shipped experiment is sound, and every name can be looked up."""

import re
from pathlib import Path

import pytest
from program import streetlight

ROOT = Path(__file__).parents[3]
CALIBRATIONS = sorted((ROOT / "configs/calibration").glob("*.toml"))
WORLDS = sorted((ROOT / "configs/worlds").glob("*.toml"))
NO_EXPERIMENTS = {ROOT / "configs/targets.toml", *CALIBRATIONS, *WORLDS}
CONFIGS = sorted(set((ROOT / "configs").rglob("*.toml")) - NO_EXPERIMENTS)


@pytest.mark.parametrize("config", CONFIGS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_shipped_experiment_is_sound(config):
    done = streetlight("validate", config)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("file", CALIBRATIONS, ids=lambda path: path.name)
def test_every_shipped_calibration_is_sound(file):
    done = streetlight("calibrate", file, "--dry-run")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("file", WORLDS, ids=lambda path: path.name)
def test_shipped_worlds_can_be_run(file):
    done = streetlight("run", ROOT / "configs" / file.name, "--worlds", file, "--dry-run")
    assert (done.returncode, done.stderr) == (0, "")


def test_every_name_can_be_described():
    names = [line.split()[0] for line in streetlight("describe").stdout.splitlines() if line.startswith("  ")]
    assert len(names) > 150
    for name in names[:: max(1, len(names) // 25)]:
        done = streetlight("describe", name)
        assert done.returncode == 0 and done.stdout.startswith(name), name
    page = streetlight("describe", "--markdown").stdout
    assert all(f"| `{name}` |" in page for name in names)


def test_a_misspelt_key_and_an_impossible_value_at_their_places(tmp_path):
    file = tmp_path / "england.toml"
    file.write_text('schema = 1\nmodel = "targeting"\nprograme.capacity = 3\n\n[casework]\ncapacity = -3\n')
    done = streetlight("validate", file)
    assert done.returncode == 2
    first, second = done.stderr.splitlines()
    assert first == f"{file}:3:1: unknown key 'programe.capacity'; did you mean 'programme.capacity'?"
    assert re.fullmatch(re.escape(str(file)) + r":6:12: casework\.capacity = -3 must be .*", second)


def test_a_service_that_looks_like_a_misspelt_one_is_noted():
    done = streetlight("validate", ROOT / "configs/england.toml", "--set", "services.polce.reach=0.1")
    assert done.returncode == 0
    assert "note: --set services.polce.reach=0.1: 'services.polce' is new to the model; did you mean 'services.police'?" in done.stderr
