"""What the rules need so that a case has a record: its rows, and its seal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from governance.case_record import CaseEntry


class CaseRecords(Protocol):
    """Entries are added and never changed."""

    async def add(self, entry: CaseEntry) -> CaseEntry:
        """Keep it at the next number of its report. An entry with this id that is there already comes back as it is,
        and nothing changes."""

    async def of(self, report_id: str) -> Sequence[CaseEntry]:
        """By number; empty when nothing was recorded."""

    async def by_id(self, entry_id: str) -> CaseEntry | None: ...


class RecordSeal(Protocol):
    """Seals entries under a key of the report's that its reporter's mailbox does not open. Every failure to open is
    Unreadable."""

    async def seal_entry(self, key_id: str, entry: CaseEntry, inside: bytes) -> bytes:
        """As `entry.author`, who holds the report's key. What `entry` holds is bound to it, but for its number, which
        is given where it is kept. A private kind is sealed to its author and to recovery besides."""

    async def open_entries(self, holder: str, key_id: str, entries: Sequence[CaseEntry]) -> Sequence[bytes | None]:
        """Of one report. None in the place of one that does not open: somebody else's private note, or an altered one.
        Raises Unreadable when `holder` has no key to the report."""
