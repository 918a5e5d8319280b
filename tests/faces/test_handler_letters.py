"""What is written after a report, in Teams: by those who have a code, by those who gave their name, and to them."""

from __future__ import annotations

import json
from datetime import timedelta

from tests.faces.acting import begin, code_on, dump, fill_in, open_first_case, speak_up, speak_up_with_name
from tests.faces.card_rules import typed_words
from tests.faces.council import AMARA, JOHN, PRIYA, Box, Council, Member, council

MORE = "They wedged the doors open again on the second floor."
QUESTION = "Which of the doors do you mean?"
ANSWER = "The two at the back stairs."


async def with_code(member: Member, code: str) -> Box:
    box = await member.press(await member.say("I have a code"), "I have a code")
    return await box.press("Open", code=code)


async def my_reports(member: Member) -> Box:
    return await member.press(await member.say("my reports"), "My reports")


async def ask(member: Member, text: str = QUESTION) -> Box:
    return await (await (await open_first_case(member)).press("Ask the reporter")).press("Send", text=text)


async def next_day(world: Council) -> int:
    """The next batch after one in the evening: half a day later it is too early for one."""
    world.clock.pass_time(hours=2)
    return await world.release()


async def test_a_reporter_with_a_code_adds_to_the_report_and_reads_it_back() -> None:
    async with council() as world:
        whistleblower = world.member(PRIYA)
        code = code_on(await speak_up(whistleblower))
        form = await (await with_code(whistleblower, code)).press("Add to this report")
        done = await form.press("Send", text=MORE)
        assert "We have what you added" in done.words
        box = await done.press("Back to your report")
        assert MORE in typed_words(box.card)
        assert "More to the report from you" in typed_words(box.card)


async def test_whoever_comes_with_a_code_is_looked_up_nowhere_and_nothing_is_sent_by_itself() -> None:
    async with council() as world:
        whistleblower = world.member(PRIYA)
        code = code_on(await speak_up(whistleblower))
        await world.release()
        await ask(world.member(AMARA))
        card = await whistleblower.say("I have a code")
        before, sent, asked = await dump(world), len(world.outside.sent), world.directory.asked
        mailbox = await (await whistleblower.press(card, "I have a code")).press("Open", code=code)
        for button, words in (("Add to this report", MORE), ("Answer this question", ANSWER)):
            done = await (await mailbox.press(button)).press("Send", text=words)
            mailbox = await done.press("Back to your report")
        form = await mailbox.press("Take this report back")
        await form.press("Take my report back", why="I was told to.", sure="yes")
        assert (len(world.outside.sent), world.directory.asked, world.log) == (sent, asked, [])
        after = await dump(world)
        for trace in (PRIYA.entra_id, PRIYA.name, f"29:{PRIYA.entra_id}"):
            assert after.count(trace) == before.count(trace)


async def test_a_handler_sees_at_the_next_batch_that_something_new_waits_and_reads_it() -> None:
    async with council() as world:
        code = code_on(await speak_up(world.member(PRIYA)))
        await world.release()
        await add(world.member(PRIYA), code)
        assert "from the reporter" not in (await cases(world.member(AMARA))).words
        await next_day(world)
        assert "New: 1 message from the reporter." in (await cases(world.member(AMARA))).words
        case = await open_first_case(world.member(AMARA))
        assert MORE in typed_words(case.card)
        assert "New: 1 message from the reporter." not in (await cases(world.member(AMARA))).words


async def test_a_question_is_asked_and_answered() -> None:
    async with council() as world:
        whistleblower = world.member(PRIYA)
        code = code_on(await speak_up(whistleblower))
        await world.release()
        assert "Your question is on its way" in (await ask(world.member(AMARA))).words
        box = await with_code(whistleblower, code)
        form = await box.press("Answer this question")
        assert QUESTION in typed_words(form.card), "the question stands above the answer"
        done = await form.press("Send", text=ANSWER)
        assert not (await done.press("Back to your report")).has("Answer this question")
        await next_day(world)
        said = typed_words((await open_first_case(world.member(AMARA))).card)
        assert f": {QUESTION}" in said
        assert ANSWER in said


async def test_a_second_handler_who_asks_is_told_who_did() -> None:
    async with council() as world:
        await speak_up(world.member(PRIYA))
        await world.release()
        seen = await open_first_case(world.member(JOHN))
        await ask(world.member(AMARA))
        refused = await (await seen.press("Ask the reporter")).press("Send", text="Where are the doors?")
        assert "Amara Okafor wrote to the reporter" in typed_words(refused.card)


async def test_a_question_that_teams_sends_twice_is_asked_once() -> None:
    async with council() as world:
        code = code_on(await speak_up(world.member(PRIYA)))
        await world.release()
        form = await (await open_first_case(world.member(AMARA))).press("Ask the reporter")
        for _ in range(2):
            assert "Your question is on its way" in (await form.press("Send", text=QUESTION)).words
        assert typed_words((await with_code(world.member(PRIYA), code)).card).count(QUESTION) == 1


async def test_taking_a_report_back_says_first_what_it_does_and_needs_more_than_one_press() -> None:
    async with council() as world:
        whistleblower = world.member(PRIYA)
        code = code_on(await speak_up(whistleblower))
        await world.release()
        form = await (await with_code(whistleblower, code)).press("Take this report back")
        assert "We may still have to act on what we know now" in form.words
        assert "We keep your report." in form.words
        stopped = await form.press("Take my report back")
        assert "Tick the box" in stopped.words
        done = await form.press("Take my report back", sure="yes")
        assert "You took your report back" in done.words
        box = await done.press("Back to your report")
        assert "State: you took it back" in box.words
        assert not box.has("Take this report back")
        await next_day(world)
        case = await open_first_case(world.member(AMARA))
        assert "The reporter took this report back." in case.words
        assert not case.has("Ask the reporter")
        assert not case.has("Acknowledge")


async def test_a_question_that_crossed_the_taking_back_is_refused_in_words() -> None:
    async with council() as world:
        whistleblower = world.member(PRIYA)
        code = code_on(await speak_up(whistleblower))
        await world.release()
        form = await (await open_first_case(world.member(AMARA))).press("Ask the reporter")
        take = await (await with_code(whistleblower, code)).press("Take this report back")
        await take.press("Take my report back", sure="yes")
        await next_day(world)
        refused = await form.press("Send", text=QUESTION)
        assert "The reporter has taken this report back" in typed_words(refused.card)


async def test_somebody_who_gave_their_name_writes_under_my_reports() -> None:
    async with council() as world:
        await speak_up_with_name(world.member(PRIYA))
        await world.release()
        await ask(world.member(AMARA))
        box = await my_reports(world.member(PRIYA))
        done = await (await box.press("Answer this question")).press("Send", text=ANSWER)
        assert "We have your answer" in done.words
        box = await done.press("Back to your report")
        done = await (await box.press("Add to this report")).press("Send", text=MORE)
        box = await done.press("Back to your report")
        assert MORE in typed_words(box.card)
        done = await (await box.press("Take this report back")).press("Take my report back", sure="yes", why="")
        assert "you took it back" in (await done.press("Back to your report")).words


async def test_a_button_that_writes_is_good_for_a_day_and_for_one_person() -> None:
    async with council() as world:
        code = code_on(await speak_up(world.member(PRIYA)))
        box = await with_code(world.member(PRIYA), code)
        stolen = Box(world.member(JOHN), box.body)
        assert not (await stolen.press("Add to this report")).inputs
        world.clock.at += timedelta(days=2)
        assert not (await box.press("Add to this report")).inputs


async def test_a_code_stands_in_no_button_that_can_be_read() -> None:
    async with council() as world:
        code = code_on(await speak_up(world.member(PRIYA)))
        form = await (await with_code(world.member(PRIYA), code)).press("Add to this report")
        for box in (form, await form.press("Send", text=MORE)):
            assert code not in json.dumps(box.body)
            assert code.replace("-", "") not in json.dumps(box.body)


async def test_an_empty_or_endless_addition_is_not_sent() -> None:
    async with council() as world:
        code = code_on(await speak_up(world.member(PRIYA)))
        form = await (await with_code(world.member(PRIYA), code)).press("Add to this report")
        for text in ("", " ", "x" * 4_001):
            assert "There is a problem" in (await form.press("Send", text=text)).words
        assert MORE not in typed_words((await with_code(world.member(PRIYA), code)).card)


async def test_an_unfinished_letter_leaves_nothing() -> None:
    async with council() as world:
        code = code_on(await speak_up(world.member(PRIYA)))
        before = await dump(world)
        form = await (await with_code(world.member(PRIYA), code)).press("Add to this report")
        await form.press("Stop", text=MORE)
        assert await dump(world) == before


async def add(member: Member, code: str) -> None:
    await (await (await with_code(member, code)).press("Add to this report")).press("Send", text=MORE)


async def cases(member: Member) -> Box:
    return await member.press(await member.say("cases"), "Cases")


async def test_a_form_that_was_begun_without_a_name_stays_without_one() -> None:
    """The draft of a code-bearer holds no report id, and that of a known reporter no code."""
    async with council() as world:
        done = await fill_in(await begin(world.member(PRIYA), named=False))
        mine = await my_reports(world.member(PRIYA))
        assert not mine.has("Add to this report")
        assert (await with_code(world.member(PRIYA), code_on(done))).has("Add to this report")
