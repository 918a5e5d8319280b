"""An owner of information assets and whoever helps, on a quarter day of the small council."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.teams.buttons import Buttons
from bot.teams.identity import Presser
from bot.teams.notice_cards import SECTIONS
from dialogs.views.due import due_card
from governance.assets import Asset
from governance.assurance import Return
from governance.calendar import OPENING, Calendar
from governance.delivery_ports import Result
from governance.notices import Channel, Kind, Message, Notice, Sent
from governance.obligations import Duty
from governance.people import Person
from governance.roles import Holding, Role
from governance.services.briefing import Briefing
from governance.services.owed_returns import AssuranceSubjects
from tests.faces.card_rules import CHAT_BYTES, check, executes
from tests.faces.council import TENANT, Box, Council, Member, council

QUARTER_DAY = date(2027, 1, 4)
LONG_AGO = date(2020, 1, 1)
CARD = "card-1"
SUBJECTS = {Duty.ASSURANCE: AssuranceSubjects()}


def _person(number: int, name: str, directorate: str) -> Person:
    entra_id = f"aaaaaaaa-0000-4000-8000-{number:012d}"
    return Person(str(number), entra_id, name, f"{number}@council.example", "", "", directorate)


NADIA = _person(1101, "Nadia Georgiou", "Finance")
MARTIN = _person(1102, "Martin Fothergill", "Finance")
EWA = _person(1103, "Ewa *Skelhorn*", "Housing")
SIRO = _person(1104, "Sol Iro", "Finance")
STAFF = (NADIA, MARTIN, EWA, SIRO)


def asset(number: int, owner: Person = NADIA, helper: Person | None = None, *, at_risk: bool = False) -> Asset:
    reference = f"IA-{number:03}"
    return Asset(
        reference, f"Records {number}", owner.id, helper.id if helper else None, owner.directorate, "Service",
        "official", "high", at_risk,
    )  # fmt: skip


SMALL = (asset(1, helper=MARTIN), asset(2), asset(4, EWA))
WITH_RISK = (*SMALL, asset(3, at_risk=True))


@dataclass
class World:
    council: Council

    def member(self, person: Person) -> Member:
        return self.council.member(person)

    async def returned(self, owner: Person = NADIA) -> Return:
        async with self.council.store.work() as work:
            return (await work.returns.of_owner(owner.id))[0]

    async def change(self, person: Person) -> None:
        async with self.council.store.work() as work:
            await work.people.replace([person], [])

    async def open_box(self, person: Person) -> Box:
        return await self.member(person).invoke("task/fetch", {"verb": "my_return"})

    async def card_for(
        self, person: Person, of: Person | None = None, *, kind: Kind = Kind.DIGEST, rung: int = 0
    ) -> dict[str, Any]:
        """The message with the return `of` somebody on it (their own, or one that they help with), as it came into
        their chat with the id CARD."""
        owner = of or (NADIA if person is MARTIN else person)
        back, at = await self.returned(owner), self.council.clock.now()
        async with self.council.store.work() as work:
            obligation = (await work.obligations.of(Duty.ASSURANCE, [back.id]))[back.id]
            notice = Notice(_new_id(), obligation.id, 0, rung, person.id, Channel.TEAMS, kind, at)
            await work.notices.plan([notice])
            message = Message(_new_id(), person.id, Channel.TEAMS, kind)
            await work.outbox.put(message, [notice.id], at)
            lane = await work.outbox.take_lane(TENANT, at, 60.0)
            assert lane is not None
            (sending,) = await work.outbox.wave(lane, at, 60.0, [], 10) or ()
            await work.outbox.wave(lane, at, 60.0, [Result(sending.id, Sent(CARD))], 10)
            await work.outbox.release_lane(lane)
        brief = await Briefing(self.council.store, SUBJECTS).brief(message, person, at.date())
        buttons, presser = Buttons(self.council.drafts), Presser(TENANT, person.entra_id, person.name)
        card = due_card(brief, SECTIONS, lambda verb, **facts: buttons.seal(presser, verb, **facts))
        check(card, CHAT_BYTES)
        return card

    async def press(self, person: Person, card: dict[str, Any], title: str) -> dict[str, Any]:
        """Press a button that changes the card in its place; the card that comes."""
        action = executes(card)[title]
        status, body = await self.member(person).post(
            "invoke", name="adaptiveCard/action", value={"action": action}, replyToId=CARD
        )
        assert status == 200
        changed: dict[str, Any] = body["value"]
        check(changed, CHAT_BYTES)
        return changed


@asynccontextmanager
async def quarter_day(assets: Iterable[Asset] = SMALL) -> AsyncIterator[World]:
    async with council() as c:
        async with c.store.work() as work:
            posts = [Holding(SIRO.id, Role.SIRO, LONG_AGO), Holding(NADIA.id, Role.INFORMATION_ASSET_OWNER, LONG_AGO)]
            await work.people.replace(STAFF, posts)
            await work.register.replace_assets(assets)
        c.clock.at = Calendar().at(QUARTER_DAY, OPENING)
        await c.assuring.open_cycle(c.clock.now())
        c.clock.pass_time(hours=1)
        yield World(c)


def _new_id() -> str:
    return uuid.uuid4().hex
