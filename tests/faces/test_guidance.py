"""Plain answers from the policy in Teams and on the web page: to words, to buttons, and to nothing that is told."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from bot.teams import commands
from bot.teams.commands import understood
from dialogs.facts import Handler
from dialogs.guidance import ANSWERS, asked
from dialogs.guidance.answer import Answer
from dialogs.views.guidance import answer_card, menu
from tests.dialogs.test_pages import Seen
from tests.faces.card_rules import CHAT_BYTES, buttons, check, typed_words, words
from tests.faces.council import AMARA, CHIEF, JOHN, POSTS, PRIYA, WEB_PAGE, council
from tests.faces.test_handler_chat import stored
from web.guidance import policy_page

BANNER = "This is not Teams."
CROWD = [
    Handler(str(number), "**Ann** [x](https://evil.example) " + "a" * 80, "Monitoring Officer") for number in range(8)
]

every_answer = pytest.mark.parametrize("answer", ANSWERS.values(), ids=lambda answer: answer.key)


@every_answer
@pytest.mark.parametrize("in_dialog", [True, False])
def test_every_answer_is_a_card_that_fits_a_chat_and_can_be_used_without_sight(answer: Answer, in_dialog: bool) -> None:
    see_also = [ANSWERS[key] for key in answer.see_also]
    card = answer_card(answer, see_also, CROWD, WEB_PAGE, in_dialog=in_dialog, banner=BANNER)
    check(card, CHAT_BYTES)
    read = words(card)
    assert read.startswith(f"{BANNER}\n{answer.question}\n")
    assert answer.source in read
    for note in answer.notes:
        assert f"{note.title}\n{note.says}" in read
    assert "Speak up" in buttons(card)
    assert ("Close" in buttons(card)) is in_dialog
    assert (WEB_PAGE in typed_words(card)) is not in_dialog


def test_a_name_stands_as_it_is_and_only_where_somebody_asks_for_it() -> None:
    for answer in ANSWERS.values():
        card = answer_card(answer, [], CROWD, WEB_PAGE, in_dialog=True)
        assert ("evil.example" in typed_words(card)) is bool(answer.posts)
        assert "evil.example" not in json.dumps([e for e in card["body"] if e["type"] == "TextBlock"])  # type: ignore[attr-defined]


@pytest.mark.parametrize("in_dialog", [True, False])
def test_every_question_is_a_button(in_dialog: bool) -> None:
    card = menu(ANSWERS.values(), in_dialog=in_dialog, banner=BANNER)
    check(card, CHAT_BYTES)
    assert [*buttons(card)][: len(ANSWERS)] == [answer.short for answer in ANSWERS.values()]


def test_every_phrase_reaches_its_answer_as_people_write_it_and_none_is_a_command() -> None:
    for answer in ANSWERS.values():
        for said in answer.said:
            assert understood(said) is None
            assert commands.plain(f" {said.capitalize()}?  ") == said
            assert asked(commands.plain(said.upper())) is answer


# ------------------------------------------------------------------ in Teams


@pytest.mark.parametrize("said", ["policy", "Policy?", "the policy", "What does the policy say?"])
async def test_policy_shows_every_question_and_a_press_opens_the_answer_in_a_box(said: str) -> None:
    async with council() as world:
        card = await world.member(PRIYA).say(said)
        for answer in ANSWERS.values():
            box = await world.member(PRIYA).press(card, answer.short)
            assert box.words.startswith(answer.question)


async def test_from_a_box_a_person_goes_on_to_another_answer_to_all_of_them_and_to_speaking_up() -> None:
    async with council() as world:
        priya = world.member(PRIYA)
        box = await priya.press(await priya.say("Am I protected?"), "Going outside")
        box = await box.press("Bodies outside")
        assert box.words.startswith(ANSWERS["bodies"].question)
        box = await box.press("All questions")
        box = await box.press("Who to tell")
        box = await box.press("Speak up")
        assert "Before you start" in box.words


@every_answer
async def test_a_question_in_the_chat_is_answered_and_nothing_of_it_is_kept(answer: Answer) -> None:
    async with council() as world:
        before = await stored(world)
        card = await world.member(PRIYA).say(answer.said[0])
        assert words(card).startswith(answer.question)
        assert "Teams keeps what you ask in this chat." in words(card)
        assert await stored(world) == before
        assert (world.log, world.directory.asked) == ([], 0)


async def test_who_to_tell_names_those_who_hold_the_posts_today() -> None:
    leaving = replace(POSTS[0], until_on=date(2026, 11, 23))
    async with council(posts=[leaving, *POSTS[1:]]) as world:
        card = await world.member(PRIYA).say("who do i tell")
        assert f"Monitoring Officer: {AMARA.name}" in typed_words(card)
        assert f"Chief Internal Auditor: {JOHN.name}" in typed_words(card)
        assert CHIEF.name not in typed_words(card), "whom the policy does not name"
        world.clock.pass_time(days=1)
        again = await world.member(PRIYA).say("who do i tell")
        assert AMARA.name not in typed_words(again)
        assert f"Chief Internal Auditor: {JOHN.name}" in typed_words(again)


@pytest.mark.parametrize(
    "told",
    [
        "my manager is stealing",
        "policy my manager is stealing",
        "Am I protected if I say that John steals?",
        "what counts is that John steals",
        "who do i tell about John",
    ],
)
async def test_a_concern_that_is_told_is_not_taken_for_a_question(told: str) -> None:
    async with council() as world:
        card = await world.member(PRIYA).say(told)
        assert "I have not kept what you wrote." in words(card)
        assert "steal" not in json.dumps(world.outside.sent)
        assert "John" not in json.dumps(world.outside.sent)


@pytest.mark.parametrize("key", [None, 7, "nothing", ["who"], {"a": 1}])
async def test_a_button_of_another_version_shows_every_question(key: object) -> None:
    async with council() as world:
        box = await world.member(PRIYA).invoke("task/fetch", {"verb": "policy", "answer": key})
        assert "What the policy says" in box.words


# ------------------------------------------------------------------ on the web page


def test_the_page_has_every_answer_with_its_source_its_notes_and_ways_that_lead_somewhere() -> None:
    seen = Seen(policy_page(ANSWERS.values()))
    ids = [attrs["id"] for _, attrs in seen.tags if "id" in attrs]
    assert len(set(ids)) == len(ids)
    for answer in ANSWERS.values():
        assert answer.key in ids
        for line in (answer.question, answer.source, *(part for n in answer.notes for part in (n.title, n.says))):
            assert line in seen.text
        for block in answer.words:
            assert all(line in seen.text for line in ((block,) if isinstance(block, str) else block))
    links = {attrs["href"] for attrs in seen.all("a")}
    assert links == {"/speak-up", *(f"#{key}" for key in ANSWERS)}
    assert not seen.inputs()
