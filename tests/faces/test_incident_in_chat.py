"""An incident told card by card in the chat, by people who press, type, stop, come back and press old cards."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from governance import codes
from governance.notices import Failed
from governance.services.half_done import KeepingHalfDone
from tests.faces.acting import dump
from tests.faces.card_rules import CHAT_BYTES, buttons, check, executes, inputs, words
from tests.faces.council import AMARA, JOHN, PRIYA, Council, Member
from tests.faces.test_incidents import STORY, with_handlers

#: What she says to each question, in the words of a chat, by words of the question.
SAID = {
    "still going on": "no",
    "someone attacking": "no",
    "Did it happen?": "it happened",
    "in a few words": STORY,
    "Which is closest?": "email to the wrong person",
    "went wrong with the data": "1",
    "Which part of the council?": "housing",
    "Which team": "Rents, second floor",
    "Which records or system": "tenants",
    "when it happened?": "don't know",
    "find out?": "today 7am",
    "one of these?": "1",
    "What was it in?": "email",
    "living people?": "yes",
    "How was it marked?": "skip",
    "Who are they?": "people we serve",
    "how many people?": "I have counted",
    "How many people?": "about 40",
    "How many records?": "skip",
    "say about them?": "1",
    "about these?": "none",
    "happen to them?": "they could be upset",
    "Who got it": "someone else whom we know",
    "done so far?": "recalled",
    "Anything else": "skip",
    "all of it back?": "no",
    "Who has been told?": "my line manager",
    "deleted or given back?": "not asked",
    "How was it found?": "skip",
    "may have caused it": "The wrong list was picked from the menu.",
    "supplier or a partner": "no",
    "did they tell us?": "skip",
    "service desk?": "skip",
    "being hidden": "no",
    "deals with incidents?": "skip",
    "May we use your name?": "you may use my name",
    "best number": "skip",
}


@dataclass
class Chat:
    """Her side of the chat: the card that asks, and every card there was."""

    member: Member
    card: dict[str, Any] = field(default_factory=dict)

    @property
    def words(self) -> str:
        return words(self.card)

    async def begin(self) -> Chat:
        offer = await self.member.say("report an incident")
        self.card = await self.member.change(offer, "Answer in the chat")
        return self

    async def say(self, text: str) -> Chat:
        self.card = await self.member.say(text)
        check(self.card, CHAT_BYTES)
        return self

    async def press(self, title: str, **answers: object) -> Chat:
        self.card = await self.member.change(self.card, title, **answers)
        return self

    async def on(self, until: str = "Check your answers", **otherwise: str) -> Chat:
        """Answer in words, to the question with these words."""
        told = {**SAID, **{key.replace("_", " "): value for key, value in otherwise.items()}}
        for _ in range(50):
            if until in self.words:
                return self
            # Where the words of several stand on the card, those of the question come last.
            asked = max((q for q in told if q in self.words), key=self.words.rindex)
            before = self.words
            await self.say(told[asked])
            assert "There is a problem" not in self.words, self.words
            assert self.words != before, before
        raise AssertionError(f"this never comes: {until}")


@asynccontextmanager
async def chatting() -> AsyncIterator[tuple[Council, Chat]]:
    async with with_handlers() as world:
        yield world, await Chat(world.member(PRIYA)).begin()


async def incidents_of(world: Council) -> int:
    async with world.store.work() as work:
        return len(await work.incidents.everything())


async def forms_in(world: Council) -> list[str]:
    return [line for line in (await dump(world)).splitlines() if 'INTO "half_done"' in line]


async def test_an_incident_is_told_in_words_looked_over_and_sent() -> None:
    async with chatting() as (world, chat):
        assert "stays in your chat with Candour" in chat.words
        await chat.on()
        assert STORY in chat.words
        assert "23 November 2026, 07:00" in chat.words
        await chat.say("send")
        assert "We have it. Thank you" in chat.words
        assert await forms_in(world) == []
        handler = world.member(JOHN)
        listed = await handler.press(await handler.say("incidents"), "Incidents")
        opened = await listed.press("Open this incident")
        for part in (STORY, "An email went to the wrong person", "40", PRIYA.name):
            assert part in opened.words
        mine = await chat.member.press(chat.card, "How it stands")
        assert "You have reported 1 incident" in mine.words
        assert "To the incident that you reported on" in (await mine.press("Add a file")).words


async def test_a_near_miss_is_short_and_told_by_presses() -> None:
    async with chatting() as (world, chat):
        await chat.press("2. No")
        await chat.press("2. No")
        await chat.press("2. It nearly happened")
        await chat.press("Continue", story=STORY)
        await chat.press("Continue", kind="email")
        await chat.press("Continue", harms="secrecy")
        await chat.press("1. Housing")
        await chat.press("Continue", place="Rents")
        await chat.press("Skip")
        await chat.press("Skip")
        await chat.press("Skip")
        await chat.press("1. You may use my name")
        await chat.press("Skip")
        assert "Check your answers" in chat.words
        await chat.press("Send")
        assert "We have it. Thank you" in chat.words
        assert await incidents_of(world) == 1
        # Presses are answered where they stand: by then nothing but the first card had been sent.
        assert len(world.outside.sent) == 1


async def test_what_to_do_now_stands_before_the_next_question() -> None:
    async with chatting() as (_, chat):
        await chat.say("yes")
        assert "your answer" not in chat.words
        await chat.say("y")
        await chat.say("happened")
        assert "Ring Report Fraud on 0300 123 2040" in chat.words
        assert "Say in a few words what happened" in chat.words


@pytest.mark.parametrize(
    ("typed", "told"),
    [("perhaps", "Say if it can still be stopped."), ("4", "Say if it can still be stopped."), ("0", "Say if it")],
)
async def test_what_answers_nothing_is_asked_again_with_what_to_do(typed: str, told: str) -> None:
    async with chatting() as (_world, chat):
        await chat.say(typed)
        assert "There is a problem" in chat.words
        assert told in chat.words
        assert "still going on" in chat.words
        await chat.press("2. No")
        assert "attacking our systems" in chat.words


async def test_an_answer_that_may_mean_two_things_is_given_back_with_both() -> None:
    async with chatting() as (_, chat):
        await chat.on(until="Which is closest?")
        await chat.say("the wrong person")
        assert "1 “An email went to the wrong person”" in chat.words
        assert "3 “A letter or fax went to the wrong person”" in chat.words
        await chat.say("3")
        assert "What went wrong with the data?" in chat.words


async def test_back_change_and_keep_lead_to_an_earlier_answer_and_on_again() -> None:
    async with chatting() as (_, chat):
        await chat.on(until="Which team")
        await chat.say("back")
        assert "Which part of the council?" in chat.words
        await chat.say("keep")
        assert "Which team" in chat.words
        await chat.on()
        await chat.say("change 8")
        assert "Which team" in chat.words
        assert inputs(chat.card)["place"] == "Rents, second floor"
        await chat.say("Rents, third floor")
        assert "Check your answers" in chat.words
        assert "Rents, third floor" in chat.words
        await chat.press("Change it", number="8")
        await chat.press("Continue", place="Rents, ground floor")
        assert "Rents, ground floor" in chat.words


async def test_stop_ends_it_and_nothing_is_left() -> None:
    async with with_handlers() as world:
        before = await dump(world)
        chat = await Chat(world.member(PRIYA)).begin()
        await chat.on(until="Which is closest?")
        assert len(await forms_in(world)) == 1
        await chat.say("cancel")
        assert "I keep none of it" in chat.words
        assert await dump(world) == before
        assert "There is nothing to stop" in words(await chat.member.say("stop"))


async def test_of_two_things_typed_at_once_one_is_the_answer_and_the_question_after_it_waits() -> None:
    async with chatting() as (world, chat):
        before = len(world.outside.sent)
        answers = [chat.member.post("message", text=text) for text in ("no", "no")]
        assert await asyncio.gather(*answers) == [(200, None)] * 2
        said = [words(each["attachments"][0]["content"]) for each in world.outside.sent[before:]]
        assert len(said) == 2, "nobody is told of a fault or of another device"
        assert all("someone attacking" in each for each in said)
        await chat.say("no")
        assert "Did it happen?" in chat.words


async def test_a_card_above_says_what_was_answered_and_its_press_changes_nothing() -> None:
    async with chatting() as (world, chat):
        first = chat.card
        await chat.say("no")
        await chat.say("no")
        old = Chat(chat.member, first)
        await old.press("1. Yes")
        assert "No" in old.words
        assert "still going on" in old.words
        assert "answered" in old.words
        await old.press("Show where I am")
        assert "Did it happen?" in old.words
        await chat.on()
        assert "1. Is it still going on, or can it still be stopped?\n\nNo" in chat.words
        assert await incidents_of(world) == 0


async def test_the_card_above_what_was_typed_is_settled() -> None:
    async with chatting() as (world, chat):
        await chat.say("no")
        await chat.say("not sure")
        changed = world.outside.changed[-1]
        assert changed["changes"] == "m2"
        settled = changed["attachments"][0]["content"]
        check(settled, CHAT_BYTES)
        assert "Is someone attacking our systems now?" in words(settled)
        assert "I am not sure" in words(settled)
        assert executes(settled) == {}


async def test_a_press_that_comes_twice_gets_the_same_answer() -> None:
    async with chatting() as (_, chat):
        first = chat.card
        once = await chat.member.change(first, "2. No")
        again = await chat.member.change(first, "2. No")
        assert words(once) == words(again)
        assert "attacking our systems" in words(again)


async def test_send_pressed_twice_is_one_incident() -> None:
    async with chatting() as (world, chat):
        await chat.on()
        last = chat.card
        once = await chat.member.change(last, "Send")
        again = await chat.member.change(last, "Send")
        assert "We have it. Thank you" in words(once)
        assert "We had this already" in words(again)
        assert await incidents_of(world) == 1


async def test_another_thing_that_is_asked_for_in_the_middle_loses_nothing() -> None:
    async with chatting() as (_, chat):
        await chat.on(until="Which is closest?")
        actions = await chat.member.say("my actions")
        assert "still waits for you" in words(actions)
        there = await chat.member.change(actions, "Go on with it")
        assert "Which is closest?" in words(there)
        # Whoever asks for the opener is looked up by nobody.
        asked = chat.member.council.directory.asked
        assert "still waits" not in words(await chat.member.say("speak up"))
        assert chat.member.council.directory.asked == asked
        await chat.say("phishing")
        assert "What went wrong with the data?" in chat.words


async def test_help_tells_how_to_answer_this_question() -> None:
    async with chatting() as (_, chat):
        await chat.say("help")
        assert "still going on" in chat.words
        assert "goes to the question before" in chat.words
        await chat.say("no")
        assert "attacking our systems" in chat.words


async def test_one_at_a_time_and_another_device_sees_the_same() -> None:
    async with chatting() as (world, chat):
        await chat.say("no")
        other = await Chat(world.member(PRIYA)).begin()
        assert "You have begun one, and it waits" in other.words
        await other.press("Go on")
        assert "attacking our systems" in other.words
        again = await Chat(world.member(PRIYA)).begin()
        await again.press("Start again")
        assert "still going on" in again.words
        # The first one is over.
        await other.press("2. No")
        assert "This is over" in other.words
        assert len(await forms_in(world)) == 1


async def test_of_another_persons_card_nothing_comes() -> None:
    async with chatting() as (world, chat):
        await chat.on(until="Which is closest?")
        stolen = await world.member(AMARA).execute(executes(chat.card)["Back"])
        assert "made for somebody else" in words(stolen)
        nothing = await world.member(AMARA).say("no")
        assert "I have not kept what you wrote" in words(nothing)


async def test_whoever_is_afraid_is_led_out_of_the_chat_and_nothing_is_kept() -> None:
    async with with_handlers() as world:
        before = await dump(world)
        chat = await Chat(world.member(PRIYA)).begin()
        await chat.on(until="afraid to tell us")
        await chat.say("yes")
        assert "There is a safer way" in chat.words
        assert await dump(world) == before
        box = await chat.member.press(chat.card, "Go on")
        assert "Nothing has been kept so far" in box.words
        elsewhere = await box.press("Continue", route="speak_up")
        assert "How do you want to raise this?" in elsewhere.words
        assert await dump(world) == before


async def test_from_the_safer_way_it_can_be_told_as_an_incident_in_the_box() -> None:
    async with chatting() as (world, chat):
        await chat.on(until="afraid to tell us")
        await chat.press("2. Yes")
        box = await chat.member.press(chat.card, "Go on")
        box = await box.press("Continue", route="incident")
        for _ in range(3):
            if "We have it" not in box.words:
                box = await box.press("Send" if box.has("Send") else "Continue", **box.inputs)
        assert "We have it. Thank you" in box.words
        assert await incidents_of(world) == 1


async def test_the_box_takes_over_what_was_answered_and_ends_what_is_kept() -> None:
    async with chatting() as (world, chat):
        await chat.on(until="May we use your name?")
        box = await chat.member.press(chat.card, "In the box")
        assert box.inputs["name"] == PRIYA.name
        box = await box.press("Continue", naming="named")
        assert STORY in box.words
        assert "We have it. Thank you" in (await box.press("Send")).words
        assert await forms_in(world) == []
        assert await incidents_of(world) == 1


async def test_personal_details_are_noticed_before_it_is_sent() -> None:
    async with chatting() as (_, chat):
        await chat.on(until="Which is closest?", in_a_few_words=f"{STORY} One was AB123456C.")
        await chat.on(until="Why must these stay in?")
        assert "a National Insurance number (it ends in 6C)" in chat.words
        await chat.say("remove them")
        await chat.on()
        assert "[taken out]" in chat.words
        assert "AB123456C" not in chat.words


async def test_too_much_too_little_and_what_cannot_be_seen() -> None:
    async with chatting() as (_world, chat):
        await chat.on(until="in a few words")
        for typed, told in (
            ("Lost it", "at least 20 letters"),
            ("word " * 2_000, "letters too long"),
            ("\u202e\u200b" * 40, "Say what happened"),
        ):
            await chat.say(typed)
            assert told in chat.words
            assert "in a few words" in chat.words
        await chat.say("The list\u202e went to \u200b{{everyone}} ${next} door <b>today</b> \U000e0041 [x](http://a.b)")
        await chat.on()
        assert "\u202e" not in chat.words
        assert "{{" not in chat.words


async def test_a_code_is_refused_and_the_question_waits() -> None:
    async with chatting() as (_, chat):
        await chat.on(until="in a few words")
        refused = await chat.member.say(f"It is {codes.mint(bytes(range(12)))}, keep it")
        assert "code" in words(refused)
        await chat.say(STORY)
        assert "Which is closest?" in chat.words


async def test_in_a_group_nothing_is_an_answer() -> None:
    async with chatting() as (world, chat):
        group = {"id": "19:group", "conversationType": "groupChat", "tenantId": "x"}
        before = await dump(world)
        await chat.member.post("message", text="no", conversation=group)
        assert "one to one" in words(world.outside.sent[-1]["attachments"][0]["content"])
        status, body = await chat.member.post(
            "invoke",
            name="adaptiveCard/action",
            value={"action": executes(chat.card)["2. No"]},
            conversation=group,
        )
        assert status == 200
        assert "one to one" in words(body["value"])
        assert await dump(world) == before


async def test_when_the_next_question_does_not_arrive_what_is_typed_is_no_answer_to_it() -> None:
    async with chatting() as (world, chat):
        world.outside.outcome = Failed("blocked")
        await chat.member.post("message", text="no")
        world.outside.outcome = None
        await chat.say("no")
        assert "attacking our systems" in chat.words
        assert "There is a problem" not in chat.words
        await chat.say("no")
        assert "Did it happen?" in chat.words


async def test_it_waits_for_a_night_and_then_it_is_destroyed() -> None:
    async with chatting() as (world, chat):
        await chat.on(until="Which is closest?")
        keeping = KeepingHalfDone(world.store, world.drafts, world.clock, lambda: "x")
        world.clock.pass_time(hours=19)
        await keeping.sweep()
        await chat.say("phishing")
        assert "What went wrong with the data?" in chat.words
        world.clock.pass_time(hours=20, minutes=1)
        assert "I have not kept what you wrote" in words(await chat.member.say("1"))
        assert await forms_in(world) == []
        await chat.press("Continue", harms="secrecy")
        assert "This is over" in chat.words


async def test_what_nobody_comes_back_to_is_swept_away() -> None:
    async with chatting() as (world, chat):
        await chat.on(until="Which is closest?")
        keeping = KeepingHalfDone(world.store, world.drafts, world.clock, lambda: "x")
        world.clock.pass_time(hours=21)
        await keeping.sweep()
        assert await forms_in(world) == []


async def test_nothing_that_is_typed_stands_in_the_clear_or_in_the_log() -> None:
    async with chatting() as (world, chat):
        await chat.on(until="Check your answers")
        kept = await dump(world)
        (row,) = await forms_in(world)
        for part in ("Larch", "neighbours", "second floor", "wrong list", "email", "housing"):
            assert part.casefold() not in row.casefold()
            assert part not in "".join(world.log)
        assert "Larch" not in kept
        assert PRIYA.entra_id not in row
        assert chat.member.entra_id[-12:] not in row


async def test_whoever_nobody_could_hear_is_told_before_they_write() -> None:
    from tests.faces.council import council

    async with council() as world:
        chat = await Chat(world.member(PRIYA)).begin()
        assert "nobody who handles them has a key" in chat.words
        assert await forms_in(world) == []


async def test_a_host_that_looks_again_sees_how_it_stands() -> None:
    async with chatting() as (_, chat):
        first = chat.card
        looked = await chat.member.execute(first["refresh"]["action"])
        assert words(looked) == words(first)
        await chat.say("no")
        looked = await chat.member.execute(first["refresh"]["action"])
        assert "answered" in words(looked)
        assert "refresh" not in looked


async def test_every_card_on_the_way_keeps_the_rules_and_offers_the_box() -> None:
    async with chatting() as (_, chat):
        for _ in range(5):
            check(chat.card, CHAT_BYTES)
            assert "In the box" in buttons(chat.card)
            await chat.say(next(SAID[q] for q in SAID if q in chat.words))
