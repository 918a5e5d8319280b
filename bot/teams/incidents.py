"""Incidents in Teams: reporting one in a box, how one's own stand, and what somebody may see of others'."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.teams.answers import Dialog
from bot.teams.buttons import Buttons
from bot.teams.chat_state import Forms
from bot.teams.form_dialogs import FormDialogs, Inputs
from bot.teams.identity import Directory, Presser
from bot.teams.verbs import Verb
from dialogs.filling import Draft, Show, Step
from dialogs.form import Form
from dialogs.forms.contacts import Contacts
from dialogs.forms.incident.elsewhere import carried_over, wants_to_speak_up
from dialogs.views.incidents import (
    ADD_FILE,
    FIND,
    found,
    incident_sent,
    incident_view,
    incidents,
    my_incidents,
    opens_with,
    shown_lines,
)
from dialogs.views.opener import honest_words
from governance.incidents import IncidentReport, IncidentState
from governance.people import Person
from governance.services.incident_files import IncidentFile, IncidentLine
from governance.services.incident_reporting import Filed

REPORT = "Report an incident"
LIST = "Incidents"
MINE = "My incidents"


class TakesIncidents(Protocol):
    """The part of `IncidentReporting` that this face uses."""

    async def check_ready(self) -> None: ...

    async def report_known(self, told: IncidentReport, incident_id: str, form: str, by: Person) -> Filed: ...


class ShowsIncidents(Protocol):
    """The part of `IncidentFiles` that this face uses."""

    async def list(self, by: Person) -> Sequence[IncidentLine]: ...

    async def open(self, by: Person, incident_id: str) -> IncidentFile: ...

    async def mine(self, by: Person) -> Sequence[IncidentLine]: ...


@dataclass(frozen=True, slots=True)
class IncidentParts:
    form: Form
    contacts: Contacts
    reporting: TakesIncidents
    files: ShowsIncidents


class IncidentEnding:
    """What the incident form does in Teams."""

    def __init__(self, parts: IncidentParts, people: Directory, kept: Forms, banner: str | None) -> None:
        """`kept` are the forms in the chat: one that went on in the box and was sent there is over."""
        self.form = parts.form
        self._parts = parts
        self._people = people
        self._kept = kept
        self._banner = banner

    async def prefill(self, presser: Presser, answers: Mapping[str, object]) -> Mapping[str, str]:  # noqa: ARG002
        person = await presser.person(self._people)
        return {"name": person.name, "job": person.job, "directorate": person.directorate}

    async def finish(self, presser: Presser, draft: Draft, command: object) -> Dialog:
        if not isinstance(command, IncidentReport):
            raise TypeError("the incident form completes to an incident")
        person = await presser.person(self._people)
        filed = await self._parts.reporting.report_known(command, draft.minted["id"], self.form.fingerprint, person)
        await self._kept.sent(presser, draft.minted["id"])
        return Dialog(REPORT, incident_sent(filed, self._parts.contacts, self._banner))


class ToSpeakUp:
    """The way out of the incident form for somebody who is afraid: the speak-up form, without a name, with what they
    wrote. The draft is theirs alone, and nothing of the press is kept."""

    def __init__(self, speak_up: Form, new_id: Callable[[], str], new_code: Callable[[], str]) -> None:
        self._speak_up = speak_up
        self._new_id = new_id
        self._new_code = new_code

    async def turned(self, presser: Presser, step: Step, forms: FormDialogs) -> Dialog | None:
        if not isinstance(step, Show) or not wants_to_speak_up(step):
            return None
        minted = {"id": self._new_id(), "code": self._new_code()}
        answers = carried_over(step.draft.answers)
        return await forms.start(presser, self._speak_up.key, minted, answers=answers, above=honest_words())


class IncidentVerbs:
    """What the buttons do."""

    def __init__(
        self,
        parts: IncidentParts,
        forms: FormDialogs,
        people: Directory,
        buttons: Buttons,
        new_id: Callable[[], str],
        banner: str | None,
    ) -> None:
        self._parts = parts
        self._forms = forms
        self._people = people
        self._buttons = buttons
        self._new_id = new_id
        self._banner = banner

    def verbs(self) -> Mapping[str, Verb]:
        return {
            "report_incident": self.start,
            "incidents": self.list,
            "incident": self.open,
            "my_incidents": self.mine,
        }

    async def start(self, presser: Presser, _: Inputs) -> Dialog:
        """The incident's id is made here and travels in the sealed draft, so that a repeated submission is the same
        incident. Whoever could not be heard is told so before they write."""
        await self._parts.reporting.check_ready()
        person = await presser.person(self._people)
        prefill = {"name": person.name, "job": person.job, "directorate": person.directorate}
        return await self._forms.start(presser, self._parts.form.key, {"id": self._new_id()}, prefill=prefill)

    async def list(self, presser: Presser, data: Inputs) -> Dialog:
        typed = data.get(FIND)
        wanted = typed if isinstance(typed, str) else ""
        lines = found(await self._parts.files.list(await presser.person(self._people)), wanted)
        page = _page(data.get("page"))
        tokens = {
            line.incident.id: self._buttons.seal(presser, opens_with(line), id=line.incident.id, page=0)
            for line in shown_lines(lines, page)
        }
        return Dialog(LIST, incidents(lines, page, tokens, self._banner, wanted))

    async def open(self, presser: Presser, data: Inputs) -> Dialog:
        kept = self._buttons.open(presser, "incident", data)
        file = await self._parts.files.open(await presser.person(self._people), str(kept["id"]))
        return Dialog(LIST, incident_view(file.line, self._parts.contacts, self._banner))

    async def mine(self, presser: Presser, data: Inputs) -> Dialog:
        lines = await self._parts.files.mine(await presser.person(self._people))
        page = _page(data.get("page"))
        tokens = {
            line.incident.id: self._buttons.seal(presser, ADD_FILE, incident=line.incident.id)
            for line in shown_lines(lines, page)
            if line.incident.state is not IncidentState.CLOSED
        }
        return Dialog(MINE, my_incidents(lines, page, tokens, self._banner))


def _page(wanted: object) -> int:
    return wanted if isinstance(wanted, int) and wanted >= 0 else 0
