"""Many at once: people who come for their own sake, machines that flood, and connections that take their time."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import cycle

import aiohttp

from tests.harness.browserless import Visitor

CODE = "431RZ-WMFDG-NEPCC-VCDV8"
FLOODING = ("203.0.113.5", "203.0.113.77", "203.0.113.200", "2001:db8:bad::1")
#: The network of those who come for their own sake, each visit from another address.
HONEST = "198.51.100."

_FORM = b"Host: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9000\r\n\r\n"
#: What each of the slow sends first; a byte follows now and then.
SLOW = {
    "head": b"GET /speak-up HTTP/1.1\r\nHost: x\r\nX-Long: a",
    "page": b"POST /speak-up HTTP/1.1\r\n" + _FORM + b"draft=",
    "code": b"POST /mailbox HTTP/1.1\r\n" + _FORM + b"code=",
    "activity": b"POST /api/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    b'Content-Length: 9000\r\n\r\n{"type":',
    "nothing": b"",
}


@dataclass
class Person:
    """Opens the form, sends a page and looks for a report, as somebody with one browser does."""

    url: str
    seconds: list[float] = field(default_factory=list)
    answers: Counter[tuple[str, int]] = field(default_factory=Counter)

    async def visits(self, address: str) -> None:
        headers = {"X-Forwarded-For": address}
        async with aiohttp.ClientSession(headers=headers, cookie_jar=aiohttp.DummyCookieJar()) as session:
            visitor = Visitor(session, self.url)
            for doing in ("opens", "goes on", "looks"):
                began = time.perf_counter()
                match doing:
                    case "opens":
                        page = await visitor.go("/speak-up")
                    case "goes on":
                        page = await visitor.go_on({}) if visitor.asked else page
                    case _:
                        page = await visitor.post("/mailbox", [("code", CODE)])
                self.seconds.append(time.perf_counter() - began)
                self.answers[doing, page.status] += 1


async def people(url: str, times: int) -> list[Person]:
    """Three at a time, so often each."""

    async def comes(person: Person, first: int) -> Person:
        for number in range(first, first + times):
            await person.visits(f"{HONEST}{number}")
        return person

    return list(await asyncio.gather(*(comes(Person(url), 1 + times * place) for place in range(3))))


def p95(everybody: list[Person]) -> float:
    """Seconds."""
    seconds = sorted(second for person in everybody for second in person.seconds)
    return seconds[len(seconds) * 95 // 100]


def refused(everybody: list[Person]) -> list[tuple[str, int]]:
    return [what for person in everybody for what in person.answers.elements() if what[1] != 200]


@dataclass
class Flood:
    """What machines at a few addresses got for their pains."""

    began: float = field(default_factory=time.monotonic)
    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    #: One of the answers that said: too often.
    headers: dict[str, str] = field(default_factory=dict)
    page: str = ""

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    async def pours(self, session: aiohttp.ClientSession, url: str, address: str) -> None:
        for path, body in cycle((("/mailbox", {"code": CODE}), ("/speak-up", {"draft": "x"}))):
            async with session.post(url + path, data=body, headers={"X-Forwarded-For": address}) as answer:
                text = await answer.text()
            self.answers[f"{address} {path}", answer.status] += 1
            if answer.status == 429:
                self.headers, self.page = dict(answer.headers), text

    def most_done(self, path: str) -> int:
        """How much of it the service did for any one address."""
        return max(
            sum(n for (what, status), n in self.answers.items() if what == f"{address} {path}" and status != 429)
            for address in FLOODING
        )


@asynccontextmanager
async def flood(url: str, machines: int) -> AsyncIterator[Flood]:
    """Machines that post again as soon as they have an answer."""
    pouring = Flood()
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as session:
        addresses: Iterator[str] = cycle(FLOODING)
        tasks = [asyncio.create_task(pouring.pours(session, url, next(addresses))) for _ in range(machines)]
        try:
            yield pouring
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


@dataclass
class SlowOne:
    """A connection that sends a byte now and then, until it is cut."""

    kind: str
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    is_cut: asyncio.Event = field(default_factory=asyncio.Event)

    async def drips(self) -> None:
        reading = asyncio.create_task(self._reads_to_the_end())
        try:
            while not self.is_cut.is_set():
                if self.kind != "nothing":
                    self.writer.write(b"a")
                await asyncio.wait({reading}, timeout=0.5)
        finally:
            reading.cancel()
            self.writer.close()

    async def _reads_to_the_end(self) -> None:
        with suppress(ConnectionError):
            await self.reader.read()
        self.is_cut.set()


@asynccontextmanager
async def slow_ones(port: int, count: int, kinds: tuple[str, ...] = tuple(SLOW)) -> AsyncIterator[list[SlowOne]]:
    """`count` connections, of all kinds in turn, in the order in which they were opened."""
    opened: list[SlowOne] = []
    for number in range(count):
        kind = kinds[number % len(kinds)]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(SLOW[kind])
        opened.append(SlowOne(kind, reader, writer))
    tasks = [asyncio.create_task(one.drips()) for one in opened]
    try:
        yield opened
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
