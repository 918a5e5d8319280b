"""A mail as it goes over the line: readable by people and machines, and no header but ours."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTPUTF8
from html.parser import HTMLParser

import pytest

from bot.mail.address import Mailbox, mailbox
from bot.mail.writing import written
from dialogs.views.mails import Mail

SENDER = Mailbox("candour", "council.example")
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
LONG = "The café’s action plan — item № 7 " * 40
MAIL = Mail(
    "What is due: 2 things",
    ("2 things wait for you.", LONG),
    ("Check <b>the list</b> & the doors, due on Monday", '"Quoted" … and 日本語'),
    "candour-head 1234",
    "https://teams.microsoft.com/l/app/0123?a=1&b=2",
    "Open Candour in Teams",
)


def read(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, _class=EmailMessage, policy=SMTPUTF8)


def put(mail: Mail = MAIL, name: str = "Anna Field", email: str = "anna@council.example") -> bytes:
    to = mailbox(email)
    assert to is not None
    return written(mail, "0" * 32, SENDER, name, to, AT)


def part(mail: EmailMessage, kind: str) -> str:
    found = mail.get_body((kind,))
    assert found is not None
    return str(found.get_content()).replace("\r\n", "\n")


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_the_text_and_the_page_say_the_same() -> None:
    mail = read(put())
    text, page = part(mail, "plain"), Tags(part(mail, "html"))
    shown = "\n".join(page.text)
    for words in (*MAIL.paragraphs, *MAIL.items, MAIL.copied, *MAIL.closing, MAIL.link_words):
        assert words in text
        assert words in shown
    assert MAIL.link in text
    assert [attributes["href"] for tag, attributes in page.tags if tag == "a"] == [MAIL.link]


def test_the_page_can_be_read_by_everybody_and_tells_nobody_that_it_was_read() -> None:
    page = Tags(part(read(put()), "html"))
    tags = [tag for tag, _ in page.tags]
    assert dict(page.tags)["html"] == {"lang": "en-GB"}
    assert (tags.count("title"), tags.count("h1")) == (1, 1)
    assert {"img", "script", "form", "button", "input", "iframe", "link", "b"}.isdisjoint(tags)
    assert tags.count("li") == len(MAIL.items)
    assert not re.search(r"url\(|@import|src=", part(read(put()), "html"))


def test_every_line_is_short_enough_for_every_server_and_ends_as_it_must() -> None:
    raw = put()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert raw.endswith(b"\r\n")
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", raw)
    raw.decode("ascii")


@pytest.mark.parametrize(
    "name",
    [
        "Anna\r\nBcc: eve@x.example",
        "Anna\nField",
        "Anna\u2028Field",
        "Anna\x00Field",
        "Anna\ud800Field",
        'Anna "Bcc" <eve@x.example>',
        "Zoë Öberg",
        "",
    ],
    ids=ascii,
)
def test_a_name_never_becomes_a_header_or_an_address(name: str) -> None:
    mail = read(put(name=name))
    assert mail["Bcc"] is None
    assert [address.addr_spec for address in mail["To"].addresses] == ["anna@council.example"]
    assert set(mail.keys()) == {
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress",
        "MIME-Version", "Content-Type",
    }  # fmt: skip


def test_a_subject_is_one_line() -> None:
    mail = read(put(Mail("Due\r\nBcc: eve@x.example", ("words",))))
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Due Bcc: eve@x.example"


def test_an_address_in_other_letters_is_written_in_them() -> None:
    mail = read(put(email="zoë@rådhus.example", name="Zoë"))
    assert mail["To"] == "Zoë <zoë@xn--rdhus-mra.example>"
