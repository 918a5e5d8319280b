"""Incidents handled: the desk, its verbs and the clock that chases, on the real store and sealing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from governance.breaches import Decided
from governance.calendar import Calendar
from governance.incident_course import (
    Approving,
    Aware,
    Closing,
    Containing,
    Course,
    GivenTask,
    IncidentTask,
    Linking,
    OpenEntry,
    ToldIco,
    Weighing,
)
from governance.matrices import Level
from governance.notices import Kind, Notice
from governance.obligations import Duty, Obligation
from governance.people import Person
from governance.risks import Levels, Risk, RiskState
from governance.services.chasing import Audiences, Chasing
from governance.services.incident_alarms import AlarmAudiences
from governance.services.incident_clocks import AwaitingLook, IncidentClocks, StillOpen
from governance.services.incident_closing import ClosureAudiences, ClosureSubjects, IncidentClosing
from governance.services.incident_desk import IncidentDesk
from governance.services.incident_giving import IncidentGiving
from governance.services.incident_handling import IncidentHandling
from governance.services.incident_linking import IncidentLinking
from governance.services.incident_record import IncidentRecord, Recording
from governance.services.incident_tasks import IncidentTasks, IncidentTaskSubjects, TaskAudiences
from governance.services.owing import OwedAudiences
from governance.services.risk_clock import RiskClock
from governance.services.risk_records import RiskWriter
from governance.services.settling import Settling
from storage.case_keys import SharedKeys
from tests.governance import incident_world
from tests.governance.reporting import new_id

HOUR = timedelta(hours=1)
TODAY = date(2026, 11, 23)
NOT_TOLD = Decided("yes", "unlikely", None, "do_not_notify", "They deleted it.", "The DPO", "No need.")
TOLD = Decided("yes", "likely", "no", "notify", "Rents and names.", "The DPO", "Tell them.")
_LEVEL = Level(2, 2)
#: Of the asset that most incidents here are about.
RISK = Risk(
    "RSK-0001", "IA-017", "Letters", "They go astray", "", Levels(_LEVEL, _LEVEL, _LEVEL), RiskState.TREATING,
    date(2026, 11, 2), "owner", date(2026, 11, 2),
)  # fmt: skip
LOW = Weighing("two", "two", (), 2, "One letter.")


@dataclass
class Handled:
    """One council. Verbs are done by name, on the incident as it stands."""

    desk: incident_world.Desk
    handling: IncidentHandling
    closing: IncidentClosing
    tasks: IncidentTasks
    recording: Recording
    awaiting: AwaitingLook
    still_open: StillOpen
    chasing: Chasing
    audiences: Mapping[Duty, Audiences]
    giving: IncidentGiving
    linking: IncidentLinking

    def person(self, name: str) -> Person:
        return self.desk.people[name]

    @property
    def now(self) -> datetime:
        return self.desk.clock.now()

    def later(self, **time: float) -> datetime:
        self.desk.clock.at = self.now + timedelta(**time)
        return self.now

    async def reported(self, **answers: Any) -> str:
        incident_id, _ = await self.desk.report(**answers)
        await self.awaiting.open(self.now)
        return incident_id

    async def version(self, incident_id: str) -> int:
        return (await self.desk.incident(incident_id)).version

    async def aware(self, incident_id: str, at: datetime | None = None, by: str = "manager") -> None:
        said = Aware(at or self.now)
        await self.handling.confirm_aware(self.person(by), incident_id, await self.version(incident_id), said)

    async def assess(self, incident_id: str, found: Weighing = LOW) -> None:
        await self.handling.assess(self.person("manager"), incident_id, await self.version(incident_id), found)

    async def decide(self, incident_id: str, decided: Decided = NOT_TOLD) -> None:
        await self.handling.decide(self.person("manager"), incident_id, await self.version(incident_id), decided)

    async def told_ico(self, incident_id: str, at: datetime | None = None, late: str = "") -> None:
        said = ToldIco(at or self.now, "IC-1234", late)
        await self.handling.told_ico(self.person("manager"), incident_id, await self.version(incident_id), said)

    async def contain(self, incident_id: str) -> None:
        said = Containing("fully", "They sent it back.")
        await self.handling.contain(self.person("manager"), incident_id, await self.version(incident_id), said)

    async def ready_to_close(self, incident_id: str) -> None:
        await self.aware(incident_id)
        await self.assess(incident_id)
        await self.contain(incident_id)
        await self.decide(incident_id)

    async def ask_to_close(self, incident_id: str, by: str = "manager", **more: Any) -> None:
        said = replace(Closing("Two windows were open.", "Close the window.", None, None, None), **more)
        await self.closing.ask(self.person(by), incident_id, await self.version(incident_id), said)

    async def approve(self, incident_id: str, by: str = "assistant", agreed: str = "yes", number: int = 1) -> None:
        await self.closing.decide(self.person(by), incident_id, number, Approving(agreed, "Good."))

    async def give(self, incident_id: str, **given: Any) -> None:
        task = GivenTask(**{"kind": "retrieve", "who": "me", "other": None, "due_on": TODAY, "words": "", **given})
        await self.tasks.add(self.person("manager"), incident_id, await self.version(incident_id), task)

    async def link(self, incident_id: str, asset: str | None = "IA-017", by: str = "manager") -> None:
        said = Linking("council tax", asset)
        await self.linking.link(self.person(by), incident_id, await self.version(incident_id), said)

    async def record(self, incident_id: str, by: str = "manager") -> IncidentRecord:
        return await self.recording.of(self.person(by), incident_id)

    async def course(self, incident_id: str) -> Course:
        async with self.desk.store.work() as work:
            return (await work.courses.of([incident_id]))[incident_id]

    async def entries(self, incident_id: str) -> list[OpenEntry]:
        return list((await self.record(incident_id)).entries)

    async def tasks_of(self, incident_id: str) -> list[IncidentTask]:
        async with self.desk.store.work() as work:
            return list((await work.courses.tasks([incident_id])).get(incident_id, ()))

    async def clock(self, duty: Duty, subject: str) -> Obligation | None:
        async with self.desk.store.work() as work:
            return (await work.obligations.of(duty, [subject])).get(subject)

    async def alarms(self, *kinds: Kind) -> list[Notice]:
        return [each for each in await self.desk.notices() if each.kind in kinds and each.recipient != "nobody"]


@asynccontextmanager
async def handled(pattern: str = "") -> AsyncIterator[Handled]:
    async with incident_world.desk() as d:
        d.clock.on_day(0, hour=9)
        calendar = Calendar()
        clocks = IncidentClocks(calendar, d.clock, new_id)
        base = IncidentDesk(d.store, d.seal, d.files, clocks, calendar, d.clock, d.clock, new_id, d.killing)
        owed = TaskAudiences(OwedAudiences(IncidentTaskSubjects(), calendar, mail=False))
        alarms = AlarmAudiences(mail=False)
        audiences: dict[Duty, Audiences] = {
            Duty.CONFIRM_AWARE: alarms,
            Duty.CONFIRM_AWARE_UNDER_ATTACK: alarms,
            Duty.NOTIFY_ICO: alarms,
            Duty.INCIDENT_OPEN: alarms,
            Duty.INCIDENT_TASK: owed,
            Duty.INCIDENT_FOLLOW_UP: owed,
            Duty.APPROVE_CLOSURE: ClosureAudiences(OwedAudiences(ClosureSubjects(), calendar, mail=False)),
        }
        risks = RiskClock(d.store, RiskWriter(calendar, d.clock, new_id), calendar, d.killing)
        yield Handled(
            d,
            IncidentHandling(base, risks, pattern),
            IncidentClosing(base, Settling(calendar, d.clock, new_id)),
            IncidentTasks(base),
            Recording(base),
            AwaitingLook(d.store, clocks),
            StillOpen(d.store, clocks, calendar),
            Chasing(d.store, calendar, audiences, d.clock, new_id, d.killing),
            audiences,
            IncidentGiving(base, SharedKeys(d.keystore, d.seal, d.held, d.clock)),
            IncidentLinking(base, risks),
        )
