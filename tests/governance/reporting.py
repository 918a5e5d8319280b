"""The services of a report on the real store and sealing, with a clock that the test moves. No network, no face."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime, timedelta
from os import urandom
from random import Random
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from dialogs.forms.speak_up import SPEAK_UP
from dialogs.telling import tell_concern
from governance import codes
from governance.calendar import Calendar
from governance.notices import Notice
from governance.obligations import Duty
from governance.people import Person
from governance.reports import Acknowledgement, Concern, Identity
from governance.roles import Holding, Role
from governance.services.acknowledging import case_audiences
from governance.services.casefiles import CaseFiles
from governance.services.casework import Casework, casework
from governance.services.chasing import Chasing
from governance.services.corresponding import Corresponding
from governance.services.handling import Handling
from governance.services.receiving import Receipt, Receiving
from governance.services.recording import Recording
from governance.services.registering import Registering
from governance.services.sealed_words import Sections
from governance.services.touching_data import TouchingData
from storage.concern_lines import LineSealing
from storage.keyfiles import DeskKeys, IntakeKeys
from storage.keystore import Keystore
from storage.seal_record import RecordSealing
from storage.sealing import Sealing
from storage.work import SqlStore, empty_in_memory
from tests.harness.prepared import prepared

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
LONG_AGO = date(2020, 1, 1)


def person(name: str) -> Person:
    number = sum(name.encode()) * 7
    return Person(name, f"aaaaaaaa-0000-4000-8000-{number:012d}", name.title(), f"{name}@council.example")


POSTS = {
    "officer": Role.MONITORING_OFFICER,
    "auditor": Role.CHIEF_INTERNAL_AUDITOR,
    "deputy": Role.DEPUTY_MONITORING_OFFICER,
    "second": Role.DEPUTY_CHIEF_INTERNAL_AUDITOR,
    "outsider": Role.INDEPENDENT_PERSON,
    "chief": Role.CHIEF_EXECUTIVE,
}
REPORTER = person("reporter")


def concern(**answers: Any) -> Concern:
    told: dict[str, Any] = {f.name: None for f in fields(Concern)}
    told |= {f.name: () for f in fields(Concern) if str(f.type).startswith("tuple")}
    told |= {"identity": Identity.ANONYMOUS, "closest": "health_and_safety", "new_or_known": "new"}
    told |= {"title": "Fire doors", "story": "They are wedged open, every day.", "under_policy": True}
    return Concern(**(told | answers))


def parts(understood: str = "You told us about the fire doors.") -> Acknowledgement:
    """An acknowledgement with nothing missing."""
    return Acknowledgement("We have your concern.", understood, "The Monitoring Officer deals with it.")


class Hand:
    """The domain's clock and real time, moved together."""

    def __init__(self) -> None:
        self.at = MONDAY

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()

    def on_day(self, days: int, hour: int = 9) -> datetime:
        self.at = MONDAY.replace(hour=hour) + timedelta(days=days)
        return self.at


class Killed(BaseException):
    """The process ended here."""


@dataclass
class Killing:
    """Ends the process at a named place, once."""

    at: str = ""

    def __call__(self, name: str) -> None:
        if self.at == name:
            self.at = ""
            raise Killed


@dataclass
class Office:
    store: SqlStore
    seal: Sealing
    keystore: Keystore
    clock: Hand
    killing: Killing
    receiving: Receiving
    casework: Casework
    corresponding: Corresponding
    chasing: Chasing
    recording: Recording
    registering: Registering
    #: For what somebody does who can write the database.
    engine: AsyncEngine
    intake: IntakeKeys
    desk: DeskKeys
    root: bytes
    #: The recovery key, as two custodians put it together.
    recovery: bytes
    people: dict[str, Person] = field(default_factory=dict)

    @property
    def handling(self) -> Handling:
        return self.casework.handling

    async def tick(self) -> None:
        await self.receiving.release(self.clock.now())
        await self.chasing.plan(self.clock.now())

    async def told(self, **answers: Any) -> tuple[str, str, Receipt]:
        """An anonymous concern: its id, its code and what the reporter was told."""
        report_id, code = uuid.uuid4().hex, codes.mint(urandom(12))
        receipt = await self.receiving.receive(concern(**answers), report_id, code, SPEAK_UP.fingerprint)
        return report_id, code, receipt

    async def notices(self) -> list[Notice]:
        async with self.store.work() as work:
            return list(await work.notices.since(MONDAY - timedelta(days=400)))

    async def reminded(self) -> set[str]:
        """Who has a message about a report ready, by name."""
        return {n.recipient for n in await self.notices() if n.recipient in self.people and n.message_id}

    async def change(self, name: str, **fields_: Any) -> None:
        self.people[name] = replace(self.people[name], **fields_)
        held = [Holding(name, POSTS[name], LONG_AGO)] if name in POSTS else []
        async with self.store.work() as work:
            await work.people.replace([self.people[name]], held)

    async def promise_is_open(self, report_id: str) -> bool:
        async with self.store.work() as work:
            return (await work.obligations.of(Duty.ACKNOWLEDGE, {report_id}))[report_id].open


@asynccontextmanager
async def office() -> AsyncIterator[Office]:
    people = {name: person(name) for name in (*POSTS, "reporter")}
    keys = await prepared(people[name] for name in POSTS if name != "chief")
    clock, killing, calendar = Hand(), Killing(), Calendar()
    keystore, intake, desk = keys.keystore(), keys.intake, keys.desk
    try:
        engine = empty_in_memory()
        async with SqlStore(engine, desk.audit, killing) as store:
            async with store.work() as work:
                await work.people.replace(people.values(), [Holding(n, role, LONG_AGO) for n, role in POSTS.items()])
            with closing(Sealing(keystore, intake, desk, clock)) as seal:
                files = CaseFiles(store, seal, calendar, clock)
                registering = Registering(LineSealing(desk), new_id)
                recording = Recording(store, files, RecordSealing(keystore, intake, desk, clock), clock, killing)
                yield Office(
                    store, seal, keystore, clock, killing,
                    Receiving(
                        store, seal, calendar, clock, clock, telling, new_id, Random(7).shuffle, killing,
                        TouchingData(store, seal, new_id),
                    ),
                    casework(store, seal, recording, calendar, clock, clock, new_id, killing, registering),
                    Corresponding(store, seal, calendar, clock, killing),
                    Chasing(store, calendar, case_audiences(seal), clock, new_id, killing),
                    recording, registering,
                    engine, intake, desk, keys.root, keys.recovery, people,
                )  # fmt: skip
    finally:
        await keystore.close()


def telling(told: Concern, names: Mapping[str, str]) -> tuple[Sections, Sections]:
    return tell_concern(SPEAK_UP, told, names)


def new_id() -> str:
    return uuid.uuid4().hex
