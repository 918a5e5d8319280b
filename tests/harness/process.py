"""Candour as a real process on loopback, with its own data folder."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import aiohttp
import psycopg
import psycopg.sql

from tests.harness.nursery import Forked, nursery, run

START_SECONDS = 30.0
_ELSEWHERE = "databases"
#: Elsewhere, frameworks of the system may not be used after a fork.
FORKS = sys.platform == "linux"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def environment(data: Path, port: int, extra: Mapping[str, str]) -> dict[str, str]:
    """A clean environment: nothing of the machine's own settings reaches the process."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH") if name in os.environ}
    own = {"CANDOUR_DATA": str(data), "CANDOUR_PORT": str(port), "CANDOUR_CLOCK_FILE": str(data / "clock")}
    return kept | {"PYTHONPATH": str(Path.cwd()), "TMPDIR": str(data / "tmp")} | own | dict(extra)


@dataclass
class Candour:
    """One server process. `launcher` is what follows `python`: tests that need a crash or a leak bring their own.

    A launcher that begins with `-m` is forked with its code loaded; any other begins from nothing."""

    data: Path
    extra: Mapping[str, str] = field(default_factory=dict)
    launcher: Sequence[str] = ("-m", "bot", "serve")
    port: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | Forked | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def log_file(self) -> Path:
        return self.data / "server.log"

    async def start(self) -> Candour:
        self._launch()
        await self._answers()
        return self

    def _launch(self) -> None:
        (self.data / "tmp").mkdir(parents=True, exist_ok=True)
        env = environment(self.data, self.port, self.extra)
        how, *what = self.launcher
        with self.log_file.open("ab") as log, open(os.devnull, "rb") as nothing:
            if how == "-m" and FORKS:
                self._process = nursery().fork(what, env, nothing, log, log)
            else:
                self._process = subprocess.Popen(
                    [sys.executable, *self.launcher], env=env, stdin=nothing, stdout=log, stderr=log
                )

    async def stop(self) -> None:
        """As an administrator stops it."""
        await self._end(signal.SIGTERM)

    async def kill(self) -> None:
        """As a power cut does."""
        await self._end(signal.SIGKILL)

    async def ended(self) -> int:
        """Wait for a process that ends by itself; its exit code."""
        assert self._process is not None
        return await asyncio.to_thread(self._process.wait, 30)

    def command(
        self, *arguments: str, extra: Mapping[str, str] | None = None, typed: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Run `candour …` beside the server, on the same data, with what somebody types."""
        env = environment(self.data, self.port, {**self.extra, **(extra or {})})
        if FORKS:
            return run(["bot", *arguments], env, 120, typed)
        return subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            env=env, capture_output=True, text=True, timeout=120, check=False, input=typed,
        )  # fmt: skip

    def query(self, sql: str, *values: str) -> list[tuple[object, ...]]:
        """Look into the main database of a stopped server, or at any time into one on PostgreSQL."""
        if urls := elsewhere(self.data):
            with psycopg.connect(urls[0]) as connection:
                return connection.execute(psycopg.sql.SQL(sql.replace("?", "%s")), values).fetchall()
        with closing(sqlite3.connect(self.data / "candour.db")) as database:
            return database.execute(sql, values).fetchall()

    def set_clock(self, instant: datetime) -> None:
        """Move the domain's clock; the running process reads it from the file."""
        fresh = self.data / "clock.new"
        fresh.write_text(instant.isoformat() + "\n", encoding="ascii")
        fresh.replace(self.data / "clock")

    async def _end(self, how: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(how)
            await asyncio.to_thread(self._process.wait, 20)

    async def _answers(self) -> None:
        assert self._process is not None
        deadline = asyncio.get_running_loop().time() + START_SECONDS
        async with aiohttp.ClientSession() as session:
            while asyncio.get_running_loop().time() < deadline:
                if self._process.poll() is not None:
                    break
                try:
                    async with session.get(f"{self.url}/readyz") as answer:
                        if answer.status == 200:
                            return
                except aiohttp.ClientError:
                    pass
                await asyncio.sleep(0.02)
        raise AssertionError(f"the server did not start:\n{self.log_file.read_text()[-4000:]}")


def is_on_postgresql(data: Path, settings: Mapping[str, str]) -> None:
    """Write down where this council's databases are, for whoever looks for them in its folder."""
    urls = [settings[name].replace("+psycopg", "") for name in ("CANDOUR_DATABASE_URL", "CANDOUR_KEYSTORE_URL")]
    (data / _ELSEWHERE).write_text("\n".join(urls), encoding="ascii")


def elsewhere(data: Path) -> list[str]:
    """The addresses of main database and keystore; none when they are in the folder itself."""
    written = data / _ELSEWHERE
    return written.read_text(encoding="ascii").split() if written.exists() else []


def fresh_council(template: Path, data: Path) -> Path:
    """A data folder of one's own, with the demo council already in it."""
    shutil.copytree(template, data, dirs_exist_ok=True)
    return data
