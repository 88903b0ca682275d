"""What is asked for comes about, or the program says what would."""

import csv
import subprocess

import h5py
import numpy as np
import pytest
from outcome import PATIENCE, PROGRAM

HEAD = 'schema = 1\nmodel = "targeting"\n'


def streetlight(folder, *arguments):
    return subprocess.run([PROGRAM, *arguments], cwd=folder, capture_output=True, text=True, timeout=PATIENCE)


def run(folder, text):
    (folder / "e.toml").write_text(HEAD + text)
    done = streetlight(folder, "run", "e.toml", "-o", "r.h5", "--quiet", "--threads", "1")
    assert done.returncode == 0, done.stderr
    return h5py.File(folder / "r.h5")["panel"]


def refused(folder, text, *words):
    (folder / "e.toml").write_text(HEAD + text)
    for command in (["validate", "e.toml"], ["run", "e.toml", "-o", "r.h5"]):
        done = streetlight(folder, *command)
        assert done.returncode == 2, done.stderr
        assert done.stderr.startswith("e.toml:")
        for word in words:
            assert word in done.stderr
    assert not (folder / "r.h5").exists()


@pytest.mark.parametrize(
    "asked, shock, reversion", [(0.147, 10, 0.02), (0.001, 2, 0.02), (0.147, 1, 0.0005), (0.147, 0.097, 1e-12), (0.3, 0.097, 1e-20)]
)
def test_prevalence(asked, shock, reversion, tmp_path):
    """N = 40,000 families, 4.5 standard errors."""
    text = "run = { months = 1, spin_up = 0 }\npopulation = { families = 40000, neighbourhood_size = 50 }\nnetwork.degree = 0\n"
    panel = run(tmp_path, text + f"need = {{ prevalence = {asked}, shock = {shock}, reversion = {reversion!r} }}\n")
    got = panel["prevalence_true"][()].mean()
    # What moves in one month and deprivation's sample beside chance
    assert abs(got - asked) < 4.5 * np.sqrt(asked * (1 - asked) / 40000) + 0.06 * asked


def test_what_cannot_be_met_is_refused_with_what_would_be(tmp_path):
    refused(tmp_path, "need.reversion = 1e-300\n", "e.toml:3:", "need.reversion", "need.shock")
    alike = "need = { spread = 0, shock = 0, deprivation = 0, attributes.lone = 1, prevalence = 0.2 }\n"
    refused(tmp_path, alike, "need.prevalence = 0.2 cannot be met", "0.245")
    refused(tmp_path, "deterrence.max = 0.999999999\n", "deterrence.max = 0.999999999 is 1")
    refused(tmp_path, "run.months = 40000\n", "run.months = 40000", "32000")
    refused(tmp_path, "trust = { recovery = 1, peers = 1 }\n", "trust.recovery + 2 trust.peers")
    scenario = '[groups]\nlone = { household = ["lone"] }\n[[scenario]]\nname = "a"\n[[scenario]]\nname = "b"\n'
    refused(tmp_path, scenario + "set = { population.attributes.household.levels = [] }\n", '"household", which does not exist', '"b"')


def test_small_sizes_run(tmp_path):
    small = "run = { months = 3, spin_up = 0 }\npopulation = { families = 60, neighbourhood_size = 20 }\n"
    for degree in (1e-8, 5e-14, 1e-17, 1e-300):
        run(tmp_path, small + f'network = {{ kind = "erdos_renyi", degree = {degree!r} }}\n')
    panel = run(tmp_path, small + "network.degree = 2\noutput.by_authority = true\n")  # of one authority
    assert panel["families"].shape[4] == 2
    assert (panel["families"][()] == 60).all()


def test_records_of_a_month_have_that_months_columns(tmp_path):
    """A feed that stops and another that begins by a timeline: header and rows agree."""
    (tmp_path / "e.toml").write_text(
        HEAD
        + "run = { months = 30, spin_up = 12 }\npopulation = { families = 500, neighbourhood_size = 50 }\n"
        + "network.degree = 2\nprogramme = { enabled = true, start = 0, capacity = 0.1 }\nrisk = { horizon = 4, retrain = 4 }\n"
        + '[[scenario]]\nname = "s"\n[[scenario.timeline]]\nmonth = 10\n'
        + "set = { services.police.linked = false, services.school.linked = false, risk.horizon = 9 }\n"
    )
    for month, feeds in ((5, True), (15, False)):
        out = f"m{month}.csv"
        done = streetlight(tmp_path, "microdata", "e.toml", "--month", str(month), "-o", out)
        assert done.returncode == 0, done.stderr
        rows = list(csv.DictReader(open(tmp_path / out)))
        assert ("concerns_police" in rows[0]) == feeds
        assert {row["decile"] for row in rows} <= {str(decile) for decile in range(1, 11)}
        assert all(row["id"].isdigit() and row["finding_after"] in "01" for row in rows)
    late = streetlight(tmp_path, "microdata", "e.toml", "--month", "21", "-o", "late.csv")
    assert late.returncode == 2 and "at most 20" in late.stderr
