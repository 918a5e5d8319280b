"""Whether the Information Commissioner and the people affected are told of an incident (UK GDPR Articles 33 and 34).

Three questions lead to what the law asks for; a person decides, and the reason is kept either way.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from governance.errors import Refused

#: Article 33(1): from when the Council became aware.
NOTIFY_WITHIN = timedelta(hours=72)


class Advice(StrEnum):
    """Where the three questions lead."""

    #: It is not about living people: it is kept in the record.
    RECORD = "record"
    #: A risk to people is unlikely: it is kept in the record, with the reason (Article 33(5)).
    RECORD_WITH_REASON = "record_with_reason"
    TELL_ICO = "tell_ico"
    #: The people affected too, without undue delay (Article 34).
    TELL_ICO_AND_PEOPLE = "tell_ico_and_people"

    @property
    def tells_ico(self) -> bool:
        return self in (Advice.TELL_ICO, Advice.TELL_ICO_AND_PEOPLE)


class Decision(StrEnum):
    NOTIFY = "notify"
    DO_NOT_NOTIFY = "do_not_notify"
    #: The Commissioner is told what is known, and the rest later (Article 33(4)).
    PHASED = "phased"

    @property
    def notifies(self) -> bool:
        return self is not Decision.DO_NOT_NOTIFY


class NotTelling(StrEnum):
    """Why people at high risk need not be told one by one: Article 34(3)."""

    UNREADABLE = "unreadable"
    RISK_GONE = "risk_gone"
    #: They are told in public instead.
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided, and why: the command of the form."""

    #: `yes` or `no`.
    personal: str
    #: `unlikely` or `likely`; None where nobody living is concerned.
    risk: str | None
    #: `yes` or `no`; None unless the risk is likely.
    high: str | None
    decision: str
    reason: str
    #: Who decided: a post or a name.
    decided_by: str
    #: The Data Protection Officer's advice, in their words.
    advice: str
    #: Of a phased notification: what is still to come, and by when.
    to_come: str | None = None
    to_come_by: date | None = None
    #: `tell` or a `NotTelling`; None unless the risk is high.
    people: str | None = None
    #: Who is told, how and by when; or why not.
    people_words: str | None = None
    people_by: date | None = None


def advised(personal: str, risk: str | None, high: str | None) -> Advice:
    """Where the answers lead. Raises Refused when one is missing."""
    if personal == "no":
        return Advice.RECORD
    if personal != "yes":
        raise Refused("Say whether it is about living people.")
    if risk == "unlikely":
        return Advice.RECORD_WITH_REASON
    if risk != "likely":
        raise Refused("Say how likely a risk to the people is.")
    if high not in ("yes", "no"):
        raise Refused("Say whether the risk to the people is high.")
    return Advice.TELL_ICO_AND_PEOPLE if high == "yes" else Advice.TELL_ICO


def check(decided: Decided, today: date) -> Advice:
    """Where the three questions lead. Raises Refused, with what is missing, for a decision that cannot stand."""
    advice = advised(decided.personal, decided.risk, decided.high)
    decision = Decision(decided.decision)
    if not decided.reason.strip():
        raise Refused("Say why. The reason is kept whether the Commissioner is told or not.")
    if not decided.decided_by.strip():
        raise Refused("Say who decided.")
    if not decided.advice.strip() and (advice.tells_ico or decision.notifies):
        raise Refused("Say what the Data Protection Officer advised.")
    if decision is Decision.PHASED and not ((decided.to_come or "").strip() and decided.to_come_by):
        raise Refused("Say what the Commissioner is still to be told, and by when.")
    if decision is Decision.PHASED and decided.to_come_by and decided.to_come_by < today:
        raise Refused("The date by which the rest is told can not be in the past.")
    if advice is Advice.TELL_ICO_AND_PEOPLE:
        _check_people(decided, today)
    return advice


def _check_people(decided: Decided, today: date) -> None:
    if decided.people not in ("tell", *NotTelling):
        raise Refused("The risk is high: say whether the people affected are told, or why they need not be.")
    if not (decided.people_words or "").strip():
        raise Refused("Say who is told and how, or why they are not told.")
    if decided.people == "tell" and decided.people_by is None:
        raise Refused("Say by when the people affected are told.")
    if decided.people_by is not None and decided.people_by < today:
        raise Refused("The date by which people are told can not be in the past.")


def notify_by(aware_at: datetime) -> datetime:
    """When the 72 hours end. They are added in UTC: over a clock change, local time would make 71 or 73 of them."""
    return aware_at.astimezone(UTC) + NOTIFY_WITHIN


def check_told(aware_at: datetime, told_at: datetime, now: datetime, late_reason: str) -> bool:
    """Whether the Commissioner was told in time. Raises Refused for an instant that cannot be, and when it was late
    without a reason (Article 33(1))."""
    if told_at > now:
        raise Refused("The Commissioner can not have been told later than now.")
    if told_at < aware_at:
        raise Refused("The Commissioner can not have been told before the Council knew.")
    in_time = told_at <= notify_by(aware_at)
    if not in_time and not late_reason.strip():
        raise Refused("It is more than 72 hours since the Council knew: say why. The Commissioner asks for the reason.")
    return in_time


def check_aware(aware_at: datetime, now: datetime) -> None:
    """Raises Refused when the Council would have become aware later than now."""
    if aware_at > now:
        raise Refused("The Council can not have become aware later than now.")
