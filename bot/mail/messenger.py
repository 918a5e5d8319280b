"""Messages by mail: over one connection to the council's own mail server, which is kept for a while.

A mail counts as sent when that server took it. Until the server has been given the whole text, nothing was sent and
nothing is in doubt; when its answer to the text is lost, it is.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Awaitable, Callable
from typing import Final

from aiosmtplib import SMTP, SMTPResponse, SMTPServerDisconnected, SMTPStatus
from aiosmtplib.errors import SMTPDataError

from bot.mail.address import Mailbox, mailbox
from bot.mail.outcomes import TROUBLE, NoEncryption, after_the_text, before_the_text
from bot.mail.server import Server, Tls
from bot.mail.writing import written
from dialogs.views.mails import Mail
from governance.notices import Blocked, Failed, Message, Outcome, Unknown
from governance.people import Person
from governance.ports import Ticker
from governance.services.other_ways import has_another_way

#: From the first step to the server's word that it is ready for the text; and from there to its answer. A sender's
#: time-out must be longer than both together.
BEFORE_SECONDS: Final = 20.0
ANSWER_SECONDS: Final = 30.0
#: A connection that nobody used for so long is not used again.
KEEP_SECONDS: Final = 30.0

NEVER = "Such a message never goes by mail."
NO_ADDRESS = "There is no e-mail address for the person that can be used."
_POINT = re.compile(rb"^\.", re.MULTILINE)

Compose = Callable[[Message, Person], Awaitable[Mail]]


class MailMessenger:
    """Delivers on the e-mail channel, one mail after the other."""

    def __init__(
        self,
        server: Server,
        sender: Mailbox,
        compose: Compose,
        ticker: Ticker,
        *,
        tls: ssl.SSLContext | None = None,
        before_seconds: float = BEFORE_SECONDS,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        """`compose` says what a mail says. `tls`: by which certificates the server is known; None: the machine's."""
        self._server = server
        self._sender = sender
        self._compose = compose
        self._ticker = ticker
        self._tls = tls or ssl.create_default_context()
        self._before_seconds = before_seconds
        self._answer_seconds = answer_seconds
        self._one_at_a_time = asyncio.Lock()
        self._client: SMTP | None = None
        self._used_at = 0.0

    async def deliver(self, message: Message, to: Person) -> Outcome:
        if not has_another_way(message):
            return Blocked(NEVER)
        address = mailbox(to.email)
        if address is None:
            return Blocked(NO_ADDRESS)
        try:
            mail = await self._compose(message, to)
            text = written(mail, message.id, self._sender, to.name, address, self._ticker.now())
        except Exception as error:
            # Nothing has left, so nothing is in doubt.
            return Failed(f"The mail could not be written ({type(error).__name__}).")
        async with self._one_at_a_time:
            try:
                return await self._send(text, address, message.id)
            except BaseException:
                self._hang_up()
                raise

    async def close(self) -> None:
        """Say good-bye to the server."""
        async with self._one_at_a_time:
            client, self._client = self._client, None
            if client is not None and client.is_connected:
                try:
                    async with asyncio.timeout(1.0):
                        await client.quit()
                except TROUBLE:
                    client.close()

    async def _send(self, text: bytes, to: Mailbox, message_id: str) -> Outcome:
        try:
            async with asyncio.timeout(self._before_seconds):
                client = await self._offer(to)
        except TROUBLE as error:
            outcome = before_the_text(error)
            self._hang_up()
            return outcome
        if client is None:
            return Blocked(NO_ADDRESS)
        try:
            async with asyncio.timeout(self._answer_seconds):
                answer = await _hand_over(client, text)
        except TROUBLE:
            self._hang_up()
            return Unknown()
        self._used_at = self._ticker.monotonic()
        return after_the_text(answer, message_id)

    async def _offer(self, to: Mailbox) -> SMTP | None:
        """A connection on which the server is ready for the text of a mail to this address; None when this server
        knows no such letters."""
        client = await self._connection()
        options = [] if to.ascii else ["SMTPUTF8"]
        if options and not client.supports_extension("smtputf8"):
            return None
        await client.mail(self._sender.address, options=options)
        await client.rcpt(to.address, encoding="ascii" if to.ascii else "utf-8")
        answer = await client.execute_command(b"DATA")
        if answer.code != SMTPStatus.start_input:
            raise SMTPDataError(answer.code, answer.message)
        return client

    async def _connection(self) -> SMTP:
        """The one that is kept, if it still answers; else a new one."""
        kept = self._client
        if kept is not None and self._ticker.monotonic() - self._used_at <= KEEP_SECONDS:
            try:
                await kept.rset()
            except TROUBLE:
                pass
            else:
                return kept
        self._hang_up()
        self._client = client = self._new()
        await client.connect()
        await client.ehlo()
        if self._server.tls is Tls.STARTTLS:
            if not client.supports_extension("starttls"):
                raise NoEncryption
            await client.starttls()
            await client.ehlo()
        if self._server.username:
            await client.login(self._server.username, self._server.password)
        return client

    def _new(self) -> SMTP:
        return SMTP(
            hostname=self._server.host,
            port=self._server.port,
            # What we call ourselves. Asking the machine would ask a name server, which may take long.
            local_hostname=self._sender.domain,
            use_tls=self._server.tls is Tls.FROM_THE_START,
            # Done by hand: what is offered is looked at first.
            start_tls=False,
            tls_context=self._tls,
            timeout=self._before_seconds,
        )

    def _hang_up(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()


async def _hand_over(client: SMTP, text: bytes) -> SMTPResponse:
    """Give the text whose lines end in CRLF, with its points doubled where a line begins with one, and hear the answer.
    Not by the library's own call: from that one nobody learns whether the text had left when it broke."""
    if client.protocol is None:
        raise SMTPServerDisconnected("Connection lost")
    client.protocol.write(_POINT.sub(b"..", text) + b".\r\n")
    return await client.protocol.read_response()
