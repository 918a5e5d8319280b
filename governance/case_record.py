"""The record of a concern and of the action on it (policy paragraph 28): what was done, by whom and on which day.

Entries are only ever added; what was wrong is put right by a new one. What an entry says is sealed. Its day, its author
and its kind stand in the clear, and no time of day does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

#: Characters of what one entry says.
LONGEST_ENTRY = 4_000


class Recorded(StrEnum):
    """Kinds of entry."""

    #: For everybody who keeps the case.
    NOTE = "note"
    #: For its author alone.
    PRIVATE_NOTE = "private_note"
    #: Something that was done.
    STEP = "step"
    #: To another body, on a day.
    REFERRAL = "referral"
    #: What protects somebody meanwhile (paragraphs 13 and 25).
    SAFEGUARD = "safeguard"
    #: With the reporter or a witness, accompanied or not (paragraph 20).
    MEETING = "meeting"
    TRIAGE = "triage"
    #: How likely it is that the reporter is made to suffer for it (paragraph 13).
    DETRIMENT = "detriment"
    OUTCOME = "outcome"
    LESSON = "lesson"
    DOCUMENT = "document"
    #: Puts an earlier entry right. That one stays as it is.
    CORRECTION = "correction"
    #: Who may work on the case: asked for, decided, given, taken over, stepped aside, left.
    ASSIGNMENT = "assignment"
    #: What the reporter agreed to, such as that an investigator may know who they are.
    CONSENT = "consent"
    #: Stands for whatever is none of these: somebody altered the row, or a later release wrote it.
    UNKNOWN = "unknown"


#: Kinds that nobody but their author reads.
PRIVATE = frozenset({Recorded.PRIVATE_NOTE})


@dataclass(frozen=True, slots=True)
class CaseEntry:
    """One row of the record."""

    #: 32 hex digits, minted with the form: sent again, it is the same entry.
    id: str
    report_id: str
    #: Place in the record of the report, from 1 and without a gap; 0 before it is kept.
    number: int
    written_on: date
    #: A person's id.
    author: str
    #: The role in which they wrote it, whatever they are now.
    role: str
    kind: Recorded
    sealed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, repr=False)
class Inside:
    """What is sealed in an entry."""

    text: str
    #: (question, answer), in words, so that they stay readable when a form changes.
    facts: tuple[tuple[str, str], ...] = ()
    #: The same for rules to read, such as `{"body": "police"}`.
    values: Mapping[str, str] = field(default_factory=dict)
    #: The author's name as it was.
    by: str = ""
    #: The number of the entry that this one puts right; 0: none.
    corrects: int = 0


@dataclass(frozen=True, slots=True, repr=False)
class NewEntry:
    """What somebody writes into the record."""

    #: 32 hex digits.
    id: str
    kind: Recorded
    text: str
    facts: tuple[tuple[str, str], ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    #: The number of the entry that this one puts right; 0: none.
    corrects: int = 0


@dataclass(frozen=True, slots=True, repr=False)
class Opened:
    """An entry as a person reads it."""

    entry: CaseEntry
    #: None where it is a private note of somebody else, and where it does not open.
    inside: Inside | None
    #: Somebody else's private note.
    withheld: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class CaseRecord:
    """The record of one report, by number."""

    entries: tuple[Opened, ...]
    #: Numbers that were recorded and are not here.
    missing: tuple[int, ...] = ()
    #: Numbers whose entry is not the one that was recorded, or does not open.
    altered: tuple[int, ...] = ()


def digest(entry: CaseEntry) -> str:
    """64 hex digits over everything that is kept of an entry. The audit log holds it, so that an entry which was taken
    out, exchanged or rolled back is noticed."""
    told = f"{entry.id}:{entry.report_id}:{entry.number}:{entry.written_on.isoformat()}:{entry.kind.value}:"
    who = f"{len(entry.author)}:{entry.author}:{entry.role}:"
    return hashlib.sha256((told + who).encode() + entry.sealed).hexdigest()


def compared(entries: Sequence[CaseEntry], recorded: Mapping[int, str]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """(numbers that are missing, numbers that are not as they were), by what the audit log holds of each number."""
    kept = {entry.number: digest(entry) for entry in entries}
    missing = sorted(recorded.keys() - kept.keys())
    altered = sorted(number for number, found in kept.items() if recorded.get(number) != found)
    return tuple(missing), tuple(altered)
