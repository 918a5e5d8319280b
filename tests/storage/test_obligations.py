"""What is owed: asked for when it is due, once, and closed for good."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta, timezone

import pytest

from governance.obligations import Duty
from storage.engines import open_engine
from storage.work import SqlStore
from tests.storage.conftest import AUDIT_KEY
from tests.storage.examples import NINE, new_id, obligation

MINUTE = timedelta(minutes=1)


async def test_an_obligation_comes_back_as_it_was_given(store: SqlStore) -> None:
    owed = obligation(cycle=3, rung=2)
    async with store.work() as work:
        await work.obligations.add([owed])
    async with store.work() as work:
        assert await work.obligations.of(Duty.ACKNOWLEDGE, [owed.subject_id, new_id()]) == {owed.subject_id: owed}
        assert await work.obligations.of(Duty.ACKNOWLEDGE, []) == {}


async def test_the_same_duty_about_the_same_thing_is_owed_once(store: SqlStore) -> None:
    owed = obligation()
    async with store.work() as work:
        await work.obligations.add([owed])
    async with store.work() as work:
        await work.obligations.add([replace(owed, id=new_id(), rung=5), obligation()])
        assert (await work.obligations.of(owed.duty, [owed.subject_id]))[owed.subject_id] == owed


async def test_an_extension_starts_a_new_cycle_beside_the_old_one(store: SqlStore) -> None:
    first = obligation()
    second = replace(first, id=new_id(), cycle=1)
    async with store.work() as work:
        await work.obligations.add([second, first])
        assert await work.obligations.of(first.duty, [first.subject_id]) == {first.subject_id: second}


async def test_several_duties_are_looked_up_at_once_each_with_its_highest_cycle(store: SqlStore) -> None:
    first = obligation()
    second = replace(first, id=new_id(), cycle=1)
    other = replace(first, id=new_id(), duty=Duty.REPLY)
    elsewhere, unasked = obligation(), replace(first, id=new_id(), duty=Duty.TRIAGE)
    async with store.work() as work:
        await work.obligations.add([second, first, other, elsewhere, unasked])
        duties = (Duty.ACKNOWLEDGE, Duty.REPLY, Duty.ANSWER)
        assert await work.obligations.of_each(duties, [first.subject_id, new_id()]) == {
            Duty.ACKNOWLEDGE: {first.subject_id: second},
            Duty.REPLY: {first.subject_id: other},
            Duty.ANSWER: {},
        }
        assert await work.obligations.of_each(duties, []) == {duty: {} for duty in duties}


async def test_what_is_due_comes_soonest_first_and_nothing_comes_early(store: SqlStore) -> None:
    late, now, later = (obligation(next_at=NINE + minutes * MINUTE) for minutes in (-5, 0, 1))
    done = obligation(next_at=None)
    async with store.work() as work:
        await work.obligations.add([later, now, done, late])
        assert await work.obligations.due(NINE, 10) == [late, now]
        assert await work.obligations.due(NINE, 1) == [late]
        assert await work.obligations.due(NINE - timedelta(days=1), 10) == []


async def test_what_is_coming_is_what_is_open_and_due_before_then(store: SqlStore) -> None:
    late, now, later = (obligation(next_at=NINE + minutes * MINUTE) for minutes in (-5, 0, 1))
    done, closed = obligation(next_at=None), obligation(next_at=NINE)
    async with store.work() as work:
        await work.obligations.add([later, now, done, late, closed])
        await work.obligations.close(closed.duty, closed.subject_id)
        assert await work.obligations.coming(NINE + MINUTE) == [late, now]
        assert await work.obligations.coming(NINE + 2 * MINUTE) == [late, now, later]


async def test_an_instant_of_another_zone_is_the_same_instant(store: SqlStore) -> None:
    in_paris = NINE.astimezone(timezone(timedelta(hours=1)))
    owed = obligation(next_at=in_paris)
    async with store.work() as work:
        await work.obligations.add([owed])
        assert await work.obligations.due(NINE - MINUTE, 10) == []
        (found,) = await work.obligations.due(in_paris, 10)
        assert (found, found.next_at.utcoffset() if found.next_at else None) == (owed, timedelta(0))


async def test_an_instant_without_a_zone_is_refused(store: SqlStore) -> None:
    with pytest.raises(ValueError, match="without a time zone"):
        async with store.work() as work:
            await work.obligations.add([obligation(next_at=NINE.replace(tzinfo=None))])


async def test_an_obligation_climbs_and_ends(store: SqlStore) -> None:
    climbing, ending = obligation(), obligation()
    async with store.work() as work:
        await work.obligations.add([climbing, ending])
        await work.obligations.advance([(climbing.id, 1, NINE + MINUTE), (ending.id, 4, None)])
        assert await work.obligations.due(NINE, 10) == []
        assert await work.obligations.due(NINE + MINUTE, 10) == [
            replace(climbing, rung=1, next_at=NINE + MINUTE),
        ]
        of = await work.obligations.of(Duty.ACKNOWLEDGE, [ending.subject_id])
        assert of[ending.subject_id] == replace(ending, rung=4, next_at=None)


async def test_what_was_done_is_not_asked_for_again(store: SqlStore) -> None:
    owed = obligation()
    async with store.work() as work:
        await work.obligations.add([owed])
        assert await work.obligations.close(owed.duty, owed.subject_id) == [owed.id]
        assert await work.obligations.close(owed.duty, owed.subject_id) == []
        assert await work.obligations.close(owed.duty, "nothing") == []
        await work.obligations.advance([(owed.id, 1, NINE)])
        assert await work.obligations.due(NINE, 10) == []
        of = await work.obligations.of(owed.duty, [owed.subject_id])
        assert of[owed.subject_id] == replace(owed, open=False, next_at=None)


async def test_two_planners_at_once_get_different_obligations(postgres_url: str) -> None:
    # SQLite has one writer at a time, so there the second planner waits.
    async with SqlStore(open_engine(postgres_url), AUDIT_KEY) as store:
        async with store.work() as work:
            await work.obligations.add([obligation() for _ in range(10)])
        async with store.work() as one, store.work() as other:
            first = await one.obligations.due(NINE, 6)
            second = await other.obligations.due(NINE, 10)
        assert (len(first), len(second)) == (6, 4)
        assert not {each.id for each in first} & {each.id for each in second}


async def test_what_is_open_about_a_thing_is_found_by_the_day_it_is_due(store: SqlStore) -> None:
    about = new_id()
    later = obligation(subject_id=about, duty=Duty.PROGRESS, due_on=obligation().due_on + timedelta(days=1))
    sooner = obligation(subject_id=about)
    closed, other = obligation(subject_id=about, duty=Duty.TRIAGE), obligation()
    unasked = obligation(subject_id=about, duty=Duty.ACTION)
    async with store.work() as work:
        await work.obligations.add([later, sooner, closed, other, unasked])
        await work.obligations.close(Duty.TRIAGE, about)
        duties = (Duty.ACKNOWLEDGE, Duty.PROGRESS, Duty.TRIAGE)
        assert await work.obligations.open_about(duties, [about, new_id()]) == [sooner, later]
        assert await work.obligations.open_about(duties, []) == []
