"""Files of a case in Teams: a list in a dialog, and a link to each. Teams itself is never given a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.teams.answers import Dialog
from bot.teams.buttons import Buttons
from bot.teams.form_dialogs import Inputs
from bot.teams.identity import Directory, Presser
from bot.teams.linking import Links
from bot.teams.verbs import Verb
from dialogs.views.documents import document_ready
from dialogs.views.files import files_view
from dialogs.views.parts import press
from governance.files import Kept
from governance.people import Person
from governance.services.reading_files import DOCUMENT

TITLE = "Files"


class ReadsFiles(Protocol):
    """The part of `FileReading` that this face uses."""

    async def files(self, by: Person, report_id: str) -> Sequence[Kept]: ...


class FileVerbs:
    def __init__(
        self, reading: ReadsFiles, links: Links, people: Directory, buttons: Buttons, banner: str | None
    ) -> None:
        self._reading = reading
        self._links = links
        self._people = people
        self._buttons = buttons
        self._banner = banner

    def verbs(self) -> Mapping[str, Verb]:
        return {"files": self.files, "file": self.file}

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
