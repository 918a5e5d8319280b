"""The Records Manager's call list: people whom no message reached, and who have to be told by somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from governance.notices import Kind


@dataclass(frozen=True, slots=True)
class Call:
    """One message that did not arrive, on any way."""

    message_id: str
    person_id: str
    kind: Kind
    since_on: date
    #: Why it did not arrive, in words.
    reason: str
    done_on: date | None = None
    done_by: str = ""
