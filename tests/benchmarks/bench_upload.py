"""Files of nearly 25 MB from several reporters at once: how long one takes, and what memory the service needs.

Target: under 250 MB more than at rest while three arrive together, with whatever cleans them aside.
"""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import tempfile
import time
from io import BytesIO
from os import urandom
from pathlib import Path

import aiohttp
from PIL import Image

from tests.harness.browserless import Visitor
from tests.harness.people import WebWhistleblower
from tests.harness.process import Candour, environment

TOGETHER = 3
TARGET_MB = 250.0
KINDS = ("a text", "a PNG of noise")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "var"
        subprocess.run(
            [sys.executable, "-m", "bot", "demo"], env=environment(data, 3978, {}), check=True, capture_output=True
        )
        asyncio.run(measure(Candour(data)))


def contents() -> dict[str, bytes]:
    noise = BytesIO()
    Image.frombytes("RGB", (2800, 2800), urandom(2800 * 2800 * 3)).save(noise, "PNG", compress_level=0)
    return dict(zip(KINDS, (b"Paid twice. " * 2_000_000, noise.getvalue()), strict=True))


async def measure(candour: Candour) -> None:
    await candour.start()
    try:
        async with aiohttp.ClientSession() as session:
            for kind, content in contents().items():
                before = memory(candour, "VmRSS")
                forget_the_highest(candour)
                began = time.monotonic()
                await asyncio.gather(*(one(session, candour, content) for _ in range(TOGETHER)))
                more = memory(candour, "VmHWM") - before
                verdict = f"within {TARGET_MB:.0f}" if more < TARGET_MB else f"OVER {TARGET_MB:.0f}"
                seconds, size = time.monotonic() - began, len(content) / 1e6
                print(f"{TOGETHER} of {kind}, {size:.0f} MB: {seconds:.1f} s, {more:.0f} MB more: {verdict}")
    finally:
        await candour.stop()


async def one(session: aiohttp.ClientSession, candour: Candour, content: bytes) -> None:
    visitor = Visitor(session, candour.url)
    await WebWhistleblower(visitor).reports()
    page = await visitor.press("Add files")
    form = aiohttp.FormData()
    form.add_field("files", next(field.value for field in page.fields if field.name == "files"))
    form.add_field("chosen", BytesIO(content), filename="x")
    async with session.post(f"{candour.url}/mailbox", data=form) as answer:
        assert "Ready to send" in await answer.text(), answer.status


def forget_the_highest(candour: Candour) -> None:
    Path(f"/proc/{candour.pid}/clear_refs").write_text("5")


def memory(candour: Candour, name: str) -> float:
    """In MB, of the service itself."""
    status = Path(f"/proc/{candour.pid}/status").read_text()
    found = re.search(rf"{name}:\s+(\d+) kB", status)
    assert found is not None
    return int(found[1]) / 1024


if __name__ == "__main__":
    main()
