"""Processes that begin with the service's code loaded already: each is forked from one that has loaded it once.

To load the code takes over a second of processor time, and the tests start some hundreds of processes. A forked one is
as real as any other: a process of its own that reads its own environment, keys and databases, listens, and can be
killed. What an environment or a parent can do to a process that begins from nothing is tested on one that does.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import json
import os
import pkgutil
import runpy
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from typing import IO, Any

#: Loaded once, with what the service would load later on; not `bot.__main__`, which is what is run.
LOADED = (
    "bot.serving", "bot.commands", "aiosqlite", "apscheduler.executors.asyncio", "holidays.countries.united_kingdom",
    "sqlalchemy.dialects.sqlite.aiosqlite",
)  # fmt: skip
_MOST = 1 << 16

File = int | IO[Any]


class Forked:
    """A process as `subprocess.Popen` shows one, though it is another process's child."""

    def __init__(self, news: int) -> None:
        self._news = os.fdopen(news, "r", encoding="ascii")
        self.pid = int(self._news.readline())
        self.returncode: int | None = None

    def __del__(self) -> None:
        # Nobody asks after one that was killed and forgotten.
        self._news.close()

    def poll(self) -> int | None:
        return self._look(0)

    def wait(self, timeout: float) -> int:
        code = self._look(timeout)
        if code is None:
            raise subprocess.TimeoutExpired(f"process {self.pid}", timeout)
        return code

    def send_signal(self, which: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, which)

    def _look(self, seconds: float) -> int | None:
        if self.returncode is None and select.select([self._news], [], [], seconds)[0]:
            self.returncode = int(self._news.readline())
            self._news.close()
        return self.returncode


class Nursery:
    """The process that has loaded the code, as the tests see it."""

    def __init__(self) -> None:
        self._line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__, str(theirs.fileno())], pass_fds=[theirs.fileno()]
            )

    def fork(self, module: Sequence[str], env: Mapping[str, str], stdin: File, stdout: File, stderr: File) -> Forked:
        """`python -m MODULE …` with this environment and these files."""
        news, tells = os.pipe()
        files = [each if isinstance(each, int) else each.fileno() for each in (stdin, stdout, stderr)]
        try:
            wanted = json.dumps({"module": list(module), "env": dict(env)}).encode()
            socket.send_fds(self._line, [wanted], [*files, tells])
        finally:
            os.close(tells)
        return Forked(news)

    def close(self) -> None:
        self._line.close()
        self._process.wait(20)


@cache
def nursery() -> Nursery:
    """One for each process that runs tests."""
    made = Nursery()
    atexit.register(made.close)
    return made


def run(
    module: Sequence[str], env: Mapping[str, str], timeout: float, stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """`python -m MODULE …` to its end, as `subprocess.run` with its output as text."""
    with (
        tempfile.TemporaryFile("w+") as given,
        tempfile.TemporaryFile("w+") as out,
        tempfile.TemporaryFile("w+") as err,
    ):
        given.write(stdin)
        given.seek(0)
        process = nursery().fork(module, env, given, out, err)
        try:
            code = process.wait(timeout)
        finally:
            process.send_signal(signal.SIGKILL)
        out.seek(0)
        err.seek(0)
        return subprocess.CompletedProcess(["candour", *module], code, out.read(), err.read())


def main(line: socket.socket) -> None:
    """Forks what is asked for until nobody is there to ask. In a forked process, runs the module and ends with it."""
    _load()
    reaped, wakes = os.pipe()
    os.set_blocking(wakes, False)
    signal.set_wakeup_fd(wakes)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    tells: dict[int, int] = {}
    while True:
        ready, _, _ = select.select([line, reaped], [], [])
        if reaped in ready:
            os.read(reaped, _MOST)
            _tell(tells)
        if line in ready:
            wanted, files, _, _ = socket.recv_fds(line, _MOST, 4)
            if not wanted:
                return
            *files, tell = files
            pid = os.fork()
            if not pid:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                for each in (reaped, wakes, tell, line.detach(), *tells.values()):
                    os.close(each)
                _become(json.loads(wanted), files)
                return
            for each in files:
                os.close(each)
            os.write(tell, f"{pid}\n".encode())
            tells[pid] = tell


def _load() -> None:
    for name in LOADED:
        module = importlib.import_module(name)
        for each in pkgutil.iter_modules(getattr(module, "__path__", ()), f"{name}."):
            importlib.import_module(each.name)
    # What is there already is nobody's garbage: a forked process does not look through it again.
    gc.collect()
    gc.freeze()


def _tell(tells: dict[int, int]) -> None:
    """How each process ended, as `subprocess` writes it, to whoever waits."""
    for pid in list(tells):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            with contextlib.suppress(BrokenPipeError):
                os.write(tells[pid], f"{os.waitstatus_to_exitcode(status)}\n".encode())
            os.close(tells.pop(pid))


def _become(wanted: Mapping[str, Any], files: Sequence[int]) -> None:
    for mine, given in enumerate(files):
        os.dup2(given, mine)
        os.close(given)
    os.environ.clear()
    os.environ.update(wanted["env"])
    # Remembered from the environment before.
    tempfile.tempdir = None
    module, *arguments = wanted["module"]
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
