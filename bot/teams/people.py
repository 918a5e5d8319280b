"""People who come and go: what owners and the Records Manager do about it, in boxes that open from cards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.teams.acting import ActionEnding, command_of
from bot.teams.answers import Dialog
from bot.teams.buttons import Buttons
from bot.teams.form_dialogs import FormDialogs, Inputs
from bot.teams.identity import Directory, Presser
from bot.teams.verbs import Verb
from dialogs.filling import Draft
from dialogs.forms.administrators import NAME_ADMINISTRATOR
from dialogs.views.done import CLOSE
from dialogs.views.owed_administrators import vacancy_above
from dialogs.views.parts import Element, card, heading, press, text
from governance.administrators import ALONE, NewAdministrators
from governance.people import Person
from governance.services.naming_administrators import Vacancy

TITLE = "Who helps"


class Names(Protocol):
    async def vacancy(self, by: Person, subject_id: str) -> Vacancy: ...

    async def name(self, by: Person, subject_id: str, said: NewAdministrators) -> None: ...


@dataclass(frozen=True, slots=True)
class PeopleParts:
    """The services that this part of the face uses. Each verb of theirs checks who asks, and as what, today."""

    naming: Names


class PeopleVerbs:
    def __init__(self, parts: PeopleParts, people: Directory, buttons: Buttons, banner: str | None) -> None:
        self._naming = parts.naming
        self._people = people
        self._buttons = buttons
        self._banner = banner

    def endings(self) -> tuple[ActionEnding, ...]:
        return (ActionEnding(NAME_ADMINISTRATOR, self._people, self._name, TITLE),)

    def with_forms(self, forms: FormDialogs) -> Mapping[str, Verb]:
        async def name(presser: Presser, data: Inputs) -> Dialog:
            subject_id = str(self._buttons.open(presser, "name_administrator", data)["id"])
            vacancy = await self._naming.vacancy(await presser.person(self._people), subject_id)
            return await forms.start(presser, NAME_ADMINISTRATOR.key, {"id": subject_id}, above=vacancy_above(vacancy))

        return {"name_administrator": name}

    async def _name(self, by: Person, draft: Draft, command: object) -> Element:
        said = command_of(command, NewAdministrators)
        await self._naming.name(by, draft.minted["id"], said)
        words = (
            "You look after these assets yourself. You can name someone when you put an asset right."
            if said.what == ALONE
            else "They can put these assets right, and fill in your next return. Only you can send it."
        )
        return card([heading("It is in the register"), text(words)], [press("Close", CLOSE)], self._banner)
