"""A council whose obligations are chased by two processes, on a channel that does as told. Either may be killed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from governance.calendar import OPENING, Calendar
from governance.ladders import Rung, first_rung_at
from governance.notices import Channel, Kind, Message, Notice, Outcome, Sent, Unknown
from governance.obligations import Duty, Obligation
from governance.owed import Hearer, Owed
from governance.people import Person
from governance.policy import POLICY_2017
from governance.ports import Store, Work
from governance.roles import Holding
from governance.services.chasing import Audiences, Chasing
from governance.services.delivering import Delivering
from governance.services.falling_back import FallingBack
from governance.services.gathering import Gathering
from governance.services.incident_alarms import AlarmAudiences
from governance.services.owing import OwedAudiences
from governance.services.pacing import Pace
from storage.engines import open_engine
from storage.tables import metadata
from storage.work import SqlStore, empty_in_memory
from tests.governance.engine.oracle import ALARMS, HANDLERS, OF_HANDLERS, Owes, Staff, local_day

#: Reminders that somebody put off have rungs from here on.
SNOOZE_RUNG = 1000
Row = Mapping[str, Any]


class Killed(BaseException):
    """The process ends here."""


@dataclass
class Faults:
    """Ends the process at the place that it passes as the `at`th from now on; never at 0."""

    at: int = 0
    #: Every place since then.
    passed: list[str] = field(default_factory=list)
    dead: bool = False

    def arm(self, at: int) -> None:
        self.at, self.passed, self.dead = at, [], False

    def __call__(self, name: str) -> None:
        self.live()
        self.passed.append(name)
        self.dead = len(self.passed) == self.at
        self.live()

    def live(self) -> None:
        if self.dead:
            raise Killed(self.passed[-1])


@dataclass
class RealTime:
    """Passes only when somebody waits for it, or the test lets it."""

    seconds: float = 0.0

    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        until = self.seconds + seconds
        await asyncio.sleep(0)
        self.seconds = max(self.seconds, until)


@dataclass(frozen=True)
class Copy:
    """A message that arrived."""

    message_id: str
    recipient: str
    channel: Channel
    kind: Kind
    any_hour: bool
    at: datetime


@dataclass
class Things:
    """What the obligations are about, by subject; one that is missing is not there any more."""

    known: dict[str, Owed] = field(default_factory=dict)

    async def owed(self, _work: Work, obligations: Sequence[Obligation]) -> Mapping[str, Owed]:
        return {each.id: self.known[each.subject_id] for each in obligations if each.subject_id in self.known}


class Handlers:
    """Who hears of what is owed about reports."""

    async def recipients(
        self, _work: Work, obligations: Sequence[Obligation], rungs: Mapping[str, Rung], _day: date
    ) -> Mapping[str, Sequence[Hearer]]:
        return {o.id: [Hearer(who) for each in rungs[o.id].audience for who in HANDLERS[each]] for o in obligations}


#: What the channel says to a message for somebody: an outcome, or True where it arrives and the answer is lost.
Answer = Callable[[Message, Person], Outcome | bool]


class Process:
    """One process: it plans, gathers, finds other ways and delivers, until it is killed."""

    def __init__(self, world: World, faults: Faults) -> None:
        self.faults = faults
        self._world = world
        store, calendar, ticker = SqlStore(world.engine, None, faults), world.calendar, world.ticker
        make = world.parts
        self.chasing = make.chasing(store, calendar, world.audiences, ticker, new_id, faults, world.batch)
        self.gathering = Gathering(store, calendar, ticker, new_id, faults, world.batch)
        self.falling_back = FallingBack(store, calendar, ticker, new_id, faults, mail=world.mail)
        self.lanes = [
            Delivering(
                make.sending(store), self, world.resolve, calendar, ticker, ticker.sleep, world.chance, "tenant",
                faults, world.pace, channel, other_way=world.mail,
            )
            for channel in Channel
        ]  # fmt: skip

    async def tick(self, now: datetime) -> None:
        await self.chasing.plan(now)
        await self.gathering.gather(now)
        await self.falling_back.run(now)

    async def send(self, now: datetime) -> None:
        await self.gathering.gather(now)
        for lane in self.lanes:
            await lane.run(now)

    async def deliver(self, message: Message, to: Person) -> Outcome:
        self.faults.live()
        return self._world.takes(message, to)


def plain_chasing(*given: Any) -> Chasing:
    return Chasing(*given)


def plain_store(store: Store) -> Store:
    return store


@dataclass(frozen=True)
class Parts:
    """What a process is made of. A test may put in a part that is wrong."""

    chasing: Callable[..., Chasing] = plain_chasing
    sending: Callable[[Store], Store] = plain_store


@dataclass
class World:
    engine: AsyncEngine
    now: datetime
    staff: Staff
    mail: bool = True
    batch: int = 2
    pace: Pace = field(default_factory=Pace)
    parts: Parts = field(default_factory=Parts)
    calendar: Calendar = field(default_factory=Calendar)
    ticker: RealTime = field(default_factory=RealTime)
    things: Things = field(default_factory=Things)
    owes: dict[str, Owes] = field(default_factory=dict)
    answer: Answer = lambda _message, _to: Sent()  # a default that may be replaced
    chance: Callable[[], float] = lambda: 0.5  # the same
    copies: list[Copy] = field(default_factory=list)
    #: The latest that the domain's clock ever showed.
    latest: datetime = datetime(2000, 1, 1, tzinfo=UTC)
    _began: float = 0.0
    _processes: dict[str, Process] = field(default_factory=dict)
    _passed: dict[str, list[str]] = field(default_factory=dict)

    @property
    def audiences(self) -> Mapping[Duty, Audiences]:
        owed = OwedAudiences(self.things, self.calendar, mail=self.mail)
        alarms = AlarmAudiences(mail=self.mail)
        known = {duty: Handlers() if duty in OF_HANDLERS else owed for duty in Duty}
        return known | dict.fromkeys(ALARMS, alarms)

    @property
    def store(self) -> SqlStore:
        """The store as people's own deeds use it: nobody kills those."""
        return SqlStore(self.engine, None)

    def process(self, name: str) -> Process:
        if name not in self._processes:
            self._processes[name] = Process(self, Faults())
        return self._processes[name]

    # ------------------------------------------------------------ time

    def goes_on(self, step: timedelta) -> None:
        self.now += step
        self.ticker.seconds += step.total_seconds()
        self.latest = max(self.latest, self.now)

    def set_back(self, step: timedelta) -> None:
        """Somebody moves the domain's clock; real time goes on."""
        self.now -= step

    # ------------------------------------------------------------ what people do

    async def hires(self, people: Sequence[Person], holdings: Sequence[Holding]) -> None:
        """Insert or change these people, with the roles that they hold."""
        self.staff.people.update((each.id, each) for each in people)
        ids = {each.id for each in people}
        self.staff.holdings = [each for each in self.staff.holdings if each.person_id not in ids] + list(holdings)
        async with self.store.work() as work:
            await work.people.replace(people, holdings)

    async def changes(self, person: Person) -> None:
        await self.hires([person], [each for each in self.staff.holdings if each.person_id == person.id])

    async def owe(self, duty: Duty, due_on: date, owed: Owed | None, subject: str = "", cycle: int = 1) -> Owes:
        each, made = self._owed(duty, due_on, owed, subject, cycle)
        async with self.store.work() as work:
            await work.obligations.add([made])
        return each

    async def owe_all(self, loads: Sequence[tuple[Duty, date, Owed]]) -> None:
        made = [self._owed(duty, due_on, owed, "", 1)[1] for duty, due_on, owed in loads]
        async with self.store.work() as work:
            await work.obligations.add(made)

    def _owed(self, duty: Duty, due_on: date, owed: Owed | None, subject: str, cycle: int) -> tuple[Owes, Obligation]:
        subject = subject or uuid4().hex
        if owed is not None:
            self.things.known[subject] = owed
        since = self.now if duty in ALARMS else None
        due_at = None if since is None else since + timedelta(hours=72)
        due_on = due_on if due_at is None else local_day(due_at)
        each = Owes(new_id(), duty, subject, cycle, local_day(self.now), due_on, opened_at=since)
        self.owes[each.id] = each
        first = first_rung_at(POLICY_2017.ladders[duty], each.opened_on, due_on, self.calendar, since)
        made = Obligation(
            each.id, duty, subject, cycle, each.opened_on, due_on, "2017", 0, first, opened_at=since, due_at=due_at
        )
        return each, made

    async def answers(self, each: Owes) -> None:
        """It is done; what has not left about it does not leave."""
        each.open = False
        async with self.store.work() as work:
            await work.notices.cancel_unsent(await work.obligations.close(each.duty, each.subject))

    async def extends(self, each: Owes, due_on: date) -> Owes:
        await self.answers(each)
        return await self.owe(each.duty, due_on, self.things.known.get(each.subject), each.subject, each.cycle + 1)

    async def snoozes(self, each: Owes, until: date) -> None:
        """The holder asks for peace until a day, on which they are reminded."""
        each.snoozed_until, each.snoozes = until, each.snoozes + 1
        holder, at = self.things.known[each.subject].holder_id, self.calendar.at(until, OPENING)
        reminder = Notice(
            new_id(), each.id, each.cycle, SNOOZE_RUNG + each.snoozes, holder, Channel.TEAMS, Kind.DIGEST, at,
            leaves_at=at,
        )  # fmt: skip
        async with self.store.work() as work:
            await work.notices.plan([reminder])
            await work.obligations.snooze(each.id, until)
            await work.notices.put_off([each.id], holder, at)

    # ------------------------------------------------------------ what the processes do

    async def ticks(self, name: str = "a", kill_at: int = 0) -> bool:
        """Whether the process lived to the end of it. One that was killed starts again the next time."""
        return await self._does(name, kill_at, lambda process: process.tick(self.now))

    async def sends(self, name: str = "a", kill_at: int = 0) -> bool:
        self._began = self.ticker.seconds
        try:
            return await self._does(name, kill_at, lambda process: process.send(self.now))
        finally:
            self.now += timedelta(seconds=self.ticker.seconds - self._began)
            self.latest = max(self.latest, self.now)

    async def _does(self, name: str, kill_at: int, what: Callable[[Process], Any]) -> bool:
        process = self.process(name)
        process.faults.arm(kill_at)
        try:
            await what(process)
        except Killed:
            del self._processes[name]
            return False
        finally:
            self._passed[name] = process.faults.passed
        return True

    def passed_by(self, name: str) -> list[str]:
        """The places that a process passed in what it did last."""
        return self._passed.get(name, [])

    # ------------------------------------------------------------ the channel

    def takes(self, message: Message, to: Person) -> Outcome:
        answer = self.answer(message, to)
        if answer is True or isinstance(answer, Sent):
            at = self.now + timedelta(seconds=self.ticker.seconds - self._began)
            self.copies.append(
                Copy(message.id, to.id, message.channel, message.kind, message.any_hour, at)
            )  # fmt: skip
        if isinstance(answer, bool):
            return Unknown()
        return replace(answer, provider_id=f"m{len(self.copies)}") if isinstance(answer, Sent) else answer

    async def resolve(self, recipient: str) -> Person | None:
        return self.staff.people.get(recipient)

    async def rows(self, query: str, **values: object) -> Sequence[Row]:
        async with self.engine.connect() as connection:
            return [dict(row) for row in (await connection.execute(text(query), values)).mappings()]


def new_id() -> str:
    return uuid4().hex


@asynccontextmanager
async def tables(url: str = "") -> AsyncIterator[AsyncEngine]:
    """An engine with empty tables; in memory, unless there is an address."""
    engine = open_engine(url) if url else empty_in_memory()
    try:
        if url:
            async with engine.begin() as connection:
                await connection.run_sync(metadata.create_all)
        yield engine
    finally:
        await engine.dispose()


async def council(
    engine: AsyncEngine, now: datetime, people: Sequence[Person], holdings: Sequence[Holding], **more: Any
) -> World:
    """A world with this staff, and nothing else in its tables."""
    async with engine.begin() as connection:
        for table in ("notices", "messages", "obligations", "digests", "lanes", "calls", "ticks", "away", "holdings"):
            await connection.exec_driver_sql(f"DELETE FROM {table}")
    world = World(engine, now, Staff(), latest=now, **more)
    await world.hires(people, holdings)
    return world
