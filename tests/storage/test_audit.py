"""The audit log: every change to it is found, and nothing happens without its line."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from governance.audit import BEGINNING, Line, canonical, link, verify
from governance.errors import Misconfigured
from governance.reports import State
from governance.roles import Role
from storage.audit import altered_guards
from storage.engines import open_engine
from storage.work import SqlStore
from tests.storage.conftest import AUDIT_KEY
from tests.storage.examples import event, report

Tamper = Callable[[list[Line]], Sequence[Line]]


def chain(length: int = 6, key: bytes = AUDIT_KEY) -> list[Line]:
    lines: list[Line] = []
    previous = BEGINNING
    for number in range(1, length + 1):
        mac = link(key, number, previous, event(subject=f"report:{number}"))
        lines.append(Line(number, event(subject=f"report:{number}"), previous, mac))
        previous = mac
    return lines


def edited(**changes: object) -> Tamper:
    def edit(lines: list[Line]) -> Sequence[Line]:
        third = replace(lines[2], event=replace(lines[2].event, **changes))  # type: ignore[arg-type]  # any field
        return [*lines[:2], third, *lines[3:]]

    return edit


def resealed_with_another_key(lines: list[Line]) -> Sequence[Line]:
    other = link(b"another key", 3, lines[1].mac, lines[2].event)
    return [*lines[:2], replace(lines[2], mac=other), *lines[3:]]


TAMPERING: dict[str, tuple[Tamper, int]] = {
    "another actor": (edited(actor="2"), 3),
    "another role": (edited(role="siro"), 3),
    "another verb": (edited(verb="closed"), 3),
    "another subject": (edited(subject="report:4"), 3),
    "another moment": (edited(at=datetime(2026, 11, 24, 10, 31, 7, 123457, tzinfo=UTC)), 3),
    "another detail": (edited(details={"version": 3, "reason": "to acknowledge — “today”"}), 3),
    "a number for a word": (edited(details={"version": "2", "reason": "to acknowledge — “today”"}), 3),
    "a detail less": (edited(details={"version": 2}), 3),
    "a detail of a kind that is never written": (edited(details={"version": [2]}), 3),
    "a moment without a zone": (edited(at=event().at.replace(tzinfo=None)), 3),
    "another mac": (lambda lines: [*lines[:2], replace(lines[2], mac=bytes(32)), *lines[3:]], 3),
    "another previous": (lambda lines: [*lines[:2], replace(lines[2], previous=bytes(32)), *lines[3:]], 3),
    "resealed with another key": (resealed_with_another_key, 3),
    "one deleted": (lambda lines: [*lines[:2], *lines[3:]], 4),
    "the first deleted": (lambda lines: lines[1:], 2),
    "one deleted and the rest renumbered": (
        lambda lines: [*lines[:2], *(replace(line, number=line.number - 1) for line in lines[3:])],
        3,
    ),
    "one inserted": (lambda lines: [*lines[:2], lines[1], *lines[2:]], 2),
    "one inserted with a number of its own": (
        lambda lines: [*lines[:3], *(replace(line, number=line.number + 1) for line in lines[2:])],
        4,
    ),
    "two swapped": (lambda lines: [*lines[:2], lines[3], lines[2], *lines[4:]], 4),
    "two swapped with their numbers": (
        lambda lines: [*lines[:2], replace(lines[3], number=3), replace(lines[2], number=4), *lines[4:]],
        3,
    ),
    "the contents of two swapped": (
        lambda lines: [
            *lines[:2],
            replace(lines[2], event=lines[3].event),
            replace(lines[3], event=lines[2].event),
            *lines[4:],
        ],
        3,
    ),
}


def test_a_log_that_nobody_touched_is_good() -> None:
    assert verify(AUDIT_KEY, chain()) is None
    assert verify(AUDIT_KEY, []) is None


@pytest.mark.parametrize("kind", TAMPERING)
def test_tampering_is_found_where_it_happened(kind: str) -> None:
    tamper, first_bad = TAMPERING[kind]
    found = verify(AUDIT_KEY, tamper(chain()))
    assert found is not None
    assert found.number == first_bad


def test_a_log_of_another_key_is_bad_from_its_first_line() -> None:
    found = verify(b"another key", chain())
    assert found is not None
    assert found.number == 1


def test_a_long_log_is_verified_page_by_page() -> None:
    lines = chain(9)
    assert verify(AUDIT_KEY, lines[3:6], lines[2].number, lines[2].mac) is None
    found = verify(AUDIT_KEY, lines[4:], lines[2].number, lines[2].mac)
    assert found is not None
    assert found.number == 5


def test_what_is_cut_off_at_the_end_takes_more_than_the_chain_to_find() -> None:
    # A signed head, kept elsewhere, shows it.
    assert verify(AUDIT_KEY, chain()[:-1]) is None


def test_an_event_has_one_way_to_be_written() -> None:
    paris = timezone(timedelta(hours=1))
    assert canonical(event(details={"b": 1, "a": "é"})) == canonical(event(details={"a": "é", "b": 1}))
    assert canonical(event(at=event().at.astimezone(paris))) == canonical(event())
    assert canonical(event(actor="a", role="bc")) != canonical(event(actor="ab", role="c"))
    assert canonical(event(actor='a","b', role="c")) != canonical(event(actor="a", role='b","c'))


def test_an_event_that_could_not_be_read_back_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        canonical(event(at=event().at.replace(tzinfo=None)))
    with pytest.raises(TypeError):
        canonical(event(details={"share": 0.5}))
    with pytest.raises(TypeError):
        canonical(event(details={"done": True}))


async def test_what_is_written_is_read_back_and_verifies(store: SqlStore) -> None:
    events = [event(subject=f"report:{number}") for number in range(5)]
    async with store.work() as work:
        for each in events[:3]:
            await work.audit.write(each)
    async with store.work() as work:
        for each in events[3:]:
            await work.audit.write(each)
        lines = await work.audit.lines(0, 100)
        assert [line.event for line in lines] == events
        assert [line.number for line in lines] == [1, 2, 3, 4, 5]
        assert verify(AUDIT_KEY, lines) is None
        assert await work.audit.lines(3, 1) == [lines[3]]
        assert await work.audit.lines(5, 10) == []


async def test_words_of_ours_are_written_as_words(store: SqlStore) -> None:
    async with store.work() as work:
        await work.audit.write(event(role=Role.SIRO, details={"state": State.RECEIVED}))
        lines = await work.audit.lines(0, 10)
    assert verify(AUDIT_KEY, lines) is None
    assert lines[0].event == event(role="siro", details={"state": "received"})


async def test_many_who_write_at_once_make_one_chain(store: SqlStore) -> None:
    async def write(number: int) -> None:
        async with store.work() as work:
            await work.audit.write(event(subject=str(number)))
            await asyncio.sleep(0)

    await asyncio.gather(*(write(number) for number in range(30)))
    async with store.work() as work:
        lines = await work.audit.lines(0, 100)
    assert verify(AUDIT_KEY, lines) is None
    assert {line.event.subject for line in lines} == {str(number) for number in range(30)}


async def test_a_deed_and_its_line_are_kept_together_or_not_at_all(store: SqlStore) -> None:
    given = report()
    async with store.work() as work:
        await work.reports.add(given)

    async def be_interrupted() -> None:
        async with store.work() as work:
            await work.audit.write(event())
            await work.reports.move(given.id, 1, State.RECEIVED)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await be_interrupted()
    async with store.work() as work:
        assert await work.reports.by_id(given.id) == given
        assert await work.audit.lines(0, 10) == []
        await work.audit.write(event())
        await work.reports.move(given.id, 1, State.RECEIVED)
    async with store.work() as work:
        moved = await work.reports.by_id(given.id)
        assert moved is not None
        assert moved.state is State.RECEIVED
        assert len(await work.audit.lines(0, 10)) == 1


async def test_a_process_without_the_audit_key_can_do_nothing_that_must_be_recorded(engine: AsyncEngine) -> None:
    store = SqlStore(engine, None)
    given = report()

    async def add() -> None:
        async with store.work() as work:
            await work.reports.add(given)
            await work.audit.write(event())

    with pytest.raises(Misconfigured):
        await add()
    async with store.work() as work:
        assert await work.reports.by_id(given.id) is None


BY_FORCE = {
    "sqlite": "INSERT OR REPLACE INTO audit SELECT * FROM audit",
    "postgresql": "TRUNCATE audit",
}


@pytest.mark.parametrize("statement", ["UPDATE audit SET actor = 'nobody'", "DELETE FROM audit", None])
async def test_the_database_refuses_to_change_the_log(engine: AsyncEngine, statement: str | None) -> None:
    store = SqlStore(engine, AUDIT_KEY)
    async with store.work() as work:
        await work.audit.write(event())
        before = await work.audit.lines(0, 10)

    async def change() -> None:
        async with engine.begin() as connection:
            await connection.execute(text(statement or BY_FORCE[engine.dialect.name]))

    with pytest.raises(DBAPIError, match="append-only"):
        await change()
    async with store.work() as work:
        assert await work.audit.lines(0, 10) == before


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("details", "not json"),
        ("details", "[1]"),
        ("details", '{"reason":"to acknowledge — “today”", "version":2}'),
        ("details", '{"version":2,"reason":"to acknowledge — “today”"}'),
        ("details", '{"reason":"hid","reason":"to acknowledge — “today”","version":2}'),
        ("details", "[" * 100_000),
        ("at", "not a moment"),
        ("at", "2026-11-24 10:31:07.123456+05:00"),
        ("at", "2026-11-24T10:31:07.123456"),
        ("at", 20261124),
        ("number", -5),
        ("number", 0),
        ("actor", "somebody"),
        ("mac", "words"),
        ("previous", "words"),
    ],
)
async def test_a_row_that_was_changed_by_force_is_found(sqlite_url: str, column: str, value: str | int) -> None:
    engine = open_engine(sqlite_url)
    store = SqlStore(engine, AUDIT_KEY)
    async with store.work() as work:
        for _ in range(3):
            await work.audit.write(event())
    async with engine.begin() as connection:
        await connection.execute(text("DROP TRIGGER audit_no_update"))
        await connection.execute(text(f"UPDATE audit SET {column} = :value WHERE number = 2"), {"value": value})
    async with store.work() as work:
        found = verify(AUDIT_KEY, await work.audit.lines(0, 10))
    assert found is not None
    assert found.number == (value if column == "number" else 2)
    await engine.dispose()


async def test_the_head_of_the_log_is_its_last_line(store: SqlStore) -> None:
    async with store.work() as work:
        assert await work.audit.head() is None
        for number in range(1, 4):
            await work.audit.write(event(subject=str(number)))
            assert await work.audit.head() == (await work.audit.lines(0, 10))[-1]


UNGUARDED: dict[str, list[tuple[list[str], str]]] = {
    "sqlite": [
        (["DROP TRIGGER audit_no_update"], "audit_no_update"),
        (["DROP TRIGGER audit_no_delete"], "audit_no_delete"),
        (["DROP TRIGGER audit_no_replace"], "audit_no_replace"),
        (
            [
                "DROP TRIGGER audit_no_delete",
                "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit WHEN OLD.actor <> '9'"
                " BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
            ],
            "audit_no_delete",
        ),
        (["CREATE TRIGGER mine AFTER INSERT ON AUDIT BEGIN SELECT 1; END"], "mine"),
    ],
    "postgresql": [
        (["DROP TRIGGER audit_no_change ON audit"], "audit_no_change"),
        (["DROP TRIGGER audit_no_truncate ON audit"], "audit_no_truncate"),
        (["ALTER TABLE audit DISABLE TRIGGER audit_no_change"], "audit_no_change"),
        (
            [
                "DROP TRIGGER audit_no_change ON audit",
                "CREATE TRIGGER audit_no_change BEFORE UPDATE ON audit FOR EACH ROW"
                " EXECUTE FUNCTION audit_append_only()",
            ],
            "audit_no_change",
        ),
        (
            [
                "CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS"
                " $$ BEGIN RETURN NEW; END $$"
            ],
            "audit_no_change audit_no_truncate",
        ),
    ],
}


async def test_a_guard_that_was_taken_down_or_weakened_is_found(engine: AsyncEngine) -> None:
    for statements, altered in UNGUARDED[engine.dialect.name]:
        async with engine.connect() as connection:
            assert await altered_guards(connection) == []
            for statement in statements:
                await connection.execute(text(statement))
            assert await altered_guards(connection) == altered.split(), statements
            await connection.rollback()
