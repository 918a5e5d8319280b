"""Acting owners in Teams: made and ended in a box, and said on a card to the three whom it concerns."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from bot.teams.buttons import Buttons
from bot.teams.identity import Presser
from bot.teams.notice_cards import SECTIONS
from dialogs.views.due import due_card
from governance.acting_owners import acting_subject
from governance.obligations import Duty
from governance.people import ActingOwner, Person
from governance.roles import Holding, Role
from governance.services.briefing import Briefing
from governance.services.standing_in import ActingSubjects
from tests.faces.card_rules import CHAT_BYTES, check, words
from tests.faces.council import MONDAY, TENANT, Box, Council, council
from tests.faces.returning import EWA, LONG_AGO, MARTIN, NADIA, SIRO, asset

RM = replace(SIRO, id="1105", entra_id="aaaaaaaa-0000-4000-8000-000000001105", name="Rosa Mills", email="rm@c.example")
FIRST, LAST = MONDAY.date(), MONDAY.date() + timedelta(days=14)
WHO = {"to": EWA.email, "from_on": FIRST.isoformat(), "until_on": LAST.isoformat()}


@pytest.fixture
async def world() -> AsyncIterator[Council]:
    async with council() as made:
        posts = [
            Holding(SIRO.id, Role.SIRO, LONG_AGO),
            Holding(RM.id, Role.RECORDS_MANAGER, LONG_AGO),
            Holding(NADIA.id, Role.INFORMATION_ASSET_OWNER, LONG_AGO),
        ]
        async with made.store.work() as work:
            await work.people.replace([MARTIN, EWA, SIRO, RM, NADIA], posts)
            await work.register.replace_assets([asset(1, NADIA), asset(2, NADIA)])
        yield made


async def listed(world: Council, person: Person) -> Box:
    member = world.member(person)
    return await member.press(await member.say("acting owners"), "Acting owners")


async def card_for(world: Council, person: Person) -> dict[str, Any]:
    briefing, subject = (
        Briefing(world.store, {Duty.ACTING_ENDS: ActingSubjects()}),
        acting_subject(NADIA.id, ActingOwner(EWA.id, FIRST, LAST)),
    )
    brief = await briefing.asked(person, {Duty.ACTING_ENDS: [subject]}, FIRST)
    made = due_card(brief, SECTIONS, partial(Buttons(world.drafts).seal, Presser(TENANT, person.entra_id, person.name)))
    check(made, CHAT_BYTES)
    return made


async def test_an_owner_makes_somebody_acting_owner_and_ends_it(world: Council) -> None:
    box = await listed(world, NADIA)
    assert "Nobody acts as owner for anybody" in box.words
    box = await box.press("Make somebody acting owner")
    box = await box.press("Continue", **WHO, what="some")
    wrong = await box.press("Make them acting owner", assets="IA-009")
    assert "Write the numbers of this owner" in wrong.words
    box = await wrong.press("Make them acting owner", assets="IA-002")
    assert f"{EWA.name} for {NADIA.name}" in box.words
    box = await listed(world, NADIA)
    assert "Assets: IA-002" in box.words
    assert "IA-002" in (await world.member(EWA).invoke("task/fetch", {"verb": "my_assets"})).words
    for reader in (NADIA, EWA, RM):
        assert f"{EWA.name} acts as owner for {NADIA.name}" in words(await card_for(world, reader))
    box = await box.press("End it today")
    assert "Nobody acts as owner for anybody" in box.words
    assert "That is over." in words(await card_for(world, EWA))


async def test_the_records_manager_makes_one_for_an_owner_and_everybody_else_is_turned_away(world: Council) -> None:
    box = await (await listed(world, RM)).press("Make somebody acting owner")
    box = await box.press("Continue", owner=NADIA.email, **WHO, what="all")
    if box.has("Make them acting owner"):
        box = await box.press("Make them acting owner")
    assert "They act as owner" in box.words
    assert (await listed(world, RM)).has("End it today")
    taken = await world.member(MARTIN).invoke("task/fetch", {"verb": "acting_owners"})
    assert "This is for owners" in taken.words
    seen = await world.member(EWA).invoke("task/fetch", {"verb": "acting_owners"})
    assert NADIA.name in seen.words
    assert not seen.has("End it today")
