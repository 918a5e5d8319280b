"""The month's incidents: read in a box, and talked about at one press."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.teams.answers import Dialog, Replaced
from bot.teams.buttons import Buttons
from bot.teams.due_cards import DueCards
from bot.teams.form_dialogs import Inputs
from bot.teams.identity import Directory, Presser
from bot.teams.linking import Links
from bot.teams.verbs import Change, Verb
from dialogs.views.actions import answered
from dialogs.views.incident_talk import talk_view, title_of
from governance.incident_talks import Talk
from governance.people import Person
from governance.services.incident_talks import WORD_DOCUMENT, TalkSheet

TITLE = "For your team meeting"


class Talks(Protocol):
    """The part of `IncidentTalks` that this face uses. Each verb checks who asks, and for whom they act today."""

    async def open(self, by: Person, subject: str = "") -> TalkSheet: ...

    async def said(self, by: Person, subject: str) -> Talk: ...


@dataclass(frozen=True, slots=True)
class TalkParts:
    talks: Talks
    links: Links


class TalkVerbs:
    def __init__(
        self, parts: TalkParts, people: Directory, buttons: Buttons, cards: DueCards, banner: str | None
    ) -> None:
        self._parts = parts
        self._people = people
        self._buttons = buttons
        self._cards = cards
        self._banner = banner

    def verbs(self) -> Mapping[str, Verb]:
        return {"incident_talk": self.read, "incident_talk_said": self.said}

    def executes(self) -> Mapping[str, Change]:
        return {"incident_talked": self.talked}

    async def read(self, presser: Presser, data: Inputs) -> Dialog:
        """The one of the button; their own newest for whoever asks in the chat."""
        subject = str(self._buttons.open(presser, "incident_talk", data)["id"]) if "card" in data else ""
        by = await presser.person(self._people)
        return self._shown(presser, by, await self._parts.talks.open(by, subject))

    async def said(self, presser: Presser, data: Inputs) -> Dialog:
        subject = str(self._buttons.open(presser, "incident_talk_said", data)["id"])
        by = await presser.person(self._people)
        await self._parts.talks.said(by, subject)
        return self._shown(presser, by, await self._parts.talks.open(by, subject))

    async def talked(self, presser: Presser, data: Inputs) -> Replaced:
        """On the card in the chat."""
        facts = self._buttons.open(presser, "incident_talked", data)
        subject = str(facts["id"])
        by = await presser.person(self._people)
        talk = await self._parts.talks.said(by, subject)
        done = answered("You talked about it", title_of(talk.month), "Your next return shows it.", self._banner)
        return await self._cards.again(presser, by, facts) or Replaced(done)

    def _shown(self, presser: Presser, by: Person, sheet: TalkSheet) -> Dialog:
        subject = sheet.talk.subject
        token = "" if sheet.talk.said_on else self._buttons.seal(presser, "incident_talk_said", id=subject)
        word = self._parts.links.link(by, WORD_DOCUMENT, subject=subject)
        return Dialog(TITLE, talk_view(sheet, token, word, self._banner))
