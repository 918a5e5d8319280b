"""Returns that were sent, in the Records Manager's hands."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from bot.teams.buttons import Buttons
from bot.teams.identity import Presser
from bot.teams.notice_cards import SECTIONS
from dialogs.views.due import due_card
from governance.obligations import Duty
from governance.roles import Holding, Role
from governance.services.briefing import Briefing
from governance.services.reviewing_returns import ReviewSubjects
from tests.faces.card_rules import CHAT_BYTES, check, words
from tests.faces.council import TENANT
from tests.faces.returning import EWA, LONG_AGO, NADIA, SIRO, World, quarter_day

RM = replace(SIRO, id="1105", entra_id="aaaaaaaa-0000-4000-8000-000000001105", name="Rosa Mills", email="rm@c.example")


async def sent(world: World) -> None:
    """Nadia's and Ewa's returns, all as it was; and there is somebody who looks at them."""
    async with world.council.store.work() as work:
        await work.people.replace([RM], [Holding(RM.id, Role.RECORDS_MANAGER, LONG_AGO)])
    for person in (NADIA, EWA):
        back = await world.returned(person)
        await world.council.assuring.unchanged(person, back.id, back.version)


async def card_for_rm(world: World) -> dict[str, Any]:
    back = await world.returned(NADIA)
    briefing, today = Briefing(world.council.store, {Duty.REVIEW_RETURN: ReviewSubjects()}), back.opened_on
    brief = await briefing.asked(RM, {Duty.REVIEW_RETURN: [back.id]}, today)
    card = due_card(brief, SECTIONS, partial(Buttons(world.council.drafts).seal, Presser(TENANT, RM.entra_id, RM.name)))
    check(card, CHAT_BYTES)
    return card


async def test_the_records_manager_accepts_in_one_press_what_has_nothing_different() -> None:
    async with quarter_day() as world:
        await sent(world)
        box = await world.member(RM).press(await card_for_rm(world), "All that wait")
        assert "2 returns wait for you" in box.words
        assert "All as it was." in box.words
        box = await box.press("Accept")
        assert "It is accepted." in box.words
        box = await box.press("Accept")
        assert "No return waits for you" in box.words


async def test_a_return_goes_back_with_what_is_missing_and_its_owner_reads_it() -> None:
    async with quarter_day() as world:
        await sent(world)
        card = await card_for_rm(world)
        assert "Sent by Nadia Georgiou, Information Asset Owner." in words(card)
        box = await world.member(RM).press(card, "Look and decide")
        assert "Nothing: all is as it was." in box.words
        box = await box.press("Decide")
        box = await box.press("Send", accepted="no")
        assert "Say what is missing" in box.words
        box = await box.press("Send", accepted="no", words="Say **who** can get in")
        assert "It goes back to its owner" in box.words
        assert "It was sent back." in words(await card_for_rm(world))
        mine = await world.open_box(NADIA)
        assert "Say **who** can get in" in mine.words
        digest = await world.card_for(NADIA)
        assert "The Records Manager sent it back" in words(digest)
        again = await world.member(RM).press(card, "Look and decide")
        assert not again.has("Decide")


@pytest.mark.parametrize("person", [NADIA, EWA])
async def test_the_list_is_not_open_to_owners(person: Any) -> None:
    async with quarter_day() as world:
        await sent(world)
        box = await world.member(person).invoke("task/fetch", {"verb": "reviews"})
        assert "wait for you" not in box.words
