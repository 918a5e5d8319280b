"""What people say when they add an action, give it away, date it, agree to it or end it: the commands of the forms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from governance.action_steps import LONGEST_WORDS
from governance.calendar import Calendar
from governance.errors import Refused

#: Working days that an action is done before a deadline from outside, so that there is time for it to take hold
#: (covering report of October 2016, 2.2).
TO_TAKE_HOLD = 40
LONGEST_TITLE = 300


@dataclass(frozen=True, slots=True)
class NewAction:
    title: str
    why: str
    source: str
    #: An e-mail address or a staff number.
    holder: str
    #: A key of `PRIORITIES`.
    priority: str
    #: An information asset's or a risk's reference; whoever owns it may then keep the action too.
    about: str | None = None
    due_on: date | None = None
    #: By when somebody outside wants it done.
    external_on: date | None = None
    #: Why its date leaves less than `TO_TAKE_HOLD` before that.
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class GivenTo:
    #: An e-mail address or a staff number.
    to: str
    words: str


@dataclass(frozen=True, slots=True)
class Dated:
    """The first date that is set for an action: it never changes afterwards."""

    due_on: date
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Agreed:
    #: The value of `ActionState.ACCEPTED`, `PARTLY` or `REJECTED`.
    answer: str
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Closed:
    words: str


@dataclass(frozen=True, slots=True)
class Replaced:
    #: The reference of the action that takes its place.
    other: str
    words: str


def check_new(told: NewAction, today: date, calendar: Calendar) -> None:
    """Raises Refused with what is missing."""
    if not told.title.strip() or len(told.title) > LONGEST_TITLE:
        raise Refused(f"Say what is to be done, in at most {LONGEST_TITLE} characters.")
    if not told.why.strip() or len(told.why) > LONGEST_WORDS:
        raise Refused(f"Say why it is to be done, in at most {LONGEST_WORDS:,} characters.")
    if not told.source.strip() or len(told.source) > LONGEST_TITLE:
        raise Refused("Say where it comes from.")
    if told.due_on is not None:
        check_date(told.due_on, told.external_on, told.reason, today, calendar)


def check_date(due_on: date, external_on: date | None, reason: str | None, today: date, calendar: Calendar) -> None:
    """Raises Refused for a date that cannot be, or that leaves too little time without a reason."""
    if due_on < today or not calendar.works(due_on):
        raise Refused("The date by which it is done is a working day, today or later.")
    if external_on is None:
        return
    if due_on > external_on:
        raise Refused("It has to be done before the deadline from outside.")
    latest = calendar.add(external_on, -TO_TAKE_HOLD)
    if due_on > latest and not (reason or "").strip():
        raise Refused(
            f"That leaves less than {TO_TAKE_HOLD} working days before the deadline from outside. Choose a day up to "
            f"{latest.day} {latest:%B %Y}, or say why it cannot be earlier."
        )
