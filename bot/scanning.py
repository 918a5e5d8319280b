"""The virus scanner, if the council runs one: clamd, asked over its socket; nothing of a file is written anywhere."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

from governance.errors import Refused

_PIECE = 64 * 1024
_SECONDS = 30.0
_TCP = re.compile(r"tcp:([\w.-]+|\[[0-9a-f:]+\]):(\d{1,5})", re.I)

FOUND = "A virus scanner does not let this file pass. It was not kept. Tell us in words what it shows."
SILENT = "Files cannot be looked at for viruses just now, so none is taken. Try again later. Your report is safe."


@dataclass(frozen=True, slots=True)
class Clamd:
    """Where clamd listens: a path, or a host and a port."""

    path: str = ""
    host: str = ""
    port: int = 0


def read_clamd(text: str) -> Clamd:
    """`unix:/run/clamav/clamd.ctl` or `tcp:127.0.0.1:3310`. Raises ValueError with what is wrong."""
    if text.startswith("unix:/"):
        return Clamd(path=text.removeprefix("unix:"))
    found = _TCP.fullmatch(text)
    if found is None or not 0 < int(found[2]) < 65536:
        raise ValueError("must be unix:/path/to/clamd.ctl or tcp:host:port, such as tcp:127.0.0.1:3310.")
    return Clamd(host=found[1].strip("[]"), port=int(found[2]))


class Scanner:
    """Implements `governance.file_ports.Scans`."""

    def __init__(self, clamd: Clamd | None, seconds: float = _SECONDS) -> None:
        self._clamd = clamd
        self._seconds = seconds

    async def scan(self, content: bytes | bytearray) -> bool:
        """Raises Refused, too, when a scanner is set and does not answer: going without one is the council's choice."""
        if self._clamd is None:
            return False
        try:
            async with asyncio.timeout(self._seconds):
                answer = await self._ask(self._clamd, content)
        except (OSError, TimeoutError, EOFError):
            raise Refused(SILENT) from None
        if answer == b"stream: OK":
            return True
        raise Refused(FOUND if answer.endswith(b"FOUND") else SILENT)

    async def _ask(self, clamd: Clamd, content: bytes | bytearray) -> bytes:
        opening = (
            asyncio.open_unix_connection(clamd.path) if clamd.path else asyncio.open_connection(clamd.host, clamd.port)
        )
        reader, writer = await opening
        try:
            writer.write(b"zINSTREAM\0")
            with memoryview(content) as whole:
                for start in range(0, len(whole), _PIECE):
                    piece = bytes(whole[start : start + _PIECE])
                    writer.write(len(piece).to_bytes(4, "big") + piece)
                    await writer.drain()
            writer.write(bytes(4))
            await writer.drain()
            return (await reader.read(1024)).rstrip(b"\0\n")
        finally:
            writer.close()
