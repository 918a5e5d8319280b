"""Files that reporters add, put together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.areas.means import Means
from bot.scanning import Scanner
from governance.documents import Producer
from governance.linked_ports import Linked
from governance.services.adding_files import AddingFiles, TakesFiles, ToReports
from governance.services.corresponding import Corresponding
from governance.services.filing import Filing
from governance.services.incident_additions import IncidentAdditions
from governance.services.reading_files import DOCUMENT, FileReading
from papers.cleaning.running import Cleaning
from storage.seal_files import FileVault


@dataclass(frozen=True, slots=True)
class FileServices:
    filing: Filing
    reading: FileReading
    adding: AddingFiles

    def producers(self) -> Mapping[str, Producer]:
        return {DOCUMENT: self.reading.document}

    async def sweep(self) -> None:
        """Destroy files that were never sent; forget links that are over."""
        await self.filing.sweep()
        await self.adding.sweep()


def file_services(means: Means, corresponding: Corresponding) -> FileServices:
    scanner = Scanner(means.settings.clamd)
    filing = Filing(means.store, FileVault(), Cleaning(), scanner, means.ticker, means.new_id)
    reading = FileReading(means.store, means.seal, filing, means.calendar, means.clock)
    address = f"{means.settings.desk_url}/add-files"
    to_incidents = IncidentAdditions(
        means.store, means.seal, means.calendar, means.clock, means.ticker, means.new_id, means.failpoint
    )
    takers: Mapping[Linked, TakesFiles] = {Linked.REPORT: ToReports(corresponding), Linked.INCIDENT: to_incidents}
    adding = AddingFiles(means.store, takers, means.drafts, means.ticker, means.new_id, address)
    return FileServices(filing, reading, adding)
