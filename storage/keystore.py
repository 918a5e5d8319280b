"""The keystore: people's keys and the wraps of reports' keys, in a database of its own.

It is apart from the main one so that its backups can be short-lived: once a report's wraps are gone and the last backup
with them has expired, nobody can read that report again.

It has no Alembic: three small tables that seldom change need no second set of migrations beside the main one's. A
version stands in the database; a program that needs another changes the tables in `prepare`, under the same lock.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import delete, func, insert, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from governance.errors import Misconfigured, Refused, Stale, Unreadable
from storage.engines import checkpoint, settle
from storage.keyfiles import DeskKeys, IntakeKeys
from storage.keystore_tables import accounts, metadata, people_keys, person_key, schema, wrap_in, wrap_rows
from storage.keystore_tables import wraps as wraps_table
from storage.refusals import refusal
from storage.seal_people import (
    PersonKey,
    is_account,
    is_signed,
    make_person_key,
    private_half,
    public_half_of_root,
    sign_account,
)
from storage.seal_wraps import Strand, Wrap
from storage.transaction import Transaction, chunks

VERSION = 1
#: Any number that nobody else locks with on this PostgreSQL server.
_LOCK = 0x43414E44


@dataclass(frozen=True, slots=True)
class Listed:
    """A person's key as `candour keys list` shows it."""

    person_id: str
    epoch: int
    #: Signed by the root key of this service. One that is not was put there by somebody else.
    signed: bool


class Keystore:
    """Rows in and out, and the keys of people. Every database error comes out as a Refused."""

    def __init__(self, engine: AsyncEngine, intake: IntakeKeys, desk: DeskKeys | None) -> None:
        self._engine = engine
        self._root_public = intake.root_public
        self._desk = desk

    async def prepare(self) -> None:
        """Make the tables in a new keystore. Raises Misconfigured when another version's tables are there."""
        async with self._connection() as connection:
            if connection.dialect.name == "postgresql":
                await connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
            await connection.run_sync(schema.create, checkfirst=True)
            version = (await connection.execute(select(schema.c.version))).scalar()
            if version in (None, VERSION):
                await connection.run_sync(metadata.create_all)
            if version is None:
                await connection.execute(insert(schema).values(version=VERSION))
            elif version != VERSION:
                raise Misconfigured(
                    f"The keystore was made by another version of Candour ({version}; this one needs {VERSION}). "
                    "Use that version."
                )

    async def check(self) -> None:
        """Raises Misconfigured, naming every person whose key is not signed or does not fit this service's KEK."""
        mistakes = []
        for key in await self.people_keys():
            if not is_signed(key, self._root_public):
                mistakes.append(f"The key of {key.person_id} is not signed by this service's root key.")
            elif self._desk is not None and not _opens(key, self._desk):
                mistakes.append(f"The key of {key.person_id} was not sealed with the key in this service's KEK file.")
        if mistakes:
            raise Misconfigured("\n".join(mistakes))

    async def add_person(self, person_id: str, root_private: bytes) -> None:
        """Make a person's key, so that reports can be sealed to them from now on.

        Raises Refused when they have one, Misconfigured for another service's root key or in a process without KEK.
        """
        if not person_id or person_id.startswith("@"):
            raise Refused("A person's id cannot be empty, and cannot begin with @.")
        if self._desk is None:
            raise Misconfigured("Making a person's key needs the KEK file, and this process was started without it.")
        self.check_root(root_private)
        made = make_person_key(person_id, 1, root_private, self._desk)
        async with self.transaction() as transaction:
            if await transaction.first(select(people_keys).where(people_keys.c.person_id == person_id)):
                raise Refused(f"{person_id} has a key already. Nothing was changed.")
            await transaction.execute(insert(people_keys), asdict(made))

    async def confirm(self, person_id: str, entra_id: str, root_private: bytes) -> None:
        """Sign that this Entra account is this person's, in place of any other. Raises Misconfigured for another
        service's root key."""
        self.check_root(root_private)
        row = {"person_id": person_id, "signature": sign_account(person_id, entra_id, root_private)}
        async with self.transaction() as transaction:
            await transaction.put(accounts, [row])

    async def confirms(self, person_id: str, entra_id: str) -> bool:
        """Whether the root key has signed that this Entra account is this person's."""
        async with self.transaction() as transaction:
            row = await transaction.first(select(accounts.c.signature).where(accounts.c.person_id == person_id))
        return row is not None and is_account(person_id, entra_id, row.signature, self._root_public)

    async def list(self) -> Sequence[Listed]:
        """Every person's keys, by person and epoch; empty before the first was added."""
        return [Listed(key.person_id, key.epoch, is_signed(key, self._root_public)) for key in await self.people_keys()]

    async def current(self) -> Sequence[PersonKey]:
        """Each person's newest key, if it is signed: never an older one in its place."""
        newest = {key.person_id: key for key in await self.people_keys()}
        return [key for key in newest.values() if is_signed(key, self._root_public)]

    async def put(self, wraps: Sequence[Wrap], made_on: date) -> None:
        """All of them, durable when this returns. Raises Stale when one is to a key that was given up meanwhile: make
        them again, to the newest."""
        async with self.transaction() as transaction:
            await _must_be_held(transaction, {(wrap.holder, wrap.epoch) for wrap in wraps if wrap.epoch})
            await transaction.many(insert(wraps_table), wrap_rows(wraps, made_on))

    async def wrap(self, key_id: str, strand: Strand, holder: str) -> Wrap | None:
        async with self.transaction() as transaction:
            return await _wrap(transaction, key_id, strand, holder)

    async def wrap_of_person(self, key_id: str, strand: Strand, person_id: str) -> tuple[Wrap, PersonKey] | None:
        """The wrap and the key that it was made to; None when either is missing."""
        async with self.transaction() as transaction:
            wrap = await _wrap(transaction, key_id, strand, person_id)
            if wrap is None:
                return None
            row = await transaction.first(
                select(people_keys).where(people_keys.c.person_id == person_id, people_keys.c.epoch == wrap.epoch)
            )
            return None if row is None else (wrap, person_key(row))

    async def wraps_of_person(self, strand: Strand, person_id: str) -> Sequence[tuple[Wrap, PersonKey]]:
        """Every wrap of this strand that the person holds, with the key that it was made to."""
        async with self.transaction() as transaction:
            mine = await transaction.all(select(people_keys).where(people_keys.c.person_id == person_id))
            keys = {row.epoch: person_key(row) for row in mine}
            statement = select(wraps_table).where(wraps_table.c.holder == person_id, wraps_table.c.strand == strand)
            rows = await transaction.all(statement)
        return [(wrap_in(row), keys[row.epoch]) for row in rows if row.epoch in keys]

    async def epochs(self, person_id: str) -> Sequence[PersonKey]:
        """A person's keys, oldest first: one, or more while they are being renewed. Raises Refused when there is none,
        and Misconfigured when one was not signed by the root."""
        found = [key for key in await self.people_keys() if key.person_id == person_id]
        if not found:
            raise Refused(f"{person_id} has no key. Make one with `candour keys add {person_id}`.")
        if not all(is_signed(key, self._root_public) for key in found):
            raise Misconfigured(f"A key of {person_id} is not signed by this service's root key. Nothing was changed.")
        return found

    async def keys_of(self, holder: str, strand: Strand) -> frozenset[str]:
        async with self.transaction() as transaction:
            statement = select(wraps_table.c.key_id).where(
                wraps_table.c.holder == holder, wraps_table.c.strand == strand
            )
            return frozenset(row.key_id for row in await transaction.all(statement))

    async def people_with(self, key_id: str, strand: Strand) -> frozenset[str]:
        """The people who hold a wrap of this strand."""
        async with self.transaction() as transaction:
            statement = select(wraps_table.c.holder).where(
                wraps_table.c.key_id == key_id, wraps_table.c.strand == strand
            )
            return frozenset(row.holder for row in await transaction.all(statement) if not row.holder.startswith("@"))

    async def take(self, key_id: str, person_id: str) -> None:
        """Destroy every wrap that one person holds of this key, in the file and in its log."""
        async with self.transaction() as transaction:
            theirs = delete(wraps_table).where(wraps_table.c.key_id == key_id, wraps_table.c.holder == person_id)
            await transaction.execute(theirs)
        await self.empty_log()

    async def made_before(self, day: date) -> frozenset[str]:
        """Key ids whose wraps are older than `day`."""
        async with self.transaction() as transaction:
            statement = select(wraps_table.c.key_id).where(wraps_table.c.made_on < day).distinct()
            return frozenset(row.key_id for row in await transaction.all(statement))

    async def forget(self, key_ids: Collection[str]) -> None:
        """Destroy every wrap of these keys, in the file and in its log."""
        async with self.transaction() as transaction:
            for some in chunks(sorted(key_ids)):
                await transaction.execute(delete(wraps_table).where(wraps_table.c.key_id.in_(some)))
        await self.empty_log()

    async def settle(self) -> None:
        """Leave nothing in the files of the order in which wraps were written."""
        try:
            await settle(self._engine)
        except SQLAlchemyError as error:
            raise refusal(error) from None

    async def close(self) -> None:
        await self._engine.dispose()

    async def empty_log(self) -> None:
        """What was destroyed is in neither the file nor its log."""
        try:
            await checkpoint(self._engine)
        except SQLAlchemyError as error:
            raise refusal(error) from None

    def check_root(self, root_private: bytes) -> None:
        """Raises Misconfigured for another service's root key."""
        if public_half_of_root(root_private) != self._root_public:
            raise Misconfigured("That is not the root key of this service. Use the one that `candour keys init` made.")

    async def people_keys(self) -> Sequence[PersonKey]:
        """Everybody's keys, by person and epoch."""
        async with self.transaction() as transaction:
            statement = select(people_keys).order_by(people_keys.c.person_id, people_keys.c.epoch)
            return [person_key(row) for row in await transaction.all(statement)]

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """One, for what stands here and in `renewing`."""
        async with self._connection() as connection:
            transaction = Transaction(connection)
            yield transaction
            transaction.must_be_whole()

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[AsyncConnection]:
        try:
            async with self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise refusal(error) from None


async def _must_be_held(transaction: Transaction, epochs: Collection[tuple[str, int]]) -> None:
    """Raises Stale when one of these keys, (person, epoch), was given up for a newer one. It stays until this
    transaction ends."""
    for person_id, epoch in sorted(epochs):
        mine = select(people_keys.c.epoch).where(people_keys.c.person_id == person_id).with_for_update(read=True)
        held = {row.epoch for row in await transaction.all(mine)}
        if held and epoch not in held:
            raise Stale("A handler's key was renewed at this moment. Do it again.")


async def _wrap(transaction: Transaction, key_id: str, strand: Strand, holder: str) -> Wrap | None:
    row = await transaction.first(
        select(wraps_table).where(
            wraps_table.c.key_id == key_id, wraps_table.c.strand == strand, wraps_table.c.holder == holder
        )
    )
    return None if row is None else wrap_in(row)


def _opens(key: PersonKey, desk: DeskKeys) -> bool:
    try:
        private_half(key, desk)
    except Unreadable:
        return False
    return True
