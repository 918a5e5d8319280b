"""More time: asked for with a reason, decided by somebody else, and never at the cost of the first date."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date

import pytest

from governance.actions import ActionState, ExtensionState
from governance.calendar import OPENING
from governance.errors import NotFound, NotYours, Refused, Stale
from governance.extensions import Decision
from governance.notices import End
from governance.obligations import Duty
from governance.people import Away
from governance.roles import Role
from tests.governance.actions_world import (
    CALENDAR,
    DONE,
    DUE,
    ENCRYPT,
    LATER,
    MORE,
    PEOPLE,
    POSTS,
    TODAY,
    World,
    world,
)

YES, NO = Decision("yes", ""), Decision("no", "The laptops go out every day")


@pytest.fixture
async def council() -> AsyncIterator[World]:
    async with world() as made:
        yield made


async def decide(council: World, name: str, decision: Decision, number: int = 1) -> None:
    await council.extending.decide(council.who(name), "A-1", number, decision)


async def test_a_request_waits_for_a_decision_and_stops_no_reminder(council: World) -> None:
    before = await council.owed(Duty.ACTION)
    await council.ask()
    owed = await council.owed(Duty.EXTENSION, "A-1/1")
    assert owed is not None
    assert owed.due_on == CALENDAR.add(TODAY, 5)
    assert await council.owed(Duty.ACTION) == before
    assert (await council.action()).due_on == DUE


async def test_the_new_date_starts_the_reminders_anew_and_the_first_date_stays(council: World) -> None:
    before = await council.owed(Duty.ACTION)
    assert before is not None
    await council.snoozing.snooze(council.who("nadia"), before.id, 1)
    await council.ask()
    await decide(council, "records", YES)
    action, owed = await council.action(), await council.owed(Duty.ACTION)
    assert owed is not None
    assert (action.original_due_on, action.due_on) == (DUE, LATER)
    assert (owed.cycle, owed.due_on, owed.rung) == (2, LATER, 0)
    assert owed.next_at == CALENDAR.at(CALENDAR.add(LATER, -20), OPENING)
    assert await council.owed(Duty.EXTENSION, "A-1/1") is None
    states = {notice.obligation_id: notice.state for notice in await council.notices()}
    assert states == {before.id: End.CANCELLED, owed.id: End.READY}, "the old reminder goes, the news comes"


async def test_more_time_is_never_less_than_the_action_has_by_then(council: World) -> None:
    await council.ask()
    gained = CALENDAR.add(LATER, 5)
    async with council.store.work() as work:
        action = (await work.register.actions(["A-1"]))["A-1"]
        await work.progress.change(replace(action, due_on=gained), action.version)
    await decide(council, "records", YES)
    assert (await council.action()).due_on == gained
    owed = await council.owed(Duty.ACTION)
    assert owed is not None
    assert owed.due_on == gained


async def test_a_refusal_needs_words_and_moves_nothing(council: World) -> None:
    before = await council.owed(Duty.ACTION)
    await council.ask()
    with pytest.raises(Refused, match="why not"):
        await decide(council, "records", Decision("no", " "))
    await decide(council, "records", NO)
    assert await council.owed(Duty.ACTION) == before
    assert [notice.recipient for notice in await council.notices()] == ["nadia"]
    extension = (await council.following.of(council.who("nadia"), "A-1")).extensions[0]
    assert (extension.state, extension.decided_by, extension.decided_words) == (
        ExtensionState.REFUSED, "records", NO.words,
    )  # fmt: skip


async def test_nobody_decides_about_their_own_request() -> None:
    async with world(PEOPLE, POSTS, replace(ENCRYPT, holder_id="records")) as council:
        await council.ask("records")
        with pytest.raises(NotYours):
            await decide(council, "records", YES)
        await decide(council, "siro", YES)
        assert (await council.action()).due_on == LATER


async def test_a_decider_who_asked_as_a_deputy_does_not_decide(council: World) -> None:
    await council.change("nadia", away=(Away(TODAY, TODAY, "records"),))
    await council.ask("records")
    with pytest.raises(NotYours):
        await decide(council, "records", YES)


async def test_the_post_counts_on_the_day_of_the_press(council: World) -> None:
    await council.ask()
    await council.change("records", left_on=date(2027, 2, 28))
    with pytest.raises(NotYours):
        await decide(council, "records", YES)
    with pytest.raises(NotYours):
        await decide(council, "nadia", YES)
    await decide(council, "siro", YES)


async def test_a_long_request_is_for_the_siro_alone(council: World) -> None:
    await council.ask(asked=replace(MORE, to_on=date(2027, 9, 1)))
    for name in ("records", "group"):
        with pytest.raises(NotYours):
            await decide(council, name, YES)
    await decide(council, "siro", YES)


async def test_the_third_is_for_the_group_and_there_is_no_fourth(council: World) -> None:
    for number, decider in enumerate(("records", "siro", "group"), 1):
        due_on = (await council.action()).due_on
        assert due_on is not None
        await council.ask(asked=replace(MORE, to_on=CALENDAR.add(due_on, 1)))
        await decide(council, decider, YES, number)
    owed = await council.owed(Duty.ACTION)
    assert owed is not None
    assert owed.cycle == 4
    with pytest.raises(Refused, match="Nobody may ask again"):
        await council.ask(asked=replace(MORE, to_on=date(2027, 9, 1)))


async def test_two_deciders_at_once_decide_once(council: World) -> None:
    await council.ask()
    results = await asyncio.gather(decide(council, "records", YES), decide(council, "siro", NO), return_exceptions=True)
    refused = [each for each in results if each is not None]
    assert [type(each) for each in refused] == [Stale]
    assert "already done by" in str(refused[0])


async def test_a_press_that_came_twice_asks_and_decides_once(council: World) -> None:
    await council.ask(version=1)
    await council.ask(version=1)
    await decide(council, "records", YES)
    await decide(council, "records", YES)
    file = await council.following.of(council.who("nadia"), "A-1")
    assert [each.state for each in file.extensions] == [ExtensionState.GRANTED]


async def test_a_request_is_needless_once_the_action_is_done(council: World) -> None:
    await council.ask()
    await council.update(said=DONE)
    assert await council.owed(Duty.EXTENSION, "A-1/1") is None
    with pytest.raises(Stale):
        await decide(council, "records", YES)


async def test_a_request_that_nobody_made_is_not_there(council: World) -> None:
    with pytest.raises(NotFound):
        await decide(council, "records", YES, 7)


async def test_a_request_after_an_import_closed_the_action_is_refused(council: World) -> None:
    await council.know(replace(ENCRYPT, state=ActionState.CLOSED))
    with pytest.raises(Refused, match="not waiting for you"):
        await council.ask(version=1)


async def test_the_cards_of_the_decision_and_of_the_action_are_drawn_anew(council: World) -> None:
    await council.ask()
    owed, decision = await council.owed(Duty.ACTION), await council.owed(Duty.EXTENSION, "A-1/1")
    assert owed is not None
    assert decision is not None
    await council.sent(owed, "nadia", "teams-1")
    await council.sent(decision, "records", "teams-2")
    await decide(council, "records", YES)
    assert sorted(await council.cards()) == [("nadia", "teams-1", owed.id), ("records", "teams-2", decision.id)]


async def test_the_record_says_who_asked_and_who_decided_and_repeats_no_words(council: World) -> None:
    await council.ask()
    await decide(council, "records", NO)
    events = [each for each in await council.events() if each.subject == "A-1"]
    assert [(each.actor, each.role, each.verb) for each in events] == [
        ("nadia", "holder", "extension_asked"),
        ("records", Role.RECORDS_MANAGER, "extension_refused"),
    ]
    assert not any(said in str(each.details) for each in events for said in (MORE.reason, NO.words))
