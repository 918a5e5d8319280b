"""Whistleblowing reports. Nothing here holds a time of day or an order of arrival."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, select, update

from governance.errors import Stale
from governance.outcomes import Outcome, Priority
from governance.reports import Identity, Report, Standing, State, Told
from governance.roles import Role
from storage import tables
from storage.transaction import Transaction, Values, chunks


class SqlReports:
    """Implements `governance.ports.Reports`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, report: Report) -> bool:
        """As the port says. Raises Stale when another report has this code's tag or these keys."""
        if not await self._transaction.add_if_new(tables.reports, _row(report)):
            known = select(tables.reports.c.id).where(tables.reports.c.id == report.id)
            if await self._transaction.first(known) is None:
                raise Stale("Another report was already made with this code.")
            return False
        await self._transaction.add_new(
            tables.told,
            [
                {"report_id": report.id, "person_id": told.person_id, "standing": told.standing.value, "place": place}
                for place, told in enumerate(report.told)
            ],
        )
        return True

    async def by_id(self, report_id: str) -> Report | None:
        return await self._one(tables.reports.c.id == report_id)

    async def by_tag(self, tag: bytes) -> Report | None:
        return await self._one(tables.reports.c.tag == tag)

    async def by_locator(self, locator: bytes) -> Sequence[Report]:
        found = await self._where(tables.reports.c.locator == locator)
        return sorted(found, key=lambda report: report.received_on, reverse=True)

    async def by_keys(self, key_ids: Collection[str]) -> Sequence[Report]:
        found: list[Report] = []
        for chunk in chunks(sorted(set(key_ids))):
            found += await self._where(tables.reports.c.key_id.in_(chunk))
        return sorted(found, key=lambda report: (report.received_on, report.id))

    async def in_state(self, state: State) -> Sequence[Report]:
        """Oldest date first; inside a date by id."""
        found = await self._where(tables.reports.c.state == state.value)
        return sorted(found, key=lambda report: report.received_on)

    async def told(self, report_ids: Collection[str]) -> Mapping[str, Sequence[Told]]:
        """By report id; reports of which nobody is told are absent."""
        found: dict[str, list[Told]] = defaultdict(list)
        for chunk in chunks(sorted(set(report_ids))):
            query = select(tables.told).where(tables.told.c.report_id.in_(chunk)).order_by(tables.told.c.place)
            for row in await self._transaction.all(query):
                found[row.report_id].append(Told(row.person_id, Standing(row.standing)))
        return dict(found)

    async def tell(self, report_id: str, told: Told) -> None:
        after = select(func.count()).select_from(tables.told).where(tables.told.c.report_id == report_id)
        place = (await self._transaction.execute(after)).scalar_one()
        row = {"report_id": report_id, "person_id": told.person_id, "standing": told.standing.value, "place": place}
        await self._transaction.add_new(tables.told, [row])

    async def retell(self, report_id: str, told: Sequence[Told]) -> None:
        await self._transaction.execute(delete(tables.told).where(tables.told.c.report_id == report_id))
        rows = [
            {"report_id": report_id, "person_id": each.person_id, "standing": each.standing.value, "place": place}
            for place, each in enumerate(told)
        ]
        await self._transaction.add_new(tables.told, rows)

    async def told_people(self) -> frozenset[str]:
        query = select(tables.told.c.person_id).distinct()
        return frozenset(row.person_id for row in await self._transaction.all(query))

    async def told_to(self, person_ids: Collection[str]) -> Sequence[Report]:
        found: dict[str, Report] = {}
        for chunk in chunks(sorted(set(person_ids))):
            theirs = select(tables.told.c.report_id).where(tables.told.c.person_id.in_(chunk))
            found |= {report.id: report for report in await self._where(tables.reports.c.id.in_(theirs))}
        return [found[report_id] for report_id in sorted(found)]

    async def told_as(self, standing: Standing) -> Sequence[Report]:
        theirs = select(tables.told.c.report_id).where(tables.told.c.standing == standing.value)
        return sorted(await self._where(tables.reports.c.id.in_(theirs)), key=lambda report: report.id)

    async def move(self, report_id: str, version: int, state: State) -> None:
        await self._set(report_id, version, {"state": state.value})

    async def change(self, report: Report) -> None:
        await self._set(report.id, report.version, {"state": report.state.value, **_course(report)})

    async def _set(self, report_id: str, version: int, values: Values) -> None:
        changed = await self._transaction.execute(
            update(tables.reports)
            .where(tables.reports.c.id == report_id, tables.reports.c.version == version)
            .values(**values, version=version + 1)
        )
        if changed.rowcount != 1:
            raise Stale("Somebody has changed this report since it was shown. Open it again.")

    async def known_keys(self) -> frozenset[str]:
        return frozenset(row.key_id for row in await self._transaction.all(select(tables.reports.c.key_id)))

    async def _one(self, condition: ColumnElement[bool]) -> Report | None:
        found = await self._where(condition)
        return found[0] if found else None

    async def _where(self, condition: ColumnElement[bool]) -> Sequence[Report]:
        """By id."""
        rows = await self._transaction.all(select(tables.reports).where(condition).order_by(tables.reports.c.id))
        told = await self.told([row.id for row in rows])
        return [_report(row, told.get(row.id, ())) for row in rows]


def _report(row: Row[Any], told: Sequence[Told]) -> Report:
    return Report(
        id=row.id,
        identity=Identity(row.identity),
        received_on=row.received_on,
        acknowledge_by=row.acknowledge_by,
        route=Role(row.route),
        state=State(row.state),
        key_id=row.key_id,
        story=row.story,
        form=row.form,
        version=row.version,
        identity_sealed=row.identity_sealed,
        tag=row.tag,
        mailbox=row.mailbox,
        locator=row.locator,
        recipient=row.recipient,
        urgent=row.urgent,
        told=tuple(told),
        priority=Priority(row.priority) if row.priority else None,
        outcome=Outcome(row.outcome) if row.outcome else None,
        acknowledged_on=row.acknowledged_on,
        triaged_on=row.triaged_on,
        concluded_on=row.concluded_on,
        closed_on=row.closed_on,
    )


def _row(report: Report) -> Values:
    return {
        "id": report.id,
        "identity": report.identity.value,
        "received_on": report.received_on,
        "acknowledge_by": report.acknowledge_by,
        "route": report.route.value,
        "state": report.state.value,
        "key_id": report.key_id,
        "story": report.story,
        "form": report.form,
        "version": report.version,
        "identity_sealed": report.identity_sealed,
        "tag": report.tag,
        "mailbox": report.mailbox,
        "locator": report.locator,
        "recipient": report.recipient,
        "urgent": report.urgent,
        **_course(report),
    }


def _course(report: Report) -> Values:
    return {
        "priority": report.priority,
        "outcome": report.outcome,
        "acknowledged_on": report.acknowledged_on,
        "triaged_on": report.triaged_on,
        "concluded_on": report.concluded_on,
        "closed_on": report.closed_on,
    }
