"""The card in the chat on which somebody pressed, drawn anew with everything on it as it stands now."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from functools import partial
from typing import Final, Protocol

from bot.teams.answers import Replaced
from bot.teams.buttons import Buttons
from bot.teams.identity import Presser
from dialogs.views.due import Seal, Sections, due_card
from dialogs.views.parts import Element
from governance.obligations import Duty
from governance.people import Person
from governance.services.briefing import Brief


class Briefs(Protocol):
    """The part of `Briefing` that this needs."""

    async def card(self, to: Person, provider_id: str, today: date) -> Brief | None: ...

    async def sent(self, to: Person, message_id: str, today: date) -> Brief | None: ...

    async def asked(self, to: Person, subjects: Mapping[Duty, Collection[str]], today: date) -> Brief: ...


#: The fact of a button that says on which message's card it stands.
MESSAGE: Final = "message"


def on_card(buttons: Buttons, presser: Presser, message_id: str) -> Seal:
    """Seals buttons that say on which message's card they stand; of none, when it has no message of its own."""
    return partial(buttons.seal, presser, **({MESSAGE: message_id} if message_id else {}))


class DueCards:
    def __init__(
        self,
        briefing: Briefs,
        sections: Sections,
        buttons: Buttons,
        today: Callable[[], date],
        banner: str | None,
    ) -> None:
        self._briefing = briefing
        self._sections = sections
        self._buttons = buttons
        self._today = today
        self._banner = banner

    async def again(self, presser: Presser, by: Person, facts: Mapping[str, object]) -> Replaced | None:
        """The card on which the button with these facts stood. None when neither the button nor Teams says which card
        it was, or it is none of ours to this person."""
        message_id, brief = str(facts.get(MESSAGE, "")), None
        if message_id:
            # Known as soon as the card is seen: what Teams calls it may be noted a moment later.
            brief = await self._briefing.sent(by, message_id, self._today())
        elif presser.card:
            brief = await self._briefing.card(by, presser.card, self._today())
        return None if brief is None else Replaced(self._drawn(presser, brief, message_id))

    async def asked(self, presser: Presser, by: Person, subjects: Mapping[Duty, Collection[str]]) -> Element | None:
        """A card of these things as they stand; None when there is nothing of them. Whoever calls has seen to it that
        they are this person's."""
        brief = await self._briefing.asked(by, subjects, self._today())
        return self._drawn(presser, brief) if brief.items else None

    def _drawn(self, presser: Presser, brief: Brief, message_id: str = "") -> Element:
        return due_card(brief, self._sections, on_card(self._buttons, presser, message_id), self._banner)
