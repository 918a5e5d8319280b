"""What would be lost: a reporter could read what is written about them, a colleague another's private thoughts; or
somebody could change the record and nobody would see."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from governance.case_record import CaseEntry, Recorded
from governance.errors import Misconfigured, Unreadable
from governance.seal_ports import MailboxKey, Sealed
from storage.seal_frames import BUCKETS, open_box, subkey
from storage.seal_record import RecordSealing, escrow_of
from storage.seal_wraps import MAILBOX, Strand, unwrap
from tests.storage.examples import TODAY
from tests.storage.seals import Service, flipped, service

LEAD, OTHER, NOBODY = "1", "2", "3"
REPORT, OTHER_REPORT = "a1" * 16, "b2" * 16
STEP = CaseEntry("c3" * 16, REPORT, 0, TODAY, LEAD, "", Recorded.STEP, b"")
PRIVATE = replace(STEP, id="d4" * 16, kind=Recorded.PRIVATE_NOTE)
INSIDE = b'{"text": "Looked at the doors with the caretaker."}'


@dataclass(frozen=True)
class Filed:
    made: Service
    record: RecordSealing
    report: Sealed
    mailbox: MailboxKey

    async def sealed(self, entry: CaseEntry = STEP, inside: bytes = INSIDE) -> CaseEntry:
        return replace(entry, sealed=await self.record.seal_entry(self.report.key_id, entry, inside))

    async def opened(self, holder: str, *entries: CaseEntry) -> list[bytes | None]:
        return list(await self.record.open_entries(holder, self.report.key_id, entries))


@pytest.fixture
async def filed(tmp_path: Path) -> AsyncIterator[Filed]:
    async with service(tmp_path, LEAD, OTHER, NOBODY) as made:
        mailbox = made.intake.new_mailbox()
        report = await made.intake.seal_report(REPORT, b"{}", [LEAD, OTHER], None, [], mailbox.public)
        record = RecordSealing(made.keystore, made.intake_keys, made.desk_keys, made.watch)
        yield Filed(made, record, report, mailbox)


async def test_everybody_who_keeps_the_case_reads_what_one_of_them_recorded(filed: Filed) -> None:
    entry = await filed.sealed()
    assert await filed.opened(LEAD, entry) == [INSIDE]
    assert await filed.opened(OTHER, entry) == [INSIDE]
    assert await filed.opened(OTHER) == []


async def test_whoever_holds_no_key_to_the_report_opens_nothing_of_its_record(filed: Filed) -> None:
    entry = await filed.sealed()
    with pytest.raises(Unreadable):
        await filed.opened(NOBODY, entry)
    with pytest.raises(Unreadable):
        await filed.record.seal_entry(filed.report.key_id, replace(STEP, author=NOBODY), INSIDE)


async def test_the_reporters_mailbox_does_not_open_the_record(filed: Filed) -> None:
    """Their key opens the conversation; nothing that comes from it opens this."""
    entry = await filed.sealed()
    row = await filed.made.keystore.wrap(filed.report.key_id, Strand.CONVERSATION, MAILBOX)
    assert row is not None
    conversation = unwrap(REPORT, row, filed.mailbox.private)
    for key in (conversation, subkey(conversation, "candour/record/v1"), filed.mailbox.private):
        for bound_to in (b"", REPORT.encode()):
            with pytest.raises(Unreadable):
                open_box(key, bound_to, entry.sealed)
    with pytest.raises(Unreadable):
        await filed.made.desk.open_letter(filed.mailbox, REPORT, filed.report.key_id, entry.id, entry.sealed)
    assert await filed.made.keystore.wrap(filed.report.key_id, Strand.STORY, MAILBOX) is None


async def test_a_private_note_is_its_authors_alone(filed: Filed) -> None:
    note, step = await filed.sealed(PRIVATE), await filed.sealed()
    assert await filed.opened(LEAD, note, step) == [INSIDE, INSIDE]
    assert await filed.opened(OTHER, note, step) == [None, INSIDE]
    # Nor when the rows are made to say that they are the author: their own key does not open it.
    forged = replace(note, author=OTHER)
    assert await filed.opened(OTHER, forged) == [None]
    moved = filed.made.change("UPDATE wraps SET holder = ? WHERE strand = 'private' AND holder = ?", OTHER, LEAD)
    assert moved == 1
    assert await filed.opened(OTHER, forged) == [None]


async def test_two_private_notes_at_the_same_moment_are_both_readable(filed: Filed) -> None:
    other = replace(PRIVATE, id="e5" * 16)
    notes = await asyncio.gather(filed.sealed(PRIVATE), filed.sealed(other, b"second"))
    assert await filed.opened(LEAD, *notes) == [INSIDE, b"second"]


async def test_recovery_has_a_way_to_private_notes_and_they_go_with_the_reports_keys(filed: Filed) -> None:
    note = await filed.sealed(PRIVATE)
    escrow = await filed.made.keystore.wrap(filed.report.key_id, Strand.PRIVATE, escrow_of(LEAD))
    assert escrow is not None
    assert len(unwrap(REPORT, escrow, filed.made.recovery_private)) == 32
    await filed.made.desk.forget(filed.report.key_id)
    assert filed.made.rows("SELECT * FROM wraps") == []
    with pytest.raises(Unreadable):
        await filed.opened(LEAD, note)


async def test_a_process_without_the_kek_records_nothing(filed: Filed) -> None:
    intake = RecordSealing(filed.made.keystore, filed.made.intake_keys, None, filed.made.watch)
    with pytest.raises(Misconfigured):
        await intake.seal_entry(filed.report.key_id, STEP, INSIDE)


@pytest.mark.parametrize("entry", [STEP, PRIVATE], ids=["a step", "a private note"])
async def test_an_entry_opens_only_as_it_was_written(filed: Filed, entry: CaseEntry) -> None:
    made = await filed.sealed(entry)
    other = await filed.sealed(replace(entry, id="f6" * 16), b"something else")
    changed = [replace(made, sealed=sealed) for sealed in flipped(made.sealed, 7)]
    changed += [
        replace(made, id=other.id),
        replace(made, sealed=other.sealed),
        replace(made, written_on=TODAY + timedelta(days=1)),
        replace(made, author=OTHER),
        replace(made, kind=Recorded.OUTCOME),
        replace(made, kind=Recorded.PRIVATE_NOTE if entry is STEP else Recorded.STEP),
    ]
    assert await filed.opened(LEAD, made) == [INSIDE]
    assert set(await filed.opened(LEAD, *changed)) == {None}
    assert await filed.record.open_entries(LEAD, filed.report.key_id, [replace(made, report_id=REPORT)]) == [INSIDE]
    with pytest.raises(Unreadable):
        await filed.record.open_entries(LEAD, filed.report.key_id, [replace(made, report_id=OTHER_REPORT)])


async def test_what_is_recorded_does_not_show_by_its_length(filed: Filed) -> None:
    lengths = {len((await filed.sealed(STEP, os.urandom(size))).sealed) for size in (1, 60, 500, 900)}
    assert lengths == {BUCKETS[0]}
    assert INSIDE not in filed.made.on_disk()
