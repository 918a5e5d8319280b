"""The stand-in for Teams with a small real bot behind `/api/messages`, on a free port of this computer."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from bot.local.clock import FileClock
from bot.local.standin import Command, StandIn
from governance.calendar import Calendar
from governance.people import Person
from governance.roles import Role

NODE_MODULES = Path(__file__).parents[2] / "node_modules"

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
        #: What is answered to an Action.Execute.
        self.executed: object = {
            "statusCode": 200,
            "type": "application/vnd.microsoft.card.adaptive",
            "value": card(words("Counted: 2"), actions=[]),
        }
        self.moved = 0
        self._news = asyncio.Event()

    async def hears(self, text: str) -> dict[str, Any]:
        """Wait until this was said: the page shows what somebody says before the bot has it."""
        async with asyncio.timeout(20):
            while not (said := [activity for activity in self.got if activity.get("text") == text]):
                self._news.clear()
                await self._news.wait()
        return said[-1]

    async def messages(self, request: web.Request) -> web.Response:
        activity = await request.json()
        self.got.append(activity)
        self._news.set()
        if self.broken:
            return web.Response(status=500)
        match activity["type"], activity.get("name"):
            case "invoke", "task/fetch":
                return self.task("Speak up", FIRST_PAGE)
            case "invoke", "task/submit":
                return self.submitted(activity["value"]["data"])
            case "invoke", "adaptiveCard/action":
                return web.json_response(self.executed)
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

    async def chat_with(self, person: Person, expected: int = 201) -> str:
        """The conversation's id; empty when it was not given."""
        asked = {"members": [{"id": person.entra_id}], "isGroup": False, "tenantId": TENANT}
        status, _ = await self.call("POST", "", asked)
        assert status == expected
        return str(self.last.get("id", ""))

    async def moved_clock(self) -> None:
        self.moved += 1


@dataclass(frozen=True, slots=True)
class World:
    url: str
    bot: TinyBot
    clock: FileClock


@asynccontextmanager
async def serving(folder: Path, node_modules: Path = NODE_MODULES, port: int = 0) -> AsyncIterator[World]:
    """The stand-in and the tiny bot on one port: a free one, or `port` again after a restart. `folder` is for the
    clock's file. Real time is FRIDAY, for ever."""
    listening = socket.create_server(("127.0.0.1", port))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    bot = TinyBot()
    bot.service_url = f"{url}/local/connector/"
    clock = FileClock(folder / "clock", lambda: FRIDAY)
    app = web.Application()
    app.router.add_post("/api/messages", bot.messages)
    StandIn(
        own_url=url,
        tenant_id=TENANT,
        bot_name="Candour",
        commands=[Command("hello", "Say hello"), Command("speak up", "Raise a concern")],
        staff=staff,
        clock=clock,
        calendar=Calendar(),
        after_move=bot.moved_clock,
        node_modules=node_modules,
    ).mount(app)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.SockSite(runner, listening).start()
        yield World(url, bot, clock)
    finally:
        await runner.cleanup()


async def staff() -> list[tuple[Person, frozenset[Role]]]:
    return [(CLERK, frozenset()), (OFFICER, frozenset({Role.MONITORING_OFFICER}))]
