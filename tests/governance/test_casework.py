"""A case after its acknowledgement: decided, looked into, concluded, closed; what its reporter reads of it, what stays
inside, and what is owed meanwhile."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest

from governance.actions import ActionState
from governance.calendar import Calendar
from governance.case_letters import CONCLUDED, MEETING_RIGHTS, decided_in_scope, progressed
from governance.case_record import Recorded
from governance.deeds import Decision
from governance.errors import NotFound, NotYours, Refused, Stale, Warned
from governance.lessons import SOURCE
from governance.notices import Kind
from governance.obligations import Duty
from governance.outcomes import Outcome, Priority
from governance.reports import Entry, Identity, NamedPerson, Report, State
from governance.roles import Holding, Role
from governance.services.acknowledging import case_audiences
from governance.services.corresponding import NewLetter
from governance.services.forecasting import Forecasting
from governance.services.proceeding import CLOSED, TAKEN_BACK
from tests.governance.casework_world import INSIDE, LETTER, TO_THE_END, Handler, case, conclusion, lesson, owed, triage
from tests.governance.reporting import LONG_AGO, MONDAY, REPORTER, Killed, Office, concern, office


async def row(o: Office, report_id: str) -> Report:
    async with o.store.work() as work:
        report = await work.reports.by_id(report_id)
    assert report is not None
    return report


async def reads(o: Office, code: str) -> list[tuple[Entry, str]]:
    return [(letter.entry, letter.text) for letter in (await o.corresponding.look(code)).letters]


async def recorded(o: Office, handler: Handler) -> list[tuple[Recorded, str]]:
    record = await o.recording.read(handler.person, handler.report_id)
    assert (record.missing, record.altered) == ((), ())
    return [(each.entry.kind, each.inside.text) for each in record.entries if each.inside]


async def writes(o: Office, code: str, text: str = "They did it again.") -> None:
    await o.corresponding.write(code, NewLetter(uuid.uuid4().hex, Entry.ADDITION, text))


# ------------------------------------------------------------------ the way of a case


async def test_a_case_goes_from_its_acknowledgement_to_its_closing_and_says_so_in_the_clear() -> None:
    async with office() as o:
        handler, code = await case(o)
        await handler.acknowledges()
        o.clock.on_day(2)
        await handler.decides()
        decided = await row(o, handler.report_id)
        assert (decided.state, decided.priority) == (State.TRIAGED, Priority.HIGH)
        await handler.begins()
        o.clock.on_day(10)
        await handler.concludes()
        o.clock.on_day(11)
        await handler.closes()
        closed = await row(o, handler.report_id)
        assert (closed.state, closed.outcome) == (State.CLOSED, Outcome.UPHELD)
        days = (closed.acknowledged_on, closed.triaged_on, closed.concluded_on, closed.closed_on)
        assert days == (date(2026, 11, 24), date(2026, 11, 25), date(2026, 12, 3), date(2026, 12, 4))
        letters = [entry for entry, _ in await reads(o, code)]
        assert letters == [Entry.ACKNOWLEDGEMENT, Entry.DECISION, Entry.PROGRESS, Entry.OUTCOME, Entry.COMPLETION]


async def test_what_is_said_inside_never_reaches_the_reporter_and_stands_in_the_record() -> None:
    async with office() as o:
        handler, code = await case(o)
        await handler.comes_to(*TO_THE_END)
        told = " ".join(text for _, text in await reads(o, code))
        assert INSIDE not in told
        kinds = [kind for kind, _ in await recorded(o, handler)]
        assert kinds == [Recorded.TRIAGE, Recorded.DETRIMENT, Recorded.STEP, Recorded.OUTCOME, Recorded.STEP]


async def test_each_step_stands_in_the_audit_log_and_says_no_word_of_it() -> None:
    async with office() as o:
        handler, _ = await case(o)
        await handler.comes_to(*TO_THE_END)
        async with o.store.work() as work:
            lines = [line.event for line in await work.audit.lines(0, 100) if line.event.subject == handler.report_id]
        verbs = [event.verb for event in lines if event.verb not in ("read", "recorded", "record_read")]
        assert verbs == ["received", "acknowledged", "triaged", "began_investigation", "concluded", "closed"]
        assert not any(words in str(event.details) for event in lines for words in (INSIDE, LETTER))


@pytest.mark.parametrize(
    ("decision", "state", "entry"),
    [
        (Decision.IN_SCOPE, State.TRIAGED, Entry.DECISION),
        (Decision.OUT_OF_SCOPE, State.TRIAGED, Entry.DECISION),
        (Decision.OTHER_PROCEDURE, State.REFERRED, Entry.DECISION),
        (Decision.NEEDS_MORE, State.ACKNOWLEDGED, Entry.QUESTION),
    ],
)
async def test_a_decision_leads_where_it_says(decision: Decision, state: State, entry: Entry) -> None:
    async with office() as o:
        handler, code = await case(o)
        await handler.acknowledges()
        await handler.decides(decision)
        assert (await row(o, handler.report_id)).state is state
        assert (await reads(o, code))[-1] == (entry, LETTER)


async def test_danger_comes_first() -> None:
    async with office() as o:
        handler, _ = await case(o)
        await handler.acknowledges()
        with pytest.raises(Refused, match="danger"):
            await handler.decides(danger="people")
        await handler.decides(danger="people", danger_done="The ward was told at once.")


async def test_nothing_is_sent_in_which_something_is_still_to_be_written() -> None:
    async with office() as o:
        handler, code = await case(o)
        await handler.acknowledges()
        with pytest.raises(Refused, match="Write your own words"):
            await handler.decides(Decision.OUT_OF_SCOPE, letter_out="We cannot, because [Write here: why.]")
        assert len(await reads(o, code)) == 1
        assert decided_in_scope(date(2026, 12, 1)).count("[") == 0


async def test_what_was_not_looked_into_is_not_upheld() -> None:
    async with office() as o:
        handler, _ = await case(o)
        await handler.comes_to("acknowledges", "decides")
        with pytest.raises(Refused, match="Nobody has begun"):
            await handler.concludes(Outcome.NOT_UPHELD)
        await handler.concludes(Outcome.RESOLVED)


async def test_the_note_and_the_message_are_never_the_same_nor_a_draft_for_something_else() -> None:
    async with office() as o:
        handler, code = await case(o)
        await handler.comes_to("acknowledges", "decides", "begins")
        before = await reads(o, code)
        for message in (INSIDE, f"We found this. {INSIDE}"):
            with pytest.raises(Refused, match="note for the record"):
                await handler.concludes(message=message)
        of_another = CONCLUDED[Outcome.NOT_UPHELD].replace(" [Write here: what we can tell.]", "")
        with pytest.raises(Refused):
            await handler.concludes(message=CONCLUDED[Outcome.NOT_UPHELD])
        assert await reads(o, code) == before
        await handler.concludes(Outcome.NOT_UPHELD, message=of_another)


async def test_an_offer_to_meet_always_says_that_they_may_bring_somebody_and_meet_elsewhere() -> None:
    async with office() as o:
        handler, code = await case(o)
        await o.casework.replying.offer_meeting(*await handler.at(), "Could we meet on Thursday at ten?")
        entry, text = (await reads(o, code))[-1]
        assert entry is Entry.MEETING
        assert text.endswith(MEETING_RIGHTS)
        for right in ("trade union", "away from your place of work"):
            assert right in text


async def test_a_case_opened_again_has_no_outcome_and_its_clocks_anew() -> None:
    async with office() as o:
        handler, _ = await case(o)
        await handler.comes_to(*TO_THE_END)
        await handler.opens_again()
        again = await row(o, handler.report_id)
        assert (again.state, again.outcome, again.concluded_on, again.closed_on) == (State.INVESTIGATING, *[None] * 3)
        assert set(await owed(o, handler.report_id)) == {Duty.PROGRESS, Duty.COMPLETE, Duty.FEEDBACK}
        await handler.comes_to("concludes", "closes")
        assert set(await owed(o, handler.report_id)) == {Duty.CHECK_IN}


# ------------------------------------------------------------------ names


async def test_a_letter_that_holds_a_name_from_the_case_is_warned_of_once() -> None:
    async with office() as o:
        handler, code = await case(o, people=(NamedPerson("Dave Sykes", "did"),))
        await handler.acknowledges()
        at = await handler.at()
        words = "We have spoken to Mr Sykes about it."
        with pytest.raises(Warned, match="Sykes") as warned:
            await o.casework.replying.message(*at, words)
        assert len(await reads(o, code)) == 1
        with pytest.raises(Warned):
            await o.casework.replying.message(*at, f"{words} And to Dave.", warned.value.mark)
        await o.casework.replying.message(*at, words, warned.value.mark)
        assert (await reads(o, code))[-1] == (Entry.MESSAGE, words)


async def test_somebody_on_the_staff_list_whom_the_story_names_is_found_too() -> None:
    async with office() as o:
        handler, _ = await case(o, story="Second told us to be quiet about the doors.")
        await handler.acknowledges()
        with pytest.raises(Warned, match="Second"):
            await o.casework.replying.progress(*await handler.at(), "We asked Second about it.")


# ------------------------------------------------------------------ lessons


async def test_a_lesson_becomes_an_action_that_names_no_case() -> None:
    async with office() as o:
        handler, _ = await case(o)
        await handler.comes_to("acknowledges", "decides", "begins", "concludes")
        wanted = lesson(
            raises="yes", title="Check each building before it is locked", holder="deputy@council.example",
            priority="high", due_on=date(2027, 2, 1),
        )  # fmt: skip
        entry = uuid.uuid4().hex
        reference = await o.casework.learning.learn(handler.person, handler.report_id, entry, wanted)
        assert await o.casework.learning.learn(handler.person, handler.report_id, entry, wanted) == reference
        async with o.store.work() as work:
            [action] = await work.register.all_actions()
        assert (action.reference, action.source, action.holder_id) == (reference, SOURCE, "deputy")
        assert (action.state, action.due_on) == (ActionState.NOT_BEGUN, date(2027, 2, 1))
        assert handler.report_id[:8].upper() not in reference
        assert (Recorded.LESSON, wanted.lesson) in await recorded(o, handler)


async def test_no_lesson_leaves_with_a_name_or_a_turn_of_phrase_of_the_case() -> None:
    async with office() as o:
        story = "Every evening the night porter wedges the east stair doors open with paint tins."
        handler, _ = await case(o, story=story, people=(NamedPerson("Dave Sykes"),))
        await handler.comes_to("acknowledges", "decides")
        entry = uuid.uuid4().hex
        learn = o.casework.learning.learn
        with pytest.raises(Refused, match="Sykes"):
            await learn(handler.person, handler.report_id, entry, lesson(lesson="Mr Sykes needs to be told how."))
        wedged = "Nobody wedges the East Stair doors open with paint tins."
        with pytest.raises(Refused, match="wedges the East Stair doors open with paint tins"):
            await learn(handler.person, handler.report_id, entry, lesson(lesson=wedged))
        with pytest.raises(Refused, match="wedges"):
            await learn(handler.person, handler.report_id, entry, lesson(raises="yes", title=wedged, holder="deputy"))
        async with o.store.work() as work:
            assert not await work.register.all_actions()
        assert not [kind for kind, _ in await recorded(o, handler) if kind is Recorded.LESSON]


async def test_nobody_who_is_kept_out_or_named_is_given_what_follows_from_a_lesson() -> None:
    async with office() as o:
        handler, _ = await case(
            o, not_to_see=("chief_internal_auditor",), people=(NamedPerson("Deputy Quill of Estates"),)
        )
        await handler.comes_to("acknowledges", "decides")
        async with o.store.work() as work:
            names = {each.id: each.name for each in await work.people.everyone()}
        for holder in ("auditor", "deputy"):
            wanted = lesson(raises="yes", title="Check each building", holder=holder, priority="low")
            if holder == "deputy":
                async with o.store.work() as work:
                    deputy = await work.people.by_id("deputy")
                    held = (await work.people.holdings_of(["deputy"]))["deputy"]
                    assert deputy is not None
                    await work.people.replace([replace(deputy, name="Deputy Quill")], held)
                    names["deputy"] = "Deputy Quill"
            with pytest.raises(Refused, match=f"{names[holder]} cannot be given this"):
                await o.casework.learning.learn(handler.person, handler.report_id, uuid.uuid4().hex, wanted)
        async with o.store.work() as work:
            assert not await work.register.all_actions()


async def test_whom_the_reporter_names_later_is_named_in_the_case_as_well() -> None:
    async with office() as o:
        handler, code = await case(o)
        await handler.comes_to("acknowledges", "decides")
        async with o.store.work() as work:
            deputy = await work.people.by_id("deputy")
            held = (await work.people.holdings_of(["deputy"]))["deputy"]
            assert deputy is not None
            await work.people.replace([replace(deputy, name="Lena Quill", left_on=date(2027, 6, 30))], held)
        wanted = lesson(raises="yes", title="Check keys", holder="deputy", priority="low", due_on=date(2027, 5, 3))
        learn = o.casework.learning.learn
        await learn(handler.person, handler.report_id, uuid.uuid4().hex, wanted)
        await writes(o, code, "It was Lena Quill who hid the only key to the plant room behind the boiler.")
        o.clock.on_day(2)
        await o.tick()
        for words, found in (
            ("Ms Quill keeps no keys.", "Quill"),
            ("Nobody hid the only key to the plant room.", "the only key to the plant room"),
        ):
            with pytest.raises(Refused, match=found):
                await learn(handler.person, handler.report_id, uuid.uuid4().hex, lesson(lesson=words))
        with pytest.raises(Refused, match="cannot be given this"):
            await learn(handler.person, handler.report_id, uuid.uuid4().hex, wanted)
        with pytest.raises(Warned, match="Quill"):
            await o.casework.replying.message(*await handler.at(), "We spoke to Lena Quill.")


async def test_an_action_for_nobody_is_refused_whole() -> None:
    async with office() as o:
        handler, _ = await case(o)
        await handler.comes_to("acknowledges", "decides")
        wanted = lesson(raises="yes", title="Check each building", holder="ghost@council.example", priority="low")
        with pytest.raises(Refused, match="staff list"):
            await o.casework.learning.learn(handler.person, handler.report_id, uuid.uuid4().hex, wanted)
        assert not [kind for kind, _ in await recorded(o, handler) if kind is Recorded.LESSON]


# ------------------------------------------------------------------ what is owed


async def test_each_clock_runs_while_its_state_lasts_and_no_other_does() -> None:
    async with office() as o:
        handler, _ = await case(o)
        assert set(await owed(o, handler.report_id)) == {Duty.ACKNOWLEDGE}
        under_way = {Duty.PROGRESS, Duty.COMPLETE, Duty.FEEDBACK}
        for step, expected in (
            ("acknowledges", under_way | {Duty.TRIAGE}),
            ("decides", under_way),
            ("begins", under_way),
            ("concludes", {Duty.CLOSE}),
            ("closes", {Duty.CHECK_IN}),
        ):
            await handler.comes_to(step)
            assert set(await owed(o, handler.report_id)) == expected, step


async def test_a_note_on_how_it_goes_begins_its_clock_anew_and_no_other() -> None:
    async with office() as o:
        handler, _ = await case(o)
        await handler.comes_to("acknowledges", "decides", "begins")
        before = await owed(o, handler.report_id)
        today = o.clock.on_day(14).date()
        await handler.tells_how_it_goes()
        after = await owed(o, handler.report_id)
        assert after[Duty.PROGRESS].due_on == Calendar().add(today, 20)
        assert after[Duty.PROGRESS].cycle == before[Duty.PROGRESS].cycle + 1
        assert after[Duty.COMPLETE] == before[Duty.COMPLETE]
        assert after[Duty.FEEDBACK].due_on == date(2027, 2, 24), "three months after the acknowledgement"


async def test_a_letter_of_the_reporter_is_answered_by_any_of_ours() -> None:
    async with office() as o:
        handler, code = await case(o)
        await handler.comes_to("acknowledges", "decides")
        await writes(o, code)
        assert Duty.REPLY not in await owed(o, handler.report_id), "nobody knows before the batch"
        o.clock.on_day(2)
        await o.tick()
        assert (await owed(o, handler.report_id))[Duty.REPLY].due_on == date(2026, 12, 2)
        await writes(o, code, "And again.")
        o.clock.on_day(3)
        await o.tick()
        assert (await owed(o, handler.report_id))[Duty.REPLY].due_on == date(2026, 12, 2), "the first still waits"
        await o.casework.replying.message(*await handler.at(), "Thank you for what you wrote.")
        assert Duty.REPLY not in await owed(o, handler.report_id)


async def test_what_a_handler_had_not_read_when_they_wrote_still_waits_for_an_answer() -> None:
    async with office() as o:
        handler, code = await case(o)
        await handler.comes_to("acknowledges", "decides")
        seen = await handler.at()
        await writes(o, code, "They moved me to nights because I told you.")
        o.clock.on_day(2)
        await o.tick()
        await o.casework.replying.message(*seen, "We are still looking into it.")
        assert (await owed(o, handler.report_id))[Duty.REPLY].due_on == date(2026, 12, 2)
        await o.casework.replying.message(*await handler.at(), "We will see to it that this stops.")
        assert Duty.REPLY not in await owed(o, handler.report_id)


async def test_the_lead_is_reminded_then_all_then_the_other_handler_and_the_chief_executive() -> None:
    async with office() as o:
        handler, code = await case(o)
        await handler.comes_to("acknowledges", "decides", "begins")
        await writes(o, code)
        heard: dict[date, set[str]] = {}
        for day in range(2, 22):
            o.clock.on_day(day)
            before = {notice.id for notice in await o.notices()}
            await o.tick()
            new = [n for n in await o.notices() if n.id not in before and n.kind in (Kind.CASE_DUE, Kind.CASE_MISSED)]
            if told := {n.recipient for n in new if n.recipient in o.people}:
                heard[o.clock.now().date()] = told
        assert heard == {
            date(2026, 11, 30): {"officer"},
            date(2026, 12, 2): {"officer"},
            date(2026, 12, 3): {"officer", "auditor", "deputy", "second"},
            date(2026, 12, 8): {"officer"},
            date(2026, 12, 9): {"auditor", "chief"},
        }


async def test_who_is_kept_out_of_a_case_never_hears_of_anything_owed_in_it() -> None:
    async with office() as o:
        handler, code = await case(o, not_to_see=("chief_internal_auditor",))
        await handler.comes_to("acknowledges", "decides", "begins")
        await writes(o, code)
        for day in range(2, 140):
            o.clock.on_day(day)
            await o.tick()
        recipients = {n.recipient for n in await o.notices() if n.kind in (Kind.CASE_DUE, Kind.CASE_MISSED)}
        assert "auditor" not in recipients
        assert {"officer", "chief"} <= recipients


async def test_while_the_lead_is_away_the_deputy_hears_and_after_they_left_too() -> None:
    async with office() as o:
        handler, _ = await case(o)
        await handler.acknowledges()
        await o.change("officer", left_on=date(2026, 11, 25))
        for day in range(2, 8):
            o.clock.on_day(day)
            await o.tick()
        told = {n.recipient for n in await o.notices() if n.kind is Kind.CASE_DUE}
        assert "deputy" in told
        assert "officer" not in told


async def test_a_question_is_recalled_to_a_reporter_whom_we_know_and_says_nothing() -> None:
    async with office() as o:
        report_id = "a" * 32
        await o.receiving.receive_known(concern(identity=Identity.CONFIDENTIAL), report_id, "form", REPORTER)
        o.clock.on_day(1)
        await o.tick()
        handler = Handler(o, report_id)
        await handler.acknowledges()
        await o.handling.ask(*await handler.at(), "Which of the doors do you mean?")
        news = len([n for n in await o.notices() if n.kind is Kind.NEWS])
        for day in range(2, 20):
            o.clock.on_day(day)
            await o.tick()
        recalled = [n for n in await o.notices() if n.kind is Kind.NEWS][news:]
        assert len(recalled) == 2
        assert {o.seal.addressee(n.recipient) for n in recalled} == {REPORTER.entra_id}
        assert len({n.recipient for n in recalled}) == 2, "no two addresses are alike"


async def test_nothing_is_recalled_to_whoever_wrote_since_or_is_not_known() -> None:
    async with office() as o:
        known = "a" * 32
        await o.receiving.receive_known(concern(identity=Identity.NAMED), known, "form", REPORTER)
        nobody, _ = await case(o)
        for handler in (Handler(o, known), nobody):
            await handler.acknowledges()
            await o.handling.ask(*await handler.at(), "Which of the doors do you mean?")
        assert Duty.ANSWER not in await owed(o, nobody.report_id)
        [box] = await o.corresponding.mine(REPORTER)
        answer = NewLetter(uuid.uuid4().hex, Entry.ANSWER, "The two at the back.", box.questions[0].id)
        await o.corresponding.write_known(REPORTER, known, answer)
        news = [n for n in await o.notices() if n.kind is Kind.NEWS]
        for day in range(2, 20):
            o.clock.on_day(day)
            await o.tick()
        assert [n for n in await o.notices() if n.kind is Kind.NEWS] == news


async def test_after_the_closing_the_reporter_is_asked_at_one_three_six_and_twelve_months() -> None:
    async with office() as o:
        handler, code = await case(o)
        await handler.comes_to(*TO_THE_END)
        dates, months = [], []
        while Duty.CHECK_IN in (due := await owed(o, handler.report_id)):
            dates.append(due[Duty.CHECK_IN].due_on)
            months.append(await o.casework.drafting.months_since_closing(handler.person, handler.report_id))
            o.clock.on_day((dates[-1] - MONDAY.date()).days)
            await handler.asks_how_they_are()
        assert dates == [date(2026, 12, 24), date(2027, 2, 24), date(2027, 5, 24), date(2027, 11, 24)]
        assert months == [1, 3, 6, 12]
        assert [entry for entry, _ in await reads(o, code)][-4:] == [Entry.CHECK_IN] * 4


async def test_one_that_is_asked_late_takes_the_place_of_those_that_passed() -> None:
    async with office() as o:
        handler, _ = await case(o)
        await handler.comes_to(*TO_THE_END)
        o.clock.on_day(130)
        await handler.asks_how_they_are()
        assert (await owed(o, handler.report_id))[Duty.CHECK_IN].due_on == date(2027, 5, 24)


async def test_nothing_is_owed_of_what_the_reporter_took_back() -> None:
    async with office() as o:
        handler, code = await case(o)
        await handler.comes_to("acknowledges", "decides", "begins")
        await o.corresponding.write(code, NewLetter(uuid.uuid4().hex, Entry.WITHDRAWAL, ""))
        o.clock.on_day(2)
        await o.tick()
        assert not await owed(o, handler.report_id)
        over = await row(o, handler.report_id)
        assert (over.state, over.outcome, over.closed_on) == (State.WITHDRAWN, Outcome.WITHDRAWN, date(2026, 11, 25))
        with pytest.raises(Refused, match=TAKEN_BACK):
            await handler.concludes()


async def test_what_is_forecast_of_a_case_is_what_is_sent() -> None:
    async with office() as o:
        handler, code = await case(o)
        await handler.comes_to("acknowledges", "decides", "begins")
        await writes(o, code)
        o.clock.on_day(2)
        await o.tick()
        now, end = o.clock.now(), o.clock.now() + timedelta(days=120)
        foreseen = await Forecasting(o.store, Calendar(), case_audiences(o.seal)).until(now, end)
        expected = {(each.at, each.recipient, each.kind) for each in foreseen.reminders}
        before = {notice.id for notice in await o.notices()}
        sent = set()
        for day in range(2, 122):
            o.clock.on_day(day)
            await o.tick()
            new = [n for n in await o.notices() if n.id not in before and n.recipient in o.people]
            before |= {notice.id for notice in new}
            sent |= {(o.clock.now(), n.recipient, n.kind) for n in new if o.clock.now() < end}
        assert sent == expected
        assert {Kind.CASE_DUE, Kind.CASE_MISSED} == {kind for _, _, kind in expected}


async def test_a_forecast_says_a_reporter_and_never_which() -> None:
    async with office() as o:
        known = "a" * 32
        await o.receiving.receive_known(concern(identity=Identity.NAMED), known, "form", REPORTER)
        o.clock.on_day(1)
        await o.tick()
        handler = Handler(o, known)
        await handler.acknowledges()
        await o.handling.ask(*await handler.at(), "Which of the doors do you mean?")
        now = o.clock.now()
        forecast = await Forecasting(o.store, Calendar(), case_audiences(o.seal)).until(now, now + timedelta(days=30))
        recalls = [each for each in forecast.reminders if each.kind is Kind.NEWS]
        assert len(recalls) == 2
        for each in recalls:
            assert forecast.addressees.named(each.recipient, now.date()) == "a reporter"


async def test_nothing_owed_about_an_urgent_report_is_foreseen_before_its_batch() -> None:
    async with office() as o:
        await o.receiving.receive_known(
            concern(identity=Identity.NAMED, tell_at_once="yes"), "a" * 32, "form", REPORTER
        )
        await o.handling.ask(o.people["officer"], "a" * 32, 1, "Where are you now?")
        now = o.clock.now()
        forecast = await Forecasting(o.store, Calendar(), case_audiences(o.seal)).until(now, now + timedelta(days=60))
        assert not forecast.reminders


# ------------------------------------------------------------------ races and bad input


async def test_of_two_handlers_at_once_one_decides_and_the_other_is_told_who() -> None:
    async with office() as o:
        handler, code = await case(o)
        await handler.acknowledges()
        version = (await handler.at())[2]
        results = await asyncio.gather(
            *(
                o.casework.deciding.triage(o.people[name], handler.report_id, version, triage())
                for name in ("officer", "auditor")
            ),
            return_exceptions=True,
        )
        [lost] = [each for each in results if each is not None]
        assert isinstance(lost, Stale)
        assert [entry for entry, _ in await reads(o, code)].count(Entry.DECISION) == 1
        late = Handler(o, handler.report_id, "second")
        with pytest.raises(Stale, match=r"Officer|Auditor"):
            await o.casework.deciding.triage(late.person, handler.report_id, version, triage())


async def test_a_step_that_comes_twice_is_taken_once() -> None:
    async with office() as o:
        handler, code = await case(o)
        await handler.comes_to("acknowledges", "decides", "begins")
        at = await handler.at()
        for _ in range(3):
            await o.casework.concluding.conclude(*at, conclusion())
        assert [entry for entry, _ in await reads(o, code)].count(Entry.OUTCOME) == 1
        assert [kind for kind, _ in await recorded(o, handler)].count(Recorded.OUTCOME) == 1
        with pytest.raises(Stale, match="Already done by Officer on 24 November 2026"):
            await o.casework.concluding.conclude(*at, conclusion(message="Another message."))


async def test_a_closed_case_takes_no_message_and_says_what_to_do() -> None:
    async with office() as o:
        handler, _ = await case(o)
        await handler.comes_to(*TO_THE_END)
        with pytest.raises(Refused, match=CLOSED):
            await o.casework.replying.message(*await handler.at(), "One more thing.")


async def test_whoever_lost_their_role_or_their_key_can_do_nothing() -> None:
    async with office() as o:
        handler, _ = await case(o)
        await handler.acknowledges()
        version = (await handler.at())[2]
        async with o.store.work() as work:
            ended = [Holding("officer", Role.MONITORING_OFFICER, LONG_AGO, date(2026, 11, 24))]
            await work.people.replace([o.people["officer"]], ended)
        o.clock.on_day(2)
        with pytest.raises(NotYours):
            await o.casework.deciding.triage(handler.person, handler.report_id, version, triage())
        outsider = o.people["outsider"]
        with pytest.raises(NotFound):
            await o.casework.deciding.triage(outsider, handler.report_id, version, triage())


async def test_an_endless_letter_is_refused_and_a_hostile_one_is_only_words() -> None:
    async with office() as o:
        handler, code = await case(o)
        await handler.acknowledges()
        with pytest.raises(Refused, match="4000"):
            await o.casework.replying.message(*await handler.at(), "x" * 4_001)
        hostile = "\u202e{{x}} ${y} [a](http://b) <b>\u200b"
        await o.casework.replying.message(*await handler.at(), hostile)
        assert (await reads(o, code))[-1] == (Entry.MESSAGE, hostile.strip())


async def test_when_the_process_dies_nothing_is_half_done() -> None:
    async with office() as o:
        handler, code = await case(o)
        await handler.comes_to("acknowledges", "decides", "begins")
        before, due = await reads(o, code), await owed(o, handler.report_id)
        o.killing.at = "conclude.before_commit"
        with pytest.raises(Killed):
            await handler.concludes()
        assert await reads(o, code) == before
        assert await owed(o, handler.report_id) == due
        assert Recorded.OUTCOME not in [kind for kind, _ in await recorded(o, handler)]
        await handler.concludes()


def test_words_to_begin_from_promise_the_day_that_is_chased() -> None:
    assert "8 January 2027" in progressed(date(2027, 1, 8))
