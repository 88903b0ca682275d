"""Every problem of a file of neighbourhoods is told with line and column, before anything runs."""

import pytest

from town import EXPERIMENT, TOWN, streetlight, write


def refused(folder, *words):
    done = streetlight("validate", "town.toml", folder=folder)
    assert done.returncode == 2, done.stdout
    for word in words:
        assert word in done.stderr, done.stderr
    return done.stderr


def test_the_town_is_sound(tmp_path):
    write(tmp_path)
    assert streetlight("validate", "town.toml", folder=tmp_path).returncode == 0


@pytest.mark.parametrize("was, now, words", [
    ("Area,", "Aria,", ['town.csv:1:1: no column "Area" (places.columns.code)', 'did you mean "Aria"?']),
    ("Private,Social", "Private,Private", ['the column "Private" is there twice']),
    ("1500,5,", "1500,11,", ["town.csv:4:16: decile = 11 must be a whole number from 1"]),
    ("1500,5,", "1500,4.5,", ["town.csv:4:16: decile = 4.5"]),
    ("1500,5,", "lots,5,", ['town.csv:4:11: families = "lots" must be a number']),
    ("1500,5,", ",5,", ["town.csv:4:11: families", "the field is empty"]),
    ("1500,5,", "0,5,", ["no families: leave the neighbourhood out"]),
    ("1500,5,", "-3,5,", ['families = "-3"']),
    ('"4,000"', '"4,00"', ['town.csv:2:20: families = "4,00" must be a number']),
    ("750,450,300", "0,0,0", ['no family at any level of "tenure"']),
    ("750,450,300", "750,c,300", ['town.csv:4:22: private_rent = "c" must be a number']),
    ("750,450,300", "750,450", ["town.csv:4:1: has 6 fields, and the line of names has 7"]),
    ("Park,", "Docks,", ['town.csv:4:1: the neighbourhood "Docks" is there twice (before: line 3)']),
    ("Park,Town", "Park,Twon", ['"Twon" is not among authorities.names', 'did you mean "Town"?']),
    ("Park,", '"Park,', ["this quotation mark is never closed", "town.csv:4:1: "]),
    ('"Hill, upper"', '"Hill" upper', ["text after a closing quotation mark"]),
])
def test_problems_have_a_place(tmp_path, was, now, words):
    assert was in TOWN
    write(tmp_path, TOWN.replace(was, now, 1) if was != "Private,Social" else TOWN.replace(was, now))
    refused(tmp_path, *words)


@pytest.mark.parametrize("was, now, wrong", [
    ("1500;5", "1.500;5", 'town.csv:4:11: families = "1.500" may be a thousand or a decimal'),
    ("1500;5", "1,500;5", 'town.csv:4:11: families = "1,500" may be a thousand or a decimal'),
    ("1500;5", "1500;1.000", 'town.csv:4:16: decile = "1.000" may be'),
    ("750;450;300", "1.750;450;300", 'owner = "1.750" may be'),
    ("750;450;300", "0,750;0,450;0,300", 'owner = "0,750" must be a number'),
    ("750;450;300", "0.750;0.45;1.2500", None),
    ("750;450;300", "50.125 %;45 %;4.875%", None),
])
def test_a_number_that_may_be_another_is_refused_where_semicolons_separate(tmp_path, was, now, wrong):
    """As programs set to a language with decimal commas write files: 1.500 is fifteen hundred there."""
    semicolons = TOWN.replace('"Hill, upper"', "Hill").replace('"4,000"', "4000").replace('"3,500"', "3500").replace('"2,100"', "2100").replace(",", ";")
    assert was in semicolons
    write(tmp_path, semicolons.replace(was, now))
    if wrong:
        refused(tmp_path, wrong)
    else:
        assert streetlight("validate", "town.toml", folder=tmp_path).returncode == 0


def test_all_problems_come_together(tmp_path):
    write(tmp_path, TOWN.replace("1500,5", "x,77").replace("Docks,Town", "Docks,Elsewhere"))
    told = refused(tmp_path, "town.csv:3:7: ", "town.csv:4:11: ", "decile = 77")
    assert "Elsewhere" in told
    problems = told.splitlines()
    assert len(problems) == 3 and "\\n" not in told, told
    assert all(line.startswith("town.toml:12:10: population.places: town.csv:") for line in problems), told


@pytest.mark.parametrize("was, now", [("1500,5,", "1500,none,"), ("Private,Social", "Private,Private")])
def test_a_problem_is_told_once(tmp_path, was, now):
    write(tmp_path, TOWN.replace(was, now))
    told = refused(tmp_path)
    first = told.splitlines()[0]
    assert told.count("decile") <= 1 and told.count(first) == 1 and "nan" not in told, told


@pytest.mark.parametrize("was, now, place", [
    ('"Hill, upper",Town', '"Höhe, obere",Twon', "town.csv:2:15: "),
    ('"Hill, upper",Town', '"Hill,\nupper",Twon', "town.csv:3:8: "),
    ('"Hill, upper",Town', '"Hill,\r\nupper",Twon', "town.csv:3:8: "),
])
def test_places_count_characters_and_lines(tmp_path, was, now, place):
    write(tmp_path, TOWN.replace(was, now))
    refused(tmp_path, place)


def test_per_cent_signs_may_stand_apart(tmp_path):
    write(tmp_path, TOWN.replace("750,450,300", "50 %,30 %,20%"))
    assert streetlight("validate", "town.toml", folder=tmp_path).returncode == 0


def test_other_encodings(tmp_path):
    write(tmp_path, TOWN.encode("utf-16"))
    refused(tmp_path, "a byte of 0", "save it as CSV in UTF-8")
    write(tmp_path, TOWN.replace("Docks", "Dôcks").encode("latin-1"))
    refused(tmp_path, "town.csv:3:2: a byte that is not UTF-8", "Latin-1")
    for broken in (b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82"):
        write(tmp_path, TOWN.encode().replace(b"Park", b"Pa" + broken + b"rk"))
        refused(tmp_path, "town.csv:4:3: a byte that is not UTF-8")
    write(tmp_path, TOWN.replace("Docks", "Dôcks 港 🏠"))
    assert streetlight("validate", "town.toml", folder=tmp_path).returncode == 0
    write(tmp_path, "")
    refused(tmp_path, "no neighbourhood")


@pytest.mark.parametrize("was, now, words", [
    ('families = "Families"\n', "", ["needs places.columns.families"]),
    ('decile = "IMD decile"\n', "", ["needs one of places.columns.rank, places.columns.decile and places.columns.score, and has 0"]),
    ('decile = "IMD decile"', 'score = "IMD decile"', ["needs places.score_mean and places.score_sd"]),
    ('owner = "Owned"\n', "", ['for some levels of "tenure" and none for owner']),
    ('owner = "Owned"', 'owners = "Owned"', ["places.columns.owners", 'did you mean "owner"?']),
    ('places = "town.csv"\n', "", ["places.columns is given without population.places"]),
    ('names = ["Town"]', "count = 2", ["with several authorities"]),
    ('names = ["Town"]', 'names = ["Town", "Elsewhere"]', ["has 2 names for authorities.count = 1"]),
    ('names = ["Town"]', 'count = 2\nnames = ["Town", "Elsewhere"]', ['no neighbourhood of "Elsewhere"']),
    ('places = "town.csv"', 'places = "town.csv"\ndeprivation.mean = 1', ["beside population.places"]),
])
def test_what_the_experiment_says_must_fit(tmp_path, was, now, words):
    assert was in EXPERIMENT
    write(tmp_path, experiment=EXPERIMENT.replace(was, now, 1))
    refused(tmp_path, *words)


def test_more_neighbourhoods_than_families(tmp_path):
    many = TOWN.splitlines()[0] + "\n" + "".join(f"N{k},Town,10,{1 + k % 10},5,3,2\n" for k in range(60))
    write(tmp_path, town=many, experiment=EXPERIMENT.replace("families = 9000", "families = 50"))
    refused(tmp_path, "60 neighbourhoods are more than the 50 families")
