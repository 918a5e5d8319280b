"""X20: the running process can leave no core and shows its memory to nobody; its files are its owner's alone."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import aiohttp
import pytest

from tests.harness.cast import STORY, ordinary
from tests.harness.connector import RecordingConnector
from tests.harness.fixtures import Starts
from tests.harness.people import Whistleblower
from tests.harness.teams import Teams
from tests.trust.conftest import Figure

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(sys.platform != "linux", reason="what a process is allowed is read from /proc"),
]

#: Gives up every capability, for good, and becomes what follows: root could otherwise look into every process.
PLAIN = (
    "import ctypes, os, sys; prctl = ctypes.CDLL(None).prctl; "
    "[prctl(24, capability, 0, 0, 0) for capability in range(64)]; "
    "os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
)
#: What the harness itself puts into the folder.
NOT_THE_SERVICES = {"clock", "server.log", "tmp"}


async def test_the_running_service_leaves_no_core_shows_nobody_its_memory_and_keeps_its_files_to_itself(
    starts: Starts, session: aiohttp.ClientSession, connector: RecordingConnector, figure: Figure
) -> None:
    candour = await starts(launcher=("-c", PLAIN, "-m", "bot", "serve"))
    reporter = Whistleblower(Teams(session, candour.url, connector).person(ordinary().entra_id))
    await reporter.answers(await reporter.opens_the_form(), STORY)

    assert core_limits(candour.pid) == ("0", "0")
    assert not looks_into(candour.pid)
    found = modes(candour.data)
    assert {"candour.db", "candour.db-wal", "candour.db-shm", "keystore.db", "keys/kek", "keys/offline/root"} <= set(
        found
    )
    assert {name: oct(mode) for name, mode in found.items() if mode & 0o077} == {}
    figure(f"core limit 0, not dumpable, {len(found)} files and folders closed to everybody else")


def test_the_same_user_looks_into_a_process_that_does_not_forbid_it(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PLAIN, "-c", "print(flush=True); input()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        assert looks_into(other.pid)
        other.communicate("\n")
    (tmp_path / "open").touch(0o640)
    assert modes(tmp_path)["open"] & 0o077


def core_limits(pid: int) -> tuple[str, str]:
    """Soft and hard, as the kernel has them."""
    lines = Path(f"/proc/{pid}/limits").read_text(encoding="ascii").splitlines()
    [line] = [line for line in lines if line.startswith("Max core file size")]
    soft, hard = line.split()[4:6]
    return soft, hard


def looks_into(pid: int) -> bool:
    """Whether a process of the same user, without any capability, may read what is in another's memory."""
    look = f"open('/proc/{pid}/environ', 'rb').read(1)"
    done = subprocess.run([sys.executable, "-c", PLAIN, "-c", look], capture_output=True, text=True, check=False)
    assert done.returncode == 0 or "PermissionError" in done.stderr, done.stderr
    return done.returncode == 0


def modes(folder: Path) -> dict[str, int]:
    """The modes of a folder and of all in it, by path; the folder itself is `.`."""
    return {
        path.relative_to(folder).as_posix(): stat.S_IMODE(os.lstat(path).st_mode)
        for path in (folder, *folder.rglob("*"))
        if path.name not in NOT_THE_SERVICES
    }
