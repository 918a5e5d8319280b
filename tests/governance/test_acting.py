"""Whoever owes an action says how it goes; somebody else checks it; nobody is reminded of what is done."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date

import pytest

from governance.actions import ActionState
from governance.calendar import OPENING
from governance.errors import NotFound, NotYours, Refused, Stale
from governance.notices import End
from governance.obligations import Duty
from governance.people import Away
from governance.roles import Role
from tests.governance.actions_world import BEGUN, CALENDAR, DONE, DUE, ENCRYPT, PEOPLE, POSTS, TODAY, World, world

RM, SIRO = "records", "siro"


@pytest.fixture
async def council() -> AsyncIterator[World]:
    async with world() as made:
        yield made


# ---------------------------------------------------------------- saying how it goes


async def test_what_the_holder_says_is_kept_and_the_reminders_go_on(council: World) -> None:
    before = await council.owed(Duty.ACTION)
    await council.update()
    file = await council.following.of(council.who("nadia"), "A-1")
    assert [(u.by_name, u.by_role, u.words, u.percent) for u in file.updates] == [("Nadia", "holder", BEGUN.words, 50)]
    assert file.line.action.state is ActionState.IN_PROGRESS
    assert file.line.words == "in progress, 50% done"
    assert await council.owed(Duty.ACTION) == before


async def test_nothing_that_was_said_is_ever_overwritten(council: World) -> None:
    await council.update()
    await council.update(said=replace(BEGUN, words="Three quarters", percent=75))
    file = await council.following.of(council.who("nadia"), "A-1")
    assert [each.percent for each in file.updates] == [50, 75]


async def test_what_is_called_done_is_not_chased_and_waits_for_somebody_else(council: World) -> None:
    await council.update(said=DONE)
    assert await council.owed(Duty.ACTION) is None
    check = await council.owed(Duty.VERIFY)
    assert check is not None
    assert check.due_on == CALENDAR.add(TODAY, 10)


async def test_a_press_that_came_twice_is_kept_once(council: World) -> None:
    await council.update(version=1)
    await council.update(version=1)
    assert len((await council.following.of(council.who("nadia"), "A-1")).updates) == 1


async def test_a_press_on_what_somebody_changed_says_who_did_it(council: World) -> None:
    await council.update(version=1)
    with pytest.raises(Stale, match="already done by Nadia on 1 March 2027"):
        await council.update(said=DONE, version=1)


async def test_a_press_after_an_import_closed_it_changes_nothing(council: World) -> None:
    await council.know(replace(ENCRYPT, state=ActionState.CLOSED))
    with pytest.raises(Stale, match="The register changed"):
        await council.update(version=1)
    assert (await council.action()).state is ActionState.CLOSED


@pytest.mark.parametrize(
    "said",
    [
        replace(BEGUN, words="  "),
        replace(BEGUN, percent=101),
        replace(DONE, evidence_on=None),
        replace(DONE, evidence_on=date(2027, 3, 2)),
        replace(BEGUN, words="x" * 4001),
    ],
)
async def test_what_cannot_be_is_refused(council: World, said: object) -> None:
    with pytest.raises(Refused):
        await council.update(said=said)  # type: ignore[arg-type]  # one of the above


async def test_what_has_begun_has_begun(council: World) -> None:
    await council.update()
    with pytest.raises(Refused, match="has begun"):
        await council.update(said=replace(BEGUN, state=ActionState.NOT_BEGUN))


async def test_nobody_else_may_say_how_it_goes_and_an_unknown_action_is_not_there(council: World) -> None:
    for name in ("stranger", "manager", "deputy", RM, SIRO):
        with pytest.raises(NotYours):
            await council.update(name)
    with pytest.raises(NotFound):
        await council.acting.update(council.who("nadia"), "A-9", 1, BEGUN)


# ---------------------------------------------------------------- for somebody else


async def test_a_deputy_acts_while_the_holder_is_away_under_both_names_and_not_after(council: World) -> None:
    await council.change("nadia", away=(Away(TODAY, TODAY, "deputy"),))
    await council.update("deputy")
    file = await council.following.of(council.who("deputy"), "A-1")
    assert [(each.by_name, each.by_role) for each in file.updates] == [("Deputy for Nadia", "deputy")]
    council.clock.on(date(2027, 3, 2))
    with pytest.raises(NotYours):
        await council.update("deputy")


async def test_when_the_holder_has_left_their_nearest_manager_who_has_not_acts(council: World) -> None:
    await council.change("nadia", left_on=date(2027, 2, 28))
    manager = await council.change("manager", left_on=date(2027, 2, 28))
    with pytest.raises(NotYours):
        await council.acting.update(manager, "A-1", 1, BEGUN)
    await council.update("boss")
    file = await council.following.of(council.who("boss"), "A-1")
    assert [(each.by_name, each.by_role) for each in file.updates] == [("Boss for Nadia", "line manager")]


async def test_the_list_holds_what_is_theirs_and_what_they_do_for_others(council: World) -> None:
    assert [line.action.reference for line in await council.following.mine(council.who("nadia"))] == ["A-1"]
    assert await council.following.mine(council.who("deputy")) == []
    await council.change("nadia", away=(Away(TODAY, TODAY, "deputy"),))
    assert [line.holder for line in await council.following.mine(council.who("deputy"))] == ["Nadia"]
    await council.update(said=DONE)
    assert await council.following.mine(council.who("nadia")) == []


async def test_an_action_is_open_to_those_above_and_those_who_decide_and_to_nobody_else(council: World) -> None:
    for name in ("nadia", "manager", "boss", RM, SIRO, "group"):
        assert (await council.following.of(council.who(name), "A-1")).line.holder == "Nadia"
    for name in ("stranger", "deputy"):
        with pytest.raises(NotFound):
            await council.following.of(council.who(name), "A-1")


# ---------------------------------------------------------------- checking


async def check(council: World, name: str, *, accepted: bool, words: str = "I looked at the list") -> None:
    shown = (await council.action()).version
    await council.acting.verify(council.who(name), "A-1", shown, accepted=accepted, words=words)


async def test_the_records_manager_checks_that_it_is_done(council: World) -> None:
    await council.update(said=DONE)
    await check(council, RM, accepted=True)
    assert (await council.action()).state is ActionState.VERIFIED
    assert await council.owed(Duty.VERIFY) is None
    assert await council.owed(Duty.ACTION) is None


async def test_whoever_did_it_does_not_check_it(council: World) -> None:
    await council.update(said=DONE)
    for name in ("nadia", "stranger", "manager"):
        with pytest.raises(NotYours):
            await check(council, name, accepted=True)


async def test_when_the_records_manager_did_it_the_siro_checks() -> None:
    async with world(PEOPLE, POSTS, replace(ENCRYPT, holder_id=RM)) as council:
        await council.update(RM, DONE)
        with pytest.raises(NotYours):
            await check(council, RM, accepted=True)
        await check(council, SIRO, accepted=True)
        assert (await council.action()).state is ActionState.VERIFIED


async def test_a_records_manager_who_claimed_it_as_a_deputy_does_not_check_it(council: World) -> None:
    await council.change("nadia", away=(Away(TODAY, TODAY, RM),))
    await council.update(RM, DONE)
    with pytest.raises(NotYours):
        await check(council, RM, accepted=True)


async def test_what_is_not_done_goes_on_where_the_reminders_stood_and_the_holder_hears(council: World) -> None:
    first = await council.owed(Duty.ACTION)
    assert first is not None
    async with council.store.work() as work:
        await work.obligations.advance([(first.id, 3, CALENDAR.at(DUE, OPENING))])
    await council.update(said=DONE)
    with pytest.raises(Refused, match="what is missing"):
        await check(council, RM, accepted=False, words=" ")
    await check(council, RM, accepted=False, words="Two laptops are not on the list")
    again = await council.owed(Duty.ACTION)
    assert again is not None
    assert (again.cycle, again.rung, again.due_on) == (first.cycle + 1, 3, DUE)
    assert (await council.action()).state is ActionState.IN_PROGRESS
    told = [notice for notice in await council.notices() if notice.obligation_id == again.id]
    assert [(notice.recipient, notice.state) for notice in told] == [("nadia", End.READY)]


async def test_of_two_who_check_at_once_one_is_told_who_was_faster(council: World) -> None:
    await council.update(said=DONE)
    shown = (await council.action()).version
    presses = [
        council.acting.verify(council.who(name), "A-1", shown, accepted=accepted, words="I looked")
        for name, accepted in ((RM, True), (SIRO, False))
    ]
    results = await asyncio.gather(*presses, return_exceptions=True)
    assert [type(each) for each in results].count(Stale) == 1


# ---------------------------------------------------------------- the cards and the record


async def test_every_card_about_it_is_drawn_anew(council: World) -> None:
    owed = await council.owed(Duty.ACTION)
    assert owed is not None
    await council.sent(owed, "nadia", "teams-1")
    await council.sent(replace(owed, rung=7), "boss", "teams-2")
    await council.update()
    assert sorted(await council.cards()) == [("boss", "teams-2", owed.id), ("nadia", "teams-1", owed.id)]


async def test_what_is_done_is_not_reminded_of_any_more(council: World) -> None:
    owed = await council.owed(Duty.ACTION)
    assert owed is not None
    await council.snoozing.snooze(council.who("nadia"), owed.id, 3)
    await council.update(said=DONE)
    assert [notice.state for notice in await council.notices()] == [End.CANCELLED]


async def test_the_record_says_who_did_what_in_which_role_and_repeats_no_words(council: World) -> None:
    await council.update()
    await council.update(said=DONE)
    await check(council, RM, accepted=True)
    events = [each for each in await council.events() if each.subject == "A-1"]
    assert [(each.actor, each.role, each.verb, each.details["to"]) for each in events] == [
        ("nadia", "holder", "action_updated", "in_progress"),
        ("nadia", "holder", "action_updated", "claimed"),
        (RM, Role.RECORDS_MANAGER, "action_checked", "verified"),
    ]
    assert not any(said in str(each.details) for each in events for said in (BEGUN.words, DONE.words, "looked"))


# ---------------------------------------------------------------- not now


async def test_a_reminder_that_is_put_off_comes_on_the_day_itself(council: World) -> None:
    owed = await council.owed(Duty.ACTION)
    assert owed is not None
    snoozed = await council.snoozing.snooze(council.who("nadia"), owed.id, 5)
    assert snoozed.until_on == date(2027, 3, 8)
    assert [(each.recipient, each.due_at) for each in await council.notices()] == [
        ("nadia", CALENDAR.at(date(2027, 3, 8), OPENING))
    ]
    still = await council.owed(Duty.ACTION)
    assert still is not None
    assert (still.snoozed_until, still.snoozes, still.due_on, still.next_at) == (
        date(2027, 3, 8), 1, owed.due_on, owed.next_at,
    )  # fmt: skip


async def test_only_whoever_owes_it_puts_it_off_and_only_twice(council: World) -> None:
    owed = await council.owed(Duty.ACTION)
    assert owed is not None
    with pytest.raises(NotYours):
        await council.snoozing.snooze(council.who("stranger"), owed.id, 1)
    await council.snoozing.snooze(council.who("nadia"), owed.id, 1)
    await council.snoozing.snooze(council.who("nadia"), owed.id, 1)
    with pytest.raises(Refused, match="put this off 2 times"):
        await council.snoozing.snooze(council.who("nadia"), owed.id, 1)
    with pytest.raises(NotFound):
        await council.snoozing.snooze(council.who("nadia"), "0" * 32, 1)


async def test_what_is_done_cannot_be_put_off(council: World) -> None:
    owed = await council.owed(Duty.ACTION)
    assert owed is not None
    await council.update(said=DONE)
    with pytest.raises(Stale):
        await council.snoozing.snooze(council.who("nadia"), owed.id, 1)
