"""A Slurm cluster of one machine, on the loopback address and in a folder of its own: munged, slurmctld and slurmd of
Debian's slurm-wlm, started by hand, as root, without systemd or cgroups. It ends with the `with` block."""

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

DAEMONS = ("munged", "slurmctld", "slurmd")
FIND = f"{os.environ['PATH']}:/usr/sbin"


def missing():
    """Why there can be no cluster here, or nothing."""
    absent = [name for name in (*DAEMONS, "sbatch") if shutil.which(name, path=FIND) is None]
    if absent:
        return f"{', '.join(absent)} not installed (Debian: slurm-wlm munge)"
    return "" if os.geteuid() == 0 else "slurmd must be root"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def end_with_parent():
    """In a child: a test that is killed leaves no daemon behind."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


class Cluster:
    def __init__(self, folder: Path, cores: int):
        self.folder = folder
        self.processes: list[subprocess.Popen] = []
        host = socket.gethostname().split(".")[0]
        for name in ("spool", "state", "log"):
            (folder / name).mkdir(parents=True)
        munge = folder / "munge.socket"
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20 - 500  # MiB
        self.key = folder / "munge.key"
        self.key.write_bytes(os.urandom(1024))
        self.key.chmod(0o400)
        # The scheduler looks often, so that the test does not wait for it: clusters take half a minute.
        (folder / "slurm.conf").write_text(
            f"""ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={free_port()}
SlurmdPort={free_port()}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={munge}
CredType=cred/munge
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/log/slurmctld
SlurmdLogFile={folder}/log/slurmd
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=2,batch_sched_delay=1,requeue_setup_env_fail
MpiDefault=none
ReturnToService=2
KillWait=5
MinJobAge=3600
MailProg=/bin/true
NodeName={host} NodeAddr=127.0.0.1 CPUs={cores} RealMemory={memory} State=UNKNOWN
PartitionName=all Nodes={host} Default=YES MaxTime=INFINITE State=UP
"""
        )
        self.environment = os.environ | {"SLURM_CONF": str(folder / "slurm.conf"), "PATH": FIND}
        self.munge = munge

    def __enter__(self):
        munged = ["munged", "--foreground", "--force", f"--key-file={self.key}", f"--socket={self.munge}",
                  f"--pid-file={self.folder}/munged.pid", f"--log-file={self.folder}/log/munged",
                  f"--seed-file={self.folder}/munge.seed"]  # fmt: skip
        self.start(munged)
        self.wait(self.munge.exists, "munged made no socket")
        self.start(["slurmctld", "-D", "-c"])
        self.start(["slurmd", "-D", "-c"])
        self.wait(lambda: "idle" in self.say("sinfo", "--noheader", "--format=%t", check=False), "the node is not idle")
        return self

    def __exit__(self, *_):
        subprocess.run(["scancel", "--user=root", "--state=PENDING"], env=self.environment, capture_output=True)
        subprocess.run(["scancel", "--user=root"], env=self.environment, capture_output=True)
        for process in reversed(self.processes):
            process.terminate()
        for process in reversed(self.processes):
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def start(self, command):
        with open(self.folder / "log" / f"{command[0]}.said", "wb") as out:
            self.processes.append(
                subprocess.Popen(command, env=self.environment, stdout=out, stderr=out, preexec_fn=end_with_parent)
            )

    def wait(self, condition, what, seconds=60):
        deadline = time.monotonic() + seconds
        while not condition():
            gone = [process.args[0] for process in self.processes if process.poll() is not None]
            if gone or time.monotonic() > deadline:
                logs = "\n".join(f"--- {log.name}\n{log.read_text()[-3000:]}" for log in (self.folder / "log").iterdir())
                raise AssertionError(f"{what}; ended: {gone}\n{logs}")
            time.sleep(0.2)

    def say(self, *command, check=True, **options):
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=60, **options)
        assert done.returncode == 0 or not check, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout

    def jobs(self):
        """State, exit code, restarts and reason of every job and task, by its number ("3", or "2_1" of an array)."""
        found = {}
        for line in self.say("scontrol", "--oneliner", "show", "job", check=False).splitlines():
            fields = dict(part.split("=", 1) for part in line.split() if "=" in part)
            if "JobId" in fields:
                name = fields["JobId"]
                if "ArrayJobId" in fields:
                    name = f"{fields['ArrayJobId']}_{fields['ArrayTaskId']}"
                found[name] = fields
        return found
