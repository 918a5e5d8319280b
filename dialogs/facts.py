"""What a face knows that the forms need: today, the handlers, the directorates, and how much room there is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

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
class KnownAsset:
    """A line of the Information Asset Register, as far as a form needs it."""

    reference: str
    title: str
    service: str
    owner: str


@dataclass(frozen=True, slots=True)
class Facts:
    #: No answer may lie after it.
    today: date
    handlers: tuple[Handler, ...] = ()
    directorates: tuple[str, ...] = ()
    #: Suggestions for questions that may be filled in beforehand, by question key. Empty on the web page.
    prefill: Mapping[str, str] = field(default_factory=dict, repr=False)
    text_bytes: int = TEAMS_TEXT_BYTES
    #: The instant, aware UTC, for questions about a time of day; None: the day has to do.
    now: datetime | None = None
    #: Empty on the web page, where anybody may look.
    assets: tuple[KnownAsset, ...] = ()

    def in_teams(self, prefill: Mapping[str, str]) -> Facts:
        """The same for a dialog in Teams, with these suggestions."""
        return Facts(self.today, self.handlers, self.directorates, prefill, TEAMS_TEXT_BYTES, self.now, self.assets)
