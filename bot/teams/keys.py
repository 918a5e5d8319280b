"""The channel's signing keys: fetched off the turn's path, kept fresh, and asked for again when one is unknown."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from aiohttp import ClientSession, ClientTimeout
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers

from bot.log import Log
from bot.teams.service_urls import is_allowed
from governance.ports import Ticker

#: Microsoft's published address of the Bot Connector's keys.
PUBLIC_METADATA: Final = "https://login.botframework.com/v1/.well-known/openidconfiguration"

FETCH_SECONDS: Final = 5.0
#: The keys are fetched again long before they are too old to be believed (Microsoft: at least once a day).
FRESH_SECONDS: Final = 3600.0
TOO_OLD_SECONDS: Final = 24 * 3600.0
#: How often strangers' tokens may make us ask.
ASK_AGAIN_SECONDS: Final = 300.0
LARGEST: Final = 1_000_000
#: Seconds between attempts while the keys cannot be fetched.
_RETRY: Final = (5.0, 10.0, 30.0, 60.0)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """One key and the channels that Microsoft endorses it for."""

    kid: str
    public: RSAPublicKey
    endorsements: frozenset[str]


class SigningKeys:
    """Keys by id. One fetch at a time; nobody with a known key ever waits for it."""

    def __init__(
        self,
        metadata: str,
        session: ClientSession,
        ticker: Ticker,
        log: Log,
        *,
        loopback: bool = False,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`metadata` is an OpenID configuration address; with `loopback` it must be on this computer."""
        self._metadata = metadata
        self._session = session
        self._ticker = ticker
        self._log = log
        self._loopback = loopback
        self._pause = pause
        self._keys: Mapping[str, SigningKey] = {}
        self._fetched_at = float("-inf")
        self._asked_at = float("-inf")
        self._fetching: asyncio.Task[bool] | None = None

    def known(self, kid: str) -> SigningKey | None:
        """The key, if it is held and fresh enough to be believed. Never waits."""
        if self._ticker.monotonic() - self._fetched_at > TOO_OLD_SECONDS:
            return None
        return self._keys.get(kid)

    async def find(self, kid: str) -> SigningKey | None:
        """The key; an unknown one is asked for once, at most every five minutes. None when there is none."""
        key = self.known(kid)
        if key is None and self._may_ask():
            await self.refresh()
            key = self.known(kid)
        return key

    async def refresh(self) -> bool:
        """Fetch now, or join the fetch that is under way. False when it failed: the keys held stay."""
        if self._fetching is None or self._fetching.done():
            self._asked_at = self._ticker.monotonic()
            self._fetching = asyncio.create_task(self._fetch())
        # A caller who goes away must not take the fetch with them: others wait for it too.
        return await asyncio.shield(self._fetching)

    async def keep_fresh(self) -> None:
        """Runs until it is cancelled: fetch, wait, fetch again; sooner while fetching fails."""
        failures = 0
        while True:
            failures = 0 if await self.refresh() else failures + 1
            await self._pause(_RETRY[min(failures, len(_RETRY)) - 1] if failures else FRESH_SECONDS)

    def _may_ask(self) -> bool:
        under_way = self._fetching is not None and not self._fetching.done()
        return under_way or self._ticker.monotonic() - self._asked_at >= ASK_AGAIN_SECONDS

    async def _fetch(self) -> bool:
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                configuration = await self._get(self._metadata)
                keys = read_keys(await self._get(self._keys_address(configuration)))
        except Exception as error:  # whatever a server on the other side can do, the keys held stay
            self._log.failure("keys_not_fetched", error)
            return False
        if not keys:
            self._log.event("keys_not_fetched", error="NoKeys")
            return False
        self._keys = keys
        self._fetched_at = self._ticker.monotonic()
        return True

    def _keys_address(self, configuration: Mapping[str, Any]) -> str:
        """The configuration may only point to its own host."""
        url = configuration.get("jwks_uri")
        host = urlsplit(self._metadata).hostname or ""
        if not isinstance(url, str) or not is_allowed(url, {host}, loopback=self._loopback):
            raise ValueError("the keys are somewhere else")
        return url

    async def _get(self, url: str) -> Mapping[str, Any]:
        timeout = ClientTimeout(total=FETCH_SECONDS)
        async with self._session.get(url, timeout=timeout, allow_redirects=False) as response:
            if response.status != 200:
                raise ValueError("not found")
            body = bytearray()
            async for chunk in response.content.iter_any():
                body += chunk
                if len(body) > LARGEST:
                    raise ValueError("too large")
        value = json.loads(bytes(body))
        if not isinstance(value, dict):
            raise TypeError("not an object")
        return value


def read_keys(document: Mapping[str, Any]) -> dict[str, SigningKey]:
    """Signing keys of a JSON web key set, by id; what is not a sound RSA signing key is left out."""
    entries = document.get("keys")
    found = (_key(entry) for entry in entries if isinstance(entry, dict)) if isinstance(entries, list) else ()
    return {key.kid: key for key in found if key is not None}


def _key(entry: Mapping[str, Any]) -> SigningKey | None:
    kid, modulus, exponent = entry.get("kid"), entry.get("n"), entry.get("e")
    if entry.get("kty") != "RSA" or entry.get("use", "sig") != "sig" or not isinstance(kid, str) or not kid:
        return None
    if not isinstance(modulus, str) or not isinstance(exponent, str):
        return None
    try:
        public = RSAPublicNumbers(_number(exponent), _number(modulus)).public_key()
    except ValueError:
        return None
    endorsements = entry.get("endorsements")
    names = endorsements if isinstance(endorsements, list) else []
    if public.key_size < 2048:
        return None
    return SigningKey(kid, public, frozenset(name for name in names if isinstance(name, str)))


def _number(text: str) -> int:
    return int.from_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), "big")
