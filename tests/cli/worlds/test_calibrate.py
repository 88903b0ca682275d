"""`calibrate`: worlds that meet the targets, the same bytes whatever happens, and what is refused."""

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


def test_a_killed_one_goes_on_to_the_same_bytes(worlds, found):
    started = worlds.start("calibrate", "calibration.toml", "-o", "worlds.toml", "--threads", "3")
    for line in started.stderr:
        if line.startswith("Wave 2"):
            break
    started.kill()
    started.communicate()
    assert not (worlds.folder / "worlds.toml").exists()
    journal = worlds.folder / "worlds.toml.partial"
    lines = journal.read_bytes()
    journal.write_bytes(lines[:-7])  # a line half written
    refused = worlds("calibrate", "calibration.toml", "-o", "worlds.toml")
    assert refused.returncode == 2 and "--resume goes on" in refused.stderr
    done = worlds("calibrate", "calibration.toml", "-o", "worlds.toml", "--resume")
    assert done.returncode == 0, done.stderr
    assert "Going on: " in done.stderr
    assert (worlds.folder / "worlds.toml").read_bytes() == (found.folder / "worlds.toml").read_bytes()
    assert not journal.exists()


def test_a_journal_of_another_calibration_is_refused(worlds):
    started = worlds.start("calibrate", "calibration.toml", "-o", "w.toml")
    for line in started.stderr:
        if line.startswith("Wave 1"):
            break
    started.kill()
    started.communicate()
    # Another seed; another column behind a target of the same name and tolerance
    changes = [("calibration.toml", "seed = 7", "seed = 8"), ("targets.toml", '"score_sum"', '"score_sum", "loans"')]
    for name, old, new in changes:
        text = (worlds.folder / name).read_text()
        assert old in text
        worlds.write(name, text.replace(old, new))
        refused = worlds("calibrate", "calibration.toml", "-o", "w.toml", "--resume")
        assert refused.returncode == 2
        assert "is of another calibration" in refused.stderr
        worlds.write(name, text)


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


def test_targets_that_block_each_other_are_named(worlds):
    text = (worlds.folder / "targets.toml").read_text()
    extra = text.split("[[target]]")[1].replace('"mean score"', '"mean score elsewhere"').replace("[650, 670]", "[760, 780]")
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
