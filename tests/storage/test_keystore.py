"""What would be lost: wraps that were not there after a crash, so that nobody can read a report; or a key that somebody
slipped in beside the real ones."""

from __future__ import annotations

import asyncio
import hashlib
import os
import sqlite3
import stat
from collections.abc import AsyncIterator, Iterator
from datetime import date
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine

from governance.errors import Misconfigured, Refused, Stale
from storage.engines import open_engine
from storage.keyfiles import DeskKeys, IntakeKeys
from storage.keystore import Keystore, Listed
from storage.seal_people import make_person_key
from storage.seal_wraps import Strand, Wrap
from tests.storage.seals import service

ROOT = hashlib.sha256(b"root").digest()
DESK = DeskKeys(hashlib.sha256(b"kek").digest())
INTAKE = IntakeKeys(
    pepper=hashlib.sha256(b"pepper").digest(),
    draft_seed=hashlib.sha256(b"seed").digest(),
    root_public=Ed25519PrivateKey.from_private_bytes(ROOT).public_key().public_bytes_raw(),
    recovery_public=hashlib.sha256(b"recovery").digest(),
)
DAY = date(2026, 3, 10)


@pytest.fixture(scope="session")
def keystore_database(postgres: str) -> Iterator[str]:
    """The address of an empty database on the server; tables made in it stay."""
    name = f"keystore_{uuid4().hex}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield make_url(postgres).set(database=name).render_as_string(hide_password=False)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgres_keystore(keystore_database: str) -> str:
    """The address of a database without tables."""
    with psycopg.connect(keystore_database, autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS keystore_schema, people_keys, people_accounts, wraps")
    return make_url(keystore_database).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
async def empty(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_keystore")
    else:
        url = "sqlite+aiosqlite://" + (f"/{tmp_path / 'keystore.db'}" if request.param == "sqlite" else "")
    engine = open_engine(url)
    yield engine
    await engine.dispose()


@pytest.fixture
async def keystore(empty: AsyncEngine) -> Keystore:
    made = Keystore(empty, INTAKE, DESK)
    await made.prepare()
    return made


def some_wraps(key_id: str, *holders: str, strand: Strand = Strand.STORY) -> list[Wrap]:
    return [Wrap(key_id, strand, holder, 1, 1, os.urandom(80)) for holder in holders]


async def alter(engine: AsyncEngine, statement: str, **values: object) -> None:
    """What somebody who can write the database does behind the program's back."""
    async with engine.begin() as connection:
        assert (await connection.execute(text(statement), values)).rowcount == 1


async def test_making_the_tables_again_keeps_what_is_in_them(empty: AsyncEngine) -> None:
    for _ in range(2):
        await Keystore(empty, INTAKE, DESK).prepare()
    await Keystore(empty, INTAKE, DESK).add_person("1", ROOT)
    await Keystore(empty, INTAKE, DESK).prepare()
    assert await Keystore(empty, INTAKE, None).list() == [Listed("1", 1, True)]


async def test_several_processes_may_start_at_once(empty: AsyncEngine) -> None:
    await asyncio.gather(*(Keystore(empty, INTAKE, DESK).prepare() for _ in range(4)))
    async with empty.begin() as connection:
        assert (await connection.execute(text("SELECT version FROM keystore_schema"))).scalars().all() == [1]


async def test_the_keystore_of_another_version_is_left_alone(empty: AsyncEngine, keystore: Keystore) -> None:
    await alter(empty, "UPDATE keystore_schema SET version = 2")
    with pytest.raises(Misconfigured, match="another version"):
        await keystore.prepare()


async def test_a_person_gets_one_key_and_a_second_try_changes_nothing(keystore: Keystore) -> None:
    await keystore.add_person("1042", ROOT)
    before = await keystore.current()
    with pytest.raises(Refused, match="1042 has a key already"):
        await keystore.add_person("1042", ROOT)
    assert await keystore.current() == before
    assert await keystore.list() == [Listed("1042", 1, True)]


async def test_people_are_listed_by_id_and_none_at_first(keystore: Keystore) -> None:
    assert await keystore.list() == []
    for person in ("3", "1", "2"):
        await keystore.add_person(person, ROOT)
    assert [listed.person_id for listed in await keystore.list()] == ["1", "2", "3"]
    assert len({key.public for key in await keystore.current()}) == 3


async def test_only_the_root_key_of_this_service_makes_keys(keystore: Keystore) -> None:
    with pytest.raises(Misconfigured, match="not the root key"):
        await keystore.add_person("1", os.urandom(32))
    assert await keystore.list() == []


async def test_a_process_without_the_kek_makes_no_keys(empty: AsyncEngine, keystore: Keystore) -> None:
    with pytest.raises(Misconfigured, match="KEK"):
        await Keystore(empty, INTAKE, None).add_person("1", ROOT)
    assert await keystore.list() == []


@pytest.mark.parametrize("person_id", ["", "@recovery", "@mailbox", "@"])
async def test_nobody_can_be_called_like_a_holder_that_is_not_a_person(keystore: Keystore, person_id: str) -> None:
    with pytest.raises(Refused, match="cannot begin with @"):
        await keystore.add_person(person_id, ROOT)


async def test_wraps_are_there_for_the_next_process(empty: AsyncEngine, keystore: Keystore) -> None:
    wraps = some_wraps("a" * 32, "1", "2", "@recovery") + some_wraps("a" * 32, "1", strand=Strand.IDENTITY)
    await keystore.put(wraps, DAY)
    other = Keystore(empty, INTAKE, None)
    for wrap in wraps:
        assert await other.wrap(wrap.key_id, wrap.strand, wrap.holder) == wrap
    assert await other.wrap("a" * 32, Strand.IDENTITY, "2") is None
    assert await other.wrap("b" * 32, Strand.STORY, "1") is None


async def test_wraps_are_written_all_or_none(keystore: Keystore) -> None:
    await keystore.put(some_wraps("a" * 32, "2"), DAY)
    with pytest.raises(Stale):
        await keystore.put(some_wraps("a" * 32, "1", "2", "3"), DAY)
    assert await keystore.wrap("a" * 32, Strand.STORY, "1") is None
    assert await keystore.wrap("a" * 32, Strand.STORY, "3") is None


async def test_a_persons_wraps_are_found(keystore: Keystore) -> None:
    for key_id in ("a" * 32, "b" * 32):
        await keystore.put(some_wraps(key_id, "1", "2"), DAY)
    await keystore.put(some_wraps("c" * 32, "1", strand=Strand.IDENTITY), DAY)
    assert await keystore.keys_of("1", Strand.STORY) == {"a" * 32, "b" * 32}
    assert await keystore.keys_of("1", Strand.IDENTITY) == {"c" * 32}
    assert await keystore.keys_of("3", Strand.STORY) == frozenset()


async def test_a_wrap_comes_with_the_key_that_it_was_made_to(empty: AsyncEngine, keystore: Keystore) -> None:
    await keystore.add_person("1", ROOT)
    wraps = some_wraps("a" * 32, "1", "2")
    await keystore.put(wraps, DAY)
    found = await keystore.wrap_of_person("a" * 32, Strand.STORY, "1")
    assert found == (wraps[0], (await keystore.current())[0])
    assert await keystore.wrap_of_person("a" * 32, Strand.STORY, "2") is None
    assert await keystore.wrap_of_person("b" * 32, Strand.STORY, "1") is None
    await alter(empty, "UPDATE wraps SET epoch = 2 WHERE holder = '1'")
    assert await keystore.wrap_of_person("a" * 32, Strand.STORY, "1") is None


async def test_forgotten_wraps_are_gone_and_the_others_stay(keystore: Keystore) -> None:
    many = [f"{number:032x}" for number in range(1_300)]
    await keystore.put([wrap for key_id in many for wrap in some_wraps(key_id, "1")], DAY)
    await keystore.forget(many[1:])
    assert await keystore.keys_of("1", Strand.STORY) == {many[0]}
    await keystore.forget(many[1:])
    await keystore.forget([])
    assert await keystore.keys_of("1", Strand.STORY) == {many[0]}


async def test_wraps_are_found_by_the_date_they_were_made_on(keystore: Keystore) -> None:
    await keystore.put(some_wraps("a" * 32, "1", "2"), date(2026, 3, 8))
    await keystore.put(some_wraps("b" * 32, "1", "2"), date(2026, 3, 9))
    assert await keystore.made_before(date(2026, 3, 9)) == {"a" * 32}
    assert await keystore.made_before(date(2026, 3, 8)) == frozenset()


async def test_a_swapped_public_key_is_nobodys(empty: AsyncEngine, keystore: Keystore) -> None:
    for person in ("1", "2"):
        await keystore.add_person(person, ROOT)
    mine = {key.person_id: key for key in await keystore.current()}["2"]
    await alter(
        empty,
        "UPDATE people_keys SET public = :public, signature = :signature WHERE person_id = '1'",
        public=mine.public,
        signature=mine.signature,
    )
    assert await keystore.list() == [Listed("1", 1, False), Listed("2", 1, True)]
    assert [key.person_id for key in await keystore.current()] == ["2"]
    with pytest.raises(Misconfigured, match="key of 1 is not signed"):
        await keystore.check()


@pytest.mark.parametrize("column", ["public", "signature"])
async def test_every_changed_byte_of_a_signed_key_is_noticed(
    empty: AsyncEngine, keystore: Keystore, column: str
) -> None:
    await keystore.add_person("1", ROOT)
    right = bytes(getattr((await keystore.current())[0], column))
    for place in range(len(right)):
        wrong = right[:place] + bytes([right[place] ^ (1 << place % 8)]) + right[place + 1 :]
        await alter(empty, f"UPDATE people_keys SET {column} = :wrong", wrong=wrong)
        assert await keystore.current() == []
    for wrong in (b"", right[:-1], right + b"\0"):
        await alter(empty, f"UPDATE people_keys SET {column} = :wrong", wrong=wrong)
        assert await keystore.current() == []


@pytest.mark.parametrize("change", ["epoch = 2", "suite = 2", "suite = 0", "person_id = '2'"])
async def test_a_signature_is_for_one_person_one_epoch_and_one_suite(
    empty: AsyncEngine, keystore: Keystore, change: str
) -> None:
    await keystore.add_person("1", ROOT)
    await alter(empty, f"UPDATE people_keys SET {change}")
    assert await keystore.current() == []


async def test_an_unsigned_newer_key_does_not_bring_the_older_one_back(empty: AsyncEngine, keystore: Keystore) -> None:
    await keystore.add_person("1", ROOT)
    forged = make_person_key("1", 2, os.urandom(32), DESK)
    await alter(
        empty,
        "INSERT INTO people_keys VALUES ('1', 2, 1, :public, :signature, :sealed)",
        public=forged.public,
        signature=forged.signature,
        sealed=forged.sealed_private,
    )
    assert await keystore.current() == []
    assert await keystore.list() == [Listed("1", 1, True), Listed("1", 2, False)]


ACCOUNT, OTHER_ACCOUNT = "0f4da1c9-366a-509d-86ac-9702c755d49a", "1989ba76-943b-55f1-ac1f-fbb3fad91c93"


async def test_an_account_is_somebodys_only_when_the_root_key_has_signed_it(keystore: Keystore) -> None:
    assert not await keystore.confirms("1", ACCOUNT)
    await keystore.confirm("1", ACCOUNT.upper(), ROOT)
    assert await keystore.confirms("1", ACCOUNT)
    assert not await keystore.confirms("1", OTHER_ACCOUNT)
    assert not await keystore.confirms("2", ACCOUNT)
    with pytest.raises(Misconfigured, match="not the root key"):
        await keystore.confirm("1", OTHER_ACCOUNT, os.urandom(32))
    await keystore.confirm("1", OTHER_ACCOUNT, ROOT)
    assert await keystore.confirms("1", OTHER_ACCOUNT)
    assert not await keystore.confirms("1", ACCOUNT), "a person has one account"


async def test_nobody_who_writes_the_keystore_makes_an_account_somebody_elses(
    empty: AsyncEngine, keystore: Keystore
) -> None:
    await keystore.confirm("1", ACCOUNT, ROOT)
    await keystore.confirm("2", OTHER_ACCOUNT, ROOT)
    await alter(
        empty,
        "UPDATE people_accounts SET signature = (SELECT signature FROM people_accounts WHERE person_id = '2')"
        " WHERE person_id = '1'",
    )
    assert not await keystore.confirms("1", OTHER_ACCOUNT)
    for wrong in (b"", os.urandom(64)):
        await alter(empty, "UPDATE people_accounts SET signature = :wrong WHERE person_id = '1'", wrong=wrong)
        assert not await keystore.confirms("1", ACCOUNT)


async def test_a_keystore_from_before_accounts_were_signed_is_brought_up_to_date(
    empty: AsyncEngine, keystore: Keystore
) -> None:
    async with empty.begin() as connection:
        await connection.execute(text("DROP TABLE people_accounts"))
    await keystore.prepare()
    assert not await keystore.confirms("1", ACCOUNT)


async def test_a_kek_that_does_not_fit_is_noticed_at_the_start(empty: AsyncEngine, keystore: Keystore) -> None:
    await keystore.add_person("1", ROOT)
    await keystore.check()
    await Keystore(empty, INTAKE, None).check()
    with pytest.raises(Misconfigured, match="key of 1 was not sealed with the key in this service's KEK file"):
        await Keystore(empty, INTAKE, DeskKeys(os.urandom(32))).check()


async def test_a_keystore_without_tables_is_refused_in_words(empty: AsyncEngine) -> None:
    with pytest.raises(Refused) as refused:
        await Keystore(empty, INTAKE, DESK).put(some_wraps("a" * 32, "1"), DAY)
    assert "a" * 32 not in str(refused.value)


async def test_rows_hold_no_time_of_day_and_no_order(tmp_path: Path) -> None:
    async with service(tmp_path, "1") as made:
        await made.desk.seal_report("f" * 32, b"story", ["1"], b"identity", ["1"], made.desk.new_mailbox().public)
        assert {str(day) for (day,) in made.rows("SELECT made_on FROM wraps")} == {"2026-03-10"}
        columns = {str(name) for (name,) in made.rows("SELECT name FROM pragma_table_info('wraps')")}
        assert columns == {"key_id", "strand", "holder", "epoch", "suite", "blob", "made_on"}
        for table in ("wraps", "people_keys"):
            with pytest.raises(sqlite3.OperationalError, match="rowid"):
                made.rows(f"SELECT rowid FROM {table}")


async def test_what_is_forgotten_is_in_no_file_any_more(tmp_path: Path) -> None:
    async with service(tmp_path, "1") as made:
        sealed = await made.desk.seal_report("f" * 32, b"story", ["1"], None, [], made.desk.new_mailbox().public)
        (blob,) = made.rows("SELECT blob FROM wraps WHERE holder = '1'")[0]
        assert isinstance(blob, bytes)
        assert blob in made.on_disk()
        await made.desk.forget(sealed.key_id)
        assert blob not in made.on_disk()
        assert sealed.key_id.encode() not in made.on_disk()


async def test_the_keystore_is_for_its_owners_eyes(tmp_path: Path) -> None:
    async with service(tmp_path, "1") as made:
        assert stat.S_IMODE(made.file.stat().st_mode) == 0o600
