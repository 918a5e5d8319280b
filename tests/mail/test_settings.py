"""The settings of the mail server: both or neither, never unsafe in production, and no secret in any words."""

from __future__ import annotations

import uuid

import pytest

from bot.mail.address import Mailbox
from bot.mail.server import Tls
from bot.settings import Settings
from governance.errors import Misconfigured

PRODUCTION = {
    "CANDOUR_MODE": "production",
    "CANDOUR_APP_ID": str(uuid.UUID(int=1)),
    "CANDOUR_TENANT_ID": str(uuid.UUID(int=2)),
    "CANDOUR_PUBLIC_URL": "https://speak-up.council.example",
}
URL = "smtp://candour:secret@127.0.0.1:587"
FROM = "candour@council.example"


def settings(env: dict[str, str], url: str = URL, sender: str = FROM) -> Settings:
    return Settings.from_env({**env, "CANDOUR_SMTP_URL": url, "CANDOUR_MAIL_FROM": sender})


def test_without_them_nothing_leaves_by_mail() -> None:
    plain = Settings.from_env({})
    assert (plain.smtp, plain.mail_from) == (None, None)


def test_they_are_read_and_the_secret_is_shown_nowhere() -> None:
    read = settings({})
    assert read.smtp is not None
    assert (read.smtp.host, read.smtp.password, read.mail_from) == (
        "127.0.0.1",
        "secret",
        Mailbox("candour", "council.example"),
    )
    assert "secret" not in repr(read)


def test_only_a_try_out_talks_without_encryption_and_only_to_this_computer() -> None:
    def tls(env: dict[str, str], url: str) -> Tls:
        read = settings(env, url)
        assert read.smtp is not None
        return read.smtp.tls

    assert tls({}, URL) is Tls.NONE
    assert tls({}, "smtp://mail.council.example") is Tls.STARTTLS
    assert tls(PRODUCTION, URL) is Tls.STARTTLS
    assert tls(PRODUCTION, "smtps://mail.council.example") is Tls.FROM_THE_START


@pytest.mark.parametrize(
    ("url", "sender", "said"),
    [
        (URL, "", "CANDOUR_MAIL_FROM must be set"),
        ("", FROM, "CANDOUR_SMTP_URL must be set"),
        ("http://candour:secret@mail.council.example", FROM, "CANDOUR_SMTP_URL must look like"),
        ("smtp://secret@mail.council.example", FROM, "CANDOUR_SMTP_URL needs both"),
        (URL, "candour", "CANDOUR_MAIL_FROM must be one e-mail address"),
        (URL, "zoë@council.example", "CANDOUR_MAIL_FROM must be one e-mail address"),
        (URL, f"{FROM}\nBcc: eve@x.example", "CANDOUR_MAIL_FROM must be one e-mail address"),
    ],
)
def test_a_mistake_is_said_without_the_secret(url: str, sender: str, said: str) -> None:
    with pytest.raises(Misconfigured, match=said) as problem:
        settings({}, url, sender)
    assert "secret" not in str(problem.value)
