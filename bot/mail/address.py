"""E-mail addresses as they may be written into an envelope and a header."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Letters, digits and what else may stand in a name without quotation marks; beyond ASCII, letters and digits alone.
_LOCAL = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*")
_DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*")
_LONGEST_LOCAL, _LONGEST = 64, 254


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address; its domain is in ASCII always."""

    local: str
    domain: str

    @property
    def address(self) -> str:
        return f"{self.local}@{self.domain}"

    @property
    def ascii(self) -> bool:
        """It needs no mail server that knows other letters (SMTPUTF8)."""
        return self.local.isascii()


def mailbox(text: str) -> Mailbox | None:
    """None for what is no address that a mail can be sent to."""
    local, at, name = text.strip().rpartition("@")
    try:
        domain = name.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    if not at or not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(domain):
        return None
    # The limits are in bytes.
    if len(local.encode()) > _LONGEST_LOCAL or len(f"{local}@{domain}".encode()) > _LONGEST:
        return None
    return Mailbox(local, domain)
