"""Delivering: a message arrives, or ends with a reason that somebody can read; never twice without a mark."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import date

import pytest

from governance.notices import Blocked, End, Failed, OnDoubt, Outcome, Sent, Throttled, Unknown
from governance.services.delivering import HAS_LEFT, NOBODY_THERE, TOO_DOUBTFUL, Delivered
from governance.services.pacing import Bucket, Pace
from storage.work import memory_store
from tests.governance.delivery_world import Copy, HandTime, Killed, World, person, staff


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with await memory_store(None) as store:
        yield World(store)


# ---------------------------------------------------------------- what becomes of a message


async def test_everybody_gets_their_message_once(world: World) -> None:
    await world.put(*staff(30))
    assert await world.run() == Delivered(sent=30)
    assert world.seen() == dict.fromkeys(staff(30), 1)
    assert set((await world.ends()).values()) == {(End.SENT, "")}
    assert await world.run() == Delivered()


async def test_a_person_who_blocked_the_app_is_listed_with_the_reason(world: World) -> None:
    await world.put("anna", "ben")
    world.answers["anna"] = [Blocked("The person has blocked the app.")]
    assert await world.run() == Delivered(sent=1, dead=1)
    assert (await world.ends())["anna"] == (End.DEAD, "The person has blocked the app.")


async def test_a_person_who_left_is_not_written_to(world: World) -> None:
    await world.put("gone", "leaving", "nobody")
    world.people["gone"] = person("gone", left_on=date(2026, 11, 22))
    world.people["leaving"] = person("leaving", left_on=date(2026, 11, 23))
    del world.people["nobody"]
    assert await world.run() == Delivered(sent=1, dead=2)
    ends = await world.ends()
    assert ends["gone"] == (End.DEAD, HAS_LEFT)
    assert ends["leaving"] == (End.SENT, "")
    assert ends["nobody"] == (End.DEAD, NOBODY_THERE)


async def test_a_failure_is_tried_again_later_each_time_after_a_longer_wait(world: World) -> None:
    await world.put("anna")
    world.answers["anna"] = [Failed("502"), Failed("503"), Failed("502")]
    # With a random number of one half: three quarters of 30, 60 and 120 seconds.
    for wait in (22.5, 45, 90):
        assert await world.run() == Delivered(put_back=1)
        world.time.seconds += wait - 0.1
        assert await world.run() == Delivered()
        world.time.seconds += 0.1
    assert await world.run() == Delivered(sent=1)
    assert (await world.ends())["anna"] == (End.SENT, "")


async def test_a_message_that_keeps_failing_is_dead_with_the_last_reason(world: World) -> None:
    world.pace = Pace(attempts=4)
    await world.put("anna")
    world.answers["anna"] = [*[Failed("no connection")] * 3, *[Failed("Teams answers 503.")] * 10]
    while await world.unfinished():
        await world.run()
        world.time.seconds += 600
    assert (await world.ends())["anna"] == (End.DEAD, "Teams answers 503.")
    assert len(world.answers["anna"]) == 9


async def test_a_recipient_who_cannot_be_looked_up_holds_nobody_up_and_tells_no_secret(world: World) -> None:
    world.pace = Pace(attempts=3)
    await world.put("unreadable", "anna")
    assert await world.run() == Delivered(sent=1, put_back=1)
    while await world.unfinished():
        world.time.seconds += 3600
        await world.run()
    assert (await world.ends())["unreadable"] == (End.DEAD, "The recipient could not be looked up (LookupError).")


# ---------------------------------------------------------------- how fast


async def test_the_lane_waits_as_long_as_teams_asks_and_counts_no_failure(world: World) -> None:
    world.pace = Pace(attempts=1)
    await world.put(*staff(20))
    world.answers["p003"] = [Throttled(7.0), Throttled(3.0)]
    while await world.unfinished():
        await world.run()
        world.time.seconds += 1
    assert set((await world.ends()).values()) == {(End.SENT, "")}
    assert world.seen() == dict.fromkeys(staff(20), 1)
    first, second = world.throttled
    waits = [(first, first + 7), (second, second + 3)]
    assert not [copy for copy in world.copies for begin, end in waits if begin < copy.at < end]


async def test_a_conversation_that_is_too_fast_holds_up_nobody_else(world: World) -> None:
    await world.put(*staff(20))
    world.answers["p003"] = [Throttled(30.0, alone=True)]
    assert await world.run() == Delivered(sent=19, put_back=1)
    assert world.time.seconds < 1
    world.time.seconds = 29.9
    assert await world.run() == Delivered()
    world.time.seconds = 31.0
    assert await world.run() == Delivered(sent=1)
    assert {copy.doubts for copy in world.copies} == {0}


@pytest.mark.parametrize("refused", [["first"], ["first", "second"]])
async def test_a_brief_wait_that_is_asked_for_once_or_twice_holds_up_nobody_else(
    world: World, refused: list[str]
) -> None:
    await world.put(*refused)
    world.time.seconds = 0.1
    await world.put(*staff(50))
    world.answers = {each: [Throttled(1.0)] for each in refused}
    while await world.unfinished():
        await world.run()
        world.time.seconds += 0.1
    assert world.seen() == dict.fromkeys([*staff(50), *refused], 1)
    asked = world.throttled[-1]
    assert len([copy for copy in world.copies if asked <= copy.at < asked + 1]) >= 24
    assert [copy.at >= asked + 1 for copy in world.copies if copy.recipient in refused] == [True] * len(refused)


async def test_a_brief_wait_that_is_asked_for_three_times_in_a_row_is_the_lanes(world: World) -> None:
    await world.put(*staff(50))
    world.pace = Pace(burst=1, wave=1)
    refused: list[Outcome | Exception] = [Throttled(1.0), Throttled(1.0), Throttled(1.0)]
    world.answers = dict.fromkeys(staff(50), refused)
    while await world.unfinished():
        await world.run()
        world.time.seconds += 0.1
    first, second, third = world.throttled
    assert [second - first, third - second] == pytest.approx([0.04, 0.04])
    assert min(copy.at for copy in world.copies) >= third + 1
    assert world.seen() == dict.fromkeys(staff(50), 1)


async def test_when_teams_does_not_say_how_long_the_lane_waits_a_little(world: World) -> None:
    await world.put("anna")
    world.answers["anna"] = [Throttled()]
    assert await world.run() == Delivered(put_back=1)
    await world.put("ben")
    assert await world.run() == Delivered()
    world.time.seconds += 3.0
    assert await world.run() == Delivered(sent=2)


async def test_a_long_wait_is_left_to_a_later_call_and_another_process_keeps_it_too(world: World) -> None:
    world.pace = Pace(burst=1)
    await world.put(*staff(8))
    once: list[Outcome | Exception] = [Throttled(120.0)]
    world.answers = dict.fromkeys(staff(8), once)
    # The first one is told to wait, and the other seven, already claimed, do not leave.
    assert await world.run() == Delivered(put_back=8)
    assert world.time.seconds < 1
    world.time.seconds = 119
    assert await world.run() == Delivered()
    world.time.seconds = 121
    assert await world.run() == Delivered(sent=8)
    assert {copy.doubts for copy in world.copies} == {0}


async def test_no_second_sees_more_than_teams_allows(world: World) -> None:
    await world.put(*staff(70))
    await world.run()
    times = sorted(copy.at for copy in world.copies)
    assert max(sum(begin <= at < begin + 1 for at in times) for begin in times) <= 30
    assert times[-1] - times[0] == pytest.approx((70 - 5) / 25, abs=0.1)


async def test_a_bucket_lets_a_few_through_at_once_and_then_its_rate() -> None:
    time = HandTime()
    bucket = Bucket(10.0, 3, time, time.sleep)
    times = []
    for _ in range(6):
        await bucket.take()
        times.append(round(time.seconds, 6))
    assert times == [0, 0, 0, 0.1, 0.2, 0.3]
    time.seconds = 1000
    for _ in range(3):
        await bucket.take()
    assert time.seconds == 1000


async def test_a_bucket_that_is_held_lets_nobody_through_not_even_who_waited_already() -> None:
    time = HandTime()
    bucket = Bucket(10.0, 1, time, time.sleep)
    await bucket.take()
    waiting = [asyncio.create_task(bucket.take()) for _ in range(3)]
    await asyncio.sleep(0)
    bucket.hold(5.0)
    await asyncio.gather(*waiting)
    assert time.seconds == pytest.approx(5.2)


async def test_eight_are_under_way_at_once_and_no_more(world: World) -> None:
    world.pace = Pace(rate=1000.0, burst=100)
    world.held = set(staff(12))
    await world.put(*staff(12))
    sending = asyncio.create_task(world.run())
    await world.until(lambda: world.under_way == 8)
    world.gate.set()
    assert await sending == Delivered(sent=12)
    assert world.waiting_for_the_gate == 8


async def test_a_slow_answer_holds_up_nobody_else(world: World) -> None:
    world.held = {"p000", "p001"}
    await world.put(*staff(30))
    sending = asyncio.create_task(world.run())
    await world.until(lambda: len(world.copies) == 28)
    world.gate.set()
    assert await sending == Delivered(sent=30)


# ---------------------------------------------------------------- what nobody knows


async def test_a_lost_answer_leaves_a_message_in_doubt_and_it_is_sent_again_and_marked(world: World) -> None:
    await world.put("anna")
    world.answers["anna"] = [Unknown()]
    assert await world.run() == Delivered(unknown=1)
    assert await world.run() == Delivered()
    world.time.seconds += world.pace.lease_seconds + 1
    assert await world.run() == Delivered(sent=1)
    assert [copy.doubts for copy in world.copies] == [0, 1]


async def test_a_reminder_that_may_be_parked_is_not_repeated_but_listed(world: World) -> None:
    await world.put("anna", on_doubt=OnDoubt.PARK)
    world.answers["anna"] = [Unknown()]
    await world.run()
    world.time.seconds += world.pace.lease_seconds + 1
    assert await world.run() == Delivered()
    state, reason = (await world.ends())["anna"]
    assert state is End.IN_DOUBT
    assert reason


async def test_a_fault_of_ours_while_sending_is_in_doubt_and_ends_in_sight(world: World) -> None:
    await world.put("anna", "ben")
    world.answers["anna"] = [KeyError("a word from inside") for _ in range(100)]
    assert await world.run() == Delivered(sent=1, unknown=1)
    while await world.unfinished():
        world.time.seconds += world.pace.lease_seconds + 1
        await world.run()
    assert (await world.ends())["anna"] == (End.DEAD, TOO_DOUBTFUL)
    assert world.seen()["anna"] == world.pace.doubts


async def test_a_channel_that_never_answers_is_given_up_and_the_message_is_in_doubt(world: World) -> None:
    world.pace = Pace(timeout_seconds=0.01, lease_seconds=60)
    await world.put("anna")
    world.held = {"anna"}
    assert await world.run() == Delivered(unknown=1)


async def test_nothing_is_sent_when_too_little_of_the_lease_is_left(world: World) -> None:
    await world.put("anna")
    # Forty of the sixty seconds are gone: an answer might come after another process took over.
    world.stall_seconds = 40.0
    assert await world.run() == Delivered(sent=1, put_back=1)
    assert [(copy.at, copy.doubts) for copy in world.copies] == [(40.0, 0)]


def test_a_pace_that_could_send_twice_or_never_is_refused() -> None:
    with pytest.raises(ValueError, match="lease"):
        Pace(timeout_seconds=30.0, lease_seconds=60.0)
    with pytest.raises(ValueError, match="wave"):
        Pace(rate=0.1)
    with pytest.raises(ValueError, match="rate"):
        Pace(rate=0.0)


# ---------------------------------------------------------------- several processes, stops and kills


async def test_one_process_sends_while_another_stands_by(world: World) -> None:
    await world.put(*staff(20))
    done = await asyncio.gather(*(world.process().run(world.time.now()) for _ in range(3)))
    assert sorted(each.sent for each in done) == [0, 0, 20]
    assert world.seen() == dict.fromkeys(staff(20), 1)


async def test_an_orderly_stop_lets_what_is_under_way_end_and_leaves_no_doubt(world: World) -> None:
    await world.put(*staff(20))
    world.held = set(staff(20))
    sending = asyncio.create_task(world.process().run(world.time.now()))
    await world.until(lambda: world.under_way > 0)
    sending.cancel()
    await asyncio.sleep(0)
    world.gate.set()
    with pytest.raises(asyncio.CancelledError):
        await sending
    assert 0 < len(world.copies) <= 8
    await world.run()
    assert world.seen() == dict.fromkeys(staff(20), 1)
    assert {copy.doubts for copy in world.copies} == {0}


async def test_a_process_that_lost_the_lane_records_nothing_over_the_one_that_has_it(world: World) -> None:
    await world.put("anna")
    world.held = {"anna"}
    slow = asyncio.create_task(world.process().run(world.time.now()))
    await world.until(lambda: world.under_way == 1)
    world.time.seconds += world.pace.lease_seconds + 1
    quick = asyncio.create_task(world.process().run(world.time.now()))
    await world.until(lambda: world.under_way == 2)
    world.answers["anna"] = [Failed("late"), Sent()]
    world.gate.set()
    await asyncio.gather(slow, quick)
    assert (await world.ends())["anna"] == (End.SENT, "")
    assert [copy.doubts for copy in world.copies] == [1]


PLACES = ["deliver.after_claim", "deliver.before_send", "deliver.after_send", "deliver.before_record"]


@pytest.mark.parametrize(
    ("place", "nth"),
    [(place, nth) for place in PLACES for nth in ((1, 4, 12) if place.endswith("_send") else (1, 2))],
)
async def test_a_kill_at_any_place_loses_nothing_and_marks_what_it_may_repeat(
    world: World, place: str, nth: int
) -> None:
    await world.put(*staff(14))
    world.answers = {
        "p004": [Unknown()],
        "p007": [Failed("502")],
        "p011": [Throttled(1.0)],
        "p013": [Blocked("no")] * 10,
    }
    world.kill_at = (place, nth)
    with pytest.raises(Killed):
        await world.run()
    assert world.dead
    while await world.unfinished():
        world.time.seconds += world.pace.lease_seconds + 1
        await world.run()

    ends = await world.ends()
    assert ends.pop("p013") == (End.DEAD, "no")
    assert set(ends.values()) == {(End.SENT, "")}
    assert set(world.seen()) == set(ends), "sent means seen, and nothing else does"
    assert_repeats_are_marked(world.copies)
    assert len(world.copies) - len(ends) <= world.pace.wave + 1


async def test_a_kill_is_tried_at_every_place_that_delivering_passes(world: World) -> None:
    await world.put("anna")
    await world.run()
    assert list(world.passed) == PLACES


def assert_repeats_are_marked(copies: Sequence[Copy]) -> None:
    before: Counter[str] = Counter()
    for copy in copies:
        assert copy.doubts >= before[copy.recipient], f"{copy.recipient} was sent again without a mark"
        before[copy.recipient] += 1
