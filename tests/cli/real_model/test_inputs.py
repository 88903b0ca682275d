"""Files that runs read beside the experiment file: they are part of the result, and wrong ones are refused before anything runs."""

import hashlib
import os

import h5py
import pytest
from program import streetlight

FAMILIES = 60

EXPERIMENT = f"""schema = 1
model = "targeting"
[run]
months = 3
replicates = 2
[population]
families = {FAMILIES}
neighbourhood_size = 20
[network]
kind = "edge_list"
file = "net.txt"
[output]
metrics = ["trust", "need"]
[[scenario]]
name = "A"
[[scenario]]
name = "B"
set = {{ trust.hearsay = 0.3 }}
"""
RING = "".join(f"{i}\t{(i + step) % FAMILIES}\n" for i in range(FAMILIES) for step in (1, 7))
ONCE_MORE = RING + "0 30\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "exp.toml").write_text(EXPERIMENT)
    (tmp_path / "net.txt").write_text(RING)
    return tmp_path


def run(folder, *arguments, output="x.h5"):
    return streetlight("run", "exp.toml", "-o", output, "--quiet", *arguments, folder=folder)


def panel(path):
    with h5py.File(path) as file:
        return [file["panel"][name][()].tobytes() for name in ("trust", "need")]


def test_the_checksum_is_in_the_result(folder):
    assert run(folder).returncode == 0
    with h5py.File(folder / "x.h5") as file:
        assert [name.decode() for name in file["inputs/input"][()]] == ["net.txt"]
        assert file["inputs/bytes"][0] == len(RING)
        assert file["inputs/sha256"][0].decode() == hashlib.sha256(RING.encode()).hexdigest()
    info = streetlight("info", "x.h5", folder=folder).stdout
    assert hashlib.sha256(RING.encode()).hexdigest() in info and "net.txt is still the same" in info
    (folder / "net.txt").write_text(ONCE_MORE)
    assert "HAS CHANGED" in streetlight("info", "x.h5", folder=folder).stdout
    (folder / "net.txt").unlink()
    told = streetlight("info", "x.h5", folder=folder).stdout
    assert "not found in the current folder" in told and "--experiment" in told


def test_info_looks_beside_the_experiment_and_says_where_it_looked(folder):
    (folder / "results").mkdir()
    assert run(folder, output="results/x.h5").returncode == 0
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    above = streetlight("info", "../results/x.h5", folder=elsewhere).stdout  # results/ is beside the experiment
    assert "net.txt is still the same" in above
    for name in ("exp.toml", "net.txt"):
        (folder / name).rename(elsewhere / name)
    assert "not found in the current folder, results" in streetlight("info", "results/x.h5", folder=folder).stdout
    beside = streetlight("info", "results/x.h5", "--experiment", "elsewhere/exp.toml", folder=folder)
    assert "elsewhere/net.txt is still the same" in beside.stdout


def test_records_of_entities_have_the_checksums_beside_them(folder):
    longer = ("--set", "run.months=24")
    done = streetlight("microdata", "exp.toml", "-o", "m.csv", *longer, folder=folder)
    assert done.returncode == 0, done.stderr
    sum_ = hashlib.sha256(RING.encode()).hexdigest()
    assert (folder / "m_inputs.csv").read_text() == f"input,bytes,sha256\nnet.txt,{len(RING)},{sum_}\n"
    (folder / "n_inputs.csv").write_text("mine")
    done = streetlight("microdata", "exp.toml", "-o", "n.csv", *longer, folder=folder)
    assert done.returncode == 2 and (folder / "n_inputs.csv").read_text() == "mine" and not (folder / "n.csv").exists()


def test_results_without_input_files_say_nothing_of_them(folder):
    assert run(folder, "--set", "network.kind=neighbourhood").returncode == 0
    with h5py.File(folder / "x.h5") as file:
        assert "inputs" not in file
    assert "input file" not in streetlight("info", "x.h5", folder=folder).stdout


def test_a_list_that_changes_between_shards_is_refused_by_merge(folder):
    assert run(folder, "--shard", "1/2", output="1.h5").returncode == 0
    (folder / "net.txt").write_text(ONCE_MORE)
    assert run(folder, "--shard", "2/2", output="2.h5").returncode == 0
    done = streetlight("merge", "1.h5", "2.h5", "-o", "all.h5", folder=folder)
    assert done.returncode == 2 and "input file net.txt has changed" in done.stderr
    assert not (folder / "all.h5").exists()


def test_a_list_that_changes_before_resume_is_refused(folder):
    assert run(folder, "--only", "A/0/0").returncode == 0
    (folder / "net.txt").write_text(ONCE_MORE)
    done = run(folder, "--resume")
    assert done.returncode == 2 and "input file net.txt has changed" in done.stderr
    (folder / "net.txt").write_text(RING)
    assert run(folder, "--resume").returncode == 0
    assert run(folder, output="whole.h5").returncode == 0
    assert (folder / "x.h5").read_bytes() == (folder / "whole.h5").read_bytes()


def as_mac(text):
    return text.replace("\n", "\r")


@pytest.mark.parametrize(
    "same",
    [
        as_mac,
        lambda text: as_mac("# From\tTo\n" + text),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\t", ", "),
        lambda text: text.replace("\t", "   "),
        lambda text: "% comment\n\n" + text.replace("\n", " # near\n"),
        lambda text: text.rstrip("\n"),
    ],
)
def test_the_same_list_written_otherwise_gives_the_same_numbers(folder, same):
    assert run(folder).returncode == 0
    (folder / "other.txt").write_bytes(same(RING).encode())
    done = run(folder, "--set", "network.file=other.txt", output="y.h5")
    assert (done.returncode, done.stderr) == (0, "")
    assert panel(folder / "x.h5") == panel(folder / "y.h5")


@pytest.mark.parametrize(
    "content, words",
    [
        (b"", "net.txt: has no ties"),
        (b"# nobody\r\r", "net.txt: has no ties"),
        (RING.encode("utf-16"), "net.txt:1:1: the file is saved as UTF-16"),
        (RING.encode("utf-16-le"), "net.txt:1:2: a byte of 0"),
        (b"\x1f\x8b\x08\x00\x00", "net.txt:1:1: the file is compressed by gzip"),
        (b"0 1\r2 60\r", "net.txt:2:3: 60 is out of range"),
        (b"1 2\n59 60\n", "net.txt:2:4: 60 is out of range: the entities are numbered 0 to 59 (from 0, not from 1); the list seems"),
        (b"0 1\nnan 2\n", "net.txt:2:1: "),
        (b"from,to\n0,1\n", "net.txt:1:1: "),
        (None, "net.txt: there is no such file"),
    ],
)
def test_wrong_lists_fail_validate_and_the_start_of_a_run(folder, content, words):
    if content is None:
        (folder / "net.txt").unlink()
    else:
        (folder / "net.txt").write_bytes(content)
    for command in (("validate", "exp.toml"), ("run", "exp.toml", "-o", "x.h5"), ("run", "exp.toml", "--dry-run")):
        done = streetlight(*command, folder=folder)
        assert done.returncode == 2
        assert done.stderr.startswith("exp.toml:11:8: network.file: ") and words in done.stderr
        assert len(done.stderr.splitlines()) == 1
    assert not (folder / "x.h5").exists()


def test_what_is_no_file_is_refused(folder):
    os.mkfifo(folder / "pipe")
    for name, words in ((".", "is a folder"), ("pipe", "not a regular file"), ("/dev/zero", "not a regular file")):
        done = streetlight("validate", "exp.toml", "--set", f"network.file={name}", folder=folder)
        assert done.returncode == 2 and words in done.stderr and done.stderr.startswith("--set network.file=")


def test_odd_lists_get_a_note(folder):
    (folder / "net.txt").write_text("0 1\n")
    done = streetlight("validate", "exp.toml", folder=folder)
    assert done.returncode == 0 and f"only 2 of the {FAMILIES} families have a tie" in done.stderr
    (folder / "net.txt").write_text("".join(f"{i} {i + 1}\n" for i in range(1, FAMILIES - 1)))
    done = streetlight("validate", "exp.toml", folder=folder)
    assert done.returncode == 0 and "family 0 has no tie" in done.stderr and f"from 1 to {FAMILIES - 1}" in done.stderr


def test_a_path_is_relative_to_the_file_that_names_it(folder):
    base = folder / "base"
    base.mkdir()
    (folder / "exp.toml").rename(base / "base.toml")
    (folder / "net.txt").rename(base / "net.txt")
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "exp.toml").write_text('extends = "../base/base.toml"\ntitle = "Other"\n')
    for here, name in ((folder, "elsewhere/exp.toml"), (elsewhere, "exp.toml"), (base, "../elsewhere/exp.toml")):
        done = streetlight("run", name, "-o", folder / f"{here.name}.h5", "--quiet", folder=here)
        assert (done.returncode, done.stderr) == (0, "")
    one, *others = [(folder / f"{here.name}.h5").read_bytes() for here in (folder, elsewhere, base)]
    assert all(other == one for other in others)

    # After --set: to the current folder, and the result is the same file
    for here, path in ((folder, "base/net.txt"), (base, "net.txt"), (elsewhere, (base / "net.txt").resolve())):
        done = streetlight(
            "run", elsewhere / "exp.toml", "--set", f"network.file={path}", "-o", folder / "set.h5", "--quiet", folder=here
        )
        assert (done.returncode, done.stderr) == (0, "")
        if path != (base / "net.txt").resolve():
            assert (folder / "set.h5").read_bytes() == one

    # The configuration that a result holds runs again, beside the experiment file
    again = elsewhere / "again.toml"
    again.write_text(streetlight("info", folder / "set.h5", "--config", folder=folder).stdout)
    assert streetlight("validate", again, folder=folder).returncode == 0


def test_every_list_of_a_scenario_and_a_design_is_opened(folder):
    (folder / "exp.toml").write_text(EXPERIMENT + '[[scenario]]\nname = "C"\nset = { network.file = "c.txt" }\n')
    done = streetlight("validate", "exp.toml", folder=folder)
    assert done.returncode == 2 and done.stderr.startswith("exp.toml:21:24: network.file: c.txt: there is no such file")

    design = 'design.kind = "grid"\n' + EXPERIMENT + '[[design.parameter]]\nkey = "network.file"\nvalues = ["net.txt", "d.txt"]\n'
    (folder / "exp.toml").write_text(design.replace('file = "net.txt"\n', "", 1))
    done = streetlight("validate", "exp.toml", folder=folder)
    assert done.returncode == 2 and "exp.toml:20:7: network.file: d.txt: there is no such file" in done.stderr
    (folder / "d.txt").write_text(ONCE_MORE)
    assert run(folder).returncode == 0
    with h5py.File(folder / "x.h5") as file:
        assert sorted(name.decode() for name in file["inputs/input"][()]) == ["d.txt", "net.txt"]


def test_the_least_population_decides_whether_numbers_fit(folder):
    design = (
        'design.kind = "sobol"\ndesign.points = 4\n'
        + EXPERIMENT.replace(f"families = {FAMILIES}\n", "")
        + '[[design.parameter]]\nkey = "population.families"\nrange = [40, 100]\n'
    )
    (folder / "exp.toml").write_text(design)
    done = streetlight("validate", "exp.toml", folder=folder)
    assert done.returncode == 2 and "is out of range: the entities are numbered 0 to" in done.stderr
