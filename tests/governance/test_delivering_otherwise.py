"""Delivering: what Teams does not take goes another way where it may, and nothing leaves outside the hours for it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date

import pytest

from governance.notices import Blocked, Channel, End, Failed, Kind, Outcome, Throttled, Unknown
from governance.services.delivering import HAS_LEFT, NOBODY_THERE, TOO_DOUBTFUL, Delivered
from governance.services.pacing import Pace
from storage.work import memory_store
from tests.governance.delivery_world import World, person, staff

HOUR = 3600.0
#: From 09:00, when these worlds begin.
CLOSING = 7.5 * HOUR


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with await memory_store(None) as store:
        yield World(store, other_way=True)


# ---------------------------------------------------------------- another way


async def test_whoever_blocked_the_app_is_reached_another_way(world: World) -> None:
    await world.put("anna", "ben", kind=Kind.DIGEST)
    world.answers["anna"] = [Blocked("The person has blocked the app.")]
    assert await world.run() == Delivered(sent=1, fallen_back=1)
    assert (await world.ends())["anna"] == (End.FALLEN_BACK, "The person has blocked the app.")


async def test_after_three_failures_with_longer_waits_between_it_goes_another_way(world: World) -> None:
    await world.put("anna", kind=Kind.DIGEST)
    world.answers["anna"] = [Failed("502"), Failed("503"), Failed("504")]
    # With a random number of one half: three quarters of one minute and of ten.
    for wait in (45, 450):
        assert await world.run() == Delivered(put_back=1)
        world.time.seconds += wait - 0.1
        assert await world.run() == Delivered()
        world.time.seconds += 0.1
    assert await world.run() == Delivered(fallen_back=1)
    assert (await world.ends())["anna"] == (End.FALLEN_BACK, "504")


async def test_being_asked_to_wait_is_no_failure_and_nothing_goes_another_way_for_it(world: World) -> None:
    await world.put("anna", kind=Kind.DIGEST)
    world.answers["anna"] = [Throttled(5.0) for _ in range(10)]
    while await world.unfinished():
        await world.run()
        world.time.seconds += 1
    assert (await world.ends())["anna"] == (End.SENT, "")


async def test_what_may_or_may_not_have_arrived_five_times_goes_another_way(world: World) -> None:
    await world.put("anna", kind=Kind.ESCALATED)
    world.answers["anna"] = [Unknown() for _ in range(20)]
    while await world.unfinished():
        world.time.seconds += world.pace.lease_seconds + 1
        await world.run()
    assert (await world.ends())["anna"] == (End.FALLEN_BACK, TOO_DOUBTFUL)


@pytest.mark.parametrize(
    ("recipient", "kind"),
    [("anna", Kind.NEWS), ("sealed:00", Kind.NEWS), ("sealed:00", Kind.DIGEST), ("anna", Kind.ANSWERED)],
)
async def test_a_reporter_and_a_card_that_changes_never_go_another_way(
    world: World, recipient: str, kind: Kind
) -> None:
    world.pace = Pace(attempts=4)
    await world.put(recipient, kind=kind)
    world.answers[recipient] = [Failed("502")] * 20
    tries = 0
    while await world.unfinished():
        await world.run()
        world.time.seconds += 600
        tries += 1
    assert (await world.ends())[recipient] == (End.DEAD, "502")
    assert tries == 4
    await world.put(recipient, kind=kind)
    world.answers[recipient] = [Blocked("no app")]
    assert await world.run() == Delivered(dead=1)


async def test_whoever_is_not_there_to_be_reached_is_reached_no_other_way(world: World) -> None:
    await world.put("gone", "nobody", kind=Kind.DIGEST)
    world.people["gone"] = person("gone", left_on=date(2026, 11, 20))
    del world.people["nobody"]
    assert await world.run() == Delivered(dead=2)
    assert await world.ends() == {"gone": (End.DEAD, HAS_LEFT), "nobody": (End.DEAD, NOBODY_THERE)}


async def test_one_channel_leaves_the_others_messages_alone(world: World) -> None:
    await world.put("anna")
    world.channel = Channel.EMAIL
    await world.put("ben")
    assert await world.run() == Delivered(sent=1)
    assert set(world.seen()) == {"ben"}
    world.channel = Channel.TEAMS
    assert await world.run() == Delivered(sent=1)
    assert set(world.seen()) == {"anna", "ben"}


# ---------------------------------------------------------------- the hours in which messages leave


@pytest.mark.parametrize("seconds", [-1.0, CLOSING, CLOSING + HOUR, 5 * 24 * HOUR], ids=str)
async def test_outside_the_hours_only_what_may_leave_at_any_hour_does(world: World, seconds: float) -> None:
    world.time.seconds = seconds
    await world.put("night", any_hour=True)
    await world.put("day", any_hour=False)
    assert await world.run() == Delivered(sent=1)
    assert set(world.seen()) == {"night"}
    world.time.seconds = 7 * 24 * HOUR
    assert await world.run() == Delivered(sent=1)
    assert set(world.seen()) == {"night", "day"}


async def test_a_long_run_stops_when_the_hours_end(world: World) -> None:
    world.time.seconds = CLOSING - 1
    await world.put(*staff(60), any_hour=False)
    await world.put("night", any_hour=True)
    # What was claimed and is too late goes back, and that is no attempt that failed.
    done = await world.run()
    assert done.sent < 60
    assert done.dead == done.fallen_back == done.unknown == 0
    assert max(copy.at for copy in world.copies if copy.recipient != "night") < CLOSING
    assert world.seen()["night"] == 1
    assert await world.unfinished() == 61 - done.sent
    world.time.seconds = 24 * HOUR
    await world.run()
    assert world.seen() == dict.fromkeys([*staff(60), "night"], 1)
    assert {copy.doubts for copy in world.copies} == {0}


async def test_the_hours_are_those_of_the_domains_clock(world: World) -> None:
    await world.put("anna", any_hour=False)
    night = world.time.now().replace(hour=23)
    assert await world.process().run(night) == Delivered()
    assert await world.process().run(night.replace(hour=10)) == Delivered(sent=1)


async def test_what_failed_before_the_end_of_the_day_is_tried_again_the_next_morning(world: World) -> None:
    world.time.seconds = CLOSING - 30
    await world.put("anna", kind=Kind.DIGEST, any_hour=False)
    failures: list[Outcome | Exception] = [Failed("502")]
    world.answers["anna"] = failures
    assert await world.run() == Delivered(put_back=1)
    world.time.seconds = CLOSING + 60
    assert await world.run() == Delivered()
    world.time.seconds = 24 * HOUR
    assert await world.run() == Delivered(sent=1)
