"""What would be lost: everything that was ever sealed, if a new version of a library or of this program read it anew.

`vectors.json` was sealed once. It is opened here by the program, and again step by step by a second opinion that shares
nothing with it but the standards.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from governance.seal_ports import MailboxKey
from storage.engines import open_engine
from storage.keyfiles import DeskKeys, IntakeKeys
from storage.keystore import Keystore
from storage.sealing import Sealing
from tests.storage.seals import Service, Watch, framed, hkdf, hpke_open

VECTORS: dict[str, Any] = json.loads((Path(__file__).parent / "vectors.json").read_text())
REPORT: dict[str, str] = VECTORS["report"]
LETTER: dict[str, str] = VECTORS["letter"]
CODE: dict[str, str] = VECTORS["code"]


def raw(hexadecimal: str) -> bytes:
    return bytes.fromhex(hexadecimal)


def wrap_of(strand: str, holder: str) -> dict[str, Any]:
    (found,) = [row for row in VECTORS["wraps"] if (row["strand"], row["holder"]) == (strand, holder)]
    return dict(found)


@pytest.fixture
async def old(tmp_path: Path) -> AsyncIterator[Service]:
    """A service that holds what was sealed then, and the keys of then."""
    intake = IntakeKeys(
        raw(VECTORS["pepper"]),
        raw(VECTORS["draft_seed"]),
        Ed25519PrivateKey.from_private_bytes(raw(VECTORS["root_private"])).public_key().public_bytes_raw(),
        X25519PrivateKey.from_private_bytes(raw(VECTORS["recovery_private"])).public_key().public_bytes_raw(),
    )
    desk = DeskKeys(raw(VECTORS["kek"]))
    keystore = Keystore(open_engine(f"sqlite+aiosqlite:///{tmp_path / 'keystore.db'}"), intake, desk)
    await keystore.prepare()
    watch = Watch()
    sealing = Sealing(keystore, intake, desk, watch)
    made = Service(tmp_path, watch, intake, desk, keystore, sealing, sealing)
    for table in ("people_keys", "wraps"):
        for row in VECTORS[table]:
            named = ("public", "signature", "sealed_private", "blob")
            values = [raw(value) if name in named else value for name, value in row.items()]
            made.change(f"INSERT INTO {table} ({','.join(row)}) VALUES ({','.join('?' * len(row))})", *values)
    yield made
    sealing.close()
    await keystore.close()


async def test_everything_that_was_sealed_then_opens_today(old: Service) -> None:
    await old.keystore.check()
    desk, report, key_id = old.desk, REPORT["id"], REPORT["key_id"]
    assert await desk.holders() == {"1042", "2077"}
    for holder in ("1042", "2077"):
        assert await desk.open_story(holder, report, key_id, raw(REPORT["story"])) == REPORT["story_text"].encode()
    opened = await desk.open_identity("1042", report, key_id, raw(REPORT["identity"]))
    assert opened == REPORT["identity_text"].encode()
    mailbox = await desk.mailbox_of(CODE["code"])
    assert mailbox == MailboxKey(private=raw(CODE["private"]), public=raw(CODE["public"]), tag=raw(CODE["tag"]))
    for reader in ("1042", mailbox):
        text = await desk.open_letter(reader, report, key_id, LETTER["id"], raw(LETTER["sealed"]))
        assert text == LETTER["text"].encode()
    assert desk.open_recipient(report, raw(VECTORS["recipient"]["sealed"])) == ("3001", mailbox)
    assert desk.locator("3001") == raw(VECTORS["recipient"]["locator"])
    recovered = await desk.recover(
        raw(VECTORS["recovery_private"]), report, key_id, raw(REPORT["story"]), raw(REPORT["identity"])
    )
    assert recovered == (REPORT["story_text"].encode(), REPORT["identity_text"].encode())


def opened_box(key: bytes, bound_to: bytes, sealed: bytes) -> bytes:
    assert sealed[0] == 1
    return AESGCM(key).decrypt(sealed[1:13], sealed[13:], b"\x01" + bound_to)


def opened_field(key: bytes, kind: str, field: str, sealed: bytes) -> str:
    padded = opened_box(key, framed("candour/field/v1", kind, REPORT["id"], field, 1), sealed)
    return padded[4 : 4 + int.from_bytes(padded[:4], "big")].decode()


def opened_wrap(row: dict[str, Any], private: bytes) -> bytes:
    info = framed("candour/wrap/v1", 1, row["strand"], REPORT["id"], row["key_id"], row["holder"], row["epoch"])
    return hpke_open(raw(row["blob"]), private, info)


def test_a_second_opinion_opens_it_from_the_standards_alone() -> None:
    (person,) = [row for row in VECTORS["people_keys"] if row["person_id"] == "1042"]
    statement = framed("candour/person-key/v1", "1042", 1, 1, raw(person["public"]))
    own = hkdf(raw(VECTORS["kek"]), framed("candour/person/v1", "1042", 1))
    private = opened_box(own, statement, raw(person["sealed_private"]))
    root = Ed25519PrivateKey.from_private_bytes(raw(VECTORS["root_private"])).public_key()
    root.verify(raw(person["signature"]), statement)

    story_key = opened_wrap(wrap_of("story", "1042"), private)
    assert opened_wrap(wrap_of("story", "@recovery"), raw(VECTORS["recovery_private"])) == story_key
    words = opened_field(hkdf(story_key, framed("candour/story/v1")), "story", "story", raw(REPORT["story"]))
    assert words == REPORT["story_text"]

    identity_key = hkdf(opened_wrap(wrap_of("identity", "1042"), private), framed("candour/identity/v1"))
    assert opened_field(identity_key, "identity", "identity", raw(REPORT["identity"])) == REPORT["identity_text"]

    conversation_key = opened_wrap(wrap_of("conversation", "@mailbox"), raw(CODE["private"]))
    assert conversation_key == hkdf(story_key, framed("candour/conversation/v1"))
    assert opened_field(conversation_key, "letter", LETTER["id"], raw(LETTER["sealed"])) == LETTER["text"]


def test_a_second_opinion_derives_the_same_mailbox_from_a_code() -> None:
    salt = hkdf(raw(VECTORS["pepper"]), framed("candour/code-salt/v1"), 16)
    symbols = CODE["code"].replace("-", "").encode()
    slow = hash_secret_raw(symbols, salt, time_cost=2, memory_cost=19456, parallelism=1, hash_len=32, type=Type.ID)
    assert hkdf(slow, framed("candour/mailbox-key/v1")) == raw(CODE["private"])
    assert hkdf(slow, framed("candour/mailbox-tag/v1"), 16) == raw(CODE["tag"])


def test_the_second_opinion_agrees_with_the_standard() -> None:
    """RFC 9180, appendix A.1.1, first message."""
    sealed = raw(
        "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431"
        "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a"
    )
    private = raw("4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8")
    info = raw("4f6465206f6e2061204772656369616e2055726e")
    opened = hpke_open(sealed, private, info, aead=(1, 16), aad=b"Count-0")
    assert opened == b"Beauty is truth, truth beauty"


def test_the_vectors_are_the_ones_that_were_made_then() -> None:
    """Making them anew would hide exactly what they are there to show."""
    assert (
        hashlib.sha256(json.dumps(VECTORS, sort_keys=True).encode()).hexdigest()
        == "efa7ed868ca770ea94d26658dcbac9feda3ec2bccb16fd0b2a83b3efcc52030e"
    )
