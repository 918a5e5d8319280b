"""The screenshots and papers of an incident in Teams: a list in a box, and a link to each."""

from __future__ import annotations

from collections.abc import Mapping

from bot.teams.answers import Dialog
from bot.teams.buttons import Buttons
from bot.teams.form_dialogs import Inputs
from bot.teams.identity import Directory, Presser
from bot.teams.incidents import LIST, ShowsIncidents
from bot.teams.linking import Links
from bot.teams.verbs import Verb
from dialogs.views.documents import document_ready
from dialogs.views.incident_files import incident_files
from dialogs.views.parts import press
from governance.services.incident_papers import DOCUMENT


class IncidentPaperVerbs:
    def __init__(
        self, files: ShowsIncidents, links: Links, people: Directory, buttons: Buttons, banner: str | None
    ) -> None:
        self._files = files
        self._links = links
        self._people = people
        self._buttons = buttons
        self._banner = banner

    def verbs(self) -> Mapping[str, Verb]:
        return {"incident_files": self.files, "incident_file": self.file}

    async def files(self, presser: Presser, data: Inputs) -> Dialog:
        incident_id = str(self._buttons.open(presser, "incident_files", data)["id"])
        file = await self._files.open(await presser.person(self._people), incident_id)
        numbers = range(1, len(file.files) + 1)
        tokens = [self._buttons.seal(presser, "incident_file", id=incident_id, number=each) for each in numbers]
        back = self._buttons.seal(presser, "incident_record", id=incident_id, page=0)
        return Dialog(LIST, incident_files(file.files, tokens, back, self._banner))

    async def file(self, presser: Presser, data: Inputs) -> Dialog:
        """The link to one. Whether they may have it is checked when it is used."""
        facts = self._buttons.open(presser, "incident_file", data)
        incident_id, number = str(facts["id"]), int(str(facts["number"]))
        url = self._links.link(await presser.person(self._people), DOCUMENT, incident=incident_id, number=number)
        token = self._buttons.seal(presser, "incident_files", id=incident_id)
        back = press("Back to the files", {"verb": "incident_files", "card": token})
        return Dialog(LIST, document_ready(f"File {number} of the incident", url, [back], self._banner))
