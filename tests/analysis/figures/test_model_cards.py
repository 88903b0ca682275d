"""The model cards, year by year: what is drawn is what the file's cards say."""

import numpy as np
import pandas as pd
import pytest

import test_figures as looks
import synthetic
from streetlight_analysis import FIGURES, CannotDraw, open_panel

NAMES = ("No programme", "Notice and register", "Covert programme")  # not in the order of the alphabet
RECORDED, TRUE = (0.2, 0.35, 0.34, 0.36), (0.4, 0.38, 0.35, 0.34)  # by training
SPREAD = (-0.01, 0.0, 0.01)  # by replicate


@pytest.fixture(scope="module")
def panel(folder):
    panel = open_panel(synthetic.write_england(folder / "cards.h5", replicates=3, months=60, scenarios=NAMES))
    rows = [
        {"scenario": name, "replicate": replicate, "month": 12 + 12 * training, "group": group, "view": view,
         "precision": values[training] + SPREAD[replicate] + (0.5 if group == "lone" else 0)}
        for name in NAMES[1:]
        for replicate in range(3)
        for training in range(4)
        for group in ("all", "lone")
        for view, values in (("recorded", RECORDED), ("true", TRUE))
    ]  # fmt: skip
    panel.attrs["cards"] = pd.DataFrame(rows)
    return panel


@pytest.mark.parametrize("width", ("column", "wide"))
def test_both_views_by_year_of_use(panel, width):
    figure = FIGURES["model_cards"](panel, width=width)
    axes = [one for one in figure.axes if one.lines]
    assert [one.get_title(loc="left") or one.get_title() for one in axes] == list(NAMES[1:])
    for one in axes:
        drawn = [line.get_xydata() for line in one.lines if len(line.get_xdata()) == 4]
        for values in (RECORDED, TRUE):
            wanted = np.column_stack([np.arange(4), 100 * np.array(values)])
            assert any(np.allclose(line, wanted) for line in drawn)
    looks.test_nothing_is_cut_off(figure)
    looks.test_no_text_covers_another(figure)


def test_without_cards_or_with_one_training_there_is_nothing_to_draw(panel):
    cards = panel.attrs["cards"]
    for left in (None, cards[cards["month"] == 12]):
        with pytest.raises(CannotDraw):
            FIGURES["model_cards"](panel.assign_attrs(cards=left))


def test_a_model_that_several_use_was_trained_once(monkeypatch):
    from streetlight_analysis import cards

    columns = ["scenario", "point", "replicate", "month", "group", "view", "authority", "trained_on", "trained_rows", "rows", "flagged"]
    rows = [
        ("own", 0, 0, 24, "all", "true", "A001", "A001", 100, 110, 10), ("own", 0, 0, 24, "all", "true", "A002", "A002", 300, 330, 30),
        ("bought", 0, 0, 24, "all", "true", "A001", "A002", 300, 110, 10), ("bought", 0, 0, 24, "all", "true", "A002", "A002", 300, 330, 30),
        ("pooled", 0, 0, 24, "all", "true", "all", "all", 400, 440, 40),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns).assign(**{metric: 0.5 for metric in cards.METRICS})
    monkeypatch.setattr(cards, "read_table", lambda path, name: table)
    read = cards.read_cards("any.h5").set_index("scenario")
    assert read["trained_rows"].to_dict() == {"own": 400, "bought": 300, "pooled": 400}
    assert set(read["rows"]) == {440}
