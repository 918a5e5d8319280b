"""Two channels side by side, the hours in which messages leave, and what is kept of messages that did not arrive."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from governance.delivery_ports import Fallen, Lane, Result
from governance.notices import Blocked, Channel, End, Failed, Message, OnDoubt, Outcome, Sent
from storage import tables
from storage.work import SqlStore
from tests.storage.examples import message, notice
from tests.storage.test_outbox import LEASE, pass_time, put, row

COUNCIL = "council"
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


async def take(store: SqlStore, channel: Channel = Channel.TEAMS, *, open_: bool = True) -> Lane | None:
    async with store.work() as work:
        return await work.outbox.take_lane(COUNCIL, datetime.now(UTC), LEASE, channel, open_)


async def claim(store: SqlStore, lane: Lane | None, *results: Result, open_: bool = True) -> list[str]:
    assert lane is not None
    async with store.work() as work:
        claimed = await work.outbox.wave(lane, datetime.now(UTC), LEASE, results, 10, open_)
    assert claimed is not None
    return [each.id for each in claimed]


async def end(store: SqlStore, message: Message, outcome: Outcome) -> None:
    """Send it, and this is what came of it."""
    lane = await take(store, message.channel)
    assert await claim(store, lane) == [message.id]
    assert await claim(store, lane, Result(message.id, outcome)) == []
    assert lane
    async with store.work() as work:
        await work.outbox.release_lane(lane)


async def fallen(store: SqlStore, limit: int = 10) -> Sequence[Fallen]:
    async with store.work() as work:
        return await work.outbox.fallen(limit)


async def test_what_a_message_is_allowed_and_replaces_is_kept(store: SqlStore) -> None:
    given = message(any_hour=False, replaces="activity 7")
    await put(store, given)
    lane = await take(store)
    assert lane
    async with store.work() as work:
        (got,) = await work.outbox.wave(lane, datetime.now(UTC), LEASE, [], 1) or []
    assert (got.any_hour, got.replaces) == (False, "activity 7")


async def test_each_channel_has_a_lane_and_sees_only_its_own_messages(store: SqlStore) -> None:
    card, mail = message(), message(channel=Channel.EMAIL)
    await put(store, card)
    assert await take(store, Channel.EMAIL) is None
    await put(store, mail)
    teams, post = await take(store), await take(store, Channel.EMAIL)
    assert await take(store) is None
    assert await take(store, Channel.EMAIL) is None
    assert await claim(store, teams) == [card.id]
    assert await claim(store, post) == [mail.id]


async def test_a_channel_that_waits_holds_the_other_one_up_in_nothing(store: SqlStore, engine: AsyncEngine) -> None:
    card, mail = message(), message(channel=Channel.EMAIL)
    await put(store, card, mail)
    teams, post = await take(store), await take(store, Channel.EMAIL)
    assert teams
    assert post
    async with store.work() as work:
        await work.outbox.block_lane(teams, datetime.now(UTC), datetime.now(UTC) + timedelta(hours=1))
    assert await claim(store, teams) == []
    assert await claim(store, post) == [mail.id]
    async with store.work() as work:
        await work.outbox.release_lane(post)
        await work.outbox.release_lane(teams)
    await pass_time(engine, 3601)
    assert await take(store) is not None


async def test_a_channel_leaves_what_the_other_one_left_in_doubt_to_it(store: SqlStore, engine: AsyncEngine) -> None:
    card, mail = message(on_doubt=OnDoubt.PARK), message(channel=Channel.EMAIL)
    await put(store, card, mail)
    await claim(store, await take(store))
    await pass_time(engine, LEASE + 1)
    assert await claim(store, await take(store, Channel.EMAIL)) == [mail.id]
    assert (await row(engine, card.id))[0] == "sending"
    assert await claim(store, await take(store)) == []
    assert (await row(engine, card.id))[0] == "in_doubt"


async def test_at_night_only_what_may_leave_at_any_hour_does(store: SqlStore) -> None:
    reminder, alarm = message(any_hour=False), message(any_hour=True)
    await put(store, reminder)
    assert await take(store, open_=False) is None
    await put(store, alarm)
    lane = await take(store, open_=False)
    assert await claim(store, lane, open_=False) == [alarm.id]
    assert await claim(store, lane, open_=False) == []
    assert await claim(store, lane, open_=True) == [reminder.id]


async def test_at_night_too_what_was_being_sent_when_the_sender_died_is_noted(
    store: SqlStore, engine: AsyncEngine
) -> None:
    reminder = message(any_hour=False, on_doubt=OnDoubt.SEND_AGAIN)
    await put(store, reminder)
    await claim(store, await take(store))
    await pass_time(engine, LEASE + 1)
    assert await claim(store, await take(store, open_=False), open_=False) == []
    assert await row(engine, reminder.id) == ("ready", 1, 1)


@pytest.mark.parametrize(
    ("outcome", "state"), [(Blocked("no app"), End.FALLEN_BACK), (Failed("no app"), End.DEAD)], ids=["blocked", "dead"]
)
async def test_what_did_not_arrive_is_found_with_its_notices_until_it_is_settled(
    store: SqlStore, outcome: Outcome, state: End
) -> None:
    arrived, lost = message(), message(any_hour=False)
    await put(store, arrived)
    await end(store, arrived, Sent())
    (carried,) = await put(store, lost)
    await end(store, lost, outcome)
    (found,) = await fallen(store)
    assert (found.message.id, found.message.state, found.reason) == (lost.id, state, "no app")
    assert (found.message.facts, found.message.any_hour) == (lost.facts, False)
    assert [(each.id, each.state, each.reason) for each in found.notices] == [(carried.id, state, "no app")]
    async with store.work() as work:
        await work.outbox.settle([lost.id])
        await work.outbox.settle([])
    assert await fallen(store) == []


async def test_no_more_are_taken_at_once_than_asked_for(store: SqlStore) -> None:
    for _ in range(3):
        lost = message()
        await put(store, lost)
        await end(store, lost, Failed("502"))
    first = await fallen(store, 2)
    assert len(first) == 2
    async with store.work() as work:
        await work.outbox.settle([each.message.id for each in first])
    assert len(await fallen(store, 2)) == 1


# Elsewhere there is one writer at a time.
@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_two_callers_never_get_the_same_one(store: SqlStore) -> None:
    for _ in range(2):
        lost = message()
        await put(store, lost)
        await end(store, lost, Failed("502"))
    async with store.work() as one, asyncio.timeout(10):
        (first,) = await one.outbox.fallen(1)
        second = await asyncio.create_task(fallen(store))
        assert [each.message.id for each in second] != [first.message.id]
        assert len(second) == 1


# PostgreSQL plans by the size of the table.
@pytest.mark.parametrize("engine", ["memory", "sqlite"], indirect=True)
async def test_looking_for_what_did_not_arrive_reads_no_more_than_that(engine: AsyncEngine) -> None:
    query = f"EXPLAIN QUERY PLAN SELECT * FROM messages WHERE {tables.MESSAGE_HAS_FALLEN} ORDER BY id LIMIT 10"
    async with engine.connect() as connection:
        plan = [step.detail for step in (await connection.execute(text(query))).all()]
    assert plan == ["SCAN messages USING INDEX ix_messages_fallen"]


async def test_somebody_has_one_digest_a_day(store: SqlStore) -> None:
    async with store.work() as work:
        assert await work.outbox.first_today(["anna", "ben", "anna"], MONDAY) == {"anna", "ben"}
        assert await work.outbox.first_today([], MONDAY) == frozenset()
    async with store.work() as work:
        assert await work.outbox.first_today(["ben", "cara"], MONDAY) == {"cara"}
        assert await work.outbox.first_today(["ben"], TUESDAY) == {"ben"}
    async with store.work() as work:
        assert await work.outbox.had_digest(MONDAY) == {"anna", "ben", "cara"}
        assert await work.outbox.had_digest(TUESDAY) == {"ben"}


async def test_a_crash_before_the_digest_is_put_takes_nobodys_digest(store: SqlStore) -> None:
    async def crash() -> None:
        async with store.work() as work:
            await work.outbox.first_today(["anna"], MONDAY)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await crash()
    async with store.work() as work:
        assert await work.outbox.first_today(["anna"], MONDAY) == {"anna"}


async def test_of_two_who_plan_the_same_digest_one_gets_it(store: SqlStore) -> None:
    people = [f"p{number}" for number in range(1200)]

    async def plan(order: list[str]) -> frozenset[str]:
        async with store.work() as work:
            return await work.outbox.first_today(order, MONDAY)

    one, other = await asyncio.gather(plan(people), plan(people[::-1]))
    assert one | other == set(people)
    assert not one & other


async def test_a_carried_notice_that_ended_otherwise_keeps_its_own_end(store: SqlStore) -> None:
    done, owed, lost = notice(), notice(), message()
    async with store.work() as work:
        await work.notices.plan([done, owed])
        await work.outbox.put(lost, [done.id, owed.id], datetime.now(UTC))
        await work.notices.cancel_unsent([done.obligation_id])
    await end(store, lost, Failed("502"))
    (found,) = await fallen(store)
    assert {each.id: each.state for each in found.notices} == {done.id: End.CANCELLED, owed.id: End.DEAD}
