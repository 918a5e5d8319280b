"""X9: who floods the service, or keeps it waiting, takes it from nobody else."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.harness.fixtures import Starts
from tests.harness.process import Candour
from tests.trust.conftest import Figure
from tests.trust.crowds import CODE, FLOODING, HONEST, SlowOne, flood, p95, people, refused, slow_ones
from tests.trust.test_headers import HTML, PAGE
from web.limits import Limits

pytestmark = pytest.mark.process

LAUNCHER = ("-m", "tests.trust.bounded_server")
#: Beside the server stands a proxy, which is the test.
BEHIND_A_PROXY = {"CANDOUR_TRUSTED_PROXIES": "127.0.0.1"}
MACHINES = 40
#: Megabytes by which the process may grow: each slow post may send a quarter of one, and has two places to wait in.
MOST_GROWTH = 200


def resident(pid: int) -> float:
    """Megabytes."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(encoding="ascii"))
    assert found is not None
    return int(found[1]) / 1024


async def test_two_hundred_slow_connections_and_a_flood_keep_nobody_else_waiting(
    starts: Starts, full_size: bool, figure: Figure
) -> None:
    candour = await starts(**BEHIND_A_PROXY)
    times = 40 if full_size else 3
    quiet = p95(await people(candour.url, times))
    before = resident(candour.pid)
    async with slow_ones(candour.port, 200) as slow:
        async with flood(candour.url, MACHINES) as flooding:
            everybody = await people(candour.url, times)
            poured = flooding.seconds
        grown = resident(candour.pid) - before
        assert refused(everybody) == []
        assert grown < MOST_GROWTH
        # What keeps us waiting has an end, each kind its own: five, fifteen and twenty seconds.
        await all_cut([one for one in slow if full_size or one.kind == "activity"])
    limits = Limits()
    for path, allowance in (("/mailbox", limits.codes), ("/speak-up", limits.forms)):
        assert 0 < flooding.most_done(path) <= allowance.burst + allowance.per_second * poured + 1
    says_what_it_is(flooding.headers, flooding.page)
    assert whatever_tells_of_a_visitor(candour) == []
    figure(
        f"200 slow connections and {sum(flooding.answers.values())} posts of a flood in {poured:.1f} s: "
        f"{sum(len(each.seconds) for each in everybody)} honest requests, all answered, "
        f"p95 {p95(everybody) * 1000:.0f} ms ({quiet * 1000:.0f} ms without); {grown:.0f} MB more"
    )


async def all_cut(slow: list[SlowOne]) -> None:
    async with asyncio.timeout(60):
        await asyncio.gather(*(one.is_cut.wait() for one in slow))


def says_what_it_is(headers: dict[str, str], page: str) -> None:
    """In plain words, with the headers that every page has, and with the time to wait as machines read it."""
    carriage = {"Date", "Content-Length"}
    wait = {"Retry-After": headers["Retry-After"], "Content-Type": HTML}
    assert {name: value for name, value in headers.items() if name not in carriage} == PAGE | wait
    assert 1 <= int(headers["Retry-After"]) <= 60
    assert "Too much at once" in page
    assert "Wait a minute" in page


def whatever_tells_of_a_visitor(candour: Candour) -> list[str]:
    """Addresses and codes in anything that was written, and failures of ours that a cut connection is taken for."""
    written = [path for path in candour.data.rglob("*") if path.is_file()]
    assert candour.log_file in written
    needles = [text.encode() for text in (*FLOODING, HONEST, CODE, "_failed")]
    return [f"{path.name}: {needle!r}" for path in written for needle in needles if needle in path.read_bytes()]


async def test_without_limits_the_same_flood_is_found_to_keep_others_out(starts: Starts) -> None:
    candour = await starts(launcher=(*LAUNCHER, "--unlimited"), **BEHIND_A_PROXY)
    async with flood(candour.url, MACHINES):
        everybody = await people(candour.url, 3)
    assert Counter(refused(everybody))["looks", 503] > 0


async def test_when_too_many_are_connected_those_who_send_nothing_make_room(starts: Starts) -> None:
    candour = await starts(launcher=(*LAUNCHER, "--connections", "60"), **BEHIND_A_PROXY)
    async with slow_ones(candour.port, 180, ("head", "page", "code", "nothing")) as slow:
        assert refused(await people(candour.url, 3)) == []
        oldest = slow[:120]
        async with asyncio.timeout(10):
            await asyncio.gather(*(one.is_cut.wait() for one in oldest))
        assert sum(not one.is_cut.is_set() for one in slow) <= 60
    assert whatever_tells_of_a_visitor(candour) == []


async def test_without_a_bound_they_are_found_to_stay(starts: Starts) -> None:
    candour = await starts(launcher=(*LAUNCHER, "--unlimited"), **BEHIND_A_PROXY)
    async with slow_ones(candour.port, 180, ("head", "page", "code", "nothing")) as slow:
        assert refused(await people(candour.url, 3)) == []
        assert sum(not one.is_cut.is_set() for one in slow) == 180


async def test_who_does_not_take_the_answers_is_cut(starts: Starts) -> None:
    candour = await starts(launcher=(*LAUNCHER, "--answer-seconds", "0.5"))
    _, writer = await asyncio.open_connection("127.0.0.1", candour.port, limit=1)
    with pytest.raises(ConnectionError):
        await asks_and_takes_nothing(writer, seconds=30)
    assert whatever_tells_of_a_visitor(candour) == []


async def test_who_is_given_time_to_take_them_is_found_to_stay(starts: Starts) -> None:
    candour = await starts()
    _, writer = await asyncio.open_connection("127.0.0.1", candour.port, limit=1)
    with pytest.raises(TimeoutError):
        await asks_and_takes_nothing(writer, seconds=3)
    writer.transport.abort()


async def asks_and_takes_nothing(writer: asyncio.StreamWriter, seconds: float) -> None:
    async with asyncio.timeout(seconds):
        while True:
            writer.write(b"GET /speak-up HTTP/1.1\r\nHost: x\r\n\r\n" * 200)
            await writer.drain()
