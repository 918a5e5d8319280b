"""A quarter's returns in figures: what the Senior Information Risk Owner reads when it closes (policy 6A, 7b)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Protocol

from governance.assurance import NON_RETURN_DAYS
from governance.calendar import Calendar

#: Working days after the close of a quarter until its pack is made.
PACK_DAYS = 2

Cell = str | int | date | None
Row = tuple[Cell, ...]


class Part(StrEnum):
    """What is counted, with what stands in a row of it."""

    #: Directorate, asked, sent, of these late, non-returns, need not be sent, percent sent.
    DIRECTORATES = "directorates"
    #: Owner, directorate, assets, working days late.
    NON_RETURNS = "non_returns"
    #: Owner, directorate, reason, by whom, when.
    EXEMPT = "exempt"
    #: Owner, directorate, how often, last day, reason.
    RHYTHMS = "rhythms"
    #: Statement, how often it does not hold, how often it has changed.
    EXCEPTIONS = "exceptions"
    #: Owner, directorate, asset, statement, answer, what is different, what will be done, by when.
    DIFFERENCES = "differences"
    #: How late, actions.
    ACTIONS = "actions"
    #: Reference, risk, owner, before, now.
    MOVED = "moved"
    #: Reference, risk, owner, band, score.
    APPETITE = "appetite"
    #: Owner, words. For the SIRO alone.
    FOR_SIRO = "for_siro"
    #: Quarter, asked, sent, of these late, non-returns, need not be sent, percent sent; the oldest first.
    TREND = "trend"


@dataclass(frozen=True, slots=True)
class QuarterFigures:
    """As they stood on a day. Names are as they were that day."""

    #: Such as "2027-Q1".
    quarter: str
    due_on: date
    as_of: date
    rows: Mapping[Part, Sequence[Row]]

    def of(self, part: Part) -> Sequence[Row]:
        return self.rows.get(part, ())

    @property
    def for_others(self) -> QuarterFigures:
        """Without what owners wrote for the SIRO."""
        return replace(self, rows={part: rows for part, rows in self.rows.items() if part is not Part.FOR_SIRO})

    @property
    def total(self) -> Row:
        """The row of the quarter itself: it stands last in the trend."""
        return self.of(Part.TREND)[-1]


class QuarterPacks(Protocol):
    async def add(self, figures: QuarterFigures) -> bool:
        """False when the quarter has its figures already: they stay as they are."""

    async def of(self, quarters: Sequence[str]) -> Mapping[str, QuarterFigures]:
        """By quarter; those without figures are absent."""

    async def quarters(self) -> Sequence[str]:
        """Newest first."""


def closed_on(due_on: date, calendar: Calendar) -> date:
    """The day on which a return that did not come is a non-return: then the quarter is closed."""
    return calendar.add(due_on, NON_RETURN_DAYS)


def made_on(due_on: date, calendar: Calendar) -> date:
    """The day on which the figures are taken down."""
    return calendar.add(closed_on(due_on, calendar), PACK_DAYS)


def percent(part: int, of: int) -> int | None:
    """Whole percent, halves up; None of nothing."""
    return (200 * part + of) // (2 * of) if of else None
