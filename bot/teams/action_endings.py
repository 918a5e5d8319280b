"""What the forms of actions do in Teams, and the services that they and the buttons use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bot.teams.endings import StaffEnding
from bot.teams.identity import Directory
from bot.teams.keeping_actions import TITLE, KeepingEndings, Keeps, Lists, command_of
from dialogs.filling import Draft
from dialogs.forms.action_update import ACTION_BEGIN, ACTION_UPDATE
from dialogs.forms.decide_extension import DECIDE_EXTENSION
from dialogs.forms.extension import EXTENSION
from dialogs.forms.verify import VERIFY
from dialogs.views.actions import kept
from dialogs.views.parts import Element, day
from governance.actions import ActionState, Checked, Progressed
from governance.extensions import Decision, MoreTime
from governance.people import Person
from governance.services.following import ActionFile, ActionLine
from governance.services.snoozing import Snoozed


class Acts(Protocol):
    async def update(self, by: Person, reference: str, version: int, said: Progressed) -> None: ...

    async def as_before(self, by: Person, reference: str, version: int) -> None: ...

    async def verify(self, by: Person, reference: str, version: int, *, accepted: bool, words: str) -> None: ...


class Extends(Protocol):
    async def ask(self, by: Person, reference: str, version: int, asked: MoreTime) -> None: ...

    async def decide(self, by: Person, reference: str, number: int, decision: Decision) -> None: ...


class Follows(Protocol):
    async def mine(self, by: Person) -> Sequence[ActionLine]: ...

    async def of(self, by: Person, reference: str) -> ActionFile: ...


class Snoozes(Protocol):
    async def snooze(self, by: Person, obligation_id: str, days: int | None, until: date | None = None) -> Snoozed: ...


@dataclass(frozen=True, slots=True)
class ActionServices:
    """The services that this part of the face uses. Each verb of theirs checks who asks, and as what, today."""

    acting: Acts
    extending: Extends
    following: Follows
    snoozing: Snoozes
    keeping: Keeps
    listing: Lists


class Endings:
    """The endings of the forms."""

    def __init__(self, services: ActionServices, people: Directory, banner: str | None) -> None:
        self._services = services
        self._people = people
        self._banner = banner

    def all(self) -> tuple[StaffEnding, ...]:
        does = (
            (ACTION_BEGIN, self._update),
            (ACTION_UPDATE, self._update),
            (EXTENSION, self._ask),
            (DECIDE_EXTENSION, self._decide),
            (VERIFY, self._verify),
            *KeepingEndings(self._services.keeping, self._banner).all(),
        )
        return tuple(StaffEnding(form, self._people, finish, TITLE) for form, finish in does)

    async def _update(self, by: Person, draft: Draft, command: object) -> Element:
        said = command_of(command, Progressed)
        await self._services.acting.update(by, draft.minted["id"], int(draft.minted["version"]), said)
        claimed = said.state == ActionState.CLAIMED
        words = (
            "Someone else will look at it, and you will hear." if claimed else "Thank you. It is kept with the action."
        )
        return kept("We have what you said", words, self._banner)

    async def _ask(self, by: Person, draft: Draft, command: object) -> Element:
        asked = command_of(command, MoreTime)
        await self._services.extending.ask(by, draft.minted["id"], int(draft.minted["version"]), asked)
        words = f"You asked for time until {day(asked.to_on)}. Until there is an answer, the date stays as it is."
        return kept("You asked for more time", words, self._banner)

    async def _decide(self, by: Person, draft: Draft, command: object) -> Element:
        decision = command_of(command, Decision)
        await self._services.extending.decide(by, draft.minted["id"], int(draft.minted["number"]), decision)
        title = "You agreed to more time" if decision.granted == "yes" else "You refused more time"
        return kept(title, "The person who asked will hear of it.", self._banner)

    async def _verify(self, by: Person, draft: Draft, command: object) -> Element:
        found = command_of(command, Checked)
        accepted = found.accepted == "yes"
        await self._services.acting.verify(
            by, draft.minted["id"], int(draft.minted["version"]), accepted=accepted, words=found.words
        )
        title = "It is done and checked" if accepted else "It goes on"
        words = "The action is complete." if accepted else "The person who does it will hear what you wrote."
        return kept(title, words, self._banner)
