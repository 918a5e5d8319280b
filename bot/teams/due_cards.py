"""The card in the chat on which somebody pressed, drawn anew with everything on it as it stands now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Protocol

from bot.teams.answers import Replaced
from bot.teams.buttons import Buttons
from bot.teams.identity import Presser
from dialogs.views.due import Sections, due_card
from governance.people import Person
from governance.services.briefing import Brief


class Briefs(Protocol):
    """The part of `Briefing` that this needs."""

    async def card(self, to: Person, provider_id: str, today: date) -> Brief | None: ...


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

    async def again(self, presser: Presser, by: Person) -> Replaced | None:
        """None when Teams does not say which card it was, or it is none of ours to this person."""
        brief = await self._briefing.card(by, presser.card, self._today()) if presser.card else None
        if brief is None:
            return None

        def seal(verb: str, **facts: str | int) -> str:
            return self._buttons.seal(presser, verb, **facts)

        return Replaced(due_card(brief, self._sections, seal, self._banner))
