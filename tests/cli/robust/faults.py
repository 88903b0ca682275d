"""System calls that fail, one by one: what each command of the program makes of them.

A fault is one call of a command that gives an error, or does half of what it was asked for; once, or it and every later
one of its kind. Whatever happens, the command ends with the right bytes, or with an error that names a file and the
reason. Nothing that was there is lost, of two files that belong together there are both or neither, and then the same
command, unhindered (`run` with --resume), gives the right bytes and leaves nothing beside them.
"""

import collections
import errno
import os
import shutil
import subprocess

import pytest
from toy_sweep import PROGRAM, SWEEP, make

FAIL_AT_CALL = os.environ["FAIL_AT_CALL"]
RECORDS_PROGRAM = os.environ["STREETLIGHT_PROGRAM"]  # the toy model has neither records of single entities nor published figures
PATIENCE = 60 * float(os.environ.get("STREETLIGHT_PATIENCE", "1"))  # seconds before a command counts as hung
SMALL = SWEEP.replace("replicates = 4", "replicates = 1").replace("[0.1, 0.2, 0.3]", "[0.1]")  # two runs
EARLIER = ("run", "sweep.toml", "--quiet", "--threads", "1", "--seed", "9", "-o")

# What goes wrong with calls of each kind.
ERRORS = collections.defaultdict(
    lambda: ["EIO"],
    write=["ENOSPC", "EIO", "short"],
    pwrite=["ENOSPC", "EIO", "short"],
    read=["EIO", "short"],
    pread=["EIO", "short"],
    fallocate=["ENOSPC"],
    ftruncate=["EIO"],
    open=["EMFILE", "EACCES"],
    flock=["EIO"],
    rename=["EACCES"],
    link=["EACCES"],
    unlink=["EACCES"],
    fork=["EAGAIN"],
    pipe2=["EMFILE"],
    wait=["ECHILD"],
)


PARTS = (
    SMALL.partition("[design]")[0]
    + """[[mechanism]]
name = "capacity"
off = { programme.capacity = 0 }
"""
)
RECORDS = """schema = 1
model = "targeting"
run = { months = 4, spin_up = 1 }
population = { families = 60, neighbourhood_size = 10 }
authorities.count = 1
network.degree = 2
risk.horizon = 1
"""
CALIBRATION = {
    "calibration.toml": """experiment = "loans.toml"
targets = "targets.toml"
worlds = 5
seed = 7
wave = { first_points = 16, points = 12, most = 2 }
parameter = [{ key = "scores.rise", range = [15, 90], scale = "log", why = "Made up." }]
target = [{ name = "mean score", discrepancy = 2, reason = "Made up." }]
""",
    "targets.toml": """experiment = "loans.toml"
[[target]]
name = "mean score"
published = 660
range = [600, 720]
source = "made up"
scenario = "baseline"
window = [0, 2]
numerator = ["score_sum"]
denominator = "applicants"
""",
    "loans.toml": """schema = 1
model = "lending"
run.months = 2
applicants.count = 200
""",
}


class Command:
    """A command, what it finds, and what it makes.

    `resumes`: what was finished is kept, and --resume goes on. `replaces`: what it made before is not a hindrance.
    """

    def __init__(self, *arguments, makes, finds=(), resumes=False, replaces=True, text=SMALL, beside={}, program=PROGRAM):
        self.arguments, self.makes, self.finds, self.resumes, self.replaces = arguments, makes, finds, resumes, replaces
        self.texts, self.program = {"sweep.toml": text, **beside}, program

    def prepare(self, folder):
        for name, text in self.texts.items():
            make(folder, name, text)
        for before in self.finds:
            if callable(before):
                before(folder)
            else:
                assert (done := self.run(folder, before)).returncode == 0, done.stderr

    def run(self, folder, arguments):
        """Unhindered, and in one process."""
        return subprocess.run([self.program, *arguments], cwd=folder, capture_output=True, text=True, timeout=2 * PATIENCE)



CALIBRATE = ("calibrate", "calibration.toml", "--quiet", "--threads", "1", "-o")


def calibration_without_its_end(folder):
    """What is left of a calibration whose worlds could not be given their name."""
    words = [RECORDS_PROGRAM, *CALIBRATE, "a.h5"]

    def failing(which):
        return subprocess.run([FAIL_AT_CALL, str(folder), which, str(errno.EACCES), *words], cwd=folder, capture_output=True, text=True)

    calls = [line for line in failing("0").stderr.splitlines() if line.startswith("call: ")]
    (folder / "a.h5").unlink()
    renamed = [place for place, line in enumerate(calls, 1) if line.startswith("call: rename ")]
    assert failing(str(renamed[-1])).returncode == 1 and names(folder).count("a.h5.partial") == 1


RUN = ("run", "sweep.toml", "--quiet", "--threads", "1", "-o", "a.h5")
SHARDS = [("run", "sweep.toml", "--quiet", "--set", "run.replicates=2", "--shard", f"{k}/2", "-o", f"s{k}.h5") for k in (1, 2)]
COMMANDS = {
    "run": Command(*RUN, makes=["a.h5"], resumes=True),
    "run over an earlier result": Command(*RUN, makes=["a.h5"], resumes=True, finds=[(*EARLIER, "a.h5")]),
    "run that adds": Command(*RUN, "--resume", makes=["a.h5"], resumes=True, finds=[(*RUN, "--only", "Baseline/0/0")]),
    "run with a log": Command(*RUN, "--log", "log", makes=["a.h5"], resumes=True),
    "merge": Command("merge", "s1.h5", "s2.h5", "--quiet", "-o", "a.h5", makes=["a.h5"], finds=SHARDS),
    "export": Command("export", "b.h5", "-o", "a.csv", makes=["a.csv"], finds=[(*RUN[:-1], "b.h5")]),
    "export, packed": Command("export", "b.h5", "-o", "a.csv.gz", makes=["a.csv.gz"], finds=[(*RUN[:-1], "b.h5")]),
    "slurm": Command("slurm", "sweep.toml", "--array", "1", "-o", "a.h5", makes=["a.sbatch"]),
    "decompose": Command("decompose", *RUN[1:], makes=["a.h5"], resumes=True, text=PARTS),
    "calibrate": Command(*CALIBRATE, "a.h5", makes=["a.h5"], resumes=True, beside=CALIBRATION, program=RECORDS_PROGRAM),
    "calibrate that goes on": Command(
        *CALIBRATE, "a.h5", "--resume", makes=["a.h5"], beside=CALIBRATION, finds=[calibration_without_its_end], program=RECORDS_PROGRAM,
    ),  # fmt: skip
    "calibrate, as text": Command(*CALIBRATE, "a.toml", makes=["a.toml"], resumes=True, beside=CALIBRATION, program=RECORDS_PROGRAM),
    "microdata": Command(
        *("microdata", "sweep.toml", "--threads", "1", "-o", "a.csv"),
        makes=["a.csv", "a_truth.csv"], replaces=False, text=RECORDS, program=RECORDS_PROGRAM,
    ),  # fmt: skip
}


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def contents(folder, files):
    return {name: (folder / name).read_bytes() if (folder / name).exists() else None for name in files}


class Faults:
    """All faults of one command, in a folder that is set up anew for each."""

    def __init__(self, command, place):
        self.command, self.place, self.start = command, place / "work", place / "start"
        self.start.mkdir()
        command.prepare(self.start)
        self.before = contents(self.start, command.makes)
        self.set_up()
        self.calls = self.listed()
        assert (done := command.run(self.place, command.arguments)).returncode == 0, done.stderr
        self.wanted, self.names = contents(self.place, command.makes), names(self.place)
        self.met = collections.Counter()

    def set_up(self):
        shutil.rmtree(self.place, ignore_errors=True)
        shutil.copytree(self.start, self.place, copy_function=shutil.copy2)

    def failing(self, which, how):
        """The command with such a fault: exit code and standard error, or None for the code of one that hangs."""
        number = how if how == "short" else str(getattr(errno, how))
        started = subprocess.Popen(
            [FAIL_AT_CALL, str(self.place), which, number, self.command.program, *self.command.arguments],
            cwd=self.place,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
        )
        try:
            errors = started.communicate(timeout=PATIENCE)[1]
        except subprocess.TimeoutExpired:
            started.terminate()
            return None, started.communicate(timeout=PATIENCE)[1]
        if started.returncode == 77:
            pytest.skip("processes cannot be traced here")
        return started.returncode, errors

    def listed(self):
        code, errors = self.failing("0", "EIO")
        assert code == 0, errors
        listed = [line[len("call: ") :] for line in errors.splitlines() if line.startswith("call: ")]
        self.set_up()
        return listed

    def try_one(self, place, how, lasting):
        """One fault: what went wrong, or None."""
        call = self.calls[place - 1]
        self.set_up()
        code, errors = self.failing(f"{place}{'+' if lasting else ''}", how)
        lines = errors.splitlines()
        told = "\n".join(line for line in lines if not line.startswith("fault: "))
        faults = [line[len("fault: ") :] for line in lines if line.startswith("fault: ")]
        if not faults:
            return None  # the calls come a little otherwise now and then
        self.met[f"{call.split()[0]} {how}{' and later ones' if lasting else ''}"] += 1
        left = contents(self.place, self.command.makes)
        problems = []
        if code == 0:
            if left != self.wanted:
                problems.append("exit code 0, and not the right bytes")
            if names(self.place) != self.names:
                problems.append(f"exit code 0, and beside the output: {names(self.place)}")
        elif code not in (1, 2):
            problems.append("hangs" if code is None else f"exit code {code}")
        else:
            if left not in (self.before, self.wanted):
                problems.append(f"{', '.join(self.command.makes)}: neither what was there nor what was to be")
            if not says_why(told, faults[0], how):
                problems.append("an error without a file or a reason")
        if left == self.before or self.command.replaces:
            again = self.once_more()
            if again.returncode != 0 or contents(self.place, self.command.makes) != self.wanted:
                problems.append(f"the same command after it: exit code {again.returncode}\n{again.stderr}")
            elif names(self.place) != self.names:
                problems.append(f"the same command after it left {names(self.place)}")
        if problems:
            title = f"{' '.join(self.command.arguments)}: call {place}, {call}: {how}, {'for good' if lasting else 'once'}"
            return "\n  ".join([title, *problems, *told.splitlines()[:6]])
        return None

    def once_more(self):
        """The same command; with --resume where it says so, because it has kept what was finished."""
        done = self.command.run(self.place, self.command.arguments)
        if done.returncode != 0 and self.command.resumes and "--resume" in done.stderr:
            done = self.command.run(self.place, (*self.command.arguments, "--resume"))
        return done

    def try_all(self, places, lastings=(False, True), errors=99):
        """Lets each of the calls fail, with the first so many of its kind's errors. How many faults there were."""
        found = [
            problem
            for place in places
            for how in ERRORS[self.calls[place - 1].split()[0]][:errors]
            for lasting in lastings
            if (problem := self.try_one(place, how, lasting))
        ]
        assert not found, f"{len(found)} of {sum(self.met.values())} faults:\n" + "\n".join(found)
        return sum(self.met.values())


def says_why(told, call, how):
    """A file's name and the system's word for what went wrong.

    A half-done call has no such word. Nor can a child say it when its very voice, the pipe, fails; and what cannot be
    looked at is taken for not there in places.
    """
    names_a_file = any(word in told for word in (".h5", ".toml", ".csv", ".sbatch", "log", "folder"))
    untold = how == "short" or "pipe:" in call or call.startswith("stat ")
    return names_a_file and (untold or os.strerror(getattr(errno, how)) in told)


def one_of_each(calls):
    """The first place (from 1) of each kind of call on each file."""
    places = {}
    for place, call in enumerate(calls, 1):
        places.setdefault(call, place)
    return sorted(places.values())
