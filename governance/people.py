"""People as the council's staff list knows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Away:
    """Leave: both days are days away."""

    from_on: date
    until_on: date
    #: Who acts meanwhile, by staff number; None: nobody was named.
    deputy_id: str | None = None

    def covers(self, day: date) -> bool:
        return self.from_on <= day <= self.until_on


@dataclass(frozen=True, slots=True)
class Person:
    """One row of the staff list."""

    #: The council's own number for the person; stays the same when their name changes.
    id: str
    #: The Entra object id (lower-case GUID), by which Teams names them.
    entra_id: str
    name: str
    email: str
    job: str = ""
    team: str = ""
    directorate: str = ""
    manager_id: str | None = None
    away: tuple[Away, ...] = ()
    left_on: date | None = None

    def works_on(self, day: date) -> bool:
        """Still employed, and not on leave."""
        return not self.has_left(day) and not any(leave.covers(day) for leave in self.away)

    def away_on(self, day: date) -> Away | None:
        """The leave that covers `day`, the longest of several; None when the person is there."""
        return max((leave for leave in self.away if leave.covers(day)), key=lambda each: each.until_on, default=None)

    def has_left(self, day: date) -> bool:
        return self.left_on is not None and self.left_on < day
