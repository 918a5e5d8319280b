"""The world outside as a trap plays it: Microsoft's login, the channel's keys and Teams, each by its own name."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote

from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.trust.channel import TENANT_ID, Key

LOGIN = "login.microsoftonline.com"
KEYS = "login.botframework.com"
TEAMS = "smba.trafficmanager.net"
GOVERNMENT = "smba.infra.gcc.teams.microsoft.com"
EVIL = "evil.example"
NAMES = (LOGIN, KEYS, TEAMS, GOVERNMENT, EVIL, f"*.{EVIL}")


@dataclass
class Outside:
    """`sent` is what reached Teams: by conversation, the hosts and paths that its replies were sent to."""

    key: Key
    folder: Path
    sent: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    #: Hosts that were sent anything, and are not Microsoft's.
    strangers: list[str] = field(default_factory=list)
    stranger_came: asyncio.Event = field(default_factory=asyncio.Event)
    port: int = 0
    _server: TestServer | None = None

    async def __aenter__(self) -> Outside:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._take)
        self._server = TestServer(app, host="127.0.0.1", scheme="https")
        await self._server.start_server(ssl=self._certified())
        self.port = self._server.port or 0
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        await self._server.close()

    @property
    def trusted(self) -> dict[str, str]:
        """Settings of a process that takes the trap's certificate for good."""
        authority = str(self.folder / "authority.pem")
        return {"SSL_CERT_FILE": authority, "REQUESTS_CA_BUNDLE": authority}

    async def _take(self, request: web.Request) -> web.Response:
        await request.read()
        host = request.host.lower().removesuffix(":443")
        match host:
            case "login.microsoftonline.com":
                return web.json_response(_login(request.path))
            case "login.botframework.com" if request.path.endswith("/keys"):
                return web.json_response({"keys": [self.key.published()]})
            case "login.botframework.com":
                return web.json_response({"jwks_uri": f"https://{KEYS}/v1/.well-known/keys"})
            case _:
                return self._deliver(request, host)

    def _deliver(self, request: web.Request, host: str) -> web.Response:
        if host not in (TEAMS, GOVERNMENT):
            self.strangers.append(host)
            self.stranger_came.set()
        before, _, after = request.raw_path.partition("/v3/conversations/")
        conversation = unquote(after.partition("/")[0])
        self.sent.setdefault(conversation, []).append((host, before))
        if conversation.endswith("elsewhere"):
            return web.Response(status=307, headers={"Location": f"https://{EVIL}/"})
        return web.json_response({"id": "m"}, status=201)

    def _certified(self) -> ssl.SSLContext:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "outside")])
        now = datetime.now(UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(each) for each in NAMES]), critical=False)
            .sign(key, hashes.SHA256())
        )
        secret = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        public = certificate.public_bytes(serialization.Encoding.PEM)
        (self.folder / "authority.pem").write_bytes(public)
        (self.folder / "both.pem").write_bytes(secret + public)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.folder / "both.pem")
        return context


def _login(path: str) -> dict[str, object]:
    here = f"https://{LOGIN}/{TENANT_ID}"
    if path.endswith("/token"):
        return {"token_type": "Bearer", "expires_in": 3600, "access_token": "a-token-of-ours"}
    return {
        "issuer": f"{here}/v2.0",
        "authorization_endpoint": f"{here}/oauth2/v2.0/authorize",
        "token_endpoint": f"{here}/oauth2/v2.0/token",
    }
