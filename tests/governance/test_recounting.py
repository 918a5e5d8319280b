"""A bank holiday or a closure day is added in the middle of a quarter: dates stay, and reminders are counted anew."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, datetime, time

import pytest

from bot.settings import Settings
from governance.calendar import Calendar
from governance.errors import Misconfigured
from governance.ladders import passed
from governance.obligations import Duty, Obligation
from governance.policy import by_key
from governance.services.recounting import Recounting
from tests.governance.returns_world import CALENDAR, DUE, Office, office

#: The working day before the returns are due.
ADDED = date(2027, 1, 21)
WEDNESDAY = date(2027, 1, 20)
WITH_IT = Calendar([ADDED])


@pytest.fixture
async def world() -> AsyncIterator[Office]:
    async with office() as made:
        await made.opened()
        assert await Recounting(made.store, CALENDAR).look(made.clock.now()) == 0
        yield made


async def owed(world: Office) -> Obligation:
    return (await world.obligations())[(await world.returns())["nadia"].id]


async def climbs(world: Office, calendar: Calendar, until: date) -> list[tuple[datetime, int]]:
    """What planning does with the return, a look each morning: when, and which working days from its date."""
    found = []
    for day in range(4, until.day + 1):
        each = await owed(world)
        now = calendar.at(date(2027, 1, day), time(9))
        step = passed(by_key(each.policy).ladders[Duty.ASSURANCE], each, now, calendar)
        if each.next_at is not None and each.next_at <= now:
            async with world.store.work() as work:
                await work.obligations.advance([(each.id, step.next_rung, step.next_at)])
            if step.rung is not None:
                found.append((now, by_key(each.policy).ladders[Duty.ASSURANCE].rungs[step.rung].offset))
    return found


async def test_due_tomorrow_comes_on_the_working_day_before(world: Office) -> None:
    await climbs(world, CALENDAR, date(2027, 1, 19))
    assert (await owed(world)).next_at == CALENDAR.at(ADDED, time(9))
    assert await Recounting(world.store, WITH_IT).look(world.clock.on(date(2027, 1, 19), 10)) > 0
    after = await owed(world)
    assert (after.due_on, after.next_at) == (DUE, WITH_IT.at(WEDNESDAY, time(9)))
    told = await climbs(world, WITH_IT, DUE)
    assert told == [(WITH_IT.at(WEDNESDAY, time(9)), -1), (WITH_IT.at(DUE, time(9)), 0)]


async def test_it_works_once_and_is_on_the_record(world: Office) -> None:
    await climbs(world, CALENDAR, date(2027, 1, 19))
    recounting, now = Recounting(world.store, WITH_IT), world.clock.on(date(2027, 1, 19), 10)
    moved = await recounting.look(now)
    assert await recounting.look(now) == 0
    [event] = [each for each in await world.record() if each.verb == "reminders_recounted"]
    assert event.details["moved"] == moved


async def test_a_day_off_that_is_taken_back_puts_the_reminder_where_it_was(world: Office) -> None:
    await climbs(world, CALENDAR, date(2027, 1, 19))
    before, now = await owed(world), world.clock.on(date(2027, 1, 19), 10)
    assert await Recounting(world.store, WITH_IT).look(now) > 0
    assert await Recounting(world.store, CALENDAR).look(now) > 0
    assert await owed(world) == before


async def test_a_new_year_is_no_new_calendar(world: Office) -> None:
    assert await Recounting(world.store, CALENDAR).look(world.clock.on(date(2028, 1, 4))) == 0
    assert await Recounting(world.store, CALENDAR).look(world.clock.on(date(2027, 1, 4))) == 0


async def test_what_is_due_on_the_new_day_off_stays_due_then(world: Office) -> None:
    shut = Calendar([DUE])
    await Recounting(world.store, shut).look(world.clock.on(date(2027, 1, 5)))
    assert (await owed(world)).due_on == DUE
    told = await climbs(world, shut, date(2027, 1, 25))
    # On the last working day it is said that it is due, and on the next one that it is late.
    assert told[-2:] == [(shut.at(ADDED, time(9)), 0), (shut.at(date(2027, 1, 25), time(9)), 1)]


def test_the_setting_is_read_and_a_word_that_is_no_day_is_refused() -> None:
    read = Settings.from_env({"CANDOUR_CLOSED_DAYS": "2026-12-30, 2026-12-29,"})
    assert read.closed_days == (date(2026, 12, 29), date(2026, 12, 30))
    assert Settings.from_env({}).closed_days == ()
    with pytest.raises(Misconfigured, match="CANDOUR_CLOSED_DAYS lists days with commas"):
        Settings.from_env({"CANDOUR_CLOSED_DAYS": "Christmas"})
