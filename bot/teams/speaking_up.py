"""Speaking up in Teams: the honest words, the form, the code.

A concern without a name passes through here with no person beside it, and nothing here calls the connector: every
answer is the answer to the invoke itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Protocol

from bot.teams.answers import Dialog
from bot.teams.buttons import Buttons
from bot.teams.form_dialogs import FormDialogs, Inputs
from bot.teams.identity import Directory, Presser
from bot.teams.verbs import Verb
from dialogs.filling import Draft
from dialogs.form import Form
from dialogs.views.done import LAST_BLOCK, done_known, done_with_code
from dialogs.views.opener import Door, honest_words, opener
from governance import codes
from governance.people import Person
from governance.reports import Concern, Identity
from governance.services.receiving import Receipt

TITLE = "Speak up"
_KNOWN = (Identity.NAMED, Identity.CONFIDENTIAL)


class Receives(Protocol):
    """The part of `Receiving` that this face uses."""

    async def receive(self, concern: Concern, report_id: str, code: str, form: str) -> Receipt: ...

    async def receive_known(self, concern: Concern, report_id: str, form: str, by: Person) -> Receipt: ...


class SpeakUpEnding:
    """What the speak-up form does in Teams."""

    def __init__(
        self, form: Form, receiving: Receives, people: Directory, buttons: Buttons, banner: str | None
    ) -> None:
        self.form = form
        self._receiving = receiving
        self._people = people
        self._buttons = buttons
        self._banner = banner

    async def prefill(self, presser: Presser, answers: Mapping[str, object]) -> Mapping[str, str]:
        """Name, job and team, once the reporter has chosen to give them; until then nobody is looked up."""
        if answers.get("identity") not in _KNOWN:
            return {}
        person = await presser.person(self._people)
        return {"name": person.name, "job": person.job, "team": person.team}

    async def finish(self, presser: Presser, draft: Draft, command: object) -> Dialog:
        if not isinstance(command, Concern):
            raise TypeError("the speak-up form completes to a concern")
        report_id, code = draft.minted["id"], draft.minted["code"]
        if command.identity is Identity.ANONYMOUS:
            receipt = await self._receiving.receive(command, report_id, code, self.form.fingerprint)
        else:
            person = await presser.person(self._people)
            receipt = await self._receiving.receive_known(command, report_id, self.form.fingerprint, person)
        if receipt.by_account:
            return Dialog(TITLE, done_known(receipt.acknowledge_by, self._banner, again=receipt.already))
        return self.with_code(presser, code, receipt.acknowledge_by, again=receipt.already)

    def with_code(
        self, presser: Presser, code: str, acknowledge_by: date, tried: bool | None = None, *, again: bool = False
    ) -> Dialog:
        token = self._buttons.seal(presser, "kept", code=code, by=acknowledge_by.isoformat())
        return Dialog(TITLE, done_with_code(code, acknowledge_by, token, tried, self._banner, again=again))


class SpeakingUp:
    """The verbs around the form."""

    def __init__(
        self,
        ending: SpeakUpEnding,
        forms: FormDialogs,
        buttons: Buttons,
        door: Door,
        new_id: Callable[[], str],
        new_code: Callable[[], str],
        banner: str | None,
    ) -> None:
        self._ending = ending
        self._forms = forms
        self._buttons = buttons
        self._opener = Dialog(TITLE, opener(door, in_dialog=True, banner=banner))
        self._new_id = new_id
        self._new_code = new_code

    def verbs(self) -> Mapping[str, Verb]:
        return {"opener": self.opener, "speak_up": self.start, "kept": self.kept}

    async def opener(self, _: Presser, __: Inputs) -> Dialog:
        return self._opener

    async def start(self, presser: Presser, data: Inputs) -> Dialog:
        """The report's id and its code are made here and travel in the sealed draft, so that a repeated submission is
        the same report and shows the same code."""
        minted = {"id": self._new_id(), "code": self._new_code()}
        answers = {"identity": Identity.ANONYMOUS.value} if data.get("how") == "anonymous" else {}
        return await self._forms.start(presser, self._ending.form.key, minted, answers=answers, above=honest_words())

    async def kept(self, presser: Presser, data: Inputs) -> Dialog:
        """The last block typed back: it helps, and it stops nobody."""
        facts = self._buttons.open(presser, "kept", data)
        code, typed = str(facts["code"]), data.get(LAST_BLOCK)
        tried = codes.is_last_block(code, typed) if isinstance(typed, str) and typed.strip() else None
        return self._ending.with_code(presser, code, date.fromisoformat(str(facts["by"])), tried)
