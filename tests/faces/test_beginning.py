"""Who looks into a case is chosen once: the record, the reporter's letter and the second person's yes hang on it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest

from dialogs.views.notices import notice_card
from governance.notices import Kind
from governance.people import Person
from governance.roles import Role
from tests.faces.acting import open_first_case
from tests.faces.card_rules import typed_words
from tests.faces.council import AMARA, CHIEF, JOHN, PRIYA, Box, Council, Member, council
from tests.faces.test_casework import acknowledged, decide, through

IVO = Person("1101", "aaaaaaaa-0000-4000-8000-000000001101", "Ivo *Lang*", "1101@council.example")
PLAN = {"plan": "He reads the invoices at the depot."}


@pytest.fixture
async def world() -> AsyncIterator[Council]:
    async with council() as made:
        await made.appoint(IVO, Role.INVESTIGATOR)
        handler, _, _ = await acknowledged(made)
        await decide(handler)
        yield made


async def chooses(member: Member, name: str) -> Box:
    return await (await (await open_first_case(member)).press("Begin to look into it")).press(name)


async def sees_cases(member: Member) -> bool:
    return (await member.press(await member.say("cases"), "Cases")).has("Open this case")


async def record(member: Member) -> str:
    return typed_words((await (await open_first_case(member)).press("Record of this case")).card)


async def test_whoever_is_chosen_stands_in_the_record_and_is_let_in_when_a_second_person_agrees(
    world: Council,
) -> None:
    form = await chooses(world.member(AMARA), "Ivo *Lang*")
    assert "Looks into it: Ivo *Lang*" in typed_words(form.card)
    done = await (await through(form, PLAN, {})).press("Send")
    assert "You asked for Ivo *Lang*. They can read the case once someone else has agreed." in typed_words(done.card)
    assert not await sees_cases(world.member(IVO))
    assert "Who looks into it: Ivo *Lang*" in await record(world.member(AMARA))
    john = world.member(JOHN)
    asked = await john.press(notice_card(Kind.CASE_TO_DECIDE, {}), "See what is asked")
    assert "Amara Okafor asks that Ivo *Lang* may work on a case." in typed_words(asked.card)
    assert "You agreed" in (await asked.press("Agree")).words
    assert await sees_cases(world.member(IVO))
    said = json.dumps(world.outside.sent, ensure_ascii=False)
    assert "Ivo" not in said
    assert PLAN["plan"] not in said


async def test_a_press_that_comes_twice_begins_once_and_asks_once(world: Council) -> None:
    form = await chooses(world.member(AMARA), "Ivo *Lang*")
    review = await through(form, PLAN, {})
    first, second = await review.press("Send"), await review.press("Send")
    assert typed_words(first.card) == typed_words(second.card)
    team = await first.press("Who works on it")
    assert typed_words(team.card).count("asks that Ivo *Lang* may work on a case.") == 1


async def test_whoever_works_on_it_already_needs_nobodys_yes(world: Council) -> None:
    form = await chooses(world.member(AMARA), "John Ellis")
    done = await (await through(form, PLAN, {})).press("Send")
    assert "It is being looked into" in done.words
    assert "once someone else has agreed" not in done.words
    assert "asks that" not in (await done.press("Who works on it")).words
    assert "Who looks into it: John Ellis" in await record(world.member(AMARA))


async def test_whoever_cannot_be_given_it_is_not_offered(world: Council) -> None:
    offered = await (await open_first_case(world.member(AMARA))).press("Begin to look into it")
    for other in (PRIYA, CHIEF):
        assert not offered.has(other.name)
    assert offered.has("Somebody else")


async def test_a_letter_that_cannot_be_sent_asks_for_nobody(world: Council) -> None:
    form = await chooses(world.member(AMARA), "Ivo *Lang*")
    review = await through(form, PLAN, {})
    ask = await (await open_first_case(world.member(JOHN))).press("What else you can do")
    message = await through(await ask.press("Write to the reporter"), {"begin": "thanks"}, {})
    await message.press("Send")
    late = await review.press("Send")
    assert "It is being looked into" not in late.words
    team = await (await open_first_case(world.member(AMARA))).press("Who works on it")
    assert "asks that" not in team.words


async def test_when_nobody_can_be_asked_any_more_the_step_is_taken_and_it_is_said(world: Council) -> None:
    form = await chooses(world.member(AMARA), "Ivo *Lang*")
    review = await through(form, PLAN, {})
    # Meanwhile another handler asked for the same person.
    team = await (await open_first_case(world.member(JOHN))).press("Who works on it")
    await (await team.press("Ask for Ivo *Lang*")).press("Ask", reason="He knows the trade.", identity="no")
    done = await review.press("Send")
    assert "It is being looked into" in done.words
    assert "Ivo *Lang* was not asked for, and cannot read the case." in typed_words(done.card)
    assert "Somebody has already asked that" in done.words
