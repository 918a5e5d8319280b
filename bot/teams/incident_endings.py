"""What the forms of those who handle incidents do in Teams, and the services behind them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.teams.answers import Dialog
from bot.teams.buttons import Buttons
from bot.teams.identity import Directory, Presser
from dialogs.filling import Draft
from dialogs.form import Form
from dialogs.forms.handling import HANDLING_FORMS
from dialogs.views.actions import kept
from dialogs.views.incident_record import back_to, severity_result
from dialogs.views.parts import Element, moment
from governance.breaches import Decided
from governance.incident_course import (
    Approving,
    Aware,
    AwareCorrected,
    Background,
    Closing,
    Containing,
    DoneTask,
    GivenTask,
    IncidentTask,
    Linking,
    Merging,
    Overriding,
    Reopening,
    ServiceDesk,
    ToldIco,
    Weighing,
)
from governance.incident_gifts import Giving
from governance.people import Person
from governance.services.incident_desk import Turn
from governance.services.incident_record import IncidentRecord
from governance.services.incident_tasks import TaskLine
from governance.severity import Reckoned

TITLE = "Incidents"
#: What was done, in a title and in a sentence.
Said = tuple[str, str]
_DONE_WITHOUT_A_KEY = frozenset({"incident_task_done", "incident_approve"})


class Handles(Protocol):
    async def confirm_aware(self, by: Person, incident_id: str, version: int, said: Aware) -> None: ...

    async def correct_aware(self, by: Person, incident_id: str, version: int, said: AwareCorrected) -> None: ...

    async def assess(self, by: Person, incident_id: str, version: int, found: Weighing) -> Reckoned: ...

    async def override(self, by: Person, incident_id: str, version: int, said: Overriding) -> None: ...

    async def contain(self, by: Person, incident_id: str, version: int, said: Containing) -> None: ...

    async def decide(self, by: Person, incident_id: str, version: int, decided: Decided) -> None: ...

    async def told_ico(self, by: Person, incident_id: str, version: int, said: ToldIco) -> None: ...

    async def service_desk(self, by: Person, incident_id: str, version: int, said: ServiceDesk) -> None: ...

    async def background(self, by: Person, incident_id: str, version: int, said: Background) -> None: ...


class Tasks(Protocol):
    async def add(self, by: Person, incident_id: str, version: int, given: GivenTask) -> None: ...

    async def done(self, by: Person, incident_id: str, number: int, words: str) -> IncidentTask: ...

    async def of(self, by: Person, incident_id: str, number: int) -> TaskLine: ...


class Closes(Protocol):
    async def ask(self, by: Person, incident_id: str, version: int, said: Closing) -> None: ...

    async def decide(self, by: Person, incident_id: str, number: int, said: Approving) -> None: ...

    async def waiting(self, by: Person, incident_id: str, number: int) -> Turn: ...

    async def reopen(self, by: Person, incident_id: str, version: int, said: Reopening) -> None: ...

    async def merge(self, by: Person, incident_id: str, version: int, said: Merging) -> None: ...


class Gives(Protocol):
    async def give(self, by: Person, incident_id: str, version: int, said: Giving) -> None: ...


class LinksAssets(Protocol):
    async def link(self, by: Person, incident_id: str, version: int, said: Linking) -> None: ...


class Records(Protocol):
    async def of(self, by: Person, incident_id: str) -> IncidentRecord: ...


class Links(Protocol):
    def link(self, by: Person, document: str, **facts: str | int) -> str: ...


@dataclass(frozen=True, slots=True)
class HandlingParts:
    """The services that this part of the face uses. Each verb of theirs checks who asks, and as what, today."""

    handling: Handles
    tasks: Tasks
    closing: Closes
    recording: Records
    documents: Links
    giving: Gives
    linking: LinksAssets


class HandlingEnding:
    """What one of the forms does in Teams."""

    def __init__(
        self,
        form: Form,
        people: Directory,
        finish: Callable[[Presser, Person, Draft, object], Awaitable[Element]],
    ) -> None:
        self.form = form
        self._people = people
        self._finish = finish

    async def prefill(self, presser: Presser, answers: Mapping[str, object]) -> Mapping[str, str]:  # noqa: ARG002
        return {}

    async def finish(self, presser: Presser, draft: Draft, command: object) -> Dialog:
        return Dialog(TITLE, await self._finish(presser, await presser.person(self._people), draft, command))


class HandlingEndings:
    """The endings of the forms."""

    def __init__(self, parts: HandlingParts, people: Directory, buttons: Buttons, banner: str | None) -> None:
        self._parts = parts
        self._people = people
        self._buttons = buttons
        self._banner = banner

    def all(self) -> tuple[HandlingEnding, ...]:
        found = [HandlingEnding(form, self._people, self._plain(form.key)) for form in HANDLING_FORMS]
        return tuple(found)

    def _plain(self, key: str) -> Callable[[Presser, Person, Draft, object], Awaitable[Element]]:
        async def finish(presser: Presser, by: Person, draft: Draft, command: object) -> Element:
            if isinstance(command, Weighing):
                return await self._assess(presser, by, draft, command)
            title, words = await self._do(key, by, draft, command)
            token = self._buttons.seal(presser, "incident_record", id=draft.minted["id"], page=0)
            if key in _DONE_WITHOUT_A_KEY:
                # Whoever did it may hold no key.
                return kept(title, words, self._banner)
            return back_to(title, words, token, self._banner)

        return finish

    async def _do(self, key: str, by: Person, draft: Draft, command: object) -> Said:
        """Do it; what was done, in words."""
        for does in (self._handle, self._give, self._close):
            said = await does(by, draft.minted["id"], int(draft.minted["version"]), command)
            if said is not None:
                return said
        raise TypeError(f"the form {key} completed to something else")

    async def _handle(self, by: Person, id_: str, version: int, command: object) -> Said | None:
        does = self._parts.handling
        match command:
            case Aware(aware_at=at):
                await does.confirm_aware(by, id_, version, command)
                return "The clock runs", f"The council knew {moment(at)}. 72 hours count from then."
            case AwareCorrected(aware_at=at):
                await does.correct_aware(by, id_, version, command)
                return "It is corrected", f"The council knew {moment(at)}. Both times are kept."
            case Overriding(severity=severity):
                await does.override(by, id_, version, command)
                return f"It is {severity.upper()} now", "What the rules say is kept beside it, with your reason."
            case Decided():
                await does.decide(by, id_, version, command)
                return "The decision is kept", _after(command)
            case ToldIco():
                await does.told_ico(by, id_, version, command)
                return "The clock has stopped", "The number and the time are kept."
        return None

    async def _give(self, by: Person, id_: str, number: int, command: object) -> Said | None:
        does = self._parts.handling
        match command:
            case GivenTask():
                await self._parts.tasks.add(by, id_, number, command)
                return "It is given", "They hear of it now. It is chased until it is done."
            case DoneTask(words=words):
                await self._parts.tasks.done(by, id_, number, words)
                return "It is done", "Thank you. Those who handle the incident can see it."
            case Containing():
                await does.contain(by, id_, number, command)
                return "It is contained", "It can do no more harm."
            case ServiceDesk():
                await does.service_desk(by, id_, number, command)
                return "The number is kept", "It can be found by it from now on."
            case Linking():
                await self._parts.linking.link(by, id_, number, command)
                return "It is linked", "The risk to these records is looked at again. Their owner hears, if they may."
            case Background():
                await does.background(by, id_, number, command)
                return "It is kept", "It stands in what the Commissioner asks."
        return None

    async def _close(self, by: Person, id_: str, number: int, command: object) -> Said | None:
        closes = self._parts.closing
        match command:
            case Closing():
                await closes.ask(by, id_, number, command)
                return "You asked for it to be closed", "Somebody else says if it is. They hear of it now."
            case Approving(agreed=agreed):
                await closes.decide(by, id_, number, command)
                closed = "It is closed", "Its lesson goes to every team."
                return closed if agreed == "yes" else ("It is not closed", "It goes on.")
            case Reopening():
                await closes.reopen(by, id_, number, command)
                return "It is open again", "It goes on where it was."
            case Giving():
                await self._parts.giving.give(by, id_, number, command)
                return "They can open it", "It stands in their list of incidents from now on. Tell them."
            case Merging():
                await closes.merge(by, id_, number, command)
                return "They are one", "The other one goes on. Its clock counts from the earlier of the two."
        return None

    async def _assess(self, presser: Presser, by: Person, draft: Draft, command: Weighing) -> Element:
        id_ = draft.minted["id"]
        await self._parts.handling.assess(by, id_, int(draft.minted["version"]), command)
        record = await self._parts.recording.of(by, id_)
        last = [each.words for each in record.entries if each.words.get("score")][-1]
        token = self._buttons.seal(presser, "incident_severity_change", id=id_, version=record.incident.version)
        back = self._buttons.seal(presser, "incident_record", id=id_, page=0)
        return severity_result(last, token, back, self._banner)


def _after(decided: Decided) -> str:
    if decided.decision == "do_not_notify":
        return "The clock has stopped. The reason is kept with the incident."
    return "The clock runs until you say when the Commissioner was told."
