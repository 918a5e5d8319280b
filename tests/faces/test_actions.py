"""Actions in Teams: answered on the card, in a box, by whoever holds them and whoever decides."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date

import pytest
import textstat  # type: ignore[import-untyped]  # it has no types

from bot.teams.notice_cards import SECTIONS
from dialogs.views.due import due_card
from governance.actions import ActionState
from governance.notices import Kind
from governance.obligations import Duty, Obligation
from governance.owed import Owed
from governance.services.briefing import Brief, Item
from tests.faces.card_rules import buttons, elements, executes, words
from tests.faces.holding import DUE, ENCRYPT, MARTIN, NADIA, RM, SIRO, World, another, some_actions
from tests.governance.actions_world import new_id

WORDS = "All but <b>two</b> are **done** {{x}}"
REASON = "The supplier is late"


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with some_actions() as made:
        yield made


async def ask(world: World, to_on: str = "2027-01-08") -> None:
    card = await world.card_for(NADIA)
    box = await world.member(NADIA).press(card, "Ask for more time")
    box = await box.press("Send", to_on=to_on, reason=REASON, interim_risk="They stay locked away")
    assert "You asked for more time" in box.words


async def claim(world: World) -> None:
    card = await world.card_for(NADIA)
    box = await world.say(
        NADIA, card, "claimed", evidence_on="2026-11-20", words="All are", evidence="The list shows it"
    )
    assert "Someone else will look at it" in box.words


# ---------------------------------------------------------------- the holder


async def test_the_holder_says_how_it_goes_from_the_card_and_reads_it_again_in_the_list(world: World) -> None:
    card = await world.card_for(NADIA)
    assert "Due Friday 18 December 2026 (in 25 days). Not begun." in words(card)
    box = await world.say(NADIA, card, "in_progress", percent="40", words=WORDS)
    assert "We have what you said" in box.words
    listed = await world.list_of(NADIA)
    assert "1 action is yours to do" in listed.words
    assert "in progress, 40% done" in listed.words
    opened = await listed.press("Open this action")
    assert "All but <b>two</b> are **done**" in opened.words
    assert "Nadia *Georgiou*, holder" in opened.words


async def test_an_action_that_has_begun_cannot_be_said_not_to_have(world: World) -> None:
    card = await world.card_for(NADIA)
    assert '"not_begun"' in json.dumps((await world.member(NADIA).press(card, "Say how it is going")).card)
    await world.say(NADIA, card, "in_progress", percent="10", words="Begun")
    assert '"not_begun"' not in json.dumps((await world.member(NADIA).press(card, "Say how it is going")).card)


async def test_what_a_rule_does_not_allow_keeps_what_was_typed(world: World) -> None:
    card = await world.card_for(NADIA)
    box = await world.member(NADIA).press(card, "Ask for more time")
    box = await box.press("Send", to_on="2027-01-09", reason=REASON, interim_risk="They stay locked away")
    assert "The new date has to be a working day." in box.words
    assert box.inputs["reason"] == REASON
    box = await box.press("Send", **{**box.inputs, "to_on": "2027-01-08"})
    assert "You asked for more time" in box.words


async def test_a_press_on_an_old_card_says_who_was_faster(world: World) -> None:
    card = await world.card_for(NADIA)
    await claim(world)
    box = await world.member(NADIA).press(card, "Say how it is going")
    assert "already done by Nadia *Georgiou*" in box.words


async def test_two_boxes_open_at_once_keep_one_answer(world: World) -> None:
    card = await world.card_for(NADIA)
    member = world.member(NADIA)
    first, second = [await member.press(card, "Say how it is going") for _ in range(2)]
    first = await first.press("Continue", state="in_progress")
    second = await second.press("Continue", state="claimed")
    await first.press("Send", percent="10", words="Begun")
    late = await second.press("Send", evidence_on="2026-11-20", words="Done", evidence="The list")
    assert "Somebody was faster" in late.words
    assert "1 action is yours to do" in (await late.press("Back to the list")).words
    assert (await world.action()).state is ActionState.IN_PROGRESS


async def test_after_an_import_closed_it_a_press_changes_nothing(world: World) -> None:
    card = await world.card_for(NADIA)
    box = await (await world.member(NADIA).press(card, "Say how it is going")).press("Continue", state="claimed")
    await world.know(replace(ENCRYPT, state=ActionState.CLOSED))
    late = await box.press("Send", evidence_on="2026-11-20", words="Done", evidence="The list")
    assert "The register changed since this was shown" in late.words
    assert (await world.action()).state is ActionState.CLOSED


async def test_somebody_else_gets_nothing_out_of_the_buttons(world: World) -> None:
    card = await world.card_for(NADIA)
    box = await world.member(MARTIN).invoke("task/fetch", buttons(card)["Say how it is going"])
    assert "made for somebody else" in box.words
    stolen = await world.press(MARTIN, card, "Remind me later")
    assert "made for somebody else" in words(stolen)
    assert "No action is yours to do" in (await world.list_of(MARTIN)).words


async def test_a_reminder_is_put_off_on_the_card(world: World) -> None:
    card = await world.card_for(NADIA)
    changed = await world.press(NADIA, card, "Remind me later", days="3")
    assert "You will be reminded again on Thursday 26 November 2026." in words(changed)
    assert "Remind me later" not in executes(changed)
    assert "Say how it is going" in buttons(changed)


async def test_a_number_of_days_that_is_not_offered_puts_nothing_off(world: World) -> None:
    card = await world.card_for(NADIA)
    assert "Choose 1, 3 or 5 working days" in words(await world.press(NADIA, card, "Remind me later", days="90"))


async def test_what_is_due_today_cannot_be_put_off_nor_what_is_late_asked_more_time_for(world: World) -> None:
    world.council.clock.pass_time(days=(DUE - date(2026, 11, 23)).days)
    today = await world.card_for(NADIA)
    assert "(today)" in words(today)
    assert "Remind me later" not in executes(today)
    assert "Ask for more time" in buttons(today)
    world.council.clock.pass_time(days=4)
    async with some_actions() as late:
        late.council.clock.pass_time(days=29)
        card = await late.card_for(NADIA)
        assert "(4 days late)" in words(card)
        assert "Ask for more time" not in buttons(card)


# ---------------------------------------------------------------- those who decide


async def test_a_request_is_granted_in_one_press_where_its_reason_stands(world: World) -> None:
    await ask(world)
    card = await world.card_for(RM, Duty.EXTENSION, "A-1/1")
    assert REASON in words(card)
    assert "until 8 January 2027" in words(card)
    changed = await world.press(RM, card, "Agree")
    assert "Agree" not in executes(changed)
    assert (await world.action()).due_on == date(2027, 1, 8)
    owner = await world.card_for(NADIA)
    assert "Due Friday 8 January 2027" in words(owner)
    assert "It was first due Friday 18 December 2026." in words(owner)


async def test_whoever_presses_before_it_is_noted_that_the_card_arrived_sees_all_of_it_again(world: World) -> None:
    await ask(world)
    card = await world.card_for(RM, Duty.EXTENSION, "A-1/1", noted=False)
    changed = await world.press(RM, card, "Agree")
    assert "Until 8 January 2027: agreed" in words(changed)


async def test_a_request_is_refused_with_words_that_the_holder_reads(world: World) -> None:
    await ask(world)
    card = await world.card_for(RM, Duty.EXTENSION, "A-1/1")
    box = await world.member(RM).press(card, "Look and decide")
    assert "They stay locked away" in box.words
    box = await box.press("Send", granted="no", words="They go out every day")
    assert "You refused more time" in box.words
    opened = await (await world.list_of(NADIA)).press("Open this action")
    assert "They go out every day" in opened.words
    assert "Refused by Rosa Mills" in opened.words


async def test_the_second_of_two_deciders_is_told_who_was_faster(world: World) -> None:
    await ask(world)
    first = await world.card_for(RM, Duty.EXTENSION, "A-1/1")
    second = await world.card_for(SIRO, Duty.EXTENSION, "A-1/1")
    await world.press(RM, first, "Agree")
    late = await world.press(SIRO, second, "Agree")
    assert "already done by Rosa Mills" in words(late)


async def test_a_claim_is_checked_by_somebody_else_and_sent_back_with_words(world: World) -> None:
    await claim(world)
    card = await world.card_for(RM, Duty.VERIFY)
    assert "The list shows it" in words(card)
    box = await world.member(RM).press(card, "Look and check")
    assert "Done since: Friday 20 November 2026" in box.words
    box = await box.press("Send", accepted="no", words="Two are missing")
    assert "It goes on" in box.words
    opened = await (await world.list_of(NADIA)).press("Open this action")
    assert "Two are missing" in opened.words
    await claim(world)
    box = await world.member(RM).press(await world.card_for(RM, Duty.VERIFY), "Look and check")
    await box.press("Send", accepted="yes", words="All are there")
    assert (await world.action()).state is ActionState.VERIFIED


async def test_whoever_did_it_has_no_button_to_check_it_and_no_way_to(world: World) -> None:
    await claim(world)
    box = await world.member(NADIA).press(await world.card_for(NADIA, Duty.VERIFY), "Look and check")
    assert "not open to you" in box.words


# ---------------------------------------------------------------- the list and the sections


async def test_a_long_list_is_turned_page_by_page_the_soonest_first() -> None:
    later = [another(n, original_due_on=date(2027, 1, n), due_on=date(2027, 1, n)) for n in range(4, 14)]
    async with some_actions(*later) as world:
        first = await world.list_of(NADIA)
        assert "11 actions are yours to do" in first.words
        assert "Encrypt **every** laptop" in first.words
        second = await first.press("Further in the list")
        assert "Encrypt room 13" in second.words
        assert "Encrypt room 4\n" not in second.words
        assert not second.has("Further in the list")


async def test_a_child_of_ten_can_read_what_we_say_of_an_action(world: World) -> None:
    await ask(world)
    boxes = [await world.list_of(NADIA), await (await world.list_of(NADIA)).press("Open this action")]
    cards = [box.card for box in boxes]
    cards += [await world.card_for(NADIA), await world.card_for(RM, Duty.EXTENSION, "A-1/1")]
    for card in cards:
        ours = [each["text"] for each in elements(card) if each["type"] == "TextBlock"]
        said = " ".join(words if words.endswith((".", "?", ":")) else f"{words}." for words in ours)
        assert textstat.automated_readability_index(said) <= 5.0, said


# ---------------------------------------------------------------- asked how it goes


async def ask_about(world: World, *references: str) -> None:
    today = world.council.clock.now().date()
    async with world.council.store.work() as work:
        await work.obligations.add(
            [Obligation(new_id(), Duty.ACTION_UPDATE, each, 1, today, DUE, "2017", 0, None) for each in references]
        )


async def test_one_press_says_that_nothing_has_changed_and_an_old_card_says_that_it_was_answered(
    world: World,
) -> None:
    await ask_about(world, "A-1")
    card = await world.card_for(NADIA, Duty.ACTION_UPDATE)
    assert "How is it going?" in words(card)
    changed = await world.press(NADIA, card, "As before")
    assert "As before" not in executes(changed)
    again = await world.press(NADIA, card, "As before")
    assert "As before" not in executes(again)
    opened = await (await world.list_of(NADIA)).press("Open this action")
    assert opened.words.count("As before.") == 1


async def test_many_questions_stand_on_one_card_and_the_rest_are_counted(world: World) -> None:
    several = [another(number) for number in range(2, 9)]
    await world.know(*several)
    await ask_about(world, *(each.reference for each in several))
    items = []
    for each in several:
        async with world.council.store.work() as work:
            owed = (await work.obligations.of(Duty.ACTION_UPDATE, [each.reference]))[each.reference]
        thing = Owed(NADIA.id, each.title, 1, words="not begun")
        items.append(Item(owed, thing, NADIA.name, yours=True))
    card = due_card(Brief(DUE, Kind.DIGEST, tuple(items)), SECTIONS, lambda *_, **__: "token")
    assert words(card).count("How is it going?") == 4
    assert "And 3 more actions: how are they going?" in words(card)
    assert "My actions" in buttons(card)
