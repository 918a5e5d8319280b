"""Information-security incidents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, select, update

from governance.errors import Stale
from governance.incidents import Incident, IncidentKind, IncidentState, Naming, Origin
from governance.opened_incidents import Opened
from storage import tables
from storage.transaction import Transaction, Values, chunks

CHANGED = "Somebody has changed this incident since it was shown. Open it again."


class SqlIncidents:
    """Implements `governance.incident_ports.Incidents`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, incident: Incident) -> bool:
        """As the port says. Raises Stale when something else has these keys."""
        row = {"id": incident.id, "version": incident.version, **_came_in(incident), **_changing(incident)}
        if not await self._transaction.add_if_new(tables.incidents, row):
            if await self.by_id(incident.id) is None:
                raise Stale("Another incident was already made with these keys.")
            return False
        await self._transaction.add_new(
            tables.incident_told,
            [
                {"incident_id": incident.id, "person_id": person_id, "place": place}
                for place, person_id in enumerate(incident.told)
            ],
        )
        return True

    async def expect(self, opened: Opened) -> None:
        row = {**asdict(opened), "told": "\n".join(opened.told)}
        await self._transaction.add_new(tables.expected_incidents, [row])

    async def expected(self) -> Sequence[Opened]:
        query = select(tables.expected_incidents).order_by(tables.expected_incidents.c.id)
        return [
            Opened(row.id, row.key_id, row.story, tuple(row.told.split("\n")), row.only_told)
            for row in await self._transaction.all(query)
        ]

    async def arrive(self, incident: Incident) -> None:
        waits = tables.expected_incidents
        await self._transaction.execute(delete(waits).where(waits.c.id == incident.id))
        await self.add(incident)

    async def by_id(self, incident_id: str) -> Incident | None:
        found = await self._where(tables.incidents.c.id == incident_id)
        return found[0] if found else None

    async def by_keys(self, key_ids: Collection[str]) -> Sequence[Incident]:
        found: list[Incident] = []
        for chunk in chunks(sorted(set(key_ids))):
            found += await self._where(tables.incidents.c.key_id.in_(chunk))
        return sorted(found, key=lambda each: (each.reported_on, each.id))

    async def by_locator(self, locator: bytes) -> Sequence[Incident]:
        return _newest_first(await self._where(tables.incidents.c.locator == locator))

    async def of_assets(self, references: Collection[str]) -> Sequence[Incident]:
        found: list[Incident] = []
        for chunk in chunks(sorted(set(references) - {""})):
            found += await self._where(tables.incidents.c.asset.in_(chunk))
        return _newest_first(found)

    async def everything(self) -> Sequence[Incident]:
        found = await self._where(tables.incidents.c.id != "")
        return sorted(found, key=lambda each: (each.reported_on, each.id))

    async def keeping_out(self) -> frozenset[str]:
        quiet = select(tables.incidents.c.id).where(tables.incidents.c.only_told)
        return frozenset(row.id for row in await self._transaction.all(quiet))

    async def waiting(self) -> Sequence[Incident]:
        return await self.in_state(IncidentState.WAITING)

    async def in_state(self, state: IncidentState) -> Sequence[Incident]:
        return await self._where(tables.incidents.c.state == state.value)

    async def change(self, incident: Incident, version: int) -> None:
        changed = await self._transaction.execute(
            update(tables.incidents)
            .where(tables.incidents.c.id == incident.id, tables.incidents.c.version == version)
            .values(version=version + 1, **_changing(incident))
        )
        if changed.rowcount != 1:
            raise Stale(CHANGED)

    async def tell(self, incident_id: str, person_id: str) -> None:
        told = tables.incident_told
        after = select(func.count()).select_from(told).where(told.c.incident_id == incident_id)
        place = (await self._transaction.execute(after)).scalar_one()
        await self._transaction.add_new(told, [{"incident_id": incident_id, "person_id": person_id, "place": place}])

    async def known_keys(self) -> frozenset[str]:
        own = tables.incident_entries.c.key_id
        queries = (
            select(tables.incidents.c.key_id),
            select(tables.expected_incidents.c.key_id),
            select(own).where(own != ""),
        )
        rows = [row for query in queries for row in await self._transaction.all(query)]
        return frozenset(row.key_id for row in rows)

    async def _where(self, condition: ColumnElement[bool]) -> Sequence[Incident]:
        """By id."""
        rows = await self._transaction.all(select(tables.incidents).where(condition).order_by(tables.incidents.c.id))
        told: dict[str, list[str]] = defaultdict(list)
        for chunk in chunks([row.id for row in rows]):
            query = select(tables.incident_told).where(tables.incident_told.c.incident_id.in_(chunk))
            for each in await self._transaction.all(query.order_by(tables.incident_told.c.place)):
                told[each.incident_id].append(each.person_id)
        return [_incident(row, tuple(told[row.id])) for row in rows]


def _newest_first(found: Sequence[Incident]) -> Sequence[Incident]:
    return sorted(sorted(found, key=lambda each: each.id), key=lambda each: each.reported_on, reverse=True)


def _incident(row: Row[Any], told: tuple[str, ...]) -> Incident:
    return Incident(
        id=row.id,
        origin=Origin(row.origin),
        naming=Naming(row.naming),
        state=IncidentState(row.state),
        reported_on=row.reported_on,
        reported_at=row.reported_at,
        kind=IncidentKind(row.kind),
        near_miss=row.near_miss,
        suspected=row.suspected,
        ongoing=row.ongoing,
        live_attack=row.live_attack,
        directorate=row.directorate,
        asset=row.asset,
        service_desk=row.service_desk,
        key_id=row.key_id,
        story=row.story,
        form=row.form,
        told=told,
        version=row.version,
        identity_sealed=row.identity_sealed,
        locator=row.locator,
        aware_at=row.aware_at,
        severity=row.severity,
        only_told=row.only_told,
    )


def _came_in(incident: Incident) -> Values:
    return {
        "origin": incident.origin.value,
        "naming": incident.naming.value,
        "reported_on": incident.reported_on,
        "reported_at": incident.reported_at,
        "key_id": incident.key_id,
        "story": incident.story,
        "form": incident.form,
        "identity_sealed": incident.identity_sealed,
        "locator": incident.locator,
        "only_told": incident.only_told,
    }


def _changing(incident: Incident) -> Values:
    return {
        "state": incident.state.value,
        "kind": incident.kind.value,
        "near_miss": incident.near_miss,
        "suspected": incident.suspected,
        "ongoing": incident.ongoing,
        "live_attack": incident.live_attack,
        "directorate": incident.directorate,
        "asset": incident.asset,
        "service_desk": incident.service_desk,
        "aware_at": incident.aware_at,
        "severity": incident.severity,
    }
