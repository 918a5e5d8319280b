"""Notices: a rung comes due once, and what became needless does not leave."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from governance.errors import Stale
from governance.notices import Channel, End, Notice
from governance.obligations import Duty
from governance.ports import Work
from storage.work import SqlStore
from tests.storage.examples import NINE, message, new_id, notice, obligation

EVER = datetime(2000, 1, 1, tzinfo=UTC)
REAL = datetime.now(UTC)


async def states(store: SqlStore) -> dict[str, End]:
    async with store.work() as work:
        return {each.id: each.state for each in await work.notices.since(EVER)}


async def put(work: Work, *notices: Notice) -> str:
    """One message that carries these; its id."""
    carrier = message()
    await work.outbox.put(carrier, [each.id for each in notices], REAL)
    return carrier.id


async def test_a_rung_is_planned_once(store: SqlStore) -> None:
    first = notice()
    again = replace(first, id=new_id())
    higher = replace(first, id=new_id(), rung=1)
    async with store.work() as work:
        assert await work.notices.plan([first]) == [first]
    async with store.work() as work:
        assert await work.notices.plan([again, higher, replace(higher, id=new_id())]) == [higher]
        assert await work.notices.plan([]) == []
    assert set(await states(store)) == {first.id, higher.id}


async def test_the_same_rung_may_go_to_two_people(store: SqlStore) -> None:
    first = notice()
    second = replace(first, id=new_id(), recipient="2")
    async with store.work() as work:
        assert await work.notices.plan([first, second]) == [first, second]


async def test_who_heard_of_an_occasion_is_known_however_it_ended(store: SqlStore) -> None:
    first, other = notice(), notice()
    second = replace(first, id=new_id(), recipient="2", channel=Channel.EMAIL)
    third = replace(first, id=new_id(), recipient="3", state=End.DEAD)
    async with store.work() as work:
        await work.notices.plan([first, second, third, other])
        found = await work.notices.heard_of([first.obligation_id, new_id()])
        assert found == {first.obligation_id: frozenset({first.recipient, "2", "3"})}
        assert await work.notices.heard_of([]) == {}


async def test_notices_are_listed_from_an_instant_oldest_first(store: SqlStore) -> None:
    before, at, after = (notice(due_at=NINE + timedelta(seconds=seconds)) for seconds in (-1, 0, 1))
    async with store.work() as work:
        await work.notices.plan([after, before, at])
        assert await work.notices.since(NINE) == [at, after]


async def test_a_rung_that_was_passed_over_is_recorded_unless_it_had_left(store: SqlStore) -> None:
    planned = notice()
    passed_over = notice(obligation_id=planned.obligation_id, rung=1)
    async with store.work() as work:
        await work.notices.plan([planned])
        await work.notices.supersede([replace(planned, id=new_id()), passed_over])
        await work.notices.supersede([])
        found = {each.id: each for each in await work.notices.since(EVER)}
    assert found[planned.id] == planned
    assert found[passed_over.id].state is End.SUPERSEDED
    assert found[passed_over.id].reason
    assert len(found) == 2


async def test_lower_reminders_that_have_not_left_give_way(store: SqlStore) -> None:
    lower, next_cycle, other = notice(rung=1), notice(rung=1, cycle=1), notice(rung=0)
    higher = replace(lower, id=new_id(), rung=2)
    family = [lower, higher, replace(next_cycle, obligation_id=lower.obligation_id)]
    async with store.work() as work:
        await work.notices.plan([*family, other])
        await put(work, *family)
        assert await work.notices.supersede_lower([higher]) == 1
        assert await work.notices.supersede_lower([higher]) == 0
        assert await work.outbox.unfinished() == 1
    found = await states(store)
    assert found.pop(lower.id) is End.SUPERSEDED
    assert set(found.values()) == {End.READY}


async def test_what_somebody_else_is_to_hear_gives_way_to_nothing(store: SqlStore) -> None:
    lower = notice(rung=1)
    to_another = replace(lower, id=new_id(), rung=2, recipient="2")
    by_mail = replace(lower, id=new_id(), rung=2, channel=Channel.EMAIL)
    async with store.work() as work:
        await work.notices.plan([lower, to_another, by_mail])
        assert await work.notices.supersede_lower([to_another, by_mail]) == 0
    assert set((await states(store)).values()) == {End.READY}


async def test_many_give_way_at_once(store: SqlStore) -> None:
    lower = [notice(rung=rung) for rung in (0, 1, 2)]
    async with store.work() as work:
        await work.notices.plan(lower)
        for each in lower:
            await put(work, each)
        assert await work.notices.supersede_lower([replace(each, rung=2) for each in lower]) == 2
        assert await work.notices.supersede_lower([]) == 0
        assert await work.outbox.unfinished() == 1


async def test_what_was_done_meanwhile_is_not_sent_and_an_empty_message_stays(store: SqlStore) -> None:
    done, also_done, not_done = notice(), notice(), notice()
    async with store.work() as work:
        await work.notices.plan([done, also_done, not_done])
        await put(work, done, also_done)
        await put(work, not_done)
        assert await work.notices.cancel_unsent([done.obligation_id]) == 1
        assert await work.outbox.unfinished() == 2
        assert await work.notices.cancel_unsent([also_done.obligation_id, done.obligation_id]) == 1
        assert await work.notices.cancel_unsent([]) == 0
        assert await work.outbox.unfinished() == 1
        lane = await work.outbox.take_lane("council", datetime.now(UTC), 60)
        assert lane
        sending = await work.outbox.wave(lane, datetime.now(UTC), 60, [], 10)
        assert sending is not None
        assert len(sending) == 1
    assert (await states(store))[done.id] is End.CANCELLED


async def test_a_notice_that_waits_for_its_message_can_be_cancelled(store: SqlStore) -> None:
    waiting = notice()
    async with store.work() as work:
        await work.notices.plan([waiting])
        assert await work.notices.cancel_unsent([waiting.obligation_id]) == 1
    assert await states(store) == {waiting.id: End.CANCELLED}


async def test_a_notice_is_carried_by_one_message(store: SqlStore) -> None:
    carried = notice()
    async with store.work() as work:
        await work.notices.plan([carried])
        await put(work, carried)
    with pytest.raises(Stale):
        async with store.work() as work:
            await put(work, carried)
    async with store.work() as work:
        assert await work.outbox.unfinished() == 1


async def test_a_message_cannot_carry_a_notice_that_has_ended_or_never_was(store: SqlStore) -> None:
    ended = notice(state=End.DEAD)
    async with store.work() as work:
        await work.notices.plan([ended])
    for carried in (ended, notice()):
        with pytest.raises(Stale):
            async with store.work() as work:
                await put(work, carried)


async def test_two_planners_at_once_double_nothing(store: SqlStore) -> None:
    owed = [obligation() for _ in range(40)]
    async with store.work() as work:
        await work.obligations.add(owed)

    async def plan() -> int:
        planned = 0
        while True:
            async with store.work() as work:
                due = await work.obligations.due(NINE, 7)
                if not due:
                    return planned
                await asyncio.sleep(0)
                new = await work.notices.plan([notice(obligation_id=each.id, rung=each.rung) for each in due])
                for each in new:
                    await put(work, each)
                await work.obligations.advance([(each.id, each.rung + 1, None) for each in due])
                planned += len(new)

    assert sum(await asyncio.gather(*(plan() for _ in range(4)))) == 40
    async with store.work() as work:
        assert len(await work.notices.since(EVER)) == 40
        assert await work.outbox.unfinished() == 40
        of = await work.obligations.of(Duty.ACKNOWLEDGE, [each.subject_id for each in owed])
        assert {each.rung for each in of.values()} == {1}
