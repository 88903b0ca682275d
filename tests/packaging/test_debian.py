"""The Debian package: made, unpacked into a folder of its own, run from there."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BUILD = Path(os.environ["STREETLIGHT_BUILD"])


def output(*command, **options):
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, timeout=300, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    folder = tmp_path_factory.mktemp("package")
    output("cpack", "--config", BUILD / "CPackConfig.cmake", "-G", "DEB", "-B", folder)
    (package,) = folder.glob("*.deb")
    return package


@pytest.fixture(scope="module")
def root(package, tmp_path_factory):
    root = tmp_path_factory.mktemp("root")
    output("dpkg", "-x", package, root)
    return root


def test_the_package_says_what_it_is_and_needs(package):
    control = output("dpkg-deb", "-f", package)
    version = (ROOT / "CMakeLists.txt").read_text().split("project(streetlight VERSION ")[1].split()[0]
    assert "Package: streetlight\n" in control and f"Version: {version}\n" in control
    for library in ("libc6", "libhdf5", "libtbb"):
        assert library in control.split("Depends: ")[1].split("\n")[0]


def test_the_package_holds_program_library_manual_completions_and_experiments(root):
    for path in ("bin/streetlight", "share/man/man1/streetlight.1.gz", "share/bash-completion/completions/streetlight",
                 "share/zsh/vendor-completions/_streetlight", "share/streetlight/configs/england.toml",
                 "share/doc/streetlight/copyright", "share/doc/streetlight/limits.md", "include/streetlight/streetlight.hpp",
                 "share/doc/streetlight/examples/compare/compare.cpp"):
        assert (root / "usr" / path).is_file(), path
    for file in ("__init__.py", "py.typed"):
        assert (root / "usr/lib/python3/dist-packages/streetlight" / file).is_file()
    assert list(root.glob("usr/lib*/**/libstreetlight.so")) and list(root.glob("usr/lib*/**/streetlight-config.cmake"))
    assert sorted(path.name for path in root.iterdir()) == ["usr"]
    pages = {page.name for page in (ROOT / "docs/decisions").glob("*.md")}
    assert {page.name for page in (root / "usr/share/doc/streetlight/decisions").iterdir()} == pages
    assert "Streetlight developers" in (root / "usr/share/doc/streetlight/copyright").read_text()


def test_the_program_runs_from_the_package(root, tmp_path):
    program, england = root / "usr/bin/streetlight", root / "usr/share/streetlight/configs/england.toml"
    small = ["--set", "population.families=1500", "--set", "run.months=36", "--set", "run.spin_up=12", "--replicates", "2"]
    output(program, "run", england, *small, "--quiet", "-o", tmp_path / "england.h5")
    assert "Covert programme" in output(program, "compare", tmp_path / "england.h5")
    with_library = root / "usr/share/doc/streetlight/examples/compare"
    build = tmp_path / "build"
    output("cmake", "-S", with_library, "-B", build, f"-DCMAKE_PREFIX_PATH={root}/usr")
    output("cmake", "--build", build)
    assert "Covert programme" in output(build / "compare", england)


def test_the_python_module_runs_from_the_package(root, tmp_path):
    libraries = next(root.glob("usr/lib*/**/libstreetlight.so")).parent
    england = root / "usr/share/streetlight/configs/england.toml"
    code = (
        f"import streetlight as sl\nassert sl.__file__.startswith({str(root)!r})\n"
        f"small = sl.load({str(england)!r}).set({{'population.families': 600, 'run.months': 36, 'run.spin_up': 12}})\n"
        "print(len(small.set({'run.replicates': 1}).run().compare()) > 0)"
    )
    there = {"PYTHONPATH": str(root / "usr/lib/python3/dist-packages"), "LD_LIBRARY_PATH": str(libraries)}
    assert output("/usr/bin/python3", "-c", code, cwd=tmp_path, env={**os.environ, **there}) == "True\n"


def test_an_assurance_pack_from_the_package_has_the_decisions(root, tmp_path):
    england = root / "usr/share/streetlight/configs/england.toml"
    small = ["--set", "population.families=600", "--set", "run.months=36", "--set", "run.spin_up=12", "--replicates", "1"]
    output(root / "usr/bin/streetlight", "run", england, *small, "--quiet", "-o", tmp_path / "england.h5")
    packages = {"PYTHONPATH": str(root / "usr/lib/python3/dist-packages"), "STREETLIGHT_PROGRAM": str(root / "usr/bin/streetlight")}
    output("/usr/bin/python3", "-m", "streetlight_analysis", "assurance", "england.h5", cwd=tmp_path, env={**os.environ, **packages})
    pack = (tmp_path / "england_assurance.md").read_text(encoding="utf-8")
    assert "not installed here" not in pack and "Ranking real authorities" in pack
    for page in (ROOT / "docs/decisions").glob("*.md"):
        assert f"| docs/decisions/{page.name} |" in pack


def test_lintian_finds_no_error(package):
    if not shutil.which("lintian"):
        pytest.skip("lintian is not installed")
    # The developers have no mail address that could stand in a package.
    no_address = "bogus-mail-host,bogus-mail-host-in-debian-changelog"
    output("lintian", "--allow-root", "--fail-on", "error", "--suppress-tags", no_address, package)
