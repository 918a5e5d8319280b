"""The stand-in for Teams over plain HTTP: whom it answers, and how it treats the bot."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from bot.local.guard import refusal
from tests.browser.tiny_bot import CLERK, OFFICER, TENANT, World, attached, card, serving, words

ASKED = {"members": [{"id": CLERK.entra_id}], "isGroup": False, "tenantId": TENANT}


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with serving(tmp_path) as running:
        yield running


@pytest.fixture
async def browserless() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def say(world: World, session: aiohttp.ClientSession, headers: dict[str, str], **sent: Any) -> int:
    url = f"{world.url}/local/api/chats/{CLERK.entra_id}/say"
    async with session.post(url, headers=headers, **sent) as response:
        return response.status


# ------------------------------------------------------------------ whom it answers


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "try.candour.example"},
        {"Host": "127.0.0.1.candour.example"},
        {"Host": "10.0.0.1:3978"},
        {"Host": ""},
        {"Origin": "http://candour.example"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
async def test_another_web_site_cannot_speak_for_anybody(
    world: World, browserless: aiohttp.ClientSession, headers: dict[str, str]
) -> None:
    assert await say(world, browserless, headers, json={"text": "hello"}) in {400, 403}
    assert world.bot.got == []


async def test_a_form_on_another_web_site_cannot_be_sent_here(world: World, browserless: aiohttp.ClientSession) -> None:
    as_form = {"Content-Type": "text/plain"}
    assert await say(world, browserless, as_form, data='{"text": "hello"}') == 400
    assert await say(world, browserless, {}, json={"text": "hello"}) == 200
    assert [activity["text"] for activity in world.bot.got] == ["hello"]


@pytest.mark.parametrize("path", ["/", "/local/api/people", "/local/connector/v3/conversations/a/members"])
async def test_no_part_answers_to_a_name_that_only_points_here(
    world: World, browserless: aiohttp.ClientSession, path: str
) -> None:
    async with browserless.get(world.url + path, headers={"Host": "candour.example"}) as response:
        assert response.status == 403
        assert "http://127.0.0.1" in (await response.json())["error"]


async def test_a_link_from_elsewhere_opens_the_page_but_reads_nothing(
    world: World, browserless: aiohttp.ClientSession
) -> None:
    followed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    async with browserless.get(f"{world.url}/", headers=followed) as page:
        assert page.status == 200
        assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    async with browserless.get(f"{world.url}/local/api/people", headers=followed) as people:
        assert people.status == 403


@pytest.mark.parametrize(
    ("peer", "served"), [("127.0.0.1", True), ("::1", True), ("192.168.0.7", False), (None, False)]
)
def test_only_this_computer_is_answered(peer: str | None, served: bool) -> None:
    why = refusal(_from(peer))
    assert (why is None) is served
    if why is not None:
        assert "only on the computer" in why


def _from(peer: str | None) -> web.Request:
    class Transport:
        def get_extra_info(self, name: str) -> object:
            return (peer, 50000) if name == "peername" and peer is not None else None

    transport: Any = Transport()
    return make_mocked_request("GET", "/local/api/people", headers={"Host": "localhost:3978"}, transport=transport)


async def test_no_file_beside_the_page_can_be_fetched(world: World, browserless: aiohttp.ClientSession) -> None:
    for path in ("/local/page/__init__.py", "/local/page/..%2Fstandin.py", "/local/page/%2e%2e/standin.py"):
        async with browserless.get(world.url + path) as response:
            assert response.status == 404


# ------------------------------------------------------------------ the connector


async def test_a_conversation_is_begun_once_and_stays_the_same(world: World) -> None:
    first = await world.bot.chat_with(CLERK)
    assert await world.bot.chat_with(CLERK) == first
    assert await world.bot.chat_with(OFFICER) != first


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"members": []}, 400, "BadSyntax"),
        ({"members": [{"id": CLERK.entra_id}, {"id": OFFICER.entra_id}]}, 400, "BadSyntax"),
        ({"members": [{"id": "bbbbbbbb-0000-4000-8000-000000000009"}]}, 400, "BadSyntax"),
        ({"isGroup": True}, 400, "BadSyntax"),
        ({"tenantId": "22222222-2222-4222-8222-222222222222"}, 403, "Forbidden"),
    ],
)
async def test_a_conversation_that_teams_would_refuse_is_refused(
    world: World, change: dict[str, Any], status: int, code: str
) -> None:
    assert (await world.bot.call("POST", "", ASKED | change))[0] == status
    assert world.bot.last["error"]["code"] == code


async def test_the_roster_names_the_person(world: World) -> None:
    chat = await world.bot.chat_with(CLERK)
    await world.bot.call("GET", f"/{chat}/pagedmembers")
    (member,) = world.bot.last["members"]
    assert (member["aadObjectId"], member["email"]) == (CLERK.entra_id, CLERK.email)
    assert (await world.bot.call("GET", f"/{chat}/members/{member['id']}"))[0] == 200
    assert (await world.bot.call("GET", f"/{chat}/members/{OFFICER.entra_id}"))[0] == 404


async def test_a_bot_cannot_change_what_a_person_wrote(world: World, browserless: aiohttp.ClientSession) -> None:
    assert await say(world, browserless, {}, json={"text": "mine"}) == 200
    chat = world.bot.got[0]["conversation"]["id"]
    mine = world.bot.got[0]["id"]
    assert (await world.bot.call("PUT", f"/{chat}/activities/{mine}", {"type": "message", "text": "yours"}))[0] == 404
    assert (await world.bot.call("DELETE", f"/{chat}/activities/{mine}"))[0] == 404


async def test_a_card_that_teams_would_not_carry_is_refused(world: World) -> None:
    chat = await world.bot.chat_with(CLERK)
    huge = attached(card(words("x" * 60_000), actions=[]))
    status, _ = await world.bot.call("POST", f"/{chat}/activities", {"type": "message", "attachments": [huge]})
    assert (status, world.bot.last["error"]["code"]) == (413, "MessageSizeTooBig")


# ------------------------------------------------------------------ trouble, and the record of calls


async def trouble(world: World, session: aiohttp.ClientSession, **fault: Any) -> int:
    async with session.post(f"{world.url}/local/api/faults", json=fault) as response:
        return response.status


async def texts(world: World, session: aiohttp.ClientSession) -> list[str]:
    async with session.get(f"{world.url}/local/api/chats/{CLERK.entra_id}") as response:
        return [message["text"] for message in (await response.json())["messages"]]


@pytest.mark.parametrize(("answer", "status"), [("429", 429), ("412", 412), ("502", 502), ("503", 503), ("403", 403)])
async def test_teams_answers_as_it_was_told_for_as_many_calls(
    world: World, browserless: aiohttp.ClientSession, answer: str, status: int
) -> None:
    chat = await world.bot.chat_with(CLERK)
    await trouble(world, browserless, person=CLERK.entra_id, answer=answer, times=2, retry_after=7)
    for _ in range(2):
        met, headers = await world.bot.call("POST", f"/{chat}/activities", {"type": "message", "text": "lost"})
        assert (met, headers["Retry-After"]) == (status, "7")
    await world.bot.send(chat, {"text": "here"})
    assert await texts(world, browserless) == ["here"]


@pytest.mark.parametrize(("answer", "arrived"), [("drop", []), ("lose", ["sent"])])
async def test_the_line_goes_dead_before_or_after_the_message(
    world: World, browserless: aiohttp.ClientSession, answer: str, arrived: list[str]
) -> None:
    chat = await world.bot.chat_with(CLERK)
    await trouble(world, browserless, person=None, answer=answer, times=1)
    with pytest.raises(aiohttp.ClientError):
        await world.bot.call("POST", f"/{chat}/activities", {"type": "message", "text": "sent"})
    assert await texts(world, browserless) == arrived


async def test_a_persons_own_trouble_goes_before_everybodys(world: World, browserless: aiohttp.ClientSession) -> None:
    await trouble(world, browserless, person=None, answer="502")
    await trouble(world, browserless, person=CLERK.entra_id, answer="403")
    assert (await world.bot.call("POST", "", ASKED))[0] == 403
    assert (await world.bot.call("POST", "", ASKED | {"members": [{"id": OFFICER.entra_id}]}))[0] == 502
    await trouble(world, browserless, person=CLERK.entra_id, answer=None)
    assert (await world.bot.call("POST", "", ASKED))[0] == 502


@pytest.mark.parametrize("fault", [{"answer": "418"}, {"answer": "429", "times": 0}, {"answer": "429", "times": "2"}])
async def test_trouble_that_does_not_exist_is_refused(
    world: World, browserless: aiohttp.ClientSession, fault: dict[str, Any]
) -> None:
    assert await trouble(world, browserless, **fault) == 400
    await world.bot.chat_with(CLERK)


async def test_every_call_is_recorded_without_what_was_in_it(world: World, browserless: aiohttp.ClientSession) -> None:
    await say(world, browserless, {}, json={"text": "hello"})
    async with browserless.get(f"{world.url}/local/api/calls") as response:
        calls = await response.json()
        assert "Before you start" not in await response.text()
    recorded = [(call["way"], call["what"], call["person"], call["status"]) for call in calls]
    assert recorded == [
        ("to Teams", "POST activities", CLERK.entra_id, 201),
        ("to the bot", "message", CLERK.entra_id, 202),
    ]


async def test_a_message_back_says_its_words_and_carries_what_was_typed(
    world: World, browserless: aiohttp.ClientSession
) -> None:
    sent = await world.bot.send(await world.bot.chat_with(CLERK), {"attachments": [attached(card(actions=[]))]})
    back = {"type": "messageBack", "text": "pick", "displayText": "I pick this", "value": {"answer": "this"}}
    url = f"{world.url}/local/api/chats/{CLERK.entra_id}/press"
    async with browserless.post(url, json={"message": sent, "data": {"msteams": back, "typed": "words"}}) as response:
        assert response.status == 200
    got = world.bot.got[-1]
    assert (got["text"], got["value"]) == ("pick", {"answer": "this", "typed": "words"})
    assert await texts(world, browserless) == ["", "I pick this", "You chose this"]


@pytest.mark.parametrize(
    ("answered", "words_shown"),
    [
        ({"type": "application/vnd.microsoft.error", "value": {"message": "Already done by Moira"}}, "Already done"),
        ({"type": "application/vnd.microsoft.unheard.of", "value": {}}, "a kind that Teams does not know"),
        (None, "answer was empty"),
    ],
)
async def test_an_executed_button_that_fails_says_why(
    world: World, browserless: aiohttp.ClientSession, answered: object, words_shown: str
) -> None:
    sent = await world.bot.send(await world.bot.chat_with(CLERK), {"attachments": [attached(card(actions=[]))]})
    world.bot.executed = answered
    url = f"{world.url}/local/api/chats/{CLERK.entra_id}/execute"
    async with browserless.post(url, json={"message": sent, "action": {"verb": "x"}}) as response:
        assert response.status == 502
        assert words_shown in (await response.json())["error"]


async def test_a_message_that_is_gone_cannot_be_pressed(world: World, browserless: aiohttp.ClientSession) -> None:
    url = f"{world.url}/local/api/chats/{CLERK.entra_id}/press"
    async with browserless.post(url, json={"message": "1", "data": {}}) as response:
        assert response.status == 400
        assert "no longer there" in (await response.json())["error"]
    assert world.bot.got == []
