"""A service's keys and keystore in a folder of the test's own, and a second opinion on the cryptography.

The second opinion is written from the standards (RFC 5869, RFC 9180) with other tools than the program uses, so that
agreement means something.
"""

from __future__ import annotations

import hmac
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.engines import open_engine
from storage.keyfiles import (
    RECOVERY_SHARES,
    DeskKeys,
    IntakeKeys,
    make_keys,
    read_desk,
    read_intake,
    read_root,
    read_share_file,
    read_shares,
)
from storage.keystore import Keystore
from storage.sealing import Sealing

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


class Watch:
    """A ticker that goes when it is told to."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()

    def pass_by(self, by: timedelta) -> None:
        self.at += by


@dataclass(frozen=True)
class Service:
    """One council's service: `desk` opens, `intake` only receives. `file` is the keystore."""

    folder: Path
    watch: Watch
    intake_keys: IntakeKeys
    desk_keys: DeskKeys
    keystore: Keystore
    desk: Sealing
    intake: Sealing

    @property
    def file(self) -> Path:
        return self.folder / "keystore.db"

    @property
    def root_private(self) -> bytes:
        return read_root(self.folder / "keys" / "offline" / "root")

    @property
    def recovery_private(self) -> bytes:
        shares = (read_share_file(self.folder / "keys" / name) for name in RECOVERY_SHARES[:2])
        return read_shares(*shares, self.intake_keys.recovery_public)

    def change(self, statement: str, *values: object) -> int:
        """What somebody who can write the keystore does behind the program's back. How many rows it touched."""
        with closing(sqlite3.connect(self.file)) as connection, connection:
            connection.execute("PRAGMA synchronous=OFF")
            return connection.execute(statement, values).rowcount

    def rows(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.file)) as connection:
            return connection.execute(statement, values).fetchall()

    def on_disk(self) -> bytes:
        """Everything in the keystore's file and in the log beside it."""
        beside = [Path(f"{self.file}{suffix}") for suffix in ("", "-wal", "-journal")]
        return b"".join(path.read_bytes() for path in beside if path.exists())


@asynccontextmanager
async def service(folder: Path, *people: str) -> AsyncIterator[Service]:
    """A new service whose `people` have keys; or the one that is in the folder already."""
    keys = folder / "keys"
    if not keys.exists():
        make_keys(keys)
    intake_keys, desk_keys = read_intake(keys / "intake"), read_desk(keys / "kek")
    engine = open_engine(f"sqlite+aiosqlite:///{folder / 'keystore.db'}")
    keystore = Keystore(engine, intake_keys, desk_keys)
    await keystore.prepare()
    watch = Watch()
    desk = Sealing(keystore, intake_keys, desk_keys, watch)
    intake = Sealing(Keystore(engine, intake_keys, None), intake_keys, None, watch)
    made = Service(folder, watch, intake_keys, desk_keys, keystore, desk, intake)
    for person in people:
        await keystore.add_person(person, made.root_private)
    try:
        yield made
    finally:
        desk.close()
        intake.close()
        await keystore.close()


def flipped(sealed: bytes, step: int = 1) -> Iterator[bytes]:
    """`sealed` with one bit changed, at every `step`th byte and in the first and last thirty-two; and cut, and longer.

    The ends hold what names the form, the nonce and the tag.
    """
    places = sorted(
        {*range(0, len(sealed), step), *range(min(32, len(sealed))), *range(max(0, len(sealed) - 32), len(sealed))}
    )
    for place in places:
        yield sealed[:place] + bytes([sealed[place] ^ (1 << place % 8)]) + sealed[place + 1 :]
    yield from (b"", sealed[:1], sealed[:28], sealed[:-1], sealed + b"\0", sealed[1:])


def framed(*parts: str | int | bytes) -> bytes:
    whole = b""
    for part in parts:
        plain = part if isinstance(part, bytes) else str(part).encode()
        whole += len(plain).to_bytes(4, "big") + plain
    return whole


def hkdf(key: bytes, info: bytes, length: int = 32) -> bytes:
    """RFC 5869 with SHA-256 and no salt."""
    return _expand(_extract(b"", key), info, length)


def hpke_open(
    sealed: bytes, private: bytes, info: bytes, *, aead: tuple[int, int] = (2, 32), aad: bytes = b""
) -> bytes:
    """RFC 9180, base mode, one message: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-GCM (`aead`: its id, key size)."""
    aead_id, key_size = aead
    enc, text = sealed[:32], sealed[32:]
    own = X25519PrivateKey.from_private_bytes(private)
    shared = own.exchange(X25519PublicKey.from_public_bytes(enc))
    kem = b"KEM" + (0x20).to_bytes(2, "big")
    context = enc + own.public_key().public_bytes_raw()
    secret = _labelled_expand(kem, _labelled_extract(kem, b"", "eae_prk", shared), "shared_secret", context, 32)
    suite = b"HPKE" + b"".join(number.to_bytes(2, "big") for number in (0x20, 1, aead_id))
    schedule = (
        b"\0" + _labelled_extract(suite, b"", "psk_id_hash", b"") + _labelled_extract(suite, b"", "info_hash", info)
    )
    mixed = _labelled_extract(suite, secret, "secret", b"")
    key = _labelled_expand(suite, mixed, "key", schedule, key_size)
    nonce = _labelled_expand(suite, mixed, "base_nonce", schedule, 12)
    return AESGCM(key).decrypt(nonce, text, aad)


def _labelled_extract(suite: bytes, salt: bytes, label: str, key: bytes) -> bytes:
    return _extract(salt, b"HPKE-v1" + suite + label.encode() + key)


def _labelled_expand(suite: bytes, key: bytes, label: str, info: bytes, length: int) -> bytes:
    return _expand(key, length.to_bytes(2, "big") + b"HPKE-v1" + suite + label.encode() + info, length)


def _extract(salt: bytes, key: bytes) -> bytes:
    return hmac.digest(salt or bytes(32), key, "sha256")


def _expand(key: bytes, info: bytes, length: int) -> bytes:
    block = whole = b""
    for count in range(1, -(-length // 32) + 1):
        block = hmac.digest(key, block + info + bytes([count]), "sha256")
        whole += block
    return whole[:length]
