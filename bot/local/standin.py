"""A stand-in for Teams on this computer: the whole of it, put together and mounted.

It plays both sides of Teams: the Bot Connector that the bot calls, and the client that a person uses. What a person
does there reaches the bot as real activities on its real `/api/messages`. For local mode only; it keeps nothing on
disk, and answers nobody but this computer.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import aiohttp
from aiohttp import web

from bot.local.activities import Writer
from bot.local.chats import Chats
from bot.local.client import Client
from bot.local.clock import FileClock, Moves
from bot.local.connector import Connector
from bot.local.desk import Desk
from bot.local.faults import Calls, Faults
from bot.local.guard import this_computer_only
from bot.local.line import Line
from bot.local.staff import AskStaff, Staff
from governance.calendar import Calendar

#: The page's own files, and what they are.
_FILES = {
    "app.js": "text/javascript", "chat.js": "text/javascript", "cards.js": "text/javascript",
    "markdown.js": "text/javascript", "dialog.js": "text/javascript", "desk.js": "text/javascript",
    "people.js": "text/javascript", "service.js": "text/javascript", "style.css": "text/css",
}  # fmt: skip
#: Microsoft's renderer, inside node_modules.
_RENDERER = "adaptivecards/dist/adaptivecards.min.js"

#: Our own code only. Cards may show pictures that they carry, such as a QR code; nothing leaves this computer.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True)
class Command:
    """A line of the bot's command list: what is typed, and what it does."""

    title: str
    description: str


class StandIn:
    def __init__(
        self,
        *,
        own_url: str,
        tenant_id: str,
        bot_name: str,
        commands: Sequence[Command],
        staff: AskStaff,
        clock: FileClock,
        calendar: Calendar,
        after_move: Callable[[], Awaitable[None]],
        node_modules: Path,
    ) -> None:
        """`own_url` is where the service listens, such as `http://127.0.0.1:3978`. `after_move` is awaited when the
        clock was moved, and does what has become due. `commands` are offered as buttons."""
        self._own_url = own_url.rstrip("/")
        self._bot_name = bot_name
        self._commands = tuple(commands)
        self._node_modules = node_modules
        self._line: Line | None = None
        self._chats = Chats()
        self._faults = Faults()
        self._calls = Calls(lambda call: self._chats.publish({"kind": "call", "call": asdict(call)}))
        people = Staff(staff)
        writer = Writer(
            tenant_id=tenant_id,
            bot_id=f"28:{uuid5(NAMESPACE_URL, 'bot:' + tenant_id)}",
            bot_name=bot_name,
            service_url=f"{self._own_url}/local/connector/",
        )
        self._connector = Connector(self._chats, people, writer, self._faults, self._calls, clock.now)
        self._client = Client(self._chats, people, writer, self._to_the_bot, clock.now)
        self._desk = Desk(clock, Moves(calendar), after_move, self._chats, self._faults, self._calls)

    def mount(self, app: web.Application) -> None:
        """`GET /` is the page; everything else is under `/local`."""
        # The page's own address cannot be inside a sub-application, so it is guarded here.
        app.router.add_get("/", self._guarded_page)
        local = web.Application(middlewares=[this_computer_only])
        local.add_routes(self._connector.routes("/connector"))
        local.add_routes(self._client.routes("/api"))
        local.add_routes(self._desk.routes("/api"))
        local.add_routes([
            web.get("/api/about", self._about),
            web.get("/page/{name}", self._file),
            web.get("/renderer.js", self._renderer),
        ])  # fmt: skip
        local.on_response_prepare.append(_complete)
        local.cleanup_ctx.append(self._session)
        local.on_shutdown.append(self._end_feeds)
        app.add_subapp("/local", local)

    async def _guarded_page(self, request: web.Request) -> web.StreamResponse:
        return await this_computer_only(request, self._page)

    async def _page(self, _: web.Request) -> web.StreamResponse:
        return _served("index.html", "text/html")

    async def _file(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        if name not in _FILES:
            raise web.HTTPNotFound
        return _served(name, _FILES[name])

    async def _renderer(self, _: web.Request) -> web.StreamResponse:
        path = self._node_modules / _RENDERER
        if not path.is_file():
            raise web.HTTPNotFound
        return web.FileResponse(path, headers={"Content-Type": "text/javascript; charset=utf-8"} | _headers())

    async def _about(self, _: web.Request) -> web.Response:
        return web.json_response({"bot": self._bot_name, "commands": [asdict(command) for command in self._commands]})

    async def _session(self, _: web.Application) -> AsyncIterator[None]:
        async with aiohttp.ClientSession() as session:
            self._line = Line(f"{self._own_url}/api/messages", session, self._calls)
            yield
            self._line = None

    async def _end_feeds(self, _: web.Application) -> None:
        self._chats.end_feeds()

    def _to_the_bot(self) -> Line:
        if self._line is None:
            raise RuntimeError("the service has not started")
        return self._line


def _served(name: str, kind: str) -> web.Response:
    body = files("bot.local.page").joinpath(name).read_bytes()
    return web.Response(body=body, headers={"Content-Type": f"{kind}; charset=utf-8"} | _headers())


async def _complete(_: web.Request, response: web.StreamResponse) -> None:
    """Every answer has the headers, whichever part of the page gave it."""
    for name, value in _headers().items():
        response.headers.setdefault(name, value)


def _headers() -> dict[str, str]:
    return {
        "Content-Security-Policy": _POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-cache",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
