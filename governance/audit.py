"""The audit log: a chain that shows every change to it, and signed heads that show when its end was cut off."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from governance.errors import Refused

#: What the first line names as its predecessor.
BEGINNING = bytes(32)

#: The verb of the last line under one key of the chain: the lines after it are under the next.
KEY_CHANGED = "kek_rotated"
#: Names the record of how far the chain has come in its keys.
GENERATION = "audit_generation"

#: The chain's key; or, where it was changed, every one by its generation, from 1.
ChainKeys = bytes | Mapping[int, bytes]

#: How the text of a head begins.
MARK = "candour-head"
_PLACE_BYTES = 8
_MAC_BYTES = 32
_SIGNATURE_BYTES = 64
#: The mark as mail and chat programs leave it: with another dash, broken over two lines, or behind quotation signs.
_MARK = re.compile(r"candour\W{0,9}[-\u2010-\u2015\u2212]\W{0,9}head", re.IGNORECASE)
_WHOLE = re.compile(rf"[0-9]{{8}}[0-9a-f]{{{2 * (_PLACE_BYTES + _MAC_BYTES + _SIGNATURE_BYTES)}}}")
_NOT_OURS = re.compile(r"[^0-9a-z]+")


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


@dataclass(frozen=True, slots=True)
class Head:
    """The last line of the log as it stood on a day. A log that was cut shorter, or written anew, lacks that line."""

    number: int
    mac: bytes
    day: date


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A head as it leaves the service, to be kept where nobody who runs the service can change it.

    Its number is masked: who gets a head every day would read from the numbers how much is recorded, and so that there
    is a report which they were kept out of.
    """

    day: date
    #: 8 bytes: the line's number under the mask.
    place: bytes
    #: 32 bytes: the line's own MAC, which tells nothing without the key of the chain.
    mac: bytes
    #: 64 bytes: Ed25519 over `signed_bytes`.
    signature: bytes

    @property
    def text(self) -> str:
        """The one line that is sent, read back by `read_heads`."""
        return f"{MARK} {self.day.isoformat()} {self.place.hex()} {self.mac.hex()} {self.signature.hex()}"


def signed_bytes(day: date, place: bytes, mac: bytes) -> bytes:
    """What the signature of a head covers: every part has one length, so no two heads are written alike."""
    return b"candour head 1\x00" + day.isoformat().encode("ascii") + place + mac


def mask(key: bytes, number: int, mac: bytes) -> bytes:
    """The place of a head: a line's number, as eight bytes, under the mask that belongs to its MAC. Raises
    OverflowError for a number that no log reaches."""
    return _masked(key, number.to_bytes(_PLACE_BYTES, "big"), mac)


def unmask(key: bytes, place: bytes, mac: bytes) -> int:
    """The line's number."""
    return int.from_bytes(_masked(key, place, mac), "big")


def _masked(key: bytes, place: bytes, mac: bytes) -> bytes:
    pad = hmac.digest(key, b"candour head place 1\x00" + mac, hashlib.sha256)
    return bytes(a ^ b for a, b in zip(place, pad[:_PLACE_BYTES], strict=True))


def read_heads(text: str, where: str) -> Sequence[SignedHead]:
    """Every head in `text`, in order: a line each, or whole mails pasted one after the other. Broken lines, spaces,
    quotation signs, capitals and other dashes do not matter. Whether a signature holds is not looked at.

    Raises Refused, naming `where` and the line, when there is no head or one is not whole.
    """
    marks = list(_MARK.finditer(text))
    if not marks:
        raise Refused(f"There is no head in {where}. A head is a line that begins with {MARK} and a day.")
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    return [_read_head(text, mark, end, where) for mark, end in zip(marks, ends, strict=True)]


def _read_head(text: str, mark: re.Match[str], end: int, where: str) -> SignedHead:
    found = _WHOLE.match(_NOT_OURS.sub("", text[mark.end() : end].lower()))
    try:
        digits = "" if found is None else found.group()
        day = date.fromisoformat(digits[:8])
    except ValueError:
        line = text.count("\n", 0, mark.start()) + 1
        raise Refused(
            f"The head on line {line} of {where} is not whole. Copy it again, from {MARK} to its last letter."
        ) from None
    signed = bytes.fromhex(digits[8:])
    mac_from, signature_from = _PLACE_BYTES, _PLACE_BYTES + _MAC_BYTES
    return SignedHead(day, signed[:mac_from], signed[mac_from:signature_from], signed[signature_from:])


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


def key_of(keys: ChainKeys, generation: int) -> bytes | None:
    """The key of that generation; None when it is not among them."""
    return {1: keys}.get(generation) if isinstance(keys, bytes) else keys.get(generation)


def generation_after(generation: int, lines: Iterable[Line]) -> int:
    """The generation of the key that the line after these is under, when the first of them is under this one."""
    return generation + sum(line.event.verb == KEY_CHANGED for line in lines)


def verify(
    keys: ChainKeys | None,
    lines: Iterable[Line],
    number: int = 0,
    previous: bytes = BEGINNING,
    generation: int = 1,
) -> Line | None:
    """The first line that is not as it was written, or None when all are. Without a key, as an auditor has none, the
    first that does not follow on from the one before it: what a line says cannot be checked then.

    `lines` begin after line `number`, whose MAC is `previous`, and their first is under the key of `generation`; the
    defaults are the beginning, and a long log is verified page by page from the last good line. Edited, deleted,
    renumbered, swapped and inserted lines are all found. Lines cut off at the end are not: what is left is a good
    chain, and only a signed head, kept elsewhere, can show that it was longer.
    """
    for line in lines:
        number += 1
        key = None if keys is None else key_of(keys, generation) or b""
        if not _holds(key, number, previous, line):
            return line
        previous = line.mac
        generation = generation_after(generation, [line])
    return None


def _holds(key: bytes | None, number: int, previous: bytes, line: Line) -> bool:
    try:
        return (
            line.number == number
            and hmac.compare_digest(line.previous, previous)
            and (key is None or (bool(key) and hmac.compare_digest(line.mac, link(key, number, previous, line.event))))
        )
    except (TypeError, ValueError):
        # A value of a kind that is never written is an alteration like any other.
        return False
