"""The script that `slurm` writes, with a stand-in for the scheduler that does each job at once: what the script says, that a
task which is told to stop goes on, and when the merge happens. The real Slurm is in the long suite."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from toy_sweep import PROGRAM, SWEEP, make, streetlight

pytestmark = pytest.mark.skipif(not Path("/proc/self/exe").exists(), reason="without /proc a script cannot name its program")
STAND_INS = Path(__file__).resolve().parents[2] / "support/slurm"


def write(folder, *options, code=0):
    done = streetlight("slurm", "sweep.toml", "-o", "out.h5", *options, folder=folder)
    assert done.returncode == code, done.stderr
    return done


def submit(folder, **settings):
    environment = os.environ | {
        "PATH": f"{STAND_INS}:{os.environ['PATH']}", "TMPDIR": str(folder), "SBATCH_LOG": "sbatch.log",
    } | settings  # fmt: skip
    return subprocess.run(["bash", "out.sbatch"], cwd=folder, env=environment, capture_output=True, text=True, timeout=120)


def test_the_script_is_sound_and_says_what_it_must(folder):
    done = write(folder, "--array", 3, "--time", "1-02:00:00", "--cpus", 4, "--seed", 7, "--set", "note=it's", "--sbatch=--partition=long")
    assert "out.sbatch: 24 runs in 3 tasks of about " in done.stdout
    assert done.stdout.endswith("Next, on the cluster: bash 'out.sbatch'\n")
    script = (folder / "out.sbatch").read_text()
    for line in (
        "#SBATCH --job-name=out",
        "#SBATCH --time=26:00:00",
        "#SBATCH --signal=B:TERM@120",
        "#SBATCH --requeue",
        "#SBATCH --cpus-per-task=4",
        "#SBATCH --partition=long",
        "tasks=3",
        f"program=${{STREETLIGHT:-'{PROGRAM}'}}",
        "  'note=it'\\''s'",
        "  '7')",
    ):
        assert line in script.splitlines(), line
    assert re.search(r"^#SBATCH --mem=2\d\dM$", script, re.MULTILINE)
    assert subprocess.run(["bash", "-n", "out.sbatch"], cwd=folder).returncode == 0
    if shutil.which("shellcheck"):
        checked = subprocess.run(["shellcheck", "out.sbatch"], cwd=folder, capture_output=True, text=True)
        assert checked.returncode == 0, checked.stdout


def test_the_array_and_then_the_merge_give_the_bits_of_one_process(folder, whole):
    write(folder, "--array", 5)
    done = submit(folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Submitted 5 tasks as job 1, and the merge into out.h5 as job 2.\n")
    array, merge = (folder / "sbatch.log").read_text().splitlines()
    assert array == "--parsable --array=1-5 --output=out.shards/%a.out out.sbatch shard"
    assert merge == "--parsable --dependency=afterok:1 --kill-on-invalid-dep=yes --output=out.shards/merge.out out.sbatch merge"
    assert (folder / "out.h5").read_bytes() == whole
    assert sum(len(log.read_text().splitlines()) for log in (folder / "out.shards").glob("*.log")) == 24
    # Again: everything is there, and stays.
    shutil.rmtree(next(folder.glob("stand-in-*")))
    assert submit(folder).returncode == 0
    assert (folder / "out.h5").read_bytes() == whole


SLOW = "population.size = 30000\n" + SWEEP.replace("months = 12", "months = 60").replace("replicates = 4", "replicates = 12")


def test_a_task_that_is_told_to_stop_goes_back_into_the_queue_and_goes_on(folder):
    make(folder, "sweep.toml", SLOW)
    assert streetlight("run", "sweep.toml", "-o", "whole.h5", folder=folder).returncode == 0
    write(folder, "--array", 2)
    assert submit(folder, STOP_TASK="2", STOP_WHEN="out.shards/2-of-2.log").returncode == 0
    said = (folder / "out.shards/2.out").read_text()
    assert re.search(r"Stopped: [1-9]\d* of 36 runs are kept", said)
    assert "Stopped before the walltime: 1_2 goes back into the queue." in said
    assert re.search(r"Going on: [1-9]\d* of 36 runs are done", said)
    assert (folder / "out.h5").read_bytes() == (folder / "whole.h5").read_bytes()


def test_a_task_that_was_cancelled_stays_cancelled(folder):
    make(folder, "sweep.toml", SLOW)
    write(folder, "--array", 2)
    submit(folder, STOP_TASK="1", STOP_WHEN="out.shards/1-of-2.log", JOB_STATE="CANCELLED")
    assert "goes back into the queue" not in (folder / "out.shards/1.out").read_text()
    assert (folder / "out.shards/1-of-2.h5.partial").exists() and not (folder / "out.h5").exists()


def test_a_task_in_which_no_run_ended_is_not_put_back(folder):
    make(folder, "sweep.toml", SLOW.replace("30000", "500000").replace("months = 60", "months = 600"))
    write(folder, "--array", 1)
    submit(folder, STOP_TASK="1", STOP_WHEN="out.shards/1-of-1.h5.partial")
    said = (folder / "out.shards/1.out").read_text()
    assert "No run was finished in this task's time" in said and "goes back into the queue" not in said
    assert not (folder / "out.h5").exists()


def test_failed_runs_hold_back_the_merge(folder):
    make(folder, "sweep.toml", SWEEP.replace("programme.enabled = true", "programme.enabled = true, fault.month = 3"))
    write(folder, "--array", 2)
    assert submit(folder).returncode == 0
    assert not (folder / "out.h5").exists() and (folder / "out.shards/2-of-2.h5").exists()
    shutil.rmtree(next(folder.glob("stand-in-*")))
    assert submit(folder, TOY_IS_MENDED="1").returncode == 0
    assert "complete, 24 runs" in streetlight("info", "out.h5", folder=folder).stdout


def test_short_runs_share_a_task(folder):
    assert "24 runs in 1 task of about" in write(folder).stdout
    make(folder, "sweep.toml", "population.size = 1000000\n" + SWEEP.replace("months = 12", "months = 2400"))
    tasks = int(re.search(r"24 runs in (\d+) tasks", write(folder, "--time", "1").stdout)[1])
    assert tasks == 12, "as many as there are units to deal"


def test_a_script_that_was_changed_stays_unless_it_may_be_replaced(folder):
    script = folder / "out.sbatch"
    write(folder, "--array", 2)
    write(folder, "--array", 3)  # nobody has touched the first one
    for change in (lambda text: text + "module load gcc\n", lambda text: text.replace("\n# Checksum", "\n# checksum")):
        changed = change(script.read_text())
        script.write_text(changed)
        done = write(folder, "--array", 2, code=2)
        assert "out.sbatch: this script has been changed since" in done.stderr and script.read_text() == changed
        write(folder, "--array", 2, "--replace")
        assert "tasks=2\n" in script.read_text()


MATCHED = """schema = 1
model = "targeting"
run = { months = 24, spin_up = 0, replicates = 1 }
population.families = 3000
[programme]
start = 0
capacity = 0.02
[[scenario]]
name = "No programme"
[[scenario]]
name = "Covert"
set = { programme.enabled = true }
[[scenario]]
name = "Early help"
match = { scenario = "Covert", column = "cost_policy", by = "services.early_help.reach", range = [0.015, 0.5], tolerance = 0.5, replicates = 1 }
"""


def test_a_result_with_a_match_is_of_the_same_experiment(tmp_path):
    program = os.environ["STREETLIGHT_PROGRAM"]

    def command(*arguments):
        return subprocess.run([program, *arguments], cwd=tmp_path, capture_output=True, text=True, timeout=120)

    (tmp_path / "equal.toml").write_text(MATCHED)
    done = command("run", "equal.toml", "--quiet")
    assert done.returncode == 0, done.stderr
    done = command("slurm", "equal.toml", "--array", "1")
    assert done.returncode == 0 and "another experiment" not in done.stderr, done.stderr
    assert "3 runs in 1 task of about " in done.stdout
    done = command("slurm", "equal.toml", "--array", "1", "--seed", "9")
    assert done.returncode == 2 and "  seed: 1 there, 9 here" in done.stderr


@pytest.mark.parametrize(
    "options, message",
    [
        (["--time", "soon"], "--time soon: must be a time of a minute or more"),
        (["--time", "0:30"], "--time 0:30: must be a time of a minute or more"),
        (["--array", 13], "--array 13: there are only 12 parts that can be dealt"),
        (["--sbatch=partition"], "must be an option of sbatch"),
        (["--script", "sweep.toml"], "sweep.toml: there is already a file of that name, and it is not a script"),
        (["--script", "none/out.sbatch"], "none/out.sbatch: there is no folder none to write it in"),
        (["--sbatch=--comment=a\ntouch INJECTED"], "--sbatch --comment=a?touch INJECTED: must be an option of sbatch"),
        (["--sbatch=--a;touch INJECTED"], "must be an option of sbatch"),
        (["--sbatch=--partition=long --account=us"], "must be one option of sbatch; give each its own --sbatch"),
        (["--sbatch=--comment=" + 5000 * "x"], "must be an option of sbatch"),
        (["--time", "90\ntouch INJECTED"], "must be a time of a minute or more"),
    ],
)
def test_what_cannot_be_is_refused(folder, options, message):
    before = (folder / "sweep.toml").read_bytes()
    done = write(folder, *options, code=2)
    assert message in done.stderr
    assert (folder / "sweep.toml").read_bytes() == before and not (folder / "out.sbatch").exists()


@pytest.mark.parametrize(
    "text, time", [("90", "01:30:00"), ("90:30", "01:30:30"), ("1:02:03", "01:02:03"), ("2-12", "60:00:00"), ("1-0:30", "24:30:00")]
)
def test_times_as_slurm_writes_them(folder, text, time):
    write(folder, "--array", 1, "--time", text)
    assert f"#SBATCH --time={time}\n" in (folder / "out.sbatch").read_text()


SBATCH_LINES = {
    "--partition=long": "--partition=long",
    "-p long": "-p long",
    "--exclusive": "--exclusive",
    "--comment=for the board": '--comment="for the board"',
    "--comment=no. 3 # of 7": '--comment="no. 3 # of 7"',
    "--comment=#3": '--comment="#3"',
    "--comment=it's \"so\" \\o/": '--comment="it\'s \\"so\\" \\\\o/"',
    "--comment=$(touch INJECTED) `touch INJECTED`": '--comment="$(touch INJECTED) `touch INJECTED`"',
    "--mail-user=a.b@c.org": "--mail-user=a.b@c.org",
    "--constraint=[rack1|rack2]": '--constraint="[rack1|rack2]"',
}


def test_the_value_of_an_sbatch_option_stays_one_word(folder):
    write(folder, "--array", 1, *(f"--sbatch={option}" for option in SBATCH_LINES))
    lines = (folder / "out.sbatch").read_text().splitlines()
    for line in SBATCH_LINES.values():
        assert f"#SBATCH {line}" in lines
    assert submit(folder).returncode == 0 and not (folder / "INJECTED").exists()


# What a shell or sbatch would take for more than a part of a name.
QUOTES = "'; touch INJECTED; '\"; touch INJECTED; \"$(touch INJECTED)`touch INJECTED` a*?[x]\\"
LINES = "x\ntouch INJECTED\n#SBATCH --wrap=touch\r\ntouch INJECTED #\\\n\t\x7f\x1b[31m"


@pytest.mark.parametrize("name", [f"{LINES}{QUOTES}.toml", "-rf.toml"])
def test_no_name_of_an_experiment_is_executed(folder, name):
    (folder / "sweep.toml").rename(folder / name)
    done = streetlight("slurm", "-o", "out.h5", "--array", 2, "--set", f"note={json.dumps(QUOTES)}", "--", name, folder=folder)
    assert done.returncode == 0, done.stderr
    script = (folder / "out.sbatch").read_text()
    head = script[: script.index("\nset -u\n")].splitlines()
    assert all(line.startswith("#") for line in head) and not any(line.startswith("#SBATCH --wrap") for line in head)
    done = submit(folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert "complete, 24 runs" in streetlight("info", "out.h5", folder=folder).stdout
    assert "INJECTED" not in [path.name for path in folder.rglob("*")]


@pytest.mark.parametrize("name", [QUOTES, "-rf"])
def test_no_name_of_an_output_is_executed(folder, whole, name):
    done = streetlight("slurm", "sweep.toml", f"--output={name}.h5", "--script=out.sbatch", "--array", 2, folder=folder)
    assert done.returncode == 0, done.stderr
    done = submit(folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert (folder / f"{name}.h5").read_bytes() == whole and not (folder / "INJECTED").exists()
