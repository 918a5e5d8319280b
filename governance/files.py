"""Files that a reporter adds: what we take, what is told of each, and how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

MIB = 1024 * 1024
#: At a time, and all together to one report.
MOST_FILES = 10
MOST_TO_A_REPORT = 30
LARGEST_FILE = 25 * MIB


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file, by the end of its name."""

    suffix: str
    content_type: str
    words: str


_OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS: Mapping[str, Kind] = MappingProxyType({
    each.suffix: each
    for each in (
        Kind("docx", f"{_OFFICE}.wordprocessingml.document", "Word document"),
        Kind("jpg", "image/jpeg", "picture"),
        Kind("pdf", "application/pdf", "PDF document"),
        Kind("png", "image/png", "picture"),
        Kind("pptx", f"{_OFFICE}.presentationml.presentation", "PowerPoint document"),
        Kind("txt", "text/plain", "text"),
        Kind("xlsx", f"{_OFFICE}.spreadsheetml.sheet", "Excel document"),
    )
})  # fmt: skip


@dataclass(frozen=True, slots=True, repr=False)
class Cleaned:
    """A file, made anew without what it carried besides its content."""

    kind: Kind
    content: bytes | bytearray
    #: In plain words, what was found and taken out; empty when there was nothing.
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in storage, sealed under a key of its own. It has no name but its place among the others."""

    #: 32 hex digits.
    id: str
    #: The file's key. Whoever has this reads the file.
    key: bytes = field(repr=False)
    kind: Kind
    #: Bytes, as cleaned.
    size: int
    removed: tuple[str, ...]
    #: Whether a virus scanner looked at it and found nothing.
    scanned: bool


def to_data(file: Kept) -> dict[str, object]:
    """For a sealed draft or a sealed row; `from_data` reads it."""
    return {
        "id": file.id,
        "key": file.key.hex(),
        "kind": file.kind.suffix,
        "size": file.size,
        "removed": list(file.removed),
        "scanned": file.scanned,
    }


def from_data(data: Mapping[str, Any]) -> Kept:
    """Of what we sealed ourselves."""
    return Kept(
        data["id"],
        bytes.fromhex(data["key"]),
        KINDS[data["kind"]],
        data["size"],
        tuple(data["removed"]),
        data["scanned"],
    )


def listed(files: Sequence[Kept]) -> str:
    """The files in words, a line each, as the conversation shows them."""
    return "\n".join(f"File {number}: {described(each)}." for number, each in enumerate(files, 1))


def described(file: Kept) -> str:
    """Such as "picture, 340 KB"."""
    return f"{file.kind.words}, {size_in_words(file.size)}"


def size_in_words(size: int) -> str:
    """Such as "340 KB" or "2.1 MB"."""
    return f"{max(1, round(size / 1024))} KB" if size < MIB else f"{size / MIB:.1f} MB"
