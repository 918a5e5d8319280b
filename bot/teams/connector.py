"""Plain JSON to Teams over one session.

Every call comes back as an outcome that the outbox's rules understand, and none of them raises for what the channel
does. What the channel says is read for an id or a known code, and never kept or logged.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from random import SystemRandom
from typing import Any, Final
from urllib.parse import quote

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    TCPConnector,
)
from yarl import URL

from bot.teams.outbound import NoToken, Tokens
from bot.teams.rates import ConversationRates, TenantRate
from governance.notices import Blocked, Failed, Outcome, Sent, Throttled, Unknown
from governance.ports import Ticker

#: The longest that one request may take; a sender's lease must last longer than this.
HTTP_SECONDS: Final = 10.0
CONNECT_SECONDS: Final = 4.0
#: A message waits this long for its place among the tenant's requests before it is put off.
QUEUE_SECONDS: Final = 2.0
LONGEST_RETRY_AFTER: Final = 3600.0
_BACK_OFF_SECONDS: Final = 0.3
_LARGEST_ANSWER: Final = 16_384

_write: Final = json.JSONEncoder(separators=(",", ":")).encode

#: Codes that Teams gives for 403 and 404, in words for the Records Manager.
_REASONS: Final[Mapping[str, str]] = {
    "MessageWritesBlocked": "the person blocked or removed the app",
    "BotNotInConversationRoster": "the app is not installed for the person",
    "ForbiddenOperationException": "the app is not installed for the person",
    "BotDisabledByAdmin": "an administrator turned the app off",
    "ConversationNotFound": "the conversation is gone",
}


def open_session() -> ClientSession:
    """The one session for everything that goes out. The caller closes it."""
    return ClientSession(
        connector=TCPConnector(limit=64, keepalive_timeout=15.0),
        cookie_jar=DummyCookieJar(),
        timeout=ClientTimeout(total=HTTP_SECONDS, sock_connect=CONNECT_SECONDS),
    )


@dataclass(frozen=True, slots=True)
class _Call:
    method: str
    url: URL
    body: bytes | None
    #: None for a call that is in no conversation yet.
    conversation_id: str | None


class Connector:
    """One for the process. `patience` is how many seconds somebody waits, in which a call may be tried again; 0 for the
    outbox, which has its own way to try again, and lets those that somebody waits for go first."""

    def __init__(
        self,
        session: ClientSession,
        tokens: Tokens,
        ticker: Ticker,
        *,
        app_id: str,
        is_allowed: Callable[[str], bool],
        per_second: float = 25.0,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        http_seconds: float = HTTP_SECONDS,
    ) -> None:
        """`is_allowed` says whether the token may be sent to an address; `per_second` is the tenant's limit."""
        self._session = session
        self._tokens = tokens
        self._ticker = ticker
        self._app_id = app_id
        self._is_allowed = is_allowed
        self._tenant = TenantRate(per_second)
        #: Whoever has it leaves next; the others wait for it in the order in which they came.
        self._turn = asyncio.Lock()
        #: Of those that nobody waits for one at a time stands in that line: an answer has one before it at most.
        self._behind = asyncio.Lock()
        self._waiting = 0
        self._awaited = 0
        self._conversations = ConversationRates()
        self._pause = pause
        self._timeout = ClientTimeout(total=http_seconds, sock_connect=CONNECT_SECONDS)
        self._jitter = SystemRandom().uniform

    async def send(
        self, service_url: str, conversation_id: str, activity: Mapping[str, Any], *, patience: float = 0.0
    ) -> Outcome:
        """Post one activity. Sent carries its id."""
        return await self._deliver("POST", service_url, (conversation_id, "activities"), activity, patience)

    async def update(
        self,
        service_url: str,
        conversation_id: str,
        activity_id: str,
        activity: Mapping[str, Any],
        *,
        patience: float = 0.0,
    ) -> Outcome:
        """Replace one activity."""
        path = (conversation_id, "activities", activity_id)
        return await self._deliver("PUT", service_url, path, {**activity, "id": activity_id}, patience)

    async def delete(
        self, service_url: str, conversation_id: str, activity_id: str, *, patience: float = 0.0
    ) -> Outcome:
        """Take one activity back."""
        return await self._deliver("DELETE", service_url, (conversation_id, "activities", activity_id), None, patience)

    async def create_conversation(
        self, service_url: str, tenant_id: str, entra_id: str, *, patience: float = 0.0
    ) -> Outcome:
        """The one-to-one conversation with a person, made or found. Sent carries the conversation's id."""
        body = {
            "isGroup": False,
            "bot": {"id": f"28:{self._app_id}"},
            "members": [{"id": entra_id}],
            "tenantId": tenant_id,
            "channelData": {"tenant": {"id": tenant_id}},
        }
        return await self._deliver("POST", service_url, (), body, patience)

    async def _deliver(
        self,
        method: str,
        service_url: str,
        path: tuple[str, ...],
        body: Mapping[str, Any] | None,
        patience: float,
    ) -> Outcome:
        if not self._is_allowed(service_url):
            return Blocked("the address is not one of Teams")
        url = _url(service_url, path)
        if url is None:
            return Blocked("the conversation's name cannot be written in an address")
        call = _Call(method, url, None if body is None else _write(body).encode("ascii"), path[0] if path else None)
        give_up_at = self._ticker.monotonic() + patience
        attempt = 0
        while True:
            outcome = await self._once(call, awaited=patience > 0)
            wait = self._wait_after(outcome, attempt)
            if wait is None or self._ticker.monotonic() + wait > give_up_at:
                return outcome
            await self._pause(wait)
            attempt += 1

    def _wait_after(self, outcome: Outcome, attempt: int) -> float | None:
        """Seconds before another attempt; None where another attempt would not help or might send it twice."""
        back_off = _BACK_OFF_SECONDS * 2**attempt * self._jitter(0.5, 1.5)
        if isinstance(outcome, Throttled):
            return back_off if outcome.seconds is None else outcome.seconds + self._jitter(0.0, 0.1)
        return back_off if isinstance(outcome, Failed) else None

    async def _once(self, call: _Call, *, awaited: bool) -> Outcome:
        try:
            # Before its place: a login takes a while, and those who waited for it would leave all at once.
            token = await self._tokens.token()
        except NoToken:
            return Failed("the login service gave no token")
        return await self._wait_for_place(call.conversation_id, awaited=awaited) or await self._request(call, token)

    async def _wait_for_place(self, conversation_id: str | None, *, awaited: bool) -> Throttled | None:
        if throttled := self._too_fast(conversation_id):
            return throttled
        wait = self._tenant.wait(self._ticker.monotonic(), self._awaited if awaited else self._waiting)
        if wait > QUEUE_SECONDS:
            return Throttled(wait)
        self._waiting += 1
        self._awaited += awaited
        try:
            if awaited:
                return await self._take_turn(conversation_id)
            async with self._behind:
                return await self._take_turn(conversation_id)
        finally:
            self._waiting -= 1
            self._awaited -= awaited

    async def _take_turn(self, conversation_id: str | None) -> Throttled | None:
        async with self._turn:
            while (wait := self._tenant.wait(self._ticker.monotonic())) > 0:
                await self._pause(wait)
            if not (throttled := self._too_fast(conversation_id)):
                self._leave(conversation_id)
            return throttled

    def _too_fast(self, conversation_id: str | None) -> Throttled | None:
        """For this conversation. Asked again after a wait, in which others wrote to it."""
        wait = self._conversations.wait(conversation_id, self._ticker.monotonic()) if conversation_id else 0.0
        return Throttled(wait, alone=True) if wait > 0 else None

    def _leave(self, conversation_id: str | None) -> None:
        now = self._ticker.monotonic()
        self._tenant.leaves(now)
        if conversation_id:
            self._conversations.take(conversation_id, now)

    async def _request(self, call: _Call, token: str) -> Outcome:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        try:
            async with self._session.request(
                call.method, call.url, data=call.body, headers=headers, timeout=self._timeout, allow_redirects=False
            ) as response:
                if response.status == 401:
                    self._tokens.drop(token)
                return await self._outcome(response)
        except (ClientConnectorError, ConnectionTimeoutError):
            return Failed("no connection to Teams")
        except (ClientError, OSError, TimeoutError):
            # It may have arrived: nothing may be assumed.
            return Unknown()

    async def _outcome(self, response: ClientResponse) -> Outcome:
        status = response.status
        if status < 300:
            return Sent(_text(await _answer(response), "id"))
        if status == 429:
            return Throttled(self._retry_after(response.headers.get("Retry-After")))
        if status < 400 or status >= 500 or status in {401, 408, 412, 425}:
            return Failed(f"Teams answered {status}")
        error = (await _answer(response)).get("error")
        code = _text(error, "code") if isinstance(error, dict) else ""
        return Blocked(_REASONS.get(code, f"Teams refused it ({status})"))

    def _retry_after(self, value: str | None) -> float | None:
        """Seconds, from either form of the header; None when there is none that can be read."""
        if value is None:
            return None
        if value.strip().isdecimal():
            return min(float(value), LONGEST_RETRY_AFTER)
        try:
            at = parsedate_to_datetime(value)
        except ValueError:
            return None
        return min(max(0.0, (_aware(at) - self._ticker.now()).total_seconds()), LONGEST_RETRY_AFTER)


def _aware(at: datetime) -> datetime:
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)


def _url(service_url: str, path: tuple[str, ...]) -> URL | None:
    """`service_url` and the quoted path. None for a name that would be read as part of the address."""
    if any(not part.strip(".") or len(part) > 1024 for part in path):
        return None
    try:
        quoted = "".join("/" + quote(part, safe="") for part in path)
    except UnicodeEncodeError:
        return None
    return URL(f"{service_url.rstrip('/')}/v3/conversations{quoted}", encoded=True)


async def _answer(response: ClientResponse) -> Mapping[str, Any]:
    """The JSON object in a short answer; empty when there is none."""
    body = b""
    try:
        while len(body) < _LARGEST_ANSWER and (chunk := await response.content.readany()):
            body += chunk
        value = json.loads(body)
    except (ClientError, OSError, TimeoutError, ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _text(value: Mapping[str, Any], name: str) -> str:
    found = value.get(name)
    return found if isinstance(found, str) and len(found) <= 1024 else ""
