"""Gathering: a person hears at most once a working day of everything on their list, and nothing is left lying."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from governance.notices import Blocked, Channel, End, Failed, Kind, Notice, OnDoubt, Sent
from governance.obligations import Duty
from governance.owed import Owed
from tests.governance.engine.checker import Checker
from tests.governance.engine.oracle import counted, local_day
from tests.governance.engine.staff import everybody, posts
from tests.governance.engine.world import Faults, Killed, Process, World, council, tables

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
TOMORROW = NINE + timedelta(days=1)


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with tables() as engine:
        yield await council(engine, NINE, everybody(), posts())


async def comes_due(
    world: World, *recipients: str, kind: Kind = Kind.DIGEST, channel: Channel = Channel.TEAMS, of: str = ""
) -> list[Notice]:
    """Rungs that were planned, one for each of these people."""
    new = [
        Notice(uuid4().hex, of or uuid4().hex, 1, 0, who, channel, kind, world.now - timedelta(minutes=1))
        for who in recipients
    ]
    async with world.store.work() as work:
        await work.notices.plan(new)
    return new


async def gathers(world: World) -> int:
    return await Process(world, Faults()).gathering.gather(world.now)


async def messages(world: World) -> Counter[tuple[str, str, str]]:
    rows = await world.rows("SELECT recipient, channel, kind FROM messages WHERE state = 'ready'")
    return Counter((row["recipient"], row["channel"], row["kind"]) for row in rows)


async def ends(world: World) -> list[str]:
    return [row["state"] for row in await world.rows("SELECT state FROM notices ORDER BY rung, id")]


# ---------------------------------------------------------------- one a day


async def test_everything_on_ones_list_is_one_message(world: World) -> None:
    await comes_due(world, *["ann"] * 5, "bill")
    assert await gathers(world) == 2
    assert await messages(world) == {("ann", "teams", "digest"): 1, ("bill", "teams", "digest"): 1}
    [row] = await world.rows("SELECT facts, any_hour, on_doubt FROM messages WHERE recipient = 'ann'")
    assert (row["facts"], bool(row["any_hour"]), row["on_doubt"]) == ('{"count":5}', False, OnDoubt.PARK.value)


async def test_a_thing_that_comes_up_twice_counts_once(world: World) -> None:
    [first] = await comes_due(world, "ann")
    async with world.store.work() as work:
        await work.notices.plan([replace(first, id=uuid4().hex, rung=1001)])
    await gathers(world)
    [row] = await world.rows("SELECT facts FROM messages")
    assert row["facts"] == '{"count":1}'


async def test_what_comes_up_after_the_digest_of_the_day_waits_for_the_next_working_day(world: World) -> None:
    world.goes_on(timedelta(days=4))
    await comes_due(world, "ann")
    await gathers(world)
    await world.sends()
    world.goes_on(timedelta(hours=2))
    await comes_due(world, "ann")
    assert await gathers(world) == 0
    for hours in (20, 48):
        world.goes_on(timedelta(hours=hours))
        assert await gathers(world) == 0, "it is the weekend"
    world.goes_on(timedelta(hours=2))
    assert await gathers(world) == 1


async def test_what_is_due_today_or_goes_up_the_line_waits_for_no_digest(world: World) -> None:
    await comes_due(world, "ann")
    await gathers(world)
    for kind in (Kind.DUE_TODAY, Kind.ESCALATED):
        await comes_due(world, "ann", "ann", kind=kind)
    assert await gathers(world) == 2
    assert await messages(world) == Counter(
        {("ann", "teams", kind): 1 for kind in ("digest", "due_today", "escalated")}
    )


async def test_somebody_with_three_kinds_gets_one_message_of_each_and_a_mail_is_no_digest_of_the_day(
    world: World,
) -> None:
    for kind in (Kind.DIGEST, Kind.DUE_TODAY, Kind.ESCALATED):
        await comes_due(world, "ann", "ann", kind=kind)
    await comes_due(world, "ann", channel=Channel.EMAIL)
    assert await gathers(world) == 4
    assert await messages(world) == {
        ("ann", "teams", "digest"): 1,
        ("ann", "teams", "due_today"): 1,
        ("ann", "teams", "escalated"): 1,
        ("ann", "email", "digest"): 1,
    }


async def test_what_was_put_off_until_tomorrow_and_is_done_by_then_is_not_sent(world: World) -> None:
    await comes_due(world, "ann")
    await gathers(world)
    await world.sends()
    each = await world.owe(Duty.ACTION, counted(local_day(world.now), 5), Owed("ann", "Publish it", 1))
    await Checker(world).ticks()
    await world.answers(each)
    world.goes_on(timedelta(days=1))
    assert await gathers(world) == 0
    assert sorted(await ends(world)) == [
        End.CANCELLED.value,
        End.SENT.value,
        End.SUPERSEDED.value,
        End.SUPERSEDED.value,
    ]


# ---------------------------------------------------------------- the hours


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 11, 23, 8, 59, 59, tzinfo=UTC),
        datetime(2026, 11, 23, 16, 30, tzinfo=UTC),
        datetime(2026, 11, 28, 12, tzinfo=UTC),
        datetime(2026, 12, 25, 12, tzinfo=UTC),
    ],
    ids=["before nine", "half past four", "a Saturday", "Christmas Day"],
)
async def test_nothing_is_gathered_outside_the_hours_in_which_messages_leave(world: World, at: datetime) -> None:
    world.now = at
    await comes_due(world, "ann", "ann", kind=Kind.ESCALATED)
    assert await gathers(world) == 0


async def test_nothing_is_gathered_while_something_due_is_not_planned(world: World) -> None:
    await comes_due(world, "ann")
    each = await world.owe(Duty.ACTION, counted(local_day(world.now), 5), Owed("ann", "Publish it", 1))
    assert await gathers(world) == 0, "the two belong into one message"
    await world.process("a").chasing.plan(world.now)
    assert await gathers(world) == 1
    assert each.open


# ---------------------------------------------------------------- a digest that did not leave


class TestADigestThatDidNotLeaveOnItsDay:
    async def test_is_in_the_next_one(self, world: World) -> None:
        world.answer = lambda *_: Failed("502")
        await comes_due(world, "ann")
        await gathers(world)
        await world.sends()
        world.answer = lambda *_: Sent()
        world.goes_on(timedelta(hours=15))
        assert await gathers(world) == 0
        assert await messages(world) == {}
        world.goes_on(timedelta(hours=9, minutes=1))
        await comes_due(world, "ann")
        await gathers(world)
        await world.sends()
        assert [copy.recipient for copy in world.copies] == ["ann"]
        assert await ends(world) == [End.SENT.value] * 2

    async def test_even_when_the_service_stood_still_until_the_next_morning(self, world: World) -> None:
        await comes_due(world, "ann")
        await gathers(world)
        world.goes_on(timedelta(days=1))
        await comes_due(world, "ann")
        await gathers(world)
        assert await messages(world) == {("ann", "teams", "digest"): 1}

    async def test_on_its_day_it_is_left_alone(self, world: World) -> None:
        await comes_due(world, "ann")
        await gathers(world)
        world.goes_on(timedelta(hours=7))
        assert await gathers(world) == 0
        assert await messages(world) == {("ann", "teams", "digest"): 1}

    async def test_what_breaks_out_of_digests_stays_on_its_way(self, world: World) -> None:
        await comes_due(world, "ann", kind=Kind.ESCALATED)
        await gathers(world)
        world.goes_on(timedelta(hours=15))
        await gathers(world)
        assert await messages(world) == {("ann", "teams", "escalated"): 1}

    async def test_one_that_fell_back_stays_so(self, world: World) -> None:
        world.answer = lambda *_: Blocked("403")
        await comes_due(world, "ann")
        await gathers(world)
        await world.sends()
        world.goes_on(timedelta(days=1))
        assert await gathers(world) == 0
        assert await ends(world) == [End.FALLEN_BACK.value]


# ---------------------------------------------------------------- many, at once, and killed


async def test_batches_are_cut_between_people_and_never_through_one(world: World) -> None:
    await comes_due(world, *["ann"] * 7, *["bill"] * 9, *["cora"] * 3, "head", "director")
    assert world.batch == 2
    assert await gathers(world) == 5
    assert set((await messages(world)).values()) == {1}


async def test_two_gatherers_at_once_send_one_digest_each(world: World) -> None:
    people = [each.id for each in everybody()]
    await comes_due(world, *people * 3)
    assert sum(await asyncio.gather(*(gathers(world) for _ in range(3)))) == len(people)
    assert await messages(world) == Counter({(who, "teams", "digest"): 1 for who in people})


@pytest.mark.parametrize("kill_at", range(1, 12))
async def test_a_kill_anywhere_leaves_everybody_with_one_digest(world: World, kill_at: int) -> None:
    people = ["ann", "bill", "cora"]
    await comes_due(world, *people * 3)
    faults = Faults()
    faults.arm(kill_at)
    with pytest.raises(Killed):
        await Process(world, faults).gathering.gather(world.now)
    await gathers(world)
    assert await messages(world) == Counter({(who, "teams", "digest"): 1 for who in people})
    waiting: Sequence[object] = await world.rows("SELECT id FROM notices WHERE message_id IS NULL")
    assert not waiting
