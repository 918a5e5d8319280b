"""The virus scanner: what it finds is not taken, and when it is silent nothing is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.scanning import FOUND, SILENT, Clamd, Scanner, read_clamd
from governance.errors import Refused


@asynccontextmanager
async def clamd(path: Path, answer: bytes | None) -> AsyncIterator[list[bytes]]:
    """Speaks INSTREAM as clamd does; what was streamed. With no answer it hangs up."""
    streamed: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readexactly(10) == b"zINSTREAM\0"
        while size := int.from_bytes(await reader.readexactly(4), "big"):
            streamed.append(await reader.readexactly(size))
        if answer is not None:
            writer.write(answer + b"\0")
            await writer.drain()
        writer.close()

    server = await asyncio.start_unix_server(serve, path)
    async with server:
        yield streamed


async def test_a_file_that_passes_is_streamed_whole(tmp_path: Path) -> None:
    content = bytes(range(256)) * 1000
    async with clamd(tmp_path / "c", b"stream: OK") as streamed:
        assert await Scanner(Clamd(path=str(tmp_path / "c"))).scan(bytearray(content))
    assert b"".join(streamed) == content


@pytest.mark.parametrize(
    ("answer", "says"),
    [(b"stream: Eicar-Signature FOUND", FOUND), (b"INSTREAM size limit exceeded. ERROR", SILENT), (None, SILENT)],
)
async def test_anything_else_is_refused(tmp_path: Path, answer: bytes | None, says: str) -> None:
    async with clamd(tmp_path / "c", answer):
        with pytest.raises(Refused) as refused:
            await Scanner(Clamd(path=str(tmp_path / "c"))).scan(b"x")
    assert str(refused.value) == says


async def test_a_scanner_that_is_not_there_lets_nothing_pass(tmp_path: Path) -> None:
    for gone in (Clamd(path=str(tmp_path / "gone")), Clamd(host="127.0.0.1", port=1)):
        with pytest.raises(Refused, match="just now"):
            await Scanner(gone).scan(b"x")


async def test_without_a_scanner_it_is_known_that_nobody_looked() -> None:
    assert not await Scanner(None).scan(b"x")


def test_where_it_listens_is_read() -> None:
    assert read_clamd("unix:/run/clamav/clamd.ctl") == Clamd(path="/run/clamav/clamd.ctl")
    assert read_clamd("tcp:127.0.0.1:3310") == Clamd(host="127.0.0.1", port=3310)
    assert read_clamd("tcp:[::1]:3310") == Clamd(host="::1", port=3310)


@pytest.mark.parametrize("text", ["clamd", "unix:clamd.ctl", "tcp:host", "tcp:host:99999", "http://host:3310"])
def test_anything_else_is_a_mistake_in_the_settings(text: str) -> None:
    with pytest.raises(ValueError, match="must be unix:"):
        read_clamd(text)
