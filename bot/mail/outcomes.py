"""What a mail server's answers mean for a message. Of its words only a code is kept, and a sign that we are too fast:
they may name people."""

from __future__ import annotations

import re
import ssl
from typing import Final

from aiosmtplib import (
    SMTPAuthenticationError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponse,
    SMTPResponseException,
    SMTPSenderRefused,
)

from governance.notices import Blocked, Failed, Outcome, Sent, Throttled, Unknown

#: When a server asks us to wait, it never says how long.
WAIT_SECONDS: Final = 60.0
_COMPLETED: Final = 250
#: The service closes or is too busy; too many connections at once.
_TOO_FAST: Final = frozenset({421, 432})
#: Other temporary answers are about us, and not about the person, with this status or these words.
_SLOW_DOWN: Final = re.compile(r"^\d\.(?:3\.2|7\.28)\b|throttl|too many|rate.?limit|too fast", re.IGNORECASE)


class NoEncryption(Exception):
    """The server offers none, and we ask for it."""


#: What goes wrong on a line that is no fault of ours.
TROUBLE: Final = (SMTPException, OSError, TimeoutError, NoEncryption)


def before_the_text(error: BaseException) -> Outcome:
    """What it means when the server took nothing yet: the message is as it was."""
    if isinstance(error, SMTPResponseException):
        return _refused(error)
    if isinstance(error, NoEncryption):
        return Failed("the mail server offers no encryption")
    if isinstance(error, ssl.SSLError) or isinstance(error.__cause__, ssl.SSLError):
        return Failed("the mail server could not show that it is the right one")
    if isinstance(error, TimeoutError):
        return Failed("the mail server did not answer in time")
    return Failed("no connection to the mail server")


def after_the_text(answer: SMTPResponse, message_id: str) -> Outcome:
    """What its answer to the whole mail means."""
    if answer.code == _COMPLETED:
        return Sent(message_id)
    if answer.code >= 500:
        return Blocked(f"the mail server refused the mail ({answer.code})")
    if answer.code < 400:
        return Unknown()
    return _later(answer.code, answer.message)


def _refused(error: SMTPResponseException) -> Outcome:
    if 400 <= error.code < 500:
        return _later(error.code, error.message)
    if isinstance(error, SMTPRecipientRefused) and error.code >= 500:
        return Blocked(f"the mail server refused the address ({error.code})")
    if isinstance(error, SMTPSenderRefused):
        return Failed(f"the mail server refused our own address ({error.code})")
    if isinstance(error, SMTPAuthenticationError):
        return Failed(f"the mail server did not take our name and password ({error.code})")
    return Failed(f"the mail server answered {error.code}")


def _later(code: int, words: str) -> Outcome:
    if code in _TOO_FAST or _SLOW_DOWN.search(words):
        return Throttled(WAIT_SECONDS)
    return Failed(f"the mail server answered {code}")
