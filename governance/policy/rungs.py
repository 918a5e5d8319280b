"""Rungs as ladders are written with them."""

from __future__ import annotations

from governance.ladders import Audience, CountsFrom, Rung, Unit
from governance.notices import Kind


def remind(offset: int, *audience: Audience) -> Rung:
    """A reminder of an acknowledgement, so many calendar days after the concern came."""
    return Rung(offset, audience, Kind.ACKNOWLEDGE)


def missed(offset: int) -> Rung:
    """The promise of an acknowledgement was not kept."""
    return Rung(offset, (Audience.OTHER_HANDLER, Audience.CHIEF_EXECUTIVE), Kind.ACKNOWLEDGE_MISSED)


def by_date(offset: int, *audience: Audience, kind: Kind = Kind.DIGEST, mail: tuple[Audience, ...] = ()) -> Rung:
    """So many working days after the day that it is due, or before it when negative."""
    return Rung(offset, audience, kind, Unit.WORKING_DAYS, CountsFrom.DUE, mail)


def from_opening(offset: int, *audience: Audience, untouched_only: bool = False) -> Rung:
    """So many working days after it was opened."""
    return Rung(offset, audience, Kind.DIGEST, Unit.WORKING_DAYS, CountsFrom.OPENED, untouched_only=untouched_only)


def above(offset: int, *audience: Audience, mail: tuple[Audience, ...] = ()) -> Rung:
    """To those above: what somebody else has not done."""
    return by_date(offset, *audience, kind=Kind.ESCALATED, mail=mail)
