"""Teams as the bot sees it: a connector on loopback that records every call and can be told to fail."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer


@dataclass
class Call:
    method: str
    path: str
    body: Any


@dataclass
class Trouble:
    """What the connector does with the next calls instead of answering well."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    #: The message arrives, and the answer is lost.
    swallow_answer: bool = False


class RecordingConnector:
    """`inbox` holds what each person's chat shows, by Entra id; `calls` every request in order."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.inbox: dict[str, list[dict[str, Any]]] = {}
        self.troubles: deque[Trouble] = deque()
        #: People who blocked the app, by Entra id.
        self.blocked: set[str] = set()
        self.refused = 0
        self._arrived = asyncio.Event()
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._take)
        self._server = TestServer(app, host="127.0.0.1")

    async def start(self) -> RecordingConnector:
        await self._server.start_server()
        return self

    async def close(self) -> None:
        await self._server.close()

    @property
    def url(self) -> str:
        return str(self._server.make_url("/")).rstrip("/")

    def forget(self) -> None:
        """Start counting afresh; chats stay."""
        self.calls.clear()

    async def until(self, entra_id: str, count: int, seconds: float = 20.0) -> list[dict[str, Any]]:
        """Wait until a person's chat holds `count` messages from the bot."""
        async with asyncio.timeout(seconds):
            while len(self.inbox.get(entra_id, [])) < count:
                self._arrived.clear()
                await self._arrived.wait()
        return self.inbox[entra_id]

    async def until_refused(self, count: int, seconds: float = 20.0) -> None:
        """Wait until so many messages were refused because somebody blocked the app."""
        async with asyncio.timeout(seconds):
            while self.refused < count:
                self._arrived.clear()
                await self._arrived.wait()

    async def _take(self, request: web.Request) -> web.Response:
        body = await request.json() if request.can_read_body else None
        self.calls.append(Call(request.method, request.path, body))
        trouble = self.troubles.popleft() if self.troubles else None
        if trouble and not trouble.swallow_answer:
            return web.json_response({"error": {"code": "Trouble"}}, status=trouble.status, headers=trouble.headers)
        answer = self._deliver(request, body)
        if trouble and request.transport is not None:
            request.transport.abort()
        return answer

    def _deliver(self, request: web.Request, body: Any) -> web.Response:
        parts = request.path.strip("/").split("/")
        if request.method == "POST" and parts[-1] == "conversations":
            member = body["members"][0]
            entra_id = member.get("aadObjectId") or member["id"]
            return web.json_response({"id": f"a:{entra_id}"}, status=201)
        entra_id = parts[parts.index("conversations") + 1].removeprefix("a:")
        if entra_id in self.blocked:
            self.refused += 1
            self._arrived.set()
            return web.json_response({"error": {"code": "MessageWritesBlocked"}}, status=403)
        chat = self.inbox.setdefault(entra_id, [])
        number = f"m{len(self.calls)}"
        match request.method:
            case "POST":
                chat.append({**body, "id": number})
            case "PUT":
                chat[:] = [{**body, "id": m["id"]} if m["id"] == parts[-1] else m for m in chat]
            case "DELETE":
                chat[:] = [m for m in chat if m["id"] != parts[-1]]
        self._arrived.set()
        return web.json_response({"id": number}, status=201)
