"""Full disks: a clear error with exit code 1, nothing lost, and the same bytes once there is room.

A small tmpfs stands in for the disk where root runs the tests; everywhere a limit on the size of files does.
"""

import os
import resource
import subprocess

import pytest
from conftest import finish
from toy_sweep import PROGRAM, SWEEP, make, streetlight, unbroken

BIG = "population.size = 10\n" + SWEEP.replace("months = 12", "months = 1200")
RUN = ("run", "sweep.toml", "--quiet", "-o", "a.h5")


@pytest.fixture(scope="module")
def wanted(tmp_path_factory):
    bytes_ = unbroken(tmp_path_factory.mktemp("whole"), BIG)
    assert 400_000 < len(bytes_) < 500_000  # what the sizes below are chosen for
    return bytes_


@pytest.fixture
def disk(tmp_path):
    """A folder on a disk of its own, and a function that sets the disk's size in kilobytes."""
    place = tmp_path / "disk"
    place.mkdir()

    def mount(*options):
        return subprocess.run(["mount", *options, "-t", "tmpfs", "none", place], capture_output=True, text=True)

    if os.geteuid() != 0 or mount("-o", "size=64k").returncode != 0:
        pytest.skip("no tmpfs can be mounted here (that needs root): the limit on file sizes stands in for it")
    try:
        yield place, lambda kilobytes: mount("-o", f"remount,size={kilobytes}k").check_returncode()
    finally:
        subprocess.run(["umount", place], check=True)


def refused(folder, *arguments, **options):
    """The command fails as it should. What it said."""
    done = streetlight(*arguments, folder=folder, **options)
    assert done.returncode == 1, (done.returncode, done.stderr)
    assert "a.h5" in done.stderr and "make room" in done.stderr and "--resume" in done.stderr, done.stderr
    assert not (folder / "a.h5").exists() and not (folder / "a.h5.finishing").exists()
    return done.stderr


def test_a_disk_that_fills_up_and_is_freed(disk, wanted):
    place, resize = disk
    make(place, text=BIG)
    said = refused(place, *RUN)
    assert "a.h5.partial: a run could not be stored: No space left on device" in said

    # Each time there is a little more room: for more runs, at last for all, then not yet for the result.
    kept = []
    for kilobytes in (160, 300, 450, 700):
        resize(kilobytes)
        said = refused(place, *RUN[:2], *RUN[3:], "--resume")
        kept.append(int(said.split("Going on: ")[1].split(" of ")[0]))
    assert kept == sorted(kept) and 0 < kept[0] < kept[1] < kept[-1] == 24
    assert "MB are needed for the results: No space left on device" in said
    resize(2000)
    finish(place, "a.h5", wanted, *RUN, "--resume")


def test_a_merge_on_a_disk_that_fills_up(disk, wanted):
    place, resize = disk
    resize(900)
    make(place, text=BIG)
    for k in (1, 2):
        assert streetlight("run", "sweep.toml", "--shard", f"{k}/2", "-o", f"{place.parent}/s{k}.h5", folder=place).returncode == 0
    merge = ("merge", "../s1.h5", "../s2.h5", "-o", "a.h5", "--quiet")
    for kilobytes in (200, 600):
        resize(kilobytes)
        refused(place, *merge)
    resize(2000)
    finish(place, "a.h5", wanted, *merge)


def test_a_limit_on_file_sizes(tmp_path, wanted):
    """As a full disk, without being root: no file may grow beyond the limit."""
    make(tmp_path, text=BIG)
    limits = [0, 100, 1000, 3000, 100_000, 300_000, 420_000]
    if os.environ.get("STREETLIGHT_SANITIZE") == "thread":
        limits = limits[2:]  # it does not even begin where no file may grow
    for limit in limits:
        limited = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
        said = refused(tmp_path, *RUN, "--resume", preexec_fn=limited)
        assert "File too large" in said or "could not be written" in said
    finish(tmp_path, "a.h5", wanted, *RUN, "--resume")


def test_an_output_that_was_there_survives_a_full_disk(tmp_path, wanted):
    make(tmp_path, text=BIG)
    assert streetlight(*RUN, "--seed", 2, folder=tmp_path).returncode == 0
    before = (tmp_path / "a.h5").read_bytes()
    for limit in (200_000, 420_000):
        limited = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
        assert streetlight(*RUN, "--resume", folder=tmp_path, preexec_fn=limited).returncode != 0
        assert (tmp_path / "a.h5").read_bytes() == before
        assert streetlight(*RUN, folder=tmp_path, preexec_fn=limited).returncode != 0
        assert (tmp_path / "a.h5").read_bytes() == before
    finish(tmp_path, "a.h5", wanted, *RUN, "--resume")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
@pytest.mark.parametrize(
    "arguments",
    [
        ("describe",),
        ("schema",),
        ("validate", "sweep.toml"),
        ("run", "sweep.toml", "--dry-run"),
        ("info", "a.h5"),
        ("compare", "a.h5"),
    ],
    ids=" ".join,
)
def test_answers_that_cannot_be_written_are_an_error(folder, arguments):
    assert streetlight(*RUN, folder=folder).returncode == 0
    with open("/dev/full", "w") as full:
        done = subprocess.run([PROGRAM, *arguments], cwd=folder, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
    assert done.returncode == 1
    assert "standard output cannot be written: is the disk full?" in done.stderr


@pytest.mark.parametrize("output", ["a.csv", "a.csv.gz"])
def test_an_export_that_does_not_fit_leaves_nothing(tmp_path, wanted, output):
    (tmp_path / "a.h5").write_bytes(wanted)
    limited = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
    done = streetlight("export", "a.h5", "-o", output, folder=tmp_path, preexec_fn=limited)
    assert done.returncode == 1 and f"{output}: could not be written: File too large" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["a.h5"]
