"""Keeping actions in Teams: the Records Manager adds, gives, agrees, closes and replaces, from the list of all."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from governance.actions import ActionState
from governance.obligations import Duty
from tests.faces.card_rules import buttons, words
from tests.faces.council import Box
from tests.faces.holding import MARTIN, NADIA, RM, World, another, some_actions


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with some_actions() as made:
        yield made


async def everything(world: World, **looked_for: str) -> Box:
    return await world.member(RM).invoke("task/fetch", {"verb": "all_actions", **looked_for})


async def test_the_records_manager_adds_an_action_and_whoever_does_it_reads_why(world: World) -> None:
    listed = await everything(world)
    assert "To be done: 1 action" in listed.words
    form = await listed.press("Add an action")
    form = await form.press("Continue", title="Lock **the** store", why="Files lay about", source="Internal audit")
    done = await form.press("Add it", holder="1202@council.example", priority="high", due_on="2026-12-18")
    assert "It is in the register as ACT-" in done.words
    opened = await (await world.list_of(MARTIN)).press("Open this action")
    assert "Lock **the** store" in opened.words
    assert "Files lay about" in opened.words


async def test_a_date_that_leaves_too_little_time_is_refused_until_a_reason_is_given(world: World) -> None:
    form = await (await everything(world)).press("Add an action")
    form = await form.press("Continue", title="Lock the store", why="Files lay about", source="Internal audit")
    typed = {"holder": "1202@council.example", "priority": "high", "due_on": "2026-12-18", "external_on": "2027-01-15"}
    again = await form.press("Add it", **typed)
    assert "say why it cannot be earlier" in again.words
    assert again.inputs["holder"] == typed["holder"]
    done = await again.press("Add it", **typed, reason="The supplier is slow")
    assert "It is in the register" in done.words


async def test_it_is_given_away_from_the_list_and_the_old_holders_card_is_stale(world: World) -> None:
    card = await world.card_for(NADIA)
    opened = await (await everything(world, find="laptop")).press("Open this action")
    form = await opened.press("Give it to somebody else")
    done = await form.press("Give it", to="1202@council.example", words="He knows the supplier")
    assert "It is with somebody else now" in done.words
    late = await world.member(NADIA).press(card, "Say how it is going")
    assert "no such action, or it is not open to you" in late.words
    told = await world.card_for(NADIA)
    assert "It is with Martin Fothergill. You need do nothing." in words(told)
    assert "Say how it is going" not in buttons(told)
    assert "Given to Martin Fothergill" in (await (await world.list_of(MARTIN)).press("Open this action")).words


async def test_an_action_without_a_date_gets_one_from_the_card(world: World) -> None:
    await world.know(another(2, original_due_on=None, due_on=None))
    card = await world.card_for(NADIA, Duty.ACTION_DATE, "A-2")
    assert "It has no date yet." in words(card)
    form = await world.member(NADIA).press(card, "Say by when")
    again = await form.press("Send", due_on="2026-12-19")
    assert "is a working day" in again.words
    assert "It has a date now" in (await again.press("Send", due_on="2026-12-18")).words
    stale = await world.member(NADIA).press(card, "Say by when")
    assert "already done by Nadia" in stale.words


async def test_a_proposal_is_answered_from_the_card_and_only_once(world: World) -> None:
    await world.know(another(2, state=ActionState.PROPOSED))
    card = await world.card_for(RM, Duty.PROPOSED_ACTION, "A-2")
    assert "It is proposed." in words(card)
    form = await world.member(RM).press(card, "Look and decide")
    form = await form.press("Continue", answer="rejected")
    assert "It will not be done" in (await form.press("Send", words="It was done years ago")).words
    assert "already done by Rosa Mills" in (await world.member(RM).press(card, "Look and decide")).words
    ended = await everything(world, shelf="ended")
    assert "Closed, or not done at all: 1 action" in ended.words


async def test_what_was_checked_is_closed_and_what_is_double_gives_way_to_another(world: World) -> None:
    await world.know(another(2, state=ActionState.VERIFIED), another(3))
    opened = await (await everything(world, shelf="verified")).press("Open this action")
    done = await (await opened.press("Close it")).press("Close it", words="Nothing was lost since")
    assert "It is closed" in done.words
    opened = await (await everything(world, find="room 3")).press("Open this action")
    form = await opened.press("Another one takes its place")
    assert "no such action that could" in (await form.press("Send", other="A-9", words="One does both")).words
    assert "Another one takes its place" in (await form.press("Send", other="A-1", words="One does both")).words
    assert "To be done: 1 action" in (await everything(world)).words


async def test_whoever_keeps_no_actions_gets_no_list_and_no_button_of_others(world: World) -> None:
    refused = await world.member(MARTIN).invoke("task/fetch", {"verb": "all_actions"})
    assert "those who look after all actions" in refused.words
    listed = await everything(world)
    stolen = await world.member(MARTIN).invoke("task/fetch", buttons(listed.card)["Add an action"])
    assert "made for somebody else" in stolen.words
