"""The command line."""

import pytest

import synthetic
from streetlight_analysis.__main__ import main


def test_draws_what_it_can_and_says_what_it_skips(tmp_path, capsys):
    path = synthetic.write_england(tmp_path / "england.h5", replicates=2, months=48, drop=("harm", "trust", "trust_sum", "need", "flags"))
    assert main(["figures", str(path), "-o", str(tmp_path / "out"), "--format", "png"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "trade_off: skipped, the panel has no column harm" in lines and "visits: drawn" in lines
    names = {file.name for file in (tmp_path / "out").iterdir()}
    assert "visits.png" in names and "trade_off.png" not in names and "columns.png" not in names


def test_other_models_get_their_columns_drawn(urn_file, tmp_path):
    assert main(["figures", str(urn_file), "-o", str(tmp_path), "--format", "png", "--width", "wide"]) == 0
    assert {file.name for file in tmp_path.iterdir()} == {"columns_wide.png", "end_states_wide.png"}


def test_exit_codes(urn_file, tmp_path, capsys):
    assert main(["figures", str(tmp_path / "absent.h5")]) == 2
    assert "no such file" in capsys.readouterr().err
    assert main(["figures", str(urn_file), "--only", "visits", "-o", str(tmp_path)]) == 1
    for wrong in (["--only", "nothing"], ["--format", "bmp"], ["--width", "huge"]):
        try:
            main(["figures", str(urn_file), *wrong])
        except SystemExit as stopped:
            assert stopped.code == 2
        else:
            raise AssertionError(wrong)


@pytest.mark.parametrize("command", ["figures", "briefing"])
@pytest.mark.parametrize(
    "output, message",
    [
        ("new.png", "names a file, and a folder is wanted"),
        ("pages/brief.HTML", "names a file, and a folder is wanted"),
        ("table.xlsx", "names a file, and a folder is wanted"),
        ("again.h5", "names a file, and a folder is wanted"),
        ("mine", "is not a folder"),
        ("", "must name a folder"),
        ("a\nb", "control character"),
    ],
)
def test_an_output_that_is_no_folder_is_refused(urn_file, tmp_path, monkeypatch, capsys, command, output, message):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine").write_text("mine")
    with pytest.raises(SystemExit) as stopped:
        main([command, str(urn_file), "-o", output])
    assert stopped.value.code == 2 and message in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_a_folder_may_have_a_dot_in_its_name(urn_file, tmp_path):
    for name in ("v1.2", "was.png"):
        (tmp_path / "was.png").mkdir(exist_ok=True)
        assert main(["figures", str(urn_file), "-o", str(tmp_path / name), "--format", "svg"]) == 0
        assert list((tmp_path / name).iterdir())


def test_a_folder_that_cannot_be_made_is_told_in_a_line(urn_file, tmp_path, capsys):
    (tmp_path / "mine").write_text("mine")
    assert main(["figures", str(urn_file), "-o", str(tmp_path / "mine/figures")]) == 1
    assert capsys.readouterr().err == f"{tmp_path}/mine/figures: this folder cannot be made: Not a directory\n"
