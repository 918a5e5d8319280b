"""Somebody who holds an action, and those who decide about it, on a Monday of the small council."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.teams.buttons import Buttons
from bot.teams.notice_cards import all_cards
from governance.actions import Action, ActionState
from governance.calendar import Calendar
from governance.delivery_ports import Result
from governance.notices import Channel, Kind, Message, Notice, Sent
from governance.obligations import Duty
from governance.people import Person
from governance.roles import Holding, Role
from governance.services.briefing import Briefing
from governance.services.settling import Settling
from tests.faces.card_rules import CHAT_BYTES, check, executes, inputs
from tests.faces.council import TENANT, Box, Council, Member, council
from tests.faces.incident_services import incident_subjects
from tests.governance.actions_world import new_id, subjects

#: A Friday, four weeks after the day on which the stories begin.
DUE = date(2026, 12, 18)
LONG_AGO = date(2020, 1, 1)
CARD = "card-1"


def _person(number: int, name: str) -> Person:
    return Person(str(number), f"aaaaaaaa-0000-4000-8000-{number:012d}", name, f"{number}@council.example")


NADIA = _person(1201, "Nadia *Georgiou*")
MARTIN = _person(1202, "Martin Fothergill")
RM = _person(1203, "Rosa Mills")
SIRO = _person(1204, "Sol Iro")
STAFF = (NADIA, MARTIN, RM, SIRO)
ENCRYPT = Action("A-1", "Audit", "Encrypt **every** laptop", NADIA.id, "high", ActionState.NOT_BEGUN, DUE, due_on=DUE)


@dataclass
class World:
    council: Council
    #: How many came so far.
    cards: int = 0

    def member(self, person: Person) -> Member:
        return self.council.member(person)

    async def know(self, *actions: Action) -> None:
        """What an import brings."""
        now = self.council.clock.now()
        settling = Settling(Calendar(), self.council.clock, new_id)
        async with self.council.store.work() as work:
            await work.register.replace_actions(actions)
            await settling.settle(work, [each.reference for each in actions], now)

    async def action(self) -> Action:
        async with self.council.store.work() as work:
            return (await work.register.actions(["A-1"]))["A-1"]

    async def card_for(
        self, person: Person, duty: Duty = Duty.ACTION, subject: str = "A-1", *, noted: bool = True
    ) -> dict[str, Any]:
        """The digest with this on it, as it came into their chat with the id CARD; `noted`: that it did is kept."""
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
            if noted:
                await work.outbox.wave(lane, at, 60.0, [Result(each.id, Sent(CARD)) for each in claimed], 10)
                await work.outbox.release_lane(lane)
        briefing = Briefing(self.council.store, {**subjects(), **incident_subjects()})
        cards = all_cards(briefing, Buttons(self.council.drafts), TENANT, at.date, None)
        card, _ = await cards(message, person)
        check(card, CHAT_BYTES)
        return card

    async def press(self, person: Person, card: dict[str, Any], title: str, **answers: str) -> dict[str, Any]:
        """Fill in what the card asks of `answers` (all its inputs get the one answer), and press a button that changes
        the card in its place; the card that comes."""
        action = executes(card)[title]
        typed = {name: answers.get("days", held) for name, held in inputs(card).items()}
        status, body = await self.member(person).post(
            "invoke",
            name="adaptiveCard/action",
            value={"action": {**action, "data": {**typed, **action["data"]}}},
            replyToId=CARD,
        )
        assert status == 200
        changed: dict[str, Any] = body["value"]
        check(changed, CHAT_BYTES)
        return changed

    async def list_of(self, person: Person) -> Box:
        return await self.member(person).invoke("task/fetch", {"verb": "my_actions"})

    async def say(self, person: Person, card: dict[str, Any], state: str, **answers: str) -> Box:
        """Say how it is going, from the card to the end."""
        box = await self.member(person).press(card, "Say how it is going")
        box = await box.press("Continue", state=state)
        return await box.press("Send", **answers)


@asynccontextmanager
async def some_actions(*more: Action) -> AsyncIterator[World]:
    async with council() as c:
        async with c.store.work() as work:
            posts = [Holding(RM.id, Role.RECORDS_MANAGER, LONG_AGO), Holding(SIRO.id, Role.SIRO, LONG_AGO)]
            await work.people.replace(STAFF, posts)
        c.clock.pass_time(hours=2)
        world = World(c)
        await world.know(ENCRYPT, *more)
        yield world


def another(number: int, **changes: Any) -> Action:
    return replace(ENCRYPT, reference=f"A-{number}", title=f"Encrypt room {number}", **changes)
