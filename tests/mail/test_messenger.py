"""The mail messenger against a real server: what it may say of a mail is never more than it knows."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from uuid import uuid4

import pytest

from bot.mail.address import Mailbox
from bot.mail.messenger import KEEP_SECONDS, NEVER, NO_ADDRESS, MailMessenger
from bot.mail.server import Server, Tls
from dialogs.views.mails import Mail
from governance.notices import Blocked, Channel, Failed, Kind, Message, Outcome, Sent, Throttled, Unknown
from governance.people import Person
from tests.governance.delivery_world import HandTime
from tests.harness.mail import HANG_UP, SILENT, MailServer

SENDER = Mailbox("candour", "council.example")
ANNA = Person("anna", "entra-anna", "Anna Field", "anna.field@council.example")
MAIL = Mail("What is due: 1 thing", ("1 thing waits for you.",), ("Check the list, due on Monday 30 November 2026",))


def message(**changes: object) -> Message:
    plain = Message(uuid4().hex, "anna", Channel.EMAIL, Kind.DIGEST)
    return replace(plain, **changes)  # type: ignore[arg-type]  # what a test names of it


@dataclass
class Post:
    """The messenger, and what it is told to say."""

    server: MailServer
    messenger: MailMessenger
    time: HandTime

    async def to(self, email: str = ANNA.email) -> Outcome:
        return await self.messenger.deliver(message(), replace(ANNA, email=email))

    @property
    def taken(self) -> list[str]:
        return [envelope.rcpt_tos[0] for envelope, _ in self.server.taken]


@dataclass
class Reaches:
    """How the messenger comes to the server."""

    tls: Tls = Tls.NONE
    trusting: ssl.SSLContext | None = None
    username: str = ""
    password: str = ""
    seconds: float = 5.0
    time: HandTime = field(default_factory=HandTime)


@asynccontextmanager
async def post(server: MailServer, how: Reaches | None = None) -> AsyncIterator[Post]:
    how = how or Reaches()
    if not server.port:
        await server.start()

    async def compose(_message: Message, _to: Person) -> Mail:
        return MAIL

    messenger = MailMessenger(
        Server("127.0.0.1", server.port, how.tls, how.username, how.password),
        SENDER,
        compose,
        how.time,
        tls=how.trusting,
        before_seconds=how.seconds,
        answer_seconds=how.seconds,
    )
    yield Post(server, messenger, how.time)
    await messenger.close()


# ---------------------------------------------------------------- what arrives


async def test_a_mail_arrives_and_says_who_it_is_from_and_that_a_machine_wrote_it(server: MailServer) -> None:
    async with post(server) as desk:
        sent = message()
        assert await desk.messenger.deliver(sent, ANNA) == Sent(sent.id)
    ((envelope, mail),) = server.taken
    assert (envelope.mail_from, envelope.rcpt_tos) == ("candour@council.example", ["anna.field@council.example"])
    assert mail["From"] == "Candour <candour@council.example>"
    assert mail["To"] == "Anna Field <anna.field@council.example>"
    assert mail["Subject"] == "What is due: 1 thing"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"] == f"<{sent.id}@council.example>"
    assert "Check the list, due on Monday 30 November 2026" in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]


async def test_the_same_message_has_the_same_message_id_when_it_is_sent_again(server: MailServer) -> None:
    async with post(server) as desk:
        again = message()
        for _ in range(2):
            await desk.messenger.deliver(again, ANNA)
    first, second = (mail["Message-ID"] for _, mail in server.taken)
    assert first == second


async def test_one_connection_serves_many_mails_and_is_not_kept_for_ever(server: MailServer) -> None:
    async with post(server) as desk:
        assert all([isinstance(await desk.to(), Sent) for _ in range(5)])
        assert server.connections == 1
        desk.time.seconds += KEEP_SECONDS + 1
        assert isinstance(await desk.to(), Sent)
        assert server.connections == 2


async def test_many_at_once_leave_one_after_the_other(server: MailServer) -> None:
    async with post(server) as desk:
        outcomes = await asyncio.gather(*(desk.to(f"p{number}@council.example") for number in range(10)))
    assert {type(outcome) for outcome in outcomes} == {Sent}
    assert sorted(desk.taken) == sorted(f"p{number}@council.example" for number in range(10))
    assert server.connections == 1


async def test_a_kept_connection_that_the_server_closed_costs_nothing(server: MailServer) -> None:
    async with post(server) as desk:
        assert isinstance(await desk.to(), Sent)
        server.cut()
        assert isinstance(await desk.to(), Sent)
    assert len(server.taken) == 2


async def test_lines_that_begin_with_a_point_arrive_whole(server: MailServer) -> None:
    async def compose(_message: Message, _to: Person) -> Mail:
        return Mail("Points", (".", "..hidden", "after\n.\nthe end"))

    await server.start()
    messenger = MailMessenger(Server("127.0.0.1", server.port, Tls.NONE), SENDER, compose, HandTime())
    assert isinstance(await messenger.deliver(message(), ANNA), Sent)
    await messenger.close()
    ((_, mail),) = server.taken
    plain = mail.get_body(("plain",))
    assert plain is not None
    assert plain.get_content().splitlines()[:7] == [".", "", "..hidden", "", "after", ".", "the end"]


async def test_other_letters_arrive_where_the_server_knows_them(server: MailServer) -> None:
    async with post(server) as desk:
        assert isinstance(await desk.to("zoë@rådhus.example"), Sent)
        assert isinstance(await desk.to("anna@rådhus.example"), Sent)
    assert desk.taken == ["zoë@xn--rdhus-mra.example", "anna@xn--rdhus-mra.example"]


async def test_other_letters_are_refused_with_a_reason_where_it_does_not(server: MailServer) -> None:
    server.letters = False
    async with post(server) as desk:
        assert await desk.to("zoë@council.example") == Blocked(NO_ADDRESS)
        assert isinstance(await desk.to("anna@rådhus.example"), Sent)


@pytest.mark.parametrize(
    "email",
    [
        "",
        "  ",
        "anna",
        "anna@",
        "@council.example",
        "a@b@c",
        "anna@council.example\nRCPT TO:<eve@x.example>",
        "a b@c.d",
    ],
)
async def test_what_is_no_address_is_not_tried(server: MailServer, email: str) -> None:
    async with post(server) as desk:
        assert await desk.to(email) == Blocked(NO_ADDRESS)
    assert server.connections == 0


@pytest.mark.parametrize("changes", [{"kind": Kind.NEWS}, {"kind": Kind.ANSWERED}, {"recipient": "sealed:00"}], ids=str)
async def test_nothing_for_a_reporter_leaves_by_mail_whoever_asks(
    server: MailServer, changes: dict[str, object]
) -> None:
    async with post(server) as desk:
        assert await desk.messenger.deliver(message(**changes), ANNA) == Blocked(NEVER)
    assert server.connections == 0


async def test_a_mail_that_cannot_be_written_is_tried_again_and_tells_no_secret(server: MailServer) -> None:
    async def compose(_message: Message, _to: Person) -> Mail:
        raise LookupError("words that stay inside")

    await server.start()
    messenger = MailMessenger(Server("127.0.0.1", server.port, Tls.NONE), SENDER, compose, HandTime())
    assert await messenger.deliver(message(), ANNA) == Failed("The mail could not be written (LookupError).")
    assert server.connections == 0


# ---------------------------------------------------------------- what the server says


async def test_an_address_that_is_refused_is_blocked_and_the_next_mail_leaves(server: MailServer) -> None:
    server.addresses["gone@council.example"] = "550 5.1.1 No such person: gone@council.example"
    async with post(server) as desk:
        assert await desk.to("gone@council.example") == Blocked("the mail server refused the address (550)")
        assert isinstance(await desk.to(), Sent)


async def test_greylisting_is_a_failure_to_be_tried_again(server: MailServer) -> None:
    server.addresses[ANNA.email] = "450 4.2.0 Greylisted, please come back in five minutes"
    async with post(server) as desk:
        assert await desk.to() == Failed("the mail server answered 450")
        del server.addresses[ANNA.email]
        assert isinstance(await desk.to(), Sent)


@pytest.mark.parametrize(
    "answer",
    ["421 4.7.0 Closing, come back later", "432 4.3.2 Too busy", "450 4.7.28 Slow down", "451 Too many messages"],
)
async def test_being_too_fast_is_no_failure(server: MailServer, answer: str) -> None:
    server.senders.append(answer)
    async with post(server) as desk:
        assert isinstance(await desk.to(), Throttled)
        assert isinstance(await desk.to(), Sent)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("554 5.7.1 Looks like spam", Blocked("the mail server refused the mail (554)")),
        ("452 4.3.1 No room", Failed("the mail server answered 452")),
        ("421 4.7.0 Too busy", Throttled(60.0)),
    ],
)
async def test_a_text_that_is_refused_was_not_taken(server: MailServer, answer: str, outcome: Outcome) -> None:
    server.texts.append(answer)
    async with post(server) as desk:
        assert await desk.to() == outcome
        assert server.taken == []
        assert isinstance(await desk.to(), Sent)


async def test_our_own_address_refused_is_not_the_persons_fault(server: MailServer) -> None:
    server.senders.append("553 5.7.1 Not your address")
    async with post(server) as desk:
        assert await desk.to() == Failed("the mail server refused our own address (553)")


async def test_nothing_that_the_server_says_is_kept_but_a_number(server: MailServer) -> None:
    server.addresses[ANNA.email] = "550 Anna Field is on sick leave"
    async with post(server) as desk:
        assert "Anna" not in repr(await desk.to())


# ---------------------------------------------------------------- what nobody knows


async def test_a_line_that_breaks_before_the_text_sent_nothing(server: MailServer) -> None:
    server.addresses[ANNA.email] = HANG_UP
    async with post(server) as desk:
        assert await desk.to() == Failed("no connection to the mail server")
    assert server.taken == []


async def test_a_line_that_breaks_before_the_server_is_ready_for_the_text_sent_nothing(server: MailServer) -> None:
    server.starts.append(HANG_UP)
    async with post(server) as desk:
        assert await desk.to() == Failed("no connection to the mail server")
        assert isinstance(await desk.to(), Sent)


async def test_a_line_that_breaks_after_the_text_leaves_doubt(server: MailServer) -> None:
    server.texts.append(HANG_UP)
    async with post(server) as desk:
        assert await desk.to() == Unknown()
        assert len(server.taken) == 1
        assert isinstance(await desk.to(), Sent)


async def test_a_server_that_is_silent_before_the_text_is_given_up_and_nothing_is_in_doubt(server: MailServer) -> None:
    server.addresses[ANNA.email] = SILENT
    async with post(server, Reaches(seconds=0.2)) as desk:
        assert await desk.to() == Failed("the mail server did not answer in time")


async def test_a_server_that_is_silent_after_the_text_leaves_doubt(server: MailServer) -> None:
    server.texts.append(SILENT)
    async with post(server, Reaches(seconds=0.2)) as desk:
        assert await desk.to() == Unknown()


async def test_a_sender_that_is_stopped_leaves_no_half_used_line(server: MailServer) -> None:
    server.addresses[ANNA.email] = SILENT
    async with post(server) as desk:
        sending = asyncio.create_task(desk.to())
        async with asyncio.timeout(5):
            await server.silent.wait()
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        del server.addresses[ANNA.email]
        assert isinstance(await desk.to(), Sent)
    assert len(server.taken) == 1


async def test_no_server_at_all_is_a_failure_to_be_tried_again(server: MailServer) -> None:
    await server.start()
    await server.close()
    async with post(server) as desk:
        assert await desk.to() == Failed("no connection to the mail server")
        await server.start()
        assert isinstance(await desk.to(), Sent)


# ---------------------------------------------------------------- safe lines


async def test_the_line_is_made_safe_before_our_password_is_given(
    server: MailServer, servers_tls: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    server.tls, server.login = servers_tls, ("candour", "a password")
    how = Reaches(Tls.STARTTLS, trusting, "candour", "a password")
    async with post(server, how) as desk:
        assert isinstance(await desk.to(), Sent)
    assert server.safe == [True]


async def test_a_line_that_is_safe_from_the_start(
    server: MailServer, servers_tls: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    server.tls, server.tls_from_the_start = servers_tls, True
    async with post(server, Reaches(Tls.FROM_THE_START, trusting)) as desk:
        assert isinstance(await desk.to(), Sent)
    assert server.safe == [True]


async def test_a_server_without_encryption_gets_nothing_from_us(server: MailServer, trusting: ssl.SSLContext) -> None:
    async with post(server, Reaches(Tls.STARTTLS, trusting, "candour", "a password")) as desk:
        assert await desk.to() == Failed("the mail server offers no encryption")
    assert server.taken == []


@pytest.mark.parametrize("from_the_start", [False, True])
async def test_a_server_that_is_not_the_right_one_gets_nothing_from_us(
    server: MailServer, servers_tls: ssl.SSLContext, from_the_start: bool
) -> None:
    server.tls, server.tls_from_the_start = servers_tls, from_the_start
    tls = Tls.FROM_THE_START if from_the_start else Tls.STARTTLS
    async with post(server, Reaches(tls, ssl.create_default_context())) as desk:
        assert await desk.to() == Failed("the mail server could not show that it is the right one")
    assert server.taken == []


async def test_a_wrong_password_is_said(
    server: MailServer, servers_tls: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    server.tls, server.login = servers_tls, ("candour", "a password")
    async with post(server, Reaches(Tls.STARTTLS, trusting, "candour", "another")) as desk:
        assert await desk.to() == Failed("the mail server did not take our name and password (535)")
