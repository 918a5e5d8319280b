"""Files that reporters add, put together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.areas.means import Means
from bot.scanning import Scanner
from governance.documents import Producer
from governance.services.filing import Filing
from governance.services.reading_files import DOCUMENT, FileReading
from papers.cleaning.running import Cleaning
from storage.seal_files import FileVault


@dataclass(frozen=True, slots=True)
class FileServices:
    filing: Filing
    reading: FileReading

    def producers(self) -> Mapping[str, Producer]:
        return {DOCUMENT: self.reading.document}


def file_services(means: Means) -> FileServices:
    scanner = Scanner(means.settings.clamd)
    filing = Filing(means.store, FileVault(), Cleaning(), scanner, means.ticker, means.new_id)
    return FileServices(filing, FileReading(means.store, means.seal, filing, means.calendar, means.clock))
