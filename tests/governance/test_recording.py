"""What would be lost: what was done about a concern, or that it was done at all (policy paragraph 28)."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from governance.audit import verify
from governance.case_record import LONGEST_ENTRY, NewEntry, Opened, Recorded
from governance.errors import NotFound, NotYours, Refused
from governance.roles import Holding, Role
from governance.services.recording import READ, RECORDED
from tests.governance.reporting import LONG_AGO, Killed, Office, concern, office


@pytest.fixture
async def desk() -> AsyncIterator[Office]:
    async with office() as made:
        yield made


async def released(desk: Office, **answers: object) -> str:
    report_id, _, _ = await desk.told(**answers)
    desk.clock.at += timedelta(hours=5)
    await desk.tick()
    return report_id


def entry(words: str = "Spoke to the caretaker.", kind: Recorded = Recorded.STEP, **more: object) -> NewEntry:
    return NewEntry(uuid.uuid4().hex, kind, words, **more)  # type: ignore[arg-type]  # each test names its own


def text_of(opened: Opened) -> str:
    assert opened.inside is not None
    return opened.inside.text


async def events(desk: Office, *verbs: str) -> list[tuple[str, str, str]]:
    async with desk.store.work() as work:
        lines = await work.audit.lines(0, 1000)
    assert verify(None, lines) is None
    return [(e.verb, e.actor, e.role) for e in (line.event for line in lines) if e.verb in verbs]


async def test_what_one_handler_records_the_others_read_with_its_day_and_its_author(desk: Office) -> None:
    report_id = await released(desk)
    facts = (("Who to", "The police"), ("On which day", "24 November 2026"))
    assert await desk.recording.write(desk.people["officer"], report_id, entry("To the police.", facts=facts))
    assert await desk.recording.write(desk.people["auditor"], report_id, entry("Read the log.", Recorded.NOTE))
    record = await desk.recording.read(desk.people["deputy"], report_id)
    told = [(e.entry.number, e.entry.kind, e.entry.role, e.inside and e.inside.by) for e in record.entries]
    assert told == [
        (1, Recorded.STEP, "monitoring_officer", "Officer"),
        (2, Recorded.NOTE, "chief_internal_auditor", "Auditor"),
    ]
    first = record.entries[0]
    assert first.inside is not None
    assert (first.inside.text, first.inside.facts, first.entry.written_on) == (
        "To the police.", facts, date(2026, 11, 23),
    )  # fmt: skip
    assert (record.missing, record.altered) == ((), ())


async def test_reading_and_writing_the_record_are_on_the_record(desk: Office) -> None:
    report_id = await released(desk)
    await desk.recording.write(desk.people["officer"], report_id, entry())
    await desk.recording.read(desk.people["auditor"], report_id)
    assert await events(desk, RECORDED, READ) == [
        (RECORDED, "officer", "monitoring_officer"),
        (READ, "auditor", "chief_internal_auditor"),
    ]


async def test_what_cannot_be_recorded_in_the_audit_log_is_neither_read_nor_written(desk: Office) -> None:
    report_id = await released(desk)
    await desk.recording.write(desk.people["officer"], report_id, entry())
    for act in (
        lambda: desk.recording.read(desk.people["officer"], report_id),
        lambda: desk.recording.write(desk.people["officer"], report_id, entry()),
    ):
        desk.killing.at = "work.before_commit"
        with pytest.raises(Killed):
            # The first transaction of a write only looks; the one that is killed holds nothing.
            await act()
    assert len((await desk.recording.read(desk.people["officer"], report_id)).entries) == 1


async def test_a_press_that_comes_twice_is_recorded_once(desk: Office) -> None:
    report_id = await released(desk)
    mine = entry()
    assert await desk.recording.write(desk.people["officer"], report_id, mine)
    assert not await desk.recording.write(desk.people["officer"], report_id, mine)
    assert len((await desk.recording.read(desk.people["officer"], report_id)).entries) == 1
    assert len(await events(desk, RECORDED)) == 1


async def test_an_entry_and_its_audit_line_are_kept_together_or_not_at_all(desk: Office) -> None:
    report_id = await released(desk)
    desk.killing.at = "record.before_commit"
    with pytest.raises(Killed):
        await desk.recording.write(desk.people["officer"], report_id, entry())
    assert (await desk.recording.read(desk.people["officer"], report_id)).entries == ()
    assert await events(desk, RECORDED) == []


@pytest.mark.parametrize("words", ["", "  \n ", "x" * (LONGEST_ENTRY + 1)])
async def test_an_entry_says_something_and_not_too_much(desk: Office, words: str) -> None:
    report_id = await released(desk)
    with pytest.raises(Refused, match="Write what you want to record"):
        await desk.recording.write(desk.people["officer"], report_id, entry(words))
    assert (await desk.recording.read(desk.people["officer"], report_id)).entries == ()


async def test_an_excluded_handler_neither_reads_nor_writes_and_learns_nothing(desk: Office) -> None:
    report_id = await released(desk, not_to_see=("monitoring_officer",))
    told = []
    for id_ in (report_id, uuid.uuid4().hex):
        for act in (desk.recording.read, lambda by, id_: desk.recording.write(by, id_, entry())):
            with pytest.raises(NotFound) as refused:
                await act(desk.people["officer"], id_)
            told.append(str(refused.value))
    assert len(set(told)) == 1
    assert await events(desk, RECORDED, READ) == []


@pytest.mark.parametrize("name", ["reporter", "chief"])
async def test_whoever_handles_no_concerns_is_told_so(desk: Office, name: str) -> None:
    report_id = await released(desk)
    with pytest.raises(NotYours):
        await desk.recording.read(desk.people[name], report_id)
    with pytest.raises(NotYours):
        await desk.recording.write(desk.people[name], report_id, entry())


async def test_whoevers_role_ended_yesterday_reads_nothing_any_more(desk: Office) -> None:
    report_id = await released(desk)
    today = date(2026, 11, 24)
    desk.clock.on_day(1)
    async with desk.store.work() as work:
        ended = Holding("auditor", Role.CHIEF_INTERNAL_AUDITOR, LONG_AGO, today - timedelta(days=1))
        await work.people.replace([desk.people["auditor"]], [ended])
    with pytest.raises(NotYours):
        await desk.recording.read(desk.people["auditor"], report_id)


async def test_a_report_that_waits_for_its_batch_has_no_record_yet(desk: Office) -> None:
    report_id, _, _ = await desk.told()
    with pytest.raises(NotFound):
        await desk.recording.write(desk.people["officer"], report_id, entry())


async def test_a_private_note_is_seen_to_be_there_and_read_by_its_author_alone(desk: Office) -> None:
    report_id = await released(desk)
    note = entry("I doubt the log.", Recorded.PRIVATE_NOTE)
    await desk.recording.write(desk.people["officer"], report_id, note)
    (mine,) = (await desk.recording.read(desk.people["officer"], report_id)).entries
    record = await desk.recording.read(desk.people["auditor"], report_id)
    (theirs,) = record.entries
    assert text_of(mine) == "I doubt the log."
    assert (theirs.inside, theirs.withheld, theirs.entry.author) == (None, True, "officer")
    assert record.altered == ()


async def test_what_was_wrong_is_put_right_by_a_new_entry(desk: Office) -> None:
    report_id = await released(desk)
    wrong = entry("It was on Monday.")
    await desk.recording.write(desk.people["officer"], report_id, wrong)
    right = entry("It was on Tuesday.", Recorded.CORRECTION, corrects=1)
    await desk.recording.write(desk.people["auditor"], report_id, right)
    first, second = (await desk.recording.read(desk.people["officer"], report_id)).entries
    assert text_of(first) == "It was on Monday."
    assert second.inside is not None
    assert second.inside.corrects == first.entry.number


async def test_only_an_entry_that_is_there_can_be_put_right(desk: Office) -> None:
    report_id = await released(desk)
    with pytest.raises(Refused, match="no entry 7"):
        await desk.recording.write(desk.people["officer"], report_id, entry("No.", Recorded.CORRECTION, corrects=7))


async def tampered(desk: Office, statement: str) -> None:
    """What somebody who can write the database does."""
    async with desk.engine.begin() as connection:
        await connection.execute(text("DROP TRIGGER IF EXISTS case_entries_no_update"))
        await connection.execute(text("DROP TRIGGER IF EXISTS case_entries_no_replace"))
        await connection.execute(text(statement))


@pytest.mark.parametrize(
    ("statement", "missing", "altered"),
    [
        ("DELETE FROM case_entries WHERE number = 2", (2,), ()),
        ("DELETE FROM case_entries WHERE number = 3", (3,), ()),
        ("DELETE FROM case_entries", (1, 2, 3), ()),
        ("UPDATE case_entries SET number = number + 10", (1, 2, 3), (11, 12, 13)),
        ("UPDATE case_entries SET written_on = '2026-11-20' WHERE number = 2", (), (2,)),
        ("UPDATE case_entries SET author = 'auditor' WHERE number = 1", (), (1,)),
        ("UPDATE case_entries SET role = 'chief_internal_auditor' WHERE number = 1", (), (1,)),
        ("UPDATE case_entries SET kind = 'outcome' WHERE number = 1", (), (1,)),
        ("UPDATE case_entries SET kind = 'private_note' WHERE number = 1", (), (1,)),
        ("UPDATE case_entries SET kind = 'nonsense' WHERE number = 1", (), (1,)),
        ("UPDATE case_entries SET sealed = (SELECT sealed FROM case_entries WHERE number = 2)"
         " WHERE number = 1", (), (1,)),
        ("UPDATE case_entries SET id = '" + "0" * 32 + "' WHERE number = 3", (), (3,)),
        ("INSERT INTO case_entries SELECT '" + "0" * 32 + "', report_id, 4, written_on, author, role, kind, sealed"
         " FROM case_entries WHERE number = 1", (), (4,)),
    ],
)  # fmt: skip
async def test_an_entry_that_was_taken_out_or_changed_is_noticed_and_the_rest_is_read(
    desk: Office, statement: str, missing: tuple[int, ...], altered: tuple[int, ...]
) -> None:
    report_id = await released(desk)
    for words in ("First step.", "Second step.", "Third step."):
        await desk.recording.write(desk.people["officer"], report_id, entry(words))
    await tampered(desk, statement)
    record = await desk.recording.read(desk.people["officer"], report_id)
    assert (record.missing, record.altered) == (missing, altered)


async def test_an_entry_rolled_back_to_an_earlier_state_of_the_database_is_noticed(desk: Office) -> None:
    """An older sealed text under the same number: it was sealed by us, and is not what the audit log has."""
    report_id = await released(desk)
    mine = entry("What was said first.")
    await desk.recording.write(desk.people["officer"], report_id, mine)
    async with desk.store.work() as work:
        report = await work.reports.by_id(report_id)
    assert report is not None
    other = await desk.recording.seal(desk.people["officer"], report, replace(mine, text="What was said later."))
    await tampered(desk, f"UPDATE case_entries SET sealed = x'{other.sealed.hex()}'")
    record = await desk.recording.read(desk.people["officer"], report_id)
    assert record.altered == (1,)


async def test_the_story_says_nothing_about_the_record(desk: Office) -> None:
    """What a reporter sees of a report does not change when something is recorded about it."""
    report_id, code, _ = await desk.told()
    desk.clock.at += timedelta(hours=5)
    await desk.tick()
    before = await desk.corresponding.look(code)
    await desk.recording.write(desk.people["officer"], report_id, entry("Asked " + concern().title))
    assert await desk.corresponding.look(code) == before
