"""What gathering, briefing and snoozing ask of the store: on memory, SQLite and PostgreSQL alike."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from governance.delivery_ports import Result
from governance.notices import Channel, End, Kind, Message, Notice, Sent
from governance.obligations import Duty
from storage import tables
from storage.engines import open_engine
from storage.notices import TAKEN_BACK
from storage.work import SqlStore
from tests.storage.conftest import AUDIT_KEY
from tests.storage.examples import NINE, TODAY, message, new_id, notice, obligation

MINUTE = timedelta(minutes=1)
REAL = datetime.now(UTC)


async def put(store: SqlStore, *notices: Notice, **changes: object) -> Message:
    """One message that carries these."""
    carrier = message(**changes)
    async with store.work() as work:
        await work.notices.plan(notices)
        await work.outbox.put(carrier, [each.id for each in notices], REAL)
    return carrier


async def sent(store: SqlStore, provider_id: str = "m1", channel: Channel = Channel.TEAMS) -> None:
    """Everything in the outbox arrives, under this id."""
    async with store.work() as work:
        lane = await work.outbox.take_lane("council", datetime.now(UTC), 60, channel)
        assert lane
        taken = await work.outbox.wave(lane, datetime.now(UTC), 60, [], 100) or ()
        done = [Result(each.id, Sent(provider_id)) for each in taken]
        await work.outbox.wave(lane, datetime.now(UTC), 60, done, 0)
        await work.outbox.release_lane(lane)


# ---------------------------------------------------------------- what is owed


async def test_the_store_is_behind_while_something_open_is_due_and_not_planned(store: SqlStore) -> None:
    owed, done = obligation(), obligation(next_at=NINE - MINUTE)
    async with store.work() as work:
        assert not await work.obligations.behind(NINE)
        await work.obligations.add([owed, done])
        await work.obligations.close(done.duty, done.subject_id)
        assert not await work.obligations.behind(NINE - MINUTE)
        assert await work.obligations.behind(NINE)
        await work.obligations.advance([(owed.id, 1, NINE + MINUTE)])
        assert not await work.obligations.behind(NINE)


async def test_a_second_planner_that_finds_nothing_left_is_behind_as_long_as_the_first_has_not_committed(
    postgres_url: str,
) -> None:
    async with SqlStore(open_engine(postgres_url), AUDIT_KEY) as store:
        async with store.work() as work:
            await work.obligations.add([owed := obligation()])
        async with store.work() as one:
            await one.obligations.due(NINE, 10)
            await one.obligations.advance([(owed.id, 1, None)])
            async with store.work() as other:
                assert await other.obligations.due(NINE, 10) == []
                assert await other.obligations.behind(NINE)
        async with store.work() as work:
            assert not await work.obligations.behind(NINE)


async def test_obligations_are_found_by_their_ids(store: SqlStore) -> None:
    owed, closed = obligation(), obligation()
    async with store.work() as work:
        await work.obligations.add([owed, closed])
        await work.obligations.close(closed.duty, closed.subject_id)
        found = await work.obligations.by_ids([owed.id, closed.id, new_id()])
        assert found == {owed.id: owed, closed.id: replace(closed, open=False, next_at=None)}
        assert await work.obligations.by_ids([]) == {}


async def test_what_is_still_open_comes_by_the_day_it_is_due_and_of_the_duties_that_were_asked_for(
    store: SqlStore,
) -> None:
    late = obligation(duty=Duty.ACTION, due_on=date(2026, 11, 1), next_at=None)
    soon = obligation(duty=Duty.ASSURANCE, due_on=date(2026, 11, 30))
    done = obligation(duty=Duty.ACTION)
    async with store.work() as work:
        await work.obligations.add([soon, done, late, obligation(duty=Duty.VERIFY)])
        await work.obligations.close(done.duty, done.subject_id)
        assert await work.obligations.still_open([Duty.ACTION, Duty.ASSURANCE]) == [late, soon]
        assert await work.obligations.still_open([]) == []


async def test_peace_is_kept_with_the_obligation_and_counted(store: SqlStore) -> None:
    owed, other = obligation(), obligation()
    async with store.work() as work:
        await work.obligations.add([owed, other])
        for day in (date(2026, 11, 25), date(2026, 11, 27)):
            await work.obligations.snooze(owed.id, day)
        found = await work.obligations.by_ids([owed.id, other.id])
    assert found[owed.id] == replace(owed, snoozed_until=date(2026, 11, 27), snoozes=2)
    assert found[other.id] == other


# ---------------------------------------------------------------- what waits


async def test_what_waits_comes_person_by_person_and_whole(store: SqlStore) -> None:
    of_two = [notice(recipient="2", id=f"{number:032}") for number in (4, 1, 3)]
    of_one, of_three = notice(recipient="1"), notice(recipient="3")
    later, ended = notice(leaves_at=NINE + MINUTE), notice(state=End.DEAD)
    await put(store, notice(recipient="0"))
    async with store.work() as work:
        await work.notices.plan([*of_two, of_three, later, of_one, ended])
        ordered = [of_one, *sorted(of_two, key=lambda each: each.id)]
        assert await work.notices.waiting(NINE, 2) == ordered
        assert await work.notices.waiting(NINE, 3) == [*ordered, of_three]
        assert await work.notices.waiting(NINE - MINUTE, 3) == []


async def test_while_one_gathers_a_second_one_finds_nothing(postgres_url: str) -> None:
    """Two that share out one person's notices would send two digests."""
    async with SqlStore(open_engine(postgres_url), AUDIT_KEY) as store:
        async with store.work() as work:
            await work.notices.plan([notice() for _ in range(4)])
        async with store.work() as one, store.work() as other:
            assert len(await one.notices.waiting(NINE, 10)) == 4
            assert await other.notices.waiting(NINE, 10) == ()
        async with store.work() as work:
            assert len(await work.notices.waiting(NINE, 10)) == 4


async def test_what_will_leave_before_an_instant_can_be_read(store: SqlStore) -> None:
    now, later = notice(recipient="2"), notice(recipient="1", leaves_at=NINE + MINUTE)
    await put(store, notice())
    async with store.work() as work:
        await work.notices.plan([now, later])
        assert await work.notices.not_gathered(NINE) == []
        assert await work.notices.not_gathered(NINE + MINUTE) == [now]
        assert await work.notices.not_gathered(NINE + 2 * MINUTE) == [later, now]


async def test_what_was_put_off_leaves_later_and_never_sooner(store: SqlStore) -> None:
    mine = notice()
    others = replace(mine, id=new_id(), recipient="2")
    carried = replace(mine, id=new_id(), rung=1)
    await put(store, carried)
    async with store.work() as work:
        await work.notices.plan([mine, others])
        for until in (NINE + 2 * MINUTE, NINE + MINUTE):
            await work.notices.put_off([mine.obligation_id, new_id()], "1", until)
        await work.notices.put_off([], "1", NINE)
        found = {each.id: each for each in await work.notices.since(NINE)}
    assert found[mine.id] == replace(mine, leaves_at=NINE + 2 * MINUTE)
    assert found[others.id] == others
    assert found[carried.id].leaves_at is None


async def test_what_is_deferred_waits_until_then(store: SqlStore) -> None:
    first, second = notice(), notice()
    async with store.work() as work:
        await work.notices.plan([first, second])
        await work.notices.defer([first.id], NINE + MINUTE)
        await work.notices.defer([], NINE)
        assert await work.notices.waiting(NINE, 5) == [second]
        assert {each.id for each in await work.notices.waiting(NINE + MINUTE, 5)} == {first.id, second.id}


async def test_one_digest_a_person_and_day_is_the_first_ones_who_asks(store: SqlStore) -> None:
    async with store.work() as work:
        assert await work.outbox.first_today(["1", "2", "2"], TODAY) == {"1", "2"}
    async with store.work() as work:
        assert await work.outbox.first_today(["2", "3"], TODAY) == {"3"}
        assert await work.outbox.first_today(["2"], date(2026, 11, 24)) == {"2"}
        assert await work.outbox.had_digest(TODAY) == {"1", "2", "3"}
        assert await work.outbox.first_today([], TODAY) == frozenset()


# ---------------------------------------------------------------- messages, and cards that were sent


async def test_a_digest_of_another_day_is_taken_back_and_what_it_carried_waits_again(
    store: SqlStore, engine: AsyncEngine
) -> None:
    todays, yesterdays = notice(recipient="1"), [notice(recipient="2"), notice(recipient="2", state=End.CANCELLED)]
    async with store.work() as work:
        await work.outbox.first_today(["1"], date(2026, 11, 24))
        await work.outbox.first_today(["2", "3"], TODAY)
    kept = await put(store, todays, recipient="1", kind=Kind.DIGEST)
    async with store.work() as work:
        await work.notices.plan([yesterdays[1]])
    gone = await put(store, yesterdays[0], recipient="2", kind=Kind.DIGEST)
    others = [
        await put(store, notice(recipient="2"), recipient="2", kind=Kind.ESCALATED),
        await put(store, notice(recipient="3"), recipient="3", kind=Kind.DIGEST, channel=Channel.EMAIL),
    ]
    async with store.work() as work:
        assert await work.notices.take_back([Kind.DIGEST], date(2026, 11, 24)) == 1
        assert await work.notices.take_back([Kind.DIGEST], date(2026, 11, 24)) == 0
        assert await work.notices.waiting(NINE, 5) == [yesterdays[0]]
        assert await work.outbox.unfinished() == 3
    async with engine.connect() as connection:
        found = await connection.execute(
            select(tables.messages.c.id, tables.messages.c.state, tables.messages.c.reason)
        )
        ends = {row.id: (row.state, row.reason) for row in found}
    assert ends[gone.id] == (End.SUPERSEDED.value, TAKEN_BACK)
    assert {ends[each.id][0] for each in (kept, *others)} == {End.READY.value}


async def test_a_digest_that_is_being_sent_is_not_taken_back(store: SqlStore) -> None:
    async with store.work() as work:
        await work.outbox.first_today(["1"], TODAY)
    await put(store, notice(), kind=Kind.DIGEST)
    async with store.work() as work:
        lane = await work.outbox.take_lane("council", datetime.now(UTC), 60)
        assert lane
        assert await work.outbox.wave(lane, datetime.now(UTC), 60, [], 10)
        assert await work.notices.take_back([Kind.DIGEST], date(2026, 11, 24)) == 0


async def test_the_notices_of_a_message_and_of_the_card_that_came_of_it(store: SqlStore) -> None:
    carried = [notice(id=f"{number:032}") for number in (2, 1)]
    carrier = await put(store, *carried)
    await sent(store, "m1")
    async with store.work() as work:
        found = (await work.notices.carried_by([carrier.id, new_id()]))[carrier.id]
        assert [each.id for each in found] == [f"{number:032}" for number in (1, 2)]
        assert {each.state for each in found} == {End.SENT}
        assert await work.notices.on_card("1", "m1") == found
        assert await work.notices.on_card("2", "m1") == []
        assert await work.notices.on_card("1", "m2") == []
        assert await work.notices.on_card("1", "") == []
        assert await work.notices.carried_by([]) == {}


async def test_the_cards_about_something_are_those_that_were_sent_on_teams_once_each(store: SqlStore) -> None:
    about = notice()
    await put(store, about, replace(about, id=new_id(), rung=1))
    await sent(store, "m1")
    await put(store, replace(about, id=new_id(), recipient="2"), recipient="2")
    await sent(store, "m2")
    by_mail = replace(about, id=new_id(), channel=Channel.EMAIL)
    await put(store, by_mail, channel=Channel.EMAIL)
    await sent(store, "<mail@council>", Channel.EMAIL)
    await put(store, replace(about, id=new_id(), rung=2))
    async with store.work() as work:
        assert await work.notices.cards([about.obligation_id]) == [("1", "m1"), ("2", "m2")]
        assert await work.notices.cards([new_id()]) == []


# ---------------------------------------------------------------- done while it is being gathered


async def test_what_is_done_while_it_is_put_into_a_message_does_not_leave(postgres_url: str) -> None:
    """SQLite has one writer at a time; on PostgreSQL whoever is done waits for the gatherer, and then finds the
    message that it made."""
    async with SqlStore(open_engine(postgres_url), AUDIT_KEY) as store:
        done, carrier = notice(), message()
        async with store.work() as work:
            await work.notices.plan([done])

        async def is_done() -> int:
            async with store.work() as work:
                return await work.notices.cancel_unsent([done.obligation_id])

        async with store.work() as gatherer:
            await gatherer.notices.waiting(NINE, 10)
            cancelling = asyncio.create_task(is_done())
            await until_somebody_waits(postgres_url)
            await gatherer.outbox.put(carrier, [done.id], REAL)
        assert await cancelling == 1
        async with store.work() as work:
            assert await work.outbox.unfinished() == 0
            [found] = await work.notices.since(NINE)
        assert (found.state, found.message_id) == (End.CANCELLED, carrier.id)


async def until_somebody_waits(url: str) -> None:
    engine = open_engine(url)
    try:
        for _ in range(500):
            async with engine.connect() as connection:
                waiting = await connection.exec_driver_sql("SELECT count(*) FROM pg_locks WHERE NOT granted")
                if waiting.scalar_one():
                    return
        pytest.fail("nobody waited")
    finally:
        await engine.dispose()
