"""Files that somebody made for the purpose: what they name elsewhere is not opened, a forged seal buys nothing, and
figures and briefings refuse what `info` refuses, in its words."""
import os
import random
import shutil
import zlib

import h5py
import numpy as np
import pytest
from streetlight_analysis import UnreadableFile, open_panel
from streetlight_analysis.__main__ import main
from streetlight_analysis.apart import ResultFile

SEAL = 32


def sealed(content):
    """Bytes of a file with a right seal at its end."""
    checksum = zlib.crc32(content)
    return content + b"Streetlight seal" + len(content).to_bytes(8, "little") + checksum.to_bytes(8, "little")


def said(command, path):
    """What `info` says of a file that it refuses; None for one that it takes. The same as the Python package."""
    info = command("info", path)
    assert info.returncode in (0, 2), (info.returncode, info.stderr)
    words = info.stderr.strip() if info.returncode else None
    try:
        ResultFile(str(path))
        here = None
    except UnreadableFile as problem:
        here = str(problem)
    assert here == words
    return words


@pytest.fixture
def changed(sample, tmp_path):
    """A copy of the sample that another program has changed; sealed again when asked."""

    def change_it(change, seal=False):
        path = tmp_path / "x.h5"
        shutil.copy(sample, path)
        with h5py.File(path, "r+") as file:
            change(file)
        if seal:
            content = path.read_bytes()  # the old seal may still stand at its end
            path.write_bytes(sealed(content[:-SEAL] if content[-SEAL:].startswith(b"Streetlight seal") else content))
        return path

    return change_it


def linked(kind):
    def change(file):
        del file["panel/trust"]
        file["panel/trust"] = kind

    return change


def stored_outside(file):
    attributes, shape = dict(file["panel/trust"].attrs), file["panel/trust"].shape
    del file["panel/trust"]
    file["panel"].create_dataset("trust", shape, "f8", external=[("/etc/passwd", 0, h5py.h5f.UNLIMITED)])
    file["panel/trust"].attrs["kind"] = attributes["kind"]


def put_together(file):
    shape = file["panel/trust"].shape
    del file["panel/trust"]
    layout = h5py.VirtualLayout(shape, "f8")
    layout[...] = h5py.VirtualSource("/etc/passwd", "trust", shape)
    file["panel"].create_virtual_dataset("trust", layout)


def packed_by_a_plugin(file):
    shape = file["panel/trust"].shape
    del file["panel/trust"]
    stored = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    stored.set_chunk((1,) * len(shape))
    stored.set_filter(32015, h5py.h5z.FLAG_OPTIONAL)
    h5py.h5d.create(file["panel"].id, b"trust", h5py.h5t.IEEE_F64LE, h5py.h5s.create_simple(shape), stored)


@pytest.mark.parametrize("seal", [False, True])
@pytest.mark.parametrize(
    "change, words",
    [
        (linked(h5py.ExternalLink("/etc/other.h5", "/panel/trust")), "panel/trust is a link to another part, which is not"),
        (linked(h5py.SoftLink("/panel/visits")), "panel/trust is a link to another part, which is not followed"),
        (linked(h5py.SoftLink("/panel/trust")), "panel/trust is a link to another part, which is not followed"),
        (stored_outside, "the values of panel/trust are in another file, which is not opened"),
        (put_together, "the values of panel/trust are put together from other files, which are not opened"),
        (packed_by_a_plugin, "the values of panel/trust are packed with the filter 32015, which is not loaded"),
    ],
)
def test_what_a_file_names_elsewhere_is_refused_with_a_word(command, changed, change, words, seal):
    path = changed(change, seal)
    assert words in said(command, path)
    with pytest.raises(UnreadableFile, match="not a Streetlight panel"):
        open_panel(path)


def test_no_other_file_is_opened(command, changed, tmp_path):
    # What a link leads to is a pipe: whoever opened it would wait for ever.
    pipe = tmp_path / "pipe.h5"
    os.mkfifo(pipe)
    assert said(command, changed(linked(h5py.ExternalLink(str(pipe), "/trust")))) is not None


@pytest.mark.parametrize("seal", [False, True])
def test_a_file_that_asks_for_terabytes_is_refused_at_once(command, changed, seal):
    def huge(file):
        size = (3, 2, 4, 6, 2, 2_000_000)
        for name in [name for name, item in file["panel"].items() if "kind" in item.attrs]:
            attributes = dict(file["panel"][name].attrs)
            del file["panel"][name]
            file["panel"].create_dataset(name, size, "f8", chunks=(1, 1, 1, 6, 2, 1000))
            file["panel"][name].attrs["kind"] = "flow" if attributes["kind"] != "stock" else "stock"
        del file["panel/group"]
        file["panel"].create_dataset("group", (size[-1],), h5py.string_dtype(), chunks=(1000,))

    assert "more values than a file of its size can" in said(command, changed(huge, seal))


def test_what_info_refuses_is_refused_in_its_words(command, sample, tmp_path):
    whole, path, choice = sample.read_bytes(), tmp_path / "x.h5", random.Random(5)
    contents = [b"", b"hello\n", b"SLJOURNAL", b"\x89HDF\r\n\x1a\n" + bytes(3000), whole[:9000]]
    for flips in (1, 20):
        for end in (0, SEAL):
            for _ in range(8):
                damaged = bytearray(whole[: len(whole) - end])
                for place in choice.sample(range(len(damaged) - SEAL), flips):
                    damaged[place] ^= choice.randrange(1, 256)
                contents.append(bytes(damaged))
    refused = 0
    for content in contents:
        path.write_bytes(content)
        refused += said(command, path) is not None
    assert refused > 20
    assert said(command, tmp_path / "none.h5") is not None and said(command, tmp_path) is not None
    (tmp_path / "y.toml").write_text("schema = 1\n")
    assert "Run it first" in said(command, tmp_path / "y.toml")
    (tmp_path / "z.h5.partial").write_bytes(b"SLJOUR")
    assert "--resume" in said(command, tmp_path / "z.h5")
    assert said(command, sample) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda file: file.__delitem__("panel"),
        lambda file: file.__delitem__("runs"),
        lambda file: file.attrs.__setitem__("schema", 99),
        lambda file: file["panel/visits"].attrs.__setitem__("kind", "gust"),
        lambda file: file["panel/time"].attrs.__setitem__("interval", 0),
        lambda file: file["panel/time"].attrs.__setitem__("end", 10_000),
        lambda file: file["panel/time"].write_direct(np.array([5, 4, 3, 2, 1, 0])),
        lambda file: file["runs"].move("completed", "done"),
    ],
)
def test_wrong_layouts_are_refused_in_the_same_words(command, changed, change):
    assert said(command, changed(change)) is not None


def test_forged_seals_end_in_a_sentence(command, sample, tmp_path):
    whole, path, choice = sample.read_bytes()[:-SEAL], tmp_path / "x.h5", random.Random(6)
    refused = 0
    for _ in range(25):
        forged = bytearray(whole)
        for place in choice.sample(range(len(forged)), 20):
            forged[place] ^= choice.randrange(1, 256)
        path.write_bytes(sealed(bytes(forged)))
        for arguments in (("info", path), ("compare", path, "--metric", "*"), ("export", path, "-o", tmp_path / "x.csv"),
                          ("merge", path, "-o", tmp_path / "m.h5")):  # fmt: skip
            done = command(*arguments)
            assert done.returncode in (0, 1, 2), (arguments, done.returncode, done.stderr)
            assert "bug" not in done.stderr
            refused += done.returncode == 2
    assert refused > 0


def test_figures_and_briefings_refuse_it_too(sample, tmp_path, capsys):
    path = tmp_path / "x.h5"
    content = bytearray(sample.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    for subcommand in ("figures", "briefing"):
        assert main([subcommand, str(path), "-o", str(tmp_path / "out")]) == 2
        assert capsys.readouterr().err == (
            f"{path}: is damaged: its content is not what was written (the checksum differs).\n"
        )
    assert not (tmp_path / "out").exists()
