"""Somebody else's program finds the installed library, is built against it alone, and gets the numbers of the command."""

import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = os.environ["STREETLIGHT_PROGRAM"]
BUILD = os.environ["STREETLIGHT_BUILD"]
ENGLAND = ROOT / "configs/england.toml"
SMALL = ["population.families=3000", "run.months=36", "run.spin_up=24", "run.replicates=3"]  # as in the example


def run(*command, **options):
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, timeout=600, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def prefix(tmp_path_factory):
    prefix = tmp_path_factory.mktemp("installed")
    run("cmake", "--install", BUILD, "--prefix", prefix, "--component", "library")
    return prefix


@pytest.fixture(scope="module")
def example(prefix, tmp_path_factory):
    build = tmp_path_factory.mktemp("example")
    run("cmake", "-G", "Ninja", "-S", ROOT / "examples/compare", "-B", build, f"-DCMAKE_PREFIX_PATH={prefix}")
    run("cmake", "--build", build)
    return build / "compare"


def test_the_headers_need_nothing_but_the_standard_library(prefix):
    headers = sorted((prefix / "include/streetlight").glob("*.hpp"))
    assert len(headers) >= 5
    for header in headers:
        for name in re.findall(r'#include ([<"].*[>"])', header.read_text()):
            assert re.fullmatch(r'<[a-z_]+>|"streetlight/[a-z]+\.hpp"', name), (header, name)
    for file in prefix.rglob("*.cmake"):
        assert not re.search(r"TBB::|hdf5|fmt::|OpenSSL|find_dependency", file.read_text()), file


def test_only_the_library_itself_can_be_seen_in_it(prefix):
    (library,) = [file for file in prefix.rglob("libstreetlight.so*") if not file.is_symlink()]
    names = run("nm", "-DC", "--defined-only", library).stdout.splitlines()
    ours = [line for line in names if "streetlight::" in line]
    assert len(ours) > 30
    assert [line for line in ours if "streetlight::library::" not in line] == []


def test_the_example_gives_the_numbers_of_the_command_to_the_last_bit(example, tmp_path):
    file = tmp_path / "england.h5"
    run(PROGRAM, "run", ENGLAND, *(word for setting in SMALL for word in ("--set", setting)), "-o", file)
    for form, argument in (("table", []), ("json", ["json"])):
        shown = run(example, ENGLAND, *argument)
        assert shown.stdout == run(PROGRAM, "compare", file, "--format", form).stdout
        assert "100 %" in shown.stderr and "18 runs are done" in shown.stderr


def cpp_blocks():
    """But for those that a comment before them leaves out."""
    text = re.sub(r"<!-- test: skip, [^\n]* -->\n```.*?```", "", (ROOT / "docs/how_to/library.md").read_text(), flags=re.S)
    return re.findall(r"```cpp\n(.*?)```", text, re.S)


def test_the_page_shows_the_example_as_it_is():
    assert cpp_blocks()[0] == (ROOT / "examples/compare/compare.cpp").read_text()


def test_the_blocks_of_the_page_are_one_program(prefix, tmp_path):
    body = "".join(cpp_blocks()[1:])
    (tmp_path / "compare.cpp").write_text(
        "#include <iostream>\n#include <streetlight/streetlight.hpp>\nnamespace sl = streetlight;\nint main() {\n" + body + "}\n"
    )
    (tmp_path / "CMakeLists.txt").write_text((ROOT / "examples/compare/CMakeLists.txt").read_text())
    (tmp_path / "configs").symlink_to(ROOT / "configs")
    run("cmake", "-G", "Ninja", "-S", tmp_path, "-B", tmp_path / "build", f"-DCMAKE_PREFIX_PATH={prefix}")
    run("cmake", "--build", tmp_path / "build")
    shown = run(tmp_path / "build/compare", cwd=tmp_path).stdout
    for said in ("trainings", "log-odds", "**Covert programme**", "line 0: unknown key 'casework.capasity'", "(casework.capacity)"):
        assert said in shown
    assert (tmp_path / "england.h5").stat().st_size > 10000


def test_the_example_tells_mistakes_with_their_place(example, tmp_path):
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('schema = 1\nmodel = "targeting"\n[casework]\ncapasity = 3\n')
    done = subprocess.run([example, wrong], capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert f"{wrong}:4:1: unknown key 'casework.capasity'; did you mean 'casework.capacity'?" in done.stderr


def test_the_example_is_cancelled_by_ctrl_c(example, tmp_path):
    large = tmp_path / "large.toml"  # some hundred policies: the work of half a minute
    scenarios = (f'[[scenario]]\nname = "Entry {k}"\nset = {{ casework.capacity = {1 + k / 1000} }}\n' for k in range(600))
    large.write_text(f'schema = 1\nmodel = "targeting"\nextends = "{ENGLAND}"\nextends_scenarios = true\n' + "".join(scenarios))
    work = subprocess.Popen([example, large], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        work.stderr.read(1)  # the first word of progress
        work.send_signal(signal.SIGINT)
        began = time.monotonic()
        out, _ = work.communicate(timeout=120)
    finally:
        work.kill()
    assert work.returncode == 1 and out == ""
    assert time.monotonic() - began < 60
