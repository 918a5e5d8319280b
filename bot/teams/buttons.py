"""The facts on a button, carried by the client, sealed for whoever it was drawn for."""

from __future__ import annotations

from collections.abc import Mapping

from bot.teams.identity import Presser
from governance.errors import Tampered
from governance.seal_ports import Drafts

#: A card in a chat may be pressed weeks later. Whatever it asks for is checked again then.
_PURPOSE = "card"
#: Those that hold a reporter's code: for as long as a form, and no longer.
_SHORT = {"kept": "kept", "mailbox": "mailbox", "write": "write"}


class Buttons:
    def __init__(self, drafts: Drafts) -> None:
        self._drafts = drafts

    def seal(self, presser: Presser, verb: str, **facts: str | int) -> str:
        """A token for a button that does `verb`, for this person alone."""
        return self._drafts.seal(_SHORT.get(verb, _PURPOSE), presser.binding, {"verb": verb, **facts})

    def open(self, presser: Presser, verb: str, data: Mapping[str, object]) -> dict[str, object]:
        """The facts again. Raises Tampered for another person's, another verb's or an altered button; or Expired."""
        token = data.get("card")
        facts = self._drafts.open(_SHORT.get(verb, _PURPOSE), presser.binding, token) if isinstance(token, str) else {}
        if facts.get("verb") != verb:
            raise Tampered("This button does not belong here. Open the box again.")
        return facts
