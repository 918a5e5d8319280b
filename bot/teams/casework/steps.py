"""The steps of a case after its acknowledgement: each has a form, words to begin its letter from, and an end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Protocol

from bot.teams.answers import Dialog
from bot.teams.buttons import Buttons
from bot.teams.casework.reading import TITLE
from bot.teams.casework.services import CaseServices
from bot.teams.form_dialogs import SUGGESTED, WARNED, FormDialogs, Inputs
from bot.teams.identity import Directory, Presser
from bot.teams.verbs import Verb
from dialogs.filling import Draft
from dialogs.form import Form
from dialogs.forms.casework import BY_STEP
from dialogs.forms.casework.write import SNIPPETS
from dialogs.views.steps import done_step, more_steps, steps_beside
from governance import case_letters as letters
from governance.case_steps import Step
from governance.deeds import (
    Beginning,
    CheckingIn,
    Closing,
    Conclusion,
    Lesson,
    Meeting,
    Messaging,
    ProgressNote,
    Referral,
    Reopening,
    Triage,
)
from governance.errors import Tampered
from governance.outcomes import Outcome
from governance.people import Person


class StepEnding:
    """What the form of one step does in Teams."""

    def __init__(self, step: Step, services: CaseServices, people: Directory, banner: str | None) -> None:
        self._step = step
        self._services = services
        self._people = people
        self._banner = banner

    @property
    def form(self) -> Form:
        return BY_STEP[self._step]

    async def prefill(self, presser: Presser, answers: Mapping[str, object]) -> Mapping[str, str]:  # noqa: ARG002
        """Words that hang on an answer: how a message begins, and what a reporter reads of an outcome."""
        if self._step is Step.MESSAGE:
            return {"text": SNIPPETS.get(str(answers.get("begin")), "")}
        if self._step is Step.CONCLUDE:
            chosen = next((each for each in letters.CONCLUDED if each == answers.get("outcome")), None)
            return {"message": letters.CONCLUDED[chosen]} if isinstance(chosen, Outcome) else {}
        return {}

    async def finish(self, presser: Presser, draft: Draft, command: object) -> Dialog:
        by, minted = await presser.person(self._people), draft.minted
        at = (by, minted["id"], int(minted["version"]))
        warned, services, reference = minted.get(WARNED, ""), self._services, ""
        match command:
            case Triage():
                await services.deciding.triage(*at, command, warned)
            case Beginning():
                await services.deciding.begin(*at, command, warned)
            case Referral():
                await services.deciding.refer(*at, command, warned)
            case Messaging(text=text):
                await services.replying.message(*at, text, warned)
            case Meeting(text=text):
                await services.replying.offer_meeting(*at, text, warned)
            case ProgressNote(text=text):
                await services.replying.progress(*at, text, warned)
            case Conclusion():
                await services.concluding.conclude(*at, command, warned)
            case Closing():
                await services.concluding.close(*at, command, warned)
            case CheckingIn():
                await services.concluding.check_in(*at, command, warned)
            case Reopening():
                await services.concluding.reopen(*at, command, warned)
            case Lesson():
                reference = await services.learning.learn(by, minted["id"], minted["entry"], command)
            case _:
                raise TypeError("a step of a case completes to what a handler decides or writes")
        return Dialog(TITLE, done_step(self._step, reference, self._banner))


class Chooses(Protocol):
    """What asks who looks into a case, before the form does."""

    async def choose(self, presser: Presser, by: Person, report_id: str, version: int) -> Dialog: ...


class StepVerbs:
    """Opens the forms, and the list of what else may be done with a case."""

    def __init__(
        self,
        forms: FormDialogs,
        services: CaseServices,
        people: Directory,
        buttons: Buttons,
        new_id: Callable[[], str],
        banner: str | None,
        beginnings: Chooses,
    ) -> None:
        self._beginnings = beginnings
        self._forms = forms
        self._services = services
        self._people = people
        self._buttons = buttons
        self._new_id = new_id
        self._banner = banner

    def verbs(self) -> Mapping[str, Verb]:
        return {"step": self.step, "more_steps": self.more}

    async def more(self, presser: Presser, data: Inputs) -> Dialog:
        """What may be done besides what stands on the case itself. It opens nothing of it."""
        facts = self._buttons.open(presser, "more_steps", data)
        report_id, version = str(facts["id"]), int(str(facts["version"]))
        offered = steps_beside(str(facts["state"]), decides=facts["keeps"] == "yes")
        tokens = {
            step: self._buttons.seal(presser, "step", id=report_id, version=version, step=step.value)
            for step in offered
        }
        back = self._buttons.seal(presser, "case", id=report_id, page=0)
        return Dialog(TITLE, more_steps(tokens, back, self._banner))

    async def step(self, presser: Presser, data: Inputs) -> Dialog:
        """The form of a step. Whoever may not take it is told before they fill it in."""
        facts = self._buttons.open(presser, "step", data)
        report_id, version = str(facts["id"]), int(str(facts["version"]))
        step = next((each for each in BY_STEP if each == facts["step"]), None)
        if step is None:
            raise Tampered("This button is from another version of this app. Open the case again.")
        by = await presser.person(self._people)
        await self._services.handling.ready(by, report_id, version, step)
        if step is Step.INVESTIGATE and facts.get("who") != "other":
            return await self._beginnings.choose(presser, by, report_id, version)
        next_by = await self._services.drafting.next_by(by, report_id)
        months = await self._services.drafting.months_since_closing(by, report_id) if step is Step.CHECK_IN else 0
        minted = {"id": report_id, "version": str(version), "entry": self._new_id()}
        minted |= {SUGGESTED + key: words for key, words in _suggested(step, next_by, months).items()}
        return await self._forms.start(presser, BY_STEP[step].key, minted)


def _suggested(step: Step, next_by: date, months: int) -> Mapping[str, str]:
    """Words to begin from, by question."""
    match step:
        case Step.TRIAGE:
            return {
                "letter_in_scope": letters.decided_in_scope(next_by),
                "letter_elsewhere": letters.decided_elsewhere(next_by),
                "letter_question": letters.decided_question(),
                "letter_out": letters.decided_out(),
            }
        case Step.INVESTIGATE:
            return {"letter": letters.begun(next_by)}
        case Step.REFER:
            return {"letter": letters.referred(next_by)}
        case Step.MEET:
            return {"text": letters.MEETING_OFFER}
        case Step.PROGRESS:
            return {"text": letters.progressed(next_by)}
        case Step.CLOSE:
            return {"letter": letters.completed()}
        case Step.CHECK_IN:
            return {"letter": letters.checked_in(months)}
        case Step.REOPEN:
            return {"letter": letters.reopened(next_by)}
        case _:
            return {}
