"""The audit log: a chain that shows every change to it."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

#: What the first line names as its predecessor.
BEGINNING = bytes(32)


@dataclass(frozen=True, slots=True)
class Event:
    """What happened: who, in which role, to what. Never an answer, never a reporter."""

    at: datetime
    #: A person's id, or "system".
    actor: str
    role: str
    verb: str
    subject: str
    details: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """An event with its place in the chain."""

    number: int
    event: Event
    previous: bytes
    mac: bytes


def canonical(event: Event) -> bytes:
    """The one way to write an event as bytes: a JSON array in ASCII, its instant in UTC to the microsecond, its details
    sorted by key. Raises ValueError for a naive instant, and TypeError for a detail that is not a text or a number."""
    if event.at.tzinfo is None:
        raise ValueError("An audit event needs an instant with its time zone.")
    if any(isinstance(value, bool) or not isinstance(value, str | int) for value in event.details.values()):
        raise TypeError("An audit event's details are texts and whole numbers.")
    at = event.at.astimezone(UTC).isoformat(timespec="microseconds")
    fields = [at, event.actor, event.role, event.verb, event.subject, dict(event.details)]
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode("ascii")


def link(key: bytes, number: int, previous: bytes, event: Event) -> bytes:
    """The MAC (32 bytes, HMAC-SHA256) of a line: it covers the event, its number and the line before it."""
    place = b"candour audit 1\x00" + number.to_bytes(8, "big") + len(previous).to_bytes(2, "big") + previous
    return hmac.digest(key, place + canonical(event), hashlib.sha256)


def verify(key: bytes, lines: Iterable[Line], number: int = 0, previous: bytes = BEGINNING) -> Line | None:
    """The first line that is not as it was written, or None when all are.

    `lines` begin after line `number`, whose MAC is `previous`; the defaults are the beginning, and a long log is
    verified page by page from the last good line. Edited, deleted, renumbered, swapped and inserted lines are all
    found. Lines cut off at the end are not: what is left is a good chain, and only its length and last MAC, signed and
    kept elsewhere, can show that it was longer.
    """
    for line in lines:
        number += 1
        if not _holds(key, number, previous, line):
            return line
        previous = line.mac
    return None


def _holds(key: bytes, number: int, previous: bytes, line: Line) -> bool:
    try:
        return (
            line.number == number
            and hmac.compare_digest(line.previous, previous)
            and hmac.compare_digest(line.mac, link(key, number, previous, line.event))
        )
    except (TypeError, ValueError):
        # A value of a kind that is never written is an alteration like any other.
        return False
