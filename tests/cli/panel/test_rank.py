"""compare --rank and --at-most: order, shared places, limits, and what is refused."""
import json
import re

import pytest

ONE = ("--point", "0", "--window", "6:")


def ranking(command, sample, *arguments):
    """[(place, scenario, points, places)] as printed."""
    done = command("compare", sample, *ONE, *arguments)
    assert done.returncode == 0, done.stderr
    rows = []
    for line in done.stdout.splitlines():
        found = re.match(r" +(\d+|out)\??  (Covert programme|Notice) +(\d+|-)  ", line)
        if found:
            rows.append((found[1], found[2], found[3], [int(place) for place in re.findall(r"#(\d+)", line)]))
    return rows


def differences(command, sample, metric):
    done = command("compare", sample, *ONE, "--format", "json", "--metric", metric)
    return {row["scenario"]: row["difference"] for row in json.loads(done.stdout)["comparisons"]}


@pytest.mark.parametrize("metric", ["visits", "trust", "cost"])
@pytest.mark.parametrize("way", ["", ":least", ":most"])
def test_order_is_that_of_the_mean_differences(command, sample, metric, way):
    apart = differences(command, sample, metric)
    best = sorted(apart, key=apart.get, reverse=way == ":most")
    rows = ranking(command, sample, "--rank", metric + way)
    assert [(place, name) for place, name, _, _ in rows] == [("1", best[0]), ("2", best[1])]


def test_equal_differences_share_a_place_and_places_add_up(command, sample):
    rows = ranking(command, sample, "--rank", "families", "--rank", "visits", "--rank", "cost:most")
    # families never differ; Covert programme has fewer visits; Notice costs more.
    assert {name: (place, points, places) for place, name, points, places in rows} == {
        "Covert programme": ("1", "4", [1, 1, 2]),
        "Notice": ("1", "4", [1, 2, 1]),
    }


def test_who_exceeds_a_limit_is_out_and_takes_no_place(command, sample):
    apart = differences(command, sample, "visits")
    assert apart["Covert programme"] < apart["Notice"]
    between = (apart["Covert programme"] + apart["Notice"]) / 2
    rows = ranking(command, sample, "--rank", "visits:most", "--at-most", f"visits={between}")
    assert rows == [("1", "Covert programme", "1", [1]), ("out", "Notice", "-", [])]
    rows = ranking(command, sample, "--rank", "visits:most", "--at-most", f"visits={apart['Notice']}")
    assert [row[:2] for row in rows] == [("1", "Notice"), ("2", "Covert programme")]


def test_a_replicate_that_is_missing_is_said(command, incomplete):
    done = command("compare", incomplete, *ONE, "--rank", "visits")
    assert done.returncode == 0 and "2 of 24 runs are missing" in done.stdout


def test_markdown_is_a_table(command, sample):
    done = command("compare", sample, *ONE, "--rank", "visits", "--at-most", "cost=1e9", "--format", "markdown")
    table = [line for line in done.stdout.splitlines() if line.startswith("|")]
    assert len(table) == 4 and len({line.count("|") for line in table}) == 1


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["--rank", "vists"], 'did you mean "visits"?'),
        (["--rank", "visits:fewest"], "least (less is better) or most"),
        (["--rank", "visits", "--at-most", "visits"], "a column, '=' and a number"),
        (["--rank", "visits", "--at-most", "visits=5 million"], "a column, '=' and a number"),
        (["--rank", "visits", "--at-most", "visits=nan"], "a column, '=' and a number"),
        (["--rank", "visits", "--at-most", "vists=5"], 'did you mean "visits"?'),
        (["--rank", "visits", "--group", "*"], "one group"),
        (["--rank", "visits", "--metric", "trust"], "leave --column out"),
        (["--rank", "visits", "--format", "csv"], "table and markdown"),
        (["--at-most", "visits=5"], "--rank"),
        (["--rank", "visits", "--margin", "visits=0.3"], "leave --margin out"),
        (["--rank", "visits", "--rank", "visits:most"], '--rank visits:most: "visits" is ranked by already'),
    ],
)
def test_what_it_refuses(command, sample, arguments, said):
    done = command("compare", sample, *ONE, *arguments)
    assert done.returncode == 2
    assert said in done.stderr and done.stdout == ""


def test_several_points_are_refused(command, sample):
    done = command("compare", sample, "--rank", "visits")
    assert done.returncode == 2 and "--point" in done.stderr
