"""compare: its numbers against scipy's, its forms, and what it refuses."""
import csv
import io
import json
import math

import h5py
import numpy as np
import pytest
from scipy import stats

from formula import GROUPS, LENGTHS, SCENARIOS, cells


def compared(command, sample, *arguments):
    done = command("compare", sample, "--format", "json", *arguments)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def window_value(name, times):
    """Per (scenario, point, replicate, group), all authorities together, over intervals `times`."""
    columns = cells()
    part = {key: columns[key][:, :, :, times, 0, :] for key in columns}
    if name == "unwarranted_share":
        return part["unwarranted_visits"].sum(axis=3) / part["visits"].sum(axis=3)
    if name in ("trust", "families"):
        return np.average(part[name], axis=3, weights=LENGTHS[times])
    return part[name].sum(axis=3)


def ratio_of_sums(top, bottom):
    """Ratio of the sums over replicates, and one value a replicate whose mean it is and whose spread is the jackknife's."""
    n, ratio = len(top), top.sum() / bottom.sum()
    without = np.array([np.delete(top, i).sum() / np.delete(bottom, i).sum() for i in range(n)])
    values = n * ratio - (n - 1) * without
    return ratio, values - values.mean() + ratio


@pytest.mark.parametrize("name", ["visits", "unwarranted_share", "cost", "trust"])
@pytest.mark.parametrize("window, times", [("", slice(0, 6)), ("3:12", slice(1, 4)), (":6", slice(0, 2)), ("12:17", slice(4, 6))])
def test_numbers_agree_with_scipy(command, sample, name, window, times):
    arguments = ["--window", window] if window else []
    result = compared(command, sample, "--baseline", "No programme", "--metric", name, "--group", "*", *arguments)
    values = window_value(name, times)
    assert len(result["comparisons"]) == 2 * 2 * 3
    for row in result["comparisons"]:
        s, p, g = SCENARIOS.index(row["scenario"]), row["point"], GROUPS.index(row["group"])
        base, other = values[0, p, :, g], values[s, p, :, g]
        if name == "unwarranted_share":
            top, bottom = (window_value(part, times) for part in ("unwarranted_visits", "visits"))
            base, other = (ratio_of_sums(top[i, p, :, g], bottom[i, p, :, g])[1] for i in (0, s))
        difference = other - base
        assert row["pairs"] == 4
        assert math.isclose(row["baseline_mean"], base.mean(), rel_tol=1e-12)
        assert math.isclose(row["difference"], difference.mean(), rel_tol=1e-9, abs_tol=1e-12)
        if row["interval"] == "none":
            assert np.ptp(difference) < 1e-9 or name in ("cost", "unwarranted_share", "trust")  # few events
            assert row["pairing_gain"] is None and row["replicates_needed"] is None and row["no_interval"]
            continue
        assert np.ptp(difference) >= 1e-9
        low, high = stats.t.interval(0.95, 3, loc=difference.mean(), scale=stats.sem(difference))
        assert math.isclose(row["difference_low"], low, rel_tol=1e-9)
        assert math.isclose(row["difference_high"], high, rel_tol=1e-9)
        gain = (base.var(ddof=1) + other.var(ddof=1)) / difference.var(ddof=1)
        assert math.isclose(row["pairing_gain"], gain, rel_tol=1e-9)
        if name == "trust":
            assert row["relative"] is None  # a log-odds has no zero
        else:
            assert math.isclose(row["relative"], difference.mean() / base.mean(), rel_tol=1e-9)
            needed = row["replicates_needed"]
            width = lambda n: stats.t.ppf(0.975, n - 1) * difference.std(ddof=1) / math.sqrt(n)
            assert width(needed) <= 0.05 * base.mean()
            assert needed == 2 or width(needed - 1) > 0.05 * base.mean()


def test_missing_runs_are_left_out_and_said(command, incomplete):
    result = compared(command, incomplete, "--metric", "visits")
    pairs = {row["scenario"]: (row["pairs"], row["dropped"]) for row in result["comparisons"]}
    assert pairs == {"Covert programme": (3, 1), "Notice": (4, 0)}
    assert any("2 of 24 runs are missing" in note for note in result["notes"])


def without_visits(sample, path, replicates):
    """The sample with nothing to divide by in "Notice" at point 1 in the first replicates."""
    path.write_bytes(sample.read_bytes())
    with h5py.File(path, "r+") as file:
        file["panel/visits"][2, 1, :replicates] = 0
    return path


def test_values_that_do_not_exist_are_left_out_and_said_where(command, sample, tmp_path):
    result = compared(command, without_visits(sample, tmp_path / "none.h5", 4), "--metric", "unwarranted_share")
    dropped = {(row["scenario"], row["point"]): row["dropped"] for row in result["comparisons"] if row["dropped"]}
    assert dropped == {("Notice", 1): 4}
    assert any('unwarranted_share in "Notice" at point 1: 4 of 4' in note for note in result["notes"])


def test_a_replicate_without_a_denominator_counts_in_the_ratio_of_sums(command, sample, tmp_path):
    result = compared(command, without_visits(sample, tmp_path / "few.h5", 3), "--metric", "unwarranted_share")
    (row,) = [row for row in result["comparisons"] if (row["scenario"], row["point"]) == ("Notice", 1)]
    assert row["pairs"] == 4 and row["dropped"] == 0
    top, bottom = (window_value(name, slice(0, 6))[2, 1, :, 0] for name in ("unwarranted_visits", "visits"))
    assert math.isclose(row["scenario_mean"], top.sum() / bottom[3], rel_tol=1e-12)
    assert row["interval"] == "none" and "are in one replicate" in row["no_interval"]


def test_csv_holds_the_same_numbers_as_json(command, sample):
    arguments = ("--baseline", "Notice", "--metric", "*", "--group", "café")
    rows = list(csv.DictReader(io.StringIO(command("compare", sample, "--format", "csv", *arguments).stdout)))
    expected = compared(command, sample, *arguments)["comparisons"]
    assert len(rows) == len(expected) == 2 * 2 * 6
    for row, other in zip(rows, expected):
        assert list(row) == list(other)
        for key, value in other.items():
            if value is None:
                assert row[key] == ""
            elif isinstance(value, float):
                assert float(row[key]) == value
            else:
                assert row[key] == (str(value).lower() if isinstance(value, bool) else str(value))


def test_table_is_aligned_and_says_what_was_compared(command, sample):
    done = command("compare", sample, "--window", "3:12", "--group", "*")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert 'difference from "No programme", months 3 to 11, 4 replicates' in lines[0]
    rows = [line for line in lines if line.startswith(("  metric", "  visits (", "  trust ("))]
    assert len({len(row) for row in rows}) == 1
    assert "months 12 to 16," in command("compare", sample, "--window", "12:").stdout
    assert any("n/a" in row for row in rows)


def test_markdown_is_a_table(command, sample):
    lines = command("compare", sample, "--format", "markdown").stdout.splitlines()
    table = [line for line in lines if line.startswith("|")]
    assert len(table) > 6 and len({line.count("|") for line in table}) == 1


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["--baseline", "Notic"], 'did you mean "Notice"?'),
        (["--scenario", "covert programme"], 'did you mean "Covert programme"?'),
        (["--metric", "vists"], 'did you mean "visits"?'),
        (["--group", "nobody"], "There are: all, lone, café"),
        (["--authority", "authority 2"], 'did you mean "authority 1"?'),
        (["--point", "2"], "0 to 1"),
        (["--window", "4:9"], "cuts an interval"),
        (["--window", "9:3"], "is empty"),
        (["--window", "0:99"], "which is 0:17"),
        (["--window", "0:16"], "one value for 15:17"),
        (["--window", "a:b"], "two whole numbers"),
        (["--window", "9"], "must be A:B"),
        (["--window", "99999999999999999999:"], "two whole numbers"),
        (["--scenario", "No programme"], "is the baseline itself"),
        (["--format", "pdf"], "pdf"),
        (["--metric", "trust", "--margin", "visits=0.1"], 'margin: "visits" is not among the columns that are compared; name it among them too.'),
        (["--baseline", ""], "--baseline: has an empty value"),
        (["--window", ""], "--window: has an empty value"),
    ],
)
def test_what_it_refuses(command, sample, arguments, said):
    done = command("compare", sample, *arguments)
    assert done.returncode == 2
    assert said in done.stderr and done.stdout == ""


def test_one_interval_is_no_plural(command, sample):
    told = command("compare", sample, "--metric", "unwarranted_share", "--scenario", "Covert programme", "--point", "0").stdout
    assert "Of 1 interval, 1 excludes zero." in told


def test_a_full_disk_is_an_error(sample):
    import subprocess

    import conftest

    with open("/dev/full", "w") as full:
        done = subprocess.run([conftest.COMMANDS, "compare", sample], stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 1 and "standard output cannot be written" in done.stderr
