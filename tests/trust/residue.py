"""Finding what somebody left behind: every form of what is known of them, in every file of a folder.

A needle is one form of one fact, such as the SHA-256 of an Entra id in hexadecimal. Digests are looked for by their
first eight bytes, so that one which was cut short is found too.
"""

from __future__ import annotations

import base64
import bz2
import hashlib
import hmac
import html
import json
import uuid
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, quote_plus

from storage.keyfiles import read_desk, read_intake, read_root, read_share_file, read_shares
from storage.seal_frames import frame, subkey

#: Bytes by which a needle is looked up, and so the fewest that it has.
START = 8
#: How much is looked at in one go.
_PIECE = 1 << 20
#: Bytes of a digest that are looked for.
_OF_DIGEST = 8

_URL_SAFE = bytes.maketrans(b"+/", b"-_")

Forms = Iterator[tuple[str, bytes]]

_DIGESTS = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "blake2b", "blake2s")
_NAMESPACES = (uuid.NAMESPACE_DNS, uuid.NAMESPACE_URL, uuid.NAMESPACE_OID, uuid.NAMESPACE_X500)


class Needle(NamedTuple):
    fact: str
    form: str
    pattern: bytes


@dataclass(frozen=True, slots=True)
class Found:
    place: str
    fact: str
    form: str


class Scanner:
    """Looks for all its needles at once."""

    def __init__(self, needles: Iterable[Needle]) -> None:
        # Takes a while to load, and most who collect these tests look for nothing.
        import numpy

        self._by_start: dict[bytes, list[Needle]] = defaultdict(list)
        for needle in needles:
            self._by_start[needle.pattern[:START]].append(needle)
        self._begins = numpy.zeros(1 << 24, numpy.bool_)
        self._begins[[int.from_bytes(start[:3], "big") for start in self._by_start]] = True

    def find(self, hay: bytes) -> set[Needle]:
        known, starts = self._by_start, set[bytes]()
        for begin in range(0, len(hay), _PIECE):
            starts |= known.keys() & set(self._likely(hay[begin : begin + _PIECE + START - 1]))
        return {needle for start in starts for needle in known[start] if needle.pattern in hay}

    def _likely(self, hay: bytes) -> Iterator[bytes]:
        """So many bytes from each place whose first three a needle begins with as well."""
        import numpy

        if len(hay) < START:
            return
        each = numpy.frombuffer(hay, numpy.uint8).astype(numpy.uint32)
        threes = each[:-2] << 16 | each[1:-1] << 8 | each[2:]
        for at in numpy.flatnonzero(self._begins[threes]).tolist():
            yield hay[at : at + START]

    def scan(self, *folders: Path) -> set[Found]:
        """Every file under the folders, its path included."""
        found = set()
        for folder in folders:
            for path in sorted(folder.rglob("*")):
                place = path.relative_to(folder).as_posix()
                hay = place.encode() + b"\n" + (path.read_bytes() if path.is_file() else b"")
                found |= {Found(place, needle.fact, needle.form) for needle in self.find(hay)}
        return found


def needles(facts: Mapping[str, str], keys: Mapping[str, bytes] | None = None) -> set[Needle]:
    """Every form of every fact, by the fact's name; digests under each of `keys` too."""
    return {
        Needle(fact, form, pattern)
        for fact, value in facts.items()
        for pattern, form in {pattern: form for form, pattern in forms(value, keys or {})}.items()
        if len(pattern) >= START
    }


def forms(text: str, keys: Mapping[str, bytes]) -> Forms:
    """Everything that a text may have been turned into by somebody who wanted to recognise it again."""
    for spelling, spelt in _spellings(text):
        for charset in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le"):
            yield f"{spelling}, {charset}", spelt.encode(charset)
    yield from _packed(text.encode())
    for name, raw in _bytes_of(text):
        for armour, armoured in _armoured(raw):
            yield f"{name}, {armour}", armoured
        for digest, digested in _digests(raw, keys):
            yield from _cut(f"{name}, {digest}", digested)
    for number, namespace in enumerate(_NAMESPACES):
        for made, version in ((uuid.uuid3(namespace, text), 3), (uuid.uuid5(namespace, text), 5)):
            yield f"uuid{version} in namespace {number}, raw", made.bytes
            yield f"uuid{version} in namespace {number}", str(made).encode()


def keys_of(data: Path, days: int = 3) -> dict[str, bytes]:
    """Every key in a council's key files, and every key that is derived from them for a purpose of its own."""
    folder = data / "keys"
    intake, desk = read_intake(folder / "intake"), read_desk(folder / "kek")
    today = date.today()  # noqa: DTZ011  # a day to either side is taken as well
    ring = {
        f"draft key {day}": intake.draft_key(day.toordinal())
        for day in (today + timedelta(days=offset) for offset in range(1 - days, days))
    }
    shares = [read_share_file(folder / "offline" / f"recovery-{number}") for number in (1, 2)]
    return ring | {
        "pepper": intake.pepper,
        "draft seed": intake.draft_seed,
        "root public": intake.root_public,
        "recovery public": intake.recovery_public,
        "code salt": intake.code_salt,
        "kek": desk.kek,
        **{f"audit {generation}": key for generation, key in desk.audit.items()},
        "locator": desk.locator,
        "recipient": desk.recipient,
        "root": read_root(folder / "offline" / "root"),
        "recovery": read_shares(*shares, intake.recovery_public),
        "nothing": b"",
    }


def _spellings(text: str) -> Iterator[tuple[str, str]]:
    yield "as it is", text
    yield "lower", text.lower()
    yield "upper", text.upper()
    yield "backwards", text[::-1]
    yield "without dashes", text.replace("-", "").replace(" ", "")
    yield "upper without dashes", text.replace("-", "").replace(" ", "").upper()
    yield "url", quote(text, safe="")
    yield "url plus", quote_plus(text)
    yield "url in full", "".join(f"%{byte:02X}" for byte in text.encode())
    yield "json", json.dumps(text)[1:-1]
    yield "json in full", "".join(f"\\u{ord(sign):04x}" for sign in text)
    yield "html", html.escape(text)
    yield "html in full", "".join(f"&#{ord(sign)};" for sign in text)


def _bytes_of(text: str) -> Forms:
    yield "text", text.encode()
    try:
        guid = uuid.UUID(text)
    except ValueError:
        yield "lower", text.lower().encode()
        yield "utf-16", text.encode("utf-16-le")
        return
    yield "upper", text.upper().encode()
    yield "guid", guid.bytes
    yield "guid, little-endian", guid.bytes_le
    yield "guid, backwards", guid.bytes[::-1]
    yield "guid, hex", guid.hex.encode()


def _armoured(raw: bytes) -> Forms:
    yield "raw", raw
    yield "hex", raw.hex().encode()
    yield "HEX", raw.hex().upper().encode()
    yield "hex with colons", raw.hex(":").encode()
    yield "decimal", str(int.from_bytes(raw, "big")).encode()
    yield "decimal, little-endian", str(int.from_bytes(raw, "little")).encode()
    for shift in range(3):
        # Inside a longer text: the letters at either end hang on what stands beside it.
        inside = base64.b64encode(bytes(shift) + raw)[-(-8 * shift // 6) : 8 * (shift + len(raw)) // 6]
        yield f"base64 at {shift}", inside
        yield f"base64url at {shift}", inside.translate(_URL_SAFE)
    yield "base32", base64.b32encode(raw).rstrip(b"=")[: 8 * len(raw) // 5]
    yield "ascii85", base64.a85encode(raw[: len(raw) // 4 * 4])
    yield "base85", base64.b85encode(raw[: len(raw) // 4 * 4])


def _packed(raw: bytes) -> Forms:
    for level in (1, 6, 9):
        yield f"zlib {level}", zlib.compress(raw, level)
        # The same bytes stand in a gzip file, after a header of its own.
        yield f"deflate {level}", zlib.compress(raw, level)[2:-4]
    yield "bz2", bz2.compress(raw)


def _digests(raw: bytes, keys: Mapping[str, bytes]) -> Forms:
    for name in _DIGESTS:
        yield name, hashlib.new(name, raw).digest()
    for owner, key in keys.items():
        for name in ("sha1", "sha256", "sha512"):
            yield f"hmac-{name} under {owner}", hmac.digest(key, raw, name)
        yield f"framed hmac under {owner}", hmac.digest(key, frame(raw), "sha256")
        yield f"locator under {owner}", hmac.digest(key, frame("candour/locator/v1", raw), "sha256")
        yield f"salted sha256 under {owner}", hashlib.sha256(key + raw).digest()
        yield f"sha256 then {owner}", hashlib.sha256(raw + key).digest()
        yield f"blake2b under {owner}", hashlib.blake2b(raw, key=key[:64]).digest()
        yield f"hkdf under {owner}", subkey(key, raw.decode("latin-1"))


def _cut(name: str, digest: bytes) -> Forms:
    start = digest[:_OF_DIGEST]
    yield f"{name}, raw", start
    yield f"{name}, hex", start.hex().encode()
    yield f"{name}, HEX", start.hex().upper().encode()
    whole = base64.b64encode(digest)[: 8 * _OF_DIGEST // 6]
    yield f"{name}, base64", whole
    yield f"{name}, base64url", whole.translate(_URL_SAFE)
