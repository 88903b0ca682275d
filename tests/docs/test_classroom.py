"""The exercises as their sheets have them: every command runs, and what each sheet promises comes out, in direction.

Each sheet's commands run in order on small worlds (3,000 families, 3 replicates; the urn in full). Then the result files
are asked. A sheet that no check below belongs to fails.
"""
import json
import re

import numpy as np
import pytest

from blocks import blocks
from test_pages import shell_of
from workplace import LONG, ROOT, Workplace

PAGES = sorted((ROOT / "docs/classroom").glob("*.md"))
SHEETS = [page.relative_to(ROOT) for page in PAGES if "\n## Predict" in page.read_text()]


@pytest.fixture(scope="session")
def classroom(tmp_path_factory):
    """A workplace in which all sheets were worked through."""
    place = Workplace(tmp_path_factory.mktemp("classroom") / "streetlight", families=3000, replicates=3)
    for sheet in SHEETS:
        done = place.shell(shell_of(sheet, place))
        assert done.returncode == 0, f"{sheet}\n{done.stderr[-3000:]}"
    return place


@pytest.fixture(scope="session")
def compared(classroom):
    """compare as a table: {(metric, group): difference, ...} of one scenario from its baseline."""

    def compare(file, scenario, *metrics, baseline="", window="", groups=()):
        words = ["streetlight", "compare", f"results/{file}.h5", "--format", "json", "--scenario", scenario]
        words += ["--baseline", baseline] if baseline else []
        words += ["--window", window] if window else []
        for metric in metrics:
            words += ["--metric", metric]
        for group in groups:
            words += ["--group", group]
        done = classroom.shell(" ".join(f"'{word}'" for word in words))
        assert done.returncode == 0, done.stderr
        return {(row["metric"], row["group"]): row for row in json.loads(done.stdout)["comparisons"]}

    return compare


def test_figures_are_drawn(classroom):
    done = classroom.figures(every=1 if LONG else 4)
    assert len(done) >= (9 if LONG else 3) and all(code == 0 for _, code in done), done


def test_every_sheet_is_checked_and_has_notes():
    names = {sheet.stem for sheet in SHEETS}
    checked = {name.removeprefix("test_sheet_") for name in globals() if name.startswith("test_sheet_")}
    assert names == checked
    assert {path.stem for path in (ROOT / "docs/classroom/notes").glob("*.md")} == names
    assert {path.stem for path in (ROOT / "configs/classroom").glob("*.toml")} == names | {"world"}


def shares(classroom, file):
    """{scenario: share of A's balls at the end, by town}."""
    import sys

    sys.path.insert(0, str(ROOT / "analysis"))
    from streetlight_analysis import open_panel

    panel = open_panel(classroom.folder / f"results/{file}.h5")
    ends = panel["share_a"].isel(point=0, time=-1).sel(authority="all", group="all")
    return {str(name): ends.sel(scenario=name).values for name in ends["scenario"].values}


def test_sheet_runaway_urn(classroom):
    towns = shares(classroom, "runaway_urn")
    assert abs(towns["Alike"].mean() - 0.5) < 0.15
    assert np.mean(abs(towns["Alike"] - 0.5) > 0.25) > 0.2  # single towns part...
    assert towns["A a little busier"].mean() > 0.9
    for remedy in ("And residents report", "And corrected"):
        assert abs(towns[remedy].mean() - 0.55) < 0.06, remedy
        assert towns[remedy].std() < 0.1
    # ...and with nothing forgotten they settle apart all the same, less far.
    memory = shares(classroom, "urn_memory")
    assert 0.05 < memory["Alike"].std() < 0.6 * towns["Alike"].std()


def test_sheet_unequal_eyes(compared):
    ends = ("decile_1", "decile_10")
    unequal = compared("unequal_eyes", "Unequal eyes", "need", "flag_ratio", window="24:", groups=ends)
    blind = compared("unequal_eyes", "Unequal eyes, blind model", "flag_ratio", window="24:", groups=ends)
    for end in ends:
        assert unequal["need", end]["difference"] == 0 and unequal["need", end]["exact"]
    for result in (unequal, blind):
        assert result["flag_ratio", "decile_1"]["difference"] < -0.15
        assert result["flag_ratio", "decile_10"]["difference"] > 0.15
    # A survey's labels help the model that knows the neighbourhood more than the blind one.
    survey = {
        name: compared("unequal_eyes_survey", name, "flag_ratio", window="24:", groups=ends)
        for name in ("Unequal eyes", "Unequal eyes, blind model")
    }
    gap = {
        name: row["flag_ratio", ends[1]]["scenario_mean"] - row["flag_ratio", ends[0]]["scenario_mean"]
        for name, row in survey.items()
    }
    assert gap["Unequal eyes, blind model"] > gap["Unequal eyes"] + 0.1


def test_sheet_visible_label(compared):
    precision = ("precision_recorded", "precision_true")
    findings = compared("visible_label", "Taught by findings", *precision, window="36:")
    hat = {name: findings[name, "all"]["baseline_mean"] for name in precision}
    assert hat["precision_recorded"] > 0.35 and hat["precision_true"] < 0.1
    assert findings["precision_recorded", "all"]["scenario_mean"] > findings["precision_true", "all"]["scenario_mean"]
    survey = compared("visible_label", "Taught by a survey", *precision, window="36:", baseline="Taught by findings")
    assert abs(survey["precision_recorded", "all"]["difference"]) < 0.05  # the records see no difference worth a name
    sound = compared("visible_label_sound", "Taught by findings", *precision, window="36:")
    assert sound["precision_recorded", "all"]["baseline_mean"] < 0.25
    assert sound["precision_recorded", "all"]["baseline_mean"] > sound["precision_true", "all"]["baseline_mean"]


def test_sheet_trust_travels(classroom, compared):
    lost = {
        world: compared("trust_travels", f"{world}, programme", "trust", baseline=f"{world}, no programme", window="72:")
        for world in ("Silence", "Talk")
    }
    assert lost["Talk"]["trust", "all"]["difference"] < 1.2 * lost["Silence"]["trust", "all"]["difference"] < 0
    from streetlight_analysis import open_panel
    from streetlight_analysis.figures.trust_travels import trust_apart

    def never_visited(file):
        apart = trust_apart(open_panel(classroom.folder / f"results/{file}.h5"))
        return {name: values.sel(visited=False).isel(time=slice(-8, None)) for name, values in apart.items()}

    here = never_visited("trust_travels")
    assert (here["Silence, programme"] == 0).all()  # exactly
    assert (here["Talk, programme"].mean("time") < -0.02).all()
    offers = never_visited("trust_offers")
    assert offers["Talk, programme"].mean() > 0.5 * here["Talk, programme"].mean()


def test_sheet_pause_it(compared):
    columns = ("programme_visits", "trust", "known", "avoided_share")
    after = compared("pause_it", "Cancelled", *columns, window="60:72")
    assert after["programme_visits", "all"]["difference"] == 0
    assert after["trust", "all"]["difference_high"] < 0 < after["avoided_share", "all"]["difference"]
    assert after["known", "all"]["difference"] > 0
    late = compared("pause_it", "Cancelled", *columns, window="132:144")
    assert abs(late["trust", "all"]["difference"]) < 0.35 * abs(after["trust", "all"]["difference"])
    # When the pause ends, trust is lower than when the programme first began.
    assert compared("pause_it", "Paused", "trust", window="81:84")["trust", "all"]["difference"] < -0.02
    files = compared("pause_retention", "Cancelled", "known", window="84:96")["known", "all"]["difference"]
    assert abs(files) < compared("pause_it", "Cancelled", "known", window="84:96")["known", "all"]["difference"]


def test_sheet_evaluation(classroom):
    from streetlight_analysis import open_panel
    from streetlight_analysis.evaluation.comparisons import before_after
    from streetlight_analysis.evaluation.study import study_of

    def off(file, scenario, outcome="referrals"):
        """Means over replicates: what before and after says, and by how much it is off."""
        study = study_of(open_panel(classroom.folder / f"results/{file}.h5"), scenario)
        samples = [study.sample(replicate) for replicate in study.replicates]
        said = np.mean([before_after(one.seen[outcome], one.launch).value for one in samples])
        return said, said - np.mean([one.truth(outcome) for one in samples])

    for file in ("evaluation", "evaluation_nothing"):
        said, wrong = off(file, "By rising referrals")
        assert said < -3 and wrong < -3  # it "worked", and did not
        assert abs(off(file, "By lot")[1]) < 0.5 * abs(wrong)
    assert off("evaluation", "By lot", "findings")[0] > 1  # visits make findings
    assert off("evaluation_nothing", "By lot", "findings")[0] < 1


def test_sheet_tournament(classroom, compared):
    ranking = (
        "streetlight compare results/{}.h5 --window 24: --rank harm --rank need_gap --rank trust:most --at-most cost={}"
    )
    done = classroom.shell(ranking.format("round", "5e6"))
    assert done.returncode == 0, done.stderr
    order = [line.split()[1:3] for line in done.stdout.splitlines() if re.match(r" +\d+  ", line)]
    assert ["Open", "door"] == order[0]
    assert {"Open", "Ask", "Covert"} <= {words[0] for words in order}
    # Open door spends what the covert programme spends
    open_door, covert = (
        compared("round", name, "cost", window="24:")["cost", "all"]["difference"] for name in ("Open door", "Covert programme")
    )
    assert covert > 0 and abs(open_door - covert) <= 0.1 * covert
    # The budget bites: a smaller one puts both out.
    tight = classroom.shell(ranking.format("round", 0.75 * covert)).stdout
    assert re.search(r"out\??  +Covert programme", tight) and re.search(r"out\??  +Open door", tight)
    # Which of the two averts more harm hangs on what early help achieves.
    strong, weak = (
        compared(file, "Open door", "harm", window="24:")["harm", "all"]["difference"]
        for file in ("round", "round_weak")
    )
    assert strong < weak


def test_the_entry_on_the_sheet_is_legal(classroom):
    (entry,) = [block for block in blocks(ROOT, "docs/classroom/tournament.md") if block.language == "toml" and not block.skip]
    classroom.write("configs/classroom/tournament/entry_sheet.toml", entry.text)
    assert classroom.shell("streetlight validate configs/classroom/tournament/entry_sheet.toml").returncode == 0
