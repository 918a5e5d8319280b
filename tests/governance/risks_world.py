"""A few people with an asset and the risk register on the real store, and a clock that the test moves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from governance.assets import Asset
from governance.audit import Event
from governance.ladders import Rung
from governance.notices import Notice
from governance.obligations import Duty, Obligation
from governance.people import ActingOwner, Away, Person
from governance.policy import POLICY_2017
from governance.risks import AskAcceptance, Assessing, DecideAcceptance, RiskChecked
from governance.roles import Holding, Role
from governance.services.accepting_risks import AcceptingRisks
from governance.services.chasing import Chasing
from governance.services.keeping_risks import KeepingRisks
from governance.services.owing import OwedAudiences
from governance.services.reading_risks import ReadingRisks
from governance.services.risk_clock import RiskClock
from governance.services.risk_records import RiskFile, RiskWriter, find_risk
from governance.services.risk_subjects import RiskSubjects
from governance.services.settling import Settling
from storage.work import SqlStore, memory_store
from tests.governance.actions_world import CALENDAR, LONG_AGO, Hand, never, new_id, person

#: A Monday.
TODAY = date(2027, 3, 1)
PEOPLE = (
    person("boss"),
    person("manager", manager_id="boss"),
    person("owner", manager_id="manager"),
    person("newowner", manager_id="manager"),
    person("helper", manager_id="owner"),
    person("records"),
    person("siro"),
    person("group"),
    person("chief"),
    person("stranger"),
)
POSTS = {
    "records": Role.RECORDS_MANAGER,
    "siro": Role.SIRO,
    "group": Role.IMSG,
    "chief": Role.CHIEF_EXECUTIVE,
    "owner": Role.INFORMATION_ASSET_OWNER,
}
ASSET = Asset(
    "IA-1", "Council tax accounts", "owner", "helper", "Finance", "Revenues", "official_sensitive", "high", at_risk=True
)
RISK_DUTIES = (Duty.RISK_SIGN, Duty.RISK_REVIEW, Duty.RISK_CHECK, Duty.RISK_DECISION, Duty.RISK_EXPIRY)


def told(current: tuple[int, int] = (3, 3), title: str = "Letters go to old addresses", **more: Any) -> Assessing:
    """A medium risk, unless another level is given."""
    likelihood, impact = current
    made = Assessing(
        title, "Addresses are not checked, so letters reach somebody else.", "Staff check every tenth letter.",
        "step_5", "step_5", f"step_{likelihood}", f"step_{impact}", "step_1", "step_1",
    )  # fmt: skip
    return replace(made, **more)


@dataclass
class World:
    store: SqlStore
    clock: Hand
    keeping: KeepingRisks
    accepting: AcceptingRisks
    reading: ReadingRisks
    by_itself: RiskClock
    chasing: Chasing

    def who(self, name: str) -> Person:
        return next(each for each in PEOPLE if each.id == name)

    async def file(self, reference: str = "RSK-0001") -> RiskFile:
        async with self.store.work() as work:
            return await find_risk(work, reference)

    async def kept(self, current: tuple[int, int] = (3, 3)) -> str:
        """A risk in the register: raised by its owner, and agreed by the Records Manager."""
        reference = await self.keeping.add(self.who("owner"), "IA-1", told(current))
        await self.keeping.check(self.who("records"), reference, await self.version(reference), RiskChecked("yes", ""))
        return reference

    async def version(self, reference: str = "RSK-0001") -> int:
        return (await self.file(reference)).risk.version

    async def ask(self, until_on: date, by: str = "owner", reference: str = "RSK-0001") -> None:
        asked = AskAcceptance(until_on, "It costs more to stop than it could cost us.")
        await self.accepting.ask(self.who(by), reference, await self.version(reference), asked)

    async def decide(self, by: str, granted: str = "yes", number: int = 1) -> None:
        await self.accepting.decide(self.who(by), "RSK-0001", number, DecideAcceptance(granted, "I have read it."))

    async def owed(self) -> dict[Duty, date]:
        """What is open, and by when."""
        async with self.store.work() as work:
            return {each.duty: each.due_on for each in await work.obligations.still_open(RISK_DUTIES)}

    async def obligations(self) -> list[Obligation]:
        async with self.store.work() as work:
            return list(await work.obligations.still_open(RISK_DUTIES))

    async def heard(self, at: datetime) -> list[tuple[str, str]]:
        """(who, of what kind of message) of the notices that are planned at this moment."""
        before = {each.id for each in await self.notices()}
        await self.chasing.plan(at)
        return sorted((n.recipient, n.kind.value) for n in await self.notices() if n.id not in before)

    async def notices(self) -> list[Notice]:
        async with self.store.work() as work:
            found = await work.notices.since(CALENDAR.at(LONG_AGO, time(9)))
        return [each for each in found if each.state.value == "ready"]

    async def events(self) -> list[Event]:
        async with self.store.work() as work:
            return [line.event for line in await work.audit.lines(0, 1000)]

    async def now_owned_by(self, name: str, **changes: Any) -> None:
        async with self.store.work() as work:
            await work.register.replace_assets([replace(ASSET, owner_id=name, **changes)])

    async def becomes(
        self,
        name: str,
        *,
        left_on: date | None = None,
        until_on: date | None = None,
        away: tuple[Away, ...] = (),
        acting: tuple[ActingOwner, ...] = (),
    ) -> None:
        """They leave, what they are ends, or others do it for them for a while."""
        async with self.store.work() as work:
            held = [Holding(name, POSTS[name], LONG_AGO, until_on)] if name in POSTS else []
            await work.people.replace([replace(self.who(name), left_on=left_on, away=away, acting=acting)], held)


def rungs(duty: Duty) -> tuple[Rung, ...]:
    return POLICY_2017.ladders[duty].rungs


@asynccontextmanager
async def world() -> AsyncIterator[World]:
    clock = Hand()
    clock.on(TODAY)
    settling = Settling(CALENDAR, clock, new_id)
    writer = RiskWriter(CALENDAR, clock, new_id)
    async with await memory_store(b"k" * 32) as store:
        async with store.work() as work:
            await work.people.replace(PEOPLE, [Holding(who, role, LONG_AGO) for who, role in POSTS.items()])
            await work.register.replace_assets([ASSET])
        audiences = OwedAudiences(RiskSubjects(), CALENDAR, mail=False)
        yield World(
            store,
            clock,
            KeepingRisks(store, writer, settling, CALENDAR, clock, never),
            AcceptingRisks(store, writer, CALENDAR, clock, never),
            ReadingRisks(store, CALENDAR, clock),
            RiskClock(store, writer, CALENDAR, never),
            Chasing(store, CALENDAR, dict.fromkeys(RISK_DUTIES, audiences), clock, new_id, never),
        )
