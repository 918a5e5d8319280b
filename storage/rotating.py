"""A new KEK: what the older one sealed is sealed anew, and the chain of the record goes on under a key of the new one.

Every step may be repeated, and the file says that a change has begun until its last step is done: after a crash the
same command goes on from there, and until then the file holds both keys, so that everything opens.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Table, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from governance.audit import GENERATION, KEY_CHANGED, Event
from governance.incidents import locator_of_account
from governance.ports import Failpoint, Ticker
from storage import tables
from storage.concern_lines import opened_line, sealed_line
from storage.desk_keys import DeskKeys
from storage.kek_file import write_desk
from storage.keystore import Keystore
from storage.renewing import reseal
from storage.seal_frames import unframe
from storage.seal_known import (
    SEALED_TO,
    locator_under,
    opened_address,
    opened_recipient,
    sealed_address,
    sealed_recipient,
)
from storage.transaction import Transaction
from storage.work import SqlStore

#: Tables with a sealed recipient, beside the locator that finds what is theirs: reports and whatever else is told.
_KNOWN = tuple(
    table for table in tables.metadata.sorted_tables if {"locator", "recipient"} <= set(table.columns.keys())
)
#: Tables whose `recipient` is a person, or the sealed address of somebody who reported.
_ADDRESSED = tuple(
    table
    for table in tables.metadata.sorted_tables
    if {"id", "recipient"} <= set(table.columns.keys()) and table not in _KNOWN
)


def begin(kek_file: Path, desk: DeskKeys, random: Callable[[int], bytes]) -> DeskKeys:
    """Write a new KEK beside the one that is there; the keys to go on with. When a change has begun, its own."""
    if desk.leaving is not None:
        return desk
    new = desk.next(random(len(desk.kek)))
    write_desk(kek_file, new)
    return new


class Rotating:
    """The steps between the first and the last writing of the KEK file."""

    def __init__(
        self, engine: AsyncEngine, keystore: Keystore, desk: DeskKeys, ticker: Ticker, fail: Failpoint
    ) -> None:
        self._engine = engine
        self._keystore = keystore
        self._desk = desk
        self._ticker = ticker
        self._failpoint = fail

    async def hand_over(self) -> bool:
        """The last line of the chain under the older key; it names the public key that checks heads from now on.
        False when it was written before."""
        async with SqlStore(self._engine, self._desk.audit).work() as work:
            if int(await work.ticks.last(GENERATION) or 1) >= self._desk.generation:
                return False
            facts: dict[str, str | int] = {
                "generation": self._desk.generation,
                "head_key": self._desk.head_public.hex(),
            }
            await work.audit.write(Event(self._ticker.now(), "system", "administrator", KEY_CHANGED, "kek", facts))
            await work.ticks.record(GENERATION, str(self._desk.generation))
        self._failpoint("rotate.after_line")
        return True

    async def reseal_people(self) -> int:
        """How many handlers' keys are sealed under the new KEK now."""
        sealed = await reseal(self._keystore, self._desk)
        self._failpoint("rotate.after_people")
        return sealed

    async def reseal_known(self) -> int:
        """Who the reporters are that we know, where messages to them go, and the register: sealed anew. How many rows
        that were."""
        async with self._engine.connect() as connection, connection.begin():
            transaction = Transaction(connection)
            rows = await self._register(transaction)
            for table in _KNOWN:
                rows += await self._recipients(transaction, table)
            rows += await self._incidents(transaction)
            for table in _ADDRESSED:
                rows += await self._addresses(transaction, table)
            transaction.must_be_whole()
        self._failpoint("rotate.after_known")
        return rows

    async def _recipients(self, transaction: Transaction, table: Table) -> int:
        columns = table.c
        known = await transaction.all(select(columns.id, columns.recipient).where(columns.recipient.is_not(None)))
        for row in known:
            content = opened_recipient(self._desk, row.id, row.recipient)
            person_id = unframe(content)[0].decode()
            changed = {
                "recipient": sealed_recipient(self._desk, row.id, content),
                "locator": locator_under(self._desk.locator, person_id),
            }
            await transaction.execute(update(table).where(columns.id == row.id).values(changed))
        return len(known)

    async def _incidents(self, transaction: Transaction) -> int:
        """A locator alone says whose an incident is, so everybody on the staff list is tried. Of somebody who is not on
        it any more the older one stays, and finds it."""
        people = [locator_of_account(row.entra_id) for row in await transaction.all(select(tables.people.c.entra_id))]
        newest, *older = self._desk.locators
        anew = {locator_under(key, whose): locator_under(newest, whose) for key in older for whose in people}
        columns = tables.incidents.c
        located = await transaction.all(select(columns.id, columns.locator).where(columns.locator.is_not(None)))
        found = [(row.id, anew[row.locator]) for row in located if row.locator in anew]
        for incident_id, locator in found:
            await transaction.execute(update(tables.incidents).where(columns.id == incident_id).values(locator=locator))
        return len(found)

    async def _register(self, transaction: Transaction) -> int:
        lines = tables.concern_lines
        rows = await transaction.all(select(lines.c.id, lines.c.sealed))
        for row in rows:
            anew = sealed_line(self._desk, row.id, opened_line(self._desk, row.id, row.sealed))
            await transaction.execute(update(lines).where(lines.c.id == row.id).values(sealed=anew))
        return len(rows)

    async def _addresses(self, transaction: Transaction, table: Table) -> int:
        sealed = select(table.c.id, table.c.recipient).where(table.c.recipient.startswith(SEALED_TO))
        rows = await transaction.all(sealed)
        for row in rows:
            anew = sealed_address(self._desk, opened_address(self._desk, row.recipient))
            await transaction.execute(update(table).where(table.c.id == row.id).values(recipient=anew))
        return len(rows)


def end(kek_file: Path, desk: DeskKeys) -> DeskKeys:
    """Write the file without the KEK that was given up."""
    settled = desk.settled()
    write_desk(kek_file, settled)
    return settled
