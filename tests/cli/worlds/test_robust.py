"""`run --worlds` and `robust`: every scenario in every world, and counts that can be counted again."""

import csv
import io
import json
import math
import re
import statistics
import tomllib

import pytest


def rows(folder, *arguments):
    done = folder("robust", "robust.h5", "--format", "csv", *arguments)
    assert done.returncode == 0, done.stderr
    return {(row["scenario"], row["metric"]): row for row in csv.DictReader(io.StringIO(done.stdout))}


def levels(folder, metric):
    """By scenario and world, the mean over replicates of the last month."""
    out = folder("export", "robust.h5", "-o", "-", "--metric", metric).stdout
    sums = {}
    for row in csv.DictReader(io.StringIO(out)):
        if row["time"] == "3":
            sums.setdefault((row["scenario"], int(row["point"])), []).append(float(row["value"]))
    return {key: sum(values) / len(values) for key, values in sums.items()}


def weighted_quantile(values, weights, share):
    """By its definition: neighbours lie half the sum of their weights apart."""
    values, weights = zip(*sorted(zip(values, weights)))
    places = [0.0]
    for left, right in zip(weights, weights[1:]):
        places.append(places[-1] + (left + right) / 2)
    at = share * places[-1]
    above = next(k for k, place in enumerate(places) if place >= at and k > 0)
    left = (at - places[above - 1]) / (places[above] - places[above - 1])
    return values[above - 1] + left * (values[above] - values[above - 1])


def test_counts_medians_and_regret_are_those_of_the_runs(found):
    row = rows(found, "--metric", "score:most", "--window", "3:4", "--margin", "0")["Equal opportunity", "score"]
    level = levels(found, "score")
    differences = [level["Equal opportunity", w] - level["Greatest utility", w] for w in range(40)]
    assert int(row["worlds"]) == 40
    assert int(row["less"]) + int(row["more"]) + int(row["not_told_apart"]) == 40
    assert int(row["less"]) <= sum(d < 0 for d in differences)
    assert int(row["more"]) <= sum(d > 0 for d in differences)
    weights = tomllib.loads((found.folder / "worlds.toml").read_text())["weights"]
    for name, share in (("low", 0.05), ("median", 0.5), ("high", 0.95)):
        assert float(row[name]) == pytest.approx(weighted_quantile(differences, weights, share), rel=1e-4)
    # Planted fault: quantiles that take each world once
    assert abs(statistics.median(differences) - weighted_quantile(differences, weights, 0.5)) > 1e-3
    names = ["Greatest utility", "Equal opportunity", "Dearer defaults"]
    regrets = sorted(max(level[n, w] for n in names) - level["Equal opportunity", w] for w in range(40))
    assert float(row["regret_most"]) == pytest.approx(regrets[-1])


def test_a_margin_turns_small_differences_into_none(found):
    all_of_them = rows(found, "--metric", "score", "--margin", "1e9")
    assert {row["not_told_apart"] for row in all_of_them.values()} == {"40"}


@pytest.mark.parametrize("margin", ["nan", "inf", "-1", "-inf"])
def test_a_margin_is_a_number(found, margin):
    done = found("robust", "robust.h5", "--metric", "score", f"--margin={margin}")
    assert done.returncode == 2 and "margin must be a number, 0 or more" in done.stderr and not done.stdout


def test_policies_that_are_equal_are_equally_good(found):
    """A scenario under two names is the best in as many worlds under each."""
    twice = (found.folder / "loans.toml").read_text() + '[[scenario]]\nname = "The same"\n'
    (found.folder / "twice.toml").write_text(twice)
    done = found("run", "twice.toml", "--worlds", "worlds.toml", "--replicates", "1", "-o", "twice.h5", "--quiet")
    assert done.returncode == 0, done.stderr
    done = found("robust", "twice.h5", "--metric", "score:most", "--format", "json")
    best = {policy["scenario"]: policy["best"] for policy in json.loads(done.stdout)["by_world"][0]["policies"]}
    assert best["Greatest utility"] == best["The same"] > 0, best


def test_both_forms_of_worlds_and_every_way_to_run_give_one_result(found):
    first = (found.folder / "robust.h5").read_bytes()
    done = found("run", "loans.toml", "--worlds", "worlds.h5", "--replicates", "2", "--threads", "3", "-o", "again.h5", "--quiet")
    assert done.returncode == 0, done.stderr
    assert (found.folder / "again.h5").read_bytes() == first
    for k in (1, 2):
        done = found("run", "loans.toml", "--worlds", "worlds.toml", "--replicates", "2", "--shard", f"{k}/2", "-o", f"part{k}.h5", "--quiet")
        assert done.returncode == 0, done.stderr
    assert found("merge", "part1.h5", "part2.h5", "-o", "merged.h5").returncode == 0
    assert (found.folder / "merged.h5").read_bytes() == first


def test_words_for_people(found):
    done = found("robust", "robust.h5", "--metric", "score:most", "--worlds", "worlds.toml")
    assert done.returncode == 0, done.stderr
    text = done.stdout
    assert ": less than Greatest utility in " in text and " of 40 worlds, more in " in text
    assert "They are not probabilities." in text
    assert " % of the baseline, at its median)" in text
    heading = next(line for line in text.splitlines() if line.startswith("score"))
    assert heading == 'score (score), steps 0 to 3: difference from "Greatest utility" in 40 worlds, 2 replicates of each'
    assert "What decides" in text and "Informed by the figures" in text
    informed = next(line for line in text.splitlines() if line.startswith("Informed"))
    assert "scores.rise" in informed or "applicants.minority" in informed
    assert "probabilit" not in text.replace("They are not probabilities.", "")


def test_json_says_what_decides(found):
    result = json.loads(found("robust", "robust.h5", "--metric", "score", "--format", "json").stdout)
    one = result["comparisons"][0]
    assert {p["parameter"] for p in one["parameters"]} == {"applicants.minority", "scores.rise", "scores.fall"}
    assert all(-1 <= p["rank_correlation"] <= 1 and 0 <= p["spread_explained"] <= 1 for p in one["parameters"])


def test_every_world_is_given_to_figures(found):
    """By world: levels, differences, verdicts, which counts and quantiles of the table follow from."""
    result = json.loads(found("robust", "robust.h5", "--metric", "score", "--format", "json").stdout)
    said = result["by_world"][0]
    assert said["metric"] == "score" and said["better"] == "less" and said["worlds"] == list(range(40))
    baseline = said["policies"][0]
    assert baseline["scenario"] == "Greatest utility" and set(baseline["difference"]) == {0}
    for policy, row in zip(said["policies"][1:], result["comparisons"]):
        assert policy["scenario"] == row["scenario"]
        for verdict in ("less", "more", "not_told_apart"):
            assert policy["verdict"].count(verdict) == row[verdict]
        for level, base, difference in zip(policy["level"], baseline["level"], policy["difference"]):
            assert level - base == pytest.approx(difference, abs=1e-9)
        assert weighted_quantile(policy["difference"], said["weights"], 0.5) == pytest.approx(row["median"])
    assert sum(policy["best"] for policy in said["policies"]) == 40


def test_a_box_around_the_worlds_in_which_the_answer_fails(found):
    """Where one policy is better in some worlds and not to be told apart in the others, a box says where."""
    options = ("robust", "robust.h5", "--column", "score", "--format", "json", "--scenario", "Equal opportunity")
    by_world = json.loads(found(*options).stdout)["by_world"][0]
    margin = statistics.quantiles([abs(difference) for difference in by_world["policies"][1]["difference"]], n=4)[0]
    result = json.loads(found(*options, "--margin", margin).stdout)
    one, policy = result["comparisons"][0], result["by_world"][0]["policies"][1]
    assert min(one["less"], one["more"]) < 5 <= min(max(one["less"], one["more"]), one["not_told_apart"])
    box = one["box"]
    word = box["answer"].removeprefix("not ")
    marked = [(verdict == word) != box["answer"].startswith("not ") for verdict in policy["verdict"]]
    worlds = tomllib.loads((found.folder / "worlds.toml").read_text(encoding="utf-8"))
    keys = [parameter["key"] for parameter in worlds["parameter"]]
    inside = [
        all(
            (side["low"] is None or row[keys.index(side["parameter"])] >= side["low"])
            and (side["high"] is None or row[keys.index(side["parameter"])] <= side["high"])
            for side in box["sides"]
        )
        for row in worlds["values"]
    ]
    both = sum(a and b for a, b in zip(marked, inside))
    assert box["worlds"] == sum(inside)
    assert box["density"] == pytest.approx(both / sum(inside)) and box["density"] > sum(marked) / 40
    assert box["coverage"] == pytest.approx(both / sum(marked))
    said = " ".join(found(*options[:4], *options[6:], "--margin", margin).stdout.split())
    assert f"It is {box['answer']} in " in said and f"in which it is {box['answer']} are among them" in said


def test_worlds_in_which_a_policy_is_good_enough(found):
    level = levels(found, "score")
    least = statistics.median(level["Equal opportunity", w] for w in range(40))
    options = ("robust", "robust.h5", "--column", "score:most", "--window", "3:4", "--threshold", least)
    names = ["Greatest utility", "Equal opportunity", "Dearer defaults"]
    counts = [sum(level[name, w] >= least for w in range(40)) for name in names]
    assert counts[1] == 20
    result = json.loads(found(*options, "--format", "json").stdout)
    assert [policy["meets_threshold"] for policy in result["by_world"][0]["policies"]] == counts
    assert [row["meets_threshold"] for row in result["comparisons"]] == counts[1:]
    text = found(*options).stdout
    assert f"Good enough: {least:.9g}"[:16] in text
    table = [line for line in text.splitlines() if line.startswith(tuple("  " + name for name in names))]
    assert [int(line.split()[-1]) for line in table] == counts
    refused = found("robust", "robust.h5", "--threshold", "1")
    assert refused.returncode == 2 and "a threshold is in the unit of one column: name that column." in refused.stderr


def test_what_rests_on_a_prior_is_marked(found):
    """A parameter that decides, and of which no figure says anything, is marked in the sentence that names it."""
    options = ("robust", "robust.h5", "--column", "score", "--margin", "0")
    result = json.loads(found(*options, "--worlds", "worlds.toml", "--format", "json").stdout)
    named = {p["parameter"] for one in result["comparisons"] for p in one["parameters"] if p["beyond_chance"]}
    text = found(*options, "--worlds", "worlds.toml").stdout
    assert named and "*: rests on its prior, no sign that a figure informs it" in text
    for key in named:
        assert (f"{key}* (" in text) != result["informed"][key] and (f"{key} (" in text) == result["informed"][key]
    assert "* (" not in found(*options).stdout


def test_how_a_count_hangs_on_what_was_assumed(found):
    """Halves of a prior are counted anew here; without the file of worlds nothing is said of them."""
    options = ("robust", "robust.h5", "--metric", "score", "--format", "json")
    assert all(one["sensitivity"] is None for one in json.loads(found(*options).stdout)["comparisons"])
    result = json.loads(found(*options, "--worlds", "worlds.toml").stdout)
    worlds = tomllib.loads((found.folder / "worlds.toml").read_text(encoding="utf-8"))
    for one, policy in zip(result["comparisons"], result["by_world"][0]["policies"][1:]):
        said = one["sensitivity"]
        weight = sum(w for w, verdict in zip(worlds["weights"], policy["verdict"]) if verdict == "less")
        assert said["share_better"] == pytest.approx(weight)
        shares = {}
        for j, parameter in enumerate(worlds["parameter"]):
            low, high = parameter["range"]
            middle = math.sqrt(low * high) if parameter["scale"] == "log" else (low + high) / 2
            for half in ("lower", "upper"):
                here = [policy["verdict"][w] for w, row in enumerate(worlds["values"]) if (row[j] >= middle) == (half == "upper")]
                if len(here) >= 20:
                    shares[parameter["key"], half] = here.count("less") / len(here)
        for end, of in (("lowest_with_half_a_prior", min), ("highest_with_half_a_prior", max)):
            assert said[end]["share"] == pytest.approx(of(shares.values()))
            assert shares[said[end]["parameter"], said[end]["half"]] == pytest.approx(said[end]["share"])
    # By the sign of single runs some worlds say less and some more, so that there is something to tell
    found("run", "loans.toml", "--worlds", "worlds.toml", "--replicates", "1", "-o", "single.h5", "--quiet", "--replace")
    text = found("robust", "single.h5", "--metric", "score", "--margin", "0", "--worlds", "worlds.toml").stdout
    assert "with discrepancies halved" in text
    single = json.loads(found("robust", "single.h5", "--metric", "score", "--margin", "0", "--worlds", "worlds.toml", "--format", "json").stdout)
    ends = [one["sensitivity"][end] for one in single["comparisons"] for end in ("lowest_with_half_a_prior", "highest_with_half_a_prior")]
    assert ("If only half of one prior is believed" in text) == any(end["beyond_chance"] for end in ends)
    assert "No half of one prior gives another share than chance would" in text


def test_weights_that_stand_for_few_worlds_say_nothing(found):
    """Weighted figures need a bound's worth of worlds; they are missing with the reason otherwise, in every format."""
    text = (found.folder / "worlds.toml").read_text(encoding="utf-8")
    head, _, rest = text.partition("weights = [")
    tail = rest.partition("]\n")[2]
    for first, effective in [(1, 40.0), (40, (40 + 39) ** 2 / (40**2 + 39))]:
        weights = ", ".join(["1"] * 39)
        (found.folder / "uneven.toml").write_text(f"{head}weights = [{first}, {weights}]\n{tail}", encoding="utf-8")
        done = found("run", "loans.toml", "--worlds", "uneven.toml", "--replicates", "1", "-o", "uneven.h5", "--quiet", "--replace")
        assert done.returncode == 0, done.stderr
        asked = ("robust", "uneven.h5", "--metric", "score", "--worlds", "uneven.toml")
        text = found(*asked).stdout
        row = next(csv.DictReader(io.StringIO(found(*asked, "--format", "csv").stdout)))
        one = json.loads(found(*asked, "--format", "json").stdout)["comparisons"][0]
        assert float(row["effective_worlds"]) == pytest.approx(effective)
        enough = effective >= 30
        assert ("weighted less" in text) == enough and ("The worlds' weights stand for 40 of them (Kish)." in text) == enough
        assert ("with discrepancies halved" in text) <= enough
        reason = "the weights stand for 3.8 of 40 worlds (Kish), fewer than 30"
        assert (f"Weighted figures are left out: {reason}.\n" in text) != enough
        assert row["weighted_missing_because"] == ("" if enough else reason)
        assert (row["weighted_less"] == "") != enough and (one["weighted_less"] is None) != enough
        assert (one["sensitivity"]["share_better"] is None) != enough
        assert one["weighted_missing_because"] == (None if enough else reason)


def test_what_is_the_same_for_several_policies_is_said_once(found):
    text = found("robust", "robust.h5", "--metric", "score", "--margin", "1e9", "--worlds", "worlds.toml").stdout
    both = "Equal opportunity and Dearer defaults: "
    assert f"{both}less than Greatest utility in 0 of 40 worlds, more in 0, not to be told apart in 40.\n" in text
    assert f"- {both}0 % whatever is assumed.\n" in text
    assert text.count("whatever is assumed") == 1 and "from 0 %" not in text, text


def test_a_few_of_the_worlds(found):
    """They lie evenly over the file, and the whole file still says which they are."""
    done = found("run", "loans.toml", "--worlds", "worlds.toml", "--number-of-worlds", "8", "--replicates", "1", "-o", "few.h5", "--quiet")
    assert done.returncode == 0, done.stderr
    worlds = tomllib.loads((found.folder / "worlds.toml").read_text(encoding="utf-8"))
    design = tomllib.loads(found("info", "few.h5", "--config").stdout)["design"]
    assert design["weights"] == worlds["weights"][::5]
    assert design["parameter"][0]["values"] == [row[0] for row in worlds["values"][::5]]
    said = found("robust", "few.h5", "--metric", "score", "--worlds", "worlds.toml")
    assert said.returncode == 0 and "of 8 worlds" in said.stdout
    too_many = found("run", "loans.toml", "--worlds", "worlds.toml", "--number-of-worlds", "41", "-o", "x.h5")
    assert too_many.returncode == 2 and "worlds.toml: holds 40 worlds, fewer than the 41 asked for" in too_many.stderr
    refused = found("run", "loans.toml", "--number-of-worlds", "8", "-o", "x.h5")
    assert refused.returncode == 2 and "--worlds" in refused.stderr


def test_worlds_that_were_not_run_are_refused(found):
    text = (found.folder / "worlds.toml").read_text(encoding="utf-8")
    first = text.partition("values = [\n  [")[2].partition(",")[0]
    (found.folder / "others.toml").write_text(text.replace(f"[{first},", f"[{float(first) * 1.001:.6g},", 1), encoding="utf-8")
    done = found("robust", "robust.h5", "--metric", "score", "--worlds", "others.toml")
    assert done.returncode == 2 and "others.toml: world 0 of the result is not in it" in done.stderr


def test_what_is_wrong_is_said(found):
    assert "names are given one by one" in found("robust", "robust.h5", "--metric", "score,loans").stderr
    for option, thing in (("--margin", "margin"), ("--threshold", "threshold")):
        for named in ([], ["--metric", "score", "--metric", "loans"]):
            said = found("robust", "robust.h5", option, "1", *named).stderr
            assert f"a {thing} is in the unit of one column: name that column." in said
    assert "did you mean 'score'" in found("robust", "robust.h5", "--metric", "scor").stderr.replace('"', "'")
    found("run", "loans.toml", "-o", "one.h5", "--quiet")
    done = found("robust", "one.h5")
    assert done.returncode == 2 and "run the experiment with --worlds FILE" in done.stderr
    done = found("robust", "robust.h5", "--metric", "score:most", "--metric", "score:least")
    assert done.returncode == 2 and "score is asked for both ways" in done.stderr
    found("run", "loans.toml", "--worlds", "worlds.toml", "-o", "part.h5", "--quiet", "--set", "run.replicates=2", "--shard", "1/2")
    done = found("robust", "part.h5", "--metric", "score")
    assert done.returncode == 2 and re.search(r"has all of its runs: \d+ of \d+ are missing.*streetlight merge", done.stderr)
    (found.folder / "broken.toml").write_text((found.folder / "worlds.toml").read_text().replace("schema = 1", "schema = 9"))
    done = found("run", "loans.toml", "--worlds", "broken.toml", "-o", "x.h5")
    assert done.returncode == 2 and "broken.toml:5:10: " in done.stderr
    (found.folder / "damaged.h5").write_bytes((found.folder / "worlds.h5").read_bytes()[:900])
    done = found("run", "loans.toml", "--worlds", "damaged.h5", "-o", "x.h5")
    assert done.returncode == 2 and "damaged.h5" in done.stderr


def test_weights_and_seeds_of_a_file_made_by_hand(found):
    """Whole numbers are numbers; what is none is refused where it stands, never taken as 0."""
    text = (found.folder / "worlds.toml").read_text(encoding="utf-8")
    head, _, rest = text.partition("weights = [")
    tail = rest.partition("]\n")[2]
    for weights, seeds, message in [
        ("1, " * 40, None, ""),
        ("-1.0, " * 40, None, "a weight must be a number, 0 or above"),
        ('"1", ' * 40, None, "a weight must be a number, 0 or above"),
        ("1.0, " * 40, "1.5, " * 40, "a seed must be a whole number, 0 or above"),
    ]:
        end = tail if seeds is None else f"seeds = [{seeds}]\n" + tail.partition("]\n")[2]
        (found.folder / "hand.toml").write_text(f"{head}weights = [{weights}]\n{end}", encoding="utf-8")
        done = found("run", "loans.toml", "--worlds", "hand.toml", "--replicates", "1", "-o", "hand.h5", "--quiet")
        if message:
            assert done.returncode == 2 and "hand.toml:" in done.stderr and message in done.stderr
            continue
        assert done.returncode == 0, done.stderr
        said = found("robust", "hand.h5", "--metric", "score")
        assert "One replicate: chance is part of each difference" in said.stdout
        row = next(csv.DictReader(io.StringIO(found("robust", "hand.h5", "--metric", "score", "--format", "csv").stdout)))
        assert float(row["weighted_less"]) == pytest.approx(int(row["less"]) / 40)


HAND_REFUSED = [
    ('key = "scores.rise"', 'key = "applicants.minority"', "parameter applicants.minority is there twice: first at hand.toml:"),
    ('key = "scores.rise"', 'key = "scores.rize"', "unknown key 'scores.rize'; did you mean 'scores.rise'?"),
    ("range = [0.05, 0.5]", "range = [0.5, 0.05]", "range of applicants.minority must go from low to high, not from 0.5 to 0.05"),
    ("range = [0.05, 0.5]", "range = [0.5, 0.5]", "range of applicants.minority must go from low to high"),
    ("range = [15, 90]", "range = [-15, 90]", "range of scores.rise must be above 0, since its scale is log"),
    ("range = [650, 670]", "range = [670, 650]", 'range of target "mean score" must go from low to high, not from 670 to 650'),
    ("discrepancy = 2\n", "discrepancy = -2\n", "discrepancy = -2 must be 0 or more"),
    ('name = "loans of applications"', 'name = "mean score"', 'target "mean score" is there twice'),
    ('name = "mean score"', 'name = ""', "a target of worlds needs name"),
]


@pytest.mark.parametrize("right, wrong, message", HAND_REFUSED)
def test_nonsense_in_a_file_of_worlds_is_refused_where_it_stands(worlds, found, right, wrong, message):
    text = (found.folder / "worlds.toml").read_text(encoding="utf-8")
    assert right in text
    worlds.write("hand.toml", text.replace(right, wrong, 1))
    line = text[: text.index(right)].count("\n") + 1
    refused = worlds("run", "loans.toml", "--worlds", "hand.toml", "-o", "x.h5")
    assert refused.returncode == 2 and message in refused.stderr
    assert re.search(rf"^hand\.toml:({line}|{line - 1}):\d+: ", refused.stderr, re.MULTILINE), refused.stderr
    assert not list(worlds.folder.glob("x.h5*"))


def test_values_outside_their_range_are_refused_where_they_stand(worlds, found):
    text = (found.folder / "worlds.toml").read_text(encoding="utf-8")
    first = text.partition("values = [\n  [")[2].partition(",")[0]
    line = text[: text.index("values = [")].count("\n") + 2
    worlds.write("hand.toml", text.replace(f"[{first},", "[-3,", 1))
    said = worlds("run", "loans.toml", "--worlds", "hand.toml", "-o", "x.h5").stderr
    assert said == f"hand.toml:{line}:4: applicants.minority = -3 must lie in its range, 0.05 to 0.5\n"
    # And of what the model refuses, where the range allows it
    worlds.write("hand.toml", text.replace(f"[{first},", "[-3,", 1).replace("range = [0.05, 0.5]", "range = [-5, 0.5]"))
    said = worlds("run", "loans.toml", "--worlds", "hand.toml", "-o", "x.h5").stderr
    assert said.startswith(f"hand.toml:{line}:3: applicants.minority = -3 must be ")


@pytest.mark.parametrize("weight, sum", [("0", "0"), ("1e308", "inf")])
def test_weights_that_say_nothing_are_refused(worlds, found, weight, sum):
    text = (found.folder / "worlds.toml").read_text(encoding="utf-8")
    head, _, rest = text.partition("weights = [")
    worlds.write("hand.toml", f"{head}weights = [{(weight + ', ') * 40}]\n" + rest.partition("]\n")[2])
    said = worlds("run", "loans.toml", "--worlds", "hand.toml", "-o", "x.h5").stderr
    line = head.count("\n") + 1
    assert said == f"hand.toml:{line}:11: weights must add up to a finite number above 0, not to {sum}\n"
    worlds.write("design.toml", (worlds.folder / "loans.toml").read_text() + f"""
[design]
kind = "list"
weights = [{weight}, {weight}]
[[design.parameter]]
key = "scores.rise"
values = [20, 30]
""")
    refused = worlds("validate", "design.toml")
    assert refused.returncode == 2
    assert re.match(r"design\.toml:\d+:11: design\.weights must add up to a finite number above 0", refused.stderr)


def test_worlds_asked_for_that_have_no_weight_are_refused(worlds, found):
    text = (found.folder / "worlds.toml").read_text(encoding="utf-8")
    head, _, rest = text.partition("weights = [")
    worlds.write("hand.toml", f"{head}weights = [{'0, ' * 39}1]\n" + rest.partition("]\n")[2])
    refused = worlds("run", "loans.toml", "--worlds", "hand.toml", "--number-of-worlds", "4", "-o", "x.h5")
    assert refused.returncode == 2
    assert refused.stderr == "hand.toml: weights of the 4 worlds asked for must add up to a finite number above 0, not to 0\n"


def test_weights_go_with_the_result(found):
    config = found("info", "robust.h5", "--config").stdout
    weights = tomllib.loads(config)["design"]["weights"]
    assert weights == tomllib.loads((found.folder / "worlds.toml").read_text())["weights"]
