"""`microdata` through the command line: rows that belong together, records that are biased, and nothing overwritten."""

import csv
import gzip
import os
from pathlib import Path

import pytest
from program import streetlight

ROOT = Path(__file__).parents[3]

WORLD = """schema = 1
model = "targeting"
run = { months = 40, spin_up = 36 }
population = { families = 6000, neighbourhood_size = 50 }
authorities = { count = 2 }
programme = { start = 12, capacity = 0.01 }
linkage = { missed = 0.3 }
risk = { horizon = 9, retrain = 9 }
[[scenario]]
name = "Without"
[[scenario]]
name = "With, covert"
set = { programme.enabled = true }
"""


def table(path):
    opened = gzip.open(path, "rt") if str(path).endswith(".gz") else open(path)
    with opened as file:
        return list(csv.DictReader(file))


def contents(folder):
    return {path: path.read_bytes() if path.is_file() else None for path in folder.iterdir()}


def share(rows, column, value="1"):
    return sum(row[column] == value for row in rows) / len(rows)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("microdata")
    (folder / "w.toml").write_text(WORLD)
    return folder


@pytest.fixture(scope="module")
def made(folder):
    done = streetlight("microdata", "w.toml", "--scenario", "With, covert", "-o", "families.csv", folder=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout, table(folder / "families.csv"), table(folder / "families_truth.csv")


def test_the_same_families_in_both_files(made):
    said, records, truth = made
    assert [row["id"] for row in records] == [row["id"] for row in truth]
    assert len({row["id"] for row in records}) == len(records)
    assert f"families.csv: {len(records)} rows as the records stand after month 30 of \"With, covert\"" in said
    left_out = [int(word) for word in said.replace(",", "").split("Left out: ")[1].split() if word.isdigit()]
    assert len(records) + left_out[0] + left_out[1] == 6000
    # A child turns 18 in 216 months: about 9 in 216 families leave within the horizon
    assert left_out[1] == pytest.approx(6000 * 9 / 216, rel=0.25)


def test_the_columns_are_those_that_the_command_describes(folder, made):
    _, records, truth = made
    described = streetlight("microdata", "w.toml", "--columns", folder=folder).stdout
    names = [line.split("`")[1] for line in described.splitlines() if line.startswith("| `")]
    assert names == list(records[0]) + list(truth[0])
    assert "in the 9 months after: the label" in described
    # Services that do not feed the programme are not in the records, nor is anything only the simulation knows
    assert not {"concerns_community", "concerns_voluntary_sector", "need", "in_need", "trust"} & set(records[0])


def test_records_show_less_than_there_is(made):
    _, records, truth = made
    in_need = [record for record, true in zip(records, truth) if true["in_need"] == "1"]
    others = [record for record, true in zip(records, truth) if true["in_need"] == "0"]
    assert 0.05 < len(in_need) / len(records) < 0.3
    # The label says something of need, and misses most of it
    assert share(in_need, "finding_after") > 3 * share(others, "finding_after")
    assert share(in_need, "finding_after") < 0.5
    # Findings need a visit
    assert all(row["visited_after"] == "1" for row in records if row["finding_after"] == "1")
    assert any(row["finding_after"] == "0" for row in records if row["visited_after"] == "1")
    # A third of the links are missing, so a concern is on file for fewer families than with all links
    assert 0 < share(records, "months_since_concern", "") < 1
    assert {row["authority"] for row in records} == {"A001", "A002"}
    assert {row["tenure"] for row in records} == {"owner", "private_rent", "social_rent"}


def test_the_truth_is_that_of_the_panel(folder, made):
    """Families in need and harmed, counted in the table, are those that the panel counts, up to who is left out."""
    _, records, truth = made
    assert streetlight("run", "w.toml", "-o", "w.h5", "--quiet", folder=folder).returncode == 0
    rows = streetlight("export", "w.h5", "-o", "-", "--metric", "need", "--metric", "harm", "--scenario", "With, covert",
                       folder=folder).stdout
    panel = {(row["metric"], int(row["time"])): float(row["value"]) for row in csv.DictReader(rows.splitlines())}
    in_table = len(records) / 6000
    assert share(truth, "in_need") * len(truth) == pytest.approx(in_table * panel["need", 30], rel=0.15)
    harmed = sum(panel["harm", month] for month in range(31, 40))
    # A family that is harmed twice counts once
    assert share(truth, "harmed_after") * len(truth) == pytest.approx(in_table * harmed, rel=0.2)


def test_everyone_is_in_where_every_link_holds(folder):
    done = streetlight("microdata", "w.toml", "--set", "linkage.missed=0", "-o", "all.csv", folder=folder)
    assert "Left out: 0 that the records do not show" in done.stdout


def test_the_scenario_the_month_and_the_replicate_matter_and_threads_do_not(folder, made):
    base = (folder / "families.csv").read_bytes()
    versions = {}
    for name, options in {
        "again": ["--threads", 3],
        "replicate": ["--replicate", 1],
        "seed": ["--seed", 5],
        "month": ["--month", 20],
    }.items():
        done = streetlight("microdata", "w.toml", "--scenario", "With, covert", "-o", f"{name}.csv", *options, folder=folder)
        assert done.returncode == 0, done.stderr
        versions[name] = (folder / f"{name}.csv").read_bytes()
    assert versions.pop("again") == base
    assert len({base, *versions.values()}) == 4
    streetlight("microdata", "w.toml", "-o", "without.csv", folder=folder)
    assert (folder / "without.csv").read_bytes() != base


def test_compressed(folder, made):
    done = streetlight("microdata", "w.toml", "--scenario", "With, covert", "-o", "small.csv.gz", folder=folder)
    assert done.returncode == 0
    assert table(folder / "small.csv.gz") == made[1]
    assert table(folder / "small_truth.csv.gz") == made[2]
    assert (folder / "small.csv.gz").stat().st_size < (folder / "families.csv").stat().st_size / 3


@pytest.mark.parametrize(
    "arguments, message",
    [
        (["-o", "families.csv"], "families.csv: there is already a file of that name"),
        (["-o", "taken.csv"], "taken_truth.csv: there is already a file of that name"),
        (["-o", "missing/x.csv"], "there is no folder missing"),
        (["-o", "."], "the output is a folder"),
        ([], "needs -o FILE.csv"),
        (["-o", ""], "must name a file, and is empty"),
        (["-o", "-"], "its name must end in .csv or .csv.gz"),
        (["-o", "/dev/null"], "/dev/null: is a device: it is not a table"),
        (["-o", "pipe.csv"], "pipe.csv: is a pipe"),
        (["-o", "micro.xlsx"], "micro.xlsx: what is written here is a table (CSV), so its name must end in .csv or .csv.gz"),
        (["-o", "micro.csv.zip"], "its name must end in .csv or .csv.gz"),
        (["-o", "n" * 240 + ".csv"], "is too long"),
        (["-o", "n" * 226 + ".csv"], "is too long"),
        (["-o", "x.csv", "--set", "population.families=2000000000"], "of memory"),
        (["-o", "x.csv", "--month", "31"], "--month 31: must be at most 30"),
        (["-o", "x.csv", "--scenario", "With"], 'there is no scenario "With"'),
        (["-o", "x.csv", "--set", "run.months=9"], "set run.months to more than that"),
        (["-o", "x.csv", "--set", "casework.hit=3"], "casework.hit = 3 must be"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_touched(folder, made, arguments, message):
    (folder / "taken_truth.csv").write_text("a student's work\n")
    if not (folder / "pipe.csv").exists():
        os.mkfifo(folder / "pipe.csv")
    before = contents(folder)
    done = streetlight("microdata", "w.toml", *arguments, folder=folder)
    assert done.returncode == 2 and message in done.stderr, done.stderr
    assert contents(folder) == before


def test_capitals_in_the_ending_and_names_beside_are_no_matter(folder, made):
    beside = [folder / "SMALL.CSV.GZ.writing", folder / "SMALL_truth.CSV.GZ.writing"]
    for path in beside:
        path.write_text("precious")
    done = streetlight("microdata", "w.toml", "--scenario", "With, covert", "-o", "SMALL.CSV.GZ", folder=folder)
    assert done.returncode == 0, done.stderr
    with gzip.open(folder / "SMALL.CSV.GZ", "rt") as file:
        assert list(csv.DictReader(file)) == made[1]
    with gzip.open(folder / "SMALL_truth.CSV.GZ", "rt") as file:
        assert list(csv.DictReader(file)) == made[2]
    assert all(path.read_text() == "precious" for path in beside)


def test_a_model_without_records_of_single_entities(folder):
    (folder / "urn.toml").write_text('schema = 1\nmodel = "urn"\n')
    done = streetlight("microdata", "urn.toml", "-o", "u.csv", folder=folder)
    assert done.returncode == 2 and "model urn has no records" in done.stderr


def test_the_data_sheet_has_the_columns_of_the_default_model():
    page = (ROOT / "docs/classroom/datasheet.md").read_text()
    described = streetlight("microdata", "configs/england.toml", "--columns", folder=ROOT).stdout
    assert described.strip() in page
