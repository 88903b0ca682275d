"""`calibrate`: worlds that meet the targets, the same bytes whatever happens, and what is refused."""

import re
import time
import tomllib

import h5py
import numpy as np
import pytest


def read(folder, name="worlds.toml"):
    return tomllib.loads((folder.folder / name).read_text(encoding="utf-8"))


def test_every_world_meets_every_target_in_a_run_of_its_own(found):
    worlds = read(found)
    assert len(worlds["values"]) == 40
    assert sum(worlds["weights"]) == pytest.approx(1)
    for got in worlds["got"]:
        for value, target in zip(got, worlds["target"]):
            assert target["range"][0] <= value <= target["range"][1]
    # The first one, run by hand with its seed and the check's settings
    keys = [parameter["key"] for parameter in worlds["parameter"]]
    sets = [f"--set={key}={value}" for key, value in zip(keys, worlds["values"][0])]
    done = found("targets", "targets.toml", *sets, "--set", "applicants.count=4000", "--seed", worlds["seeds"][0])
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 of 2 targets reached" in done.stdout


def test_it_says_what_it_did(found):
    assert "The waves ended: " in found.report.stdout
    assert "Wave 1: 64 points" in found.report.stderr
    assert "of the prior is left" in found.report.stderr
    assert "of them met every target" in found.report.stdout


def test_the_result_form_holds_the_same(found):
    worlds = read(found)
    with h5py.File(found.folder / "worlds.h5") as file:
        assert np.array_equal(file["values"][()], worlds["values"])
        assert np.array_equal(file["weights"][()], worlds["weights"])
        assert np.array_equal(file["seeds"][()], worlds["seeds"])
        assert [name.decode() for name in file["parameters"][()]] == [p["key"] for p in worlds["parameter"]]
        assert file["toml"][()].decode() == (found.folder / "worlds.toml").read_text(encoding="utf-8")


def test_the_result_form_made_later_has_the_same_bytes(found):
    first = found.folder / "worlds.h5"
    while time.time() - first.stat().st_mtime < 1.1:  # HDF5 counts seconds
        time.sleep(0.1)
    done = found("calibrate", "calibration.toml", "-o", "later.h5", "--quiet")
    assert done.returncode == 0, done.stderr
    assert (found.folder / "later.h5").read_bytes() == first.read_bytes()


def test_a_name_too_long_for_what_is_made_beside_it_is_refused_before_the_work(worlds):
    refused = worlds("calibrate", "calibration.toml", "-o", "w" * 235 + ".h5")
    assert refused.returncode == 2 and "too long" in refused.stderr


def test_what_the_waves_did_is_kept(found):
    """Points, hits and what was left stand in the file, as they were said when they came about."""
    worlds = read(found)
    said = [line for line in found.report.stderr.splitlines() if line.startswith("Wave ")]
    assert len(worlds["wave"]) == len(said) >= 2
    for number, (wave, line) in enumerate(zip(worlds["wave"], said), 1):
        assert line.startswith(f"Wave {number}: {wave['points']} points, {wave['hits']} of them")
        assert wave["trained_on"] >= wave["points"]
        for low, median, high in zip(wave["low"], wave["median"], wave["high"]):
            assert low <= median <= high
        assert len(wave["errors"]) == len(worlds["target"])
    volumes = [wave["log10_volume"] for wave in worlds["wave"]]
    assert volumes == sorted(volumes, reverse=True) and volumes[-1] < 0
    # A wave's points lie nearer to the tolerances than those of the wave before
    first, last = worlds["wave"][0], worlds["wave"][-1]
    for target in range(2):
        assert last["high"][target] - last["low"][target] < first["high"][target] - first["low"][target]


WAVES_REFUSED = [
    ("hits = ", "hitz = ", "unknown key 'hitz'; did you mean 'hits'?"),
    ("errors = [", "errors = [0.1, ", "errors with a number for each [[target]] before it: 2"),
    ("[[wave]]", "[[waves]]", "unknown list of tables [[waves]]"),
]


@pytest.mark.parametrize("right, wrong, message", WAVES_REFUSED)
def test_a_wave_that_is_wrong_is_said_with_its_place(worlds, found, right, wrong, message):
    text = (found.folder / "worlds.toml").read_text(encoding="utf-8")
    assert right in text
    worlds.write("w.toml", text.replace(right, wrong, 1))
    refused = worlds("run", "loans.toml", "--worlds", "w.toml", "-o", "x.h5")
    assert refused.returncode == 2
    assert "w.toml:" in refused.stderr and message in refused.stderr


def test_what_is_there_is_not_lost(worlds, found):
    """A result of runs is never replaced by worlds, and worlds of another calibration only on request."""
    result = (found.folder / "robust.h5").read_bytes()
    (worlds.folder / "x.h5").write_bytes(result)
    for options in ([], ["--replace"]):
        refused = worlds("calibrate", "calibration.toml", "-o", "x.h5", *options)
        assert refused.returncode == 2 and "x.h5: there is a file of that name that holds no worlds" in refused.stderr
    assert (worlds.folder / "x.h5").read_bytes() == result

    text = (found.folder / "worlds.toml").read_text(encoding="utf-8")
    worlds.write("w.toml", text.replace('title = "Lending worlds"', 'title = "Others"'))
    refused = worlds("calibrate", "calibration.toml", "-o", "w.toml")
    assert refused.returncode == 2 and 'w.toml: holds worlds of another calibration, "Others"' in refused.stderr
    done = worlds("calibrate", "calibration.toml", "-o", "w.toml", "--replace", "--quiet")
    assert done.returncode == 0, done.stderr
    assert (worlds.folder / "w.toml").read_text(encoding="utf-8") == text


OTHER_CALIBRATIONS = [
    ("seed = 7", "seed = 8"),
    ("range = [60, 200]", "range = [60, 120]"),
    ('scale = "log"', 'scale = "linear"'),
    ("discrepancy = 2", "discrepancy = 3"),
    ("discrepancy = 2", "tolerance = [655, 665]\ndiscrepancy = 2"),
    ("applicants.count = 4000", "applicants.count = 5000"),
]


@pytest.mark.parametrize("old, new", OTHER_CALIBRATIONS)
@pytest.mark.parametrize("form", ["worlds.toml", "worlds.h5"])
def test_what_differs_in_anything_that_counts_is_another_calibration(worlds, found, old, new, form):
    before = (found.folder / form).read_bytes()
    (worlds.folder / form).write_bytes(before)
    text = (worlds.folder / "calibration.toml").read_text()
    assert old in text
    worlds.write("other.toml", text.replace(old, new, 1))
    refused = worlds("calibrate", "other.toml", "-o", form)
    assert refused.returncode == 2 and f'{form}: holds worlds of another calibration, "Lending worlds"' in refused.stderr
    assert (worlds.folder / form).read_bytes() == before and not (worlds.folder / f"{form}.partial").exists()


@pytest.mark.parametrize("old, new", [("worlds = 40", "worlds = 44"), ("worlds = 40", "worlds = 40\nbudget = { runs = 100000 }")])
def test_more_worlds_or_another_budget_are_the_same_calibration(worlds, found, old, new):
    """Wherever its files lie."""
    worlds.write("w.toml", (found.folder / "worlds.toml").read_text(encoding="utf-8"))
    worlds.write("calibration.toml", (worlds.folder / "calibration.toml").read_text().replace(old, new))
    done = worlds("calibrate", "calibration.toml", "-o", "w.toml", "--quiet")
    assert done.returncode == 0, done.stderr
    assert len(read(worlds, "w.toml")["values"]) == (44 if "44" in new else 40)


def test_worlds_that_do_not_say_of_which_calibration_they_are_stay(worlds, found):
    text = re.sub(r"\ncalibration = .*", "", (found.folder / "worlds.toml").read_text(encoding="utf-8"), count=1)
    assert "\ncalibration" not in text
    worlds.write("w.toml", text)
    done = worlds("calibrate", "calibration.toml", "-o", "w.toml", "--quiet")
    assert done.returncode == 2 and "does not say of which calibration they are" in done.stderr
    assert (worlds.folder / "w.toml").read_text(encoding="utf-8") == text
    done = worlds("calibrate", "calibration.toml", "-o", "w.toml", "--quiet", "--replace")
    assert done.returncode == 0, done.stderr


def test_a_budget_that_does_not_allow_the_check_is_refused(worlds):
    text = (worlds.folder / "calibration.toml").read_text()
    worlds.write("calibration.toml", text.replace("seed = 7", "seed = 7\nbudget = { runs = 139 }"))
    refused = worlds("calibrate", "calibration.toml", "-o", "w.toml")
    assert refused.returncode == 2
    assert "calibration.toml:6:19: budget.runs = 139 is too small: the first wave takes 72 points, and the check of 40 worlds about 124" in refused.stderr
    assert not (worlds.folder / "w.toml.partial").exists()
    worlds.write("calibration.toml", text.replace("seed = 7", "seed = 7\nbudget = { runs = 196 }"))
    done = worlds("calibrate", "calibration.toml", "-o", "w.toml", "--quiet")
    assert done.returncode == 0 and len(read(worlds, "w.toml")["values"]) > 10, done.stderr


def test_minutes_that_do_not_allow_the_check_are_said(worlds):
    text = (worlds.folder / "calibration.toml").read_text()
    worlds.write("calibration.toml", text.replace("seed = 7", "seed = 7\nbudget = { minutes = 1e-6 }"))
    done = worlds("calibrate", "calibration.toml", "-o", "w.toml", "--quiet")
    assert done.returncode == 1 and "No world was found" not in done.stderr
    assert "the budget is 73 points, 72 were simulated before the check, and the check of 40 worlds takes about 124" in done.stderr
    assert "Give a budget of about 196 points" in done.stderr
    assert "the budget leaves fewer points (1) than the check of the worlds takes (124)" in done.stdout


def test_fewer_worlds_do_not_replace_more(worlds, found):
    text = (found.folder / "worlds.toml").read_text(encoding="utf-8")
    worlds.write("w.toml", text)
    few = (worlds.folder / "calibration.toml").read_text().replace("worlds = 40", "worlds = 10")
    worlds.write("calibration.toml", few)
    done = worlds("calibrate", "calibration.toml", "-o", "w.toml")
    assert done.returncode == 1
    assert "holds 40 worlds of this calibration, and stays, because now there are only 10" in done.stderr
    assert (worlds.folder / "w.toml").read_text(encoding="utf-8") == text
    done = worlds("calibrate", "calibration.toml", "-o", "w.toml", "--resume", "--replace", "--quiet")
    assert done.returncode == 0, done.stderr
    assert len(read(worlds, "w.toml")["values"]) == 10


def test_a_dry_run_runs_nothing(worlds):
    done = worlds("calibrate", "calibration.toml", "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "3 parameters, 2 targets" in done.stdout
    assert "3 waves, 160 points together" in done.stdout
    assert not list(worlds.folder.glob("*.partial")) and not (worlds.folder / "results").exists()


def test_a_dry_run_is_not_far_off(worlds):
    told = worlds("calibrate", "calibration.toml", "--dry-run", "--threads", 1).stdout
    number, unit = re.search(r"About (\d+) (second|minute)s? of simulation", told).groups()
    begin = time.monotonic()
    assert worlds("calibrate", "calibration.toml", "-o", "w.toml", "--quiet", "--threads", 1).returncode == 0
    assert unit == "second" and int(number) <= 5 * (time.monotonic() - begin) + 2


def test_targets_that_block_each_other_are_named(worlds):
    text = (worlds.folder / "targets.toml").read_text()
    extra = text.split("[[target]]")[1].replace('"mean score"', '"mean score elsewhere"').replace("[650, 670]", "[760, 780]").replace("published = 660", "published = 770")
    worlds.write("targets.toml", text + "\n[[target]]" + extra)
    done = worlds("calibrate", "calibration.toml", "-o", "w.toml")
    assert done.returncode == 1
    assert "nothing is left" in done.stdout
    assert "mean score elsewhere" in done.stdout.split("block each other")[1]
    assert "No world was found" in done.stderr and not (worlds.folder / "w.toml").exists()


REFUSED = [
    ('key = "scores.rise"', 'key = "scores.rize"', "calibration.toml:15:7: unknown key 'scores.rize'; did you mean 'scores.rise'?"),
    ("range = [15, 90]", "range = [90, 15]", "calibration.toml:16:9: range of scores.rise must go from low to high"),
    ("range = [15, 90]", "range = [0, 90]", "its scale is log"),
    ('scale = "log"', 'scale = "lgo"', "calibration.toml:17:9: scale"),
    ('name = "mean score"', 'name = "mean scor"', 'there is no target "mean scor"; did you mean "mean score"?'),
    ('reason = "Scores end at the grid\'s ends."', "", 'a discrepancy needs reason = "..."'),
    ('why = "The same."', "", "a parameter needs why = ..."),
    ('experiment = "loans.toml"', 'experiment = "lones.toml"', "lones.toml: there is no such file"),
    ("worlds = 40", "wolrds = 40", "calibration.toml:4:1: unknown key 'wolrds'; did you mean 'worlds'?"),
    ("applicants.count = 4000", "aplicants.count = 4000", "unknown key 'aplicants.count'; did you mean 'applicants.count'?"),
    ("range = [0.05, 0.5]", "range = [0.05, 1.5]", "applicants.minority = 1.5 must be"),
]


@pytest.mark.parametrize("right, wrong, message", REFUSED)
def test_what_is_wrong_is_said_with_its_place(worlds, right, wrong, message):
    text = (worlds.folder / "calibration.toml").read_text()
    assert right in text
    worlds.write("calibration.toml", text.replace(right, wrong))
    done = worlds("calibrate", "calibration.toml", "-o", "w.toml")
    assert done.returncode == 2
    assert message in done.stderr


@pytest.mark.parametrize("key", ["check.set", "wave.set"])
def test_a_parameter_that_the_calibration_sets_and_varies_is_refused(worlds, key):
    lines = (worlds.folder / "calibration.toml").read_text().splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(("wave = ", "check = "))]
    worlds.write("calibration.toml", "".join([*kept[:5], f"{key}.scores.rise = 20\n", *kept[5:]]))
    for more in ([], ["--dry-run"]):
        refused = worlds("calibrate", "calibration.toml", "-o", "w.toml", *more)
        assert refused.returncode == 2
        assert f"calibration.toml:6:1: {key}.scores.rise sets scores.rise, which the calibration varies" in refused.stderr


TARGETS_REFUSED = [
    ('name = "loans of applications"', 'name = "mean score"', 'targets.toml:14:8: target "mean score" is there twice: first at targets.toml:4:8'),
    ('name = "mean score"', 'name = ""', "targets.toml:4:8: name must be"),
    ('numerator = ["loans"]', "numerator = []", "targets.toml:21:13: numerator must name at least one column"),
    ('numerator = ["loans"]', 'numerator = ["loans", "loans"]', 'targets.toml:21:13: numerator names "loans" twice'),
    ("scale = 100", "scale = 0", "targets.toml:23:9: scale = 0 must be"),
    ("scale = 100", "scale = -100", "targets.toml:23:9: scale = -100 must be"),
    ("published = 660", "published = 900", "targets.toml:5:13: published = 900 must lie in the range, 650 to 670"),
    ('"applicants"', '"aplicants"', 'targets.toml:11:15: target "mean score": there is no column "aplicants" (did you mean "applicants"?)'),
    ('"Greatest utility"', '"Greatest utilit"', 'targets.toml:8:12: target "mean score": there is no scenario "Greatest utilit" (did you mean "Greatest utility"?)'),
    ("window = [0, 4]", "window = [0, 40]", 'targets.toml:9:10: target "mean score": the window ends after the run'),
]


@pytest.mark.parametrize("right, wrong, message", TARGETS_REFUSED)
def test_what_is_wrong_with_a_target_is_said_with_its_place(worlds, right, wrong, message):
    text = (worlds.folder / "targets.toml").read_text()
    assert right in text
    worlds.write("targets.toml", text.replace(right, wrong, 1))
    for command in (["targets", "targets.toml"], ["calibrate", "calibration.toml", "-o", "w.toml"]):
        refused = worlds(*command)
        assert refused.returncode == 2, refused.stdout
        assert message in refused.stderr


def test_an_unknown_parameter_is_said_with_its_other_mistakes(worlds):
    text = (worlds.folder / "calibration.toml").read_text(encoding="utf-8")
    wrong = text.replace('"scores.rise"', '"scores.rice"').replace('scale = "log"', 'scale = "lug"').replace("seed = 7", "sead = 7")
    worlds.write("wrong.toml", wrong)
    done = worlds("calibrate", "wrong.toml", "-o", "never.toml")
    assert done.returncode == 2 and len(done.stderr.splitlines()) == 3
    for words in ("unknown key 'sead'", "unknown key 'scores.rice'; did you mean 'scores.rise'?", 'scale = "lug"'):
        assert words in done.stderr, done.stderr


def test_all_that_the_targets_name_wrongly_is_said_together(worlds):
    text = (worlds.folder / "targets.toml").read_text()
    worlds.write("targets.toml", text.replace('"score_sum"', '"scoresum"').replace('"applicants"', '"aplicants"').replace('"loans"', '"lones"'))
    for command in (["targets", "targets.toml"], ["calibrate", "calibration.toml", "-o", "w.toml"]):
        said = worlds(*command).stderr
        assert [line[:16] for line in said.splitlines()] == ["targets.toml:10:", "targets.toml:11:", "targets.toml:21:"]


def test_files_of_other_kinds_are_called_what_they_are(worlds, found):
    for command, file, message in [
        (["calibrate"], "loans.toml", "this is an experiment and no calibration: streetlight run runs it"),
        (["calibrate"], "targets.toml", "this is a file of targets and no calibration: streetlight targets reads it"),
        (["targets"], "loans.toml", "this is an experiment and no file of targets: streetlight run runs it"),
        (["targets"], "calibration.toml", "this is a calibration and no file of targets: streetlight calibrate reads it"),
        (["run", "loans.toml", "--worlds"], "loans.toml", "this is an experiment and no file of worlds: streetlight run runs it"),
    ]:
        refused = worlds(*command, file)
        assert refused.returncode == 2
        assert refused.stderr == f"{file}:1:1: {message}\n"
    worlds.write("worlds.toml", (found.folder / "worlds.toml").read_text(encoding="utf-8"))
    for file, message in [
        ("worlds.toml", "worlds.toml: is a file of worlds, not a result. Run an experiment in them first: streetlight run EXPERIMENT.toml --worlds worlds.toml"),
        ("calibration.toml", "calibration.toml: is a calibration, not a result: streetlight calibrate reads it."),
        ("targets.toml", "targets.toml: is a file of targets, not a result: streetlight targets reads it."),
        ("loans.toml", "loans.toml: is an experiment, not its result. Run it first: streetlight run loans.toml"),
    ]:
        refused = worlds("robust", file)
        assert refused.returncode == 2 and message in refused.stderr


def test_a_parameter_that_a_scenario_sets_is_refused(worlds):
    worlds.write("calibration.toml", (worlds.folder / "calibration.toml").read_text()
                 + '\n[[parameter]]\nkey = "lender.loss"\nrange = [2, 6]\nwhy = "Open."\n')
    worlds.write("loans.toml", (worlds.folder / "loans.toml").read_text().replace("lender.loss = { times = 1.5 }", "lender.loss = 6"))
    done = worlds("calibrate", "calibration.toml", "-o", "w.toml")
    assert done.returncode == 2
    assert 'lender.loss is also set by the scenario "Dearer defaults"' in done.stderr


def test_a_calibration_can_extend_another(worlds, found):
    worlds.write("other.toml", 'extends = "calibration.toml"\n')
    done = worlds("calibrate", "other.toml", "-o", "w.toml", "--quiet")
    assert done.returncode == 0, done.stderr
    assert read(worlds, "w.toml")["values"] == read(found)["values"]
