"""An office with two investigators, and everything that says who works on a case."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from governance.calendar import Calendar
from governance.case_record import NewEntry, Recorded
from governance.case_sharing import ShareRequest
from governance.notices import Kind
from governance.people import Person
from governance.reports import Report
from governance.roles import Holding, Role
from governance.services.case_news import CaseNews
from governance.services.case_teams import CaseTeams
from governance.services.casefiles import CaseFiles
from governance.services.keeping_out import KeepingOut
from governance.services.leaving_cases import LeavingCases
from governance.services.share_reminders import ShareReminders
from governance.services.sharing import SharingCases
from governance.services.stepping_aside import SteppingAsides
from storage.case_keys import SharedKeys
from tests.governance.reporting import LONG_AGO, POSTS, Office, new_id, office, person

#: Two people who look into cases, and one who handles none.
IVO, ILSE = "Ivo Lang", "Ilse Reeve"


@dataclass
class Desk:
    office: Office
    keys: SharedKeys
    teams: CaseTeams
    sharing: SharingCases
    aside: SteppingAsides
    leaving: LeavingCases
    reminders: ShareReminders

    def who(self, name: str) -> Person:
        return self.office.people[name]

    async def case(self, **answers: Any) -> str:
        """Told and released."""
        report_id, _, _ = await self.office.told(**answers)
        self.office.clock.at += timedelta(hours=5)
        await self.office.tick()
        return report_id

    async def report(self, report_id: str) -> Report:
        async with self.office.store.work() as work:
            report = await work.reports.by_id(report_id)
        assert report is not None
        return report

    async def ask(self, by: str, report_id: str, who: str = "ivo", *, identity: bool = False) -> str:
        request_id = uuid.uuid4().hex
        await self.sharing.ask(self.who(by), report_id, who, request_id, "She knows the trade.", identity=identity)
        return request_id

    async def share(self, report_id: str, who: str = "ivo", by: str = "officer", other: str = "auditor") -> None:
        await self.sharing.agree(self.who(other), await self.ask(by, report_id, who))

    async def request(self, request_id: str) -> ShareRequest:
        async with self.office.store.work() as work:
            found = await work.shares.by_id(request_id)
        assert found is not None
        return found

    async def step_aside(self, name: str, report_id: str) -> None:
        version = (await self.report(report_id)).version
        await self.aside.step_aside(self.who(name), report_id, version, "My sister works there.")

    async def consent(self, report_id: str, answer: str = "yes", by: str = "officer") -> None:
        new = NewEntry(uuid.uuid4().hex, Recorded.CONSENT, "They said so.", (), {"identity": answer})
        await self.office.recording.write(self.who(by), report_id, new)

    async def holders(self, report_id: str) -> set[str]:
        return set(await self.keys.holders((await self.report(report_id)).key_id))

    async def told(self, report_id: str) -> dict[str, str]:
        return {each.person_id: each.standing.value for each in (await self.report(report_id)).told}

    async def news(self, kind: Kind) -> list[str]:
        return sorted(each.recipient for each in await self.office.notices() if each.kind is kind)

    async def verbs(self, *wanted: str) -> list[tuple[str, str]]:
        async with self.office.store.work() as work:
            lines = await work.audit.lines(0, 1000)
        return [(line.event.verb, line.event.actor) for line in lines if line.event.verb in wanted]

    async def post(self, name: str, *roles: Role, since: date = LONG_AGO, until: date | None = None) -> None:
        async with self.office.store.work() as work:
            held = [Holding(name, role, since, until) for role in roles]
            await work.people.replace([self.who(name)], held)

    async def arrives(self, name: str, *roles: Role, since: date = LONG_AGO, full_name: str = "") -> None:
        """Somebody new, with a confirmed key."""
        made = person(name)
        self.office.people[name] = Person(name, made.entra_id, full_name or made.name, made.email)
        await self.post(name, *roles, since=since)
        await self.office.keystore.add_person(name, self.office.root)
        await self.office.keystore.confirm(name, made.entra_id, self.office.root)


@asynccontextmanager
async def desk(without: Sequence[str] = ()) -> AsyncIterator[Desk]:
    """`without`: posts that nobody holds."""
    async with office() as made:
        calendar = Calendar()
        files = CaseFiles(made.store, made.seal, calendar, made.clock)
        keys = SharedKeys(made.keystore, made.seal, made.desk, made.clock)
        out, news = KeepingOut(made.seal, keys, files), CaseNews(made.clock, made.clock, new_id)
        world = Desk(
            made, keys, CaseTeams(made.store, files, keys, out),
            SharingCases(made.store, files, keys, out, made.recording, news, calendar, made.clock, made.killing),
            SteppingAsides(made.store, files, keys, out, made.recording, news, made.clock, made.killing),
            LeavingCases(made.store, keys, news, calendar),
            ShareReminders(made.store, news, calendar),
        )  # fmt: skip
        for name, full_name in (("ivo", IVO), ("ilse", ILSE)):
            await world.arrives(name, Role.INVESTIGATOR, full_name=full_name)
        for name in without:
            await world.post(name)
        assert set(without) <= set(POSTS)
        yield world
