"""A reporter's verbs: "my reports" for those who gave their name, the mailbox for those with a code.

Reading leaves no trace: nothing here writes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.teams.answers import Dialog
from bot.teams.buttons import Buttons
from bot.teams.form_dialogs import Inputs
from bot.teams.identity import Directory, Presser
from bot.teams.verbs import Verb
from dialogs.views.mailbox import CODE, ask_code, mailbox, mailbox_pages
from dialogs.views.parts import press
from governance.errors import NotFound
from governance.people import Person
from governance.services.corresponding import Mailbox

MINE = "My reports"
BY_CODE = "I have a code"


class Corresponds(Protocol):
    """The part of `Corresponding` that this face uses."""

    async def look(self, code: str) -> Mailbox: ...

    async def mine(self, by: Person) -> Sequence[Mailbox]: ...


class ComingBack:
    def __init__(self, corresponding: Corresponds, people: Directory, buttons: Buttons, banner: str | None) -> None:
        self._corresponding = corresponding
        self._people = people
        self._buttons = buttons
        self._banner = banner
        self._ask_code = Dialog(BY_CODE, ask_code(None, banner))

    def verbs(self) -> Mapping[str, Verb]:
        return {"my_reports": self.my_reports, "code": self.ask_code, "mailbox": self.by_code}

    async def my_reports(self, presser: Presser, data: Inputs) -> Dialog:
        parts = mailbox_pages(await self._corresponding.mine(await presser.person(self._people)))
        turn = [_turn(at, {"verb": "my_reports", "page": at}) for at in range(len(parts))]
        return Dialog(MINE, mailbox(MINE, _page(data.get("page"), parts), parts, turn, self._banner))

    async def ask_code(self, _: Presser, __: Inputs) -> Dialog:
        return self._ask_code

    async def by_code(self, presser: Presser, data: Inputs) -> Dialog:
        """With the code just typed, or with the one sealed in a "read on" button."""
        facts = self._buttons.open(presser, "mailbox", data) if "card" in data else {"code": data.get(CODE)}
        code = facts["code"]
        try:
            box = await self._corresponding.look(code if isinstance(code, str) else "")
        except NotFound as wrong:
            return Dialog(BY_CODE, ask_code(str(wrong), self._banner))
        parts = mailbox_pages([box])
        turn = [
            _turn(at, {"verb": "mailbox", "card": self._buttons.seal(presser, "mailbox", code=str(code), page=at)})
            for at in range(len(parts))
        ]
        return Dialog(BY_CODE, mailbox("Your report", _page(facts.get("page"), parts), parts, turn, self._banner))


def _page(wanted: object, parts: Sequence[object]) -> int:
    return wanted if isinstance(wanted, int) and 0 <= wanted < len(parts) else 0


def _turn(at: int, data: dict[str, object]) -> dict[str, object]:
    return press(f"Go to part {at + 1}", data)
