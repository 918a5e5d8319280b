"""Keys and a keystore in memory that are made once, and copied for every test that begins with the same people's keys.

To make the keystore's tables and a council's keys takes longer than most tests do.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from os import urandom
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy.ext.asyncio import AsyncEngine

from governance.people import Person
from storage.engines import open_copy, open_engine
from storage.keyfiles import DeskKeys, IntakeKeys
from storage.keystore import Keystore

_made: dict[tuple[tuple[str, str], ...], Prepared] = {}


@dataclass(frozen=True, slots=True)
class Prepared:
    root: bytes
    #: The recovery key, as two custodians put it together.
    recovery: bytes
    intake: IntakeKeys
    desk: DeskKeys
    _template: sqlite3.Connection

    def keystore(self) -> Keystore:
        """A copy of its own, to be closed."""
        return Keystore(open_copy(self._template), self.intake, self.desk)


async def prepared(people: Iterable[Person]) -> Prepared:
    """A service's keys, and its keystore with the keys of these people, whose accounts are confirmed."""
    wanted = list(people)
    names = tuple((person.id, person.entra_id) for person in wanted)
    if names not in _made:
        _made[names] = await _prepare(wanted)
    return _made[names]


async def _prepare(people: Iterable[Person]) -> Prepared:
    root, recovery = Ed25519PrivateKey.generate(), X25519PrivateKey.generate()
    intake = IntakeKeys(
        urandom(32), urandom(32), root.public_key().public_bytes_raw(), recovery.public_key().public_bytes_raw()
    )
    desk, engine = DeskKeys(urandom(32)), open_engine("sqlite+aiosqlite://")
    keystore = Keystore(engine, intake, desk)
    try:
        await keystore.prepare()
        for person in people:
            await keystore.add_person(person.id, root.private_bytes_raw())
            await keystore.confirm(person.id, person.entra_id, root.private_bytes_raw())
        return Prepared(root.private_bytes_raw(), recovery.private_bytes_raw(), intake, desk, await _copied(engine))
    finally:
        await keystore.close()


async def _copied(engine: AsyncEngine) -> sqlite3.Connection:
    """What a database in memory holds now."""
    copy = sqlite3.connect(":memory:", check_same_thread=False)
    async with engine.connect() as connection:
        opened: Any = (await connection.get_raw_connection()).driver_connection
        opened.opened.backup(copy)
    return copy
