"""`evaluate` on files of the program: what it writes, what the experiments of configs/evaluation do, what it refuses."""

import csv
import json
import os
import subprocess
import warnings
from pathlib import Path

import numpy as np
import pytest

from streetlight_analysis import open_panel
from streetlight_analysis.__main__ import main
from streetlight_analysis.evaluation.evaluate import evaluate
from streetlight_analysis.evaluation.study import NEVER, study_of
from streetlight_analysis.evaluation.tables import FORMATS

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = os.environ["STREETLIGHT_PROGRAM"]
EXPERIMENTS = sorted(path.stem for path in (ROOT / "configs/evaluation").glob("*.toml") if path.stem != "world")
SMALL = ("population.families=1500", "population.neighbourhood_size=10", "run.spin_up=24")


@pytest.fixture(scope="session")
def result(tmp_path_factory):
    """Runs an experiment of configs/evaluation in a small form, once."""
    folder, made = tmp_path_factory.mktemp("evaluation"), {}

    def run(name):
        if name not in made:
            made[name] = folder / f"{name}.h5"
            small = [word for setting in SMALL for word in ("--set", setting)]
            command = [PROGRAM, "run", ROOT / f"configs/evaluation/{name}.toml", "-o", made[name], "--quiet", "--replicates", "2", *small]
            subprocess.run(command, check=True)
        return made[name]

    return run


@pytest.fixture(scope="session")
def evaluation(result):
    made = {}

    def run(name):
        if name not in made:
            made[name] = evaluate(open_panel(result(name)), processes=1)
        return made[name]

    return run


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_every_experiment_is_valid(name):
    subprocess.run([PROGRAM, "validate", ROOT / f"configs/evaluation/{name}.toml"], check=True, capture_output=True)


def test_what_is_written(result, tmp_path, capsys):
    assert main(["evaluate", str(result("by_lot")), "-o", str(tmp_path), "--figures", "png"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 7
    made = json.loads((tmp_path / "by_lot_evaluation.json").read_text())
    assert (made["scenario"], made["twin"], made["replicates"], made["adopters"]) == ("76 adopt", "Nobody adopts", 2, 76)
    rows = list(csv.DictReader((tmp_path / "by_lot_evaluation.csv").open()))
    assert len(rows) == len(made["verdicts"]) == 8 * 7
    assert {row["outcome"] for row in rows if row["recorded"] == "True"} == {"referrals", "referral_findings", "findings", "open_cases"}
    for kind in ("designs", "event_study", "power"):
        assert (tmp_path / f"by_lot_evaluation_{kind}.png").stat().st_size > 10_000
    text = (tmp_path / "by_lot_evaluation.txt").read_text()
    assert "Families in need, in truth" in text and "no estimate for a real place" in text
    assert (tmp_path / "by_lot_evaluation.md").read_text().count("| Two-way fixed effects |") == 7


def test_any_number_of_processes_gives_the_same(result, evaluation):
    one, two = evaluation("by_lot"), evaluate(open_panel(result("by_lot")), processes=2)
    assert [found.values.tolist() for found in one.verdicts] == [found.values.tolist() for found in two.verdicts]
    assert FORMATS["csv"](one) == FORMATS["csv"](two)


def test_a_form_for_the_screen(result, capsys):
    assert main(["evaluate", str(result("threshold")), "--format", "csv"]) == 0
    assert capsys.readouterr().out.startswith("design,assumes,outcome")


def test_a_programme_without_effect_has_none_to_the_bit(result, evaluation):
    sample = study_of(open_panel(result("no_effect"))).sample(0)
    assert sample.adopters.sum() == 76
    assert all((sample.seen[name] == sample.twin[name]).all() for name in sample.seen)
    assert not any(found.exact for found in evaluation("by_lot").verdicts if found.outcome.column == "findings" and found.design.whole)


def test_three_cohorts_of_adopters_by_lot_and_by_need(result):
    """By need, nobody who waits has seen referrals rise more than those who adopt."""
    for name in ("by_lot", "by_need"):
        sample = study_of(open_panel(result(name))).sample(0)
        launches, sizes = np.unique(sample.launch, return_counts=True)
        assert launches.tolist() == [8, 12, 16, NEVER] and sizes.tolist() == [25, 26, 25, 74]
        referrals, in_order = sample.seen["referrals"], []
        for cohort in (8, 12, 16):
            rise = (referrals[:, cohort - 4 : cohort] - referrals[:, cohort - 8 : cohort - 4]).sum(axis=1)
            in_order.append(rise[sample.launch == cohort].min() > rise[sample.launch > cohort].max() - 1e-6)
        assert all(in_order) == (name == "by_need")


def test_an_announcement_acts_before_the_launch_and_spill_over_on_others(result):
    def sample(name):
        return study_of(open_panel(result(name))).sample(0)

    assert sample("by_lot").truth_by_event("trust", [-1])[0] == 0 > sample("anticipation").truth_by_event("trust", [-1])[0]
    # In neighbourhoods as small as these some ties lead elsewhere even by lot.
    assert abs(sample("spill_over").spill_over("trust")) > 3 * abs(sample("by_lot").spill_over("trust"))


def test_a_round_of_flags_is_evaluated_family_by_family(evaluation):
    made = evaluation("threshold")
    assert len(made.verdicts) == 3 * 6
    found = {(one.design.name, one.outcome.column): one for one in made.verdicts}
    assert found["audit", "found"].estimates == 2 and found["audit", "found"].truth > 0.03
    assert found["matched_families", "trust"].truth < -0.1


def evaluated(path, capfd, *words):
    """What `evaluate` prints of an experiment in a small form, with numpy's warnings as errors."""
    subprocess.run([PROGRAM, "run", *words, "-o", path, "--quiet"], check=True)
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        assert main(["evaluate", str(path)]) == 0
    told = capfd.readouterr()
    assert "Warning" not in told.err
    return told.out


def test_one_authority_gives_the_reason_and_no_error(tmp_path, capfd):
    settings = ("authorities.count=1", "population.families=4000", "output.family_sample=4000")
    words = [word for setting in settings for word in ("--set", setting)]
    told = evaluated(tmp_path / "one.h5", capfd, ROOT / "configs/evaluation/threshold.toml", "--replicates", "2", *words)
    assert told.count("one authority: no clusters") == 3


def test_where_all_adopt_nothing_is_said_of_those_that_do_not(tmp_path, capfd):
    words = [word for setting in (*SMALL, "authorities.count=12") for word in ("--set", setting)]
    experiment = tmp_path / "all.toml"
    text = (ROOT / "configs/evaluation/by_lot.toml").read_text()
    experiment.write_text(text.replace("0.5067", "1").replace('"world.toml"', f'"{ROOT}/configs/evaluation/world.toml"'))
    told = evaluated(tmp_path / "all.h5", capfd, experiment, "--replicates", "1", *words)
    assert "12 of 12 authorities" in told and "100 % of them adopters" in told
    assert "everybody adopts" in told and "authorities that never adopt" not in told


def test_what_is_refused_and_why(result, tmp_path, capsys):
    def refused(*settings, scenario=()):
        path = tmp_path / "refused.h5"
        words = [word for setting in (*SMALL, *settings) for word in ("--set", setting)]
        subprocess.run(
            [PROGRAM, "run", ROOT / "configs/evaluation/by_lot.toml", "-o", path, "--quiet", "--replace", "--replicates", "1", *words], check=True
        )
        assert main(["evaluate", str(path), *scenario]) == 1
        return capsys.readouterr().err

    assert "output.by_authority = true" in refused("output.by_authority=false")
    monthly = refused('output.interval="month"')
    assert "intervals have 1 month" in monthly and 'output.interval = "quarter"' in monthly
    assert "no column in_use" in refused('output.metrics=["families","need"]')
    assert "'76 adopt'" in refused(scenario=("--scenario", "All adopt"))


@pytest.mark.parametrize("name, adopts, nobody", [("by_lot", "76 adopt", "Nobody adopts"), ("threshold", "One round of flags", "Nobody is flagged")])
def test_a_twin_in_which_authorities_adopt_is_none(result, capsys, name, adopts, nobody):
    def said(code, *words):
        assert main(["evaluate", str(result(name)), *words]) == code
        told = capsys.readouterr()
        return told.err if code else told.out

    assert f"authorities adopt in '{adopts}'" in said(1, "--twin", adopts)
    assert f"are both '{adopts}'" in said(1, "--twin", adopts, "--scenario", adopts)
    assert f"are both '{nobody}'" in said(1, "--twin", nobody, "--scenario", nobody)
    assert f"did you mean '{adopts}'?" in said(1, "--scenario", adopts[:-1])
    assert f"“{adopts}” against its twin “{nobody}”" in said(0, "--scenario", adopts)


def test_a_sweep_is_refused_as_a_whole(tmp_path, capsys):
    experiment = tmp_path / "sweep.toml"
    experiment.write_text(
        f'extends = "{ROOT}/configs/evaluation/by_lot.toml"\nschema = 1\n[design]\nkind = "grid"\n'
        '[[design.parameter]]\nkey = "programme.capacity"\nvalues = [0.004, 0.02]\n'
    )
    small = [word for setting in SMALL for word in ("--set", setting)]
    path = tmp_path / "sweep.h5"
    subprocess.run([PROGRAM, "run", experiment, "-o", path, "--quiet", "--replicates", "1", *small], check=True)
    assert main(["evaluate", str(path)]) == 1
    assert "2 design points" in capsys.readouterr().err
