"""A handler's verbs: the list, a case, its acknowledgement, a question. Content is shown in dialogs alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields

from bot.teams.answers import Dialog
from bot.teams.buttons import Buttons
from bot.teams.casework.services import Handles
from bot.teams.form_dialogs import WARNED, FormDialogs, Inputs
from bot.teams.identity import Directory, Presser
from bot.teams.verbs import Verb
from dialogs.filling import Draft
from dialogs.form import Form
from dialogs.views.case import (
    CaseButtons,
    case_pages,
    case_view,
    has_files,
    may_acknowledge,
    may_ask,
    title_offered,
    title_taken,
)
from dialogs.views.cases import cases, shown_lines
from dialogs.views.done import done_acknowledged, done_asked
from dialogs.views.files import files_offered
from dialogs.views.parts import Element
from dialogs.views.steps import steps_beside, steps_on_case
from governance.case_steps import Step
from governance.letters import with_title
from governance.reports import Acknowledgement, Asking
from governance.services.handling import Case

TITLE = "Cases"


#: Buttons that lead from a case to what lies beside it.
Beside = Callable[[Presser, str], Sequence[Element]]


class HandlerEnding:
    """What the forms of a handler do in Teams: acknowledge, and ask."""

    def __init__(self, form: Form, handling: Handles, people: Directory, banner: str | None) -> None:
        self.form = form
        self._handling = handling
        self._people = people
        self._banner = banner

    async def prefill(self, presser: Presser, answers: Mapping[str, object]) -> Mapping[str, str]:  # noqa: ARG002
        return {}

    async def finish(self, presser: Presser, draft: Draft, command: object) -> Dialog:
        by = await presser.person(self._people)
        report_id, version = draft.minted["id"], int(draft.minted["version"])
        match command:
            case Acknowledgement():
                await self._handling.acknowledge(by, report_id, version, command, _begun_from(draft.minted))
                return Dialog(TITLE, done_acknowledged(self._banner))
            case Asking(text=text):
                await self._handling.ask(by, report_id, version, text, draft.minted.get(WARNED, ""))
                return Dialog(TITLE, done_asked(self._banner))
        raise TypeError("a handler's form completes to what a handler writes")


class Casework:
    def __init__(
        self,
        acknowledging: Form,
        asking: Form,
        forms: FormDialogs,
        handling: Handles,
        people: Directory,
        buttons: Buttons,
        banner: str | None,
        beside: Beside,
    ) -> None:
        self._beside = beside
        self._acknowledging = acknowledging
        self._asking = asking
        self._forms = forms
        self._handling = handling
        self._people = people
        self._buttons = buttons
        self._banner = banner

    def verbs(self) -> Mapping[str, Verb]:
        return {"cases": self.cases, "case": self.case, "acknowledge": self.acknowledge, "ask": self.ask}

    async def cases(self, presser: Presser, data: Inputs) -> Dialog:
        lines = await self._handling.cases(await presser.person(self._people))
        wanted = data.get("page")
        page = wanted if isinstance(wanted, int) and shown_lines(lines, wanted) else 0
        tokens = {
            line.report_id: self._buttons.seal(presser, "case", id=line.report_id, page=0)
            for line in shown_lines(lines, page)
        }
        return Dialog(TITLE, cases(lines, page, tokens, self._banner))

    async def case(self, presser: Presser, data: Inputs) -> Dialog:
        facts = self._buttons.open(presser, "case", data)
        report_id, page = str(facts["id"]), facts.get("page")
        case = await self._handling.open(await presser.person(self._people), report_id)
        parts = case_pages(case)
        tokens = CaseButtons(
            self._token(presser, "acknowledge", case) if may_acknowledge(case) else None,
            self._token(presser, "ask", case) if may_ask(case) else None,
            tuple(self._buttons.seal(presser, "case", id=report_id, page=part) for part in range(len(parts))),
            self._steps(presser, case),
            self._more(presser, case),
            (*self._beside(presser, report_id), *self._files(presser, case)),
        )
        shown = page if isinstance(page, int) and 0 <= page < len(parts) else 0
        return Dialog(TITLE, case_view(case, shown, parts, tokens, self._banner))

    async def acknowledge(self, presser: Presser, data: Inputs) -> Dialog:
        """The form, with words to begin from. The row's version is the one that the handler saw.

        The reporter's title is put in when the handler asks for it; what they typed until then stays.
        """
        facts = self._buttons.open(presser, "acknowledge", data)
        report_id = str(facts["id"])
        drafted = await self._handling.draft_acknowledgement(await presser.person(self._people), report_id)
        words = asdict(drafted.parts)
        minted = {"id": report_id, "version": str(facts["version"]), **words}
        key = self._acknowledging.key
        if data.get("title") != "yes":
            above = [title_offered(str(data["card"]))]
            return await self._forms.start(presser, key, minted, prefill=words, above=above)
        typed = {name: given if isinstance(given := data.get(name), str) else words[name] for name in words}
        typed["understood"] = with_title(typed["understood"], drafted.title)
        return await self._forms.start(presser, key, minted, answers=typed, above=[title_taken()], page="parts")

    async def ask(self, presser: Presser, data: Inputs) -> Dialog:
        """The form for a question. The row's version is the one that the handler saw."""
        facts = self._buttons.open(presser, "ask", data)
        minted = {"id": str(facts["id"]), "version": str(facts["version"])}
        return await self._forms.start(presser, self._asking.key, minted)

    def _steps(self, presser: Presser, case: Case) -> tuple[tuple[Step, str], ...]:
        line = case.line
        return tuple(
            (step, self._buttons.seal(presser, "step", id=line.report_id, version=line.version, step=step.value))
            for step in steps_on_case(line.state, decides=case.decides)
        )

    def _more(self, presser: Presser, case: Case) -> str | None:
        line = case.line
        if not steps_beside(line.state, decides=case.decides):
            return None
        keeps = "yes" if case.decides else "no"
        return self._buttons.seal(
            presser, "more_steps", id=line.report_id, version=line.version, state=line.state.value, keeps=keeps
        )

    def _files(self, presser: Presser, case: Case) -> Sequence[Element]:
        if not has_files(case):
            return ()
        return (files_offered(self._buttons.seal(presser, "files", id=case.line.report_id)),)

    def _token(self, presser: Presser, verb: str, case: Case) -> str:
        return self._buttons.seal(presser, verb, id=case.line.report_id, version=case.line.version)


def _begun_from(minted: Mapping[str, str]) -> Acknowledgement:
    """The draft that the box was opened with."""
    return Acknowledgement(**{each.name: minted.get(each.name, "") for each in fields(Acknowledgement)})
