"""Files of a case in Teams: a list in a dialog, and a link to each. Teams itself is never given a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.teams.answers import Dialog
from bot.teams.buttons import Buttons
from bot.teams.coming_back import ADD_FILE, MINE
from bot.teams.form_dialogs import Inputs
from bot.teams.identity import Directory, Presser
from bot.teams.incidents import MINE as MY_INCIDENTS
from bot.teams.linking import Links
from bot.teams.verbs import Verb
from dialogs.views.adding_files import files_link
from dialogs.views.documents import document_ready
from dialogs.views.files import files_view
from dialogs.views.incidents import ADD_FILE as ADD_TO_INCIDENT
from dialogs.views.parts import Element, press
from governance.files import Kept
from governance.linked_ports import Linked, LinkedTo
from governance.people import Person
from governance.services.adding_files import FilesFor
from governance.services.reading_files import DOCUMENT

TITLE = "Files"


class ReadsFiles(Protocol):
    """The part of `FileReading` that this face uses."""

    async def files(self, by: Person, report_id: str) -> Sequence[Kept]: ...


class LinksToAdd(Protocol):
    """The part of `AddingFiles` that this face uses."""

    async def link(self, by: Person, to: LinkedTo) -> tuple[FilesFor, str]: ...


@dataclass(frozen=True, slots=True)
class FileParts:
    """What this face needs for files."""

    reading: ReadsFiles
    adding: LinksToAdd


class FileVerbs:
    def __init__(self, files: FileParts, links: Links, people: Directory, buttons: Buttons, banner: str | None) -> None:
        self._reading = files.reading
        self._adding = files.adding
        self._links = links
        self._people = people
        self._buttons = buttons
        self._banner = banner

    def verbs(self) -> Mapping[str, Verb]:
        return {
            "files": self.files,
            "file": self.file,
            ADD_FILE: self.add_file,
            ADD_TO_INCIDENT: self.add_to_incident,
        }

    async def files(self, presser: Presser, data: Inputs) -> Dialog:
        report_id = str(self._buttons.open(presser, "files", data)["id"])
        files = await self._reading.files(await presser.person(self._people), report_id)
        tokens = [self._buttons.seal(presser, "file", id=report_id, number=n) for n in range(1, len(files) + 1)]
        back = self._buttons.seal(presser, "case", id=report_id, page=0)
        return Dialog(TITLE, files_view(files, tokens, back, self._banner))

    async def file(self, presser: Presser, data: Inputs) -> Dialog:
        """The link to one. Whether they may have it is checked when it is used."""
        facts = self._buttons.open(presser, "file", data)
        report_id, number = str(facts["id"]), int(str(facts["number"]))
        url = self._links.link(await presser.person(self._people), DOCUMENT, report=report_id, number=number)
        back = press("Back to the files", {"verb": "files", "card": self._buttons.seal(presser, "files", id=report_id)})
        return Dialog(TITLE, document_ready(f"File {number} of the case", url, [back], self._banner))

    async def add_file(self, presser: Presser, data: Inputs) -> Dialog:
        """A reporter's link to the page that takes files for one report of theirs. It stands in this answer alone."""
        report_id = str(self._buttons.open(presser, ADD_FILE, data)["report"])
        return Dialog(MINE, await self._link(presser, LinkedTo(Linked.REPORT, report_id)))

    async def add_to_incident(self, presser: Presser, data: Inputs) -> Dialog:
        """The same for an incident that they reported."""
        incident_id = str(self._buttons.open(presser, ADD_TO_INCIDENT, data)["incident"])
        return Dialog(MY_INCIDENTS, await self._link(presser, LinkedTo(Linked.INCIDENT, incident_id)))

    async def _link(self, presser: Presser, to: LinkedTo) -> Element:
        link, url = await self._adding.link(await presser.person(self._people), to)
        return files_link(to.kind, link.received_on, url, self._banner)
