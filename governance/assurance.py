"""The quarterly return of an Information Asset Owner (Information Risk Management Policy 6A, 6B, 7d)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from governance.calendar import QUARTER_MONTHS


class ReturnState(StrEnum):
    OPEN = "open"
    DRAFT = "draft"
    SUBMITTED = "submitted"


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
    answers: Mapping[str, str | int] = field(default_factory=dict)
    #: Whoever last changed the draft; empty while untouched.
    drafted_by: str = ""
    submitted_on: date | None = None
    submitted_by: str = ""
    #: The signer's name and role, as they were.
    signed: str = ""


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
    answers: Mapping[str, str | int] = field(default_factory=dict)
    answered_by: str = ""


def quarter_of(day: date) -> str:
    """Such as "2027-Q1"."""
    return f"{day.year}-Q{(day.month - 1) // 3 + 1}"


def quarter_words(quarter: str) -> str:
    """Such as "January to March 2027"."""
    year, _, number = quarter.partition("-Q")
    first = QUARTER_MONTHS[int(number) - 1]
    return f"{date(int(year), first, 1):%B} to {date(int(year), first + 2, 1):%B} {year}"
