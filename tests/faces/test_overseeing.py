"""The overview, one return from it, and what the SIRO decides there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pytest

from bot.teams.buttons import Buttons
from bot.teams.identity import Presser
from bot.teams.notice_cards import SECTIONS
from dialogs.views.due import due_card
from governance.assurance import ReturnState
from governance.calendar import OPENING
from governance.obligations import Duty
from governance.people import Person
from governance.reviews import Reviewed
from governance.roles import Holding, Role
from governance.services.briefing import Briefing
from governance.services.cadence_subjects import CadenceSubjects
from governance.services.making_packs import MakingPacks
from governance.services.reviewing_returns import ReviewingReturns
from tests.faces.card_rules import CHAT_BYTES, check, words
from tests.faces.council import TENANT, Box
from tests.faces.returning import EWA, LONG_AGO, NADIA, SIRO, SUBJECTS, World, quarter_day
from tests.governance.actions_world import CALENDAR, never, new_id

RM = replace(SIRO, id="1105", entra_id="aaaaaaaa-0000-4000-8000-000000001105", name="Rosa Mills", email="rm@c.example")


async def appoint(world: World, person: Person, role: Role) -> None:
    async with world.council.store.work() as work:
        await work.people.replace([person], [Holding(person.id, role, LONG_AGO)])


async def opens(world: World, person: Person = SIRO) -> Box:
    return await world.member(person).invoke("task/fetch", {"verb": "overview"})


async def accepted(world: World, owner: Person) -> None:
    await appoint(world, RM, Role.RECORDS_MANAGER)
    back = await world.returned(owner)
    await world.council.assuring.unchanged(owner, back.id, back.version)
    sent, clock, store = await world.returned(owner), world.council.clock, world.council.store
    reviewing = ReviewingReturns(store, CALENDAR, clock, clock, new_id, never)
    await reviewing.review(RM, sent.id, sent.version, Reviewed("yes", None))


async def test_the_siro_opens_a_return_from_the_overview_and_says_that_it_need_not_be_sent() -> None:
    async with quarter_day() as world:
        box = await (await opens(world)).press("Open")
        assert "Nadia Georgiou, January to March 2027" in box.words
        assert "Not begun" in box.words
        form = await box.press("It need not be sent")
        assert "Say why." in (await form.press("It need not be sent")).words
        done = await form.press("It need not be sent", reason="The **archive** is moving")
        assert "Its owner hears of it with your reason." in done.words
        seen = await done.press("Back to the overview")
        assert "Need not be sent: 1" in seen.words
        assert "Sent: 0 of 1" in seen.words
        assert "Whose return need not be sent" in seen.words
        assert (await world.returned(NADIA)).state is ReturnState.EXEMPT
        mine = await world.open_box(NADIA)
        assert "Sol Iro decided on Monday 4 January 2027 that it need not be sent" in mine.words
        assert "The **archive** is moving" in mine.words
        assert not mine.has("Send it: all the rest is as it was")


async def test_the_card_of_its_owner_says_so_and_has_no_button_to_send_it() -> None:
    async with quarter_day() as world:
        form = await (await (await opens(world)).press("Open")).press("It need not be sent")
        await form.press("It need not be sent", reason="Moving")
        owed = await world.returned(NADIA)
        briefing = Briefing(world.council.store, SUBJECTS)
        brief = await briefing.asked(NADIA, {Duty.ASSURANCE: [owed.id]}, owed.opened_on)
        seal = partial(Buttons(world.council.drafts).seal, Presser(TENANT, NADIA.entra_id, NADIA.name))
        card = due_card(brief, SECTIONS, seal)
        check(card, CHAT_BYTES)
        said = words(card)
        assert "Sol Iro decided on 4 January 2027 that it need not be sent." in said
        assert "Moving" in said
        assert "You need do nothing more." in said
        assert "Everything is as it was" not in said


async def test_the_siro_notes_all_that_was_accepted_in_one_press() -> None:
    async with quarter_day() as world:
        await accepted(world, NADIA)
        await accepted(world, EWA)
        seen = await opens(world)
        box = await seen.press("Note the 2 accepted returns")
        assert "2 returns wait to be noted" in box.words
        assert "Nadia Georgiou: sent by Nadia Georgiou, Information Asset Owner" in box.words
        done = await box.press("Note all 2")
        assert "All 2 are noted." in done.words
        assert "No return waits to be noted" in done.words
        again = await box.press("Note all 2")
        assert "All 2 are noted." in again.words
        assert not (await opens(world)).has("Note the 2 accepted returns")


@pytest.mark.parametrize("role", [Role.RECORDS_MANAGER, Role.IMSG])
async def test_others_who_look_after_the_whole_open_a_return_and_decide_nothing(role: Role) -> None:
    async with quarter_day() as world:
        await accepted(world, NADIA)
        other = replace(RM, id="1106", entra_id="aaaaaaaa-0000-4000-8000-000000001106", email="o@c.example")
        await appoint(world, other, role)
        seen = await opens(world, other)
        assert not seen.has("Note the accepted return")
        box = await seen.press("Open")
        assert not box.has("It need not be sent")
        refused = await world.member(other).invoke("task/fetch", {"verb": "to_note"})
        assert "This is not open to you" in refused.words


async def test_an_owner_opens_neither_list_nor_return() -> None:
    async with quarter_day() as world:
        back = await world.returned(EWA)
        token = Buttons(world.council.drafts).seal(
            Presser(TENANT, NADIA.entra_id, NADIA.name), "return_watched", id=back.id
        )
        for data in ({"verb": "to_note"}, {"verb": "return_watched", "card": token}):
            box = await world.member(NADIA).invoke("task/fetch", data)
            assert "This is not open to you" in box.words


# ------------------------------------------------------------------ another rhythm


WANTED = {
    "every": "half_year",
    "first": "first",
    "assets": "",
    "reason": "Nothing **changes** there",
    "until_on": "2027-12-31",
}


async def cadence_card(world: World, person: Person, duty: Duty, subject: str) -> dict[str, Any]:
    briefing = Briefing(world.council.store, {duty: CadenceSubjects()})
    brief = await briefing.asked(person, {duty: [subject]}, world.council.clock.now().date())
    seal = partial(Buttons(world.council.drafts).seal, Presser(TENANT, person.entra_id, person.name))
    card = due_card(brief, SECTIONS, seal)
    check(card, CHAT_BYTES)
    return card


async def test_the_records_manager_proposes_another_rhythm_and_the_siro_agrees_on_the_card_that_comes() -> None:
    async with quarter_day() as world:
        await appoint(world, RM, Role.RECORDS_MANAGER)
        form = await (await (await opens(world, RM)).press("Open")).press("Another rhythm")
        assert "Returns of Nadia Georgiou" in form.words
        done = await form.press("Send", **WANTED)
        assert "You proposed it" in done.words
        subject = f"{NADIA.id}/1"
        card = await cadence_card(world, SIRO, Duty.CADENCE, subject)
        assert "Nadia Georgiou: every half year, first for April to June 2027." in words(card)
        box = await world.member(SIRO).press(card, "Look at it")
        assert "Nothing **changes** there" in box.words
        decided = await (await box.press("Decide")).press("Send", granted="yes")
        assert "It holds from now on" in decided.words
        assert "The SIRO agreed to it." in words(await cadence_card(world, SIRO, Duty.CADENCE, subject))
        told = await cadence_card(world, NADIA, Duty.CADENCE_EXPIRY, subject)
        assert "It holds until Friday 31 December 2027." in words(told)
        assert "Look at it" not in str(told)
        listed = await (await opens(world, RM)).press("Other rhythms")
        one = await listed.press("Open")
        assert "Decided by Sol Iro on Monday 4 January 2027." in one.words
        assert not one.has("End it now")


async def test_the_siro_agrees_to_a_rhythm_at_once_and_ends_it() -> None:
    async with quarter_day() as world:
        form = await (await (await opens(world)).press("Open")).press("Another rhythm")
        wrong = await form.press("Send", **{**WANTED, "assets": "IA-999"})
        assert "Nadia Georgiou has no such assets: IA-999" in wrong.words
        done = await form.press("Send", **{**WANTED, "assets": "IA-001, IA-002"})
        assert "It holds from now on" in done.words
        box = await (await done.press("All of them")).press("Open")
        assert "For these assets: IA-001, IA-002." in box.words
        ended = await box.press("End it now")
        assert "It has ended." in ended.words
        assert "Everybody is asked each quarter." in (await ended.press("All of them")).words


# ------------------------------------------------------------------ in figures


async def test_the_overview_leads_to_documents_of_the_quarter_and_owners_get_none() -> None:
    async with quarter_day() as world:
        box = await (await opens(world)).press("As a document")
        assert "January to March 2027 so far" in box.words
        assert "The pack on" not in box.words
        clock, store = world.council.clock, world.council.store
        clock.at = CALENDAR.at(date(2027, 2, 16), OPENING)
        packs = MakingPacks(store, CALENDAR, clock, clock, new_id, never)
        assert await packs.run(clock.now()) == 1
        box = await world.member(SIRO).invoke("task/fetch", {"verb": "packs", "quarter": "2019-Q1"})
        assert "The pack on January to March 2027" in box.words
        refused = await world.member(NADIA).invoke("task/fetch", {"verb": "packs"})
        assert "This is not open to you" in refused.words


async def test_other_rhythms_are_not_open_to_owners() -> None:
    async with quarter_day() as world:
        box = await world.member(NADIA).invoke("task/fetch", {"verb": "cadences"})
        assert "This is not open to you" in box.words
