"""Few families, two replicates: what `robust` counts in a world is what `compare` may say of it."""

import csv
import io
import json
import math

import pytest

RUN = ("--number-of-worlds", "16", "--replicates", "2", "--set", "population.families=500", "--set", "run.spin_up=24", "--set", "run.months=36")
COLUMNS = '--set=output.metrics=["families","harm","unmet_need","trust","flags","unwarranted_visits","precision_true"]'
POLICIES = ("--baseline", "Covert programme", "--scenario", "Corrected and audited")


@pytest.fixture(scope="module")
def few(worlds_folder, england_file):
    shipped = england_file.parent / "worlds" / "england.toml"
    done = worlds_folder("run", england_file, "--worlds", shipped, *RUN, COLUMNS, "-o", "few.h5", "--quiet", "--set", "output.by_authority=true")
    assert done.returncode == 0, done.stderr
    return worlds_folder


def robust(folder, column, *arguments):
    done = folder("robust", "few.h5", "--column", column, "--format", "json", *arguments)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    return found["comparisons"][0], found["by_world"][0]


def compared(folder, column, *arguments):
    done = folder("compare", "few.h5", "--column", column, "--format", "csv", *arguments)
    assert done.returncode == 0, done.stderr
    return {int(row["point"]): row for row in csv.DictReader(io.StringIO(done.stdout))}


@pytest.mark.parametrize("column, group", [("unmet_need", "all"), ("unwarranted_visits", "all"), ("precision_true", "all"), ("precision_true", "black")])
def test_a_world_is_judged_as_compare_judges_it(few, column, group):
    row, by_world = robust(few, column, *POLICIES, "--group", group, "--margin", "0")
    by_compare = compared(few, column, *POLICIES, "--group", group)
    there = [point for point, one in by_compare.items() if one["difference"] != ""]
    assert by_world["worlds"] == there and row["worlds"] == len(there)
    assert row["undefined"] == row["missing"] == 16 - len(there)
    refused = 0
    for place, point in enumerate(there):
        one, policy = by_compare[point], by_world["policies"][1]
        assert policy["difference"][place] == pytest.approx(float(one["difference"]), rel=1e-9, abs=1e-12)
        if one["interval"] in ("none", "exact"):
            assert policy["verdict"][place] == "not_told_apart"
            refused += one["interval"] == "none" and float(one["difference"]) != 0
        else:
            assert policy["half_width"][place] == pytest.approx((float(one["difference_high"]) - float(one["difference_low"])) / 2, rel=1e-9)
    assert row["no_interval"] == refused


def test_worlds_without_an_interval_or_a_ratio_are_told(few):
    text = few("robust", "few.h5", "--column", "precision_true", *POLICIES, "--group", "black").stdout
    assert "ratio has nothing to divide by" in text and "a run of theirs is missing" not in text
    assert "Worlds whose replicates allow no interval" in few("robust", "few.h5", "--column", "harm").stdout


def test_the_model_says_which_way_is_better(few):
    text = few("robust", "few.h5", "--column", "trust").stdout
    assert "More is better." in text and text == few("robust", "few.h5", "--column", "trust:most").stdout
    assert "Less is better." in few("robust", "few.h5", "--column", "trust:least").stdout
    assert "Less is better." in few("robust", "few.h5", "--column", "flags").stdout


def test_an_authority_is_named(few):
    name = "A001"
    row, by_world = robust(few, "harm", "--authority", name)
    assert row["authority"] == by_world["authority"] == name
    assert f"authority {name}" in few("robust", "few.h5", "--column", "harm", "--authority", name).stdout
    assert robust(few, "harm")[0]["authority"] == "all"


def test_other_weights_are_refused(few, england_file):
    shipped = (england_file.parent / "worlds" / "england.toml").read_text(encoding="utf-8")
    start = shipped.index("\nweights = [") + len("\nweights = [")
    end = shipped.index("]", start)
    weights = [word.strip() for word in shipped[start:end].split(",") if word.strip()]
    few.write("turned.toml", shipped[:start] + ", ".join(weights[7:] + weights[:7]) + shipped[end:])
    done = few("robust", "few.h5", "--column", "harm", "--worlds", "turned.toml")
    assert done.returncode != 0 and "has another weight in it" in done.stderr
    assert math.isclose(sum(map(float, weights)), 1, rel_tol=1e-6)
