"""Holders are asked how their actions go: each month while it matters, else each quarter; one press is an answer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.actions import ActionState, Update
from governance.asked_updates import AS_BEFORE, FRESH, asking_day, is_asked
from governance.calendar import Calendar
from governance.errors import NotYours, Stale
from governance.obligations import Duty
from governance.services.asking_updates import AskingUpdates
from governance.services.briefing import Briefing
from tests.governance.actions_world import BEGUN, DONE, ENCRYPT, World, new_id, subjects, world

CALENDAR = Calendar()
#: The first working days of a month, of a quarter and of the month after; 2 May 2027 is a Sunday before a bank holiday.
MAY, JUNE, JULY = date(2027, 5, 4), date(2027, 6, 1), date(2027, 7, 1)
FAR = date(2027, 12, 31)
CALM = replace(ENCRYPT, priority="medium", original_due_on=FAR, due_on=FAR)
SAID = Update("A-1", 1, JUNE, "nadia", "Nadia", "holder", ActionState.IN_PROGRESS, "Half", 50)


# ---------------------------------------------------------------- the rule


@pytest.mark.parametrize(
    ("changes", "day", "asked"),
    [
        ({}, JUNE, False),
        ({}, JULY, True),
        ({"priority": "high"}, JUNE, True),
        ({"priority": "urgent"}, JUNE, True),
        ({"due_on": JUNE + timedelta(days=45)}, JUNE, True),
        ({"due_on": JUNE + timedelta(days=46)}, JUNE, False),
        ({"due_on": JUNE - timedelta(days=1)}, JUNE, True),
        ({"due_on": None}, JULY, False),
        ({"state": ActionState.CLAIMED}, JULY, False),
        ({"state": ActionState.VERIFIED}, JULY, False),
        ({"state": ActionState.PROPOSED}, JULY, False),
        ({"state": ActionState.BLOCKED}, JULY, True),
    ],
)
def test_each_month_while_it_matters_and_else_each_quarter(changes: dict[str, object], day: date, asked: bool) -> None:
    assert is_asked(replace(CALM, **changes), None, day, CALENDAR) is asked  # type: ignore[arg-type]  # by name


def test_whoever_has_just_said_is_not_asked_again() -> None:
    assert not is_asked(CALM, replace(SAID, said_on=JULY - FRESH), JULY, CALENDAR)
    assert is_asked(CALM, replace(SAID, said_on=JULY - FRESH - timedelta(days=1)), JULY, CALENDAR)


@given(st.dates(date(2026, 1, 1), date(2030, 12, 31)))
def test_the_day_of_asking_is_the_first_working_day_of_its_month(day: date) -> None:
    first = asking_day(day, CALENDAR)
    assert (first.year, first.month) == (day.year, day.month)
    assert CALENDAR.works(first)
    assert not any(CALENDAR.works(first.replace(day=earlier)) for earlier in range(1, first.day))


# ---------------------------------------------------------------- asking


@pytest.fixture
async def council() -> AsyncIterator[World]:
    async with world() as made:
        await AskingUpdates(made.store, CALENDAR, new_id).ask(made.clock.now())
        yield made


async def ask(council: World, day: date, hour: int = 9) -> int:
    return await AskingUpdates(council.store, CALENDAR, new_id).ask(council.clock.on(day, hour))


async def test_nobody_is_asked_in_the_month_in_which_it_begins_and_once_in_each_month_after(council: World) -> None:
    assert await ask(council, date(2027, 3, 31)) == 0
    # 1 April 2027 is a Thursday.
    assert await ask(council, date(2027, 4, 1), 8) == 0
    assert await ask(council, date(2027, 4, 1)) == 1
    assert await ask(council, date(2027, 4, 2)) == 0
    asked = await council.owed(Duty.ACTION_UPDATE)
    assert asked is not None
    assert (asked.cycle, asked.due_on) == (1, CALENDAR.add(date(2027, 4, 1), 5))


async def test_a_service_that_was_down_asks_late_and_an_open_question_is_not_asked_twice(council: World) -> None:
    assert await ask(council, date(2027, 4, 20)) == 1
    assert await ask(council, MAY) == 0
    assert (await council.owed(Duty.ACTION_UPDATE)) is not None


async def test_words_or_one_press_answer_it_and_the_next_month_asks_anew(council: World) -> None:
    await council.update()
    await ask(council, date(2027, 4, 1))
    version = (await council.action()).version
    await council.acting.as_before(council.who("nadia"), "A-1", version)
    await council.acting.as_before(council.who("nadia"), "A-1", version)
    assert await council.owed(Duty.ACTION_UPDATE) is None
    file = await council.following.of(council.who("nadia"), "A-1")
    last = file.updates[-1]
    assert (last.words, last.state, last.percent, last.forecast_on) == (
        AS_BEFORE, ActionState.IN_PROGRESS, BEGUN.percent, BEGUN.forecast_on,
    )  # fmt: skip
    assert len(file.updates) == 2
    with pytest.raises(Stale, match="answered already"):
        await council.acting.as_before(council.who("nadia"), "A-1", version + 1)
    await ask(council, MAY)
    owed = await council.owed(Duty.ACTION_UPDATE)
    assert owed is not None
    assert owed.cycle == 2
    await council.update(said=replace(BEGUN, words="Another ten"))
    assert await council.owed(Duty.ACTION_UPDATE) is None


async def test_what_is_called_done_is_not_asked_about_any_more_and_only_the_holder_answers(council: World) -> None:
    await ask(council, date(2027, 4, 1))
    for name in ("stranger", "records"):
        with pytest.raises(NotYours):
            await council.acting.as_before(council.who(name), "A-1", 1)
    await council.update(said=DONE)
    assert await council.owed(Duty.ACTION_UPDATE) is None


async def test_as_before_of_what_has_not_begun_says_that_it_has_not(council: World) -> None:
    await ask(council, date(2027, 4, 1))
    await council.acting.as_before(council.who("nadia"), "A-1", 1)
    assert (await council.action()).state is ActionState.NOT_BEGUN


async def test_a_question_about_what_is_due_as_well_is_one_thing_with_it(council: World) -> None:
    await ask(council, date(2027, 4, 1))
    briefing = Briefing(council.store, subjects())
    both = {Duty.ACTION: ["A-1"], Duty.ACTION_UPDATE: ["A-1"]}
    [one] = (await briefing.asked(council.who("nadia"), both, date(2027, 4, 1))).items
    assert one.obligation.duty is Duty.ACTION
    assert one.asked is not None
    assert one.asked.open
    [alone] = (await briefing.asked(council.who("nadia"), {Duty.ACTION_UPDATE: ["A-1"]}, date(2027, 4, 1))).items
    assert (alone.obligation.duty, alone.asked) == (Duty.ACTION_UPDATE, None)
    # Who may not answer is asked nothing.
    heard = (await briefing.asked(council.who("stranger"), both, date(2027, 4, 1))).items
    assert [each.asked for each in heard] == [None, None]
