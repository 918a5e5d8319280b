"""A reminder in one press: through the engine, once a day each, and to nobody who was reminded today already."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date

import pytest

from governance.delivery_ports import Result
from governance.errors import NotFound, NotYours, Stale
from governance.notices import Sent
from governance.obligations import Duty
from governance.people import Away, Person
from governance.services.chasing import Chasing
from governance.services.exempting import Exempting
from governance.services.gathering import Gathering
from governance.services.nudging import Nudged, Nudging
from governance.services.owed_returns import AssuranceSubjects
from governance.services.owing import OwedAudiences
from governance.siro_decisions import Exempted
from tests.governance.returns_world import CALENDAR, QUARTER_DAY, Office, asset, new_id, office

#: Between the opening and the first reminder.
DAY, NEXT = date(2027, 1, 7), date(2027, 1, 8)


@dataclass
class World:
    office: Office
    nudging: Nudging
    chasing: Chasing
    gathering: Gathering

    def who(self, name: str) -> Person:
        return self.office.people[name]

    async def nudge(self, owner: str = "nadia", who: str = "records") -> Nudged:
        return await self.nudging.nudge(self.who(who), (await self.office.returns())[owner].id)

    async def ticks(self, day: date, hour: int = 10) -> int:
        now = self.office.clock.on(day, hour)
        await self.chasing.plan(now)
        gathered = await self.gathering.gather(now)
        await self.deliver()
        return gathered

    async def deliver(self) -> None:
        """Teams takes whatever waits."""
        now = self.office.clock.now()
        async with self.office.store.work() as work:
            lane = await work.outbox.take_lane("council", now, 60.0)
            if lane is None:
                return
            sending = await work.outbox.wave(lane, now, 60.0, [], 50) or ()
            await work.outbox.wave(lane, now, 60.0, [Result(each.id, Sent(each.id)) for each in sending], 50)
            await work.outbox.release_lane(lane)


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with office([asset("IA-1", "nadia"), asset("IA-2", "ewa"), asset("IA-3", "boss")]) as made:
        await made.opened()
        store, clock = made.store, made.clock
        audiences = OwedAudiences(AssuranceSubjects(), CALENDAR, mail=False)
        world = World(
            made,
            Nudging(store, audiences, CALENDAR, clock, new_id, made.killing),
            Chasing(store, CALENDAR, {Duty.ASSURANCE: audiences}, clock, new_id, made.killing),
            Gathering(store, CALENDAR, clock, new_id, made.killing),
        )
        assert await world.ticks(QUARTER_DAY) == 3
        clock.on(DAY)
        yield world


async def test_one_press_reminds_an_owner_with_their_next_message_and_the_record_shows_it(world: World) -> None:
    assert await world.nudge() == Nudged(1, 0, 0)
    assert await world.ticks(DAY) == 1
    event = next(each for each in await world.office.record() if each.verb == "returns_nudged")
    assert (event.actor, event.role, event.details["reminded"]) == ("records", "records_manager", 1)


async def test_all_who_have_not_sent_theirs_are_reminded_in_one_press_and_nobody_else(world: World) -> None:
    returns = await world.office.returns()
    await world.office.assuring.unchanged(world.who("ewa"), returns["ewa"].id, 1)
    exempting = Exempting(
        world.office.store, CALENDAR, world.office.clock, world.office.clock, new_id, world.office.killing
    )
    await exempting.exempt(world.who("siro"), returns["boss"].id, 1, Exempted("Moving"))
    assert await world.nudging.nudge_all(world.who("siro")) == Nudged(1, 0, 0)


async def test_nobody_is_reminded_twice_on_one_day_whoever_presses_and_on_the_next_day_again(world: World) -> None:
    assert await world.nudge() == Nudged(1, 0, 0)
    assert await world.nudge(who="siro") == Nudged(0, 1, 0)
    await world.ticks(DAY)
    assert await world.nudging.nudge_all(world.who("group")) == Nudged(2, 1, 0)
    assert await world.ticks(DAY, 11) == 2
    world.office.clock.on(NEXT)
    assert await world.nudging.nudge_all(world.who("group")) == Nudged(3, 0, 0)


async def test_whoever_was_reminded_today_already_is_left_alone(world: World) -> None:
    """The eighth working day reminds everybody who has not begun; a press after it, or before it left, adds nothing."""
    eighth = date(2027, 1, 13)
    assert await world.ticks(eighth) == 3
    assert await world.nudging.nudge_all(world.who("records")) == Nudged(0, 3, 0)
    assert await world.ticks(eighth, 12) == 0


async def test_who_is_away_is_not_reminded_and_their_deputy_is(world: World) -> None:
    away = (Away(date(2027, 1, 4), date(2027, 1, 15), None),)
    await world.office.change("nadia", away=away)
    assert await world.nudge() == Nudged(0, 0, 1)
    await world.office.change("nadia", away=(Away(date(2027, 1, 4), date(2027, 1, 15), "helper"),))
    assert await world.nudge() == Nudged(1, 0, 0)


async def test_of_an_owner_who_left_the_manager_who_acts_is_reminded(world: World) -> None:
    await world.office.change("nadia", left_on=date(2027, 1, 5))
    assert (await world.nudge()).reminded == 2, "the manager who acts, and the Records Manager"


async def test_a_return_that_is_sent_needs_no_reminder_and_one_that_is_not_there_none_either(world: World) -> None:
    back = (await world.office.returns())["nadia"]
    await world.office.assuring.unchanged(world.who("nadia"), back.id, 1)
    with pytest.raises(Stale, match="Already done by Nadia"):
        await world.nudge()
    with pytest.raises(NotFound):
        await world.nudging.nudge(world.who("siro"), "none")


@pytest.mark.parametrize("who", ["director", "nadia", "boss", "stranger"])
async def test_nobody_else_reminds(world: World, who: str) -> None:
    with pytest.raises(NotYours):
        await world.nudge(who=who)
    with pytest.raises(NotYours):
        await world.nudging.nudge_all(world.who(who))


async def test_before_the_first_quarter_nobody_is_reminded() -> None:
    async with office([]) as made:
        audiences = OwedAudiences(AssuranceSubjects(), CALENDAR, mail=False)
        nudging = Nudging(made.store, audiences, CALENDAR, made.clock, new_id, made.killing)
        assert await nudging.nudge_all(made.people["siro"]) == Nudged()
