"""People who come and go: what owners and the Records Manager do about it, in boxes that open from cards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bot.teams.acting import command_of
from bot.teams.answers import Dialog
from bot.teams.buttons import Buttons
from bot.teams.endings import StaffEnding
from bot.teams.form_dialogs import FormDialogs, Inputs
from bot.teams.identity import Directory, Presser
from bot.teams.verbs import Verb
from dialogs.filling import Draft
from dialogs.forms.acting_owner import MAKE_ACTING
from dialogs.forms.administrators import NAME_ADMINISTRATOR
from dialogs.views.acting_owners import SHOWN, acting_list
from dialogs.views.done import CLOSE
from dialogs.views.owed_administrators import vacancy_above
from dialogs.views.parts import Element, card, day, heading, press, text
from dialogs.views.said import one_line
from governance.acting_owners import MakeActing
from governance.administrators import ALONE, NewAdministrators
from governance.people import Person
from governance.services.naming_administrators import Vacancy
from governance.services.standing_in import Post

TITLE = "Who helps"
ACTING = "Acting owners"


class Names(Protocol):
    async def vacancy(self, by: Person, subject_id: str) -> Vacancy: ...

    async def name(self, by: Person, subject_id: str, said: NewAdministrators) -> None: ...


class StandsIn(Protocol):
    async def posts(self, by: Person) -> Sequence[Post]: ...

    async def make(self, by: Person, told: MakeActing) -> Post: ...

    async def end(self, by: Person, owner_id: str, acting_id: str, from_on: date) -> None: ...


@dataclass(frozen=True, slots=True)
class PeopleParts:
    """The services that this part of the face uses. Each verb of theirs checks who asks, and as what, today."""

    naming: Names
    standing_in: StandsIn


class PeopleVerbs:
    def __init__(self, parts: PeopleParts, people: Directory, buttons: Buttons, banner: str | None) -> None:
        self._naming = parts.naming
        self._standing_in = parts.standing_in
        self._people = people
        self._buttons = buttons
        self._banner = banner

    def endings(self) -> tuple[StaffEnding, ...]:
        return (
            StaffEnding(NAME_ADMINISTRATOR, self._people, self._name, TITLE),
            StaffEnding(MAKE_ACTING, self._people, self._make, ACTING),
        )

    def with_forms(self, forms: FormDialogs) -> Mapping[str, Verb]:
        async def name(presser: Presser, data: Inputs) -> Dialog:
            subject_id = str(self._buttons.open(presser, "name_administrator", data)["id"])
            vacancy = await self._naming.vacancy(await presser.person(self._people), subject_id)
            return await forms.start(presser, NAME_ADMINISTRATOR.key, {"id": subject_id}, above=vacancy_above(vacancy))

        async def make(presser: Presser, data: Inputs) -> Dialog:
            self._buttons.open(presser, "acting_make", data)
            await self._standing_in.posts(await presser.person(self._people))
            return await forms.start(presser, MAKE_ACTING.key, {})

        return {"name_administrator": name, "acting_make": make, "acting_owners": self.posts, "acting_end": self.end}

    async def posts(self, presser: Presser, _: Inputs) -> Dialog:
        """Who acts for whom, now or later."""
        posts = await self._standing_in.posts(await presser.person(self._people))
        tokens = [self._end_token(presser, each) if each.may_end else None for each in posts[:SHOWN]]
        make = self._buttons.seal(presser, "acting_make")
        return Dialog(ACTING, acting_list(posts, tokens, make, self._banner))

    async def end(self, presser: Presser, data: Inputs) -> Dialog:
        facts = self._buttons.open(presser, "acting_end", data)
        by = await presser.person(self._people)
        first = date.fromisoformat(str(facts["from"]))
        await self._standing_in.end(by, str(facts["owner"]), str(facts["acting"]), first)
        return await self.posts(presser, {})

    def _end_token(self, presser: Presser, each: Post) -> str:
        post = each.post
        return self._buttons.seal(
            presser, "acting_end", owner=each.owner.id, acting=post.acting_id, **{"from": post.from_on.isoformat()}
        )

    async def _name(self, by: Person, draft: Draft, command: object) -> Element:
        said = command_of(command, NewAdministrators)
        await self._naming.name(by, draft.minted["id"], said)
        words = (
            "You look after these assets yourself. You can name someone when you put an asset right."
            if said.what == ALONE
            else "They can put these assets right, and fill in your next return. Only you can send it."
        )
        return card([heading("It is in the register"), text(words)], [press("Close", CLOSE)], self._banner)

    async def _make(self, by: Person, _draft: Draft, command: object) -> Element:
        made = await self._standing_in.make(by, command_of(command, MakeActing))
        post = made.post
        body = [
            heading("They act as owner"),
            one_line(f"{made.acting.name} for {made.owner.name}", bold=True),
            text(f"From {day(post.from_on)} until {day(post.until_on)}. It ends by itself, and we tell you before."),
            text("The owner stays accountable. Who acts can not approve anything, and can not give an asset away."),
        ]
        return card(body, [press("Close", CLOSE)], self._banner)
