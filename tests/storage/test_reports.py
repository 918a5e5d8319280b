"""Reports and letters: kept once, changed by one hand at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from governance.errors import Stale
from governance.outcomes import Outcome, Priority
from governance.reports import Author, Entry, Identity, Letter, State
from storage.work import SqlStore
from tests.storage.examples import TODAY, letter, new_id, report


async def test_a_report_comes_back_as_it_was_given(store: SqlStore) -> None:
    named = report(
        identity=Identity.NAMED, identity_sealed=b"who", locator=b"where", recipient=b"to", tag=None, urgent=True
    )
    anonymous = report()
    async with store.work() as work:
        assert await work.reports.add(named)
        assert await work.reports.add(anonymous)
    async with store.work() as work:
        assert await work.reports.by_id(named.id) == named
        assert await work.reports.by_tag(anonymous.tag or b"") == anonymous
        assert await work.reports.by_locator(b"where") == [named]
        assert await work.reports.told([named.id, new_id()]) == {named.id: list(named.told)}
        assert await work.reports.known_keys() == {named.key_id, anonymous.key_id}


async def test_the_course_of_a_case_is_kept_and_can_be_taken_back(store: SqlStore) -> None:
    given = report(state=State.INVESTIGATING)
    async with store.work() as work:
        await work.reports.add(given)
    over = replace(
        given, state=State.CLOSED, priority=Priority.HIGH, outcome=Outcome.PARTLY_UPHELD, acknowledged_on=TODAY,
        triaged_on=TODAY, concluded_on=date(2026, 12, 18), closed_on=date(2026, 12, 21),
    )  # fmt: skip
    async with store.work() as work:
        await work.reports.change(over)
    async with store.work() as work:
        assert await work.reports.by_id(given.id) == replace(over, version=2)
        with pytest.raises(Stale):
            await work.reports.change(over)
    again = replace(over, version=2, state=State.INVESTIGATING, outcome=None, concluded_on=None, closed_on=None)
    async with store.work() as work:
        await work.reports.change(again)
        assert await work.reports.by_id(given.id) == replace(again, version=3)


async def test_what_is_not_there_is_not_found(store: SqlStore) -> None:
    async with store.work() as work:
        assert await work.reports.by_id("x") is None
        assert await work.reports.by_tag(b"x") is None
        assert await work.reports.by_locator(b"x") == []
        assert await work.reports.by_keys([]) == []
        assert await work.reports.in_state(State.WAITING) == []
        assert await work.reports.known_keys() == frozenset()
        assert await work.letters.of("x") == []


async def test_a_report_that_is_sent_twice_is_kept_once(store: SqlStore) -> None:
    first = report()
    async with store.work() as work:
        assert await work.reports.add(first)
    async with store.work() as work:
        assert not await work.reports.add(replace(first, story=b"other", key_id=new_id(), told=()))
        assert await work.reports.by_id(first.id) == first


async def test_a_second_report_under_the_same_code_is_refused(store: SqlStore) -> None:
    first = report()
    async with store.work() as work:
        await work.reports.add(first)
    with pytest.raises(Stale):
        async with store.work() as work:
            await work.reports.add(report(tag=first.tag))


@pytest.mark.parametrize("what", ["identity_sealed", "locator", "recipient"])
async def test_the_database_itself_refuses_an_anonymous_report_with_a_person_in_it(store: SqlStore, what: str) -> None:
    with pytest.raises(Stale):
        async with store.work() as work:
            await work.reports.add(report(**{what: b"somebody"}))


async def test_a_time_of_day_never_reaches_a_report(store: SqlStore) -> None:
    with pytest.raises(ValueError, match="date was expected"):
        async with store.work() as work:
            await work.reports.add(report(received_on=datetime(2026, 11, 23, 10, 31, tzinfo=UTC)))


async def test_lists_are_by_date_and_inside_a_date_by_id(store: SqlStore) -> None:
    same_day = [report(id=f"{number:032x}") for number in (5, 3, 9, 1)]
    before = report(id="f" * 32, received_on=date(2026, 11, 20))
    async with store.work() as work:
        for each in [*same_day, before]:
            await work.reports.add(each)
        expected = [before.id, *sorted(each.id for each in same_day)]
        keys = [each.key_id for each in [*same_day, before]]
        assert [each.id for each in await work.reports.by_keys(keys)] == expected
        assert [each.id for each in await work.reports.in_state(State.WAITING)] == expected
        assert await work.reports.in_state(State.RECEIVED) == []


async def test_my_reports_show_the_newest_first(store: SqlStore) -> None:
    mine = [
        report(identity=Identity.NAMED, locator=b"me", received_on=date(2026, month, 1), tag=None)
        for month in (3, 9, 6)
    ]
    async with store.work() as work:
        for each in mine:
            await work.reports.add(each)
        assert [each.received_on.month for each in await work.reports.by_locator(b"me")] == [9, 6, 3]


async def test_a_handler_who_acts_on_what_was_changed_meanwhile_is_told_so(store: SqlStore) -> None:
    shown = report()
    async with store.work() as work:
        await work.reports.add(shown)
        await work.reports.move(shown.id, 1, State.RECEIVED)
    with pytest.raises(Stale):
        async with store.work() as work:
            await work.reports.move(shown.id, 1, State.ACKNOWLEDGED)
    async with store.work() as work:
        now = await work.reports.by_id(shown.id)
        assert now == replace(shown, state=State.RECEIVED, version=2)


async def test_a_conversation_is_read_in_its_order(store: SqlStore) -> None:
    about = report()
    letters = [letter(about.id, number, written_on=TODAY) for number in (2, 1, 3)]
    async with store.work() as work:
        await work.reports.add(about)
        for each in letters:
            await work.letters.add(each)
        assert await work.letters.of(about.id) == sorted(letters, key=lambda each: each.number)


async def test_two_who_write_at_once_do_not_overwrite_each_other(store: SqlStore) -> None:
    about = report()
    first = letter(about.id, 1)
    async with store.work() as work:
        await work.reports.add(about)
        await work.letters.add(first)
    with pytest.raises(Stale):
        async with store.work() as work:
            await work.letters.add(letter(about.id, 1, sealed=b"another"))
    async with store.work() as work:
        assert await work.letters.of(about.id) == [first]


async def test_a_letter_belongs_to_a_report(store: SqlStore) -> None:
    with pytest.raises(Stale):
        async with store.work() as work:
            await work.letters.add(letter("no such report"))


async def test_many_keys_can_be_asked_for_at_once(store: SqlStore) -> None:
    kept = report()
    async with store.work() as work:
        await work.reports.add(kept)
        keys = [new_id() for _ in range(1500)]
        assert await work.reports.by_keys([*keys, kept.key_id]) == [kept]


# ------------------------------------------------------------------ what reporters write


async def test_a_letter_of_a_reporter_is_no_part_of_the_conversation_until_it_is_released(store: SqlStore) -> None:
    about = report()
    first, second = waits(about.id, 1), waits(about.id, 2)
    async with store.work() as work:
        await work.reports.add(about)
        await work.letters.add(letter(about.id, 1))
        assert await work.letters.wait(second)
        assert await work.letters.wait(first)
    async with store.work() as work:
        assert [each.number for each in await work.letters.of(about.id)] == [1]
        assert await work.letters.waiting(about.id) == await work.letters.waiting() == [first, second]
        for number, each in enumerate((first, second), start=2):
            await work.letters.release(replace(each, number=number))
    async with store.work() as work:
        assert await work.letters.waiting() == []
        assert [each.id for each in await work.letters.of(about.id)][1:] == [first.id, second.id]


async def test_a_letter_that_is_sent_again_is_there_once_before_its_release_and_after(store: SqlStore) -> None:
    about = report()
    sent = waits(about.id, 1)
    async with store.work() as work:
        await work.reports.add(about)
        assert await work.letters.wait(sent)
        assert not await work.letters.wait(replace(sent, number=2, sealed=b"sealed anew"))
        assert await work.letters.waiting() == [sent]
        await work.letters.release(sent)
        assert not await work.letters.wait(sent)
    async with store.work() as work:
        assert await work.letters.wait(waits(about.id, 5))
    with pytest.raises(Stale):
        async with store.work() as work:
            await work.letters.wait(waits(about.id, 5))


async def test_each_handler_has_read_as_far_as_they_did(store: SqlStore) -> None:
    about, quiet = report(), report()
    async with store.work() as work:
        for each in (about, quiet):
            await work.reports.add(each)
        for number, author in enumerate((Author.REPORTER, Author.HANDLER, Author.REPORTER), start=1):
            await work.letters.add(letter(about.id, number, author=author))
        ids = {about.id, quiet.id}
        assert await work.letters.unread("1", ids) == {about.id: 2}
        for number in (1, 2):
            await work.letters.read_to(about.id, "1", number)
        assert await work.letters.unread("1", ids) == {about.id: 1}
        assert await work.letters.unread("2", ids) == {about.id: 2}
        await work.letters.read_to(about.id, "1", 3)
        assert await work.letters.unread("1", ids) == {}


def waits(report_id: str, number: int) -> Letter:
    return letter(report_id, number, author=Author.REPORTER, entry=Entry.ADDITION)
