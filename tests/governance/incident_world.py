"""Incidents on the real store and sealing, with a clock that the test moves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from os import urandom
from random import Random
from typing import Any

from sqlalchemy import delete

from dialogs.forms.incident import INCIDENT
from dialogs.telling import tell_incident
from governance import codes
from governance.assets import Asset
from governance.calendar import Calendar
from governance.incidents import Incident, IncidentReport, Moment
from governance.notices import Notice
from governance.people import Person
from governance.roles import Holding, Role
from governance.services.incident_files import IncidentFiles
from governance.services.incident_reporting import Filed, IncidentReporting
from governance.services.receiving import Receiving
from governance.services.touching_data import TouchingData
from storage.engines import open_engine
from storage.keyfiles import DeskKeys
from storage.keystore import Keystore
from storage.keystore_tables import people_keys
from storage.sealing import Sealing
from storage.work import SqlStore, memory_store
from tests.governance.reporting import LONG_AGO, MONDAY, Hand, Killing, concern, new_id, person, telling
from tests.harness.prepared import prepared

ROLES = {
    "manager": Role.INFORMATION_GOVERNANCE,
    "assistant": Role.INFORMATION_GOVERNANCE,
    "protector": Role.DATA_PROTECTION_OFFICER,
    "riskowner": Role.SIRO,
    "technician": Role.ICT_SECURITY,
    "officer": Role.MONITORING_OFFICER,
    "auditor": Role.CHIEF_INTERNAL_AUDITOR,
    "chief": Role.CHIEF_EXECUTIVE,
    "owner": Role.INFORMATION_ASSET_OWNER,
    "stranger": Role.INFORMATION_ASSET_OWNER,
}
WITH_KEYS = ("manager", "assistant", "protector", "riskowner", "officer", "auditor")
REPORTER = "reporter"
ASSET = Asset("IA-017", "Council tax accounts", "owner", None, "Finance", "Revenues", "official", "high", False)


def told(**answers: Any) -> IncidentReport:
    """An email to the wrong person, by somebody who gave their name."""
    said: dict[str, Any] = {f.name: () if str(f.type).startswith("tuple") else None for f in fields(IncidentReport)}
    said |= {"still": "no", "attack": "no", "happened": "happened", "kind": "email", "harms": ("secrecy",)}
    said |= {"story": "A letter about one tenant went to another tenant.", "directorate": "Finance", "place": "Desk 4"}
    said |= {"asset": "IA-017", "when_known": "unknown", "found": Moment(date(2026, 11, 23)), "held_as": ("email",)}
    said |= {"personal": "yes", "who": ("residents",), "people_known": "exact", "people": 2, "special": ("none",)}
    said |= {"effects": ("distress",), "received_by": "known", "done": ("nothing",), "recovered": "no"}
    said |= {"told": ("no_one",), "naming": "named", "name": "Rosa Quill", "job": "Clerk"}
    return IncidentReport(**(said | answers))


@dataclass
class Desk:
    store: SqlStore
    seal: Sealing
    keystore: Keystore
    clock: Hand
    killing: Killing
    reporting: IncidentReporting
    files: IncidentFiles
    receiving: Receiving
    people: dict[str, Person]
    root: bytes
    held: DeskKeys

    async def tick(self) -> None:
        await self.receiving.release(self.clock.now())
        await self.reporting.release(self.clock.now())

    async def batch(self) -> None:
        """The next one."""
        self.clock.at += timedelta(days=1)
        await self.tick()

    async def report(self, by: str | None = REPORTER, incident_id: str = "", **answers: Any) -> tuple[str, Filed]:
        """Told in Teams by somebody, or on the web page by nobody."""
        incident_id = incident_id or new_id()
        if by is None:
            nameless = {"naming": "none", "name": None, "job": None, **answers}
            return incident_id, await self.reporting.report(told(**nameless), incident_id, INCIDENT.fingerprint)
        filed = await self.reporting.report_known(told(**answers), incident_id, INCIDENT.fingerprint, self.people[by])
        return incident_id, filed

    async def concern(self, **answers: Any) -> str:
        report_id = new_id()
        await self.receiving.receive(concern(**answers), report_id, codes.mint(urandom(12)), "form")
        return report_id

    async def incident(self, incident_id: str) -> Incident:
        async with self.store.work() as work:
            found = await work.incidents.by_id(incident_id)
        assert found is not None
        return found

    async def incidents(self) -> list[Incident]:
        async with self.store.work() as work:
            return list(await work.incidents.everything())

    async def notices(self) -> list[Notice]:
        async with self.store.work() as work:
            return list(await work.notices.since(MONDAY - timedelta(days=400)))

    async def heard(self) -> set[tuple[str, str]]:
        return {(each.recipient, each.kind.value) for each in await self.notices()}

    async def change(self, who: str, *roles: Role, **fields_: Any) -> None:
        self.people[who] = replace(self.people[who], **fields_)
        async with self.store.work() as work:
            await work.people.replace([self.people[who]], [Holding(who, role, LONG_AGO) for role in roles])

    async def give_key(self, name: str) -> None:
        await self.keystore.add_person(name, self.root)
        await self.keystore.confirm(name, self.people[name].entra_id, self.root)

    async def lose_key(self, name: str) -> None:
        async with self.keystore.transaction() as transaction:
            await transaction.execute(delete(people_keys).where(people_keys.c.person_id == name))


@asynccontextmanager
async def desk(*, with_keys: tuple[str, ...] = WITH_KEYS, database: str = "") -> AsyncIterator[Desk]:
    """In memory, or in `database`, whose tables are there and empty."""
    people = {name: person(name) for name in (*ROLES, REPORTER)}
    made = await prepared(people[name] for name in with_keys)
    clock, killing, calendar = Hand(), Killing(), Calendar()
    keystore, intake, keys = made.keystore(), made.intake, made.desk
    try:
        kept = SqlStore(open_engine(database), keys.audit, killing) if database else None
        async with kept or await memory_store(keys.audit, killing) as store:
            async with store.work() as work:
                await work.people.replace(people.values(), [Holding(n, role, LONG_AGO) for n, role in ROLES.items()])
                await work.register.replace_assets([ASSET])
            with closing(Sealing(keystore, intake, keys, clock)) as seal:
                touching = TouchingData(store, seal, new_id)
                yield Desk(
                    store, seal, keystore, clock, killing,
                    IncidentReporting(
                        store, seal, calendar, clock, clock, lambda each: tell_incident(INCIDENT, each), new_id,
                        Random(7).shuffle, killing,
                    ),
                    IncidentFiles(store, seal, calendar, clock),
                    Receiving(
                        store, seal, calendar, clock, clock, telling, new_id, Random(7).shuffle, killing, touching
                    ),
                    people, made.root, keys,
                )  # fmt: skip
    finally:
        await keystore.close()
