"""Information assets in Teams: looked up, put right, added, retired and given away, by whoever may."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from bot.teams.buttons import Buttons
from bot.teams.identity import Presser
from bot.teams.notice_cards import SECTIONS
from dialogs.views.due import due_card
from governance.asset_changes import transfer_of
from governance.assets import Asset
from governance.obligations import Duty
from governance.people import Person
from governance.roles import Holding, Role
from governance.services.briefing import Briefing
from governance.services.transferring import TransferSubjects
from tests.faces.card_rules import CHAT_BYTES, buttons, check, words
from tests.faces.council import TENANT, Box, Council, council
from tests.faces.returning import EWA, LONG_AGO, MARTIN, NADIA, SIRO, STAFF

RM = replace(SIRO, id="1105", entra_id="aaaaaaaa-0000-4000-8000-000000001105", name="Rosa Mills", email="rm@c.example")
PAYROLL = Asset(
    "IA-001", "Payroll **records**", NADIA.id, MARTIN.id, "Finance", "Payroll", "official_sensitive", "high", False,
    "6 years", personal_data="personal", location="The {{system}}",
)  # fmt: skip
DEEDS = Asset("IA-002", "Deeds", EWA.id, None, "Housing", "Property", "official", "low", True)
POSTS = (
    Holding(NADIA.id, Role.INFORMATION_ASSET_OWNER, LONG_AGO),
    Holding(EWA.id, Role.INFORMATION_ASSET_OWNER, LONG_AGO),
    Holding(SIRO.id, Role.SIRO, LONG_AGO),
    Holding(RM.id, Role.RECORDS_MANAGER, LONG_AGO),
)


async def card_of_transfer(world: Council, person: Person) -> dict[str, Any]:
    """What arrives in the chat of whoever is asked."""
    briefing, today = Briefing(world.store, {Duty.TRANSFER: TransferSubjects()}), world.clock.now().date()
    brief = await briefing.asked(person, {Duty.TRANSFER: [transfer_of("IA-001", 1)]}, today)
    presser = Presser(TENANT, person.entra_id, person.name)
    card = due_card(brief, SECTIONS, partial(Buttons(world.drafts).seal, presser))
    check(card, CHAT_BYTES)
    return card


@pytest.fixture
async def world() -> AsyncIterator[Council]:
    async with council() as made:
        async with made.store.work() as work:
            await work.people.replace([*STAFF, RM], POSTS)
            await work.register.replace_assets([PAYROLL, DEEDS])
        yield made


async def list_of(world: Council, person: Person, **more: object) -> Box:
    return await world.member(person).invoke("task/fetch", {"verb": "my_assets", **more})


async def open_first(world: Council, person: Person) -> Box:
    return await (await list_of(world, person, find="IA-001")).press("Open")


async def test_an_owner_finds_their_assets_by_a_command_of_their_own(world: Council) -> None:
    card = await world.member(NADIA).say("my assets")
    box = await world.member(NADIA).press(card, "My assets")
    assert "1 asset in use, 0 retired." in box.words
    assert "Payroll **records** (IA-001)" in box.words
    opened = await box.press("Open")
    for told in ("Nadia Georgiou", "Martin Fothergill", "Official-sensitive", "6 years", "Nothing since it came in."):
        assert told in opened.words
    assert "{{" not in opened.words


async def test_the_records_manager_sees_the_whole_register_and_looks_for_one(world: Council) -> None:
    box = await list_of(world, RM)
    assert "2 assets in use" in box.words
    found = await list_of(world, RM, find="ewa")
    assert "Deeds (IA-002)" in found.words
    assert "Payroll" not in found.words
    assert "No asset has these words" in (await list_of(world, RM, find="nothing like it")).words


async def test_a_helper_puts_it_right_and_the_history_shows_it_to_all_who_may_read(world: Council) -> None:
    box = await (await open_first(world, MARTIN)).press("Put it right")
    assert box.inputs["title"] == "Payroll **records**"
    assert box.inputs["administrators"] == MARTIN.email
    box = await box.press("Continue", title="Pay <b>records</b>")
    box = await box.press("Continue", at_risk="yes")
    box = await box.press("Save", access="The pay team")
    assert "It is put right" in box.words
    assert "write it down now" in box.words
    assert "IA-001, Payroll" in (await box.press("Write down its risk")).words
    for person in (NADIA, RM, SIRO):
        opened = await open_first(world, person)
        for told in ("Martin Fothergill, administrator", "From: Payroll **records**", "To: Pay <b>records</b>"):
            assert told in opened.words
    assert not (await open_first(world, SIRO)).has("Put it right")
    assert not (await open_first(world, MARTIN)).has("Retire it")


async def test_an_owner_adds_an_asset(world: Council) -> None:
    box = await (await list_of(world, NADIA)).press("Add an asset")
    box = await box.press("Continue", title="Keys", service="Property", administrators="nobody@x.example")
    box = await box.press("Continue", personal_data="none", classification="official", importance="low", at_risk="no")
    box = await box.press("Save")
    assert "Nobody on the staff list has one of these addresses." in box.words
    box = await (await box.press("Back")).press("Back")
    box = await box.press("Continue", administrators="")
    assert "It is in the register as IA-003" in box.words
    assert "2 assets in use" in (await list_of(world, NADIA)).words


async def test_an_owner_retires_an_asset_and_an_old_box_says_so(world: Council) -> None:
    first, second = [await (await open_first(world, NADIA)).press("Retire it") for _ in range(2)]
    box = await first.press("Retire it", words="Moved, and the old system was wiped")
    assert "It is retired" in box.words
    assert "It is retired" in (await second.press("Retire it", words="Gone")).words
    opened = await open_first(world, NADIA)
    assert "Retired. Nobody is asked about it any more." in opened.words
    assert "Moved, and the old system was wiped" in opened.words
    assert not opened.has("Put it right")


async def test_an_asset_goes_to_another_owner_when_they_say_yes(world: Council) -> None:
    box = await (await open_first(world, NADIA)).press("Give it to another owner")
    box = await box.press("Send", to="nobody@x.example", reason="It moved")
    assert "Nobody on the staff list" in box.words
    box = await box.press("Send", to=EWA.email, reason="Payroll **moved** to Housing")
    assert "The new owner is asked" in box.words
    assert not (await open_first(world, NADIA)).has("Give it to another owner")
    async with world.store.work() as work:
        owed = (await work.obligations.of(Duty.TRANSFER, [transfer_of("IA-001", 1)]))["IA-001/1"]
    assert owed.open
    assert "IA-001" not in (await list_of(world, EWA)).words
    card = await card_of_transfer(world, EWA)
    assert "You are asked to own this asset." in words(card)
    box = await world.member(EWA).press(card, "Look and answer")
    assert "Payroll **moved** to Housing" in box.words
    box = await box.press("Send", accepted="no")
    assert "Say why not" in box.words
    box = await box.press("Send", accepted="yes")
    assert "It is yours now" in box.words
    assert "IA-001" in (await list_of(world, EWA)).words
    again = await world.member(EWA).press(card, "Look and answer")
    assert "answered already" in again.words


async def test_what_is_not_open_to_somebody_is_not_there_for_them(world: Council) -> None:
    box = await list_of(world, EWA)
    token = buttons(box.card)["Open"]
    taken = await world.member(NADIA).invoke("task/submit", token)
    assert "Deeds" not in taken.words
    stranger = await world.member(MARTIN).invoke("task/fetch", {"verb": "my_assets"})
    assert "IA-002" not in stranger.words
