"""Opening a screenshot or a paper that came with an incident: for those who handle it, by a link that works once."""

from __future__ import annotations

from collections.abc import Mapping

from governance.documents import Document
from governance.people import Person
from governance.services.filing import Filing
from governance.services.incident_files import IncidentFiles

#: The name of the document in links.
DOCUMENT = "incident_file"


class IncidentPapers:
    def __init__(self, files: IncidentFiles, filing: Filing) -> None:
        self._files = files
        self._filing = filing

    async def document(self, by: Person, facts: Mapping[str, object]) -> Document:
        """One of them, by the incident and its number from 1. For links. Raises NotFound, NotYours."""
        number = facts["number"]
        wanted = number if isinstance(number, int) else 0
        kept = await self._files.file(by, str(facts["incident"]), wanted)
        return Document(f"incident-file-{wanted}.{kept.kind.suffix}", kept.kind.content_type, self._filing.read(kept))
