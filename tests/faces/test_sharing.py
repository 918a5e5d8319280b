"""Who works on a case, in Teams: asked for by one, agreed to by another; and whoever should not, steps aside."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest

from dialogs.views.notices import notice_card
from governance.notices import Kind
from governance.people import Person
from governance.roles import Role
from tests.faces.acting import open_first_case, speak_up
from tests.faces.card_rules import buttons, typed_words
from tests.faces.council import AMARA, CHIEF, DEPUTY, JOHN, PRIYA, Box, Council, Member, council

WHY_NOT = "They worked for the same firm."
IVO = Person("1101", "aaaaaaaa-0000-4000-8000-000000001101", "Ivo *Lang*", "1101@council.example")


@pytest.fixture
async def world() -> AsyncIterator[Council]:
    async with council() as made:
        await made.appoint(IVO, Role.INVESTIGATOR)
        await speak_up(made.member(PRIYA))
        await made.release()
        yield made


async def team_of(member: Member) -> Box:
    return await (await open_first_case(member)).press("Who works on it")


async def ask_for_ivo(member: Member) -> Box:
    form = await (await team_of(member)).press("Ask for Ivo *Lang*")
    return await form.press("Ask", reason="He knows the trade.", identity="no")


async def waiting(member: Member) -> Box:
    return await member.press(notice_card(Kind.CASE_TO_DECIDE, {}), "See what is asked")


async def sees_cases(member: Member) -> bool:
    box = await member.press(await member.say("cases"), "Cases")
    return box.has("Open this case")


async def test_a_case_is_shared_with_an_investigator_once_another_handler_agrees(world: Council) -> None:
    asked = await ask_for_ivo(world.member(AMARA))
    assert "Ivo *Lang* can read the case once someone else has agreed." in typed_words(asked.card)
    assert not await sees_cases(world.member(IVO))
    box = await waiting(world.member(JOHN))
    assert "Amara Okafor asks that Ivo *Lang* may work on a case." in typed_words(box.card)
    assert "You agreed" in (await box.press("Agree")).words
    assert await sees_cases(world.member(IVO))
    team = await team_of(world.member(IVO))
    assert "Ivo *Lang*: looks into it" in typed_words(team.card)
    assert not [title for title in buttons(team.card) if title.startswith(("Ask for", "Let this person"))]


async def test_whoever_asked_is_offered_no_way_to_agree_and_an_old_button_of_another_is_refused(
    world: Council,
) -> None:
    await ask_for_ivo(world.member(AMARA))
    mine = await team_of(world.member(AMARA))
    assert not mine.has("Agree")
    assert "Someone else has to agree to it." in mine.words
    assert "Nothing waits" in (await waiting(world.member(AMARA))).words
    agree = buttons((await waiting(world.member(JOHN))).card)["Agree"]
    for other in (AMARA, DEPUTY, IVO, PRIYA):
        refused = await world.member(other).invoke("task/submit", agree)
        assert "You agreed" not in refused.words
    assert not await sees_cases(world.member(IVO))


async def test_what_was_decided_by_one_is_already_done_for_the_other(world: Council) -> None:
    await ask_for_ivo(world.member(AMARA))
    first, second = await waiting(world.member(JOHN)), await waiting(world.member(DEPUTY))
    form = await first.press("Do not agree")
    assert "Say why you do not agree." in (await form.press("Do not agree")).words
    assert "You did not agree" in (await form.press("Do not agree", reason=WHY_NOT)).words
    assert "Already done by John Ellis." in (await second.press("Agree")).words
    record = await (await open_first_case(world.member(AMARA))).press("Record of this case")
    for words in ("John Ellis did not agree that Ivo *Lang* may work on this case.", f"Why: {WHY_NOT}"):
        assert words in typed_words(record.card)
    assert not await sees_cases(world.member(IVO))


async def test_nothing_about_a_case_stands_in_a_chat_or_before_somebody_who_may_not_read_it(world: Council) -> None:
    await ask_for_ivo(world.member(AMARA))
    said = json.dumps([*world.outside.sent, (await waiting(world.member(JOHN))).body], ensure_ascii=False)
    for words in ("Envelopes", "He knows the trade."):
        assert words not in said
    assert "Nothing waits for you to decide" in (await waiting(world.member(CHIEF))).words


async def test_whoever_steps_aside_sees_the_case_no_more_and_must_mean_it(world: Council) -> None:
    form = await (await team_of(world.member(AMARA))).press("Step aside from this case")
    unsure = await form.press("Step aside", reason="My sister works there.")
    assert "Tick the box if you are sure." in unsure.words
    done = await unsure.press("Step aside", reason="My sister works there.", sure="yes")
    assert "You stepped aside" in done.words
    assert not await sees_cases(world.member(AMARA))
    team = await team_of(world.member(DEPUTY))
    assert "Ruth Bell: leads it" in typed_words(team.card)
    assert "Amara" not in typed_words(team.card)
    record = await (await open_first_case(world.member(JOHN))).press("Record of this case")
    assert "My sister works there." in typed_words(record.card)


async def test_the_lead_is_handed_on_to_somebody_else_who_keeps_it(world: Council) -> None:
    form = await (await team_of(world.member(AMARA))).press("Let this person lead it: John Ellis")
    done = await form.press("Let them lead it", reason="It is about money.")
    assert "John Ellis leads the case from now on" in typed_words(done.card)
    assert "John Ellis: leads it" in typed_words((await team_of(world.member(JOHN))).card)


async def test_a_card_of_a_month_ago_says_that_the_case_has_changed(world: Council) -> None:
    team = await team_of(world.member(AMARA))
    ask = await (await open_first_case(world.member(JOHN))).press("Ask the reporter")
    await ask.press("Send", text="Which of the doors is it?")
    world.clock.pass_time(days=30)
    form = await team.press("Step aside from this case")
    late = await form.press("Step aside", reason="My sister works there.", sure="yes")
    assert "Open it again" in late.words
    assert await sees_cases(world.member(AMARA))


async def test_what_the_reporter_agreed_to_is_written_down_before_anybody_else_may_know_them(world: Council) -> None:
    form = await (await team_of(world.member(AMARA))).press("Ask for Ivo *Lang*")
    refused = await form.press("Ask", reason="He knows the trade.", identity="yes")
    assert "You do not know who reported this" in refused.words
    assert "He knows the trade." in refused.inputs.values(), "nothing that was typed is lost"
