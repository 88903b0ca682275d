"""Numbers mean what they say: runs that are not there, groups that nobody is in, small things, and the question asked."""

import re
import subprocess
import os

import numpy as np
import pytest

from conftest import _policies, compared, planted, PROGRAMMES
from streetlight_analysis import FIGURES, CannotDraw, Window, caption_of, open_panel, paired_differences
from streetlight_analysis.briefing.algorithm import flag_statement
from streetlight_analysis.briefing.captions import flags_by_decile, trust_by_group
from streetlight_analysis.briefing.in_short import in_short
from streetlight_analysis.briefing.origin import citation_of, not_for
from streetlight_analysis.briefing.sentences import tail
from streetlight_analysis.briefing.summary import how_sure, setting, summary_of
from streetlight_analysis.briefing.tables import margins_of
from streetlight_analysis.briefing.write import briefing_html
from streetlight_analysis.comparison import comparison_window, row_named
from streetlight_analysis.figures.flag_ratio import flag_ratio_intervals, none_seen
from streetlight_analysis.program import ask
from streetlight_analysis.windows import default_window

PROGRAM = os.environ["STREETLIGHT_PROGRAM"]


def said(panel):
    return {statement.label: statement.text for statement in summary_of(panel, compared(panel))}


# --- Runs that are not there ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def one_of_four(run):
    """The first replicate of four in every scenario."""
    return open_panel(run("first", _policies(PROGRAMMES), arguments=("--shard", "1/4"))).load()


@pytest.fixture(scope="module")
def lacking(run, folder):
    """Both programmes lack one replicate of four."""
    parts = [run(f"shard_{number}", _policies(PROGRAMMES), arguments=("--shard", f"{number}/4")) for number in (1, 2, 4)]
    parts.append(run("third", _policies(PROGRAMMES), arguments=("--only", "No programme/0/2")))
    whole = folder / "lacking.h5"
    subprocess.run([PROGRAM, "merge", "--incomplete", *parts, "-o", whole, "--quiet"], check=True, capture_output=True)
    return open_panel(whole).load()


@pytest.mark.long
def test_one_replicate_of_four_is_not_four(one_of_four):
    text = said(one_of_four)
    assert "in 1 of 4 replicates" in text["What was compared"] and "9 of the 12 planned runs" in text["What was compared"]
    assert "nothing says how much of this is chance" in text["How sure"] and "do not include zero" not in text["How sure"]
    assert not any("clearly" in words for words in text.values())
    assert "1 of 4 replicates" in citation_of(one_of_four, "0" * 64)
    assert any("margin of error" in what for what, _ in not_for(one_of_four))
    for name in ("differences", "visits", "trade_off"):
        caption = caption_of(FIGURES[name](one_of_four))
        assert "1 of 4 replicates" in caption and "no intervals" in caption and "over 4" not in caption
    page = briefing_html(one_of_four)
    assert "over 4 replicates" not in page and "in 4 replicates" not in page


def test_shares_are_of_the_replicates_that_both_sides_have(lacking):
    cell = row_named(compared(lacking), "visits").cells["Covert"]
    window = comparison_window(lacking)
    visits = lacking["visits"].isel(point=0).sel(authority="all", group="all", time=slice(window.first, window.stop - 1)).sum("time", skipna=False)
    both = visits.sel(scenario="Covert").notnull()
    own, reference = (float(visits.sel(scenario=name).where(both).mean()) for name in ("Covert", "No programme"))
    assert cell.judged.replicates == 3 and cell.relative == pytest.approx(own / reference - 1)
    assert own / reference != pytest.approx(float(visits.sel(scenario="Covert").mean() / visits.sel(scenario="No programme").mean()))
    text = setting(lacking)
    assert "in 3 to 4 of 4 replicates" in text and "2 of the 12 planned runs (of “Covert”, “Notice, and register”) are not in the file" in text


# --- Windows ---------------------------------------------------------------------------------------------------------------


def test_windows_are_those_of_the_command(opened):
    panel = opened["policies"]
    answer = ask("compare", panel, "--metric", "visits")["window"]
    assert default_window(panel) == Window(answer["first_time"], answer["last_time"] + 1) == Window(12, 48)
    assert "months 12 to 47, from the first difference between scenarios" in setting(panel)
    for name in ("differences", "trade_off", "flag_ratio", "flags_by_decile"):
        assert "months 12 to 47" in caption_of(FIGURES[name](panel)), name
    rows = {row["scenario"]: row for row in ask("compare", panel, "--metric", "trust")["comparisons"]}
    table = paired_differences(panel, "trust").set_index("scenario")
    for name, row in rows.items():
        for mine, its in (("difference", "difference"), ("low", "difference_low"), ("high", "difference_high"), ("baseline", "baseline_mean")):
            assert table.loc[name, mine] == pytest.approx(row[its])


def test_a_window_that_cuts_a_quarter_is_refused(opened):
    for window in (Window(13, 24), Window(12, 26), Window(12, 1000)):
        with pytest.raises(ValueError, match="cuts an interval|leaves the written time"):
            paired_differences(opened["policies"], "visits", window=window)
        with pytest.raises(ValueError, match="cuts an interval|leaves the written time"):
            FIGURES["differences"](opened["policies"], window=window)


# --- Scenarios that are alike, groups that nobody is in, flags that nobody has ---------------------------------------------


@pytest.fixture(scope="module")
def too_late(run):
    """The programme would start after the end of the run."""
    return open_panel(run("too_late", _policies(PROGRAMMES), arguments=("--set", "run.months=9"))).load()


def test_scenarios_that_are_alike_lose_no_trust_to_each_other(too_late):
    text = " ".join(said(too_late).values())
    assert "no setting differs between them" in text
    assert "falls most" not in trust_by_group(too_late, compared(too_late))
    assert in_short(too_late, compared(too_late)) == ["No outcome differs between the scenarios, not by a single bit."]
    assert "first difference" not in text and "programme’s start" not in text


@pytest.fixture(scope="module")
def four_deciles(run):
    """Ten neighbourhoods of one authority fill some of ten deciles."""
    text = _policies(PROGRAMMES).replace("families = 3000", "families = 1000").replace("neighbourhood_size = 100", "neighbourhood_size = 250")
    return open_panel(run("four_deciles", text)).load()


def test_nothing_is_said_of_groups_that_nobody_is_in(four_deciles):
    families = four_deciles["families"].isel(scenario=0, point=0, replicate=0, authority=0, time=0)
    empty = [str(name) for name in four_deciles["group"].values if float(families.sel(group=name)) == 0]
    assert "decile_1" in empty or "decile_10" in empty
    assert "Groups without families are left out: “Decile" in how_sure(four_deciles, compared(four_deciles))
    for name in empty:
        with pytest.raises(CannotDraw, match="no numbers"):
            compared(four_deciles, groups=[name])
        with pytest.raises(CannotDraw):
            paired_differences(four_deciles, "need", group=name)
    if "decile_10" in empty:
        assert flags_by_decile(four_deciles, []) == (
            "No family lives in the most deprived tenth of neighbourhoods."
        )


def test_replicates_without_a_flag_count(opened):
    """The ratio is that of the sums over all replicates; a group that is never flagged is the lowest one."""
    panel, groups = opened["policies"], [str(name) for name in opened["policies"]["group"].values]

    def few(values):
        values[..., groups.index("lone")][:, :, 1:] = 0  # flagged in the first replicate only
        values[..., groups.index("decile_1")] = 0
        return values

    changed = planted(panel, "flags", few)
    window = default_window(changed)
    interval = flag_ratio_intervals(changed, window, ["lone", "decile_1"]).sel(scenario="Covert")
    cut = changed.isel(point=0).sel(scenario="Covert", authority="all", time=slice(window.first, window.stop - 1))
    flags, need = cut["flags"].sum("time"), cut["need"].mean("time")
    asked = need.sum("replicate") * float(flags.sel(group="all").sum() / need.sel(group="all").sum())
    assert int(interval["n"].sel(group="lone")) == 4
    expected = float(flags.sel(group="lone").sum() / asked.sel(group="lone"))
    assert float(interval["mean"].sel(group="lone")) == pytest.approx(expected)
    assert float(interval["low"].sel(group="lone")) < 0.5 * expected
    assert float(interval["mean"].sel(group="decile_1")) == 0
    assert float(interval["high"].sel(group="decile_1")) == pytest.approx(none_seen() / float(asked.sel(group="decile_1")))
    assert "lowest for the group “Decile 1”, 0 (0 to" in flag_statement(changed)
    figure = FIGURES["flag_ratio"](changed, groups=["lone", "decile_1"])
    drawn = [x for line in figure.axes[0].lines[1:] for x in line.get_xdata()]
    assert any(abs(x - expected) < 1e-9 for x in drawn) and 0 in drawn
    assert "no flag at all" in caption_of(figure)


# --- Size before certainty -------------------------------------------------------------------------------------------------


def slightly(step):
    """The scenarios are the baseline but for a shift that hardly differs between replicates."""

    def change(values):
        rows = np.linspace(-1, 1, values.shape[2])[None, :, None, None, None]
        for place in range(1, values.shape[0]):
            values[place] = values[0] + step * (1 + 0.01 * rows) * np.abs(values[0])
        return values

    return change


def test_what_is_negligible_does_not_lead(opened):
    """Told beyond doubt, and too small to matter: the sentence must say so."""
    panel = planted(planted(opened["policies"], "harm", slightly(-0.3)), "trust_sum", slightly(-0.03))
    cell = row_named(compared(panel), "trust").cells["Covert"]
    assert cell.judged.rung == "clear" and cell.size == "negligible" and cell.margin == pytest.approx(0.05)
    first, *rest = in_short(panel, compared(panel))
    assert "less harm, and no change in trust that matters" in first and "less trust" not in first
    assert any(sentence.startswith("Trust: ") and "Negligible with both policies" in sentence for sentence in rest)
    assert any(sentence.startswith("Harm to children: ") and "A large fall with" in sentence for sentence in rest)
    assert said(panel)["Trust"].count("Negligible, clearly lower") == 1
    large = planted(opened["policies"], "trust_sum", slightly(-2.0))
    assert "less trust" in in_short(large, compared(large))[0]


def test_page_1_is_one_picture_and_a_few_sentences(opened, briefings):
    page = briefings("policies")
    start, end = page.index('id="summary"'), page.index('id="detail"')
    first = page[start:end]
    assert first.count("<figure") == 1 and 3 <= first.count("<li>") <= 5
    assert "How sure, and on what it rests" in first and "do not include zero" in first and "contested" in first
    # Rules for words stand at the end.
    assert page.index('id="ladder"') > page.index('id="limits"') > page.index('id="figures"') > end
    assert all(len(sentence) < 420 for sentence in in_short(opened["policies"], compared(opened["policies"])))


def test_margins_are_listed_and_drawn(opened):
    margins = dict(margins_of(compared(opened["policies"])))
    assert margins["Trust"] == "0.050 log-odds" and "percentage points" in margins["Social licence"]
    figure = FIGURES["differences"](opened["policies"], outcomes=["trust"])
    spans = [patch.get_xy() for patch in figure.axes[0].patches]
    assert any(np.isclose(np.ravel(xy), 0.05).any() or np.isclose(np.ravel(xy), -0.05).any() for xy in spans)
    assert "Grey: too small to matter" in caption_of(figure)


def test_a_spread_over_policies_is_called_one(opened):
    row = row_named(compared(opened["policies"]), "visits")
    assert re.search(r"As shares of the baseline’s level these two differences go from \+\d+", tail(row)), tail(row)
    assert "That is" not in tail(row)


def test_intervals_are_counted_with_what_chance_gives(opened):
    panel = opened["policies"]
    rows = compared(panel)
    cells = {
        (name, row.group, cell.mean, cell.judged)
        for row in rows
        for name, cell in row.cells.items()
        if cell.judged.rung in ("clear", "told", "untold")
    }
    told = sum(judged.rung != "untold" for *_, judged in cells)
    text = how_sure(panel, rows)
    assert f"Of the {len(cells)} comparisons in the table that have an interval, {told} do not include zero" in text
    assert f"about {0.05 * len(cells):.1f}." in text and "all can be told" not in text


def test_sweeps_count_the_comparisons_that_their_sentences_use(opened):
    text = how_sure(opened["sweep"], compared(opened["sweep"]))
    found = re.search(r"Of the (\d+) comparisons at single settings and between ends of parameters", text)
    # Six outcomes at six settings, and four outcomes between the ends of two parameters; some of them differ by too few events.
    assert 20 <= int(found[1]) <= 6 * 6 + 4 * 2


def test_equal_columns_are_one_row(opened):
    panel = opened["policies"]
    same = planted(panel, "support", lambda values: panel["findings"].values.copy())
    titles = [row.title for row in compared(same)]
    assert "Findings = support given" in titles and "Support given" not in titles


def test_cost_is_broken_up_into_its_parts(opened):
    rows = compared(opened["policies"])
    costs = {row.outcome.name: row.baseline for row in rows if row.outcome.name.startswith("cost")}
    parts = ["cost_programme", "cost_contacts", "cost_visits", "cost_support", "cost_cases", "cost_harm"]
    assert sum(costs[name] for name in parts) == pytest.approx(costs["cost"], rel=0.01)
    by_service = [value for name, value in costs.items() if name.startswith("cost_contacts_")]
    assert len(by_service) == 8 and sum(by_service) == pytest.approx(costs["cost_contacts"], rel=0.01)
    # What distrust saved is told, and is no part of the cost; outreach and income are left out where there is none
    assert costs["cost_deterred"] > 0 and "cost_outreach" not in costs
    assert not [row for row in rows if row.outcome.name == "income"]


def test_a_saving_by_distrust_is_called_none(briefings):
    assert "that is no saving that anybody wanted" in briefings("policies")


def test_two_precisions_have_two_names(briefings):
    page = briefings("policies")
    assert "Precision when tested" in page and "share of the flags made that a finding follows" in page


# --- The question asked ----------------------------------------------------------------------------------------------------

ASKED = """
[briefing]
outcomes = ["unwarranted_visits", "licence"]
groups = ["social_rent"]
window = [24, 35]
[briefing.margins]
licence = 0.2
"""


def test_a_briefing_leads_with_what_the_experiment_asks(run):
    panel = open_panel(run("asked", _policies(PROGRAMMES) + ASKED)).load()
    rows = compared(panel)
    assert [(row.outcome.name, row.group) for row in rows[:4]] == [
        ("unwarranted_visits", "all"), ("unwarranted_visits", "social_rent"), ("licence", "all"), ("licence", "social_rent")
    ]  # fmt: skip
    assert comparison_window(panel) == Window(24, 36) and "months 24 to 35" in setting(panel)
    assert row_named(rows, "licence").cells["Covert"].margin == pytest.approx(20)
    short = in_short(panel, rows)
    assert short[0].startswith("Unwarranted visits: ") and short[1].startswith("Social licence: ")
    assert any(sentence.split(": ")[1].startswith("Social rent") for sentence in short[2:])
    assert sum(row.outcome.name == "licence" for row in rows) == 2, "what is asked for stands once"


@pytest.mark.long
def test_several_groups_are_one_sentence_of_page_1(run):
    asked = ASKED.replace('["social_rent"]', '["lone", "social_rent"]')
    panel = open_panel(run("groups", _policies(PROGRAMMES) + asked)).load()
    *everyone, groups = in_short(panel, compared(panel))
    assert [sentence.split(":")[0] for sentence in everyone] == ["Unwarranted visits", "Social licence"]
    found = re.fullmatch(r"Unwarranted visits by group, with “[^”]+”: ([^(]+) \(.*, \+(\d+)\s%\) and ([^(]+) \(.*, \+(\d+)\s%\)\.", groups)
    assert found, groups
    assert {found[1], found[3]} == {"Social rent", "Lone parent"} and int(found[2]) >= int(found[4]), "the most, for its margin, first"
