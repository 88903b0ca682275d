"""What a briefing says follows from the numbers: the numbers are changed, and the sentences must change with them."""

import os
import shutil
import subprocess

import h5py
import numpy as np
import pytest
import xarray as xr

from conftest import compared, planted
from streetlight_analysis import FIGURES, OUTCOMES, open_panel
from streetlight_analysis.briefing import summary, write
from streetlight_analysis.briefing.algorithm import courses
from streetlight_analysis.briefing.assumptions import assumptions_of
from streetlight_analysis.briefing.captions import curves_by_scenario, paired_dots, trade_off
from streetlight_analysis.briefing.card import cards_of
from streetlight_analysis.briefing.pictures import choices
from streetlight_analysis.briefing.summary import summary_of
from streetlight_analysis.comparison import row_named
from streetlight_analysis.figures.curves_by_scenario import interaction
from streetlight_analysis.windows import default_window

COVERT, NOTICE = 1, 2  # places in the file; 0 is the baseline


def said(panel):
    """{label: text} of the summary in detail."""
    return {statement.label: statement.text for statement in summary_of(panel, compared(panel))}


def shifted(step, place=COVERT, noise=0.0):
    """The scenario's values become the baseline's plus a share of them, plus noise that differs by replicate."""

    def change(values):
        rows = np.linspace(-1, 1, values.shape[2])[None, :, None, None, None]
        for other in (COVERT, NOTICE):
            values[other] = values[0]
        values[place] = values[0] * (1 + step + noise * rows)
        return values

    return change


def test_the_sentence_flips_with_the_sign(opened):
    for step, words, other in ((-0.2, "Clearly lower", "higher"), (0.2, "Clearly higher", "lower")):
        text = said(planted(opened["policies"], "harm", shifted(step, noise=0.001)))["Harm to children"]
        assert words.lower() in text and "with “Covert”" in text and other not in text.lower()
        assert "Exactly the same with “Notice, and register”." in text
        assert ("+20\u00a0%" if step > 0 else "−20\u00a0%") in text


def test_one_year_is_no_plural(opened, monkeypatch):
    for years, words in ((1.0, "1 year ("), (1.5, "1.5 years ("), (2.0, "2 years (")):
        monkeypatch.setattr(summary, "years_gathered", lambda *_: years)
        assert summary.span_words(opened["policies"]).startswith(words)


@pytest.mark.long
def test_wide_intervals_are_said_not_to_tell(opened):
    text = said(planted(opened["policies"], "harm", shifted(-0.02, noise=0.5)))["Harm to children"]
    assert "Cannot be told apart with “Covert” (−" in text and " to +" in text
    assert "lower" not in text.lower() and "higher" not in text


def test_numbers_in_the_sentence_are_those_of_the_comparison(opened):
    panel = opened["policies"]
    row = row_named(compared(panel), "avoided_share")
    judged = row.cells["Covert"].judged
    assert judged.rung in ("clear", "told")
    assert f"({judged.span(sign=False)}) with “Covert”" in said(opened["policies"])["Contacts lost to distrust"]


@pytest.mark.parametrize(
    "harm, trust, words",
    [
        (-0.2, -0.2, "less harm, but less trust"),
        pytest.param(-0.2, 0.2, "less harm and more trust", marks=pytest.mark.long),
        pytest.param(0.2, -0.2, "more harm and less trust", marks=pytest.mark.long),
    ],
)
def test_harm_and_trust_are_weighed_by_both_signs(opened, harm, trust, words):
    once = planted(opened["policies"], "harm", shifted(harm, noise=0.001))
    twice = planted(once, "trust_sum", shifted(trust, noise=0.001))
    text = said(twice)["Harm and trust together"]
    assert f"“Covert”: {words}." in text
    assert trade_off(twice, compared(twice)) == text
    # Better on both is said of the one that is, and of no other.
    better = "“Covert” does better on both than “Notice, and register”"
    assert (better in text) == (harm < 0 < trust)
    assert ("“Notice, and register” does better on both than “Covert”" in text) == (trust < 0 < harm)


@pytest.mark.long
def test_the_algorithm_sentence_follows_the_counts(opened):
    """Recorded precision rises when later flags are confirmed more often, and falls when they are less often."""
    for first, last, words in ((0.2, 1, "rises"), (1, 0.2, "falls")):

        def change(values, first=first, last=last):
            values[:, :, :, -4:] *= last  # quarters: the last year
            values[:, :, :, :-4] *= first
            return values

        text = said(planted(opened["policies"], "flags_confirmed", change))["The algorithm, on the records and in truth"]
        records = text.split(";")[0]
        assert "precision on the records" in records and f"clearly {words} from" in records, text


def test_what_is_said_of_precision_is_what_its_figure_draws(opened):
    drawn = FIGURES["model_precision"](opened["policies"]).axes[0]
    recorded, true = [line for line in drawn.lines if len(line.get_xdata()) > 1][:2]
    for line, course in zip((recorded, true), courses(opened["policies"])["Covert"]):
        years = list(line.get_xdata())
        first, last = (line.get_ydata()[years.index(year)] for year in course.years)
        assert (course.first, course.last) == (pytest.approx(first), pytest.approx(last))


def test_captions_count_what_is_drawn(opened):
    panel = opened["policies"]
    rows = compared(panel)
    shown = [axes for axes in FIGURES["differences"](panel).axes if axes.lines]
    assert paired_dots(panel, rows).startswith(f"Of the {2 * len(shown)} differences drawn: ")
    assert len(rows) > len(shown)


@pytest.mark.long
def test_a_sweep_over_words_draws_a_line_a_word(words_sweep):
    names = [choice.name for choice in choices(words_sweep, compared(words_sweep))]
    assert names[0] == "response_curves_programme_capacity" and "curves_by_scenario_trust" in names
    figure = FIGURES["curves_by_scenario"](words_sweep, outcome="trust")
    ends = {text.get_text() for text in figure.axes[0].texts if text.get_gid() == "end"}
    assert ends == {"covert", "notice", "register"}
    values = OUTCOMES["trust"].measure(words_sweep, default_window(words_sweep), point=None)
    apart = (values.sel(scenario="Covert") - values.sel(scenario="No programme")).mean("replicate").values
    at = {tuple(point): apart[place] for place, point in enumerate(words_sweep.attrs["design"].values)}
    twist = at[0.01, "register"] - at[0.002, "register"] - at[0.01, "covert"] + at[0.002, "covert"]
    *_, ends, outcome, judged = interaction(words_sweep, outcome="trust")
    assert ends == ("covert", "register") and judged["Covert"].difference == pytest.approx(twist)
    text = curves_by_scenario(words_sweep, "trust")
    assert "programme.transparency covert and register" in text or "no interaction can be seen" in text


@pytest.mark.long
def test_who_is_flagged_follows_the_flags(opened):
    def most_in(group):
        names = list(opened["policies"]["group"].values)

        def change(values):
            values[..., names.index(group)] *= 30
            return values

        return change

    for group, title in (("lone", "Lone parent"), ("social_rent", "Social rent")):
        text = said(planted(opened["policies"], "flags", most_in(group)))["Who is flagged"]
        # With four replicates the ends need not be told apart.
        assert f"highest for the group “{title}”" in text or f", to the group “{title}”" in text


def test_a_single_scenario_is_not_compared(opened):
    text = said(opened["alone"])
    assert "no other scenario to compare with" in text["What was compared"]
    assert "Harm and trust together" not in text
    assert not any("with “" in sentence for sentence in text.values())
    assert text["Harm to children"].startswith("From ")


@pytest.mark.long
def test_sweeps_count_the_settings(opened):
    text = said(opened["sweep"])
    assert "6 settings of deterrence.max and programme.capacity" in text["What was compared"]
    assert "of 6 settings" in text["Trust"]
    assert "from 0 to 0.8" in text["What deterrence.max does"]

    def split(values):  # lower at the first three settings, higher at the rest, by far
        values[COVERT] = values[0]
        values[COVERT, :3] *= 0.5
        values[COVERT, 3:] *= 2
        return values

    assert "higher at 3 and lower at 3 of 6 settings" in said(planted(opened["sweep"], "harm", split))["Harm to children"]


def test_without_deterrence_nobody_is_deterred(opened):
    text = said(opened["sweep"])["What deterrence.max does"]
    assert "contacts lost to distrust (" in text


def test_theory_models_speak_of_their_own_columns(opened):
    text = said(opened["urn"])
    assert "Over days 0 to 199 (the whole run), in 5 replicates." in text["What was compared"]
    share = next(label for label in text if label.startswith("Mean share of balls"))
    assert "percentage points" in text[share] and "family" not in " ".join(text.values())
    assert "One replicate was run" in said(opened["theory_sweep"])["How sure"]


def test_theory_models_are_drawn_by_the_meaning_of_their_columns(opened):
    figure = FIGURES["columns"](opened["urn"], columns=["share_a", "added_a"], width="wide")
    titles = [" ".join(axes.get_title(loc="left").split()) for axes in figure.axes]
    assert titles == ["Mean share of balls that are A's (%)", "Balls added to A (balls a day)"]
    drawn = [line for line in figure.axes[0].lines if len(line.get_xdata()) > 2]
    values = opened["urn"]["share_a"].isel(point=0, authority=0, group=0, scenario=0).mean("replicate")
    assert list(drawn[0].get_ydata()) == pytest.approx(list(100 * values.values))
    # Rows that only serve to work out a spread are not outcomes.
    assert not {"share_a_squares", "log_balls_a"} & {row.outcome.name for row in compared(opened["urn"])}


def test_grades_are_counted_as_the_model_declares_them(opened):
    listed = subprocess.run(
        [os.environ["STREETLIGHT_PROGRAM"], "describe", "--markdown"], check=True, capture_output=True, text=True
    ).stdout
    model = listed.split("## The model")[1].split("## Columns")[0]
    contested, assumed = (model.count(f"| {grade} |") for grade in ("contested", "assumed"))
    sure = said(opened["policies"])["How sure"]
    assert f"{contested} are contested" in sure and f"{assumed} are assumed" in sure


def test_assumptions_list_what_the_scenarios_change(opened):
    found = assumptions_of(opened["policies"])
    changed = dict(found.changed)
    assert set(changed) == {"Covert", "Notice, and register"}
    rows = {key: (before, value, grade) for key, before, value, _, grade, _ in changed["Notice, and register"]}
    assert rows["programme.enabled"] == ("no", "yes", "choice")
    assert rows["programme.transparency"] == ("covert", "register", "choice")
    contested = {line.key: line for lines in found.contested for line in lines}
    assert contested["deterrence.max"].value == "0.8" and "Zoorob" in contested["deterrence.max"].source
    assert not contested["deterrence.max"].default, "the default is not marked as set by the experiment"
    assumed = {line.key: line for _, lines in found.assumed for line in lines}
    assert not any(line.default for line in assumed.values() if line.key.startswith("population.attributes"))


def test_files_without_grades_say_so(alone, tmp_path, monkeypatch):
    monkeypatch.setattr(write, "pictures_of", lambda panel, rows: [])
    copy = shutil.copy(alone, tmp_path / "old.h5")
    with h5py.File(copy, "r+") as file:
        del file["parameters"]
    panel = open_panel(copy)
    assert not assumptions_of(panel).graded
    assert "contested" not in said(panel)["How sure"]
    assert "<strong>No grades.</strong>" in write.briefing_html(copy)


def test_model_card_means_are_those_of_the_table(opened, policies):
    panel = opened["policies"]
    (card,) = cards_of(panel)
    assert card.names == ["Covert", "Notice, and register"]
    table = xr.open_dataset(policies, group="models", engine="h5netcdf").to_dataframe()
    covert = table[(table["scenario"] == 1) & (table["group"] == 0) & (table["month"] == table["month"].max())]
    pairs = {name: cells[0] for name, _, cells in card.overall}
    for view, place in ((0, 0), (1, 1)):  # recorded, true
        expected = covert.loc[covert["view"] == view, "precision"].mean()
        assert pairs["Precision when tested"][place][0] == f"{expected:.3f}"
