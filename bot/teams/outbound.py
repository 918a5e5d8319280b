"""The token that our answers carry: one at a time, fetched in a thread, renewed before it ends."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

import msal
import requests

from bot.log import Log
from governance.ports import Ticker

#: MSAL declares no types.
_msal: Any = msal

RESOURCE: Final = "https://api.botframework.com"
LOGIN: Final = "https://login.microsoftonline.com/"
HTTP_SECONDS: Final = 8.0
#: How long a message waits for the first token. The request itself goes on, and the next message finds its token.
WAIT_SECONDS: Final = 10.0
#: Renewed this long before it ends: less than the five minutes in which MSAL itself gives the old one out again.
MARGIN_SECONDS: Final = 270.0
#: Between attempts while the login service refuses or does not answer.
RETRY_SECONDS: Final = 15.0


class NoToken(Exception):
    """The login service did not give one."""


class Tokens(Protocol):
    async def token(self) -> str:
        """A token that is good now. Raises NoToken."""

    def drop(self, token: str) -> None:
        """The connector refused this one."""


class StubTokens:
    """Local mode: the stand-in for Teams asks for no proof, and nothing of worth leaves this computer."""

    async def token(self) -> str:
        return "local"

    def drop(self, token: str) -> None:
        """There is no better one."""


class Credential(Protocol):
    """Asks the login service. Blocking; called in a thread, one call at a time."""

    def acquire(self, *, afresh: bool) -> Mapping[str, Any]:
        """MSAL's answer: `access_token` and `expires_in`, or `error`. `afresh` passes its cache by."""


class AppCredential:
    """A client secret, or a certificate (see `certificate`)."""

    def __init__(
        self,
        app_id: str,
        tenant_id: str,
        credential: str | Mapping[str, str],
        *,
        http_client: object | None = None,
    ) -> None:
        """`http_client` replaces MSAL's own (`requests`, with a time-out)."""
        self._app_id = app_id
        self._authority = LOGIN + tenant_id
        self._credential = credential
        self._http_client = http_client
        self._app: Any = None

    def acquire(self, *, afresh: bool) -> Mapping[str, Any]:
        if self._app is None or afresh:
            # Making one asks the login service for its addresses, so it is not made before it is needed.
            self._app = _msal.ConfidentialClientApplication(
                self._app_id,
                authority=self._authority,
                client_credential=self._credential,
                timeout=HTTP_SECONDS,
                http_client=self._http_client,
            )
        return dict(self._app.acquire_token_for_client(scopes=[RESOURCE + "/.default"]) or {})


class ManagedIdentity:
    """The machine's own identity: no secret to keep."""

    def __init__(self, app_id: str, *, http_client: object | None = None) -> None:
        self._app_id = app_id
        self._http_client = http_client
        self._client: Any = None

    def acquire(self, *, afresh: bool) -> Mapping[str, Any]:
        if self._client is None or afresh:
            self._client = _msal.ManagedIdentityClient(
                _msal.UserAssignedManagedIdentity(client_id=self._app_id),
                http_client=self._http_client or requests.Session(),
            )
        return dict(self._client.acquire_token_for_client(resource=RESOURCE) or {})


def certificate(pem: str) -> dict[str, str]:
    """The credential in a PEM file that holds the private key and the certificate."""
    return {"private_key": pem, "public_certificate": pem}


@dataclass(frozen=True, slots=True)
class _Held:
    token: str
    #: On the ticker's monotonic clock.
    until: float

    def __repr__(self) -> str:
        return "_Held(…)"


class CachedTokens:
    """Gives the held token out, and renews it in the background while it is still good."""

    def __init__(self, credential: Credential, ticker: Ticker, log: Log, wait_seconds: float = WAIT_SECONDS) -> None:
        self._credential = credential
        self._ticker = ticker
        self._log = log
        self._wait_seconds = wait_seconds
        self._held: _Held | None = None
        self._afresh = False
        self._asking: asyncio.Task[None] | None = None
        self._not_before = float("-inf")

    async def token(self) -> str:
        held = self._good()
        if held is not None:
            if self._ticker.monotonic() >= held.until - MARGIN_SECONDS:
                self._ask()
            return held.token
        asking = self._ask()
        if asking is not None:
            # Shielded: others wait for the same answer, and a thread cannot be called back anyway.
            await asyncio.wait({asking}, timeout=self._wait_seconds)
        held = self._good()
        if held is None:
            raise NoToken
        return held.token

    def drop(self, token: str) -> None:
        if self._held is not None and self._held.token == token:
            self._held = None
            self._afresh = True

    def _good(self) -> _Held | None:
        return self._held if self._held is not None and self._ticker.monotonic() < self._held.until else None

    def _ask(self) -> asyncio.Task[None] | None:
        """The one question under way; None while it is too soon to ask again."""
        if self._asking is not None and not self._asking.done():
            return self._asking
        if self._ticker.monotonic() < self._not_before:
            return None
        self._not_before = self._ticker.monotonic() + RETRY_SECONDS
        self._asking = asyncio.create_task(self._renew())
        return self._asking

    async def _renew(self) -> None:
        afresh, self._afresh = self._afresh, False
        asked_at = self._ticker.monotonic()
        try:
            answer = await asyncio.to_thread(self._credential.acquire, afresh=afresh)
        except Exception as error:  # MSAL raises whatever its HTTP library raises
            self._log.failure("token_not_acquired", error)
            return
        token, seconds = answer.get("access_token"), answer.get("expires_in")
        if isinstance(token, str) and isinstance(seconds, int | float):
            self._held = _Held(token, asked_at + seconds)
        else:
            self._log.event("token_not_acquired", error=_code(answer.get("error")))


def _code(error: object) -> str:
    """The protocol's error code (`invalid_client`); its description names the app and the tenant and is left out."""
    return error if isinstance(error, str) and re.fullmatch(r"[a-z_]{1,40}", error) else "unknown"
