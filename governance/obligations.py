"""Whatever somebody owes by a date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Duty(StrEnum):
    """Kinds of obligation; each has a ladder in the policy version."""

    #: A report is acknowledged. The subject is the report.
    ACKNOWLEDGE = "acknowledge"
    #: An Information Asset Owner's quarterly return. The subject is the return.
    ASSURANCE = "assurance"
    #: An action is done by its date. The subject is the action's reference.
    ACTION = "action"
    #: The same for an urgent one, which climbs a steeper ladder.
    URGENT_ACTION = "urgent_action"
    #: Somebody decides about more time for an action. The subject is `"<reference>/<number of the request>"`.
    EXTENSION = "extension"
    #: Somebody else checks that an action which its holder calls done is done. The subject is its reference.
    VERIFY = "verify"
    #: The Records Manager says whether an action that somebody proposed is agreed to. The subject is its reference.
    PROPOSED_ACTION = "proposed_action"
    #: The holder of an action without a date says by when it will be done. The subject is its reference.
    ACTION_DATE = "action_date"
    #: The holder of an action says how it goes, when they are asked. The subject is its reference.
    ACTION_UPDATE = "action_update"
    #: Somebody says whether they take over an asset. The subject is `"<reference>/<number of the request>"`.
    TRANSFER = "transfer"
    #: The Records Manager looks at a return that was sent. The subject is the return.
    REVIEW_RETURN = "review_return"
    #: The SIRO decides about another rhythm for returns. The subject is `"<owner>/<number>"`, here and below.
    CADENCE = "cadence"
    #: Another rhythm runs out.
    CADENCE_EXPIRY = "cadence_expiry"
    #: The Records Manager appoints somebody for what a leaver had to do. The subject is the leaver's staff number.
    APPOINT = "appoint"
    #: What is done with a report is decided. The subject of this and of all that follow is the report.
    TRIAGE = "triage"
    #: A letter of its reporter is answered.
    REPLY = "reply"
    #: Its reporter hears how it goes.
    PROGRESS = "progress"
    #: It is concluded: the target.
    COMPLETE = "complete"
    #: Its reporter hears what came of it: the latest.
    FEEDBACK = "feedback"
    #: Its reporter hears that all is done.
    CLOSE = "close"
    #: Its reporter is asked how they are, after it was closed.
    CHECK_IN = "check_in"
    #: A reporter whom we know answers a question.
    ANSWER = "answer"
    #: Whoever passed on what somebody told them tells that person that they did.
    TELL_THEM = "tell_them"
    #: The owner signs a risk that somebody else wrote down. The subject is the risk's reference, here and below.
    RISK_SIGN = "risk_sign"
    #: The owner looks at a risk again.
    RISK_REVIEW = "risk_review"
    #: The Records Manager looks at a risk that was signed, or that is said to be gone.
    RISK_CHECK = "risk_check"
    #: Somebody decides whether what is left of a risk is accepted. The subject is
    #: `"<reference>/<number of the request>/<post that decides>"`.
    RISK_DECISION = "risk_decision"
    #: An acceptance runs out. The subject is `"<reference>/<number of the request>"`.
    RISK_EXPIRY = "risk_expiry"
    #: Somebody looks at an incident and confirms when the Council became aware. The subject of all these is the
    #: incident, and of the last three `"<incident>/<number of the task>"` or the number of the request.
    CONFIRM_AWARE = "confirm_aware"
    #: The same while an attack goes on.
    CONFIRM_AWARE_UNDER_ATTACK = "confirm_aware_under_attack"
    #: The 72 hours of UK GDPR Article 33.
    NOTIFY_ICO = "notify_ico"
    #: Something that stops the harm of an incident, at once.
    INCIDENT_TASK = "incident_task"
    #: Something that an incident leaves to be done.
    INCIDENT_FOLLOW_UP = "incident_follow_up"
    #: Somebody else agrees that an incident is closed.
    APPROVE_CLOSURE = "approve_closure"
    #: An incident that somebody looked at comes to its end. The subject is the incident.
    INCIDENT_OPEN = "incident_open"
    #: Whoever looks into a report says how it goes. The subject is `"<report>/<person>"`.
    LOOK_INTO = "look_into"
    #: The owner says who helps in the place of an administrator who has left. The subject is
    #: `"<who left>;<the owner>"`.
    NAME_ADMINISTRATOR = "name_administrator"
    #: An owner talks with their team about the month's incidents. The subject is `"<month>/<owner>"`.
    INCIDENT_TALK = "incident_talk"
    #: Somebody acts as owner until a day: nobody has to do anything, and it is said before it ends. The subject is
    #: `"<the owner>;<who acts>;<the first day>"`.
    ACTING_ENDS = "acting_ends"


@dataclass(frozen=True, slots=True)
class Obligation:
    """Somebody owes `duty` about `subject_id` by `due_on`, or to the minute by `due_at` where a statute counts hours.

    `cycle` is a generation of the deadline: an extension starts the next one, so that restarted rungs never collide.
    """

    #: 32 hex digits, random.
    id: str
    duty: Duty
    subject_id: str
    cycle: int
    #: What the ladder's offsets count from, for duties whose rungs count forward.
    opened_on: date
    due_on: date
    #: The policy version it began under; it keeps it.
    policy: str
    #: Index of the next rung to be planned.
    rung: int
    #: When that rung is due (aware UTC); None when no rung is left or it is closed.
    next_at: datetime | None
    open: bool = True
    #: The holder asked to hear nothing of it before this day. Others hear all the same.
    snoozed_until: date | None = None
    #: How often they asked, in this cycle.
    snoozes: int = 0
    #: A clock of hours counts from this instant (aware UTC); None: from 09:00 of `opened_on`.
    opened_at: datetime | None = None
    #: The deadline of a clock of hours (aware UTC), which falls on `due_on`; None: the end of that day.
    due_at: datetime | None = None
