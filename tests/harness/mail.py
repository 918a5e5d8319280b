"""A mail server on loopback that keeps what it is given and can be told to refuse it."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTPUTF8
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

#: Hang up instead of an answer.
HANG_UP = "hang up"
#: Answer nothing at all.
SILENT = "silent"


@dataclass
class MailServer:
    """`taken` is every mail that it took, in order, even where its answer was lost."""

    #: What it answers to an address; without it, it takes the mail.
    addresses: dict[str, str] = field(default_factory=dict)
    #: What it answers to the next MAIL, DATA (before the text) and texts, in turn; when it has run out, it takes them.
    senders: list[str] = field(default_factory=list)
    starts: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    #: How to make a line safe; without it, it offers nothing.
    tls: ssl.SSLContext | None = None
    tls_from_the_start: bool = False
    login: tuple[str, str] | None = None
    letters: bool = True
    taken: list[tuple[Envelope, EmailMessage]] = field(default_factory=list)
    #: How each mail came: over a safe line, and by whom.
    safe: list[bool] = field(default_factory=list)
    connections: int = 0
    #: Somebody waits for an answer that does not come.
    silent: asyncio.Event = field(default_factory=asyncio.Event)
    port: int = 0
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _server: asyncio.Server | None = None
    _lines: set[_Line] = field(default_factory=set)

    async def start(self) -> MailServer:
        loop = asyncio.get_running_loop()
        safe = self.tls if self.tls_from_the_start else None
        self._server = await loop.create_server(lambda: _Line(self), "127.0.0.1", self.port, ssl=safe)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
            self.cut()
            await self._server.wait_closed()
            self._server = None

    def cut(self) -> None:
        """Every line that is open breaks."""
        for line in list(self._lines):
            line.cut()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def until(self, count: int, seconds: float = 20.0) -> list[EmailMessage]:
        """Wait until it has taken so many."""
        async with asyncio.timeout(seconds):
            while len(self.taken) < count:
                self._arrived.clear()
                await self._arrived.wait()
        return [mail for _, mail in self.taken]

    async def until_one(self, subject: str, seconds: float = 20.0) -> EmailMessage:
        """Wait until it has taken a mail with this subject."""
        async with asyncio.timeout(seconds):
            while not (found := [mail for _, mail in self.taken if mail["Subject"] == subject]):
                self._arrived.clear()
                await self._arrived.wait()
        return found[0]

    # What aiosmtpd asks

    def authenticate(self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        given = (data.login.decode(), data.password.decode())
        return AuthResult(success=given == self.login, handled=False)

    async def handle_MAIL(  # noqa: N802  # its name for it
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.senders.pop(0) if self.senders else "250 OK"
        if answer.startswith("250"):
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return answer

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.addresses.get(address, "250 OK")
        await _break(answer, server)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
            envelope.rcpt_options.extend(options)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.texts.pop(0) if self.texts else "250 OK"
        if answer.startswith("250") or answer in {HANG_UP, SILENT}:
            mail = message_from_bytes(envelope.original_content or b"", _class=EmailMessage, policy=SMTPUTF8)
            self.taken.append((envelope, mail))
            self.safe.append(session.ssl is not None or self.tls_from_the_start)
            self._arrived.set()
        await _break(answer, server)
        return answer


async def _break(answer: str, server: SMTP) -> None:
    if answer == HANG_UP:
        _cut(server)
    if answer in {HANG_UP, SILENT}:
        handler = server.event_handler
        assert isinstance(handler, MailServer)
        handler.silent.set()
        await asyncio.Event().wait()


def _cut(line: SMTP) -> None:
    if isinstance(line.transport, asyncio.Transport):
        line.transport.abort()


class _Line(SMTP):
    """One connection."""

    def __init__(self, of: MailServer) -> None:
        super().__init__(
            of,
            enable_SMTPUTF8=of.letters,
            tls_context=None if of.tls_from_the_start else of.tls,
            require_starttls=bool(of.tls) and not of.tls_from_the_start,
            authenticator=of.authenticate if of.login else None,
            auth_required=bool(of.login),
            auth_require_tls=bool(of.tls) and not of.tls_from_the_start,
            hostname="mail.council.example",
            loop=asyncio.get_running_loop(),
        )
        self._of = of
        of.connections += 1

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._of._lines.add(self)  # noqa: SLF001  # its own lines
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._of._lines.discard(self)  # noqa: SLF001
        super().connection_lost(error)

    def cut(self) -> None:
        _cut(self)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if self._of.starts:
            answer = self._of.starts.pop(0)
            await _break(answer, self)
            await self.push(answer)
            return
        await super().smtp_DATA(arg)
