"""The seal of a case's record: a subkey of the report's story key, which the reporter's mailbox key does not open.

A private note lies in a second box inside the first. The key of that box is random, one a report and author, and is
wrapped to its author and to the offline recovery key: nobody else who keeps the case can open it, and it goes with the
report's other wraps when the report's keys are destroyed.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from governance.case_record import PRIVATE, CaseEntry
from governance.errors import Misconfigured, Stale, Unreadable
from governance.ports import Ticker
from storage.keyfiles import DeskKeys, IntakeKeys
from storage.keystore import Keystore
from storage.seal_frames import KEY_BYTES, frame, open_box, pad, seal_box, subkey, unpad, unreadable
from storage.seal_holders import held_key, put_date
from storage.seal_wraps import RECOVERY, Strand, unwrap, wrap

_VERSION = 1


class RecordSealing:
    """Implements `governance.record_ports.RecordSeal`."""

    def __init__(self, keystore: Keystore, intake: IntakeKeys, desk: DeskKeys | None, ticker: Ticker) -> None:
        self._keystore = keystore
        self._intake = intake
        self._desk = desk
        self._ticker = ticker

    async def seal_entry(self, key_id: str, entry: CaseEntry, inside: bytes) -> bytes:
        key = await self._record_key(entry.author, entry.report_id, key_id)
        content = pad(inside)
        if entry.kind in PRIVATE:
            private = await self._private_key(entry.author, entry.report_id, key_id, make=True)
            content = seal_box(private, _binding(entry, "inner"), content)
        return seal_box(key, _binding(entry), content)

    async def open_entries(self, holder: str, key_id: str, entries: Sequence[CaseEntry]) -> Sequence[bytes | None]:
        if not entries:
            return ()
        key = await self._record_key(holder, entries[0].report_id, key_id)
        private = None
        if any(entry.kind in PRIVATE and entry.author == holder for entry in entries):
            private = await self._own_private_key(holder, entries[0].report_id, key_id)
        return [_opened(holder, entry, key, private) for entry in entries]

    async def open_escrowed(
        self, recovery_private: bytes, via: str, key_id: str, author: str, entries: Sequence[CaseEntry]
    ) -> Sequence[bytes]:
        """What is sealed in an author's private notes of one report: the outer box by the keys of `via`, the inner one
        by the recovery key. Raises Unreadable when one does not open."""
        if not entries:
            return ()
        report_id = entries[0].report_id
        row = await self._keystore.wrap(key_id, Strand.PRIVATE, escrow_of(author))
        if row is None:
            raise unreadable()
        private, key = unwrap(report_id, row, recovery_private), await self._record_key(via, report_id, key_id)
        opened = [open_box(key, _binding(each), each.sealed) for each in entries]
        return [
            unpad(open_box(private, _binding(each, "inner"), content))
            for each, content in zip(entries, opened, strict=True)
        ]

    async def _record_key(self, holder: str, report_id: str, key_id: str) -> bytes:
        story = await held_key(self._keystore, self._desk, holder, report_id, key_id, Strand.STORY)
        return subkey(story, "candour/record/v1")

    async def _own_private_key(self, author: str, report_id: str, key_id: str) -> bytes | None:
        try:
            return await self._private_key(author, report_id, key_id, make=False)
        except Unreadable:
            return None

    async def _private_key(self, author: str, report_id: str, key_id: str, *, make: bool) -> bytes:
        if make and await self._keystore.wrap(key_id, Strand.PRIVATE, author) is None:
            await self._make_private_key(author, report_id, key_id)
        return await held_key(self._keystore, self._desk, author, report_id, key_id, Strand.PRIVATE)

    async def _make_private_key(self, author: str, report_id: str, key_id: str) -> None:
        mine = next((key for key in await self._keystore.current() if key.person_id == author), None)
        if mine is None:
            raise Misconfigured("You have no key that the root key has signed, so a private note cannot be kept.")
        key, escrow = os.urandom(KEY_BYTES), escrow_of(author)
        wraps = [
            wrap(report_id, key_id, Strand.PRIVATE, author, mine.epoch, mine.public, key),
            wrap(report_id, key_id, Strand.PRIVATE, escrow, 0, self._intake.recovery_public, key),
        ]
        try:
            await self._keystore.put(wraps, put_date(self._ticker))
        except Stale:
            # Two private notes of one person at the same moment: the first one's key serves for both.
            if await self._keystore.wrap(key_id, Strand.PRIVATE, author) is None:
                raise


def escrow_of(author: str) -> str:
    """The holder of recovery's wrap of the key to an author's private notes."""
    return f"{RECOVERY}/{author}"


def _opened(holder: str, entry: CaseEntry, key: bytes, private: bytes | None) -> bytes | None:
    try:
        content = open_box(key, _binding(entry), entry.sealed)
        if entry.kind in PRIVATE:
            if private is None or entry.author != holder:
                return None
            content = open_box(private, _binding(entry, "inner"), content)
        return unpad(content)
    except Unreadable:
        return None


def _binding(entry: CaseEntry, box: str = "outer") -> bytes:
    day = entry.written_on.isoformat()
    return frame("candour/record/v1", box, entry.report_id, entry.id, entry.author, entry.kind.value, day, _VERSION)
