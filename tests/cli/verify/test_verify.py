"""verify from end to end: everything passes, and each check fails when what it depends on is made wrong."""

import json
import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[3]
PROGRAM = os.environ.get("STREETLIGHT_PROGRAM", str(ROOT / "build/release/bin/streetlight"))


def streetlight(*arguments):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True)


def rows(*arguments):
    finished = streetlight("verify", "--quick", "--format", "json", *arguments)
    assert finished.returncode in (0, 1), finished.stderr
    found = json.loads(finished.stdout)
    assert (finished.returncode == 0) == all(row["passed"] for row in found)
    return found


def test_the_quick_form_passes_whole():
    found = rows()
    assert [row["quantity"] for row in found if not row["passed"]] == []
    assert {row["target"] for row in found} == {*(f"T{n}" for n in range(1, 11)), *(f"M{n}" for n in range(1, 7))}
    for row in found:
        assert row["passed"] == (abs(row["got"] - row["expected"]) <= row["tolerance"])
        # A row with chance says its error rate, and it is what was promised or less.
        assert (row["standard_error"] > 0) == (0 < row["error_rate"] <= 1.0001e-4) or row["error_rate"] < 1e-300


PLANTED = [
    ("T1", "urn.decay=0.03"),
    ("T2", "urn.correction=none"),
    ("T3", "incidents.reported=0.3"),
    ("T4", "urn.additions=poisson"),
    ("T4", "incidents.rates=[3.68511, 3.2]"),
    ("T5", "learner.learning=0.9"),
    ("T6", "lender.loss=3"),
    ("T6", "scores.rise=70"),
    ("T7", "attention.units=7"),
    ("T8", "users.positions=[1, -1.02]"),
    ("T9", "records.known=0.8"),
    ("T9", "people.separation=1.1"),
    ("T9", "records.half_life=12"),
    ("M1", "need.shift=0.001"),
    ("M2", "need.reversion=0.045"),
    ("M3", "deterrence.max=0.1"),
    ("M4", "services.police.deprivation=0.5"),
    ("M5", "records.retention=11"),
    ("M6", "casework.hit=0.95"),
]


@pytest.mark.parametrize("check, wrong", PLANTED)
def test_a_planted_wrong_parameter_fails(check, wrong):
    assert not all(row["passed"] for row in rows(check, "--plant", wrong))


def test_another_seed_passes_and_draws_otherwise():
    first, second = rows("T1"), rows("T1", "--seed", "5")
    assert all(row["passed"] for row in second)
    assert [row["got"] for row in first] != [row["got"] for row in second]


def test_threads_change_nothing():
    assert rows("T1", "T9", "--threads", "1") == rows("T1", "T9", "--threads", "3")


def test_the_table_and_the_page_name_target_source_and_verdict():
    table = streetlight("verify", "t8").stdout
    assert "Hashimoto" in table and "1.25643" in table and " ok" in table and "checks passed" in table
    page = streetlight("verify", "T8", "--format", "markdown").stdout
    assert "### T8: Hashimoto" in page and "| ok |" in page
    failed = streetlight("verify", "T8", "--plant", "users.positions=[1, -1.02]")
    assert failed.returncode == 1 and "FAILED" in failed.stdout


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["T11"], ["no check 'T11'", "--list"]),
        (["T1", "--plant", "urn.dekay=0.1"], ["urn.dekay", "no model"]),
        (["T1", "--plant", "urn.decay=2"], ["urn.decay", "between 0 and 1"]),
        (["T1", "--format", "html"], ["--format"]),
        (["T1", "--seed", "x"], ["--seed"]),
        (["T1", "--seed", "-1"], ["--seed", "0 to 9223372036854775807"]),
        (["T1", "--seed=-9223372036854775809"], ["--seed", "0 to 9223372036854775807"]),
        (["T1", "--seed", "9223372036854775808"], ["--seed", "0 to 9223372036854775807"]),
    ],
)
def test_what_cannot_be_is_refused(arguments, words):
    finished = streetlight("verify", *arguments)
    assert finished.returncode == 2
    assert finished.stdout == ""
    assert all(word in finished.stderr for word in words), finished.stderr


@pytest.mark.parametrize("config", sorted((ROOT / "configs/theory").glob("*.toml")), ids=lambda path: path.stem)
def test_every_published_case_is_an_experiment(config):
    finished = streetlight("validate", str(config))
    assert finished.returncode == 0, finished.stderr


@pytest.mark.parametrize("model", ["urn", "performative", "lending", "attention", "retention", "selective"])
def test_every_model_describes_itself(model):
    finished = streetlight("describe", "--model", model)
    assert finished.returncode == 0 and "Parameters of the model " + model in finished.stdout
