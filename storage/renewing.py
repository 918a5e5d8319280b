"""A handler's pair of keys made anew: what they hold is wrapped to the newer one, and the older one is destroyed.

Every step may be repeated. While it is under way both keys are there and everything opens, so it does not matter where
a crash stops it: the next call goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from governance.errors import Misconfigured, Refused, Unreadable
from governance.incident_course import entry_id
from governance.ports import Failpoint
from storage.desk_keys import DeskKeys
from storage.keystore import Keystore
from storage.keystore_tables import people_keys, wrap_in, wraps
from storage.seal_people import PersonKey, make_person_key, private_half, resealed
from storage.seal_wraps import Wrap, unwrap, wrap
from storage.tables import incident_entries, metadata
from storage.transaction import Transaction

#: Wraps that change in one transaction.
AT_ONCE = 200
_TRIES = 5

#: Told how many are done, and of how many, as it goes.
Say = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Renewed:
    """What came of it."""

    epoch: int
    #: Wraps that were made anew in this run.
    wraps: int


class Renewing:
    """Renews a handler's pair. `subjects` say which report each key id belongs to."""

    def __init__(self, keystore: Keystore, desk: DeskKeys, failpoint: Failpoint) -> None:
        self._keystore = keystore
        self._desk = desk
        self._failpoint = failpoint

    async def renew(self, person_id: str, root_private: bytes, subjects: Mapping[str, str], say: Say) -> Renewed:
        """Begin, or go on with what was begun.

        Raises Refused when the person has no key, or holds a wrap of a report that is only just arriving. Raises
        Misconfigured when a wrap does not open, or for another service's root key: then both keys stay.
        """
        self._keystore.check_root(root_private)
        epochs = await self._keystore.epochs(person_id)
        if len(epochs) == 1:
            await self._add(person_id, epochs[-1].epoch + 1, root_private)
            epochs = await self._keystore.epochs(person_id)
            self._failpoint("renew.after_epoch")
        newest, done = epochs[-1], 0
        for _ in range(_TRIES):
            done += await self._rewrap(epochs, newest, subjects, say)
            self._failpoint("renew.before_destroying")
            if await self._destroy_below(newest):
                return Renewed(newest.epoch, done)
        raise Refused("Reports are coming in at this moment. Nothing is lost. Run the same again.")

    async def _add(self, person_id: str, epoch: int, root_private: bytes) -> None:
        made = make_person_key(person_id, epoch, root_private, self._desk)
        async with self._keystore.transaction() as transaction:
            await transaction.execute(insert(people_keys), asdict(made))

    async def _rewrap(
        self,
        epochs: Sequence[PersonKey],
        newest: PersonKey,
        subjects: Mapping[str, str],
        say: Callable[[int, int], None],
    ) -> int:
        halves = {key.epoch: private_half(key, self._desk) for key in epochs[:-1]}
        total, done, after = await self._count_below(newest), 0, ("", "")
        while rows := await self._below(newest, after):
            made = [_again(row, halves, newest, subjects) for row in rows]
            await self._replace(made)
            done, after = done + len(made), (rows[-1].key_id, rows[-1].strand.value)
            say(done, total)
            self._failpoint("renew.between_wraps")
        return done

    async def _count_below(self, newest: PersonKey) -> int:
        async with self._keystore.transaction() as transaction:
            counting = select(func.count()).select_from(wraps).where(_older_wraps(newest))
            return int((await transaction.execute(counting)).scalar_one())

    async def _below(self, newest: PersonKey, after: tuple[str, str]) -> Sequence[Wrap]:
        """Wraps to older keys, by (key id, strand), after that one."""
        columns = wraps.c
        later = or_(columns.key_id > after[0], and_(columns.key_id == after[0], columns.strand > after[1]))
        statement = select(wraps).where(_older_wraps(newest), later).order_by(columns.key_id, columns.strand)
        async with self._keystore.transaction() as transaction:
            return [wrap_in(row) for row in await transaction.all(statement.limit(AT_ONCE))]

    async def _replace(self, made: Sequence[Wrap]) -> None:
        """Each in the place of the older one, where that is still there: its report may be gone meanwhile."""
        async with self._keystore.transaction() as transaction:
            for each in made:
                same = and_(
                    wraps.c.key_id == each.key_id, wraps.c.strand == each.strand.value, wraps.c.holder == each.holder
                )
                changes = {"epoch": each.epoch, "suite": each.suite, "blob": each.blob}
                await transaction.execute(update(wraps).where(same).values(changes))

    async def _destroy_below(self, newest: PersonKey) -> bool:
        """Destroy the older keys, in the file and in its log. False, and nothing is destroyed, while a wrap is left
        that only one of them opens."""
        older = and_(people_keys.c.person_id == newest.person_id, people_keys.c.epoch < newest.epoch)
        async with self._keystore.transaction() as transaction:
            # Whoever seals to one of them at this moment is waited for.
            await transaction.all(select(people_keys.c.epoch).where(older).with_for_update())
            if await transaction.first(select(wraps.c.key_id).where(_older_wraps(newest)).limit(1)) is not None:
                return False
            await transaction.execute(delete(people_keys).where(older))
        await self._keystore.empty_log()
        return True


async def sealed_subjects(engine: AsyncEngine) -> Mapping[str, str]:
    """The id of everything that has keys of its own, by its key id."""
    found: dict[str, str] = {}
    async with engine.connect() as connection:
        transaction = Transaction(connection)
        for table in (each for each in metadata.sorted_tables if {"id", "key_id"} <= set(each.columns.keys())):
            rows = await transaction.all(select(table.c.key_id, table.c.id))
            found.update((row.key_id, row.id) for row in rows)
        written = incident_entries.c
        rows = await transaction.all(
            select(written.incident_id, written.number, written.key_id).where(written.key_id != "")
        )
        found.update((row.key_id, entry_id(row.incident_id, row.number)) for row in rows)
    return found


async def reseal(keystore: Keystore, desk: DeskKeys) -> int:
    """Seal every person's private half under the newest KEK, all or none; how many. May be repeated. Raises
    Misconfigured when one does not open with these keys."""
    keys = await keystore.people_keys()
    try:
        anew = [resealed(key, desk) for key in keys]
    except Unreadable:
        raise Misconfigured(
            "A handler's key was not sealed with the key in this KEK file, so nothing in the keystore was changed. Put "
            "the right KEK file back."
        ) from None
    async with keystore.transaction() as transaction:
        for key in anew:
            same = and_(people_keys.c.person_id == key.person_id, people_keys.c.epoch == key.epoch)
            await transaction.execute(update(people_keys).where(same).values(sealed_private=key.sealed_private))
    await keystore.empty_log()
    return len(keys)


def _older_wraps(newest: PersonKey) -> ColumnElement[bool]:
    return and_(wraps.c.holder == newest.person_id, wraps.c.epoch < newest.epoch)


def _again(row: Wrap, halves: Mapping[int, bytes], newest: PersonKey, subjects: Mapping[str, str]) -> Wrap:
    """The same key, wrapped to the newest pair."""
    report_id = subjects.get(row.key_id)
    if report_id is None:
        raise Refused(
            "The keystore holds a key of a report that the main database does not have: it is just arriving, or a "
            "crash left it, and it is swept away after a day. Both keys of the handler stay until then. Run the same "
            "again."
        )
    try:
        key = unwrap(report_id, row, halves[row.epoch])
    except (KeyError, Unreadable):
        raise Misconfigured(
            f"A key of report {report_id} does not open with the key that it was made for: somebody changed the "
            "keystore. Nothing was destroyed. Put a good back-up of the keystore in its place."
        ) from None
    return wrap(report_id, row.key_id, row.strand, row.holder, newest.epoch, newest.public, key)
