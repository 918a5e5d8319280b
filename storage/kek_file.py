"""The KEK file of a service whose KEK was changed: the key, its generation, and what is kept of those before it."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from governance.errors import Misconfigured
from storage.desk_keys import DeskKeys, RetiredKeys
from storage.kept_files import replace_with
from storage.seal_frames import KEY_BYTES, frame

#: The first version holds one key and nothing else.
VERSION = 2
_KEPT = tuple(each.name for each in fields(RetiredKeys) if each.name != "generation")


def write_desk(path: Path, desk: DeskKeys) -> None:
    """In place of the file that is there: all of it or, when the disk refuses, nothing (raises Misconfigured)."""
    content: dict[str, object] = {
        "candour": "kek",
        "version": VERSION,
        "generation": desk.generation,
        "kek": _encoded(desk.kek),
        "leaving": "" if desk.leaving is None else _encoded(desk.leaving),
        "retired": [
            {"generation": each.generation, **{name: _encoded(getattr(each, name)) for name in _KEPT}}
            for each in desk.retired
        ],
        "check": _check(desk),
    }
    replace_with(path, json.dumps(content, indent=2) + "\n")


def desk_in(content: Mapping[str, Any], damaged: Misconfigured) -> DeskKeys:
    """The keys of a file of this version. Raises `damaged` unless all of it is as it was written."""
    try:
        retired = tuple(
            RetiredKeys(int(each["generation"]), **{name: _key(each[name]) for name in _KEPT})
            for each in content["retired"]
        )
        leaving = _key(content["leaving"]) if content["leaving"] else None
        desk = DeskKeys(_key(content["kek"]), int(content["generation"]), retired, leaving)
        whole = content["check"] == _check(desk)
    except (KeyError, TypeError, ValueError):
        whole = False
    if not whole:
        raise damaged from None
    return desk


def _check(desk: DeskKeys) -> str:
    return hashlib.sha256(frame("candour/kek-file/v2", *_parts(desk))).hexdigest()[:16]


def _parts(desk: DeskKeys) -> Iterator[int | bytes]:
    yield from (desk.generation, desk.kek, desk.leaving or b"")
    for each in desk.retired:
        yield each.generation
        yield from (getattr(each, name) for name in _KEPT)


def _encoded(key: bytes) -> str:
    return base64.b64encode(key).decode()


def _key(text: str) -> bytes:
    """Raises ValueError."""
    key = base64.b64decode(text, validate=True)
    if len(key) != KEY_BYTES:
        raise ValueError("a key is cut short")
    return key
