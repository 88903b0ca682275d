"""Common mistakes in files and on the command line get a message that names them, and nothing ends in a crash."""

import pytest
from toy import HEAD, streetlight

TWO = HEAD + '[[scenario]]\nname = "A"\n[[scenario]]\nname = "B, with a comma"\n'


def refused(done, *words):
    assert done.returncode == 2, done.stderr
    for word in words:
        assert word in done.stderr
    for bad in ("bad_alloc", "std::", "Traceback", "This is a bug", "vector"):
        assert bad not in done.stderr


def validate(tmp_path, text, *arguments):
    data = text if isinstance(text, bytes) else text.encode()
    (tmp_path / "x.toml").write_bytes(data)
    return streetlight("validate", "x.toml", *arguments, folder=tmp_path)


@pytest.mark.parametrize("encoding, place", [("latin-1", "x.toml:3:"), ("utf-16", "x.toml:1:1: "), ("cp1252", "x.toml:3:")])
def test_encodings(tmp_path, encoding, place):
    done = validate(tmp_path, (HEAD + 'title = "Café"\n').encode(encoding))
    refused(done, place, "save the file as UTF-8")


def test_a_byte_order_mark_is_read_over(tmp_path):
    assert validate(tmp_path, (HEAD + 'title = "Café"\n').encode("utf-8-sig")).returncode == 0


def test_typography(tmp_path):
    refused(validate(tmp_path, HEAD + "title = “Two”\n"), "x.toml:3:9: ", "quotation mark U+201C")
    refused(validate(tmp_path, HEAD + "growth.drift = –1\n"), "x.toml:3:16: ", "write a minus as -")
    refused(validate(tmp_path, HEAD + "growth.rate = 0,5\n"), "x.toml:3:15: ", "write 0.5")
    refused(validate(tmp_path, HEAD + 'growth.rate = "0,5"\n'), "x.toml:3:15: ", "write 0.5")
    refused(validate(tmp_path, HEAD, "--set", "growth.rate=0,5"), "--set growth.rate=0,5: ", "write 0.5")
    refused(validate(tmp_path, HEAD, "--set", "growth.drift=–1"), "write a minus as -")
    refused(validate(tmp_path, HEAD, "--set", "title=“Two”"), "quotation mark")
    refused(validate(tmp_path, HEAD, "--set", "growth.rate=0.5,run.seed=2"), "one --set for each key")


NAMES = [
    ("Pause", "P\u0430use", "U+0430 (CYRILLIC SMALL LETTER A)"),
    ("Café", "Cafe\u0301", "looks the same"),
    ("Pause", "\uff30ause", "FULLWIDTH"),
]


@pytest.mark.parametrize("first, second, words", NAMES)
def test_names_that_look_the_same_are_refused_with_both_places(tmp_path, first, second, words):
    done = validate(tmp_path, HEAD + f'[[scenario]]\nname = "{first}"\n[[scenario]]\nname = "{second}"\n')
    refused(done, "x.toml:6:8: scenario name", "(x.toml:4:8)", words)
    done = validate(tmp_path, HEAD + f'[groups]\n"{first}" = {{ side = "left" }}\n"{second}" = {{ side = "left" }}\n')
    refused(done, "x.toml:5:", "(x.toml:4:", words)
    done = validate(tmp_path, HEAD + f'services."{first}".reach = 0.1\nservices."{second}".reach = 0.2\n')
    refused(done, "x.toml:4:1: the key services.", "(x.toml:3:1)", words)


def test_a_name_like_one_of_the_program(tmp_path):
    refused(validate(tmp_path, HEAD + '[groups]\n"\u0430ll" = { side = "left" }\n'), "looks the same as \"all\"")
    refused(validate(tmp_path, HEAD + 'population.labels = ["left", "l\u0435ft"]\n'), "x.toml:3:30: ", "looks the same")


@pytest.mark.parametrize("name", ["a\u200bb", "a\u00a0b", "a\u202eb", "a\ufeff", "a\u00adb", "a  b", "a\\u001Bb", "a\\u009Bb"])
def test_names_with_characters_that_nobody_sees_are_refused(tmp_path, name):
    refused(validate(tmp_path, HEAD + f'[[scenario]]\nname = "{name}"\n'), "x.toml:4:8: scenario name")
    refused(validate(tmp_path, HEAD + f'[groups]\n"{name}" = {{ side = "left" }}\n'), "x.toml:4:")


def test_emoji_and_other_scripts_are_names(tmp_path):
    text = HEAD + "".join(f'[[scenario]]\nname = "{name}"\n' for name in ("👩‍👧", "无计划", "Без программы", "Phase 1", "Phase I"))
    assert validate(tmp_path, text).returncode == 0


def test_depth(tmp_path):
    key = ".".join(["a"] * 12_000)
    for text in (key + " = 1", f"[{key}]\nx = 1", f"[[{key}]]\nx = 1", "a = " + "{a = " * 5000, "a = " + "[" * 50_000):
        refused(validate(tmp_path, HEAD + text + "\n"), "x.toml:3:", "more than")
    refused(validate(tmp_path, HEAD, "--set", key + "=1"), "this key has more than 32 parts")


def test_huge_numbers(tmp_path):
    done = validate(tmp_path, HEAD + "run.replicates = 1000000000000\nrun.months = 1000000000\npopulation.size = 1000000000000000000\n")
    refused(done, "x.toml:3:18: ", "x.toml:4:14: ", "x.toml:5:19: ")
    timeline = '[[scenario]]\nname = "A"\n[[scenario.timeline]]\nmonth = 1000000000000000000\nset = { growth.rate = 0 }\n'
    refused(validate(tmp_path, HEAD + timeline), "x.toml:6:9: ")
    values = "values = [" + ", ".join(f"0.{i:03}" for i in range(100)) + "]\n"
    keys = ("growth.rate", "services.a.reach", "services.b.reach", "services.c.reach")
    grid = "".join(f'[[design.parameter]]\nkey = "{key}"\n{values}' for key in keys)
    refused(validate(tmp_path, HEAD + "design.kind = 'grid'\n" + grid), "points, more than the")


def test_a_panel_larger_than_memory_is_refused(tmp_path):
    text = HEAD + "run.months = 1000000\nrun.replicates = 1000000\npopulation.size = 1000000000000\n" + TWO[len(HEAD):]
    (tmp_path / "x.toml").write_text(text)
    refused(streetlight("run", "x.toml", folder=tmp_path), "memory")


def test_thousands_of_mistakes_are_counted_and_take_no_minutes(tmp_path):
    done = validate(tmp_path, HEAD + "".join(f"unknown.key_{i} = {i}\n" for i in range(30_000)))
    refused(done, "x.toml:3:1: unknown key 'unknown.key_0'", "more problems")
    assert len(done.stderr.splitlines()) < 200


def test_a_long_chain_of_extends_is_refused(tmp_path):
    for i in range(2000):
        (tmp_path / f"{i}.toml").write_text(f'extends = "{i + 1}.toml"\n')
    refused(streetlight("validate", "0.toml", folder=tmp_path), "49.toml:1:11: extends", "50 files extend each other")


def test_lists_on_the_command_line(tmp_path):
    (tmp_path / "x.toml").write_text(TWO + "[groups]\nl = { side = 'left' }\nr = { side = 'right' }\n")
    assert streetlight("run", "x.toml", "-o", "x.h5", "--quiet", folder=tmp_path).returncode == 0

    def compare(*arguments):
        return streetlight("compare", "x.h5", *arguments, folder=tmp_path)

    refused(compare("--metric", "level,entities"), "one by one: --column level --column entities")
    refused(compare("--metric", "level, entitis"), "one by one: --column level --column entitis")
    refused(compare("--group", "l,r"), "one by one: --group l --group r")
    refused(compare("--rank", "level,entities:most"), "one by one: --rank level --rank entities:most")
    refused(compare("--point", "0,1"), "--point 0 --point 1")
    refused(compare("--column", "level", "entities"), "one by one: --column level --column entities")
    refused(compare("y.h5"), "'y.h5' is one argument too many", "it takes FILE.h5")
    refused(compare("--metrik", "level"), "there is no option '--metrik'; did you mean '--metric'?")
    refused(streetlight("export", "x.h5", "-o", "x.csv", "--scenario", "A,B", folder=tmp_path), "--scenario A --scenario B")
    refused(streetlight("run", "x.toml", "--only", "A/0/0,A/0/1", folder=tmp_path), "it is one run")
    assert compare("--scenario", "B, with a comma").returncode == 0
