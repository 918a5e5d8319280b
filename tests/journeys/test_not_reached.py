"""Somebody blocked the app: a mail comes instead, and where no mail comes either, the Records Manager calls."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from tests.harness.browserless import Visitor
from tests.harness.cast import in_post
from tests.harness.connector import RecordingConnector
from tests.harness.fixtures import Starts
from tests.harness.mail import HANG_UP, MailServer
from tests.harness.people import Handler, WebWhistleblower
from tests.harness.process import Candour
from tests.harness.teams import Teams, words

pytestmark = pytest.mark.process

NINE = datetime(2026, 11, 23, 9, 0, 30, tzinfo=UTC)
SENDER = "candour@council.example"


@pytest.fixture
async def post() -> AsyncIterator[MailServer]:
    post = await MailServer().start()
    yield post
    await post.close()


@pytest.fixture
async def candour(starts: Starts, post: MailServer) -> Candour:
    return await starts(CANDOUR_SMTP_URL=post.url, CANDOUR_MAIL_FROM=SENDER)


async def speak_up(session: aiohttp.ClientSession, candour: Candour) -> None:
    await WebWhistleblower(Visitor(session, candour.url)).reports()


def address_of(candour: Candour, person_id: str) -> str:
    ((email,),) = candour.query("select email from people where id = ?", person_id)
    return str(email)


async def test_whoever_blocked_the_app_gets_a_mail_that_says_nothing_of_a_report(
    candour: Candour, post: MailServer, session: aiohttp.ClientSession, connector: RecordingConnector
) -> None:
    officer = in_post("monitoring officer")
    connector.blocked.add(officer.entra_id)
    await speak_up(session, candour)
    candour.set_clock(NINE)
    mail = await post.until_one("Something waits for you in Candour")
    assert mail["To"].addresses[0].addr_spec == address_of(candour, officer.id)
    for part in ("plain", "html"):
        body = mail.get_body((part,))
        assert body is not None
        text = body.get_content().lower()
        assert "open candour in teams" in text
        assert not {"report", "concern", "fire"} & set(text.split())
    await candour.stop()
    ends = candour.query(
        "select channel, state from notices where recipient = ? and kind = 'reports_wait' order by channel", officer.id
    )
    assert ends == [("email", "sent"), ("teams", "fallen_back")]
    assert candour.query("select count(*) from calls") == [(0,)]


async def test_whom_no_mail_reaches_either_is_called_by_the_records_manager(
    candour: Candour, post: MailServer, session: aiohttp.ClientSession, connector: RecordingConnector
) -> None:
    officer = in_post("monitoring officer")
    manager = Handler.of(Teams(session, candour.url, connector), in_post("records manager"))
    connector.blocked.add(officer.entra_id)
    post.addresses[address_of(candour, officer.id)] = "550 5.1.1 No such mailbox"
    await speak_up(session, candour)
    candour.set_clock(NINE)
    count = 0
    while not (asked := [card for card in map(shown, manager.member.chat) if "Please call" in "".join(words(card))]):
        count = len(await manager.is_told(count + 1))
    listed = await manager.member.open(asked[0], "Open the call list")
    assert "1 person needs a call" in listed.words
    assert officer.name in listed.words
    assert "report" not in listed.words.lower()
    # What the officer owes besides has reached the list or will.
    while listed.has("I have told them"):
        listed = await listed.press("I have told them")
    assert "Nobody needs a call" in listed.words
    assert address_of(candour, officer.id) not in [to for envelope, _ in post.taken for to in envelope.rcpt_tos]
    assert candour.command("audit", "verify").returncode == 0
    await candour.stop()
    assert (manager.staff.id,) in candour.query("select done_by from calls where kind = 'reports_wait'")
    assert (manager.staff.id,) in candour.query("select actor from audit where verb = 'told_by_voice'")


async def test_a_mail_whose_answer_was_lost_is_marked_and_has_one_message_id(
    candour: Candour, post: MailServer, session: aiohttp.ClientSession, connector: RecordingConnector
) -> None:
    officer = in_post("monitoring officer")
    connector.blocked.add(officer.entra_id)
    post.texts.append(HANG_UP)
    await speak_up(session, candour)
    candour.set_clock(NINE)
    mail = (await post.until(1))[0]
    await candour.stop()
    # What nobody knows is neither lost nor called a success.
    id_ = mail["Message-ID"].strip("<>").removesuffix("@council.example")
    assert candour.query("select state, channel from messages where id = ?", id_) == [("sending", "email")]


def shown(message: dict[str, Any]) -> dict[str, Any]:
    """The card of a message in a chat."""
    content: dict[str, Any] = message["attachments"][0]["content"]
    return content
