"""`streetlight targets`: what it prints, when it fails, and what it says of a file it cannot use."""

import re

import pytest
from conftest import ENGLAND, streetlight

SMALL = ["--set", "population.families=6000", "--set", "run.spin_up=36", "--set", "run.months=60", "--replicates", "2", "--quiet"]
REFERRED = """[[target]]
name = "referred"
published = {low}
range = [{low}, {high}]
source = "made up"
scenario = "No programme"
window = [24, 60]
measure = "yearly"
numerator = ["referrals"]
denominator = "families"
scale = 100
{more}
"""


@pytest.fixture
def target_file(tmp_path):
    def write(text, experiment=ENGLAND):
        path = tmp_path / "targets.toml"
        path.write_text(f'experiment = "{experiment}"\n' + text)
        return path

    return write


def test_reached(target_file):
    done = streetlight("targets", target_file(REFERRED.format(low=1, high=20, more="")), *SMALL)
    assert done.returncode == 0, done.stderr
    assert re.search(r"referred .* reached +made up", done.stdout)
    assert "1 of 1 targets reached" in done.stdout


def test_missed_fails(target_file):
    done = streetlight("targets", target_file(REFERRED.format(low=90, high=99, more="")), *SMALL)
    assert done.returncode == 1
    assert "MISSED" in done.stdout and "0 of 1 targets reached" in done.stdout


def test_not_judged_does_not_fail(target_file):
    done = streetlight("targets", target_file(REFERRED.format(low=90, high=99, more="judged = false")), *SMALL)
    assert done.returncode == 0 and "(missed)" in done.stdout


def test_measures_agree_with_the_panel(target_file, tmp_path):
    """A share by hand, from the file of the same runs."""
    import h5py

    panel = tmp_path / "panel.h5"
    assert streetlight("run", ENGLAND, "-o", panel, *SMALL).returncode == 0
    with h5py.File(panel) as file:
        late = file["panel/time"][()] >= 24
        referrals = file["panel/referrals"][0, 0, :, late, 0, 0]
        families = file["panel/families"][0, 0, :, late, 0, 0]
    wanted = (100 * referrals.sum(axis=1) / families.mean(axis=1) / 3).mean()
    done = streetlight("targets", target_file(REFERRED.format(low=round(wanted - 0.005, 4), high=round(wanted + 0.005, 4), more="")), *SMALL)
    assert done.returncode == 0, (wanted, done.stdout)


@pytest.mark.parametrize("text, says", [
    ("", "there is no [[target]]"),
    ('[[target]]\nname = "x"\n', "a target needs published"),
    (REFERRED.format(low=1, high=2, more="widnow = [1, 2]"), "did you mean 'window'"),
    (REFERRED.format(low=2, high=1, more=""), "range must be [LOW, HIGH]"),
    (REFERRED.format(low=1, high=2, more="").replace("No programme", "No program"), "No programme"),
    (REFERRED.format(low=1, high=2, more="").replace('"referrals"', '"referals"'), "referrals"),
    (REFERRED.format(low=1, high=2, more="").replace('"families"', '"trust"'), "cannot be gathered"),
    (REFERRED.format(low=1, high=2, more="").replace("60]", "600]"), "ends after the run"),
    (REFERRED.format(low=1, high=2, more="").replace("60]", "59]"), 'targets.toml:8:10: target "referred": window [24, 59]: 59 cuts an interval in two'),
    (REFERRED.format(low=1, high=2, more="").replace("[24", "[25"), "25 cuts an interval in two"),
])
def test_unusable_files_are_refused(target_file, text, says):
    done = streetlight("targets", target_file(text), *SMALL)
    assert done.returncode == 2, (done.stdout, done.stderr)
    assert says in done.stderr


def test_england_reaches_its_targets():
    """The check itself, with fewer replicates: standard errors are a tenth of the tolerances at most."""
    done = streetlight("targets", ENGLAND.parent / "targets.toml", "--replicates", "2", "--quiet")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_wrong_england_misses_them():
    """Planted: without visibility that follows deprivation, and with police who report everything."""
    done = streetlight("targets", ENGLAND.parent / "targets.toml", "--replicates", "1", "--quiet", "--set", "population.families=30000",
                       "--set", "services.police.false_alarm=0.5", "--set", "services.benefits.deprivation=0")
    assert done.returncode == 1
    assert re.search(r"referrals by police  .*MISSED", done.stdout)
