"""Cleaning from the service: a process a file, a few at a time, each with an end."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from contextlib import suppress

from governance.errors import Busy, Refused
from governance.files import KINDS, Cleaned
from papers.cleaning.worker import LENGTH_BYTES

AT_ONCE = 2
WAITING = 8
#: Real time for one file, waiting for its turn aside.
SECONDS = 40.0
_PIECE = 64 * 1024
BROKE = "We could not look into this file: it is damaged, or it takes too long. Save it as a PDF and add that."


class Cleaning:
    """Implements `governance.file_ports.Cleans`. Nothing of a file reaches a disk."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING, seconds: float = SECONDS) -> None:
        self._turns = asyncio.Semaphore(at_once)
        self._most = at_once + waiting
        self._seconds = seconds
        self._here = 0

    async def clean(self, content: bytes | bytearray) -> Cleaned:
        """Raises Refused in words for the reporter, and Busy when too many wait."""
        if self._here >= self._most:
            raise Busy("Too many files are being looked at. Wait a minute and add yours again.")
        self._here += 1
        try:
            async with self._turns:
                return await self._run(content)
        finally:
            self._here -= 1

    async def _run(self, content: bytes | bytearray) -> Cleaned:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "papers.cleaning.worker",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONDONTWRITEBYTECODE": "1"},
        )
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("a process with pipes has them")
        try:
            async with asyncio.timeout(self._seconds):
                # The worker reads all before it writes anything.
                await _feed(process.stdin, content)
                return await _read(process.stdout)
        except (TimeoutError, EOFError, ConnectionError, ValueError):
            # One that was ended half-way answered nothing that can be read.
            raise Refused(BROKE) from None
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def _feed(pipe: asyncio.StreamWriter, content: bytes | bytearray) -> None:
    """Piece by piece, so that no second copy stands in a buffer."""
    with memoryview(content) as whole:
        for start in range(0, len(whole), _PIECE):
            pipe.write(bytes(whole[start : start + _PIECE]))
            await pipe.drain()
    pipe.close()


async def _read(pipe: asyncio.StreamReader) -> Cleaned:
    length = int.from_bytes(await pipe.readexactly(LENGTH_BYTES), "big")
    header = json.loads(await pipe.readexactly(length))
    if "refused" in header:
        raise Refused(header["refused"])
    content = bytearray()
    while piece := await pipe.read(_PIECE):
        content += piece
    if len(content) != header["size"]:
        raise EOFError
    return Cleaned(KINDS[header["kind"]], content, tuple(header["removed"]))
