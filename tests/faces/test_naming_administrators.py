"""An administrator has left: the owner says from the card who helps now."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pytest

from bot.teams.buttons import Buttons
from bot.teams.identity import Presser
from bot.teams.notice_cards import SECTIONS
from dialogs.views.due import due_card
from governance.administrators import subject_of
from governance.obligations import Duty
from governance.services.briefing import Briefing
from governance.services.naming_administrators import AdministratorSubjects, NamingAdministrators
from tests.faces.card_rules import CHAT_BYTES, check, words
from tests.faces.council import TENANT, Council, council
from tests.faces.returning import EWA, MARTIN, NADIA, asset
from tests.governance.actions_world import CALENDAR, never, new_id

GONE = replace(MARTIN, left_on=date(2026, 11, 20))
SUBJECT = subject_of(GONE.id, NADIA.id)


@pytest.fixture
async def world() -> AsyncIterator[Council]:
    async with council() as made:
        async with made.store.work() as work:
            await work.people.replace([NADIA, EWA, GONE], [])
            await work.register.replace_assets(
                [replace(asset(number, NADIA), administrator_id=GONE.id, title="*" * 290) for number in range(1, 12)]
            )
        clock = made.clock
        await NamingAdministrators(made.store, CALENDAR, clock, clock, new_id, never).look(clock.now())
        yield made


async def card(world: Council) -> dict[str, Any]:
    briefing, today = (
        Briefing(world.store, {Duty.NAME_ADMINISTRATOR: AdministratorSubjects()}),
        world.clock.now().date(),
    )
    brief = await briefing.asked(NADIA, {Duty.NAME_ADMINISTRATOR: [SUBJECT]}, today)
    presser = Presser(TENANT, NADIA.entra_id, NADIA.name)
    made = due_card(brief, SECTIONS, partial(Buttons(world.drafts).seal, presser))
    check(made, CHAT_BYTES)
    return made


async def test_the_owner_says_who_helps_from_the_card(world: Council) -> None:
    asked = await card(world)
    for told in ("Martin Fothergill has left", "They helped you with 11 assets", "Say who helps now by"):
        assert told in words(asked)
    box = await world.member(NADIA).press(asked, "Say who helps")
    assert "(IA-001)" in box.words
    assert "And 3 more." in box.words
    box = await box.press("Continue", what="somebody")
    wrong = await box.press("Name them", who=GONE.email)
    assert "One of these people has left." in wrong.words
    box = await wrong.press("Name them", who=EWA.email)
    assert "Only you can send it." in box.words
    async with world.store.work() as work:
        assert {each.administrators for each in await work.register.all_assets()} == {(EWA.id,)}
    assert "It is settled who helps" in words(await card(world))
    again = await world.member(NADIA).press(asked, "Say who helps")
    assert "already said who helps" in again.words


async def test_an_owner_goes_on_alone(world: Council) -> None:
    box = await world.member(NADIA).press(await card(world), "Say who helps")
    box = await box.press("Continue", what="alone")
    if box.has("Name them"):
        box = await box.press("Name them")
    assert "You look after these assets yourself." in box.words


async def test_nobody_else_presses_it(world: Council) -> None:
    taken = await world.member(EWA).press(await card(world), "Say who helps")
    assert "IA-001" not in taken.words
