"""Documents that leave by a link which works once: what one is, and what makes it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from governance.people import Person

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,79}\.[a-z0-9]{2,5}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Document:
    """What somebody saves. Raises ValueError for a name with anything in it that somebody may have typed."""

    #: Small letters, digits and hyphens, a dot and the kind, such as "siro-pack-2026-q3.docx".
    name: str
    #: The content type.
    kind: str
    #: The whole, or what gives it piece by piece. Nothing is opened before the first piece is asked for.
    content: bytes | AsyncIterator[bytes] = field(repr=False)

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError("a document's name is ours: small letters, digits and hyphens, a dot and its kind")


#: Makes a document for one person of the facts that its link was made with. Every one checks for itself, at that
#: moment, who asks, their role and their relation to what it is about, and writes its line in the record before it
#: reads: no line, no document. Raises a Refused in words for the person who asked.
Producer = Callable[[Person, Mapping[str, object]], Awaitable[Document]]
