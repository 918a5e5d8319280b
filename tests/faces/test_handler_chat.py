"""What the bot says in the chat: never anything about a report, and never what somebody wrote."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.teams.commands import understood
from tests.faces.card_rules import buttons, inputs, words
from tests.faces.council import AMARA, GONE, PRIYA, WEB_PAGE, Council, council
from tests.faces.test_commands import EVERYBODY_S

CODE = "431RZ-WMFDG-NEPCC-VCDV8"
FILE = {
    "contentType": "application/vnd.microsoft.teams.file.download.info",
    "contentUrl": "https://council.sharepoint.example/proof.pdf",
    "name": "proof-against-J-Ellis.pdf",
    "content": {"uniqueId": "1"},
}
#: Teams sends whatever is typed along as HTML.
AS_HTML = {"contentType": "text/html", "content": "<p>help</p>"}


async def stored(world: Council) -> str:
    """Everything in the database, as text."""
    async with world.store._engine.connect() as connection:  # noqa: SLF001  # the whole database, past every port
        raw = await connection.get_raw_connection()
        lines = [line async for line in raw.driver_connection.iterdump()]  # type: ignore[union-attr]
    return "\n".join(lines)


@pytest.mark.parametrize("said", ["help", "Help!", "  HELP ", "hello", "Hi.", "¿help?", "help\u00a0"])
async def test_help_shows_what_a_worker_can_do_and_nothing_else(said: str) -> None:
    async with council() as world:
        card = await world.member(PRIYA).say(said)
    assert list(buttons(card)) == EVERYBODY_S
    assert "cases" not in words(card)


async def test_a_handler_is_shown_the_cases_too() -> None:
    async with council() as world:
        assert "Cases" in buttons(await world.member(AMARA).say("help", attachments=[AS_HTML]))


async def test_somebody_who_left_is_shown_no_cases_even_if_their_account_still_works() -> None:
    async with council() as world:
        gwen = world.member(GONE)
        assert "Cases" not in buttons(await gwen.say("help"))
        assert "not open to you" in words(await gwen.say("cases"))


async def test_cases_are_not_open_to_a_worker_who_asks_for_them() -> None:
    async with council() as world:
        card = await world.member(PRIYA).say("Cases")
        assert "That is for the people who handle reports" in words(card)
        box = await world.member(PRIYA).invoke("task/fetch", {"verb": "cases"})
        assert "This is not open to you" in box.words


@pytest.mark.parametrize(
    ("said", "button"),
    [
        ("speak up", "Report here without your name"),
        ("Speak up!", "Report here with your name"),
        ("I have a code", "I have a code"),
        ("I've got a code.", "I have a code"),
        ("my reports", "My reports"),
        ("MY   REPORTS?", "My reports"),
        ("stop", "Speak up"),
    ],
)
async def test_words_work_as_well_as_buttons(said: str, button: str) -> None:
    async with council() as world:
        card = await world.member(PRIYA).say(said)
    assert button in buttons(card)
    assert not inputs(card), "nothing is ever typed into a card in the chat"


@pytest.mark.parametrize(
    "said",
    [
        "My manager John is taking money from the safe",
        "please help me my boss is stealing",
        "cases of wine went missing from the civic suite",
        "speak up about the mayor's expenses " * 40,
        "👩‍👩‍👧",
        "../../etc/passwd",
    ],
)
async def test_a_concern_typed_into_the_chat_is_not_kept_echoed_or_logged(said: str) -> None:
    async with council() as world:
        before = await stored(world)
        card = await world.member(PRIYA).say(said)
        assert (
            "I have not kept what you wrote. Teams has. You can delete it, but copies may remain. "
            "Use the button or the web page." in words(card)
        )
        assert WEB_PAGE in words(card)
        assert "Speak up" in buttons(card)
        assert said.strip()[:20] not in json.dumps(world.outside.sent)
        assert await stored(world) == before
        assert world.log == []


@pytest.mark.parametrize("said", [CODE, f"my code is {CODE.lower()}", CODE.replace("-", " "), CODE.replace("-", "")])
async def test_a_code_typed_into_the_chat_is_refused_and_not_kept(said: str) -> None:
    async with council() as world:
        before = await stored(world)
        card = await world.member(PRIYA).say(said)
        assert "Please do not write your code in this chat" in words(card)
        assert "I have a code" in buttons(card)
        assert "NEPCC" not in json.dumps(world.outside.sent).upper()
        assert await stored(world) == before


async def test_a_file_is_refused_and_the_person_hears_where_teams_has_put_it() -> None:
    async with council() as world:
        card = await world.member(PRIYA).say("", attachments=[FILE])
        assert "I cannot take files" in words(card)
        assert "OneDrive" in words(card)
        assert "Ellis" not in json.dumps(world.outside.sent)


async def test_nobody_is_looked_up_who_only_wants_to_speak_up() -> None:
    async with council() as world:
        priya = world.member(PRIYA)
        for said in ("speak up", "I have a code", "my reports", "stop", "something else", CODE):
            await priya.say(said)
        assert world.directory.asked == 0


async def test_a_newcomer_is_welcomed_once_and_nothing_is_kept_of_it() -> None:
    async with council() as world:
        before = await stored(world)
        priya = world.member(PRIYA)
        bot, me = {"id": "28:candour"}, {"id": f"29:{PRIYA.entra_id}"}
        await priya.post("conversationUpdate", membersAdded=[bot, me])
        await priya.post("installationUpdate", action="add")
        (welcome,) = world.outside.sent
        assert "Speak up" in buttons(welcome["attachments"][0]["content"])
        assert await stored(world) == before
        assert world.directory.asked == 0


async def test_somebody_who_takes_the_app_away_and_puts_it_back_is_welcomed_again() -> None:
    async with council() as world:
        priya = world.member(PRIYA)
        for action in ("add", "remove", "add"):
            await priya.post("installationUpdate", action=action)
        assert len(world.outside.sent) == 2


async def test_the_bot_does_not_talk_in_a_group() -> None:
    async with council() as world:
        group = {"id": "19:group", "conversationType": "groupChat", "tenantId": "x"}
        await world.member(PRIYA).post("message", text="speak up", conversation=group)
        (reply,) = world.outside.sent
        assert "I only talk one to one" in words(reply["attachments"][0]["content"])


@pytest.mark.parametrize(
    "kind",
    ["typing", "messageReaction", "messageUpdate", "messageDelete", "event", "endOfConversation", "trace", "unheardOf"],
)
async def test_what_needs_no_answer_gets_none(kind: str) -> None:
    async with council() as world:
        status, _ = await world.member(PRIYA).post(kind, text="help")
        assert status == 200
        assert world.outside.sent == []


async def test_a_button_that_opened_no_box_says_what_to_do() -> None:
    async with council() as world:
        status, _ = await world.member(PRIYA).post("message", value={"verb": "cases"})
        assert status == 200
        assert "the box did not open" in words(world.outside.sent[0]["attachments"][0]["content"])


@pytest.mark.parametrize(
    "value",
    [None, {}, [], "x", 7, {"data": None}, {"data": []}, {"data": {"verb": "delete_everything"}},
     {"data": {"verb": ["cases"]}}, {"data": {"verb": "case"}}, {"data": {"verb": "case", "card": 7}},
     {"data": {"verb": "case", "card": "not sealed"}}, {"data": {"verb": "kept", "card": "AAAA"}},
     {"data": {"form": "speak_up"}}, {"data": {"form": "no such form", "draft": "x"}},
     {"data": {"form": "speak_up", "draft": "x" * 5000, "action": "next"}}, {"data": {"form": {}, "draft": []}},
     {"data": {"verb": "mailbox"}}, {"data": {"verb": "mailbox", "code": {"a": 1}}}, {"data": {"verb": "close\u0000"}}],
)  # fmt: skip
@pytest.mark.parametrize("name", ["task/fetch", "task/submit"])
async def test_a_button_that_is_not_ours_gets_a_plain_answer(name: str, value: Any) -> None:
    async with council() as world:
        status, body = await world.member(PRIYA).post("invoke", name=name, value=value)
        assert status == 200
        assert body["task"]["type"] == "continue"
        assert words(body["task"]["value"]["card"]["content"])
        assert world.log == [], "a stranger's nonsense is no fault of ours"


@pytest.mark.parametrize("name", [None, "composeExtension/query", "fileConsent/invoke", "signin/verifyState", ""])
async def test_an_invoke_that_we_never_ask_for_is_refused(name: str | None) -> None:
    async with council() as world:
        status, _ = await world.member(PRIYA).post("invoke", name=name, value={})
        assert status == 400


async def test_an_old_card_that_would_change_in_place_says_what_to_do() -> None:
    async with council() as world:
        card = await world.member(PRIYA).execute({"verb": "old", "data": {}})
        assert "This button is from another version of this app. Write: help" in words(card)


async def test_somebody_without_an_account_of_the_council_is_sent_to_the_web_page() -> None:
    async with council() as world:
        stranger = {"id": "29:x", "name": "A guest"}
        _, body = await world.member(PRIYA).post(
            "invoke", name="task/fetch", value={"data": {"verb": "opener"}}, **{"from": stranger}
        )
        assert "Use the web page instead" in words(body["task"]["value"]["card"]["content"])


def test_a_command_is_never_guessed_from_a_longer_sentence() -> None:
    assert understood("cases please") is None
    assert understood("I need help with my boss") is None
    assert understood("") is None
