"""Makes a wheel of the Python module, for pip (PEP 517): CMake builds and installs, this packs.

STREETLIGHT_WHEEL_BUILD names the folder to build in (build/wheel, unless named): one that is there already saves time.
"""

import base64
import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAME = "streetlight"
NEEDS = ["numpy>=1.21", "pandas>=1.3", "xarray>=0.20"]
# Not among the needs, since pip does not see Debian's h5py, which calls itself something else, and would look for another.
FIGURES = ["h5py>=3", "h5netcdf>=0.12", "matplotlib>=3.5", "scipy>=1.7"]
EXTRAS = {"figures": FIGURES, "briefing": [*FIGURES, "jinja2>=3", "weasyprint>=54"]}
FIRST_DATE = (1980, 1, 1, 0, 0, 0)  # of every file in the wheel: the same sources give the same bytes


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    """The wheel's name. Called by pip."""
    with tempfile.TemporaryDirectory() as folder:
        _install(Path(folder))
        info = f"{NAME}-{_version()}.dist-info"
        for name, text in _metadata().items():
            (Path(folder) / info).mkdir(exist_ok=True)
            (Path(folder) / info / name).write_text(text, encoding="utf-8")
        name = f"{NAME}-{_version()}-{_tag()}.whl"
        _pack(Path(folder), info, Path(wheel_directory) / name)
        return name


def build_sdist(sdist_directory, config_settings=None):
    """What pip asks for where it wants sources: those of git."""
    name = f"{NAME}-{_version()}"
    _run("git", "archive", "--format=tar.gz", f"--prefix={name}/", "-o", str(Path(sdist_directory) / f"{name}.tar.gz"), "HEAD")
    return f"{name}.tar.gz"


def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    """What the wheel will say of itself, without building it."""
    folder = Path(metadata_directory) / f"{NAME}-{_version()}.dist-info"
    folder.mkdir()
    for name, text in _metadata().items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder.name


def _version():
    return re.search(r"project\(streetlight VERSION ([\d.]+)", (ROOT / "CMakeLists.txt").read_text()).group(1)


def _tag():
    implementation = f"cp{sys.version_info[0]}{sys.version_info[1]}"
    return f"{implementation}-{implementation}-{sysconfig.get_platform().replace('-', '_').replace('.', '_')}"


def _metadata():
    needs = [f"Requires-Dist: {need}" for need in NEEDS]
    for extra, more in EXTRAS.items():
        needs += [f"Provides-Extra: {extra}", *(f'Requires-Dist: {need}; extra == "{extra}"' for need in more)]
    head = [
        "Metadata-Version: 2.1",
        f"Name: {NAME}",
        f"Version: {_version()}",
        "Summary: Compare policies of risk targeting by simulation",
        "License: BSD-3-Clause",
        "Requires-Python: >=3.9",
        *needs,
        "Description-Content-Type: text/markdown",
    ]
    wheel = ["Wheel-Version: 1.0", "Generator: streetlight_wheel", "Root-Is-Purelib: false", f"Tag: {_tag()}"]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = ["[console_scripts]", "streetlight_analysis = streetlight_analysis.__main__:main"]
    made = {"METADATA": "\n".join(head) + "\n\n" + readme, "WHEEL": wheel, "entry_points.txt": commands}
    return {name: text if isinstance(text, str) else "\n".join(text) + "\n" for name, text in made.items()}


def _install(folder):
    """The files of the wheel, made by CMake."""
    build = Path(os.environ.get("STREETLIGHT_WHEEL_BUILD") or ROOT / "build" / "wheel")
    if shutil.which("cmake") is None:
        sys.exit("streetlight: CMake is missing (Debian: apt-get install cmake ninja-build pybind11-dev python3-dev)")
    if not (build / "CMakeCache.txt").exists():
        ninja = ["-G", "Ninja"] if shutil.which("ninja") else []
        settings = [*ninja, f"-DPython_EXECUTABLE={sys.executable}", "-DCMAKE_BUILD_TYPE=Release"]
        settings += ["-DCMAKE_UNITY_BUILD=ON", "-DCMAKE_UNITY_BUILD_BATCH_SIZE=8"]
        settings += ["-DSTREETLIGHT_TESTS=OFF", "-DSTREETLIGHT_BENCH=OFF", "-DSTREETLIGHT_MPI=OFF"]
        _run("cmake", "-S", str(ROOT), "-B", str(build), *settings)
    cache = (build / "CMakeCache.txt").read_text()
    if not re.search(r"pybind11_DIR:PATH=/", cache):
        sys.exit("streetlight: pybind11 is missing (Debian: apt-get install pybind11-dev python3-dev)")
    jobs = os.environ.get("CMAKE_BUILD_PARALLEL_LEVEL") or str(os.cpu_count() or 1)
    _run("cmake", "--build", str(build), "--target", "streetlight_python", "--parallel", jobs)
    with tempfile.TemporaryDirectory() as other:
        _run("cmake", "--install", str(build), "--prefix", other, "--component", "python", "--strip")
        for package in ("streetlight", "streetlight_analysis"):
            (there,) = Path(other).rglob(package)
            shutil.copytree(there, folder / package)
        shutil.copytree(ROOT / "configs", folder / NAME / "configs")
        pages = folder / "streetlight_analysis" / "docs"  # that a review of the model quotes
        shutil.copytree(ROOT / "docs" / "decisions", pages / "decisions")
        shutil.copyfile(ROOT / "docs" / "limits.md", pages / "limits.md")
        # The library comes with it: nobody who has the wheel need have it elsewhere.
        _run("cmake", "--install", str(build), "--prefix", other, "--component", "library", "--strip")
        (library,) = [file for file in Path(other).rglob("libstreetlight.so.*") if file.is_symlink()]
        shutil.copyfile(library, folder / NAME / library.name)  # under the name that the module asks for


def _pack(folder, info, target):
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        record = []
        for path in files:
            name, content = path.relative_to(folder).as_posix(), path.read_bytes()
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            record.append(f"{name},sha256={digest},{len(content)}")
            _put(archive, name, content)
        _put(archive, f"{info}/RECORD", ("\n".join([*record, f"{info}/RECORD,,"]) + "\n").encode())


def _put(archive, name, content):
    entry = zipfile.ZipInfo(name, FIRST_DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, content)


def _run(*command):
    subprocess.run(command, check=True, cwd=ROOT)
