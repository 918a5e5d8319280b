"""Somebody has left: the Records Manager appoints somebody from the card, and the manager who acts sees why."""

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
from governance.matrices import Level
from governance.obligations import Duty
from governance.people import Person
from governance.risks import Levels, Risk, RiskState
from governance.roles import Holding, Role
from governance.services.briefing import Briefing
from governance.services.leaving import AppointSubjects, Leaving
from governance.services.settling import Settling
from tests.faces.card_rules import CHAT_BYTES, buttons, check, words
from tests.faces.council import TENANT, Council, council
from tests.faces.returning import EWA, LONG_AGO, MARTIN, NADIA, SIRO, asset
from tests.governance.actions_world import CALENDAR, never, new_id

RM = replace(SIRO, id="1105", entra_id="aaaaaaaa-0000-4000-8000-000000001105", name="Rosa Mills", email="rm@c.example")
LEVELS = Levels(Level(5, 4), Level(3, 4), Level(1, 1))
GONE = replace(NADIA, left_on=date(2026, 11, 20), manager_id=MARTIN.id)


@pytest.fixture
async def world() -> AsyncIterator[Council]:
    async with council() as made:
        posts = [Holding(SIRO.id, Role.SIRO, LONG_AGO), Holding(RM.id, Role.RECORDS_MANAGER, LONG_AGO)]
        async with made.store.work() as work:
            await work.people.replace([MARTIN, EWA, SIRO, RM, GONE], posts)
            await work.register.replace_assets([asset(1, GONE), asset(2, GONE)])
            await work.risks.add(
                Risk(
                    "RSK-0001", "IA-001", "Lost on a train", "It may be lost", "", LEVELS, RiskState.TREATING, LONG_AGO,
                    GONE.id, LONG_AGO,
                )
            )  # fmt: skip
        settling = Settling(CALENDAR, made.clock, new_id)
        await Leaving(made.store, settling, CALENDAR, made.clock, new_id, never).look(made.clock.now())
        yield made


async def card_for(world: Council, person: Person) -> dict[str, Any]:
    briefing, today = Briefing(world.store, {Duty.APPOINT: AppointSubjects()}), world.clock.now().date()
    brief = await briefing.asked(person, {Duty.APPOINT: [GONE.id]}, today)
    presser = Presser(TENANT, person.entra_id, person.name)
    card = due_card(brief, SECTIONS, partial(Buttons(world.drafts).seal, presser))
    check(card, CHAT_BYTES)
    return card


async def test_the_records_manager_appoints_somebody_from_the_card(world: Council) -> None:
    card = await card_for(world, RM)
    for told in (
        "Nadia Georgiou has left",
        "Left behind: 2 assets and 1 risk.",
        "Martin Fothergill acts until somebody",
    ):
        assert told in words(card)
    box = await world.member(RM).press(card, "Appoint somebody")
    assert "Records 1 (IA-001)" in box.words
    assert "Lost on a train (RSK-0001): high" in box.words
    wrong = await box.press("Appoint", to=NADIA.email, what="all")
    assert "This person has left." in wrong.words
    box = await wrong.press("Appoint", to=EWA.email, what="all")
    assert "Somebody is appointed" in box.words
    mine = await world.member(EWA).invoke("task/fetch", {"verb": "my_assets"})
    assert "2 assets in use" in mine.words
    again = await world.member(RM).press(card, "Appoint somebody")
    assert "Somebody was already appointed for Nadia Georgiou." in again.words
    assert "in other hands now" in words(await card_for(world, RM))


async def test_the_manager_who_acts_reads_it_and_cannot_appoint(world: Council) -> None:
    card = await card_for(world, MARTIN)
    assert "The Records Manager appoints somebody." in words(card)
    assert "Appoint somebody" not in buttons(card)
    token = buttons(await card_for(world, RM))["Appoint somebody"]
    taken = await world.member(MARTIN).invoke("task/fetch", token)
    assert "Records 1" not in taken.words
