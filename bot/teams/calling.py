"""The Records Manager's verbs: the call list, and "I have told them"."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from bot.teams.answers import Dialog
from bot.teams.buttons import Buttons
from bot.teams.form_dialogs import Inputs
from bot.teams.identity import Directory, Presser
from bot.teams.verbs import Verb
from dialogs.views.calls import call_list, shown_rows
from governance.people import Person
from governance.services.calling import ToCall

TITLE = "Call list"

DONE = "Thank you. That is off the list."
DONE_BEFORE = "Somebody has told them already."


class Calls(Protocol):
    """The part of `Calling` that this face uses. Each verb checks who asks, and their role today."""

    async def to_call(self, by: Person) -> Sequence[ToCall]: ...

    async def told(self, by: Person, message_ids: Collection[str]) -> int: ...


class CallVerbs:
    def __init__(self, calling: Calls, people: Directory, buttons: Buttons, banner: str | None) -> None:
        self._calling = calling
        self._people = people
        self._buttons = buttons
        self._banner = banner

    def verbs(self) -> Mapping[str, Verb]:
        return {"calls": self.calls, "call_done": self.done}

    async def calls(self, presser: Presser, data: Inputs) -> Dialog:
        wanted = data.get("page")
        return await self._list(presser, wanted if isinstance(wanted, int) and wanted > 0 else 0)

    async def done(self, presser: Presser, data: Inputs) -> Dialog:
        facts = self._buttons.open(presser, "call_done", data)
        done = await self._calling.told(await presser.person(self._people), str(facts["ids"]).split())
        return await self._list(presser, 0, DONE if done else DONE_BEFORE)

    async def _list(self, presser: Presser, page: int, said: str = "") -> Dialog:
        rows = await self._calling.to_call(await presser.person(self._people))
        page = page if shown_rows(rows, page) else 0
        tokens = {row.calls[0].message_id: self._token(presser, row) for row in shown_rows(rows, page)}
        return Dialog(TITLE, call_list(rows, page, tokens, said, self._banner))

    def _token(self, presser: Presser, row: ToCall) -> str:
        return self._buttons.seal(presser, "call_done", ids=" ".join(call.message_id for call in row.calls))
