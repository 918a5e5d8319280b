"""Holds, the end of a report in the main database, and the register's lines, on every engine."""

from __future__ import annotations

from datetime import UTC, date, datetime

from governance.file_ports import SealedFile
from governance.retention import EndWarning, Hold, HoldReason
from storage.work import SqlStore
from tests.storage.examples import letter, new_id, notice, obligation, report

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def hold_on(report_id: str, reason: HoldReason = HoldReason.TRIBUNAL) -> Hold:
    return Hold(report_id, reason, date(2029, 9, 30), "1", date(2029, 3, 5))


async def test_a_hold_is_kept_put_anew_and_lifted(store: SqlStore) -> None:
    kept = report()
    async with store.work() as work:
        await work.reports.add(kept)
        await work.retention.place(hold_on(kept.id))
        await work.retention.place(hold_on(kept.id, HoldReason.AUDIT))
    async with store.work() as work:
        assert await work.retention.holds() == {kept.id: hold_on(kept.id, HoldReason.AUDIT)}
        assert await work.retention.lift(kept.id)
        assert not await work.retention.lift(kept.id)
        assert await work.retention.holds() == {}


async def test_of_which_end_somebody_was_warned_is_kept_put_anew_and_forgotten(store: SqlStore) -> None:
    first, second = report(), report()
    april, october = date(2029, 4, 1), date(2029, 10, 1)
    async with store.work() as work:
        await work.reports.add(first)
        await work.reports.add(second)
        assert await work.retention.warnings() == {}
        await work.retention.warned([])
        await work.retention.warned([EndWarning(each.id, april, april) for each in (first, second)])
        await work.retention.warned([EndWarning(first.id, october, october)])
    async with store.work() as work:
        assert await work.retention.warnings() == {
            first.id: EndWarning(first.id, october, october),
            second.id: EndWarning(second.id, april, april),
        }
        await work.retention.unwarn(first.id)
        await work.retention.erase(second.id)
        assert await work.retention.warnings() == {}


async def test_a_report_goes_with_all_that_hangs_on_it_and_nothing_else_does(store: SqlStore) -> None:
    gone, stays = report(), report()
    promises = [obligation(subject_id=gone.id), obligation(subject_id=f"{gone.id}/2"), obligation(subject_id=stays.id)]
    async with store.work() as work:
        for each in (gone, stays):
            await work.reports.add(each)
            await work.letters.add(letter(each.id))
            await work.retention.place(hold_on(each.id))
            await work.concern_lines.put(each.id, new_id(), 2026, b"sealed")
            await work.files.keep(f"file of {each.id}", date(2026, 11, 23))
            await work.files.put(f"file of {each.id}", [(1, b"sealed piece")])
            await work.files.send(each.id, [SealedFile(f"file of {each.id}", "letter", 1, b"sealed")])
        await work.obligations.add(promises)
        await work.notices.plan([notice(obligation_id=each.id) for each in promises])
    async with store.work() as work:
        await work.retention.erase(gone.id)
    async with store.work() as work:
        assert await work.reports.by_id(gone.id) is None
        assert await work.letters.of(gone.id) == []
        assert set(await work.retention.holds()) == {stays.id}
        assert set(await work.obligations.by_ids([each.id for each in promises])) == {promises[2].id}
        assert [each.obligation_id for each in await work.notices.since(LONG_AGO)] == [promises[2].id]
        assert await work.files.piece(f"file of {gone.id}", 1) is None
        assert await work.files.piece(f"file of {stays.id}", 1) == b"sealed piece"
        assert await work.reports.by_id(stays.id) == stays
        assert len(await work.letters.of(stays.id)) == 1
        assert await work.concern_lines.line_of(gone.id) is None
        assert len(await work.concern_lines.of_year(2026)) == 2, "the register's line stays"


async def test_a_line_is_found_by_its_report_and_by_its_year(store: SqlStore) -> None:
    kept = report()
    async with store.work() as work:
        await work.reports.add(kept)
        assert await work.concern_lines.line_of(kept.id) is None
        await work.concern_lines.put(kept.id, "b" * 32, 2026, b"first")
        await work.concern_lines.put(kept.id, "b" * 32, 2027, b"second")
    async with store.work() as work:
        assert await work.concern_lines.line_of(kept.id) == "b" * 32
        assert await work.concern_lines.sealed("b" * 32) == (2027, b"second")
        assert await work.concern_lines.sealed("a" * 32) is None
        assert await work.concern_lines.of_year(2026) == []
        assert await work.concern_lines.of_year(2027) == [("b" * 32, b"second")]
