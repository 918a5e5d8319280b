"""The address of the mail server, and addresses of people: read strictly, and never repeated in a mistake's words."""

from __future__ import annotations

import pytest

from bot.mail.address import Mailbox, mailbox
from bot.mail.server import Server, Tls, read_server


def at_home(host: str) -> bool:
    return host == "127.0.0.1"


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.council.example", Server("mail.council.example", 587, Tls.STARTTLS)),
        ("smtp://mail.council.example:25/", Server("mail.council.example", 25, Tls.STARTTLS)),
        ("smtps://mail.council.example", Server("mail.council.example", 465, Tls.FROM_THE_START)),
        ("smtp://127.0.0.1:1025", Server("127.0.0.1", 1025, Tls.NONE)),
        ("smtps://127.0.0.1:1025", Server("127.0.0.1", 1025, Tls.FROM_THE_START)),
        ("smtp://ann%40x:p%3A%2Fw@mail.example:587", Server("mail.example", 587, Tls.STARTTLS, "ann@x", "p:/w")),
        ("smtp://[::1]:2525", Server("::1", 2525, Tls.STARTTLS)),
    ],
)
def test_an_address_says_where_and_how_safely(url: str, server: Server) -> None:
    assert read_server(url, at_home) == server


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.council.example",
        "https://name:secret@mail.council.example",
        "smtp://:587",
        "smtp://name:secret@mail.council.example:secret",
        "smtp://name:secret@mail.council.example:99999",
        "smtp://name:secret@mail.council.example/folder",
        "smtp://name:secret@mail.council.example?verify=secret",
        "smtp://secret@mail.council.example",
        "smtp://:secret@mail.council.example",
        "smtp://name:secret@[mail.council.example",
    ],
)
def test_a_mistake_is_said_without_the_secret(url: str) -> None:
    with pytest.raises(ValueError, match=r"needs|must look") as problem:
        read_server(url, at_home)
    assert "secret" not in str(problem.value)
    assert problem.value.__cause__ is None
    assert problem.value.__suppress_context__ or problem.value.__context__ is None


def test_a_server_does_not_show_its_secrets() -> None:
    shown = repr(read_server("smtp://candour:secret@mail.council.example", at_home))
    assert "secret" not in shown
    assert "candour" not in shown


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (" anna.field@council.example ", Mailbox("anna.field", "council.example")),
        ("o'brien+work@council.example", Mailbox("o'brien+work", "council.example")),
        ("zoë@rådhus.example", Mailbox("zoë", "xn--rdhus-mra.example")),
        ("a@localhost", Mailbox("a", "localhost")),
        ("anna", None),
        ("", None),
        ("@council.example", None),
        ("anna@", None),
        ("an na@council.example", None),
        ("anna@council..example", None),
        ("anna.@council.example", None),
        ("anna@-council.example", None),
        ('"anna field"@council.example', None),
        ("anna@council.example>\r\nRCPT TO:<eve@x.example", None),
        ("anna\u202e@council.example", None),
        ("anna,eve@council.example", None),
        ("a" * 65 + "@council.example", None),
        ("a@" + "b" * 63 + ("." + "b" * 63) * 3 + ".example", None),
    ],
)
def test_only_what_is_an_address_is_one(text: str, found: Mailbox | None) -> None:
    assert mailbox(text) == found
