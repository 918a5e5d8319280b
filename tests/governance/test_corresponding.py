"""What is written after a report: more to it, a question, its answer, that it is taken back. Real store and sealing."""

from __future__ import annotations

import asyncio
import uuid

import pytest

from dialogs.forms.speak_up import SPEAK_UP
from governance.errors import NotFound, Refused, Stale
from governance.notices import End, Kind
from governance.reports import Author, Entry, Identity, State
from governance.services.corresponding import LONGEST_LETTER, MOST_LETTERS, WRONG_CODE, NewLetter
from governance.services.proceeding import TAKEN_BACK
from tests.governance.reporting import REPORTER, Killed, Office, concern, new_id, office, parts

MORE = "They wedged the doors open again, on the second floor."
QUESTION = "Which floor are the doors on?"


def more(text: str = MORE, **changes: str) -> NewLetter:
    return NewLetter(changes.get("id", new_id()), Entry.ADDITION, text)


def taken_back(why: str = "") -> NewLetter:
    return NewLetter(new_id(), Entry.WITHDRAWAL, why)


async def released(o: Office, **answers: object) -> tuple[str, str]:
    """A report that its handlers have seen: its id and its code. It is Monday, just after nine."""
    report_id, code, _ = await o.told(**answers)
    o.clock.on_day(0, hour=9)
    await o.tick()
    return report_id, code


async def lines_of(o: Office, subject: str) -> list[tuple[str, str]]:
    async with o.store.work() as work:
        return [
            (each.event.actor, each.event.verb)
            for each in await work.audit.lines(0, 1000)
            if each.event.subject == subject
        ]


async def unread(o: Office, name: str) -> int:
    return sum(line.unread for line in await o.handling.cases(o.people[name]))


async def test_what_a_reporter_adds_reaches_the_handlers_with_the_next_batch_and_not_before() -> None:
    async with office() as o:
        report_id, code = await released(o)
        assert await o.corresponding.write(code, more())
        before = {n.id for n in await o.notices()}
        await o.tick()
        assert await unread(o, "officer") == 0
        assert (await o.handling.open(o.people["officer"], report_id)).letters == ()
        assert ("system", "added") not in await lines_of(o, report_id)
        assert {n.id for n in await o.notices()} == before
        o.clock.on_day(0, hour=13)
        await o.tick()
        new = [n for n in await o.notices() if n.id not in before]
        assert {(n.recipient, n.kind) for n in new} == {("officer", Kind.REPORTS_WAIT), ("auditor", Kind.REPORTS_WAIT)}
        assert ("system", "added") in await lines_of(o, report_id)
        assert await unread(o, "officer") == 1
        [letter] = (await o.handling.open(o.people["officer"], report_id)).letters
        assert (letter.author, letter.entry, letter.text, letter.by) == (Author.REPORTER, Entry.ADDITION, MORE, "")


async def test_the_reporter_reads_at_once_what_they_wrote() -> None:
    async with office() as o:
        _, code, _ = await o.told()
        await o.corresponding.write(code, more("First."))
        await o.corresponding.write(code, more("Second."))
        assert [letter.text for letter in (await o.corresponding.look(code)).letters] == ["First.", "Second."]


async def test_each_handler_is_shown_what_they_themselves_have_not_read() -> None:
    async with office() as o:
        report_id, code = await released(o)
        await o.corresponding.write(code, more())
        o.clock.on_day(0, hour=13)
        await o.tick()
        assert (await o.handling.open(o.people["officer"], report_id)).line.unread == 1
        assert (await o.handling.open(o.people["officer"], report_id)).line.unread == 0
        assert (await unread(o, "officer"), await unread(o, "auditor")) == (0, 1)
        await o.corresponding.write(code, more())
        o.clock.on_day(0, hour=17)
        await o.tick()
        assert (await unread(o, "officer"), await unread(o, "auditor")) == (1, 2)


async def test_a_letter_does_not_show_whether_a_handler_wrote_before_or_after_it_that_day() -> None:
    async with office() as o:
        report_id, code = await released(o)
        await o.corresponding.write(code, more())
        await o.handling.ask(o.people["officer"], report_id, 2, QUESTION)
        o.clock.on_day(0, hour=13)
        await o.tick()
        case = await o.handling.open(o.people["officer"], report_id)
        assert [letter.entry for letter in case.letters] == [Entry.QUESTION, Entry.ADDITION]


async def test_the_same_letter_sent_twenty_times_at_once_is_one() -> None:
    async with office() as o:
        _, code = await released(o)
        letter = more()
        kept = await asyncio.gather(*(o.corresponding.write(code, letter) for _ in range(20)))
        assert sum(kept) == 1
        assert len((await o.corresponding.look(code)).letters) == 1
        o.clock.on_day(0, hour=13)
        await o.tick()
        assert not await o.corresponding.write(code, letter)
        assert len((await o.corresponding.look(code)).letters) == 1


async def test_twenty_letters_at_once_are_twenty() -> None:
    async with office() as o:
        _, code = await released(o)
        sent = [more(f"Letter {number}.") for number in range(20)]
        assert all(await asyncio.gather(*(o.corresponding.write(code, letter) for letter in sent)))
        assert {each.text for each in (await o.corresponding.look(code)).letters} == {each.text for each in sent}


async def test_a_letter_that_was_not_committed_is_kept_when_it_is_sent_again() -> None:
    async with office() as o:
        _, code = await released(o)
        letter = more()
        o.killing.at = "letter.before_commit"
        with pytest.raises(Killed):
            await o.corresponding.write(code, letter)
        assert (await o.corresponding.look(code)).letters == ()
        assert await o.corresponding.write(code, letter)


async def test_a_release_that_is_killed_is_done_by_the_next_tick_and_once() -> None:
    async with office() as o:
        report_id, code = await released(o)
        await o.corresponding.write(code, more())
        await o.corresponding.write(code, taken_back())
        o.clock.on_day(0, hour=13)
        o.killing.at = "release.before_commit"
        with pytest.raises(Killed):
            await o.tick()
        assert await unread(o, "officer") == 0
        await o.tick()
        await o.tick()
        assert await unread(o, "officer") == 2
        assert [verb for actor, verb in await lines_of(o, report_id) if actor == "system"] == [
            "received", "added", "withdrawn",
        ]  # fmt: skip


async def test_letters_are_counted_once_a_report_and_shuffled_with_the_reports() -> None:
    async with office() as o:
        _, code = await released(o)
        for _ in range(3):
            await o.corresponding.write(code, more())
        await o.told()
        o.clock.on_day(0, hour=13)
        await o.tick()
        async with o.store.work() as work:
            assert await work.letters.waiting() == []
            lane = await work.outbox.take_lane("council", o.clock.now(), 60)
            assert lane
            sent = await work.outbox.wave(lane, o.clock.now(), 60, [], 50) or ()
        assert sorted(m.facts["count"] for m in sent if m.recipient == "officer") == [1, 2]


async def test_somebody_excluded_hears_nothing_of_what_is_added() -> None:
    async with office() as o:
        _, code, _ = await o.told(not_to_see=("monitoring_officer",))
        await o.corresponding.write(code, more())
        for hour in (9, 13, 17):
            o.clock.on_day(0, hour=hour)
            await o.tick()
        assert "officer" not in {n.recipient for n in await o.notices()}


async def test_an_addition_to_an_urgent_report_waits_like_any_other_and_its_handlers_hear_of_it() -> None:
    async with office() as o:
        report_id, code, _ = await o.told(urgency="hurt", tell_at_once="yes")
        await o.corresponding.write(code, more())
        assert (await o.handling.open(o.people["officer"], report_id)).letters == ()
        o.clock.on_day(0)
        await o.tick()
        assert [n.kind for n in await o.notices() if n.recipient == "officer"] == [
            Kind.REPORT_URGENT, Kind.REPORTS_WAIT,
        ]  # fmt: skip
        assert len((await o.handling.open(o.people["officer"], report_id)).letters) == 1


# ------------------------------------------------------------------ questions and answers


async def test_a_question_reaches_the_reporter_and_the_answer_names_it() -> None:
    async with office() as o:
        report_id, code = await released(o)
        await o.handling.ask(o.people["officer"], report_id, 2, QUESTION)
        box = await o.corresponding.look(code)
        [question] = box.questions
        assert (question.text, question.by) == (QUESTION, "Officer")
        assert await o.corresponding.write(code, NewLetter(new_id(), Entry.ANSWER, "The second.", question.id))
        assert (await o.corresponding.look(code)).questions == ()
        o.clock.on_day(0, hour=13)
        await o.tick()
        asked, answered = (await o.handling.open(o.people["officer"], report_id)).letters
        assert (answered.entry, answered.question) == (Entry.ANSWER, asked.id)
        assert ("officer", "asked") in await lines_of(o, report_id)
        assert ("system", "answered") in await lines_of(o, report_id)


async def test_only_a_question_can_be_answered() -> None:
    async with office() as o:
        report_id, code = await released(o)
        await o.handling.acknowledge(o.people["officer"], report_id, 2, parts())
        [letter] = (await o.corresponding.look(code)).letters
        for nothing in (letter.id, new_id(), ""):
            with pytest.raises(Refused, match="not one of ours"):
                await o.corresponding.write(code, NewLetter(new_id(), Entry.ANSWER, "The second.", nothing))


async def test_two_handlers_do_not_ask_at_once() -> None:
    async with office() as o:
        report_id, code = await released(o)
        await o.handling.ask(o.people["officer"], report_id, 2, QUESTION)
        with pytest.raises(Stale, match="Officer wrote to the reporter on 23 November 2026"):
            await o.handling.ask(o.people["auditor"], report_id, 2, "Where are the doors?")
        assert len((await o.corresponding.look(code)).letters) == 1


async def test_two_handlers_do_not_ask_at_once_about_an_urgent_report_either() -> None:
    async with office() as o:
        report_id, code = await released(o, urgency="hurt", tell_at_once="yes")
        await o.handling.ask(o.people["officer"], report_id, 2, QUESTION)
        with pytest.raises(Stale):
            await o.handling.ask(o.people["auditor"], report_id, 2, "Where are the doors?")
        assert len((await o.corresponding.look(code)).letters) == 1


async def test_a_question_that_is_sent_twice_is_one() -> None:
    async with office() as o:
        report_id, code = await released(o)
        for _ in range(2):
            await o.handling.ask(o.people["officer"], report_id, 2, QUESTION)
        assert len((await o.corresponding.look(code)).letters) == 1
        assert [verb for _, verb in await lines_of(o, report_id)].count("asked") == 1


async def test_a_question_leaves_the_promise_of_an_acknowledgement_open() -> None:
    async with office() as o:
        report_id, _ = await released(o)
        await o.handling.ask(o.people["officer"], report_id, 2, QUESTION)
        assert await o.promise_is_open(report_id)


async def test_nobody_asks_about_a_case_that_is_not_theirs() -> None:
    async with office() as o:
        report_id, _ = await released(o, not_to_see=("monitoring_officer",))
        with pytest.raises(NotFound):
            await o.handling.ask(o.people["officer"], report_id, 2, QUESTION)


async def test_no_handler_sends_an_empty_or_an_endless_question() -> None:
    async with office() as o:
        report_id, _ = await released(o)
        for text in ("  ", "x" * (LONGEST_LETTER + 1)):
            with pytest.raises(Refused, match="question"):
                await o.handling.ask(o.people["officer"], report_id, 2, text)


# ------------------------------------------------------------------ taking a report back


async def test_a_report_that_is_taken_back_ends_its_clock_with_the_next_batch() -> None:
    async with office() as o:
        report_id, code = await released(o)
        assert await o.corresponding.write(code, taken_back("I changed my mind."))
        box = await o.corresponding.look(code)
        assert (box.state, box.may_withdraw) == (State.WITHDRAWN, False)
        assert await o.promise_is_open(report_id)
        assert (await o.handling.open(o.people["officer"], report_id)).line.state is State.RECEIVED
        o.clock.on_day(0, hour=13)
        await o.tick()
        assert not await o.promise_is_open(report_id)
        case = await o.handling.open(o.people["officer"], report_id)
        assert (case.line.state, case.letters[-1].text) == (State.WITHDRAWN, "I changed my mind.")
        told = {n.id for n in await o.notices()}
        for day in range(1, 12):
            o.clock.on_day(day)
            await o.tick()
        assert {n.id for n in await o.notices() if n.state is End.READY} <= told


async def test_a_report_that_is_taken_back_before_its_batch_is_still_shown() -> None:
    async with office() as o:
        report_id, code, _ = await o.told()
        await o.corresponding.write(code, taken_back())
        o.clock.on_day(0)
        await o.tick()
        [line] = await o.handling.cases(o.people["officer"])
        assert (line.state, line.unread) == (State.WITHDRAWN, 1)
        assert not await o.promise_is_open(report_id)
        assert {n.recipient for n in await o.notices() if n.state is End.READY} == {"officer", "auditor"}


async def test_it_is_taken_back_once() -> None:
    async with office() as o:
        _, code = await released(o)
        assert await o.corresponding.write(code, taken_back())
        assert not await o.corresponding.write(code, taken_back("Again."))
        o.clock.on_day(0, hour=13)
        await o.tick()
        assert not await o.corresponding.write(code, taken_back("And again."))
        assert len((await o.corresponding.look(code)).letters) == 1


async def test_nobody_writes_to_somebody_who_took_their_report_back() -> None:
    async with office() as o:
        report_id, code = await released(o)
        await o.corresponding.write(code, taken_back())
        o.clock.on_day(0, hour=13)
        await o.tick()
        version = (await o.handling.open(o.people["officer"], report_id)).line.version
        for shown in (version, 2):
            with pytest.raises(Refused, match=TAKEN_BACK):
                await o.handling.ask(o.people["officer"], report_id, shown, QUESTION)
            with pytest.raises(Refused, match=TAKEN_BACK):
                await o.handling.acknowledge(o.people["officer"], report_id, shown, parts())
        assert len((await o.corresponding.look(code)).letters) == 1


async def test_whoever_took_a_report_back_may_still_add_to_it() -> None:
    async with office() as o:
        report_id, code = await released(o)
        await o.corresponding.write(code, taken_back())
        o.clock.on_day(0, hour=13)
        await o.tick()
        assert await o.corresponding.write(code, more())
        o.clock.on_day(0, hour=17)
        await o.tick()
        case = await o.handling.open(o.people["officer"], report_id)
        assert (case.line.state, case.letters[-1].text) == (State.WITHDRAWN, MORE)


async def test_an_acknowledgement_that_crossed_it_is_kept() -> None:
    async with office() as o:
        report_id, code = await released(o)
        await o.corresponding.write(code, taken_back())
        await o.handling.acknowledge(o.people["officer"], report_id, 2, parts())
        o.clock.on_day(0, hour=13)
        await o.tick()
        case = await o.handling.open(o.people["officer"], report_id)
        assert case.line.state is State.WITHDRAWN
        assert [letter.entry for letter in case.letters] == [Entry.ACKNOWLEDGEMENT, Entry.WITHDRAWAL]


# ------------------------------------------------------------------ limits, and who may write


async def test_a_reporter_writes_fifty_times_at_most_and_may_take_it_back_all_the_same() -> None:
    async with office() as o:
        _, code = await released(o)
        for _ in range(MOST_LETTERS):
            await o.corresponding.write(code, more())
        with pytest.raises(Refused, match="50 times"):
            await o.corresponding.write(code, more())
        assert await o.corresponding.write(code, taken_back())


async def test_a_letter_says_something_in_four_thousand_characters() -> None:
    async with office() as o:
        _, code = await released(o)
        for text in (" ", "x" * (LONGEST_LETTER + 1)):
            with pytest.raises(Refused, match="4000 characters"):
                await o.corresponding.write(code, more(text))
        assert await o.corresponding.write(code, more("é" * LONGEST_LETTER))


async def test_a_code_that_opens_nothing_writes_nothing() -> None:
    async with office() as o:
        await released(o)
        for wrong in ("00000-00000-00000-00000", "nonsense", ""):
            with pytest.raises(NotFound) as refused:
                await o.corresponding.write(wrong, more())
            assert str(refused.value) == WRONG_CODE


async def test_a_known_reporter_writes_to_their_own_reports_alone_and_is_told_of_a_question() -> None:
    async with office() as o:
        mine, theirs = uuid.uuid4().hex, uuid.uuid4().hex
        named = concern(identity=Identity.CONFIDENTIAL)
        await o.receiving.receive_known(named, mine, SPEAK_UP.fingerprint, REPORTER)
        await o.receiving.receive_known(named, theirs, SPEAK_UP.fingerprint, o.people["chief"])
        o.clock.on_day(0)
        await o.tick()
        assert await o.corresponding.write_known(REPORTER, mine, more())
        with pytest.raises(NotFound):
            await o.corresponding.write_known(REPORTER, theirs, more())
        await o.handling.ask(o.people["officer"], mine, 2, QUESTION)
        [news] = [n for n in await o.notices() if n.kind is Kind.NEWS]
        assert o.seal.addressee(news.recipient) == REPORTER.entra_id
        [box] = await o.corresponding.mine(REPORTER)
        assert {letter.entry for letter in box.letters} == {Entry.ADDITION, Entry.QUESTION}


async def test_nobody_is_told_of_a_question_to_somebody_whom_we_do_not_know() -> None:
    async with office() as o:
        report_id, _ = await released(o)
        before = {n.id for n in await o.notices()}
        await o.handling.ask(o.people["officer"], report_id, 2, QUESTION)
        assert {n.id for n in await o.notices()} == before
