"""Addresses and posts that nobody's browser makes: each gets an answer, and nothing of it becomes a header."""

from __future__ import annotations

import aiohttp
import pytest
from yarl import URL

from tests.harness.fixtures import Starts

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
