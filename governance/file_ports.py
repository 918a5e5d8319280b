"""What the rules need for files that a reporter adds: made clean, looked at, sealed, kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from governance.files import Cleaned

#: Bytes of a file that are sealed together.
PIECE = 256 * 1024 - 64


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A file that was sent, as storage knows it: what it is, and its key, are sealed to the report."""

    id: str
    letter_id: str
    #: Its place among those of its letter, from 1.
    place: int
    sealed: bytes = field(repr=False)


class Cleans(Protocol):
    async def clean(self, content: bytes | bytearray) -> Cleaned:
        """The file anew. Raises Refused in words for the reporter; Busy."""


class Scans(Protocol):
    async def scan(self, content: bytes | bytearray) -> bool:
        """True when a virus scanner found nothing, False when there is no scanner. Raises Refused when it found
        something, or does not answer."""


class Vault(Protocol):
    """Sealing of files, each piece bound to its file, its place, and whether it is the last."""

    def new_key(self) -> bytes: ...

    def seal(self, key: bytes, file_id: str, number: int, piece: bytes, *, last: bool) -> bytes: ...

    def open(self, key: bytes, file_id: str, number: int, sealed: bytes, *, last: bool) -> bytes:
        """Raises Unreadable."""


class Files(Protocol):
    """Sealed files. One that is not sent belongs to nobody, and only its reporter's open page can read it."""

    async def keep(self, file_id: str, day: date) -> None:
        """A file begins; it waits to be sent."""

    async def put(self, file_id: str, pieces: Sequence[tuple[int, bytes]]) -> None: ...

    async def piece(self, file_id: str, number: int) -> bytes | None: ...

    async def unsent(self) -> int:
        """How many pieces wait to be sent, of everybody's files."""

    async def discard(self, file_id: str) -> None:
        """If it waits to be sent; nothing happens otherwise."""

    async def send(self, report_id: str, files: Sequence[SealedFile]) -> None:
        """They belong to that report from now on. Raises NotFound when one does not wait any more."""

    async def of(self, report_id: str) -> Sequence[SealedFile]:
        """By letter and place; empty when there are none."""

    async def send_with_incident(self, incident_id: str, file_ids: Sequence[str]) -> None:
        """They belong to that incident from now on. Raises NotFound when one does not wait any more."""

    async def of_incident(self, incident_id: str) -> frozenset[str]:
        """The ids of all that belong to that incident."""

    async def forget_unsent(self, before: date) -> int:
        """Destroy what was not sent and began before that day, and what belongs to no report and no incident
        any more; how many."""

    async def forget(self, report_id: str) -> int:
        """Destroy every file of a report, sealed pieces and all; how many. Retention calls this before it destroys the
        report's row; without the report's keys they are unreadable already."""
