"""The quarterly return of an Information Asset Owner (Information Risk Management Policy 6A, 6B, 7d)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from governance.calendar import QUARTER_MONTHS, Calendar

Answers = Mapping[str, str | int]

#: Working days after the due date on which a return that did not come is named to the strategy group as one.
NON_RETURN_DAYS = 15


class ReturnState(StrEnum):
    OPEN = "open"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    #: The Records Manager sent it back; whatever is changed then makes it a draft again.
    RETURNED = "returned"
    ACCEPTED = "accepted"
    #: It was a non-return, and was accepted in the end.
    LATE_ACCEPTED = "late_accepted"
    #: It was accepted, and the Senior Information Risk Owner has noted it.
    NOTED = "noted"
    #: The Senior Information Risk Owner has said that it need not be sent.
    EXEMPT = "exempt"

    @property
    def with_owner(self) -> bool:
        """Whether its owner still has to send it."""
        return self in (ReturnState.OPEN, ReturnState.DRAFT, ReturnState.RETURNED)


@dataclass(frozen=True, slots=True)
class Return:
    """One a quarter and owner. Overdue is never a state: it is read from the due date."""

    id: str
    #: Such as "2027-Q1".
    quarter: str
    owner_id: str
    opened_on: date
    due_on: date
    state: ReturnState = ReturnState.OPEN
    version: int = 1
    #: Answers about all the assets together, by question.
    answers: Answers = field(default_factory=dict)
    #: Whoever last changed the draft; empty while untouched.
    drafted_by: str = ""
    submitted_on: date | None = None
    submitted_by: str = ""
    #: The signer's name and role, as they were.
    signed: str = ""

    @property
    def submitted(self) -> bool:
        """Its owner has sent it; whether it is accepted is another question."""
        return not self.waits and not self.exempt

    @property
    def waits(self) -> bool:
        """Its owner still has to send it."""
        return self.state.with_owner

    @property
    def exempt(self) -> bool:
        """It need not be sent."""
        return self.state is ReturnState.EXEMPT


@dataclass(frozen=True, slots=True)
class Line:
    """One asset of a return, as it was when the return opened."""

    return_id: str
    asset_reference: str
    title: str
    classification: str
    importance: str
    at_risk: bool
    administrator_id: str | None = None
    #: By question; empty until somebody answered.
    answers: Answers = field(default_factory=dict)
    answered_by: str = ""
    other_administrators: tuple[str, ...] = ()

    @property
    def administrators(self) -> tuple[str, ...]:
        first = (self.administrator_id,) if self.administrator_id else ()
        return (*first, *self.other_administrators)


def quarter_of(day: date) -> str:
    """Such as "2027-Q1"."""
    return f"{day.year}-Q{(day.month - 1) // 3 + 1}"


def quarter_words(quarter: str) -> str:
    """Such as "January to March 2027"."""
    year, _, number = quarter.partition("-Q")
    first = QUARTER_MONTHS[int(number) - 1]
    return f"{date(int(year), first, 1):%B} to {date(int(year), first + 2, 1):%B} {year}"


# ------------------------------------------------------------------ how a return stands


class Standing(StrEnum):
    OPEN = "open"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    NOTED = "noted"
    EXEMPT = "exempt"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    LATE = "late"
    NON_RETURN = "non_return"


_CLOSED = {
    ReturnState.SUBMITTED: Standing.SUBMITTED,
    ReturnState.ACCEPTED: Standing.ACCEPTED,
    ReturnState.LATE_ACCEPTED: Standing.ACCEPTED,
    ReturnState.NOTED: Standing.NOTED,
    ReturnState.EXEMPT: Standing.EXEMPT,
}


def days_late(back: Return, today: date, calendar: Calendar) -> int:
    """Working days after the due date: until it was submitted, or until today. 0 when it is in time or need not be
    sent."""
    if back.exempt:
        return 0
    until = back.submitted_on if back.submitted_on is not None else today
    return max(calendar.between(back.due_on, until), 0) if until > back.due_on else 0


def standing(back: Return, today: date, calendar: Calendar) -> Standing:
    if not back.waits:
        return _CLOSED[back.state]
    late = days_late(back, today, calendar)
    if late >= NON_RETURN_DAYS:
        return Standing.NON_RETURN
    if late:
        return Standing.LATE
    if back.state is ReturnState.RETURNED:
        return Standing.RETURNED
    return Standing.DRAFT if back.state is ReturnState.DRAFT else Standing.OPEN
