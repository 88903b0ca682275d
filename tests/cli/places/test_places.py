"""Neighbourhoods from a file: sizes, deprivation and shares are those of the file, however it is written."""

import h5py
import numpy as np
import pytest

from town import EXPERIMENT, TOWN, neighbourhoods, run, streetlight, write


def rows(table, place, replicate=0):
    at = [k for k, name in enumerate(table["neighbourhood"]) if name == place and table["replicate"][k] == replicate]
    return {name: np.array([values[k] for k in at]) for name, values in table.items()}


def test_sizes_and_deprivation_are_the_files(tmp_path):
    table = neighbourhoods(run(tmp_path))
    docks, hill, park = (rows(table, name) for name in ("Docks", "Hill, upper", "Park"))
    assert hill["month"].tolist() == [0, 12] and hill["months"].tolist() == [12, 2]
    assert (docks["families"], hill["families"], park["families"]) == (pytest.approx([3500] * 2), pytest.approx([4000] * 2), pytest.approx([1500] * 2))
    # The file's decile 1 is the most deprived, the model's the least
    assert (docks["decile"] == 10).all() and (hill["decile"] == 1).all() and (park["decile"] == 6).all()
    np.testing.assert_allclose([docks["deprivation"][0], hill["deprivation"][0], park["deprivation"][0]], [1.6449, -1.6449, 0.12566], atol=1e-3)
    assert docks["need"][0] / 3500 > 1.5 * hill["need"][0] / 4000
    assert set(table["authority"]) == {"Town"}


def test_the_table_adds_up_to_the_panel(tmp_path):
    path = run(tmp_path, experiment=EXPERIMENT.replace('metrics = ["families", "need"]', ""))
    table = neighbourhoods(path)
    with h5py.File(path) as file:
        for name in ("harm", "contacts", "deterred", "referrals", "visits", "findings", "unwarranted_visits", "flags"):
            assert sum(np.array(table[name])[np.array(table["replicate"]) == 1]) == file["panel"][name][0, 0, 1, :, 0, 0].sum(), name
        first_year = (np.array(table["replicate"]) == 0) & (np.array(table["month"]) == 0)
        assert np.array(table["need"])[first_year].sum() == pytest.approx(file["panel/need"][0, 0, 0, :12, 0, 0].mean())


def test_shares_are_met_in_expectation_in_each_neighbourhood(tmp_path):
    """Groups by tenure: at the first month, in a town of one neighbourhood after the other."""
    wanted = {"Hill": (0.9, 0.1, 0.0), "Docks": (0.1, 0.3, 0.6), "Park": (0.5, 0.3, 0.2)}
    for place, shares in wanted.items():
        line = next(line for line in TOWN.splitlines()[1:] if line.lstrip('"').startswith(place))
        experiment = EXPERIMENT.replace("families = 9000", "families = 20000") + """[groups]
owner = { tenure = ["owner"] }
private_rent = { tenure = ["private_rent"] }
social_rent = { tenure = ["social_rent"] }
"""
        folder = tmp_path / place
        folder.mkdir()
        with h5py.File(run(folder, TOWN.splitlines()[0] + "\n" + line + "\n", experiment)) as file:
            families = file["panel/families"][0, 0, :, 0, 0, :]
        for share, got in zip(shares, families[:, 1:].T / families[:, 0]):
            allowed = 4.5 * np.sqrt(share * (1 - share) / 20000)  # p = 7e-6 each, 18 comparisons
            assert (abs(got - share) <= allowed).all(), (place, share, got)


@pytest.mark.parametrize("change", [
    lambda text: "\ufeff" + text,
    lambda text: text.replace("\n", "\r\n"),
    lambda text: text.replace("\n", "\r"),
    lambda text: text.rstrip("\n"),
    lambda text: text + "\n\n,,,,,,\n",
    lambda text: text.replace("Docks,Town", ' Docks , "Town" '),
    lambda text: text.replace("Area,District", '"Area","District"'),
    lambda text: text.replace("3600,400,0", "90%,10%,0%"),
    lambda text: "\n".join(line + ",more" for line in text.splitlines()),
    lambda text: text.replace('"Hill, upper"', "Hill").replace('"4,000"', "4000").replace('"3,500"', "3500").replace('"2,100"', "2100").replace(",", ";"),
    lambda text: text.replace('"Hill, upper"', "Hill").replace('"4,000"', "4000").replace('"3,500"', "3500").replace('"2,100"', "2100").replace(",", "\t"),
], ids=["mark", "crlf", "cr", "no end", "blank lines", "blanks", "quotes", "per cent", "more columns", "semicolons", "tabs"])
def test_a_file_is_read_as_people_have_it(tmp_path, change):
    folder, other = tmp_path / "a", tmp_path / "b"
    folder.mkdir(), other.mkdir()
    plain, changed = neighbourhoods(run(folder)), neighbourhoods(run(other, change(TOWN)))
    for name in plain:
        if name != "neighbourhood":
            np.testing.assert_array_equal(plain[name], changed[name], err_msg=name)


def test_columns_can_be_added_up_and_ranks_read(tmp_path):
    plain, other = tmp_path / "a", tmp_path / "b"
    plain.mkdir(), other.mkdir()
    table = neighbourhoods(run(plain))
    town = TOWN.replace("Owned,", "Outright,Mortgage,").replace("3600,", "1600,2000,").replace(",350,1050", ",300,50,1050").replace(",750,450", ",0,750,450")
    same = neighbourhoods(run(other, town, EXPERIMENT.replace('"Owned"', '"Outright + Mortgage"')))
    np.testing.assert_array_equal(table["need"], same["need"])
    ranked = town.replace("IMD decile", "Rank").replace('"4,000",10', '"4,000",32067').replace('"3,500",1', '"3,500",1689').replace("1500,5", "1500,15190")
    by_rank = neighbourhoods(run(other, ranked, EXPERIMENT.replace('"Owned"', '"Outright + Mortgage"').replace('decile = "IMD decile"', 'rank = "Rank"')))
    np.testing.assert_allclose(by_rank["deprivation"], table["deprivation"], atol=2e-3)


def test_a_smaller_population_is_the_same_place_and_a_note_says_so(tmp_path):
    write(tmp_path, experiment=EXPERIMENT.replace("families = 9000", "families = 900"))
    done = streetlight("validate", "town.toml", folder=tmp_path)
    assert done.returncode == 0 and "has 9000 families, and population.families is 900" in done.stdout + done.stderr
    table = neighbourhoods(run(tmp_path, experiment=EXPERIMENT.replace("families = 9000", "families = 900")))
    sizes = {name: rows(table, name)["families"][0] for name in set(table["neighbourhood"])}
    assert sum(sizes.values()) == 900 and sizes["Park"] == pytest.approx(150, abs=2)


def test_threads_change_nothing_and_the_file_is_part_of_the_result(tmp_path):
    path = run(tmp_path)
    again = streetlight("run", "town.toml", "-o", "again.h5", "--quiet", "--threads", "2", folder=tmp_path)
    assert again.returncode == 0
    assert path.read_bytes() == (tmp_path / "again.h5").read_bytes()
    assert "town.csv" in streetlight("info", "town.h5", folder=tmp_path).stdout


def test_the_analysis_reads_what_the_program_wrote(tmp_path):
    from streetlight_analysis import open_panel
    from streetlight_analysis.neighbourhoods import read_neighbourhoods

    table = read_neighbourhoods(open_panel(run(tmp_path)))
    assert len(table) == 2 * 3 and set(table["neighbourhood"]) == {"Docks", "Hill, upper", "Park"}
    assert table.groupby("neighbourhood")["families"].first()["Docks"] == pytest.approx(3500)
