"""The key files: kept outside every database, and read strictly. But for `kek` (see `kek_file`), made once.

`kek` holds the key-encryption key, for the process that the handlers use. `intake` holds what it takes to receive a
report and nothing that opens one: the pepper of the codes, the seed of the draft keys, and two public keys. The private
halves of those are for safes: `offline/root`, and the recovery key as three shares for three custodians,
`offline/recovery-1` to `-3`, of which any two open what one cannot.

Each but the shares is a small JSON file with a version and a check sum. All are readable by their owner alone.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from governance.errors import Misconfigured, Refused
from storage import kek_file
from storage.desk_keys import DeskKeys as DeskKeys  # whoever reads the files needs their name
from storage.kept_files import LARGEST, safely_kept, write_new
from storage.key_shares import RANDOM_BYTES, SHARES, Share, combine, read_share, split
from storage.seal_frames import KEY_BYTES, frame, subkey

VERSION = 1
KEK = "kek"
INTAKE = "intake"
ROOT = "offline/root"
#: The recovery key in one file, as services had it that were made before there were shares.
RECOVERY = "offline/recovery"
RECOVERY_SHARES = tuple(f"{RECOVERY}-{number}" for number in range(1, SHARES + 1))
#: What belongs into safes.
OFFLINE_KEYS = (ROOT, RECOVERY, *RECOVERY_SHARES)

#: What each file holds: values of `KEY_BYTES` bytes.
_CONTENTS: Mapping[str, tuple[str, ...]] = {
    KEK: ("kek",),
    INTAKE: ("pepper", "draft_seed", "root_public", "recovery_public"),
    ROOT: ("root_private",),
    RECOVERY: ("recovery_private",),
}
#: Thirty-two random bytes have about thirty different values; fewer than sixteen never happens.
_FEWEST_VALUES = 16
_AGAIN = "If this service has received no report yet, move it away and run `candour keys init`."


@dataclass(frozen=True, slots=True, repr=False)
class IntakeKeys:
    """Enough to receive a report, and for a reporter to come back to it."""

    pepper: bytes
    draft_seed: bytes
    root_public: bytes
    recovery_public: bytes

    @property
    def code_salt(self) -> bytes:
        """16 bytes: the salt of Argon2id over a code, one for all, because a code is all that a reporter brings."""
        return subkey(self.pepper, "candour/code-salt/v1", length=16)

    def draft_key(self, day: int) -> bytes:
        """The key of drafts sealed on this day, counted as `date.toordinal` does."""
        return subkey(self.draft_seed, "candour/draft-ring/v1", day)

    def draft_place(self, purpose: str, bound_to: str) -> str:
        """Where somebody's one draft of a purpose stands when it is kept: 64 hex digits that nobody can make of them
        without the seed."""
        return subkey(self.draft_seed, "candour/draft-place/v1", purpose, bound_to).hex()

    def __repr__(self) -> str:
        return "IntakeKeys(…)"


def make_keys(folder: Path) -> tuple[Path, ...]:
    """Make the key files and the shares of the recovery key under `folder` and return their paths. All or none.

    Raises Refused when one of them is there: nothing is ever written over. Raises Misconfigured when the disk refuses.
    """
    root, recovery = Ed25519PrivateKey.generate(), X25519PrivateKey.generate()
    values = {
        KEK: (os.urandom(KEY_BYTES),),
        INTAKE: (
            os.urandom(KEY_BYTES),
            os.urandom(KEY_BYTES),
            root.public_key().public_bytes_raw(),
            recovery.public_key().public_bytes_raw(),
        ),
        ROOT: (root.private_bytes_raw(),),
    }
    texts = {kind: _text(kind, dict(zip(_CONTENTS[kind], each, strict=True))) for kind, each in values.items()}
    return _write_all(folder, texts | _share_texts(recovery.private_bytes_raw()), other=(RECOVERY,))


def make_shares(folder: Path, recovery_private: bytes) -> tuple[Path, ...]:
    """Write three new shares of the recovery key into `folder` and return their paths; as `make_keys`."""
    return _write_all(folder, {Path(name).name: text for name, text in _share_texts(recovery_private).items()})


def read_intake(path: Path) -> IntakeKeys:
    """Raises Misconfigured, saying which file, what is wrong with it, and what to run."""
    return IntakeKeys(**_read(path, INTAKE))


def read_desk(path: Path) -> DeskKeys:
    """As `read_intake`."""
    content = _content(path, KEK, safely_kept(path))
    if content.get("version") != kek_file.VERSION:
        return DeskKeys(_read(path, KEK)["kek"])
    desk = kek_file.desk_in(content, _damaged(path))
    _must_be_random(path, [desk.kek])
    return desk


def read_keys(intake_file: Path, kek_file: Path | None) -> tuple[IntakeKeys, DeskKeys | None]:
    """Both files, or the first alone for a process without the KEK. Every mistake in either is listed at once."""
    mistakes: list[str] = []
    intake = desk = None
    try:
        intake = read_intake(intake_file)
    except Misconfigured as mistake:
        mistakes.append(str(mistake))
    try:
        desk = None if kek_file is None else read_desk(kek_file)
    except Misconfigured as mistake:
        mistakes.append(str(mistake))
    if intake is None or mistakes:
        raise Misconfigured("\n".join(mistakes))
    return intake, desk


def read_root(path: Path) -> bytes:
    """The offline key that signs handlers' public keys: Ed25519, 32 bytes."""
    return _read(path, ROOT)["root_private"]


def read_recovery(path: Path) -> bytes:
    """The offline key that opens every report: X25519, 32 bytes."""
    return _read(path, RECOVERY)["recovery_private"]


def read_shares(one: Share, other: Share, recovery_public: bytes) -> bytes:
    """The offline key that opens every report, from two of its shares. Raises Misconfigured when together they are not
    the private half of `recovery_public`, and Refused when they cannot be put together."""
    return belongs(combine(one, other), recovery_public)


def belongs(recovery_private: bytes, recovery_public: bytes) -> bytes:
    """The same key, when it is this service's. Raises Misconfigured otherwise."""
    if X25519PrivateKey.from_private_bytes(recovery_private).public_key().public_bytes_raw() != recovery_public:
        raise Misconfigured("That is not the recovery key of this service. Nothing was opened.")
    return recovery_private


def read_share_file(path: Path) -> Share:
    """Raises Misconfigured or Refused, saying which file, which line, and what is wrong with it."""
    try:
        text = safely_kept(path)[:LARGEST].decode()
    except UnicodeDecodeError:
        raise Misconfigured(f"{path} is not a share. Put the right file there.") from None
    return read_share(text, str(path))


def _write_all(folder: Path, texts: Mapping[str, str], other: tuple[str, ...] = ()) -> tuple[Path, ...]:
    """By name under `folder`. All or none, and none when one of them, or of `other`, is there."""
    there = [str(folder / name) for name in (*texts, *other) if os.path.lexists(folder / name)]
    if there:
        raise Refused(_already(there))
    made: list[Path] = []
    try:
        for name, text in texts.items():
            write_new(folder / name, text, made)
    except OSError as refused:
        for path in made:
            path.unlink(missing_ok=True)
        raise Misconfigured(f"The key files could not be written to {folder}: {refused.strerror}.") from None
    return tuple(made)


def _share_texts(recovery_private: bytes) -> dict[str, str]:
    shares = split(recovery_private, os.urandom(RANDOM_BYTES))
    return {name: _share_text(share) for name, share in zip(RECOVERY_SHARES, shares, strict=True)}


def _share_text(share: Share) -> str:
    return (
        f"# Candour: share {share.number} of {SHARES} of the recovery key.\n"
        "# Any two of them open every report. One alone opens nothing.\n"
        "# Keep it on paper or on a stick in a place that locks, away from the other two.\n"
        "# Do not photograph it, and do not send it to anybody.\n"
    ) + "".join(f"{line}\n" for line in share.lines)


def _already(paths: list[str]) -> str:
    return (
        f"There are key files already: {', '.join(paths)}. A key that is lost cannot be made again, and what it seals "
        "is lost with it, so nothing was changed."
    )


def _text(kind: str, values: Mapping[str, bytes]) -> str:
    encoded = {name: base64.b64encode(value).decode() for name, value in values.items()}
    return json.dumps({"candour": kind, "version": VERSION, **encoded, "check": _check(kind, values)}, indent=2) + "\n"


def _check(kind: str, values: Mapping[str, bytes]) -> str:
    parts = [part for name in _CONTENTS[kind] for part in (name, values[name])]
    return hashlib.sha256(frame("candour/key-file/v1", kind, VERSION, *parts)).hexdigest()[:16]


def _read(path: Path, kind: str) -> dict[str, bytes]:
    values = _values(path, kind, safely_kept(path))
    _must_be_random(path, values.values())
    return values


def _must_be_random(path: Path, keys: Iterable[bytes]) -> None:
    if any(_is_not_random(key) for key in keys):
        raise Misconfigured(
            f"The key file {path} holds a key that is not random: somebody made it by hand, or it is an example. "
            "Move it away and run `candour keys init`."
        )


def _content(path: Path, kind: str, text: bytes) -> dict[str, Any]:
    """What stands in a key file of this kind."""
    try:
        content = json.loads(text) if len(text) <= LARGEST else None
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise _damaged(path) from None
    if content.get("candour") != kind:
        raise Misconfigured(f"{path} is not the key file “{kind}”. Put the right file there. {_AGAIN}")
    return content


def _values(path: Path, kind: str, text: bytes) -> dict[str, bytes]:
    content = _content(path, kind, text)
    if content.get("version") != VERSION:
        raise Misconfigured(f"The key file {path} was made by another version of Candour. Use that version.")
    try:
        values = {name: base64.b64decode(content[name], validate=True) for name in _CONTENTS[kind]}
    except (KeyError, TypeError, ValueError):
        raise _damaged(path) from None
    whole = all(len(value) == KEY_BYTES for value in values.values())
    if not whole or content.get("check") != _check(kind, values):
        raise _damaged(path)
    return values


def _damaged(path: Path) -> Misconfigured:
    return Misconfigured(
        f"The key file {path} is cut short or damaged. Put it back from where you keep your copy. {_AGAIN}"
    )


def _is_not_random(key: bytes) -> bool:
    steps = {(after - before) % 256 for before, after in pairwise(key)}
    typed = all(32 <= value < 127 for value in key)
    return len(set(key)) < _FEWEST_VALUES or len(steps) == 1 or typed
