"""The command line."""

import synthetic
from streetlight_analysis.__main__ import main


def test_draws_what_it_can_and_says_what_it_skips(tmp_path, capsys):
    path = synthetic.write_england(tmp_path / "england.h5", replicates=2, months=48, drop=("harm",))
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
