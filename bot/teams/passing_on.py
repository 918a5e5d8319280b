"""A concern of somebody else's, in Teams: a manager passes on what they were told; a handler enters what came."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.teams.answers import Dialog
from bot.teams.form_dialogs import FormDialogs, Inputs
from bot.teams.identity import Directory, Presser
from bot.teams.linking import Links
from bot.teams.verbs import Verb
from dialogs.filling import Draft
from dialogs.form import Form
from dialogs.forms.received_otherwise import RECEIVED_OTHERWISE
from dialogs.forms.told_to_manager import TOLD_TO_MANAGER
from dialogs.views.passed_on import done_entered, done_passed_on
from governance.passing_on import ReceivedOtherwise, ToldToManager
from governance.people import Person
from governance.services.passing_on import CODE_LETTER
from governance.services.receiving import Receipt


class PassesOn(Protocol):
    """The part of `PassingOn` that this face uses."""

    async def pass_on(self, by: Person, told: ToldToManager, report_id: str, form: tuple[str, str]) -> Receipt: ...

    async def may_enter(self, by: Person) -> None: ...

    async def enter(
        self, by: Person, entry: ReceivedOtherwise, report_id: str, code: str, form: tuple[str, str]
    ) -> Receipt: ...


@dataclass(frozen=True, slots=True)
class _Ending:
    form: Form
    passing_on: PassesOn
    links: Links
    people: Directory
    banner: str | None

    async def prefill(self, presser: Presser, answers: Mapping[str, object]) -> Mapping[str, str]:  # noqa: ARG002
        return {}

    async def finish(self, presser: Presser, draft: Draft, command: object) -> Dialog:
        by, report_id = await presser.person(self.people), draft.minted["id"]
        form = (self.form.key, self.form.fingerprint)
        match command:
            case ToldToManager():
                receipt = await self.passing_on.pass_on(by, command, report_id, form)
                tell_them = command.told_them != "yes"
                card = done_passed_on(
                    receipt.acknowledge_by, tell_them=tell_them, again=receipt.already, banner=self.banner
                )
                return Dialog(self.form.title, card)
            case ReceivedOtherwise():
                code = draft.minted["code"]
                receipt = await self.passing_on.enter(by, command, report_id, code, form)
                until = receipt.acknowledge_by
                url = self.links.link(by, CODE_LETTER, report=report_id, code=code, until=until.isoformat())
                card = done_entered(code, url, until, again=receipt.already, banner=self.banner)
                return Dialog(self.form.title, card)
        raise TypeError("these forms complete to a concern of somebody else's")


def passing_on_endings(
    passing_on: PassesOn, links: Links, people: Directory, banner: str | None
) -> tuple[_Ending, ...]:
    return tuple(_Ending(form, passing_on, links, people, banner) for form in (TOLD_TO_MANAGER, RECEIVED_OTHERWISE))


class PassingOnVerbs:
    def __init__(
        self,
        forms: FormDialogs,
        passing_on: PassesOn,
        people: Directory,
        new_id: Callable[[], str],
        new_code: Callable[[], str],
    ) -> None:
        self._forms = forms
        self._passing_on = passing_on
        self._people = people
        self._new_id = new_id
        self._new_code = new_code

    def verbs(self) -> Mapping[str, Verb]:
        return {"told_me": self.told_me, "enter": self.enter}

    async def told_me(self, presser: Presser, _: Inputs) -> Dialog:
        return await self._forms.start(presser, TOLD_TO_MANAGER.key, {"id": self._new_id()})

    async def enter(self, presser: Presser, _: Inputs) -> Dialog:
        """For handlers alone; checked again when it is kept."""
        await self._passing_on.may_enter(await presser.person(self._people))
        minted = {"id": self._new_id(), "code": self._new_code()}
        return await self._forms.start(presser, RECEIVED_OTHERWISE.key, minted)
