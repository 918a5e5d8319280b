"""The real route on a real socket, with a key server beside it and a bot that only counts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestClient, TestServer
from multidict import CIMultiDict

from bot.log import Log
from bot.teams.adapter import Bot, TeamsAdapter
from bot.teams.gate import Gate
from bot.teams.keys import SigningKeys
from bot.teams.route import PATH, SERVING, routes
from bot.teams.tokens import Callers, NearCallers, SignedCallers
from governance.notices import Outcome, Sent
from tests.trust.channel import APP_ID, TENANT_ID, OpenId, claims
from tests.trust.clocks import HandTicker
from tests.trust.forged_tokens import Keyring, Post, bearer

HOSTS = ("smba.trafficmanager.net",)


class CountingBot:
    """Answers every invoke, and counts the turns that came through."""

    def __init__(self) -> None:
        self.turns = 0

    async def on_turn(self, context: Any) -> None:  # noqa: ARG002  # counts, whatever it is
        self.turns += 1


@dataclass
class RecordingSender:
    """Takes what would go to Teams."""

    calls: list[tuple[str, str, str, Mapping[str, Any] | None]] = field(default_factory=list)
    #: How long each call might have been tried again.
    patience: list[float] = field(default_factory=list)
    outcome: Outcome = field(default_factory=lambda: Sent("sent-id"))

    async def send(
        self, service_url: str, conversation_id: str, activity: Mapping[str, Any], *, patience: float = 0.0
    ) -> Outcome:
        self.patience.append(patience)
        self.calls.append(("send", service_url, conversation_id, activity))
        return self.outcome

    async def update(
        self,
        service_url: str,
        conversation_id: str,
        activity_id: str,
        activity: Mapping[str, Any],
        *,
        patience: float = 0.0,
    ) -> Outcome:
        self.patience.append(patience)
        self.calls.append(("update " + activity_id, service_url, conversation_id, activity))
        return self.outcome

    async def delete(
        self, service_url: str, conversation_id: str, activity_id: str, *, patience: float = 0.0
    ) -> Outcome:
        self.patience.append(patience)
        self.calls.append(("delete " + activity_id, service_url, conversation_id, None))
        return self.outcome


@dataclass
class Gateway:
    client: TestClient[Any, Any]
    ticker: HandTicker
    ring: Keyring
    openid: OpenId
    keys: SigningKeys
    log: list[str]
    bot: CountingBot
    sender: RecordingSender

    @property
    def now(self) -> float:
        return self.ticker.now().timestamp()

    def token(self, **changes: Any) -> str:
        return self.ring.good.sign(claims(self.now, **changes))

    async def post(self, post: Post) -> int:
        return (await self.answer(post))[0]

    async def answer(self, post: Post) -> tuple[int, bytes]:
        # By the session, because the test client keeps every response it ever saw.
        url, headers = self.client.make_url(PATH), CIMultiDict(post.headers)
        async with self.client.session.request(
            post.method, url, data=post.body, headers=headers, skip_auto_headers=["Content-Type"]
        ) as response:
            return response.status, await response.read()

    async def send(self, token: str, body: bytes) -> int:
        return await self.post(Post("", 200, bearer(token), body))


@asynccontextmanager
async def signed_gateway(
    ring: Keyring, *, bot: Bot | None = None, adapter: TeamsAdapter | None = None, deadline: float = 5.0
) -> AsyncIterator[Gateway]:
    """The production gate, on keys served from this computer, before a bot or a whole adapter."""
    ticker, lines = HandTicker(), []  # type: ignore[var-annotated]
    log = Log(lines.append, ticker.now)
    async with OpenId(*ring.published) as openid, ClientSession() as session:
        keys = SigningKeys(openid.address, session, ticker, log, loopback=True, pause=_never)
        gate = Gate(
            SignedCallers(APP_ID, keys, ticker),
            tenant_id=TENANT_ID,
            hosts=HOSTS,
            loopback=False,
            deadline_seconds=deadline,
        )
        async with _served(gate, log, bot, adapter) as (client, counting, sender):
            yield Gateway(client, ticker, ring, openid, keys, lines, counting, sender)


@asynccontextmanager
async def unsigned_gateway(callers: Callers | None = None) -> AsyncIterator[TestClient[Any, Any]]:
    """The try-out without an app id."""
    log = Log(lambda _: None, HandTicker().now)
    gate = Gate(callers or NearCallers(), tenant_id=None, hosts=(), loopback=True)
    async with _served(gate, log, None) as (client, _, _):
        yield client


@asynccontextmanager
async def _served(
    gate: Gate, log: Log, bot: Bot | None, adapter: TeamsAdapter | None = None
) -> AsyncIterator[tuple[TestClient[Any, Any], CountingBot, RecordingSender]]:
    counting, sender = CountingBot(), RecordingSender()
    app = web.Application()
    app.add_routes(routes(gate, adapter or TeamsAdapter(bot or counting, sender, log), log))
    server = TestServer(app, host="127.0.0.1")
    # As the service serves it: what is still arriving after a refusal is not listened to for long.
    await server.start_server(**SERVING)
    async with TestClient(server) as client:
        yield client, counting, sender


async def _never(_seconds: float) -> None:
    await asyncio.Event().wait()
