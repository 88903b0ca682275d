"""Figures and briefing of worlds: what is drawn is what the files say."""

import base64
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("matplotlib")
pytest.importorskip("xarray")

from streetlight_analysis import caption_of, open_panel  # noqa: E402
from streetlight_analysis.catalogue import FIGURES, OF_POLICIES_IN_WORLDS, OF_WORLDS  # noqa: E402
from streetlight_analysis.errors import CannotDraw, UnreadableFile  # noqa: E402
from streetlight_analysis.figures.worlds_parameters import CRITICAL, furthest  # noqa: E402
from streetlight_analysis.worlds.answers import answers, is_of_worlds, said_of  # noqa: E402
from streetlight_analysis.worlds.table import is_worlds, open_worlds  # noqa: E402

ROOT = Path(__file__).parents[3]


def draw(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "streetlight_analysis", *map(str, arguments)], capture_output=True, text=True, timeout=600
    )


@pytest.fixture(scope="module")
def result(found):
    return open_panel(str(found.folder / "robust.h5"))


def test_both_forms_are_read_alike(found):
    text, store = (open_worlds(found.folder / name).attrs["worlds"] for name in ("worlds.toml", "worlds.h5"))
    assert (text.values == store.values).all() and (text.got == store.got).all()
    assert [wave.points for wave in text.waves] == [wave.points for wave in store.waves]
    assert text.hit_rate == store.hit_rate == len(text.values) / text.checked


def test_what_holds_no_worlds_is_told_apart(found):
    assert is_worlds(found.folder / "worlds.toml") and is_worlds(found.folder / "worlds.h5")
    for name in ("loans.toml", "robust.h5", "nowhere.toml"):
        assert not is_worlds(found.folder / name)
    with pytest.raises(UnreadableFile, match="it holds no worlds"):
        open_worlds(found.folder / "loans.toml")


@pytest.mark.parametrize("width", ["column", "wide"])
@pytest.mark.parametrize("name", OF_WORLDS)
def test_figures_of_worlds_draw(found, name, width):
    figure = OF_WORLDS[name](open_worlds(found.folder / "worlds.toml"), width=width)
    assert all(axes.lines or axes.patches for axes in figure.axes)
    assert "worlds.toml, made by streetlight calibrate" in caption_of(figure)


def test_a_prior_and_its_shares_undo_each_other(found):
    for prior in open_worlds(found.folder / "worlds.toml").attrs["worlds"].priors:
        assert prior.shares([prior.low, prior.value_at(0.25), prior.high]) == pytest.approx([0, 0.25, 1])


def test_win_shares_are_the_counts(result):
    answer = answers(result, columns=["score:most"])[0]
    figure = FIGURES["win_shares"](result, columns=["score:most"])
    widths = [bar.get_width() for bar in figure.axes[0].patches]
    counts = [policy.count(verdict) for policy in answer.policies[1:] for verdict in ("more", "not_told_apart", "less")]
    assert widths == counts and sum(counts) == 40 * (len(answer.policies) - 1)


def test_quantiles_and_what_is_informed_are_as_the_command_has_them(found, result):
    worlds = found.folder / "worlds.toml"
    answer = answers(result, columns=["score"], worlds=worlds)[0]
    for policy in answer.policies[1:]:
        for name, share in (("low", 0.05), ("median", 0.5), ("high", 0.95)):
            assert answer.quantiles(policy.difference, share) == pytest.approx(policy.said[name], rel=1e-4)
    table = open_worlds(worlds).attrs["worlds"]
    informed = {
        prior.key: bool(furthest(prior.shares(table.values[:, place]), table.weights) > CRITICAL)
        for place, prior in enumerate(table.priors)
    }
    assert informed == said_of(result, ["score"], worlds)["informed"]


def test_regret_is_none_where_a_policy_is_the_best(result):
    answer = answers(result, columns=["score:most"])[0]
    lost = [answer.regret(policy) for policy in answer.policies]
    assert all((one >= 0).all() for one in lost)
    assert sum(int((one == 0).sum()) for one in lost) >= 40
    FIGURES["regret_strips"](result, columns=["score:most"])


def test_a_result_of_worlds_gets_its_figures_and_no_others(found, result, tmp_path):
    assert is_of_worlds(result)
    done = draw("figures", found.folder / "robust.h5", "-o", tmp_path, "--format", "png")
    assert done.returncode == 0, done.stderr
    named = [line.partition(":")[0] for line in done.stdout.splitlines()]
    assert named == list(OF_POLICIES_IN_WORLDS)
    assert (tmp_path / "win_shares.png").exists()


def test_one_world_has_none(found):
    assert found("run", "loans.toml", "-o", "single.h5", "--quiet").returncode == 0
    with pytest.raises(CannotDraw, match="of one world"):
        FIGURES["win_shares"](open_panel(str(found.folder / "single.h5")))


def test_a_briefing_leads_with_counts(found, tmp_path):
    pytest.importorskip("jinja2")
    done = draw("briefing", found.folder / "robust.h5", "--worlds", found.folder / "worlds.toml", "-o", tmp_path, "--format", "html")
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "robust_briefing.html").read_text(encoding="utf-8")
    order = [page.index(words) for words in ('id="figure-win_shares"', "Against “Greatest utility”", 'id="h-decides"', 'id="h-worlds"')]
    assert order == sorted(order)
    assert "40 worlds" in page and "probabilit" not in page.replace("are not probabilities", "")
    assert "Informed by the published figures" in page
    # Without the file of worlds it says nothing of them
    pictures = [base64.b64decode(each).decode() for each in re.findall(r"data:image/svg\+xml;base64,([^\"]+)", page)]
    # Letters as shapes and sizes without a unit: a PDF has them where the page has them
    assert pictures and not any("<text" in each or re.search(r'<svg[^>]* width="[\d.]+pt"', each) for each in pictures)
    assert draw("briefing", found.folder / "robust.h5", "-o", tmp_path / "b", "--format", "html").returncode == 0
    assert "Informed by the published figures" not in (tmp_path / "b" / "robust_briefing.html").read_text(encoding="utf-8")
    # Worlds that were not run are refused
    text = (found.folder / "worlds.toml").read_text(encoding="utf-8")
    first = text.partition("values = [\n  [")[2].partition(",")[0]
    (tmp_path / "others.toml").write_text(text.replace(f"[{first},", f"[{float(first) * 1.001:.6g},", 1), encoding="utf-8")
    done = draw("briefing", found.folder / "robust.h5", "--worlds", tmp_path / "others.toml", "-o", tmp_path / "c")
    assert done.returncode == 1 and "of the result is not in it" in done.stderr


def test_an_assurance_pack_is_put_together_from_what_is_there(found, tmp_path):
    (tmp_path / "tests.xml").write_text(
        '<testsuite timestamp="2026-01-02T03:04:05"><testcase name="cli_run" time="2"/><testcase name="cli_merge" time="3"><failure/>'
        '</testcase><testcase name="unit_mean" time="1"/></testsuite>',
        encoding="utf-8",
    )
    done = draw(
        "assurance", found.folder / "robust.h5", "--worlds", found.folder / "worlds.toml", "--tests", tmp_path / "tests.xml", "-o", tmp_path
    )
    assert done.returncode == 0, done.stderr
    pack = (tmp_path / "robust_assurance.md").read_text(encoding="utf-8")
    worlds = open_worlds(found.folder / "worlds.toml").attrs["worlds"]
    for words in (
        "| cli | 1 | 1 | 0 | 5 |",
        "1 failed",
        f"{len(worlds.values)} worlds of {worlds.checked} candidates",
        "| mean score | 660 | 650 to 670 | 2 | 40 of 40 |",
        "Worlds are found by quadratics and lines",
        "STRESS-ABS",
        "Ranking real authorities",
    ):
        assert words in pack, words
    assumed = [line for line in pack.splitlines() if line.startswith("| `scores.rise` |")]
    assert len(assumed) == 1 and "varied: 15 to 90" in assumed[0]
    bare = open_pack(found, tmp_path)
    assert "no record was named" in bare and "not installed here" not in bare
    assert f"The pages are in {ROOT / 'docs/decisions'}." in bare


def open_pack(found, tmp_path):
    done = draw("assurance", found.folder / "robust.h5", "-o", tmp_path / "bare")
    assert done.returncode == 0, done.stderr
    return (tmp_path / "bare" / "robust_assurance.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("where", ["streetlight_analysis/docs", "../../../share/doc/streetlight", "nowhere"])
def test_an_assurance_pack_finds_its_pages_where_they_are_installed(monkeypatch, tmp_path, where):
    from streetlight_analysis import assurance

    packages = tmp_path / "usr/lib/python3/dist-packages"
    (packages / "streetlight_analysis").mkdir(parents=True)
    monkeypatch.setattr(assurance, "HERE", packages / "streetlight_analysis/assurance.py")
    folder = Path(os.path.normpath(packages / where))
    (folder / "decisions").mkdir(parents=True)
    (folder / "decisions/ways.md").write_text("# Two ways\n\nAnd one was taken.\n", encoding="utf-8")
    (folder / "limits.md").write_text("# Limits\n\n## What it must not be used for\n\nBets.\n\n## More\n", encoding="utf-8")
    decisions, limits = assurance._decisions(), assurance._limits()
    if where != "nowhere":
        assert "| Two ways | docs/decisions/ways.md |" in decisions and f"The pages are in {folder / 'decisions'}." in decisions
        assert limits == "Bets."
    else:
        for said, page in ((decisions, "docs/decisions/"), (limits, "docs/limits.md")):
            assert f"{page}: not installed here (looked for in {tmp_path}" in said
            assert str(tmp_path / "usr/share/doc/streetlight") in said and "not complete without it" in said


def test_of_equal_values_the_order_does_not_matter():
    """The numbers of the command's own test (tests/unit/results/test_robustness.cpp)."""
    from streetlight_analysis.weighted import weighted_quantiles

    assert weighted_quantiles([-1, 0, 0, 0], [0.1, 0.7, 0.1, 0.1], 0.05) == pytest.approx(-0.7)
    assert weighted_quantiles([0, 0, -1, 0], [0.1, 0.1, 0.1, 0.7], 0.05) == pytest.approx(-0.7)
