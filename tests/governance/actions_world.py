"""A few people with actions on the real store, and a clock that the test moves. No network, no face."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from governance.actions import Action, ActionState, Progressed
from governance.audit import Event
from governance.calendar import Calendar
from governance.delivery_ports import Result
from governance.extensions import MoreTime
from governance.notices import Channel, Kind, Message, Notice, Sent
from governance.obligations import Duty, Obligation
from governance.people import Person
from governance.roles import Holding, Role
from governance.services.acting import Acting
from governance.services.action_subjects import ActionSubjects, ExtensionSubjects, ProposalSubjects, VerifySubjects
from governance.services.action_writing import ActionWriting
from governance.services.extending import Extending
from governance.services.following import Following
from governance.services.keeping_actions import KeepingActions
from governance.services.owing import Subjects
from governance.services.settling import Settling
from governance.services.snoozing import Snoozing
from storage.work import SqlStore, memory_store

CALENDAR = Calendar()
#: A Monday, twenty working days before the actions are due.
TODAY, DUE, LATER = date(2027, 3, 1), date(2027, 3, 30), date(2027, 4, 13)
LONG_AGO = date(2020, 1, 1)


def person(name: str, **more: Any) -> Person:
    number = sum(letter * 31**place for place, letter in enumerate(name.encode()))
    known = Person(name, f"aaaaaaaa-0000-4000-8000-{number % 10**12:012d}", name.title(), f"{name}@council.example")
    return replace(known, **more)


PEOPLE = (
    person("boss"),
    person("manager", manager_id="boss"),
    person("nadia", manager_id="manager"),
    person("deputy"),
    person("records"),
    person("siro"),
    person("group"),
    person("stranger"),
)
POSTS = {"records": Role.RECORDS_MANAGER, "siro": Role.SIRO, "group": Role.IMSG}
ENCRYPT = Action("A-1", "Audit", "Encrypt every laptop", "nadia", "high", ActionState.NOT_BEGUN, DUE, due_on=DUE)
BEGUN = Progressed(ActionState.IN_PROGRESS, "Half of them are done", 50, date(2027, 3, 25))
DONE = Progressed(ActionState.CLAIMED, "All of them are done", evidence_on=TODAY, evidence="The list of laptops")
MORE = MoreTime(LATER, "The supplier is late", "They stay locked away")


class Hand:
    """The domain's clock and real time, moved together."""

    def __init__(self) -> None:
        self.on(TODAY)

    def on(self, day: date, hour: int = 10) -> datetime:
        self.at = CALENDAR.at(day, time(hour))
        return self.at

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()


def subjects() -> dict[Duty, Subjects]:
    actions = ActionSubjects()
    return {
        Duty.ACTION: actions,
        Duty.URGENT_ACTION: actions,
        Duty.EXTENSION: ExtensionSubjects(),
        Duty.VERIFY: VerifySubjects(),
        Duty.PROPOSED_ACTION: ProposalSubjects(),
        Duty.ACTION_DATE: actions,
    }


def new_id() -> str:
    return uuid.uuid4().hex


def never(name: str) -> None:  # the port names it
    """Nothing fails."""


@dataclass
class World:
    store: SqlStore
    clock: Hand
    settling: Settling
    acting: Acting
    extending: Extending
    following: Following
    snoozing: Snoozing
    keeping: KeepingActions

    def who(self, name: str) -> Person:
        return next(each for each in PEOPLE if each.id == name)

    async def change(self, name: str, **changes: Any) -> Person:
        """The staff list says something else of this person from now on."""
        async with self.store.work() as work:
            known = await work.people.by_id(name)
            assert known is not None
            changed = replace(known, **changes)
            held = (await work.people.holdings_of([name])).get(name, ())
            await work.people.replace([changed], held)
        return changed

    async def know(self, *actions: Action) -> None:
        async with self.store.work() as work:
            await work.register.replace_actions(actions)
            await self.settling.settle(work, [each.reference for each in actions], self.clock.now())

    async def action(self, reference: str = "A-1") -> Action:
        async with self.store.work() as work:
            return (await work.register.actions([reference]))[reference]

    async def owed(self, duty: Duty, subject: str = "A-1") -> Obligation | None:
        """The highest cycle, if it is open."""
        async with self.store.work() as work:
            found = (await work.obligations.of(duty, [subject])).get(subject)
        return found if found is not None and found.open else None

    async def update(self, name: str = "nadia", said: Progressed = BEGUN, version: int | None = None) -> None:
        shown = (await self.action()).version if version is None else version
        await self.acting.update(self.who(name), "A-1", shown, said)

    async def ask(self, name: str = "nadia", asked: MoreTime = MORE, version: int | None = None) -> None:
        shown = (await self.action()).version if version is None else version
        await self.extending.ask(self.who(name), "A-1", shown, asked)

    async def sent(self, obligation: Obligation, recipient: str, provider_id: str) -> None:
        """A card about it arrived in Teams."""
        notice = Notice(
            new_id(), obligation.id, obligation.cycle, obligation.rung, recipient, Channel.TEAMS, Kind.DIGEST,
            self.clock.now(),
        )  # fmt: skip
        message = Message(new_id(), recipient, Channel.TEAMS, Kind.DIGEST)
        await self.store_sent(notice, message, provider_id)

    async def store_sent(self, notice: Notice, message: Message, provider_id: str) -> None:
        async with self.store.work() as work:
            await work.notices.plan([notice])
            await work.outbox.put(message, [notice.id], self.clock.now())
        async with self.store.work() as work:
            lane = await work.outbox.take_lane("tenant", self.clock.now(), 60)
            assert lane is not None
            claimed = await work.outbox.wave(lane, self.clock.now(), 60, [], 10)
            assert claimed
            results = [Result(each.id, Sent(provider_id)) for each in claimed]
            await work.outbox.wave(lane, self.clock.now(), 60, results, 10)
            await work.outbox.release_lane(lane)

    async def cards(self) -> Sequence[tuple[str, str, str]]:
        """(recipient, what it replaces, which obligation) of every card that waits to be drawn anew."""
        async with self.store.work() as work:
            lane = await work.outbox.take_lane("tenant", self.clock.now(), 60)
            if lane is None:
                return []
            claimed = await work.outbox.wave(lane, self.clock.now(), 60, [], 50) or []
            await work.outbox.release_lane(lane)
        return [(m.recipient, m.replaces, str(m.facts["obligation"])) for m in claimed if m.kind is Kind.ANSWERED]

    async def notices(self) -> Sequence[Notice]:
        async with self.store.work() as work:
            return await work.notices.since(CALENDAR.at(LONG_AGO, time(9)))

    async def events(self) -> Sequence[Event]:
        async with self.store.work() as work:
            return [line.event for line in await work.audit.lines(0, 1000)]


@asynccontextmanager
async def world(
    people: Iterable[Person] = PEOPLE, posts: Mapping[str, Role] = POSTS, *actions: Action
) -> AsyncIterator[World]:
    """With one action, unless others are given."""
    clock = Hand()
    settling = Settling(CALENDAR, clock, new_id)
    async with await memory_store(b"k" * 32) as store:
        async with store.work() as work:
            await work.people.replace(people, [Holding(who, role, LONG_AGO) for who, role in posts.items()])
        writing = ActionWriting(settling, clock, clock, new_id)
        made = World(
            store,
            clock,
            settling,
            Acting(store, writing, CALENDAR, clock, never),
            Extending(store, settling, CALENDAR, clock, clock, new_id, never),
            Following(store, CALENDAR, clock),
            Snoozing(store, subjects(), CALENDAR, clock, clock, new_id),
            KeepingActions(store, settling, writing, CALENDAR, clock, never),
        )
        await made.know(*(actions or (ENCRYPT,)))
        yield made
