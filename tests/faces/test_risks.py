"""Risks in Teams: written down, checked, looked at in one press, accepted and closed, by whoever may."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import pytest

from bot.teams.buttons import Buttons
from bot.teams.identity import Presser
from bot.teams.notice_cards import SECTIONS
from dialogs.views.due import due_card
from governance.assets import Asset
from governance.delivery_ports import Result
from governance.notices import Channel, Kind, Message, Notice, Sent
from governance.obligations import Duty
from governance.people import Person
from governance.roles import Holding, Role
from governance.services.briefing import Briefing
from tests.faces.card_rules import CHAT_BYTES, buttons, check, executes, words
from tests.faces.council import TENANT, Box, Council, Member, council
from tests.faces.risk_services import risk_subjects
from tests.governance.actions_world import new_id

LONG_AGO = date(2020, 1, 1)
CARD = "card-1"
TITLE = "Letters go to **old** addresses"
LEVELS = {
    "inherent_likelihood": "step_5",
    "inherent_impact": "step_5",
    "current_likelihood": "step_3",
    "current_impact": "step_3",
    "target_likelihood": "step_1",
    "target_impact": "step_2",
}


def _person(number: int, name: str) -> Person:
    return Person(str(number), f"aaaaaaaa-0000-4000-8000-{number:012d}", name, f"{number}@council.example")


OWNER, HELPER = _person(1201, "Nadia *Georgiou*"), _person(1202, "Martin Fothergill")
RM, SIRO, STRANGER = _person(1203, "Rosa Mills"), _person(1204, "Sol Iro"), _person(1205, "Ed Quill")
POSTS = (
    Holding(OWNER.id, Role.INFORMATION_ASSET_OWNER, LONG_AGO),
    Holding(HELPER.id, Role.INFORMATION_ASSET_ADMINISTRATOR, LONG_AGO),
    Holding(RM.id, Role.RECORDS_MANAGER, LONG_AGO),
    Holding(SIRO.id, Role.SIRO, LONG_AGO),
)
ASSET = Asset(
    "IA-1", "Council tax <b>accounts</b>", OWNER.id, HELPER.id, "Finance", "Revenues", "official", "high", at_risk=True
)


@dataclass
class World:
    council: Council
    cards: int = 0

    def member(self, person: Person) -> Member:
        return self.council.member(person)

    async def mine(self, person: Person) -> Box:
        return await self.member(person).press(await self.member(person).say("my risks"), "My risks")

    async def written(self, person: Person = OWNER, **levels: str) -> Box:
        """A new risk, from the list to the end."""
        box = await (await self.mine(person)).press("Write down a risk")
        box = await box.press("This one")
        box = await box.press("Continue", title=TITLE, description="They reach somebody else. {{x}}", controls="")
        return await box.press("Save", **{**LEVELS, **levels})

    async def opened(self, person: Person, command: str = "My risks") -> Box:
        box = await self.member(person).press(await self.member(person).say(command.casefold()), command)
        return await box.press("Open this risk")

    async def kept(self, **levels: str) -> None:
        await self.written(**levels)
        box = await (await self.opened(RM, "Risks")).press("Say what you found")
        await box.press("Send", accepted="yes", words="It is right.")

    async def card_for(self, person: Person, duty: Duty, subject: str) -> dict[str, Any]:
        """The digest with this on it, as it came into their chat with the id CARD."""
        at = self.council.clock.now()
        self.cards += 1
        async with self.council.store.work() as work:
            obligation = (await work.obligations.of(duty, [subject]))[subject]
            notice = Notice(
                new_id(), obligation.id, obligation.cycle, self.cards, person.id, Channel.TEAMS, Kind.DIGEST, at
            )
            await work.notices.plan([notice])
            message = Message(new_id(), person.id, Channel.TEAMS, Kind.DIGEST)
            await work.outbox.put(message, [notice.id], at)
            lane = await work.outbox.take_lane(TENANT, at, 60.0)
            assert lane is not None
            claimed = await work.outbox.wave(lane, at, 60.0, [], 10) or ()
            await work.outbox.wave(lane, at, 60.0, [Result(each.id, Sent(CARD)) for each in claimed], 10)
            await work.outbox.release_lane(lane)
        brief = await Briefing(self.council.store, risk_subjects()).brief(message, person, at.date())
        seal = partial(Buttons(self.council.drafts).seal, Presser(TENANT, person.entra_id, person.name))
        card = due_card(brief, SECTIONS, seal)
        check(card, CHAT_BYTES)
        return card

    async def press(self, person: Person, card: dict[str, Any], title: str) -> dict[str, Any]:
        status, body = await self.member(person).post(
            "invoke", name="adaptiveCard/action", value={"action": executes(card)[title]}, replyToId=CARD
        )
        assert status == 200
        changed: dict[str, Any] = body["value"]
        check(changed, CHAT_BYTES)
        return changed


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with council() as c:
        async with c.store.work() as work:
            await work.people.replace((OWNER, HELPER, RM, SIRO, STRANGER), POSTS)
            await work.register.replace_assets([ASSET])
        c.clock.pass_time(hours=2)
        yield World(c)


async def test_an_owner_writes_a_risk_down_and_the_records_manager_checks_it(world: World) -> None:
    assert "No risk is yours to keep right" in (await world.mine(OWNER)).words
    assert "The risk is written down" in (await world.written()).words
    box = await world.opened(RM, "Risks")
    assert TITLE in box.words
    assert "Medium, 9 (likelihood 3, impact 3)" in box.words
    box = await (await box.press("Say what you found")).press("Send", accepted="no", words="Which letters?")
    assert "You sent it back" in box.words
    box = await world.opened(OWNER)
    assert "Which letters?" in box.words
    form = await box.press("Assess it again")
    assert form.inputs["title"] == TITLE
    box = await (await form.press("Continue", description="Tax letters reach somebody else.")).press("Save", **LEVELS)
    assert "The risk is assessed" in box.words
    assert "Waits for the Records Manager" in (await world.opened(OWNER)).words


async def test_levels_that_contradict_each_other_keep_what_was_typed(world: World) -> None:
    box = await world.written(target_likelihood="step_5", target_impact="step_5")
    assert "The level to aim for cannot be above the level now." in box.words
    assert box.inputs["inherent_likelihood"] == "step_5"
    assert "The risk is written down" in (await box.press("Save", **LEVELS)).words


async def test_what_an_administrator_writes_down_is_signed_by_the_owner(world: World) -> None:
    await world.written(HELPER)
    assert "Sign it" not in buttons((await world.opened(HELPER)).card)
    box = await (await world.opened(OWNER)).press("Sign it")
    assert "Waits for the Records Manager" in box.words


async def test_an_owner_with_nothing_to_say_says_it_in_one_press(world: World) -> None:
    await world.kept()
    card = await world.card_for(OWNER, Duty.RISK_REVIEW, "RSK-0001")
    assert "Medium risk that is to be looked at again." in words(card)
    changed = await world.press(OWNER, card, "All is as it was")
    assert "Nothing more to do here." in words(changed)
    assert "looked at it: all is as it was" in (await world.opened(OWNER)).words
    again = await world.press(OWNER, card, "All is as it was")
    assert "Nothing more to do here." in words(again)


async def test_who_only_helps_is_not_offered_the_press(world: World) -> None:
    await world.kept()
    card = await world.card_for(HELPER, Duty.RISK_REVIEW, "RSK-0001")
    assert "All is as it was" not in executes(card)
    assert "Its owner signs." in words(card)


async def test_a_press_a_month_later_says_who_was_faster(world: World) -> None:
    await world.kept()
    card = await world.card_for(OWNER, Duty.RISK_REVIEW, "RSK-0001")
    form = await (await world.opened(OWNER)).press("Assess it again")
    await (await form.press("Continue")).press("Save", **{**LEVELS, "current_impact": "step_2"})
    changed = await world.press(OWNER, card, "All is as it was")
    assert "This was already done by Nadia *Georgiou* on 23 November 2026." in words(changed)


async def test_a_high_risk_is_accepted_by_the_siro_who_read_why(world: World) -> None:
    await world.kept(current_likelihood="step_4")
    form = await (await world.opened(OWNER)).press("Ask to accept it")
    box = await form.press("Send", until_on="2027-12-01", reason="It costs more to <stop> it.")
    assert "6 months at most: until 23 May 2027" in box.words
    box = await box.press("Send", until_on="2027-04-30", reason="It costs more to <stop> it.")
    assert "You asked to accept it" in box.words
    card = await world.card_for(SIRO, Duty.RISK_DECISION, "RSK-0001/1/siro")
    assert "It costs more to <stop> it." in words(card)
    box = await (await world.member(SIRO).press(card, "Look and decide")).press("Decide")
    assert "It costs more to <stop> it." in box.words
    assert "You accepted it" in (await box.press("Send", granted="yes", words="I have read it.")).words
    assert "Accepted for a time" in (await world.opened(OWNER)).words


async def test_what_will_be_done_becomes_an_action_of_the_owners(world: World) -> None:
    await world.kept()
    form = await (await world.opened(OWNER)).press("Say what you will do")
    box = await form.press("Save", title="Check every address", due_on="2027-01-29")
    assert "It is action RSK-0001-1, due Friday 29 January 2027." in box.words
    assert "RSK-0001-1: Check every address" in (await world.opened(OWNER)).words


async def test_a_risk_that_is_gone_is_closed_by_somebody_else(world: World) -> None:
    await world.kept()
    form = await (await world.opened(OWNER)).press("It is gone")
    assert "You said that it is gone" in (await form.press("Send", words="We send no letters.")).words
    form = await (await world.opened(RM, "Risks")).press("Say what you found")
    await form.press("Send", accepted="yes", words="I looked.")
    assert "No risk is yours to keep right" in (await world.mine(OWNER)).words


@pytest.mark.parametrize(
    "verb", ["risk", "risk_sign", "risk_review", "risk_assess", "risk_check", "risk_ask", "risk_plan"]
)
async def test_nobody_else_gets_anything_out_of_a_button(world: World, verb: str) -> None:
    await world.kept()
    stranger = Presser(TENANT, STRANGER.entra_id, STRANGER.name)
    token = Buttons(world.council.drafts).seal(stranger, verb, id="RSK-0001", version=3, page=0)
    box = await world.member(STRANGER).invoke("task/fetch", {"verb": verb, "card": token})
    assert TITLE not in box.words
    assert any(said in box.words for said in ("no such risk", "for the owner of the asset"))


async def test_the_register_shows_the_highest_first(world: World) -> None:
    await world.kept()
    await world.written(current_likelihood="step_5", current_impact="step_5")
    box = await world.member(SIRO).press(await world.member(SIRO).say("risk register"), "Risks")
    assert "2 risks are in the register" in box.words
    assert "Of these: 1 very high, 1 medium." in box.words
    assert box.words.index("Very high, 25") < box.words.index("Medium, 9")
