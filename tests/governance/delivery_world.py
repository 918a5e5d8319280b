"""A tenant whose messages are delivered: its staff, a channel that does as told, and a process that may be killed."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from governance.calendar import Calendar
from governance.notices import Channel, End, Kind, Message, Notice, OnDoubt, Outcome, Sent, Throttled, Unknown
from governance.people import Person
from governance.ports import Store, Work
from governance.services.delivering import Delivered, Delivering
from governance.services.pacing import Pace

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
ANYTIME = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass
class HandTime:
    """Real time that passes only when somebody waits for it, or a test lets it."""

    seconds: float = 0.0

    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        until = self.seconds + seconds
        await asyncio.sleep(0)
        self.seconds = max(self.seconds, until)


@dataclass
class Copy:
    """A message that the channel saw."""

    recipient: str
    at: float
    doubts: int


class Killed(BaseException):
    """The process ends here."""


@dataclass
class World:
    """A tenant, its staff, a channel that does as told, and a process that may be killed."""

    store: Store
    pace: Pace = field(default_factory=Pace)
    time: HandTime = field(default_factory=HandTime)
    people: dict[str, Person] = field(default_factory=dict)
    #: What the channel answers to a recipient, in turn; when it has run out, it takes the message.
    answers: dict[str, list[Outcome | Exception]] = field(default_factory=dict)
    copies: list[Copy] = field(default_factory=list)
    throttled: list[float] = field(default_factory=list)
    #: Something happened at the channel.
    moved: asyncio.Event = field(default_factory=asyncio.Event)
    #: Recipients to whom the channel answers nothing before the gate is open.
    held: set[str] = field(default_factory=set)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    waiting_for_the_gate: int = 0
    #: The process is asleep for so long when it first looks somebody up.
    stall_seconds: float = 0.0
    under_way: int = 0
    kill_at: tuple[str, int] = ("", 0)
    channel: Channel = Channel.TEAMS
    #: What this channel does not take may go another way.
    other_way: bool = False
    passed: Counter[str] = field(default_factory=Counter)
    dead: bool = False

    # The channel

    async def deliver(self, message: Message, to: Person) -> Outcome:
        self._live()
        self.under_way += 1
        self.moved.set()
        try:
            if to.id in self.held and not self.gate.is_set():
                self.waiting_for_the_gate += 1
                await self.gate.wait()
            self._live()
            return self._answer(message, to)
        finally:
            self.under_way -= 1
            self.moved.set()

    def _answer(self, message: Message, to: Person) -> Outcome:
        script = self.answers.get(to.id, [])
        answer = script.pop(0) if script else Sent("1")
        if isinstance(answer, Throttled):
            self.throttled.append(self.time.seconds)
        if isinstance(answer, Sent | Unknown | Exception):
            # An answer that is lost, too, was given to a message that had arrived.
            self.copies.append(Copy(to.id, self.time.seconds, message.doubts))
        if isinstance(answer, Exception):
            raise answer
        return answer

    # The process

    def process(self) -> Delivering:
        self.dead = False
        return Delivering(
            self,
            self,
            self.resolve,
            Calendar(),
            self.time,
            self.time.sleep,
            lambda: 0.5,
            "tenant",
            self.failpoint,
            self.pace,
            self.channel,
            self.other_way,
        )

    async def run(self) -> Delivered:
        return await self.process().run(self.time.now())

    def work(self) -> AbstractAsyncContextManager[Work]:
        self._live()
        return self.store.work()

    async def resolve(self, recipient: str) -> Person | None:
        self._live()
        self.time.seconds += self.stall_seconds
        self.stall_seconds = 0.0
        if recipient == "unreadable":
            raise LookupError("words that stay inside")
        return self.people.get(recipient)

    def failpoint(self, name: str) -> None:
        self.passed[name] += 1
        if (name, self.passed[name]) == self.kill_at:
            self.dead = True
        self._live()

    def _live(self) -> None:
        if self.dead:
            raise Killed

    # What is there to send, and what came of it

    async def put(
        self,
        *recipients: str,
        on_doubt: OnDoubt = OnDoubt.SEND_AGAIN,
        kind: Kind = Kind.ACKNOWLEDGE,
        any_hour: bool = True,
    ) -> None:
        async with self.store.work() as work:
            for recipient in recipients:
                self.people.setdefault(recipient, person(recipient))
                notice = Notice(uuid4().hex, uuid4().hex, 0, 0, recipient, self.channel, kind, self.time.now())
                await work.notices.plan([notice])
                message = Message(uuid4().hex, recipient, self.channel, kind, {"count": 1}, on_doubt, any_hour=any_hour)
                await work.outbox.put(message, [notice.id], self.time.now())

    async def ends(self) -> dict[str, tuple[End, str]]:
        async with self.store.work() as work:
            return {notice.recipient: (notice.state, notice.reason) for notice in await work.notices.since(ANYTIME)}

    async def unfinished(self) -> int:
        async with self.store.work() as work:
            return await work.outbox.unfinished()

    async def until(self, fact: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not fact():
                self.moved.clear()
                await self.moved.wait()

    def seen(self) -> Counter[str]:
        return Counter(copy.recipient for copy in self.copies)


def person(person_id: str, left_on: date | None = None) -> Person:
    return Person(person_id, f"entra-{person_id}", person_id.title(), f"{person_id}@council.example", left_on=left_on)


def staff(count: int) -> list[str]:
    return [f"p{number:03}" for number in range(count)]
