"""Every figure draws without warnings, at its width, with labels that can be read."""

import functools
import os
import warnings

import numpy as np
import pytest

import synthetic
from streetlight_analysis import FIGURES, CannotDraw, MissingColumns, caption_of, open_panel, title_of
from streetlight_analysis.catalogue import OF_POLICIES_IN_WORLDS
from streetlight_analysis.style import contrast, look

SWEEPS = ("response_curves", "heat_maps", "curves_by_scenario")
DESIGNS = ("attribution", "morris", "sobol")  # of designs of their own: test_designs.py
TEACHING = ("single_runs", "trust_travels")  # of panels of their own: test_teaching_figures.py
PLACES = ("neighbourhoods",)  # of files by neighbourhood: test_neighbourhoods.py
CARDS = ("model_cards",)  # of files with model cards: test_model_cards.py
WORLDS = OF_POLICIES_IN_WORLDS  # of results of policies in worlds: tests/cli/worlds
ANY = ("columns", "end_states")  # drawn for any model
POLICIES = [name for name in FIGURES if name not in SWEEPS + DESIGNS + TEACHING + PLACES + CARDS + WORLDS]
CASES = [("england", name) for name in POLICIES] + [("sweep", name) for name in SWEEPS] + [("urn", name) for name in ANY]


WIDTHS = ("column", "wide")
DRAWN = [(*case, width) for case in CASES for width in WIDTHS]
if not os.environ.get("STREETLIGHT_LONG"):  # every second figure, at one of them; the long suite draws each at both
    DRAWN = [(*case, WIDTHS[k % 2]) for k, case in enumerate(CASES[::2])]


@pytest.fixture(scope="module", params=DRAWN, ids=lambda drawn: f"{drawn[1]}-{drawn[0]}-{drawn[2]}")
def drawn(request):
    panel, name, width = request.param
    panel = request.getfixturevalue(panel)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return FIGURES[name](panel, width=width), width


@pytest.fixture(scope="module")
def figure(drawn):
    return drawn[0]


@pytest.fixture(scope="module")
def width(drawn):
    return drawn[1]


@functools.lru_cache(maxsize=4)
def words(figure):
    """Every text that is drawn, with its box in points; worked out once for the tests of one figure."""
    figure.draw_without_rendering()
    renderer = figure.canvas.get_renderer()
    texts = []
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            hidden = {label for tick in [*axis.majorTicks, *axis.minorTicks] for label in (tick.label1, tick.label2)}
            texts += [tick.label1 for tick in axis._update_ticks() if tick.label1.get_visible()]
            texts += [axis.label]
            texts = [text for text in texts if text not in hidden or text.get_text()]
        texts += [*axes.texts, axes.title, axes._left_title, axes._right_title]
    texts += figure.texts + [text for legend in figure.legends for text in legend.get_texts()]
    scale = 72 / figure.dpi
    found = []
    for text in texts:
        if text.get_visible() and text.get_text().strip():
            box = text.get_window_extent(renderer)
            found.append((text, np.array([box.x0, box.y0, box.x1, box.y1]) * scale))
    return found


def test_size_on_paper(figure, width):
    assert figure.get_size_inches()[0] * 25.4 == pytest.approx({"column": 88, "wide": 180}[width])
    assert figure.get_size_inches()[1] * 25.4 < 240


def test_nothing_is_cut_off(figure):
    page = figure.get_size_inches() * 72
    for text, box in words(figure):
        assert (
            box[0] >= -0.5 and box[1] >= -0.5 and box[2] <= page[0] + 0.5 and box[3] <= page[1] + 0.5
        ), text.get_text()


def test_no_text_covers_another(figure):
    found = words(figure)
    for i, (one, a) in enumerate(found):
        for other, b in found[:i]:
            # Boxes include line spacing: half a point of shared margin is not seen.
            width = min(a[2], b[2]) - max(a[0], b[0])
            height = min(a[3], b[3]) - max(a[1], b[1])
            assert width < 0.75 or height < 0.75, (one.get_text(), other.get_text())


@pytest.mark.parametrize("width", ["column", pytest.param("wide", marks=pytest.mark.long)])
def test_many_scenarios_get_a_key(tmp_path, width, monkeypatch):
    names = ["No programme"] + [f"A policy with a rather long name, number {index}" for index in range(10)]
    for name in names[1:]:
        monkeypatch.setitem(synthetic.EFFECTS, name, synthetic.EFFECTS["Covert programme"])
    path = synthetic.write_england(tmp_path / "many.h5", replicates=2, months=48, scenarios=names)
    for name in ("visits", "trade_off", "flag_ratio"):
        figure = FIGURES[name](open_panel(path), width=width)
        keyed = {text.get_text() for legend in figure.legends for text in legend.get_texts()}
        assert keyed >= set(names[1:])
        test_no_text_covers_another(figure)
        test_nothing_is_cut_off(figure)


def test_type_is_large_enough_and_dark_enough(figure):
    for text, _ in words(figure):
        assert text.get_fontsize() >= 7, text.get_text()
        if text.get_gid() != "cell":
            assert contrast(text.get_color()) >= 4.5, text.get_text()


def test_caption_says_where_it_comes_from(figure):
    caption = caption_of(figure)
    printed = next(text.get_text() for text in figure.texts if text.get_gid() == "caption")
    assert " ".join(printed.split()) == " ".join(caption.split())
    for part in ("seed 2026", "replicates", "Streetlight 0.1.0", "0123abc", "What to see:"):
        assert part in caption
    assert title_of(figure)


def test_panels_show_something(figure):
    for axes in figure.axes:
        assert axes.lines or axes.images or axes.collections


def test_no_line_leaves_its_panel(figure):
    figure.draw_without_rendering()
    for axes in figure.axes:
        low, high = sorted(axes.get_ylim())
        room = 0.02 * (high - low)
        for line in axes.lines:
            if line.get_transform() == axes.transData:
                values = np.asarray(line.get_ydata(), float)
                values = values[np.isfinite(values)]
                assert not values.size or (values.min() >= low - room and values.max() <= high + room)


def test_lines_differ_in_grey():
    assert len({(str(look(i).dashes), look(i).marker) for i in range(8)}) == 8


def test_the_lines_are_the_numbers(england):
    figure = FIGURES["trust_by_group"](england, groups=["all"])
    line = next(line for line in figure.axes[1].lines if len(line.get_xdata()) == 144)
    values = (
        england["trust"].sel(scenario="Covert programme", group="all", authority="all").isel(point=0).mean("replicate")
    )
    np.testing.assert_allclose(line.get_ydata(), values)


def test_dots_are_the_paired_differences(england):
    from streetlight_analysis import paired_differences

    figure = FIGURES["differences"](england, outcomes=["harm"])
    table = paired_differences(england, "harm").iloc[1:]
    dots = [line.get_xdata()[0] for line in figure.axes[0].lines if line.get_marker() not in ("None", None, "")]
    np.testing.assert_allclose(dots, table["difference"])
    bars = [segment for bar in figure.axes[0].collections for segment in bar.get_segments()]
    np.testing.assert_allclose([segment[:, 0] for segment in bars], table[["low", "high"]])


def test_flag_ratio_is_the_one_in_the_file_over_a_window(england):
    from streetlight_analysis import Window
    from streetlight_analysis.gather import gather, over_runs
    from streetlight_analysis.figures.flag_ratio import measure_flag_ratio

    window = Window(30, 90)
    here = measure_flag_ratio(england, window, ["decile_10", "lone"]).sel(scenario="Covert programme")
    there = over_runs(gather(england, "flag_ratio", window, group=["decile_10", "lone"])).sel(scenario="Covert programme")
    np.testing.assert_allclose(here, there)


def test_recorded_precision_is_of_the_flags_of_that_year(england):
    figure = FIGURES["model_precision"](england)
    counts = {
        name: (
            england[name].sel(scenario="Covert programme", group="all", authority="all").isel(point=0).mean("replicate")
        )
        for name in ("flags_confirmed", "flags_judged", "flags_in_need", "flags")
    }
    recorded, true = (line for line in figure.axes[0].lines if len(line.get_xdata()) > 2)
    # Flags of the third year are those of months 48 to 59, judged in months 60 to 71.
    third, judged = slice(48, 59), slice(60, 71)
    assert recorded.get_xdata()[2] == true.get_xdata()[2] == 3
    ratio = {
        which: sums["top"] / sums["bottom"]
        for which, sums in {
            "recorded": {
                "top": counts["flags_confirmed"].sel(time=judged).sum(),
                "bottom": counts["flags_judged"].sel(time=judged).sum(),
            },
            "true": {
                "top": counts["flags_in_need"].sel(time=third).sum(),
                "bottom": counts["flags"].sel(time=third).sum(),
            },
        }.items()
    }
    # Ratios of sums over replicates and means of ratios differ a little.
    np.testing.assert_allclose(recorded.get_ydata()[2], 100 * float(ratio["recorded"]), rtol=2e-3)
    np.testing.assert_allclose(true.get_ydata()[2], 100 * float(ratio["true"]), rtol=2e-3)


def test_programme_is_marked_only_where_known(england, urn):
    def marks(figure):
        return [text for axes in figure.axes for text in axes.texts if text.get_gid() == "programme"]

    assert len(marks(FIGURES["visits"](england))) == 1
    assert marks(FIGURES["columns"](urn)) == []


def test_one_replicate_draws_and_says_so(tmp_path):
    panel = open_panel(synthetic.write_england(tmp_path / "one.h5", replicates=1, months=60))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name in POLICIES if os.environ.get("STREETLIGHT_LONG") else POLICIES[1::2]:  # those that DRAWN leaves out
            if name == "end_states":
                continue
            assert "1 replicate " in caption_of(FIGURES[name](panel)).replace(" ·", " "), name
    assert "no intervals" in caption_of(FIGURES["differences"](panel))


def test_caption_can_be_left_to_the_page(england):
    figure = FIGURES["visits"](england, caption=False)
    assert not any(text.get_gid() == "caption" for text in figure.texts) and "seed 2026" in caption_of(figure)
    assert figure.get_size_inches()[1] < FIGURES["visits"](england).get_size_inches()[1]


@pytest.mark.parametrize("name", [name for name in FIGURES if name not in ANY])
def test_figures_that_cannot_be_drawn_say_why(urn, name):
    with pytest.raises(CannotDraw) as reason:
        FIGURES[name](urn)
    assert str(reason.value) and "\n" not in str(reason.value)


def test_missing_columns_are_named(tmp_path):
    panel = open_panel(
        synthetic.write_england(tmp_path / "less.h5", replicates=2, months=36, drop=("flags_judged", "unmet_need"))
    )
    with pytest.raises(MissingColumns, match="flags_judged"):
        FIGURES["model_precision"](panel)
    with pytest.raises(MissingColumns, match="unmet_need"):
        FIGURES["deterred_and_unmet"](panel)
    # The others stand; the comparison leaves the outcome out.
    titles = [axes.get_title(loc="left") for axes in FIGURES["differences"](panel).axes]
    assert "Trust" in titles and not any("without help" in title for title in titles)


def test_styles_of_the_caller_are_left_alone(england):
    import matplotlib

    before = dict(matplotlib.rcParams)
    FIGURES["visits"](england)
    assert dict(matplotlib.rcParams) == before


def test_response_curves_are_differences_at_each_level(sweep):
    from streetlight_analysis import OUTCOMES
    from streetlight_analysis.windows import default_window

    figure = FIGURES["response_curves"](sweep, outcomes=["trust"])
    values = OUTCOMES["trust"].measure(sweep, default_window(sweep), point=None)
    difference = (values.sel(scenario="Covert programme") - values.sel(scenario="No programme")).mean("replicate")
    levels = sweep.attrs["design"]["programme.capacity"].values
    expected = [float(difference[levels == level].mean()) for level in np.unique(levels)]
    line = next(line for line in figure.axes[0].lines if len(line.get_xdata()) == 5)
    np.testing.assert_allclose(line.get_ydata(), expected)


def test_interaction_is_the_difference_of_differences(sweep):
    from streetlight_analysis import OUTCOMES
    from streetlight_analysis.figures.curves_by_scenario import interaction
    from streetlight_analysis.windows import default_window

    key, by, _, _, judged = interaction(sweep, outcome="trust")
    values = OUTCOMES["trust"].measure(sweep, default_window(sweep), point=None)
    difference = (values.sel(scenario="Covert programme") - values.sel(scenario="No programme")).mean("replicate").values
    corners = {(row[key], row[by]): difference[point] for point, row in sweep.attrs["design"].iterrows()}
    expected = corners[0.008, 1.0] - corners[0.001, 1.0] - corners[0.008, 0.1] + corners[0.001, 0.1]
    assert judged["Covert programme"].difference == pytest.approx(expected)


def test_end_states_has_a_dot_a_replicate(england):
    figure = FIGURES["end_states"](england, outcome="trust")
    dots = [line for line in figure.axes[0].lines if line.get_linestyle() == "None"]
    assert [len(line.get_xdata()) for line in dots] == [4] * 6


def test_sweeps_name_what_they_do_not_vary(sweep):
    with pytest.raises(CannotDraw, match="programme.capacity, review.deference"):
        FIGURES["response_curves"](sweep, parameter="trust.base")


def test_long_runs_are_gathered_into_few_points(tiny):
    values = np.random.default_rng(3).random((2, 2, 1000))
    panel = tiny({"events": ("flow", values), "state": ("stock", values)})
    figure = FIGURES["columns"](panel, columns=["events", "state"])
    for axes in figure.axes:
        line = next(line for line in axes.lines if len(line.get_xdata()) > 2)
        assert len(line.get_xdata()) == 200
        # Events a step and a mean state are both the mean of five steps, set at their middle.
        np.testing.assert_allclose(line.get_ydata(), values[0].mean(0).reshape(200, 5).mean(1))
        np.testing.assert_allclose(line.get_xdata()[:2], [2, 7])
    assert "Each point gathers 5" in caption_of(figure)


def test_a_group_is_named_in_the_title(england):
    for name in ("end_states", "differences", "columns"):
        assert title_of(FIGURES[name](england, group="decile_10")).count("Decile 10") == 1, name


def test_lines_over_time_draw_what_is_in_the_file(tiny):
    """A stock that jumps in month 24 jumps there: nothing before it rises, and no point mixes months before and after."""
    after = (np.arange(48) >= 24).astype(float)
    ones = np.ones((2, 3, 48))
    panel = tiny({"families": ("stock", 1000 * ones), "unmet_need": ("stock", ones * (20 + 30 * after)), "avoided": ("flow", ones), "contacts_wanted": ("flow", 10 * ones), "avoided_share": ("ratio", 0.1 * ones, "avoided", "contacts_wanted")})
    panel.attrs["programme_start"] = 24
    figure = FIGURES["deterred_and_unmet"](panel)
    line = next(line for line in figure.axes[1].lines if len(line.get_xdata()) == 48)
    np.testing.assert_allclose(line.get_ydata(), 2 + 3 * after)
    assert line.get_drawstyle() == "steps-post", "a slope from month 23 to 24 would begin before the jump"
    assert "not smoothed" in caption_of(figure) and "Each point is one month" in caption_of(figure)
    smooth = FIGURES["deterred_and_unmet"](panel, smooth=12)
    line = next(line for line in smooth.axes[1].lines if len(line.get_xdata()) > 2)
    # As many months before as after: half way up where the jump is, and said in the caption.
    values = dict(zip(line.get_xdata(), line.get_ydata()))
    assert values[17] == pytest.approx(2) and values[30] == pytest.approx(5)
    assert values[23] - 2 == pytest.approx(5 - values[24])
    assert "Smoothed: each point gathers 13 months, as many before it as after it" in caption_of(smooth)


def test_no_figure_averages_ratios(tiny):
    """Few counts in a replicate weigh few: precision of 1 in 1 and of 10 in 99 is 11 in 100."""
    flags = np.array([[[1.0] * 60, [99.0] * 60]])
    need = np.array([[[1.0] * 60, [10.0] * 60]])
    panel = tiny(
        {
            "flags": ("flow", flags), "flags_in_need": ("flow", need), "precision_true": ("ratio", need / flags, "flags_in_need", "flags"),
            "flags_judged": ("flow", flags), "flags_confirmed": ("flow", need),
            "precision_recorded": ("ratio", need / flags, "flags_confirmed", "flags_judged"),
        }
    )  # fmt: skip
    figure = FIGURES["model_precision"](panel)
    for line in (line for line in figure.axes[0].lines if len(line.get_xdata()) > 2):
        np.testing.assert_allclose(line.get_ydata(), 11)
