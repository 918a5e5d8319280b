"""Handling incidents in Teams: the record of one, what may be done next, and what somebody has to do. Content is shown
in boxes alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.teams.answers import Dialog, Replaced
from bot.teams.buttons import Buttons
from bot.teams.due_cards import DueCards
from bot.teams.form_dialogs import FormDialogs, Inputs
from bot.teams.identity import Directory, Presser
from bot.teams.incident_endings import TITLE, HandlingParts
from bot.teams.verbs import Change, Verb
from dialogs.form import Form
from dialogs.forms import handling as forms_of
from dialogs.ico_answers import ico_answers
from dialogs.views.actions import answered
from dialogs.views.closing import closing_about
from dialogs.views.documents import document_ready
from dialogs.views.ico_pack import back_to_pack, pack_pages, pack_view
from dialogs.views.incident_record import RecordButtons, record_pages, record_view, steps_of, task_view
from dialogs.views.said import one_line
from governance.incident_course import TaskKind, of_task
from governance.incident_waits import waited
from governance.services.incident_record import IncidentRecord
from governance.services.incident_tasks import TaskLine

#: Forms that begin with more than what the button says.
_OPENED_BY_NAME = frozenset({"incident_aware", "incident_severity", "incident_approve", "incident_task_done"})


class HandlingVerbs:
    """What the buttons do."""

    def __init__(
        self,
        parts: HandlingParts,
        forms: FormDialogs,
        people: Directory,
        buttons: Buttons,
        cards: DueCards,
        local: Callable[[datetime], datetime],
        banner: str | None,
    ) -> None:
        """`local`: an instant in council time."""
        self._parts = parts
        self._forms = forms
        self._people = people
        self._buttons = buttons
        self._cards = cards
        self._local = local
        self._banner = banner

    def verbs(self) -> Mapping[str, Verb]:
        plain = {form.key: self._opens(form) for form in forms_of.HANDLING_FORMS if form.key not in _OPENED_BY_NAME}
        return {
            **plain,
            "incident_record": self.record,
            "incident_aware": self.aware,
            "incident_severity": self.severity,
            "incident_approve": self.approve,
            "incident_task_open": self.task,
            "incident_task_done": self.task_done,
            "ico_pack": self.pack,
            "ico_document": self.pack_as_document,
        }

    def executes(self) -> Mapping[str, Change]:
        return {"incident_task_is_done": self.is_done}

    # ---------------------------------------------------------------- in a box

    async def record(self, presser: Presser, data: Inputs) -> Dialog:
        facts = self._buttons.open(presser, "incident_record", data)
        by, incident_id = await presser.person(self._people), str(facts["id"])
        record = await self._parts.recording.of(by, incident_id)
        mine = {
            line.task.number: self._buttons.seal(presser, "incident_task_done", id=incident_id, number=line.task.number)
            for line in record.tasks
            if line.task.done_on is None and line.task.owner_id == by.id and line.task.kind is not TaskKind.SERVICE_DESK
        }
        parts = record_pages(record, mine)
        wanted = facts.get("page")
        page = wanted if isinstance(wanted, int) and 0 <= wanted < len(parts) else 0
        return Dialog(
            TITLE, record_view(record, page, parts, self._tokens(presser, record, mine, len(parts)), self._banner)
        )

    async def aware(self, presser: Presser, data: Inputs) -> Dialog:
        """The form, with when somebody found out filled in: the handler confirms it, or knows better."""
        facts = self._buttons.open(presser, "incident_aware", data)
        by, incident_id = await presser.person(self._people), str(facts["id"])
        record = await self._parts.recording.of(by, incident_id)
        minted = {"id": incident_id, "version": str(facts["version"])}
        proposed = proposed_by_the_report(record, self._local)
        return await self._forms.start(presser, "incident_aware", minted, answers=proposed, page="aware")

    async def severity(self, presser: Presser, data: Inputs) -> Dialog:
        """The form, with what the report says of it ticked."""
        facts = self._buttons.open(presser, "incident_severity", data)
        by, incident_id = await presser.person(self._people), str(facts["id"])
        record = await self._parts.recording.of(by, incident_id)
        minted = {"id": incident_id, "version": str(facts["version"])}
        return await self._forms.start(
            presser, "incident_severity", minted, answers=told_by_the_report(record), page="grid"
        )

    async def approve(self, presser: Presser, data: Inputs) -> Dialog:
        facts = self._buttons.open(presser, "incident_approve", data)
        by = await presser.person(self._people)
        incident_id, number = str(facts["id"]), int(str(facts["number"]))
        waiting = await self._parts.closing.waiting(by, incident_id, number)
        minted = {"id": incident_id, "version": str(number)}
        about = closing_about(waiting.incident, waiting.course)
        return await self._forms.start(presser, "incident_approve", minted, above=about)

    async def task(self, presser: Presser, data: Inputs) -> Dialog:
        line, incident_id = await self._line(presser, "incident_task_open", data)
        if line.task.done_on is not None:
            token = None
        elif line.task.kind is TaskKind.SERVICE_DESK:
            token = self._buttons.seal(presser, "incident_record", id=incident_id, page=0)
        else:
            token = self._buttons.seal(presser, "incident_task_done", id=incident_id, number=line.task.number)
        return Dialog(TITLE, task_view(line, token, self._banner))

    async def task_done(self, presser: Presser, data: Inputs) -> Dialog:
        line, incident_id = await self._line(presser, "incident_task_done", data)
        minted = {"id": incident_id, "version": str(line.task.number)}
        return await self._forms.start(presser, "incident_task_done", minted, above=[one_line(line.title, bold=True)])

    async def pack(self, presser: Presser, data: Inputs) -> Dialog:
        facts = self._buttons.open(presser, "ico_pack", data)
        by, incident_id = await presser.person(self._people), str(facts["id"])
        parts = pack_pages(ico_answers(await self._parts.recording.of(by, incident_id)))
        wanted = facts.get("page")
        page = wanted if isinstance(wanted, int) and 0 <= wanted < len(parts) else 0
        turn = tuple(self._buttons.seal(presser, "ico_pack", id=incident_id, page=at) for at in range(len(parts)))
        back = self._buttons.seal(presser, "incident_record", id=incident_id, page=0)
        word = self._buttons.seal(presser, "ico_document", id=incident_id)
        return Dialog(TITLE, pack_view(page, parts, turn, back, word, self._banner))

    async def pack_as_document(self, presser: Presser, data: Inputs) -> Dialog:
        """A link that works once; what it leads to is checked again when it is used."""
        facts = self._buttons.open(presser, "ico_document", data)
        by, incident_id = await presser.person(self._people), str(facts["id"])
        url = self._parts.documents.link(by, "ico_pack", incident=incident_id)
        token = self._buttons.seal(presser, "ico_pack", id=incident_id, page=0)
        return Dialog(TITLE, document_ready("What the Commissioner asks", url, [back_to_pack(token)], self._banner))

    # ---------------------------------------------------------------- on a card in the chat

    async def is_done(self, presser: Presser, data: Inputs) -> Replaced:
        """No words: what is typed on a card in the chat is kept by Teams."""
        facts = self._buttons.open(presser, "incident_task_is_done", data)
        by = await presser.person(self._people)
        task = await self._parts.tasks.done(by, *of_task(str(facts["id"])), "")
        line = await self._parts.tasks.of(by, task.incident_id, task.number)
        said = answered("It is done", line.title, "Those who handle the incident can see it.", self._banner)
        return await self._cards.again(presser, by, facts) or Replaced(said)

    # ---------------------------------------------------------------- inside

    def _opens(self, form: Form) -> Verb:
        async def verb(presser: Presser, data: Inputs) -> Dialog:
            facts = self._buttons.open(presser, form.key, data)
            minted = {"id": str(facts["id"]), "version": str(facts["version"])}
            return await self._forms.start(presser, form.key, minted)

        return verb

    async def _line(self, presser: Presser, verb: str, data: Inputs) -> tuple[TaskLine, str]:
        facts = self._buttons.open(presser, verb, data)
        by, incident_id = await presser.person(self._people), str(facts["id"])
        return await self._parts.tasks.of(by, incident_id, int(str(facts["number"]))), incident_id

    def _tokens(self, presser: Presser, record: IncidentRecord, mine: Mapping[int, str], parts: int) -> RecordButtons:
        incident_id, version = record.incident.id, record.incident.version

        def token(verb: str, **facts: int) -> str:
            return self._buttons.seal(presser, verb, id=incident_id, **facts)

        return RecordButtons(
            {verb: token(verb, version=version) for verb in steps_of(record)},
            tuple(token("incident_record", page=page) for page in range(parts)),
            token("ico_pack", page=0) if record.handles and record.course.confirmed_at is not None else "",
            mine,
            token("incident_files") if record.file.files else "",
        )


def proposed_by_the_report(record: IncidentRecord, local: Callable[[datetime], datetime]) -> Mapping[str, object]:
    """When somebody found out, as the inputs of the question have it; the time of day where somebody knew it. And how
    long it was from when it happened, where somebody knew that."""
    found, happened = record.file.found, record.file.happened
    took = {} if happened is None else {"waited": waited(happened.on, record.incident.reported_on).value}
    if found is None:
        return took
    at = {} if found.at is None else {"aware_at.time": f"{local(found.at):%H:%M}"}
    return {"aware_at.day": found.on.isoformat(), **at, **took}


def told_by_the_report(record: IncidentRecord) -> Mapping[str, object]:
    """What of the severity form the reporter has answered already."""
    gravity, incident = record.file.gravity, record.incident
    holds = {
        "near_miss": incident.near_miss,
        "live_attack": incident.live_attack,
        "physical_safety": gravity.physical_safety,
        "special": gravity.special,
        "children": gravity.children,
        "adults_at_risk": gravity.adults_at_risk,
        "recovered": gravity.recovered == "fully",
    }
    people = "" if gravity.people is None else str(gravity.people)
    return {"holds": ",".join(name for name, is_so in holds.items() if is_so), "people": people}
