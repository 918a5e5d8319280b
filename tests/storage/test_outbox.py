"""The outbox: nothing is lost in silence, and a repeat is only possible where doubt is recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from governance.delivery_ports import Lane, Result
from governance.notices import Blocked, End, Failed, Message, Notice, OnDoubt, Outcome, Sent, Throttled, Unknown
from storage import tables
from storage.engines import open_engine
from storage.work import SqlStore
from tests.storage.examples import message, new_id, notice

EVER = datetime(2000, 1, 1, tzinfo=UTC)
LEASE = 60.0
COUNCIL = "council"


class Sender:
    """Somebody who sends, one call of the outbox a transaction, on a machine whose clock is so much ahead."""

    def __init__(self, store: SqlStore, ahead: timedelta = timedelta()) -> None:
        self.store = store
        self.ahead = ahead
        self.lane: Lane | None = None

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    async def take(self) -> bool:
        async with self.store.work() as work:
            self.lane = await work.outbox.take_lane(COUNCIL, self.now(), LEASE)
        return self.lane is not None

    async def wave(self, results: Sequence[Result] = (), size: int = 10) -> Sequence[Message] | None:
        assert self.lane is not None
        async with self.store.work() as work:
            return await work.outbox.wave(self.lane, self.now(), LEASE, results, size)

    async def claim(self, *results: Result, size: int = 10) -> list[str]:
        """Ids of what may be sent now; fails when the lane is lost."""
        messages = await self.wave(results, size)
        assert messages is not None
        return [each.id for each in messages]


@pytest.fixture
def sender(store: SqlStore) -> Sender:
    return Sender(store)


async def put(store: SqlStore, *messages: Message, ahead: timedelta = timedelta()) -> list[Notice]:
    """Put these in, each with one notice; the notices."""
    notices = [notice() for _ in messages]
    now = datetime.now(UTC) + ahead
    async with store.work() as work:
        await work.notices.plan(notices)
        for each, carried in zip(messages, notices, strict=True):
            await work.outbox.put(each, [carried.id], now)
    return notices


async def ends(store: SqlStore) -> list[tuple[End, str]]:
    async with store.work() as work:
        return [(each.state, each.reason) for each in await work.notices.since(EVER)]


async def unfinished(store: SqlStore) -> int:
    async with store.work() as work:
        return await work.outbox.unfinished()


async def row(engine: AsyncEngine, message_id: str) -> tuple[str, int, int]:
    """State, attempts and doubts of a message."""
    columns = tables.messages.c
    query = select(columns.state, columns.attempts, columns.doubts).where(columns.id == message_id)
    async with engine.connect() as connection:
        found = (await connection.execute(query)).one()
    return found.state, found.attempts, found.doubts


async def pass_time(engine: AsyncEngine, seconds: float) -> None:
    """As if every lease and every wait had begun so much earlier: on PostgreSQL the clock is the server's own."""
    delta = timedelta(seconds=seconds)
    async with engine.begin() as connection:
        for each in (await connection.execute(select(tables.messages))).all():
            statement = update(tables.messages).where(tables.messages.c.id == each.id)
            await connection.execute(statement.values(visible_at=each.visible_at - delta))
        for lane in (await connection.execute(select(tables.lanes))).all():
            statement = update(tables.lanes).where(tables.lanes.c.tenant == lane.tenant)
            earlier = {
                name: value and value - delta
                for name, value in (("lease_until", lane.lease_until), ("blocked_until", lane.blocked_until))
            }
            await connection.execute(statement.values(**earlier))


async def test_a_message_is_claimed_as_it_was_put(store: SqlStore, sender: Sender) -> None:
    given = message(on_doubt=OnDoubt.PARK)
    await put(store, given)
    assert await sender.take()
    claimed = await sender.wave()
    assert claimed is not None
    (got,) = claimed
    assert (got.state, got.attempts, got.doubts) == (End.SENDING, 1, 0)
    assert (got.id, got.recipient, got.channel, got.kind) == (given.id, given.recipient, given.channel, given.kind)
    assert (got.facts, got.on_doubt) == (given.facts, OnDoubt.PARK)


async def test_there_is_no_lane_to_take_when_nothing_is_ready(
    store: SqlStore, sender: Sender, engine: AsyncEngine
) -> None:
    assert not await sender.take()
    await put(store, message())
    await pass_time(engine, -30)
    assert not await sender.take()
    assert await unfinished(store) == 1


async def test_one_sends_at_a_time(store: SqlStore, sender: Sender, engine: AsyncEngine) -> None:
    await put(store, message(), message())
    other = Sender(store)
    assert await sender.take()
    assert not await other.take()
    assert await sender.claim(size=1)
    await pass_time(engine, LEASE + 1)
    assert await other.take()
    assert await sender.wave() is None


async def test_a_lane_is_kept_by_every_wave(store: SqlStore, sender: Sender, engine: AsyncEngine) -> None:
    await put(store, *(message() for _ in range(3)))
    assert await sender.take()
    for _ in range(3):
        (claimed,) = await sender.claim(size=1)
        await pass_time(engine, LEASE - 10)
        await sender.claim(Result(claimed, Sent()), size=0)
        assert not await Sender(store).take()


async def test_a_lane_that_is_given_back_can_be_taken_at_once(store: SqlStore, sender: Sender) -> None:
    await put(store, message())
    assert await sender.take()
    assert sender.lane
    async with store.work() as work:
        await work.outbox.release_lane(sender.lane)
    assert await sender.wave() is None
    assert await Sender(store).take()


async def test_a_lost_lane_is_neither_given_back_nor_blocked(
    store: SqlStore, sender: Sender, engine: AsyncEngine
) -> None:
    await put(store, message())
    assert await sender.take()
    await pass_time(engine, LEASE + 1)
    other = Sender(store)
    assert await other.take()
    assert sender.lane
    async with store.work() as work:
        await work.outbox.release_lane(sender.lane)
        await work.outbox.block_lane(sender.lane, datetime.now(UTC), datetime.now(UTC) + timedelta(hours=1))
    assert await other.claim()


async def test_a_blocked_lane_sends_nothing_until_the_time_comes(
    store: SqlStore, sender: Sender, engine: AsyncEngine
) -> None:
    first, second = message(), message()
    await put(store, first, second)
    assert await sender.take()
    (claimed,) = await sender.claim(size=1)
    assert sender.lane
    async with store.work() as work:
        await work.outbox.block_lane(sender.lane, datetime.now(UTC), datetime.now(UTC) + timedelta(seconds=30))
    again = datetime.now(UTC) + timedelta(seconds=30)
    assert await sender.claim(Result(claimed, Throttled(30), again)) == []
    async with store.work() as work:
        await work.outbox.release_lane(sender.lane)
    assert not await Sender(store).take()
    await pass_time(engine, 31)
    assert await sender.take()
    assert set(await sender.claim()) == {first.id, second.id}
    # Waiting because the channel asked for it is not an attempt that failed.
    assert await row(engine, claimed) == ("sending", 1, 0)


@pytest.mark.parametrize(
    ("outcome", "end", "reason"),
    [
        (Sent("activity 1"), End.SENT, ""),
        (Blocked("no app"), End.FALLEN_BACK, "no app"),
        (Failed("502"), End.DEAD, "502"),
    ],
)
async def test_a_message_ends_with_its_notices_and_their_reason(
    store: SqlStore, sender: Sender, outcome: Outcome, end: End, reason: str
) -> None:
    await put(store, message())
    assert await sender.take()
    (claimed,) = await sender.claim()
    assert await sender.claim(Result(claimed, outcome)) == []
    assert await ends(store) == [(end, reason)]
    assert await unfinished(store) == 0


async def test_a_message_that_failed_is_tried_again_when_the_rules_say(
    store: SqlStore, sender: Sender, engine: AsyncEngine
) -> None:
    await put(store, message())
    assert await sender.take()
    (claimed,) = await sender.claim()
    again = datetime.now(UTC) + timedelta(seconds=40)
    assert await sender.claim(Result(claimed, Failed("412"), again)) == []
    assert await row(engine, claimed) == ("ready", 1, 0)
    assert (await ends(store))[0][0] is End.READY
    await pass_time(engine, 41)
    assert await sender.claim() == [claimed]
    assert await row(engine, claimed) == ("sending", 2, 0)


async def test_a_dead_sender_leaves_doubt_and_statutory_messages_are_sent_again(
    store: SqlStore, sender: Sender, engine: AsyncEngine
) -> None:
    await put(store, message(on_doubt=OnDoubt.SEND_AGAIN))
    assert await sender.take()
    (claimed,) = await sender.claim()
    await pass_time(engine, LEASE + 1)
    next_sender = Sender(store)
    assert await next_sender.take()
    assert await next_sender.claim() == [claimed]
    assert await row(engine, claimed) == ("sending", 2, 1)
    assert (await ends(store))[0][0] is End.READY


async def test_a_dead_sender_leaves_doubt_and_reminders_are_parked_and_listed(
    store: SqlStore, sender: Sender, engine: AsyncEngine
) -> None:
    await put(store, message(on_doubt=OnDoubt.PARK))
    assert await sender.take()
    (claimed,) = await sender.claim()
    await pass_time(engine, LEASE + 1)
    next_sender = Sender(store)
    assert await next_sender.take()
    assert await next_sender.claim() == []
    assert (await row(engine, claimed))[0] == "in_doubt"
    ((end, reason),) = await ends(store)
    assert end is End.IN_DOUBT
    assert reason
    assert await unfinished(store) == 0


async def test_what_nobody_knows_is_left_until_its_lease_runs_out(
    store: SqlStore, sender: Sender, engine: AsyncEngine
) -> None:
    await put(store, message())
    assert await sender.take()
    (claimed,) = await sender.claim()
    assert await sender.claim(Result(claimed, Unknown())) == []
    assert await row(engine, claimed) == ("sending", 1, 0)
    await pass_time(engine, LEASE + 1)
    assert await sender.claim() == [claimed]
    assert await row(engine, claimed) == ("sending", 2, 1)


async def test_a_sender_whose_lane_was_taken_records_nothing(
    store: SqlStore, sender: Sender, engine: AsyncEngine
) -> None:
    await put(store, message(on_doubt=OnDoubt.PARK))
    assert await sender.take()
    (claimed,) = await sender.claim()
    await pass_time(engine, LEASE + 1)
    assert await Sender(store).take()
    assert await sender.wave([Result(claimed, Sent())]) is None
    assert await row(engine, claimed) == ("sending", 1, 0)


async def test_only_what_was_claimed_under_this_lane_is_recorded(
    store: SqlStore, sender: Sender, engine: AsyncEngine
) -> None:
    first = message()
    await put(store, first)
    assert await sender.take()
    (claimed,) = await sender.claim()
    assert sender.lane
    async with store.work() as work:
        await work.outbox.release_lane(sender.lane)
    second = message()
    await put(store, second)
    other = Sender(store)
    assert await other.take()
    # Neither what another claimed, nor what was never claimed, nor what does not exist.
    results = [Result(claimed, Sent()), Result(second.id, Sent()), Result(new_id(), Sent())]
    assert await other.claim(*results) == [second.id]
    assert await row(engine, claimed) == ("sending", 1, 0)


async def test_the_oldest_go_first_and_no_more_than_a_wave(
    store: SqlStore, sender: Sender, engine: AsyncEngine
) -> None:
    newest, oldest, middle = message(), message(), message()
    # Each change is of all that were put so far: they end up 1, 3 and 2 seconds old.
    for each, seconds in ((newest, -2), (oldest, 1), (middle, 2)):
        await put(store, each)
        await pass_time(engine, seconds)
    assert await sender.take()
    assert await sender.claim(size=2) == [oldest.id, middle.id]
    assert await sender.claim(size=0) == []
    assert await sender.claim() == [newest.id]


async def test_many_messages_can_be_put_at_once(store: SqlStore, sender: Sender) -> None:
    notices = [notice() for _ in range(6)]
    loads = [(message(), [each.id for each in notices[at : at + 2]], datetime.now(UTC)) for at in (0, 2, 4)]
    async with store.work() as work:
        await work.notices.plan(notices)
        await work.outbox.put_all(loads)
        await work.outbox.put_all([])
    assert await sender.take()
    assert sorted(await sender.claim()) == sorted(each.id for each, _, _ in loads)
    await sender.claim(*(Result(each.id, Sent()) for each, _, _ in loads))
    assert Counter(end for end, _ in await ends(store)) == {End.SENT: 6}


class TestMachinesWhoseClocksAreApart:
    """Several of them share PostgreSQL, and its clock: that one of theirs is wrong makes nothing late or early."""

    @pytest.fixture
    async def engine(self, postgres_url: str) -> AsyncIterator[AsyncEngine]:
        engine = open_engine(postgres_url)
        yield engine
        await engine.dispose()

    @pytest.mark.parametrize("hours", [-1, 1])
    async def test_what_one_plans_another_sends_at_once(self, store: SqlStore, sender: Sender, hours: int) -> None:
        given = message()
        await put(store, given, ahead=timedelta(hours=hours))
        assert await sender.take()
        assert await sender.claim() == [given.id]

    @pytest.mark.parametrize("hours", [-1, 1])
    async def test_what_failed_is_tried_again_after_the_wait_and_not_an_hour_off(
        self, store: SqlStore, engine: AsyncEngine, hours: int
    ) -> None:
        astray = Sender(store, timedelta(hours=hours))
        given = message()
        await put(store, given)
        assert await astray.take()
        await astray.claim()
        again = astray.now() + timedelta(seconds=40)
        assert await astray.claim(Result(given.id, Failed("502"), again)) == []
        await pass_time(engine, 41)
        assert await astray.claim() == [given.id]

    @pytest.mark.parametrize("hours", [-1, 1])
    async def test_a_lane_is_blocked_for_as_long_as_was_asked(
        self, store: SqlStore, sender: Sender, engine: AsyncEngine, hours: int
    ) -> None:
        astray = Sender(store, timedelta(hours=hours))
        await put(store, message())
        assert await astray.take()
        assert astray.lane
        async with store.work() as work:
            await work.outbox.block_lane(astray.lane, astray.now(), astray.now() + timedelta(seconds=30))
            await work.outbox.release_lane(astray.lane)
        assert not await sender.take()
        await pass_time(engine, 31)
        assert await sender.take()


class TestWhatBecomesNeedlessWhileItIsBeingSent:
    """It is not touched; only if it comes back unsent does it stay."""

    async def sending(self, store: SqlStore, sender: Sender) -> tuple[str, Notice]:
        (carried,) = await put(store, message())
        assert await sender.take()
        (claimed,) = await sender.claim()
        async with store.work() as work:
            assert await work.notices.cancel_unsent([carried.obligation_id]) == 0
        return claimed, carried

    async def test_it_arrives(self, store: SqlStore, sender: Sender) -> None:
        claimed, _ = await self.sending(store, sender)
        await sender.claim(Result(claimed, Sent()))
        assert await ends(store) == [(End.SENT, "")]

    async def test_it_comes_back(self, store: SqlStore, sender: Sender, engine: AsyncEngine) -> None:
        claimed, _ = await self.sending(store, sender)
        assert await sender.claim(Result(claimed, Failed("502"), datetime.now(UTC))) == []
        assert (await row(engine, claimed))[0] == "cancelled"
        assert (await ends(store))[0][0] is End.CANCELLED

    async def test_nobody_knows(self, store: SqlStore, sender: Sender, engine: AsyncEngine) -> None:
        claimed, _ = await self.sending(store, sender)
        await pass_time(engine, LEASE + 1)
        assert await sender.claim() == []
        assert await row(engine, claimed) == ("cancelled", 1, 1)
        assert (await ends(store))[0][0] is End.CANCELLED

    async def test_another_notice_in_it_is_still_wanted(self, store: SqlStore, sender: Sender) -> None:
        needless, wanted, carrier = notice(), notice(), message()
        async with store.work() as work:
            await work.notices.plan([needless, wanted])
            await work.outbox.put(carrier, [needless.id, wanted.id], datetime.now(UTC))
        assert await sender.take()
        assert await sender.claim() == [carrier.id]
        async with store.work() as work:
            assert await work.notices.supersede_lower([replace(needless, rung=1)]) == 0
        assert await sender.claim(Result(carrier.id, Failed("502"), datetime.now(UTC))) == [carrier.id]
        await sender.claim(Result(carrier.id, Sent()))
        assert Counter(end for end, _ in await ends(store)) == {End.SUPERSEDED: 1, End.SENT: 1}


async def test_without_crashes_everybody_gets_everything_once(store: SqlStore, engine: AsyncEngine) -> None:
    messages = [message() for _ in range(30)]
    await put(store, *messages)
    random = Random(8)
    arrived: Counter[str] = Counter()

    def send(message_id: str) -> Result:
        fate = random.random()
        if fate < 0.2:
            return Result(message_id, Failed("502"), datetime.now(UTC))
        if fate < 0.3:
            return Result(message_id, Throttled(0), datetime.now(UTC))
        arrived[message_id] += 1
        return Result(message_id, Sent())

    senders = [Sender(store), Sender(store)]
    while await unfinished(store):
        for sender in senders:
            if not await sender.take():
                continue
            results: list[Result] = []
            for _ in range(3):
                claimed = await sender.claim(*results, size=5)
                results = [send(each) for each in claimed]
            await sender.claim(*results, size=0)
            assert sender.lane
            async with store.work() as work:
                await work.outbox.release_lane(sender.lane)
    assert arrived == Counter({each.id: 1 for each in messages})
    assert Counter(end for end, _ in await ends(store)) == {End.SENT: 30}
    assert {(await row(engine, each.id))[2] for each in messages} == {0}


@pytest.mark.parametrize("on_doubt", OnDoubt)
async def test_with_crashes_nothing_is_lost_in_silence_and_a_repeat_is_marked(
    store: SqlStore, engine: AsyncEngine, on_doubt: OnDoubt
) -> None:
    messages = [message(on_doubt=on_doubt) for _ in range(24)]
    await put(store, *messages)
    random = Random(4)
    arrived: Counter[str] = Counter()
    while await unfinished(store):
        sender = Sender(store)
        await pass_time(engine, LEASE + 1)
        assert await sender.take()
        results: list[Result] = []
        for _ in range(random.randrange(1, 4)):
            claimed = await sender.claim(*results, size=5)
            # Killed in the middle of a wave: some left, none of it is recorded.
            sent = claimed if random.random() < 0.7 else claimed[: random.randrange(len(claimed) + 1)]
            arrived.update(sent)
            results = [Result(each, Sent()) for each in sent]
            if len(sent) < len(claimed):
                break
    for each in messages:
        state, _, doubts = await row(engine, each.id)
        assert state in {"sent", "in_doubt"}
        assert arrived[each.id] >= 1 or state == "in_doubt"
        assert arrived[each.id] - 1 <= doubts
    copies = max(arrived.values())
    assert copies == 1 if on_doubt is OnDoubt.PARK else copies > 1
