"""What the rules need so that a case has a record: its rows, and its seal."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Protocol

from governance.case_record import CaseEntry
from governance.case_sharing import ShareRequest, ShareState
from governance.reports import Report


class CaseRecords(Protocol):
    """Entries are added and never changed."""

    async def add(self, entry: CaseEntry) -> CaseEntry:
        """Keep it at the next number of its report. An entry with this id that is there already comes back as it is,
        and nothing changes."""

    async def of(self, report_id: str) -> Sequence[CaseEntry]:
        """By number; empty when nothing was recorded."""

    async def by_id(self, entry_id: str) -> CaseEntry | None: ...

    async def last_words(self, report_ids: Collection[str]) -> Mapping[tuple[str, str], date]:
        """The last day on which somebody wrote what those who keep the case can read, by report and author; absent for
        whoever wrote nothing."""


class Shares(Protocol):
    """Requests that somebody may work on a case."""

    async def add(self, request: ShareRequest) -> bool:
        """False when this request is there already: nothing is changed then."""

    async def by_id(self, request_id: str) -> ShareRequest | None: ...

    async def of(self, report_ids: Collection[str]) -> Sequence[ShareRequest]:
        """Of these reports, oldest day first."""

    async def waiting(self, day: date) -> Sequence[ShareRequest]:
        """Those that can be agreed to on that day."""

    async def decide(self, request_id: str, state: ShareState, on: date, by: str) -> None:
        """Raises Stale when somebody decided before."""


class CaseKeys(Protocol):
    """Who holds the keys of a case."""

    async def holders(self, key_id: str) -> frozenset[str]:
        """People with a key to the story."""

    async def know_who(self, key_id: str) -> frozenset[str]:
        """People with a key to who reported."""

    async def give(self, via: str, report_id: str, key_id: str, person_id: str, *, identity: bool) -> None:
        """Wrap the keys of `via` to one person more, durably; what they hold already stays. Raises Unreadable when
        `via` has no key that opens, and Misconfigured when the person has none that the root has signed."""

    async def take(self, key_id: str, person_id: str) -> None:
        """Destroy every wrap of this person for this report: story, who reported, and their private notes."""

    async def able(self) -> frozenset[str]:
        """People who have a signed key."""

    async def confirms(self, person_id: str, entra_id: str) -> bool:
        """The root has signed that this Entra account is theirs."""

    async def is_reporter(self, report: Report, entra_id: str) -> bool:
        """Whether this account is the one that a known reporter reported from."""


class RecordSeal(Protocol):
    """Seals entries under a key of the report's that its reporter's mailbox does not open. Every failure to open is
    Unreadable."""

    async def seal_entry(self, key_id: str, entry: CaseEntry, inside: bytes) -> bytes:
        """As `entry.author`, who holds the report's key. What `entry` holds is bound to it, but for its number, which
        is given where it is kept. A private kind is sealed to its author and to recovery besides."""

    async def open_entries(self, holder: str, key_id: str, entries: Sequence[CaseEntry]) -> Sequence[bytes | None]:
        """Of one report. None in the place of one that does not open: somebody else's private note, or an altered one.
        Raises Unreadable when `holder` has no key to the report."""
