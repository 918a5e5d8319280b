"""Addresses and posts that nobody's browser makes: each gets an answer, and nothing of it becomes a header."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest
from yarl import URL

from tests.harness.fixtures import Starts
from tests.harness.people import WebWhistleblower
from tests.harness.process import Candour

pytestmark = pytest.mark.process

PATHS = (
    "/%0d%0aX-Injected:%201",
    "/speak-up%0aX-Injected:1",
    "/%00",
    "/%ff",
    "//evil.example",
    "/..%2f..%2fkeys%2fkek",
)


async def test_a_strange_address_is_not_found_and_becomes_no_header(
    starts: Starts, session: aiohttp.ClientSession
) -> None:
    server = await starts(CANDOUR_ONION_URL="http://candour.onion")
    for path in PATHS:
        async with session.get(URL(server.url + path, encoded=True)) as answer:
            assert answer.status == 404
            assert answer.headers["Onion-Location"] == f"http://candour.onion{path}"
            assert "X-Injected" not in answer.headers


async def test_a_flood_of_codes_keeps_nobody_from_speaking_up(
    candour: Candour, session: aiohttp.ClientSession, web_whistleblower: WebWhistleblower, full_size: bool
) -> None:
    stop = asyncio.Event()
    answered: list[int] = []

    async def tries_codes() -> None:
        while not stop.is_set():
            async with session.post(f"{candour.url}/mailbox", data={"code": "431RZ-WMFDG-NEPCC-VCDV8"}) as answer:
                answered.append(answer.status)

    async with asyncio.TaskGroup() as flood:
        for _ in range(40):
            flood.create_task(tries_codes())
        for _ in range(3 if full_size else 1):
            last = await web_whistleblower.reports()
            assert last.status == 200
            assert web_whistleblower.code
        stop.set()
    assert 503 in answered, "it was a flood"
