"""What somebody has to do, as a card in the chat that they asked for in words: answered where it stands, as one that
arrived on its own is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from bot.teams.commands import OFFERS, Ask
from bot.teams.due_cards import DueCards
from bot.teams.identity import Directory, Presser
from bot.teams.verbs import Chat
from dialogs.views.parts import Element, opens
from governance.obligations import Duty
from governance.people import Person
from governance.services.assuring import Sheet
from governance.services.following import ActionLine


class Assures(Protocol):
    async def mine(self, by: Person) -> Sequence[Sheet]: ...


class Follows(Protocol):
    async def mine(self, by: Person) -> Sequence[ActionLine]: ...


class AskedCards:
    def __init__(self, assuring: Assures, following: Follows, cards: DueCards, people: Directory) -> None:
        self._assuring = assuring
        self._following = following
        self._cards = cards
        self._people = people

    def chats(self) -> Mapping[Ask, Chat]:
        return {Ask.MY_RETURN: self.my_return, Ask.MY_ACTIONS: self.my_actions}

    async def my_return(self, presser: Presser) -> Element | None:
        """The person's own returns that wait, or else their newest; None when all that waits is another's."""
        by = await presser.person(self._people)
        own = [sheet.back for sheet in await self._assuring.mine(by) if sheet.back.owner_id == by.id]
        waiting = [each for each in own if not each.submitted] or own[:1]
        return await self._drawn(presser, {Duty.ASSURANCE: [each.id for each in waiting]}, Ask.MY_RETURN)

    async def my_actions(self, presser: Presser) -> Element | None:
        """What is theirs to do, the soonest first. Actions without a date are in the box only."""
        lines = await self._following.mine(await presser.person(self._people))
        references = [line.action.reference for line in lines]
        return await self._drawn(presser, dict.fromkeys((Duty.ACTION, Duty.URGENT_ACTION), references), Ask.MY_ACTIONS)

    async def _drawn(self, presser: Presser, subjects: Mapping[Duty, Collection[str]], ask: Ask) -> Element | None:
        """With a button to the box, where all of it is."""
        drawn = await self._cards.asked(presser, subjects)
        if drawn is None:
            return None
        command, others = OFFERS[ask].command, drawn.get("actions", [])
        ways_on = [each for each in others if each["title"] != command.button] if isinstance(others, list) else []
        return {**drawn, "actions": [opens(command.button, command.data), *ways_on]}
