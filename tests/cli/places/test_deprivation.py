"""How deprived a place is among the nation's, and authorities that are the same in every replicate."""

import numpy as np
import pytest

from town import neighbourhoods, run, streetlight

BASE = """schema = 1
model = "targeting"
[run]
months = 12
spin_up = 1
replicates = 2
[output]
by_neighbourhood = true
[population]
families = 6000
neighbourhood_size = 100
"""


def table_of(folder, text):
    return neighbourhoods(run(folder, experiment=BASE + text))


def test_level_and_spread(tmp_path):
    table = table_of(tmp_path, "deprivation = { mean = 0.8, spread = 0.5 }\n")
    deprivation = np.array(table["deprivation"])
    for replicate in (0, 1):
        own = deprivation[np.array(table["replicate"]) == replicate]
        assert own.mean() == pytest.approx(0.8, abs=1e-6) and own.std() == pytest.approx(0.5, abs=1e-6)
    # Deciles are the nation's: half a standard deviation around 0.8 has next to nothing in the lower four
    assert (np.array(table["decile"]) <= 4).mean() < 0.05
    assert (deprivation[np.array(table["decile"]) == 10] >= 1.2815).all()


def test_a_poorer_place_has_more_need(tmp_path):
    need = {}
    for name, mean in {"poor": 1, "as": 0}.items():
        (tmp_path / name).mkdir()
        need[name] = np.sum(table_of(tmp_path / name, f"deprivation.mean = {mean}\n")["need"])
    assert need["poor"] > 1.2 * need["as"]


def test_the_nation_is_unchanged(tmp_path):
    plain, said = tmp_path / "plain", tmp_path / "said"
    plain.mkdir(), said.mkdir()
    one, other = table_of(plain, ""), table_of(said, "deprivation = { mean = 0, spread = 1 }\n")
    for name in one:
        np.testing.assert_array_equal(one[name], other[name])
    assert sorted(set(np.bincount(np.array(one["decile"])[:60])[1:])) == [6]  # ranks: six neighbourhoods each


AUTHORITIES = """[authorities]
count = 3
names = ["Ashby", "Brook", "Coombe"]
[authorities.deprivation.Brook]
mean = 1.5
spread = 0.3
"""


def test_a_named_authority_is_the_same_in_every_replicate(tmp_path):
    table = table_of(tmp_path, AUTHORITIES)
    authority, replicate, deprivation = (np.array(table[name]) for name in ("authority", "replicate", "deprivation"))
    brook = [deprivation[(authority == "Brook") & (replicate == r)] for r in (0, 1)]
    np.testing.assert_array_equal(brook[0], brook[1])
    assert brook[0].mean() == pytest.approx(1.5, abs=0.01) and len(brook[0]) == 20
    ashby = [deprivation[(authority == "Ashby") & (replicate == r)] for r in (0, 1)]
    assert (ashby[0] != ashby[1]).any()


def test_names_stand_in_the_panel(tmp_path):
    run(tmp_path, experiment=BASE.replace("by_neighbourhood = true", "by_authority = true") + AUTHORITIES)
    assert "Ashby" in streetlight("info", "town.h5", folder=tmp_path).stdout


@pytest.mark.parametrize("was, now, words", [
    ('"Coombe"', '"Brook"', 'has the name "Brook"'),
    ("deprivation.Brook", "deprivation.Brok", 'did you mean "Brook"?'),
    ("count = 3", "count = 4", "has 3 names for authorities.count = 4"),
])
def test_names_must_fit(tmp_path, was, now, words):
    (tmp_path / "x.toml").write_text(BASE + AUTHORITIES.replace(was, now))
    done = streetlight("validate", "x.toml", folder=tmp_path)
    assert done.returncode == 2 and words in done.stderr
