"""Files that are the same bytes for the same numbers, and carry their fonts."""

import re
import subprocess
import sys
import zlib

import pytest
from PIL import Image

from conftest import ROOT
from streetlight_analysis import FIGURES, save
from streetlight_analysis.errors import CannotWrite


def test_sizes_fonts_and_no_time(england, tmp_path):
    pdf, png = save(FIGURES["trade_off"](england), tmp_path / "figure")
    with Image.open(png) as image:
        assert image.width == pytest.approx(88 / 25.4 * 300, abs=1)
        assert image.info["dpi"][0] == pytest.approx(300, abs=0.1)
        assert "seed 2026" in image.info["Description"]
    content = pdf.read_bytes()
    plain = content + b"".join(inflate(stream) for stream in re.findall(rb"stream\r?\n(.*?)endstream", content, re.S))
    assert b"CreationDate" not in plain
    assert b"/FontFile2" in plain and b"/Type3" not in plain


def inflate(stream):
    try:
        return zlib.decompress(stream.strip(b"\r\n"))
    except zlib.error:
        return b""


def test_two_runs_write_the_same_bytes(england_file, tmp_path):
    files = []
    for turn in ("1", "2"):
        # Another hash seed each time: nothing may hang on the order of a set.
        subprocess.run(
            [
                sys.executable,
                "-m",
                "streetlight_analysis",
                "figures",
                str(england_file),
                "-o",
                str(tmp_path / turn),
                "--only",
                "flag_ratio",
                "--only",
                "trade_off",
                "--format",
                "pdf,png,svg",
            ],
            env={"PYTHONPATH": str(ROOT / "analysis"), "PYTHONHASHSEED": turn, "PATH": "/usr/bin"},
            check=True,
            capture_output=True,
        )
        files.append({path.name: path.read_bytes() for path in sorted((tmp_path / turn).iterdir())})
    assert len(files[0]) == 6 and files[0] == files[1]


def test_a_failed_write_leaves_nothing(england, tmp_path, monkeypatch):
    figure = FIGURES["visits"](england)
    monkeypatch.setattr(figure, "savefig", lambda file, **_: (file.write(b"half"), 1 / 0))
    with pytest.raises(ZeroDivisionError):
        save(figure, tmp_path / "figure")
    assert list(tmp_path.iterdir()) == []


def test_a_link_stays_and_what_is_no_file_is_left_alone(england, tmp_path):
    figure = FIGURES["visits"](england)
    (tmp_path / "disk").mkdir()
    (tmp_path / "figure.png").symlink_to("disk/figure.png")
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "mine.png").write_bytes(b"mine")
    (tmp_path / "mine.png").chmod(0o444)
    save(figure, tmp_path / "figure", ("png",))
    assert (tmp_path / "figure.png").is_symlink() and (tmp_path / "disk/figure.png").read_bytes().startswith(b"\x89PNG")
    for name, message in (("folder", "folder.png: is not a file"), ("mine", "mine.png: is protected"), ("n" * 252, "File name too long")):
        with pytest.raises(CannotWrite, match=message):
            save(figure, tmp_path / name, ("png",))
    assert (tmp_path / "mine.png").read_bytes() == b"mine"
    assert {path.name for path in tmp_path.iterdir()} == {"disk", "figure.png", "folder.png", "mine.png"}
