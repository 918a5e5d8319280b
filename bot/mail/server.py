"""Which mail server takes our mails, read from one address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from urllib.parse import SplitResult, unquote, urlsplit

#: Where servers take mail from programs: with STARTTLS, and with TLS from the first byte.
_PORTS = {"smtp": 587, "smtps": 465}
EXAMPLE = "must look like smtp://name:password@mail.council.example:587, or smtps://…"


class Tls(Enum):
    #: Only to this computer itself, and only in local mode.
    NONE = "none"
    #: The connection is made safe before anything is said; else nothing is.
    STARTTLS = "starttls"
    FROM_THE_START = "from the start"


@dataclass(frozen=True, slots=True)
class Server:
    host: str
    port: int
    tls: Tls
    username: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


def read_server(url: str, may_be_plain: Callable[[str], bool]) -> Server:
    """`may_be_plain` says of which hosts no encryption is asked. Raises ValueError, in words that hold nothing of
    `url`."""
    parts, host, port = _split(url)
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError(f"{EXAMPLE}, with nothing behind the port.")
    username, password = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(username) != bool(password):
        raise ValueError("needs both a name and a password, or neither.")
    plain = Tls.NONE if may_be_plain(host) else Tls.STARTTLS
    return Server(host, port, Tls.FROM_THE_START if parts.scheme == "smtps" else plain, username, password)


def _split(url: str) -> tuple[SplitResult, str, int]:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ValueError(f"{EXAMPLE}.") from None
    if parts.scheme not in _PORTS or not host:
        raise ValueError(f"{EXAMPLE}.")
    return parts, host, port or _PORTS[parts.scheme]
