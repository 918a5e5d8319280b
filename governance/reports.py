"""A whistleblowing report: what a reporter tells, and what the council keeps about it in the clear.

The story, the identity and the conversation are sealed; what stands here in the clear is what clocks and lists need.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from governance.outcomes import Outcome, Priority
from governance.roles import Role


class Identity(StrEnum):
    """How the reporter wants to raise it (policy paragraphs 16, 18 and 26)."""

    NAMED = "named"
    CONFIDENTIAL = "confidential"
    ANONYMOUS = "anonymous"


class State(StrEnum):
    #: Safe, and not yet shown to anybody: it waits for the next shuffled batch.
    WAITING = "waiting"
    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    TRIAGED = "triaged"
    REFERRED = "referred"
    INVESTIGATING = "investigating"
    CONCLUDED = "concluded"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Standing(StrEnum):
    """What a person who may be told of a report is to it."""

    LEAD = "lead"
    DEPUTY = "deputy"
    HANDLER = "handler"
    INDEPENDENT = "independent"
    #: Was given the case to look into it; decides nothing about it.
    INVESTIGATOR = "investigator"
    #: May be told that a promise was missed, and nothing else: holds no key.
    ESCALATION = "escalation"


@dataclass(frozen=True, slots=True)
class Told:
    """A person who may be told that a report exists. Whoever is excluded from it has no such row and no wrap."""

    person_id: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Report:
    """One row of the reports table. No time of day, no order, no person who reported."""

    #: 32 hex digits, random, minted in the reporter's draft.
    id: str
    identity: Identity
    received_on: date
    #: The promise of policy paragraph 21, as a date.
    acknowledge_by: date
    #: Whose kind of concern it is: Monitoring Officer or Chief Internal Auditor.
    route: Role
    state: State
    #: Names the keys in the keystore: 32 hex digits, random.
    key_id: str
    story: bytes
    #: Fingerprint of the form it was told with.
    form: str
    version: int = 1
    #: Sealed under its own key; None for anonymous reports.
    identity_sealed: bytes | None = None
    #: Look-up tag of the code; None when the reporter comes back by their Teams account alone.
    tag: bytes | None = None
    #: Public half of the mailbox key.
    mailbox: bytes = b""
    #: For reporters known to us in Teams: HMAC of the person under the KEK, and the sealed recipient with their half
    #: of the mailbox key. None for every anonymous report and everything from the web page.
    locator: bytes | None = None
    recipient: bytes | None = None
    #: Somebody may be hurt and the reporter agreed to tell the handlers at once.
    urgent: bool = False
    told: tuple[Told, ...] = ()
    #: Decided at triage.
    priority: Priority | None = None
    #: What came of it, from the day it is concluded (or taken back) for as long as it stays so.
    outcome: Outcome | None = None
    #: Days on which the handlers did each; None while they have not, and again when a case is opened anew.
    acknowledged_on: date | None = None
    triaged_on: date | None = None
    concluded_on: date | None = None
    closed_on: date | None = None


class Author(StrEnum):
    REPORTER = "reporter"
    HANDLER = "handler"


class Entry(StrEnum):
    ACKNOWLEDGEMENT = "acknowledgement"
    QUESTION = "question"
    MESSAGE = "message"
    OUTCOME = "outcome"
    #: An offer to meet.
    MEETING = "meeting"
    #: What was decided to do with the report.
    DECISION = "decision"
    #: How it goes.
    PROGRESS = "progress"
    #: That the process is complete.
    COMPLETION = "completion"
    #: After it was closed: how the reporter is.
    CHECK_IN = "check_in"
    #: That it is looked at again.
    REOPENING = "reopening"
    #: The reporter's: more to the report, an answer to a question, and that they take the report back.
    ADDITION = "addition"
    ANSWER = "answer"
    WITHDRAWAL = "withdrawal"


@dataclass(frozen=True, slots=True)
class Letter:
    """One entry of the conversation between a reporter and the handlers, sealed."""

    id: str
    report_id: str
    author: Author
    entry: Entry
    #: A date: the reporter's visits have no time of day.
    written_on: date
    #: Place in the conversation, from 1; of a reporter's letter that waits for the batch, among those that wait.
    number: int
    sealed: bytes


@dataclass(frozen=True, slots=True, repr=False)
class NamedPerson:
    """Somebody who was involved: a name, a job or a description, and the part they played."""

    who: str
    part: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Concern:
    """What the speak-up form completes to: one field for every question, under the same name, in the order of the
    council's reporting form.

    `None`, `""` or `()` means not asked or left empty. There is no field for who sent it: for a confidential or named
    concern the service is handed the person beside it.
    """

    identity: Identity
    understood: bool | None
    danger: str
    at_risk: str
    works_as: str
    school_choice: str | None
    contract_scope: str | None
    affected: str
    new_or_known: str
    earlier_handler: str | None
    earlier_reference: str | None
    grounds: tuple[str, ...]
    closest: str
    public_interest: str | None
    how_known: str
    title: str
    story: str
    timing: tuple[str, ...]
    happened_from: date | None
    happened_until: date | None
    happened_words: str | None
    directorate: str | None
    place: str | None
    people: tuple[NamedPerson, ...]
    #: Ids of handlers whom the reporter named and confirmed to be the people meant: they are excluded.
    same_people: tuple[str, ...]
    #: Ids of handlers whose name stands in the report and who are not meant, at the reporter's word.
    not_same_people: tuple[str, ...]
    not_to_see: tuple[str, ...]
    not_to_see_other: str | None
    witnesses: tuple[NamedPerson, ...]
    evidence: str
    evidence_where: str | None
    urgency: str
    urgency_detail: str | None
    tell_at_once: str | None
    money: str | None
    hidden: str | None
    hidden_detail: str | None
    told: tuple[str, ...]
    told_what: str | None
    managers: str | None
    interest: str | None
    wish: str | None
    worried: str
    worried_what: str | None
    guessable: str
    support: tuple[str, ...]
    name: str | None
    job: str | None
    team: str | None
    contact_by: str | None
    contact_detail: str | None
    contact_safe: str | None
    meeting: str
    companion: str | None
    companion_detail: str | None
    away_from_work: str | None
    needs: str | None
    who_may_know: str | None
    under_policy: bool
    true_to_best: bool


@dataclass(frozen=True, slots=True, repr=False)
class Acknowledgement:
    """What a handler writes to a reporter to acknowledge a report, in the three parts of policy paragraph 21. The
    letter has them in this order."""

    #: That the concern was received.
    received: str
    #: A summary of it, as we understood it.
    understood: str
    #: Who is dealing with it, how to reach them, and what happens next.
    dealing: str


@dataclass(frozen=True, slots=True, repr=False)
class Asking:
    """What a handler asks a reporter."""

    text: str


@dataclass(frozen=True, slots=True, repr=False)
class Addition:
    """What a reporter adds to the report."""

    text: str


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """What a reporter answers to a question."""

    text: str


@dataclass(frozen=True, slots=True, repr=False)
class Withdrawal:
    """A reporter takes the report back. They need not say why."""

    why: str | None
    sure: bool


@dataclass(frozen=True, slots=True, repr=False)
class ComingBack:
    """A reporter comes back with the code, in its one written form."""

    code: str
