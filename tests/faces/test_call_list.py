"""The call list in Teams: who sees it, what it says, and that nobody falls off it unseen."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from governance.calls import Call
from governance.notices import Channel, Kind, Message
from governance.roles import Holding, Role
from tests.faces.card_rules import DIALOG_BYTES, buttons, check
from tests.faces.council import AMARA, CHIEF, JOHN, MONDAY, POSTS, PRIYA, Box, Council, Member, council

MANAGER, SIRO = PRIYA, CHIEF
_LONG_AGO = date(2020, 1, 1)
TODAY = date(2026, 11, 23)
TOLD = "I have told them"


@pytest.fixture
async def world() -> AsyncIterator[Council]:
    posts = (
        *POSTS,
        Holding(MANAGER.id, Role.RECORDS_MANAGER, _LONG_AGO),
        Holding(SIRO.id, Role.SIRO, _LONG_AGO),
    )
    async with council(posts=posts) as world:
        yield world


async def fail_to_reach(
    world: Council, person_id: str, kind: Kind = Kind.DIGEST, since_on: date = TODAY, why: str = "The mailbox is full."
) -> str:
    message = Message(uuid4().hex, person_id, Channel.EMAIL, kind)
    async with world.store.work() as work:
        await work.outbox.put(message, [], MONDAY)
        await work.calls.add([Call(message.id, person_id, kind, since_on, why)])
    return message.id


async def open_calls(world: Council) -> Sequence[Call]:
    async with world.store.work() as work:
        return await work.calls.open()


async def opened(member: Member) -> Box:
    return await member.press(await member.say("call list"), "Call list")


async def told_lines(world: Council) -> list[tuple[str, str, object]]:
    async with world.store.work() as work:
        lines = await work.audit.lines(0, 1000)
    return [
        (line.event.actor, line.event.role, line.event.details["person"])
        for line in lines
        if line.event.verb == "told_by_voice"
    ]


async def test_the_records_manager_sees_whom_no_message_reached_and_works_it_off(world: Council) -> None:
    async with world.store.work() as work:
        await work.people.replace([replace(JOHN, manager_id=AMARA.id)], [POSTS[1]])
    await fail_to_reach(world, JOHN.id, since_on=date(2026, 11, 20))
    manager = world.member(MANAGER)
    listed = await opened(manager)
    assert "1 person needs a call" in listed.words
    for words in (JOHN.name, JOHN.job, AMARA.name, "Friday 20 November 2026", "The mailbox is full."):
        assert words in listed.words
    done = await listed.press(TOLD)
    assert "That is off the list" in done.words
    assert "Nobody needs a call" in done.words
    assert await open_calls(world) == []
    assert await told_lines(world) == [(MANAGER.id, "records_manager", JOHN.id)]


async def test_nobody_is_to_ring_whoever_has_left(world: Council) -> None:
    gone = replace(JOHN, left_on=date(2026, 11, 20), manager_id=AMARA.id)
    async with world.store.work() as work:
        await work.people.replace([gone], [POSTS[1]])
    await fail_to_reach(world, JOHN.id, why="The person has left the council.")
    await fail_to_reach(world, AMARA.id)
    listed = await opened(world.member(MANAGER))
    assert "whoever does their work now" in listed.words
    assert "where they are" not in listed.words
    done = await listed.press("I have seen to it")
    assert AMARA.name in done.words
    assert [each.person_id for each in await open_calls(world)] == [AMARA.id]


async def test_whoever_waits_longest_comes_first_and_stands_there_once(world: Council) -> None:
    await fail_to_reach(world, JOHN.id)
    await fail_to_reach(world, AMARA.id, since_on=date(2026, 11, 19))
    await fail_to_reach(world, JOHN.id, Kind.ESCALATED, since_on=date(2026, 11, 20))
    listed = await opened(world.member(SIRO))
    assert "2 people need a call" in listed.words
    assert listed.words.index(AMARA.name) < listed.words.index(JOHN.name)
    assert listed.words.count(JOHN.name) == 1
    assert "something late that others owe; something that is due" in listed.words


@pytest.mark.parametrize("kind", [Kind.REPORTS_WAIT, Kind.REPORT_URGENT, Kind.ACKNOWLEDGE, Kind.ACKNOWLEDGE_MISSED])
async def test_the_list_does_not_tell_that_there_is_a_report(world: Council, kind: Kind) -> None:
    usual = await fail_to_reach(world, JOHN.id, Kind.DIGEST)
    before = (await opened(world.member(MANAGER))).words
    async with world.store.work() as work:
        await work.calls.done([usual], MANAGER.id, TODAY)
    await fail_to_reach(world, JOHN.id, kind)
    assert (await opened(world.member(MANAGER))).words == before


async def test_it_is_open_to_nobody_else(world: Council) -> None:
    await fail_to_reach(world, JOHN.id)
    for person in (AMARA, JOHN):
        refused = await world.member(person).invoke("task/fetch", {"verb": "calls"})
        assert "Records Manager" in refused.words
        assert "mailbox" not in refused.words


async def test_a_press_counts_only_while_the_presser_is_in_post(world: Council) -> None:
    await fail_to_reach(world, JOHN.id)
    listed = await opened(world.member(MANAGER))
    async with world.store.work() as work:
        await work.people.replace([MANAGER], [])
    refused = await listed.press(TOLD)
    assert "Records Manager" in refused.words
    assert len(await open_calls(world)) == 1
    assert await told_lines(world) == []


async def test_a_button_works_for_whoever_it_was_drawn_for(world: Council) -> None:
    await fail_to_reach(world, JOHN.id)
    listed = await opened(world.member(MANAGER))
    stolen = buttons(listed.card)[TOLD]
    refused = await world.member(SIRO).invoke("task/submit", stolen)
    assert "does not work" in refused.words
    assert len(await open_calls(world)) == 1


async def test_when_somebody_was_faster_it_is_said_and_recorded_once(world: Council) -> None:
    await fail_to_reach(world, JOHN.id)
    first, second = await opened(world.member(MANAGER)), await opened(world.member(SIRO))
    await first.press(TOLD)
    late = await second.press(TOLD)
    assert "Somebody has told them already" in late.words
    assert await told_lines(world) == [(MANAGER.id, "records_manager", JOHN.id)]


async def test_what_came_after_the_list_was_opened_is_not_ticked_off_unseen(world: Council) -> None:
    await fail_to_reach(world, JOHN.id)
    listed = await opened(world.member(MANAGER))
    later = await fail_to_reach(world, JOHN.id, Kind.DUE_TODAY)
    await listed.press(TOLD)
    assert [call.message_id for call in await open_calls(world)] == [later]


async def test_somebody_who_is_on_no_staff_list_is_named_as_such(world: Council) -> None:
    await fail_to_reach(world, "4711", why="There is no such person on the staff list.")
    listed = await opened(world.member(MANAGER))
    assert "Somebody who is not on the staff list" in listed.words


async def test_a_long_list_is_turned_page_by_page_and_every_page_fits(world: Council) -> None:
    async with world.store.work() as work:
        people = [
            replace(JOHN, id=str(number), entra_id=str(uuid4()), name=f"{'W' * 190} {number}", job="W" * 190)
            for number in range(2000, 2019)
        ]
        await work.people.replace(people, [])
    for person in people:
        for _ in range(12 if person is people[0] else 2):
            await fail_to_reach(world, person.id)
    page = await opened(world.member(MANAGER))
    seen = [page.words]
    while page.has("Further in the list"):
        page = await page.press("Further in the list")
        check(page.card, DIALOG_BYTES)
        seen.append(page.words)
    assert len(seen) == 3
    shown = "\n".join(seen)
    for person in people:
        assert shown.count(person.name) == (2 if person is people[0] else 1)
    assert "19 people need a call" in shown
    assert (await page.press("Earlier in the list")).has("Further in the list")
