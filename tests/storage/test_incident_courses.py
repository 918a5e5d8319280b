"""How incidents are handled, on every engine: kept as it was, once, and by one person at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from governance.errors import Stale
from governance.incident_course import Course, Entry, EntryKind, IncidentTask, TaskKind
from governance.obligations import Duty, Obligation
from storage.work import SqlStore
from tests.storage.examples import incident, new_id

AT = datetime(2026, 11, 23, 9, 17, 42, 123456, tzinfo=UTC)


async def one(store: SqlStore) -> str:
    kept = incident()
    async with store.work() as work:
        await work.incidents.add(kept)
    return kept.id


def task(incident_id: str, number: int = 1, **changes: object) -> IncidentTask:
    plain = IncidentTask(incident_id, number, TaskKind.WIPE, "1042", date(2026, 11, 23), date(2026, 11, 24))
    return replace(plain, **changes)  # type: ignore[arg-type]  # fields by name


async def test_a_course_is_kept_as_it_stands_and_written_again(store: SqlStore) -> None:
    incident_id = await one(store)
    async with store.work() as work:
        assert await work.courses.of([incident_id]) == {}
        await work.courses.put(Course(incident_id, "1042", confirmed_at=AT))
    whole = Course(
        incident_id, "1042", AT, AT, AT, AT, "tell_ico", "phased", AT, "IC-1", "1042", 2, AT, "Close the window.", "x"
    )
    async with store.work() as work:
        await work.courses.put(whole)
    async with store.work() as work:
        assert await work.courses.of([incident_id, new_id()]) == {incident_id: whole}
        assert whole in await work.courses.everything()


async def test_entries_are_added_by_number_and_never_twice(store: SqlStore) -> None:
    incident_id = await one(store)
    first = Entry(incident_id, 1, EntryKind.AWARE, AT, "1042", "Iris Tame", "information_governance", b"sealed")
    second = replace(first, number=2, kind=EntryKind.CLOSED, key_id="0" * 32)
    async with store.work() as work:
        await work.courses.add_entry(second)
        await work.courses.add_entry(first)
    with pytest.raises(Stale):
        async with store.work() as work:
            await work.courses.add_entry(replace(first, by_id="1043"))
    async with store.work() as work:
        assert await work.courses.entries(incident_id) == [first, second]


async def test_a_task_is_done_once(store: SqlStore) -> None:
    incident_id, other = await one(store), await one(store)
    late, soon = task(incident_id), task(other, due_on=date(2026, 11, 23), words="Tag 7.", about="IA-017")
    async with store.work() as work:
        await work.courses.add_task(late)
        await work.courses.add_task(soon)
    with pytest.raises(Stale):
        async with store.work() as work:
            await work.courses.add_task(task(incident_id, owner_id="1043"))
    async with store.work() as work:
        assert await work.courses.open_tasks_of("1042") == [soon, late]
        assert await work.courses.open_tasks_of("1043") == []
    done = replace(late, done_on=date(2026, 11, 24), done_by="1042", done_words="Wiped.")
    async with store.work() as work:
        await work.courses.finish_task(done)
    with pytest.raises(Stale):
        async with store.work() as work:
            await work.courses.finish_task(replace(done, done_by="1043"))
    async with store.work() as work:
        assert await work.courses.open_tasks_of("1042") == [soon]
        assert await work.courses.tasks([incident_id, other, new_id()]) == {incident_id: [done], other: [soon]}


async def test_that_somebody_is_kept_out_is_kept(store: SqlStore) -> None:
    kept = incident(only_told=True)
    async with store.work() as work:
        await work.incidents.add(kept)
    async with store.work() as work:
        found = await work.incidents.by_id(kept.id)
        assert found is not None
        assert found.only_told
        assert found in await work.incidents.in_state(kept.state)


async def test_a_clock_of_hours_keeps_its_instants_and_comes_due_to_the_minute(store: SqlStore) -> None:
    clock = Obligation(
        new_id(), Duty.NOTIFY_ICO, new_id(), 1, AT.date(), date(2026, 11, 26), "2017", 0, AT + timedelta(hours=24),
        opened_at=AT, due_at=AT + timedelta(hours=72),
    )  # fmt: skip
    by_days = replace(clock, id=new_id(), subject_id=new_id(), opened_at=None, due_at=None)
    async with store.work() as work:
        await work.obligations.add([clock, by_days])
    async with store.work() as work:
        assert await work.obligations.due(AT + timedelta(hours=24, microseconds=-1), 10) == []
        found = {each.id: each for each in await work.obligations.due(AT + timedelta(hours=24), 10)}
        assert found == {clock.id: clock, by_days.id: by_days}
