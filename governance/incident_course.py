"""How an incident is handled: what was confirmed, weighed, done and decided, by whom and when (risk policy 7d).

In the clear stands what clocks, lists and figures need. What handlers write is sealed with the incident, entry by
entry; entries are added and never changed. What a task asks of somebody stands in the clear, because whoever does it
holds no key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid5

from governance.incident_waits import Waited


class EntryKind(StrEnum):
    AWARE = "aware"
    AWARE_CORRECTED = "aware_corrected"
    ASSESSED = "assessed"
    OVERRIDDEN = "overridden"
    TASK_GIVEN = "task_given"
    TASK_DONE = "task_done"
    CONTAINED = "contained"
    DECIDED = "decided"
    TOLD_ICO = "told_ico"
    SERVICE_DESK = "service_desk"
    BACKGROUND = "background"
    CLOSING = "closing"
    CLOSED = "closed"
    NOT_CLOSED = "not_closed"
    REOPENED = "reopened"
    MERGED = "merged"
    #: Which line of the register it is about was said.
    LINKED = "linked"
    #: Somebody who came later was given its keys.
    GIVEN = "given"
    #: Whoever reported it added files. Nobody of the team did it: `by_id` is empty.
    FILES_ADDED = "files_added"


@dataclass(frozen=True, slots=True)
class Course:
    """One incident's, as far as it has come. Its row's version is the incident's."""

    incident_id: str
    #: Whoever looked at it first; "" before somebody did.
    handler_id: str = ""
    confirmed_at: datetime | None = None
    assessed_at: datetime | None = None
    contained_at: datetime | None = None
    decided_at: datetime | None = None
    #: Where the law's three questions led: a value of `breaches.Advice`; "" before.
    advice: str = ""
    #: A value of `breaches.Decision`; "" before.
    decision: str = ""
    ico_told_at: datetime | None = None
    #: What the Commissioner calls it.
    ico_reference: str = ""
    #: Who asked for it to be closed, and waits for somebody else's word; "" when nobody does.
    closing_by: str = ""
    closing_number: int = 0
    closed_at: datetime | None = None
    #: What others may learn from it, without names: it goes into the month's digest.
    lesson: str = ""
    #: The incident that this one was joined to; "" when it stands alone.
    merged_into: str = ""
    #: How long it was from when it happened to when it was reported, coarsely: a value of `Waited`. "" before somebody
    #: said so, and of every one that keeps somebody out.
    waited: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was done, as it is kept."""

    incident_id: str
    #: From 1.
    number: int
    kind: EntryKind
    at: datetime
    by_id: str
    #: The name and the role as they were then.
    by_name: str
    by_role: str
    #: What was written, sealed; None of older ones, whose words were not kept where somebody without a key wrote them.
    sealed: bytes | None
    #: Names the keys in the keystore that it has of its own: whoever wrote it held none of the incident's. "": it is
    #: sealed with the incident.
    key_id: str = ""

    @property
    def id(self) -> str:
        """What its words are sealed under."""
        return entry_id(self.incident_id, self.number)


def entry_id(incident_id: str, number: int) -> str:
    return uuid5(UUID(incident_id), f"entry:{number}").hex


@dataclass(frozen=True, slots=True)
class OpenEntry:
    """An entry whose words are open."""

    entry: Entry
    #: What was written, by a name of ours; as the form that asked for it has them.
    words: Mapping[str, str] = field(default_factory=dict)


class TaskKind(StrEnum):
    CONFIRM_DELETED = "confirm_deleted"
    RETRIEVE = "retrieve"
    WIPE = "wipe"
    #: I15 was answered "don't know".
    WAS_IT_ENCRYPTED = "was_it_encrypted"
    RESET = "reset"
    REMOVE_ACCESS = "remove_access"
    ISOLATE = "isolate"
    RESTORE = "restore"
    #: UK GDPR Article 34.
    TELL_PEOPLE = "tell_people"
    #: UK GDPR Article 33(4): what was not known when the Commissioner was told.
    TELL_MORE = "tell_more"
    OTHER = "other"
    #: Within five working days (risk policy 6B, 7d).
    REVIEW_RISK = "review_risk"
    #: Incidents are recorded at the service desk (risk policy 7d).
    SERVICE_DESK = "service_desk"

    @property
    def contains(self) -> bool:
        """Whether it stops the harm."""
        return self not in (TaskKind.TELL_PEOPLE, TaskKind.TELL_MORE, TaskKind.REVIEW_RISK, TaskKind.SERVICE_DESK)

    @property
    def waits(self) -> bool:
        """Whether it may wait for a digest."""
        return self in (TaskKind.REVIEW_RISK, TaskKind.SERVICE_DESK)


@dataclass(frozen=True, slots=True)
class IncidentTask:
    """Something that somebody has to do about an incident by a day."""

    incident_id: str
    #: From 1.
    number: int
    kind: TaskKind
    owner_id: str
    given_on: date
    due_on: date
    #: Of a review: the asset's reference. A risk register can take it over by this.
    about: str = ""
    #: What it asks, in words that say nothing of the people concerned.
    words: str = ""
    done_on: date | None = None
    done_by: str = ""
    done_words: str = ""

    @property
    def subject(self) -> str:
        """Of its obligation."""
        return f"{self.incident_id}/{self.number}"


def of_task(subject: str) -> tuple[str, int]:
    """The incident and the number again."""
    incident_id, _, number = subject.rpartition("/")
    return incident_id, int(number)


# ---------------------------------------------------------------- what the forms complete to


@dataclass(frozen=True, slots=True)
class Aware:
    """H1 of the council's reporting form."""

    aware_at: datetime
    #: A value of `Waited`.
    waited: str = Waited.UNKNOWN.value


@dataclass(frozen=True, slots=True)
class AwareCorrected:
    aware_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Weighing:
    """H2: what the handler found."""

    #: From 1 to 5, as the form has it: `one` to `five`.
    impact: str
    likelihood: str
    #: Keys of `severity.Weighed` that hold.
    holds: tuple[str, ...]
    people: int | None
    words: str


#: The numbers of the grid, as forms name them.
GRID = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}


@dataclass(frozen=True, slots=True)
class Overriding:
    severity: str
    reason: str


@dataclass(frozen=True, slots=True)
class GivenTask:
    kind: str
    #: `me`, `owner`, `ict` or `other`.
    who: str
    #: An e-mail address or a staff number.
    other: str | None
    due_on: date
    words: str | None


@dataclass(frozen=True, slots=True)
class DoneTask:
    words: str


@dataclass(frozen=True, slots=True)
class Containing:
    #: `fully`, `partly`, `no` or `not_applicable`.
    recovered: str
    words: str


@dataclass(frozen=True, slots=True)
class ToldIco:
    told_at: datetime
    reference: str
    late_reason: str | None


@dataclass(frozen=True, slots=True)
class ServiceDesk:
    reference: str


@dataclass(frozen=True, slots=True)
class Linking:
    """What somebody looked for in the register, and the reference of what they chose; None where nothing was found."""

    asset_words: str
    asset: str | None


@dataclass(frozen=True, slots=True)
class Background:
    """H5 and the Caldicott question."""

    trained: str
    controls: str | None
    supplier: str | None
    caldicott: str


@dataclass(frozen=True, slots=True)
class Closing:
    cause: str
    lesson: str
    #: Of the action that follows from the lesson; None where nothing has to be done.
    to_do: str | None
    to_do_who: str | None
    to_do_by: date | None


@dataclass(frozen=True, slots=True)
class Approving:
    #: `yes` or `no`.
    agreed: str
    words: str


@dataclass(frozen=True, slots=True)
class Reopening:
    reason: str


@dataclass(frozen=True, slots=True)
class Merging:
    """The reference of the incident that this one is the same as."""

    into: str
    reason: str
