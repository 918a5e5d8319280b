"""What a face knows that the forms need: today, the handlers, the directorates, and how much room there is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

#: Encoded bytes of text that a draft may hold. In Teams a card carries the text and, sealed, the whole draft, and
#: stays under 40 KB; the web page has room for more.
TEAMS_TEXT_BYTES = 10_000
WEB_TEXT_BYTES = 16_000


@dataclass(frozen=True, slots=True)
class Handler:
    """Somebody who would be given a report. `post` is what the council calls them, such as `Monitoring Officer`."""

    id: str
    name: str
    post: str


@dataclass(frozen=True, slots=True)
class Facts:
    #: No answer may lie after it.
    today: date
    handlers: tuple[Handler, ...] = ()
    directorates: tuple[str, ...] = ()
    #: Suggestions for questions that may be filled in beforehand, by question key. Empty on the web page.
    prefill: Mapping[str, str] = field(default_factory=dict, repr=False)
    text_bytes: int = TEAMS_TEXT_BYTES
