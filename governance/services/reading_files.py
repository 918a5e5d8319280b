"""What a handler does with the files of a report: see which there are, and open one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from governance.audit import Event
from governance.calendar import Calendar
from governance.documents import Document
from governance.errors import NotFound
from governance.file_ports import SealedFile
from governance.files import Kept, from_data
from governance.people import Person
from governance.ports import Clock, Store, Work
from governance.reports import Letter, Report
from governance.seal_ports import Seal
from governance.services.casefiles import CaseFiles
from governance.services.filing import Filing

#: The name of the document in links.
DOCUMENT = "file"


class FileReading:
    """Every verb checks who asks, their role today and that they hold the key; its line in the record comes first."""

    def __init__(self, store: Store, seal: Seal, filing: Filing, calendar: Calendar, clock: Clock) -> None:
        self._store = store
        self._seal = seal
        self._filing = filing
        self._clock = clock
        self._files = CaseFiles(store, seal, calendar, clock)

    async def files(self, by: Person, report_id: str) -> Sequence[Kept]:
        """Those that came with letters which handlers are shown, in the order of the conversation."""
        keys = await self._files.keys(by)
        async with self._store.work() as work:
            report, letters = await self._files.find(work, by, keys, report_id, "listed_files")
            found = await self._shown(work, report, letters)
        return [await self._opened(by, report, each) for each in found]

    async def document(self, by: Person, facts: Mapping[str, object]) -> Document:
        """One of them, by the report and its number from 1. For links."""
        report_id, number = str(facts["report"]), facts["number"]
        keys = await self._files.keys(by)
        async with self._store.work() as work:
            report, letters = await self._files.find(work, by, keys, report_id, None)
            found = await self._shown(work, report, letters)
            if not isinstance(number, int) or not 0 < number <= len(found):
                raise NotFound("There is no such file in this case.")
            post = await self._files.post(work, by)
            await work.audit.write(Event(self._clock.now(), by.id, post, "read_file", report_id, {"file": number}))
        kept = await self._opened(by, report, found[number - 1])
        return Document(f"file-{number}.{kept.kind.suffix}", kept.kind.content_type, self._filing.read(kept))

    async def _shown(self, work: Work, report: Report, letters: Sequence[Letter]) -> Sequence[SealedFile]:
        """What came with a letter that still waits for its batch is not there yet."""
        places = {letter.id: letter.number for letter in letters}
        found = [each for each in await work.files.of(report.id) if each.letter_id in places]
        return sorted(found, key=lambda each: (places[each.letter_id], each.place))

    async def _opened(self, by: Person, report: Report, file: SealedFile) -> Kept:
        facts = await self._seal.open_letter(by.id, report.id, report.key_id, file.id, file.sealed)
        return from_data(json.loads(facts))
