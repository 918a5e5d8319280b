"""What most forms do in Teams: somebody on the staff list filled one in, and a function does it and says so."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from bot.teams.answers import Dialog
from bot.teams.identity import Directory, Presser
from dialogs.filling import Draft
from dialogs.form import Form
from dialogs.views.parts import Element
from governance.people import Person

#: Given who filled it in, what travelled with it and what it completed to: the card that says what was done.
Finish = Callable[[Person, Draft, object], Awaitable[Element]]


class StaffEnding:
    """Implements `form_dialogs.Ending`, for a form in which nothing is filled in beforehand. `title` is the box's."""

    def __init__(self, form: Form, people: Directory, finish: Finish, title: str) -> None:
        self.form = form
        self._people = people
        self._finish = finish
        self._title = title

    async def prefill(self, presser: Presser, answers: Mapping[str, object]) -> Mapping[str, str]:  # noqa: ARG002
        return {}

    async def finish(self, presser: Presser, draft: Draft, command: object) -> Dialog:
        return Dialog(self._title, await self._finish(await presser.person(self._people), draft, command))
