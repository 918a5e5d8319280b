"""The record of a case in Teams: read it, add to it. What it says is shown in boxes alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, get_args

from bot.teams.answers import Dialog
from bot.teams.buttons import Buttons
from bot.teams.form_dialogs import FormDialogs, Inputs
from bot.teams.identity import Directory, Presser
from bot.teams.sharing import TeamServices
from bot.teams.verbs import Verb
from dialogs.filling import Draft
from dialogs.form import Form
from dialogs.forms import FORMS
from dialogs.views.parts import Element
from dialogs.views.record import (
    ADDS,
    ALL,
    SHOWN,
    RecordButtons,
    done_recorded,
    record_button,
    record_pages,
    record_view,
)
from governance.case_record import CaseRecord, NewEntry
from governance.case_writing import Written, entry_of
from governance.errors import Tampered
from governance.people import Person

TITLE = "Cases"


class Records(Protocol):
    """The part of `Recording` that this face uses. Each verb checks who asks, their role today and their key."""

    async def read(self, by: Person, report_id: str) -> CaseRecord: ...

    async def write(self, by: Person, report_id: str, new: NewEntry) -> bool: ...


@dataclass(frozen=True, slots=True)
class CaseRecordParts:
    """The services of the record that this face uses."""

    recording: Records
    who: TeamServices


class RecordEnding:
    """What a form of the record does in Teams."""

    def __init__(self, form: Form, records: Records, people: Directory, buttons: Buttons, banner: str | None) -> None:
        self.form = form
        self._records = records
        self._people = people
        self._buttons = buttons
        self._banner = banner

    async def prefill(self, presser: Presser, answers: Mapping[str, object]) -> Mapping[str, str]:  # noqa: ARG002
        return {}

    async def finish(self, presser: Presser, draft: Draft, command: object) -> Dialog:
        if not isinstance(command, get_args(Written)):
            raise TypeError("a form of the record completes to what is written into it")
        by, report_id = await presser.person(self._people), draft.minted["id"]
        await self._records.write(by, report_id, entry_of(draft.minted["entry"], command))
        return Dialog(TITLE, done_recorded(self._buttons.seal(presser, "record", id=report_id, page=0), self._banner))


def record_endings(
    records: Records, people: Directory, buttons: Buttons, banner: str | None
) -> tuple[RecordEnding, ...]:
    return tuple(RecordEnding(FORMS[key], records, people, buttons, banner) for key, _ in ADDS)


class RecordVerbs:
    """What the buttons of the record do."""

    def __init__(
        self,
        forms: FormDialogs,
        records: Records,
        people: Directory,
        buttons: Buttons,
        new_id: Callable[[], str],
        banner: str | None,
    ) -> None:
        self._forms = forms
        self._records = records
        self._people = people
        self._buttons = buttons
        self._new_id = new_id
        self._banner = banner

    def verbs(self) -> Mapping[str, Verb]:
        return {"record": self.record, "record_add": self.add}

    def on_the_case(self, presser: Presser, report_id: str) -> Sequence[Element]:
        """The way from a case to its record."""
        return [record_button(self._buttons.seal(presser, "record", id=report_id, page=0))]

    async def record(self, presser: Presser, data: Inputs) -> Dialog:
        facts = self._buttons.open(presser, "record", data)
        report_id, chosen, page = str(facts["id"]), data.get(SHOWN), facts.get("page")
        wanted = chosen if isinstance(chosen, str) else str(facts.get(SHOWN, ALL))
        record = await self._records.read(await presser.person(self._people), report_id)
        parts = record_pages(record, wanted)
        shown = page if isinstance(page, int) and 0 <= page < len(parts) and not chosen else 0
        return Dialog(
            TITLE,
            record_view(
                record, wanted, shown, parts, self._tokens(presser, report_id, wanted, len(parts)), self._banner
            ),
        )

    async def add(self, presser: Presser, data: Inputs) -> Dialog:
        """The form. The entry's id is minted here, so that a press which comes twice is one entry."""
        facts = self._buttons.open(presser, "record_add", data)
        form = str(facts["form"])
        if form not in dict(ADDS):
            raise Tampered("This button does not belong here. Open the box again.")
        return await self._forms.start(presser, form, {"id": str(facts["id"]), "entry": self._new_id()})

    def _tokens(self, presser: Presser, report_id: str, wanted: str, parts: int) -> RecordButtons:
        def token(verb: str, **facts: str | int) -> str:
            return self._buttons.seal(presser, verb, id=report_id, **facts)

        return RecordButtons(
            add={form: token("record_add", form=form) for form, _ in ADDS},
            turn=tuple(token("record", page=part, shown=wanted[:40]) for part in range(parts)),
            show=token("record", page=0),
            case=token("case", page=0),
        )
