"""Files from the reporter to the handler: nothing opens that was not sent, and nothing that was changed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest

from bot.scanning import Scanner
from governance.calendar import Calendar
from governance.errors import Busy, NotFound, NotYours, Refused, Unreadable
from governance.file_ports import PIECE
from governance.files import MOST_FILES, MOST_TO_A_REPORT, Kept, from_data, listed, to_data
from governance.reports import Entry
from governance.services import filing as module
from governance.services.corresponding import NewLetter
from governance.services.filing import Filing, pieces
from governance.services.reading_files import FileReading
from storage import tables
from storage.seal_files import FileVault
from tests.governance.filing_world import CleansHere
from tests.governance.reporting import Office, new_id, office
from tests.papers.hostile_files import needles_in, photograph

LONG_TEXT = ("Paid twice. " * 60_000).encode()


@dataclass
class Registry:
    office: Office
    filing: Filing
    reading: FileReading

    async def sent(self, code: str, *files: Kept) -> str:
        letter = NewLetter(new_id(), Entry.ADDITION, listed(files), files=files)
        assert await self.office.corresponding.write(code, letter)
        return letter.id

    async def read(self, file: Kept) -> bytes:
        return b"".join([piece async for piece in self.filing.read(file)])

    async def handed_out(self, name: str, report_id: str, number: int) -> tuple[str, bytes]:
        document = await self.reading.document(self.office.people[name], {"report": report_id, "number": number})
        assert not isinstance(document.content, bytes)
        return document.name, b"".join([piece async for piece in document.content])

    async def verbs(self) -> list[str]:
        async with self.office.store.work() as work:
            return [line.event.verb for line in await work.audit.lines(0, 100)]


@pytest.fixture
async def registry() -> AsyncIterator[Registry]:
    async with office() as open_office:
        store, clock = open_office.store, open_office.clock
        filing = Filing(store, FileVault(), CleansHere(), Scanner(None), clock, new_id)
        yield Registry(open_office, filing, FileReading(store, open_office.seal, filing, Calendar(), clock))


async def test_a_handler_reads_what_was_sent_after_the_release_and_on_the_record(registry: Registry) -> None:
    report_id, code, _ = await registry.office.told()
    first, second = await registry.filing.take(photograph()), await registry.filing.take(LONG_TEXT)
    assert pieces(second.size) > 2
    await registry.office.tick()
    officer = registry.office.people["officer"]
    registry.office.clock.on_day(0, 9)
    await registry.office.tick()
    await registry.sent(code, first, second)
    assert await registry.reading.files(officer, report_id) == []
    with pytest.raises(NotFound):
        await registry.handed_out("officer", report_id, 1)
    registry.office.clock.on_day(1, 9)
    await registry.office.tick()
    assert await registry.reading.files(officer, report_id) == [first, second]
    assert await registry.handed_out("officer", report_id, 2) == ("file-2.txt", LONG_TEXT.strip() + b" ")
    name, content = await registry.handed_out("officer", report_id, 1)
    assert (name, needles_in(content)) == ("file-1.jpg", [])
    assert (await registry.verbs())[-3:] == ["listed_files", "read_file", "read_file"]
    case = await registry.office.handling.open(officer, report_id)
    assert [(letter.files, letter.text) for letter in case.letters] == [(2, listed([first, second]))]


async def test_whoever_holds_no_key_gets_no_file(registry: Registry) -> None:
    report_id, code, _ = await registry.office.told(not_to_see=("monitoring_officer",))
    await registry.sent(code, await registry.filing.take(b"words"))
    registry.office.clock.on_day(0, 9)
    await registry.office.tick()
    for name in ("officer", "chief", "reporter"):
        with pytest.raises((NotFound, NotYours)):
            await registry.handed_out(name, report_id, 1)
        with pytest.raises((NotFound, NotYours)):
            await registry.reading.files(registry.office.people[name], report_id)
    for number in (0, 2, -1):
        with pytest.raises(NotFound):
            await registry.handed_out("auditor", report_id, number)
    assert await registry.handed_out("auditor", report_id, 1) == ("file-1.txt", b"words")


async def test_sending_again_sends_nothing_twice(registry: Registry) -> None:
    report_id, code, _ = await registry.office.told()
    kept = await registry.filing.take(b"words")
    letter = NewLetter(new_id(), Entry.ADDITION, listed([kept]), files=(kept,))
    assert await registry.office.corresponding.write(code, letter)
    assert not await registry.office.corresponding.write(code, letter)
    async with registry.office.store.work() as work:
        assert len(await work.files.of(report_id)) == 1


async def test_a_file_cannot_be_sent_to_two_reports(registry: Registry) -> None:
    (_, code, _), (_, other, _) = await registry.office.told(), await registry.office.told()
    kept = await registry.filing.take(b"words")
    await registry.sent(code, kept)
    with pytest.raises(NotFound, match="gone"):
        await registry.sent(other, kept)


async def test_what_was_taken_out_or_left_waiting_cannot_be_sent_or_read(registry: Registry) -> None:
    _, code, _ = await registry.office.told()
    out, forgotten, fresh = [await registry.filing.take(b"words") for _ in range(3)]
    await registry.filing.discard(out)
    async with registry.office.store.work() as work:
        await work.files.discard("nothing")
    for _ in range(2):
        assert await registry.filing.sweep() == 0
        registry.office.clock.at += timedelta(days=1)
    assert await registry.filing.sweep() == 2
    for kept in (out, forgotten, fresh):
        with pytest.raises(Unreadable):
            await registry.read(kept)
        with pytest.raises(NotFound, match="Add it again"):
            await registry.sent(code, kept)


async def test_a_file_that_was_sent_is_never_swept_and_never_taken_out(registry: Registry) -> None:
    _, code, _ = await registry.office.told()
    kept = await registry.filing.take(b"words")
    await registry.sent(code, kept)
    await registry.filing.discard(kept)
    registry.office.clock.at += timedelta(days=400)
    assert await registry.filing.sweep() == 0
    assert await registry.read(kept) == b"words"


async def test_with_the_report_its_files_go(registry: Registry) -> None:
    report_id, code, _ = await registry.office.told()
    kept, other = await registry.filing.take(LONG_TEXT), await registry.filing.take(b"not this")
    await registry.sent(code, kept)
    async with registry.office.store.work() as work:
        assert await work.files.forget(report_id) == 1
        assert await work.files.of(report_id) == []
    with pytest.raises(Unreadable):
        await registry.read(kept)
    assert await registry.read(other) == b"not this"


async def test_too_many_files_are_refused_and_nothing_is_half_sent(registry: Registry) -> None:
    report_id, code, _ = await registry.office.told()
    kept = [await registry.filing.take(b"words") for _ in range(MOST_TO_A_REPORT + 1)]
    with pytest.raises(Refused, match="at most 10"):
        await registry.sent(code, *kept[: MOST_FILES + 1])
    for start in range(0, MOST_TO_A_REPORT, MOST_FILES):
        await registry.sent(code, *kept[start : start + MOST_FILES])
    with pytest.raises(Refused, match="30 files"):
        await registry.sent(code, kept[-1])
    async with registry.office.store.work() as work:
        assert len(await work.files.of(report_id)) == MOST_TO_A_REPORT
        assert len(await work.letters.waiting(report_id)) == 3


async def test_when_too_much_waits_nothing_more_is_taken(registry: Registry) -> None:
    async with registry.office.store.work() as work:
        await work.files.keep("full", date(2026, 11, 23))
        await work.files.put("full", [(number, b"") for number in range(module.MOST_UNSENT)])
    with pytest.raises(Busy):
        await registry.filing.take(b"words")


@pytest.mark.parametrize("change", ["a flipped bit", "pieces swapped", "the last one lost", "cut short", "a wrong key"])
async def test_a_file_that_was_changed_does_not_open(registry: Registry, change: str) -> None:
    kept = await registry.filing.take(LONG_TEXT)
    pieces_ = tables.blob_pieces
    async with registry.office.engine.begin() as connection:
        rows = {row.number: row.sealed for row in (await connection.execute(pieces_.select())).all()}
        match change:
            case "a flipped bit":
                rows[1] = rows[1][:100] + bytes([rows[1][100] ^ 1]) + rows[1][101:]
            case "pieces swapped":
                rows[0], rows[1] = rows[1], rows[0]
            case "the last one lost":
                del rows[max(rows)]
        await connection.execute(pieces_.delete())
        await connection.execute(
            pieces_.insert(), [{"blob_id": kept.id, "number": n, "sealed": sealed} for n, sealed in rows.items()]
        )
    asked = {"cut short": replace(kept, size=PIECE), "a wrong key": replace(kept, key=bytes(32))}.get(change, kept)
    with pytest.raises(Unreadable):
        await registry.read(asked)


async def test_pieces_have_sizes_that_tell_next_to_nothing(registry: Registry) -> None:
    for size in (1, 900, 5_000, 50_000, 70_000, PIECE, PIECE + 1):
        await registry.filing.take(b"x" * size)
    async with registry.office.engine.connect() as connection:
        sizes = {len(row.sealed) for row in (await connection.execute(tables.blob_pieces.select())).all()}
    assert sizes <= {1024, 4096, 16384, 65536, 131072, 262144}


async def test_what_a_page_carries_of_a_file_comes_back_the_same(registry: Registry) -> None:
    kept = await registry.filing.take(photograph())
    assert from_data(to_data(kept)) == kept
    assert kept.key.hex() not in repr(kept)
