"""Notices and messages.

A *notice* is the unique fact that a rung came due for a person; it ends exactly once. A *message* is what leaves; it
may carry many notices.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

#: The recipient of a notice that is addressed to nobody: a rung that was passed over, or one that nobody may hear of.
NOBODY = "nobody"


class Channel(StrEnum):
    TEAMS = "teams"
    EMAIL = "email"


class Kind(StrEnum):
    """What a message says; each kind has one view. No kind says what a report is about."""

    #: New reports wait, in a batch.
    REPORTS_WAIT = "reports_wait"
    #: A report that may not wait for the batch.
    REPORT_URGENT = "report_urgent"
    #: Acknowledgements are owed.
    ACKNOWLEDGE = "acknowledge"
    #: A promise of seven days was not kept (to the other handler and the chief executive).
    ACKNOWLEDGE_MISSED = "acknowledge_missed"
    #: Something is owed in cases.
    CASE_DUE = "case_due"
    #: Something that the policy promises was not done in cases (to the other handler and the chief executive).
    CASE_MISSED = "case_missed"
    #: To a named or confidential reporter: there is something to read under "my reports".
    NEWS = "news"
    #: To somebody who passed on what they were told: tell the person.
    TELL_THEM = "tell_them"
    #: The day's signed head of the audit log, to whoever keeps them.
    AUDIT_HEAD = "audit_head"
    #: Everything that one person owes, at most one message a working day.
    DIGEST = "digest"
    #: What is due today, which waits for no digest.
    DUE_TODAY = "due_today"
    #: What somebody else has not done, to those above them.
    ESCALATED = "escalated"
    #: A quarter's returns in figures are there, to the SIRO and the Records Manager.
    QUARTER_PACK = "quarter_pack"
    #: A card that was sent before now shows what was answered.
    ANSWERED = "answered"
    #: Reports that a person keeps reach the end of their time.
    TIME_IS_OVER = "time_is_over"
    #: Somebody asks that one more person may work on a case: to whoever may agree.
    CASE_TO_DECIDE = "case_to_decide"
    #: A case was given to them, or is theirs to lead now.
    CASE_YOURS = "case_yours"
    #: What they asked about a case was decided.
    CASE_DECIDED = "case_decided"
    #: Nobody decided in time what they asked about a case.
    CASE_NOT_DECIDED = "case_not_decided"
    #: Nobody is left to work on a case, so that two custodians have to open it to somebody.
    CASE_UNKEPT = "case_unkept"
    #: To the Records Manager: there are people whom no message reaches.
    CALLS = "calls"
    #: The same, where the law's hours run and the morning is too late.
    CALL_NOW = "call_now"
    #: Nobody has looked at an incident, or confirmed when the Council became aware of it.
    INCIDENT_LOOK = "incident_look"
    #: Hours of the 72 have passed.
    INCIDENT_CLOCK = "incident_clock"
    #: All of them have.
    INCIDENT_CLOCK_RAN_OUT = "incident_clock_ran_out"
    #: An incident is of the highest severity.
    INCIDENT_CRITICAL = "incident_critical"
    #: Something to be done that waits for no digest.
    TO_DO_NOW = "to_do_now"
    #: There is an incident, to those who handle them.
    INCIDENT = "incident"
    #: Somebody is attacking now; to ICT and the Senior Information Risk Owner as well.
    INCIDENT_LIVE = "incident_live"
    #: To the owner of an information asset: there is an incident with it.
    INCIDENT_OF_ASSET = "incident_of_asset"
    #: To those who handle incidents: whoever reported one added files to it.
    INCIDENT_ADDED = "incident_added"
    #: Incidents have been open for long.
    INCIDENT_OPEN = "incident_open"
    #: To whoever asked for an incident to be closed: somebody else did not agree.
    INCIDENT_GOES_ON = "incident_goes_on"
    #: To whoever looks into cases: say how it goes.
    SAY_HOW_IT_GOES = "say_how_it_goes"
    #: To those who keep cases: whoever looks into them has not said how it goes.
    NOTHING_HEARD = "nothing_heard"
    #: What somebody who has left had to answer for is theirs now.
    TAKEN_OVER = "taken_over"
    #: The last risk of an asset that is marked at risk was closed: to its owner, who says whether it still is.
    AT_RISK_STILL = "at_risk_still"


#: Kinds whose notices wait until all of one kind for one person are gathered into one message, in working hours.
GATHERED = frozenset({Kind.DIGEST, Kind.DUE_TODAY, Kind.ESCALATED, Kind.TO_DO_NOW})
#: Of those, what a person gets at most once a working day; the others may not wait for tomorrow.
ONCE_A_DAY = frozenset({Kind.DIGEST})
#: Kinds of the law's own clocks: when nothing reaches somebody, another hears of it at any hour.
STATUTORY = frozenset(
    {
        Kind.INCIDENT_LIVE,
        Kind.INCIDENT_LOOK,
        Kind.INCIDENT_CLOCK,
        Kind.INCIDENT_CLOCK_RAN_OUT,
        Kind.INCIDENT_CRITICAL,
    }
)
#: Kinds about the call list itself.
ABOUT_CALLS = frozenset({Kind.CALLS, Kind.CALL_NOW})
#: Kinds that are not sent again when nobody knows whether they arrived: another reminder comes.
PARKED = frozenset({Kind.DIGEST, Kind.DUE_TODAY, Kind.ANSWERED})


class End(StrEnum):
    """How a notice or a message stands. Everything but READY and SENDING is an end."""

    READY = "ready"
    SENDING = "sending"
    SENT = "sent"
    DEAD = "dead"
    IN_DOUBT = "in_doubt"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"
    FALLEN_BACK = "fallen_back"


class OnDoubt(StrEnum):
    """What to do with a message that may or may not have arrived."""

    SEND_AGAIN = "send_again"
    PARK = "park"


@dataclass(frozen=True, slots=True)
class Notice:
    """`(obligation_id, cycle, rung, recipient, channel)` is unique: two ticks, two processes or a restart plan once.

    For notices that hang on no obligation (a batch, news) `obligation_id` names the occasion instead, such as
    `"release:2026-11-23T09:00"`, and cycle and rung are 0.
    """

    id: str
    obligation_id: str
    cycle: int
    rung: int
    #: A person's id, or for a reporter `"sealed:" + hex`.
    recipient: str
    channel: Channel
    kind: Kind
    due_at: datetime
    state: End = End.READY
    message_id: str | None = None
    #: Why it ended so, in words for the Records Manager; never content.
    reason: str = ""
    #: It does not leave before this instant (domain time); None: from `due_at`.
    leaves_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """What leaves: one card or mail to one person."""

    id: str
    recipient: str
    channel: Channel
    kind: Kind
    #: Small facts that the view needs: counts and dates. Never content, a name or a report's id.
    facts: Mapping[str, str | int] = field(default_factory=dict)
    on_doubt: OnDoubt = OnDoubt.SEND_AGAIN
    state: End = End.READY
    attempts: int = 0
    #: How often it is unknown whether it arrived; a repeat is only possible where this is above 0.
    doubts: int = 0
    #: Leaves at any hour; else only in the hours in which messages leave.
    any_hour: bool = True
    #: The channel's own id of an earlier message that this one takes the place of; empty for a new one.
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """The channel took it."""

    provider_id: str = ""


@dataclass(frozen=True, slots=True)
class Blocked:
    """It can never arrive this way (403, 404): the person blocked or never had the app."""

    reason: str


@dataclass(frozen=True, slots=True)
class Throttled:
    """The channel asks us to wait (429): not a failure of the message."""

    seconds: float | None = None
    #: It is known to be about this message's conversation alone: nobody else needs to wait.
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Failed:
    """It did not arrive this time (412, 5xx, no connection): try again later."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nothing is known (time-out, answer lost): the lease runs out and the message is in doubt."""


Outcome = Sent | Blocked | Throttled | Failed | Unknown
