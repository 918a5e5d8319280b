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

    def meets(self, other: Away) -> bool:
        """Whether they share a day."""
        return self.from_on <= other.until_on and other.from_on <= self.until_on


@dataclass(frozen=True, slots=True)
class ActingOwner:
    """Somebody acts as the owner of another's information assets; both days are days on which they do (risk policy 7d:
    whoever owns them stays accountable)."""

    #: By staff number.
    acting_id: str
    from_on: date
    until_on: date
    #: References; empty: all assets, and the quarterly return with them.
    assets: tuple[str, ...] = ()

    def covers(self, day: date, asset: str = "") -> bool:
        """Whether they act on that day for this asset; without one, for all of them."""
        return self.covers_day(day) and (not self.assets or asset in self.assets)

    def covers_day(self, day: date) -> bool:
        return self.from_on <= day <= self.until_on

    def meets(self, other: ActingOwner) -> bool:
        """Whether both would act for one asset on one day."""
        return self.from_on <= other.until_on and other.from_on <= self.until_on and self.shares(other)

    def shares(self, other: ActingOwner) -> bool:
        """Whether there may be an asset for which both act, at whatever time."""
        return not self.assets or not other.assets or bool(set(self.assets) & set(other.assets))

    def begins_with(self, other: ActingOwner) -> bool:
        """Whether one person acts from one day in both: of those there is one at most, which names all the assets."""
        return (self.acting_id, self.from_on) == (other.acting_id, other.from_on)


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
    #: Who acts as the owner of this person's assets, and when; no two of them meet.
    acting: tuple[ActingOwner, ...] = ()

    def works_on(self, day: date) -> bool:
        """Still employed, and not on leave."""
        return not self.has_left(day) and not any(leave.covers(day) for leave in self.away)

    def away_on(self, day: date) -> Away | None:
        """The leave that covers `day`, the longest of several; None when the person is there."""
        return max((leave for leave in self.away if leave.covers(day)), key=lambda each: each.until_on, default=None)

    def acting_on(self, day: date, asset: str = "") -> ActingOwner | None:
        """Who acts as owner on `day`: of this asset, or without one of all of them."""
        return next((each for each in self.acting if each.covers(day, asset)), None)

    def has_left(self, day: date) -> bool:
        return self.left_on is not None and self.left_on < day
