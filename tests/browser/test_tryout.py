"""The stand-in for Teams, used by people in a real browser, with a small real bot behind `/api/messages`."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from playwright.async_api import Page, expect

from bot.local.clock import FileClock
from bot.local.standin import Command, StandIn
from governance.calendar import Calendar
from governance.people import Person
from governance.roles import Role
from tests.browser.conftest import NODE_MODULES, Accessible, Picture

pytestmark = pytest.mark.browser

TENANT = "11111111-1111-4111-8111-111111111111"
CLERK = Person("1", "aaaaaaaa-0000-4000-8000-000000000001", "Ada Clerk", "ada@council.example", "Clerk", "Housing")
OFFICER = Person("2", "aaaaaaaa-0000-4000-8000-000000000002", "Moira Officer", "moira@council.example", "Solicitor")
FRIDAY = datetime(2026, 3, 27, 10, 0, tzinfo=UTC)


def card(*body: dict[str, Any], actions: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "AdaptiveCard", "version": "1.5", "body": list(body), "actions": actions}


def attached(content: dict[str, Any]) -> dict[str, Any]:
    return {"contentType": "application/vnd.microsoft.card.adaptive", "content": content}


def words(text: str) -> dict[str, Any]:
    return {"type": "TextBlock", "text": text, "wrap": True}


OPENER = card(
    {"type": "TextBlock", "text": "Before you start", "style": "heading", "weight": "bolder", "size": "large"},
    words("This is Microsoft Teams. **Do not type your concern in this chat.**"),
    actions=[
        {"type": "Action.Submit", "title": "Open the form", "style": "positive",
         "data": {"msteams": {"type": "task/fetch"}, "form": "speak-up"}},
        {"type": "Action.Submit", "title": "Not now", "data": {"answer": "not now"}},
    ],
)  # fmt: skip
COUNTER = card(words("Not counted yet"), actions=[
    {"type": "Action.Execute", "title": "Count", "verb": "count", "data": {"from": 1}},
])  # fmt: skip
FIRST_PAGE = card(
    words("A page of questions."),
    {"type": "Input.Text", "id": "what", "label": "What happened?", "isMultiline": True, "isRequired": True,
     "errorMessage": "Say what happened"},
    {"type": "Input.ChoiceSet", "id": "where", "label": "Where?", "style": "expanded",
     "choices": [{"title": "At work", "value": "work"}, {"title": "Somewhere else", "value": "else"}]},
    {"type": "Input.Toggle", "id": "sure", "title": "I am sure of it"},
    actions=[{"type": "Action.Submit", "title": "Next", "style": "positive", "data": {"action": "next"}}],
)  # fmt: skip


class TinyBot:
    """Answers as a bot does: invokes in the answer itself, everything else by a call to the connector."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.service_url = ""
        self.broken = False
        self.moved = 0

    async def messages(self, request: web.Request) -> web.Response:
        activity = await request.json()
        self.got.append(activity)
        if self.broken:
            return web.Response(status=500)
        match activity["type"], activity.get("name"):
            case "invoke", "task/fetch":
                return self.task("Speak up", FIRST_PAGE)
            case "invoke", "task/submit":
                return self.submitted(activity["value"]["data"])
            case "invoke", "adaptiveCard/action":
                return web.json_response({"statusCode": 200, "type": "application/vnd.microsoft.card.adaptive",
                                          "value": card(words("Counted: 2"), actions=[])})  # fmt: skip
            case "message", _ if activity.get("text") == "hello":
                await self.send(activity["conversation"]["id"], {"attachments": [attached(OPENER)]})
            case "message", _ if activity.get("text") == "count":
                await self.send(activity["conversation"]["id"], {"attachments": [attached(COUNTER)]})
            case "message", _ if "value" in activity:
                await self.send(activity["conversation"]["id"], {"text": f"You chose {activity['value']['answer']}"})
            case "installationUpdate", _ if activity["action"] == "add":
                await self.send(activity["conversation"]["id"], {"text": "Welcome"})
        return web.Response(status=202)

    def submitted(self, data: dict[str, Any]) -> web.Response:
        if data["action"] == "next":
            review = card(words(f"You wrote: {data['what']}"), actions=[
                {"type": "Action.Submit", "title": "Send it", "data": {"action": "send"}},
            ])  # fmt: skip
            return self.task("Check your answers", review)
        return web.json_response({"task": {"type": "message", "value": "Thank you. We have it."}})

    def task(self, title: str, content: dict[str, Any]) -> web.Response:
        value = {"title": title, "width": "medium", "card": attached(content)}
        return web.json_response({"task": {"type": "continue", "value": value}})

    async def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, dict[str, str]]:
        """(status, headers) of a call to the connector; the body of a good one goes to `self.last`."""
        async with aiohttp.ClientSession() as session:
            url = f"{self.service_url}v3/conversations{path}"
            async with session.request(method, url, json=body) as response:
                self.last: dict[str, Any] = await response.json() if response.content_length else {}
                return response.status, dict(response.headers)

    async def send(self, conversation: str, content: dict[str, Any]) -> str:
        status, _ = await self.call("POST", f"/{conversation}/activities", {"type": "message"} | content)
        assert status == 201
        return str(self.last["id"])

    async def chat_with(self, person: Person) -> str:
        asked = {"members": [{"id": person.entra_id}], "isGroup": False, "tenantId": TENANT}
        status, _ = await self.call("POST", "", asked)
        assert status == 201
        return str(self.last["id"])

    async def moved_clock(self) -> None:
        self.moved += 1


class World:
    def __init__(self, url: str, bot: TinyBot, clock: FileClock) -> None:
        self.url, self.bot, self.clock = url, bot, clock

    async def open_as(self, page: Page, person: Person) -> None:
        await page.goto(f"{self.url}/")
        await page.get_by_role("button", name=person.name).click()
        await expect(page.get_by_text(f"You are {person.name}")).to_be_visible()


async def say(page: Page, text: str) -> None:
    await page.get_by_label("Message to the bot").fill(text)
    await page.get_by_role("button", name="Send", exact=True).click()


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with serving(tmp_path, NODE_MODULES) as running:
        yield running


class serving:  # noqa: N801 - read as a phrase: async with serving(…)
    """The stand-in and the tiny bot on one free port."""

    def __init__(self, folder: Path, node_modules: Path) -> None:
        self._folder, self._node_modules = folder, node_modules

    async def __aenter__(self) -> World:
        listening = socket.create_server(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        bot = TinyBot()
        bot.service_url = f"{url}/local/connector/"
        clock = FileClock(self._folder / "clock", lambda: FRIDAY)
        app = web.Application()
        app.router.add_post("/api/messages", bot.messages)
        StandIn(
            own_url=url, tenant_id=TENANT, bot_name="Candour",
            commands=[Command("hello", "Say hello"), Command("speak up", "Raise a concern")],
            staff=staff, clock=clock, calendar=Calendar(), after_move=bot.moved_clock, node_modules=self._node_modules,
        ).mount(app)  # fmt: skip
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        await web.SockSite(self._runner, listening).start()
        return World(url, bot, clock)

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()


async def staff() -> list[tuple[Person, frozenset[Role]]]:
    return [(CLERK, frozenset()), (OFFICER, frozenset({Role.MONITORING_OFFICER}))]


# ------------------------------------------------------------------ a person at the page


async def test_somebody_says_hello_and_is_answered_with_a_card(world: World, page: Page, picture: Picture) -> None:
    await world.open_as(page, CLERK)
    await say(page, "hello")
    await expect(page.get_by_role("heading", name="Before you start")).to_be_visible()
    said = world.bot.got[-1]
    assert said["from"]["aadObjectId"] == CLERK.entra_id
    assert said["channelData"]["tenant"]["id"] == TENANT
    assert said["serviceUrl"] == world.bot.service_url
    assert (said["channelId"], said["locale"], said["text"]) == ("msteams", "en-GB", "hello")
    assert said["conversation"]["conversationType"] == "personal"
    await picture(page, "stand-in-chat")
