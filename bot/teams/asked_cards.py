"""What somebody has to do, as a card in the chat that they asked for in words: answered where it stands, as one that
arrived on its own is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.teams.commands import OFFERS, Ask
from bot.teams.due_cards import DueCards
from bot.teams.identity import Directory, Presser
from bot.teams.verbs import Chat
from dialogs.views.parts import Element, opens
from dialogs.views.welcome import Command
from governance.obligations import Duty
from governance.people import Person
from governance.services.following import ActionLine
from governance.services.return_sheets import Sheet

MY_RETURN, MY_ACTIONS = OFFERS[Ask.MY_RETURN].command, OFFERS[Ask.MY_ACTIONS].command


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
        """The person's own returns that wait, each with its way to the box, or else their newest with one; None when
        all that waits is another's."""
        by = await presser.person(self._people)
        own = [sheet.back for sheet in await self._assuring.mine(by) if sheet.back.owner_id == by.id]
        waiting = {Duty.ASSURANCE: [each.id for each in own if each.waits]}
        if waiting[Duty.ASSURANCE]:
            return await self._cards.asked(presser, by, waiting)
        newest = {Duty.ASSURANCE: [each.id for each in own[:1]]}
        return _with_box(await self._cards.asked(presser, by, newest), MY_RETURN)

    async def my_actions(self, presser: Presser) -> Element | None:
        """What is theirs to do, the soonest first. Actions without a date are in the box only."""
        by = await presser.person(self._people)
        lines = await self._following.mine(by)
        references = [line.action.reference for line in lines]
        dated = dict.fromkeys((Duty.ACTION, Duty.URGENT_ACTION), references)
        return _with_box(await self._cards.asked(presser, by, dated), MY_ACTIONS)


def _with_box(drawn: Element | None, command: Command) -> Element | None:
    """With the button to where all of it is."""
    if drawn is None:
        return None
    others = drawn.get("actions", [])
    ways_on = [each for each in others if each["title"] != command.button] if isinstance(others, list) else []
    return {**drawn, "actions": [opens(command.button, command.data), *ways_on]}
