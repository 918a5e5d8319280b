"""The record of a case, in rows: numbered without a gap, kept once, changed by nobody."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from governance.audit import Event
from governance.case_record import CaseEntry, Recorded
from governance.case_sharing import ShareRequest, ShareState
from governance.errors import NotFound, Refused, Stale
from governance.reports import Report, Standing, Told
from storage import tables
from storage.work import SqlStore
from tests.storage.examples import NINE, TODAY, new_id, report


def entry(of: Report, **changes: object) -> CaseEntry:
    made = CaseEntry(new_id(), of.id, 0, TODAY, "1", "monitoring_officer", Recorded.STEP, b"sealed entry")
    return replace(made, **changes)  # type: ignore[arg-type]  # each test names fields of its own


async def kept(store: SqlStore) -> Report:
    made = report()
    async with store.work() as work:
        await work.reports.add(made)
    return made


async def test_entries_are_numbered_report_by_report(store: SqlStore) -> None:
    first, second = await kept(store), await kept(store)
    async with store.work() as work:
        one = await work.record.add(entry(first))
        two = await work.record.add(entry(first, kind=Recorded.REFERRAL, sealed=b"other"))
        assert (await work.record.add(entry(second))).number == 1
    async with store.work() as work:
        assert await work.record.of(first.id) == [one, two]
        assert (one.number, two.number) == (1, 2)
        assert await work.record.by_id(two.id) == two
        assert await work.record.by_id(new_id()) is None
        assert await work.record.of(new_id()) == []


async def test_the_last_words_of_each_author_are_known_and_private_notes_are_none(store: SqlStore) -> None:
    first, second = await kept(store), await kept(store)
    later = TODAY + timedelta(days=3)
    async with store.work() as work:
        await work.record.add(entry(first))
        await work.record.add(entry(first, written_on=later))
        await work.record.add(entry(first, author="2"))
        await work.record.add(entry(first, author="3", kind=Recorded.PRIVATE_NOTE))
        await work.record.add(entry(second, author="2", written_on=later))
    async with store.work() as work:
        assert await work.record.last_words([first.id]) == {(first.id, "1"): later, (first.id, "2"): TODAY}
        assert (await work.record.last_words([first.id, second.id]))[second.id, "2"] == later
        assert await work.record.last_words([]) == {}


async def test_an_entry_that_comes_twice_is_kept_once_and_as_it_was(store: SqlStore) -> None:
    made = await kept(store)
    mine = entry(made)
    async with store.work() as work:
        first = await work.record.add(mine)
    async with store.work() as work:
        assert await work.record.add(replace(mine, sealed=b"something else")) == first
        assert await work.record.of(made.id) == [first]


async def test_two_who_write_at_the_same_moment_both_stand_in_it(store: SqlStore) -> None:
    made = await kept(store)

    async def write() -> None:
        async with store.work() as work:
            await work.record.add(entry(made))

    await asyncio.gather(*(write() for _ in range(5)))
    async with store.work() as work:
        assert [each.number for each in await work.record.of(made.id)] == [1, 2, 3, 4, 5]


async def test_nothing_is_recorded_of_a_report_that_is_not_there(store: SqlStore) -> None:
    with pytest.raises(NotFound):
        async with store.work() as work:
            await work.record.add(entry(report()))


async def test_the_database_refuses_to_change_an_entry_and_lets_it_go_with_its_report(
    store: SqlStore, engine: AsyncEngine
) -> None:
    made = await kept(store)
    async with store.work() as work:
        await work.record.add(entry(made))
    with pytest.raises(Exception, match="only added to"):
        async with engine.begin() as connection:
            await connection.execute(update(tables.case_entries).values(sealed=b"forged"))
    async with engine.begin() as connection:
        await connection.execute(delete(tables.reports))
    async with store.work() as work:
        assert await work.record.of(made.id) == []


async def test_a_kind_that_this_release_does_not_know_keeps_nothing_else_from_being_read(
    store: SqlStore, engine: AsyncEngine
) -> None:
    made = await kept(store)
    async with store.work() as work:
        await work.record.add(entry(made))
        later = await work.record.add(entry(made))
    async with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            await connection.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            await connection.execute(text("DROP TRIGGER case_entries_no_update"))
        await connection.execute(update(tables.case_entries).where(tables.case_entries.c.number == 1).values(kind="x"))
    async with store.work() as work:
        altered, other = await work.record.of(made.id)
        assert (altered.kind, other) == (Recorded.UNKNOWN, later)


async def test_the_audit_lines_about_one_subject_are_found_by_verb(store: SqlStore) -> None:
    async with store.work() as work:
        for subject, verb in (("a", "recorded"), ("b", "recorded"), ("a", "read"), ("a", "recorded")):
            await work.audit.write(Event(NINE, "1", "", verb, subject, {"number": 1}))
    async with store.work() as work:
        assert [line.number for line in await work.audit.about("a", "recorded")] == [1, 4]
        assert await work.audit.about("c", "recorded") == []


async def test_a_transaction_that_fails_leaves_no_entry(store: SqlStore) -> None:
    made = await kept(store)

    async def act() -> None:
        async with store.work() as work:
            await work.record.add(entry(made))
            raise Refused("Something else went wrong.")

    with pytest.raises(Refused):
        await act()
    async with store.work() as work:
        assert await work.record.of(made.id) == []


async def test_who_is_told_is_written_anew_and_found_by_person(store: SqlStore) -> None:
    first, second = await kept(store), await kept(store)
    told = (Told("7", Standing.LEAD), Told("1", Standing.INVESTIGATOR))
    async with store.work() as work:
        await work.reports.retell(first.id, told)
    async with store.work() as work:
        assert await work.reports.told([first.id]) == {first.id: list(told)}
        assert await work.reports.told_people() == {"7", "1", "2"}
        assert [each.id for each in await work.reports.told_to({"7"})] == [first.id]
        assert {each.id for each in await work.reports.told_to({"1", "2"})} == {first.id, second.id}
        assert await work.reports.told_to(()) == []
        assert [each.id for each in await work.reports.told_as(Standing.INVESTIGATOR)] == [first.id]


async def test_a_request_is_kept_once_and_decided_once(store: SqlStore) -> None:
    made = await kept(store)
    asked = ShareRequest(new_id(), made.id, "7", True, TODAY, "1", TODAY + timedelta(days=7))
    async with store.work() as work:
        assert await work.shares.add(asked)
        assert not await work.shares.add(replace(asked, person_id="8"))
    async with store.work() as work:
        assert await work.shares.by_id(asked.id) == asked
        assert await work.shares.of([made.id, new_id()]) == [asked]
        assert await work.shares.waiting(asked.until_on) == [asked]
        assert await work.shares.waiting(asked.until_on + timedelta(days=1)) == []
        assert await work.shares.by_id(new_id()) is None
    async with store.work() as work:
        await work.shares.decide(asked.id, ShareState.GIVEN, TODAY, "2")
    async with store.work() as work:
        given = replace(asked, state=ShareState.GIVEN, decided_on=TODAY, decided_by="2")
        assert await work.shares.of([made.id]) == [given]
        assert await work.shares.waiting(TODAY) == []
        with pytest.raises(Stale):
            await work.shares.decide(asked.id, ShareState.REFUSED, TODAY, "3")
