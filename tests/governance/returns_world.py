"""A few owners with their assets on the real store, and a clock that the test moves. No network, no face."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time

from governance.actions import Action
from governance.assets import Asset
from governance.assurance import Line, Return
from governance.audit import Event
from governance.calendar import Calendar
from governance.obligations import Duty, Obligation
from governance.people import Person
from governance.roles import Holding, Role
from governance.services.assuring import Assuring
from governance.services.settling import Settling
from storage.work import SqlStore, memory_store

#: The first working day of the first quarter of 2027, and the fifteenth, on which its returns are due.
QUARTER_DAY, DUE = date(2027, 1, 4), date(2027, 1, 22)
LONG_AGO = date(2020, 1, 1)
CALENDAR = Calendar()


def person(name: str, directorate: str = "Finance", **more: object) -> Person:
    number = int.from_bytes(name.encode()[:5], "big")
    known = Person(name, f"aaaaaaaa-0000-4000-8000-{number:012d}", name.title(), f"{name}@council.example")
    return replace(known, directorate=directorate, **more)  # type: ignore[arg-type]  # the test names the fields


def asset(reference: str, owner: str, administrator: str | None = None, *, at_risk: bool = False) -> Asset:
    title = f"Asset {reference}"
    return Asset(reference, title, owner, administrator, "Finance", "Payroll", "official", "high", at_risk)


PEOPLE = (
    person("boss"),
    person("nadia", manager_id="boss"),
    person("ewa", "Housing", manager_id="boss"),
    person("helper"),
    person("siro"),
    person("records"),
    person("group"),
    person("director"),
    person("stranger"),
)
POSTS = {
    "siro": Role.SIRO,
    "records": Role.RECORDS_MANAGER,
    "group": Role.IMSG,
    "director": Role.DIRECTOR,
}
ASSETS = (
    asset("IA-1", "nadia", "helper"),
    asset("IA-2", "nadia"),
    asset("IA-3", "nadia", at_risk=True),
    asset("IA-4", "ewa"),
)
#: Nothing differs, and its risks were looked at.
REVIEWED = {"risk_reviewed_on": "2027-01-05"}
LEAVERS = {
    "access": "no",
    "access.comment": "Two leavers can still get in.",
    "access.action": "Close the two accounts",
    "access.due_on": "2027-02-01",
}


class Hand:
    """The domain's clock and real time, moved together."""

    def __init__(self) -> None:
        self.on(QUARTER_DAY)

    def on(self, day: date, hour: int = 9, minute: int = 0) -> datetime:
        self.at = CALENDAR.at(day, time(hour, minute))
        return self.at

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()


class Killed(BaseException):
    """The process ended here."""


@dataclass
class Killing:
    """Ends the process at a named place, after so many times."""

    at: str = ""
    after: int = 0

    def __call__(self, name: str) -> None:
        if self.at == name:
            if self.after == 0:
                self.at = ""
                raise Killed
            self.after -= 1


@dataclass
class Office:
    store: SqlStore
    clock: Hand
    killing: Killing
    assuring: Assuring
    people: dict[str, Person] = field(default_factory=dict)

    async def change(self, name: str, **more: object) -> None:
        self.people[name] = replace(self.people[name], **more)  # type: ignore[arg-type]  # the test names the fields
        held = [Holding(name, POSTS[name], LONG_AGO)] if name in POSTS else []
        async with self.store.work() as work:
            await work.people.replace([self.people[name]], held)

    async def register(self, assets: Iterable[Asset]) -> None:
        async with self.store.work() as work:
            await work.register.replace_assets(assets)

    async def mark(self, quarter: str) -> None:
        async with self.store.work() as work:
            await work.ticks.record("assurance", quarter)

    async def returns(self, quarter: str = "2027-Q1") -> dict[str, Return]:
        async with self.store.work() as work:
            return {each.owner_id: each for each in await work.returns.of_quarter(quarter)}

    async def lines(self, back: Return) -> dict[str, Line]:
        async with self.store.work() as work:
            found = (await work.returns.lines([back.id])).get(back.id, ())
        return {line.asset_reference: line for line in found}

    async def obligations(self) -> dict[str, Obligation]:
        """By return."""
        async with self.store.work() as work:
            ids = [back.id for quarter in ("2026-Q4", "2027-Q1") for back in await work.returns.of_quarter(quarter)]
            return dict(await work.obligations.of(Duty.ASSURANCE, ids))

    async def actions(self) -> Mapping[str, Action]:
        async with self.store.work() as work:
            return {action.reference: action for action in await work.register.all_actions()}

    async def record(self) -> list[Event]:
        async with self.store.work() as work:
            return [line.event for line in await work.audit.lines(0, 1000)]

    async def opened(self) -> Return:
        """Nadia's return, just opened."""
        await self.assuring.open_cycle(self.clock.now())
        return (await self.returns())["nadia"]


@asynccontextmanager
async def office(assets: Iterable[Asset] = ASSETS, people: Iterable[Person] = PEOPLE) -> AsyncIterator[Office]:
    clock, killing = Hand(), Killing()
    async with await memory_store(b"an audit key that is only ever used by tests") as store:
        there = {each.id: each for each in people}
        async with store.work() as work:
            holdings = [Holding(name, role, LONG_AGO) for name, role in POSTS.items() if name in there]
            await work.people.replace(there.values(), holdings)
            await work.register.replace_assets(assets)
        settling = Settling(CALENDAR, clock, new_id)
        yield Office(store, clock, killing, Assuring(store, settling, CALENDAR, clock, clock, new_id, killing), there)


def new_id() -> str:
    return uuid.uuid4().hex


def utc(year: int, month: int, day: int, hour: int = 9) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)
