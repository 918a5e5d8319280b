"""Who may post an activity: a bearer token of the channel, or in the try-out anybody on this computer."""

from __future__ import annotations

import hashlib
import json
import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

import jwt
from aiohttp import web

from bot.teams.keys import SigningKey, SigningKeys
from governance.ports import Ticker

ISSUER: Final = "https://api.botframework.com"
SKEW_SECONDS: Final = 300
LONGEST_TOKEN: Final = 8192
#: A token seen a moment ago is not verified again for this long; the channel uses each for an hour.
REMEMBER_SECONDS: Final = 300.0
REMEMBER_MOST: Final = 256

#: Exactly one token, in the one spelling that its bytes have: `jwt` would take padding too.
_BEARER = re.compile(r"Bearer ([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)", re.ASCII)
_NEAR_HOST = re.compile(r"(?:127\.0\.0\.1|localhost|\[::1\])(?::[0-9]{1,5})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Caller:
    """What is proved of the poster. None stands for what an unsigned one cannot prove."""

    service_url: str | None
    endorsements: frozenset[str] | None


class Callers(Protocol):
    async def caller(self, request: web.BaseRequest) -> Caller | None:
        """Look at the headers and the peer only, never at the body. None when the poster may not."""


class NearCallers:
    """Unsigned activities, from this computer only.

    A web page elsewhere cannot get through by pointing its own name here (the Host must be this computer's) nor by
    posting from a browser (the Origin must be ours), and a tunnel cannot by forwarding.
    """

    async def caller(self, request: web.BaseRequest) -> Caller | None:
        headers = request.headers
        if request.remote not in {"127.0.0.1", "::1"} or not _NEAR_HOST.fullmatch(request.host):
            return None
        if "Forwarded" in headers or "X-Forwarded-For" in headers:
            return None
        if any(origin != f"http://{request.host}" for origin in headers.getall("Origin", [])):
            return None
        return Caller(None, None)


@dataclass(frozen=True, slots=True)
class _Seen:
    key: SigningKey
    caller: Caller
    until: float


class SignedCallers:
    """The channel's own tokens: RS256, a known key, our app as the audience, not expired."""

    def __init__(self, app_id: str, keys: SigningKeys, ticker: Ticker, issuer: str = ISSUER) -> None:
        self._app_id = app_id
        self._keys = keys
        self._ticker = ticker
        self._issuer = issuer
        self._jws = jwt.PyJWS(algorithms=["RS256"])
        self._seen: OrderedDict[bytes, _Seen] = OrderedDict()

    async def caller(self, request: web.BaseRequest) -> Caller | None:
        given = request.headers.getall("Authorization", [])
        if len(given) != 1 or len(given[0]) > LONGEST_TOKEN:
            return None
        bearer = _BEARER.fullmatch(given[0])
        if bearer is None:
            return None
        token = bearer[1]
        digest = hashlib.sha256(token.encode()).digest()
        return self._remembered(digest) or await self._verified(token, digest)

    def _remembered(self, digest: bytes) -> Caller | None:
        seen = self._seen.get(digest)
        if seen is None:
            return None
        if self._ticker.now().timestamp() < seen.until and self._keys.known(seen.key.kid) == seen.key:
            return seen.caller
        del self._seen[digest]
        return None

    async def _verified(self, token: str, digest: bytes) -> Caller | None:
        try:
            kid = jwt.get_unverified_header(token).get("kid")
            key = await self._keys.find(kid) if isinstance(kid, str) else None
            if key is None:
                return None
            decoded = self._jws.decode_complete(token, key.public, algorithms=["RS256"])
            claims = _claims(decoded["payload"])
        except (jwt.PyJWTError, ValueError, RecursionError):
            return None
        service_url, until = _service_url(claims), self._holds_until(claims)
        if service_url is None or until is None:
            return None
        caller = Caller(service_url, key.endorsements)
        soon = self._ticker.now().timestamp() + REMEMBER_SECONDS
        self._remember(digest, _Seen(key, caller, min(soon, until)))
        return caller

    def _holds_until(self, claims: Mapping[str, Any]) -> float | None:
        """When the token ends, skew included. None unless issuer, audience and times are all there and right."""
        if claims.get("iss") != self._issuer or claims.get("aud") != self._app_id:
            return None
        now = self._ticker.now().timestamp()
        expires, begins = _instant(claims.get("exp")), _instant(claims.get("nbf", 0))
        if expires is None or begins is None or not begins - SKEW_SECONDS <= now < expires + SKEW_SECONDS:
            return None
        return expires + SKEW_SECONDS

    def _remember(self, digest: bytes, seen: _Seen) -> None:
        self._seen[digest] = seen
        if len(self._seen) > REMEMBER_MOST:
            self._seen.popitem(last=False)


def _claims(payload: object) -> dict[str, Any]:
    claims = json.loads(payload) if isinstance(payload, bytes) else None
    if not isinstance(claims, dict):
        raise ValueError("not claims")
    return claims


def _instant(value: object) -> float | None:
    """Seconds since 1970, if that is what it is; NaN compares with nothing and so is not."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e12:
        return None
    return float(value)


def _service_url(claims: Mapping[str, Any]) -> str | None:
    """Microsoft writes the claim in lower case and documents it in camel case: whichever is there, they must agree."""
    given = [claims[name] for name in ("serviceurl", "serviceUrl") if name in claims]
    if not given or not isinstance(given[0], str) or not given[0] or given[-1] != given[0]:
        return None
    return given[0]
