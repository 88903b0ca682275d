"""A result file in a process of its own, which answers what is asked about it.

The HDF5 library can crash, loop or ask for gigabytes over a file that is damaged, or that somebody made for the
purpose. It does so there, and what is said here is one sentence. Nothing that the file says decides how it is read. It is
opened once, so that what was found out about it holds for what HDF5 reads, whatever stands at its name by then.
"""

import ctypes
import multiprocessing
import os
import resource
import signal
import threading
import time
import weakref

import numpy as np

from .errors import CannotDraw, UnreadableFile
from .layout import WrongLayout, check_layout, read_through
from .seal import open_result

_KILLED_WITH_PARENT = 1  # PR_SET_PDEATHSIG
_FROM_HERE = "values follow"


class ResultFile:
    """A file that `streetlight info` takes.

    Attributes:
        path: as the user wrote it.
        sealed: whether it is byte for byte as it was written; else another program has rewritten it.
        answers: what `program.ask` was told about the file.

    Raises:
        UnreadableFile: with the sentence that `streetlight info` says.
    """

    def __init__(self, path):
        self.path = os.fspath(path)
        opened, self.sealed = open_result(self.path)
        self.answers = {}
        self._lock = threading.Lock()
        try:
            self._connection, theirs = multiprocessing.Pipe()
            process = os.fork()
        except OSError as problem:
            opened.close()
            raise UnreadableFile(
                f"{self.path}: a file of results is read in a process of its own, and none can be made now:"
                f" {problem.strerror}."
            ) from None
        if process == 0:
            _answer_all(self.path, opened.fileno(), theirs)
        theirs.close()
        opened.close()
        self._end = weakref.finalize(self, _end, process, self._connection)
        self.ask(_open, not self.sealed)

    def ask(self, function, *arguments):
        """What `function(path, *arguments)` returns there; the path leads to the file that was opened.

        Raises:
            UnreadableFile: the file cannot be read there; CannotDraw: the function says so.
        """
        with self._lock:
            try:
                self._connection.send((function, arguments))
                answer = self._connection.recv()
                if isinstance(answer, tuple) and answer and answer[0] == _FROM_HERE:
                    answer = np.empty(*answer[1:])
                    if answer.size:
                        self._connection.recv_bytes_into(answer.reshape(-1).view(np.uint8))
            except (EOFError, OSError):
                raise UnreadableFile(_crashed(self.path)) from None
        if isinstance(answer, (UnreadableFile, CannotDraw)):
            raise answer
        return answer

    def __deepcopy__(self, memo):
        return self

    def __reduce__(self):
        return ResultFile, (self.path,)


def _crashed(path):
    return f"{path}: is damaged so badly that the HDF5 library cannot read it."


def _end(process, connection):
    connection.close()
    try:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
    except (ProcessLookupError, ChildProcessError):
        pass


def _answer_all(name, file, connection):
    """The life of the other process."""
    try:
        ctypes.CDLL(None).prctl(_KILLED_WITH_PARENT, signal.SIGKILL)
        _leave_the_parent({connection.fileno(), file})
        size = os.fstat(file).st_size
        path = f"/proc/self/fd/{file}"
        _limit_memory((1 << 30) + 16 * size)
        while True:
            signal.alarm(0)
            function, arguments = connection.recv()
            _limit_time(size)
            answer = _answer(name, path, function, arguments)
            if isinstance(answer, np.ndarray) and answer.dtype != object:
                connection.send((_FROM_HERE, answer.shape, answer.dtype))
                if answer.size:
                    connection.send_bytes(np.ascontiguousarray(answer).reshape(-1).view(np.uint8))
            else:
                connection.send(answer)
    finally:
        os._exit(0)  # nothing of the parent's is unwound, flushed or said here


def _leave_the_parent(kept):
    """Closes every file but those that are kept."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in {0, 1, 2} - kept:
        os.dup2(nowhere, stream)
    begin = 3
    for file in sorted(kept):
        os.closerange(begin, file)
        begin = max(3, file + 1)
    os.closerange(begin, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    for number in (signal.SIGINT, signal.SIGALRM, signal.SIGXCPU):
        signal.signal(number, signal.SIG_IGN if number == signal.SIGINT else signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_memory(more):
    with open("/proc/self/statm", encoding="ascii") as file:
        now = int(file.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (now + more, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _limit_time(size):
    """As long as any disk and processor take to read the file through."""
    seconds = size // 5_000_000
    signal.alarm(600 + 10 * seconds)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + 20 + seconds, hard))


def _answer(name, path, function, arguments):
    try:
        return function(path, *arguments)
    except UnreadableFile as problem:
        return UnreadableFile(str(problem).replace(path, name))
    except CannotDraw as problem:
        return problem
    except WrongLayout as problem:
        return UnreadableFile(f"{name}: is an HDF5 file, but not a Streetlight panel: {problem}.")
    except MemoryError:
        return UnreadableFile(f"{name}: is damaged: it asks for more memory than there is.")
    except Exception:  # whatever h5py, h5netcdf and xarray make of it
        return UnreadableFile(_crashed(name))


def _open(path, every_value):
    check_layout(path)
    if every_value:
        read_through(path)
