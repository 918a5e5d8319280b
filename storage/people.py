"""The staff list and who holds which role."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, Row, Select, bindparam, delete, or_, select, update

from governance.people import ActingOwner, Away, Person
from governance.roles import Holding, Role
from storage import tables
from storage.columns import Day
from storage.transaction import Transaction, Values, chunks

# Built once: almost every press asks who it is and who holds which role.

_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_BY_ID = select(tables.people).where(tables.people.c.id == bindparam("value"))
_BY_ENTRA = select(tables.people).where(tables.people.c.entra_id == bindparam("value"))
_BY_IDS = select(tables.people).where(tables.people.c.id.in_(_IDS))
_LEAVE = select(tables.away).order_by(tables.away.c.from_on, tables.away.c.until_on)
_LEAVE_OF = _LEAVE.where(tables.away.c.person_id.in_(_IDS))
_ACTING = select(tables.acting_owners).order_by(tables.acting_owners.c.from_on, tables.acting_owners.c.acting_id)
_ACTING_OF = _ACTING.where(tables.acting_owners.c.person_id.in_(_IDS))

_DAY = bindparam("day", type_=Day)
#: Holdings on that day of people who are still there.
_HELD = (
    select(tables.holdings)
    .join(tables.people, tables.people.c.id == tables.holdings.c.person_id)
    .where(tables.holdings.c.from_on <= _DAY)
    .where(or_(tables.holdings.c.until_on.is_(None), tables.holdings.c.until_on >= _DAY))
    .where(or_(tables.people.c.left_on.is_(None), tables.people.c.left_on >= _DAY))
)
_ROLES_OF = _HELD.where(tables.holdings.c.person_id == bindparam("person_id"))
_HOLDERS = _HELD.where(tables.holdings.c.role.in_(bindparam("roles", expanding=True))).order_by(
    tables.holdings.c.from_on, tables.holdings.c.person_id, tables.holdings.c.role
)


class SqlPeople:
    """Implements `governance.ports.People`. Whoever has left holds no role."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def by_entra(self, entra_id: str) -> Person | None:
        return await self._one(_BY_ENTRA, entra_id.lower())

    async def by_id(self, person_id: str) -> Person | None:
        return await self._one(_BY_ID, person_id)

    async def many(self, ids: Collection[str]) -> Mapping[str, Person]:
        found: dict[str, Person] = {}
        for chunk in chunks(sorted(set(ids))):
            rows = await self._transaction.all(_BY_IDS, {"ids": chunk})
            found.update((person.id, person) for person in await self._whole(rows, chunk))
        return found

    async def everyone(self) -> Sequence[Person]:
        people = await self._whole(await self._transaction.all(select(tables.people)))
        # Sorted here, because the engines collate differently.
        return sorted(people, key=lambda person: (person.name.casefold(), person.id))

    async def directorates(self) -> Sequence[str]:
        rows = await self._transaction.all(select(tables.people.c.directorate).distinct())
        return sorted(row.directorate for row in rows if row.directorate)

    async def roles_of(self, person_id: str, day: date) -> frozenset[Role]:
        rows = await self._transaction.all(_ROLES_OF, {"day": day, "person_id": person_id})
        return frozenset(Role(row.role) for row in rows)

    async def holdings(self, roles: Collection[Role], day: date) -> Sequence[Holding]:
        wanted = [role.value for role in roles]
        rows = await self._transaction.all(_HOLDERS, {"day": day, "roles": wanted})
        return [_holding(row) for row in rows]

    async def holdings_of(self, ids: Collection[str]) -> Mapping[str, Sequence[Holding]]:
        """As the port says; longest-standing first."""
        found: dict[str, list[Holding]] = defaultdict(list)
        columns = tables.holdings.c
        for chunk in chunks(sorted(set(ids))):
            query = select(tables.holdings).where(columns.person_id.in_(chunk))
            for row in await self._transaction.all(query.order_by(columns.from_on, columns.role)):
                found[row.person_id].append(_holding(row))
        return dict(found)

    async def replace(self, people: Iterable[Person], holdings: Iterable[Holding]) -> None:
        """As the port says; two people of the list may swap their Entra ids in one call. Raises Stale when a role is
        given to somebody who is not on the staff list, or an Entra id is another person's."""
        named = list(people)
        await self._free_entra_ids([person.id for person in named])
        await self._transaction.put(tables.people, [_row(person) for person in named])
        for chunk in chunks([person.id for person in named]):
            await self._transaction.execute(delete(tables.away).where(tables.away.c.person_id.in_(chunk)))
            await self._transaction.execute(
                delete(tables.acting_owners).where(tables.acting_owners.c.person_id.in_(chunk))
            )
            await self._transaction.execute(delete(tables.holdings).where(tables.holdings.c.person_id.in_(chunk)))
        await self._transaction.add_new(
            tables.away,
            [
                {
                    "person_id": person.id,
                    "from_on": away.from_on,
                    "until_on": away.until_on,
                    "deputy_id": away.deputy_id,
                }
                for person in named
                for away in person.away
            ],
        )
        await self._transaction.add_new(
            tables.acting_owners, [_acting_row(person.id, each) for person in named for each in person.acting]
        )
        await self._transaction.put(
            tables.holdings,
            [
                {
                    "person_id": holding.person_id,
                    "role": holding.role.value,
                    "from_on": holding.from_on,
                    "until_on": holding.until_on,
                }
                for holding in holdings
            ],
        )

    async def set_acting(self, person_id: str, acting: Iterable[ActingOwner]) -> None:
        table = tables.acting_owners
        await self._transaction.execute(delete(table).where(table.c.person_id == person_id))
        await self._transaction.add_new(table, [_acting_row(person_id, each) for each in acting])

    async def with_acting(self, day: date) -> Sequence[Person]:
        columns = tables.acting_owners.c
        rows = await self._transaction.all(select(columns.person_id).where(columns.until_on >= day).distinct())
        people = await self.many({row.person_id for row in rows})
        return [people[each] for each in sorted(people)]

    async def _free_entra_ids(self, ids: Sequence[str]) -> None:
        """So that no row of this list stands in another's way while they are written one after the other."""
        for chunk in chunks(ids):
            await self._transaction.execute(
                update(tables.people)
                .where(tables.people.c.id.in_(chunk))
                .values(entra_id="replaced:" + tables.people.c.id)
            )

    async def _one(self, query: Select[Any], value: str) -> Person | None:
        row = await self._transaction.first(query, {"value": value})
        return None if row is None else (await self._whole([row], [row.id]))[0]

    async def _whole(self, rows: Sequence[Row[Any]], ids: Sequence[str] | None = None) -> Sequence[Person]:
        """With their leave and who acts for them; `ids` are theirs, or None when they are everybody."""
        given = None if ids is None else {"ids": ids}
        leave: dict[str, list[Away]] = defaultdict(list)
        for row in await self._transaction.all(_LEAVE if ids is None else _LEAVE_OF, given):
            leave[row.person_id].append(Away(row.from_on, row.until_on, row.deputy_id))
        acting: dict[str, list[ActingOwner]] = defaultdict(list)
        for row in await self._transaction.all(_ACTING if ids is None else _ACTING_OF, given):
            assets = tuple(row.assets.split("\n")) if row.assets else ()
            acting[row.person_id].append(ActingOwner(row.acting_id, row.from_on, row.until_on, assets))
        return [_person(row, leave.get(row.id, ()), acting.get(row.id, ())) for row in rows]


def _holding(row: Row[Any]) -> Holding:
    return Holding(row.person_id, Role(row.role), row.from_on, row.until_on)


def _person(row: Row[Any], leave: Sequence[Away], acting: Sequence[ActingOwner]) -> Person:
    return Person(
        id=row.id,
        entra_id=row.entra_id,
        name=row.name,
        email=row.email,
        job=row.job,
        team=row.team,
        directorate=row.directorate,
        manager_id=row.manager_id,
        away=tuple(leave),
        left_on=row.left_on,
        acting=tuple(acting),
    )


def _acting_row(person_id: str, each: ActingOwner) -> Values:
    return {
        "person_id": person_id,
        "from_on": each.from_on,
        "acting_id": each.acting_id,
        "until_on": each.until_on,
        "assets": "\n".join(each.assets),
    }


def _row(person: Person) -> Values:
    return {
        "id": person.id,
        "entra_id": person.entra_id.lower(),
        "name": person.name,
        "email": person.email,
        "job": person.job,
        "team": person.team,
        "directorate": person.directorate,
        "manager_id": person.manager_id,
        "left_on": person.left_on,
    }
