"""The channel as a test can hold it: signing keys of its own, published on this computer, and tokens made with them."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa

APP_ID = "6c1f2b5e-0f5b-4d4e-9a57-1f0f3a9b7c11"
TENANT_ID = "d3300000-0000-4000-8000-000000000001"
ENTRA_ID = "d3300000-0000-4000-8000-0000000000aa"
SERVICE_URL = "https://smba.trafficmanager.net/uk/"
ISSUER = "https://api.botframework.com"


@dataclass
class Key:
    """A signing key and how it is published."""

    kid: str
    private: rsa.RSAPrivateKey = field(repr=False)
    endorsements: list[str] | None = field(default_factory=lambda: ["msteams", "skype"])
    use: str = "sig"

    @classmethod
    def new(cls, kid: str, *, bits: int = 2048, endorsements: list[str] | None = None, use: str = "sig") -> Key:
        private = rsa.generate_private_key(public_exponent=65537, key_size=bits)
        return cls(kid, private, ["msteams", "skype"] if endorsements is None else endorsements, use)

    def published(self) -> dict[str, Any]:
        numbers = self.private.public_key().public_numbers()
        entry = {"kty": "RSA", "use": self.use, "kid": self.kid, "n": _text(numbers.n), "e": _text(numbers.e)}
        return entry if self.endorsements is None else {**entry, "endorsements": self.endorsements}

    def sign(self, claims: Mapping[str, Any], algorithm: str = "RS256", **header: Any) -> str:
        return jwt.encode(dict(claims), self.private, algorithm, headers={"kid": self.kid, **header})


def _text(number: int) -> str:
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class OpenId:
    """Serves the metadata and the keys, and counts how often it is asked."""

    def __init__(self, *keys: Key) -> None:
        self.keys = list(keys)
        self.asked = 0
        #: Cleared, every answer waits until it is set.
        self.answering = asyncio.Event()
        self.answering.set()
        #: What to answer instead of the keys.
        self.instead: web.Response | None = None
        self.jwks_uri: str | None = None
        self.address = ""
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> OpenId:
        app = web.Application()
        app.add_routes([web.get("/openid", self._metadata), web.get("/keys", self._keys)])
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.address = f"http://{host}:{port}/openid"
        return self

    async def __aexit__(self, *_: object) -> None:
        self.answering.set()
        assert self._runner is not None
        await self._runner.cleanup()

    async def _metadata(self, request: web.Request) -> web.Response:
        self.asked += 1
        await self.answering.wait()
        return web.json_response({"issuer": ISSUER, "jwks_uri": self.jwks_uri or f"http://{request.host}/keys"})

    async def _keys(self, _: web.Request) -> web.Response:
        if self.instead is not None:
            return self.instead
        return web.json_response({"keys": [key.published() for key in self.keys]})


def claims(now: float, **changes: Any) -> dict[str, Any]:
    """What the channel signs, `now` in seconds since 1970; a change to `...` takes the claim out."""
    good = {
        "serviceurl": SERVICE_URL, "nbf": int(now) - 60, "exp": int(now) + 3600, "iss": ISSUER, "aud": APP_ID,
    }  # fmt: skip
    return {name: value for name, value in {**good, **changes}.items() if value is not ...}


def activity(**changes: Any) -> dict[str, Any]:
    """A message as Teams posts it; a change to `...` takes the field out."""
    good = {
        "type": "message",
        "id": "1732300000000",
        "timestamp": "2026-11-23T09:30:00.000Z",
        "channelId": "msteams",
        "serviceUrl": SERVICE_URL,
        "from": {"id": "29:somebody", "name": "Somebody Atwork", "aadObjectId": ENTRA_ID},
        "recipient": {"id": f"28:{APP_ID}", "name": "Candour"},
        "conversation": {"id": "a:one-to-one", "conversationType": "personal", "tenantId": TENANT_ID},
        "channelData": {"tenant": {"id": TENANT_ID}},
        "locale": "en-GB",
        "text": "help",
    }
    return {name: value for name, value in {**good, **changes}.items() if value is not ...}


def submit(data: object, **changes: Any) -> dict[str, Any]:
    """A press in a dialog."""
    value = {"data": data, "context": {"theme": "default"}}
    return activity(type="invoke", name="task/submit", value=value, text=..., **changes)


def as_body(value: object) -> bytes:
    return json.dumps(value).encode()
