"""When the time of a closed report is over, and what keeps it longer (policy paragraph 28)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from governance.errors import Refused
from governance.outcomes import Outcome
from governance.reports import Report, State
from governance.years import first_day, year_of

#: Handlers hear so many days before the keys are destroyed, and never fewer.
WARNING_DAYS = 28
#: A hold is looked at again after this long at most.
LONGEST_HOLD = timedelta(days=2 * 366)

_OVER = frozenset({State.CLOSED, State.WITHDRAWN})


class HoldReason(StrEnum):
    """Why a report is kept beyond its time: codes, because words could say what it is about."""

    LEGAL_CLAIM = "legal_claim"
    TRIBUNAL = "tribunal"
    OTHER_INVESTIGATION = "other_investigation"
    COMPLAINT = "complaint"
    DETRIMENT = "detriment"
    INFORMATION_REQUEST = "information_request"
    AUDIT = "audit"


class LiftReason(StrEnum):
    """Why a report is not kept beyond its time any more: codes, for the same reason."""

    OVER = "over"
    NOT_NEEDED = "not_needed"
    MISTAKE = "mistake"


@dataclass(frozen=True, slots=True)
class Hold:
    """A report is kept at least as long as this day."""

    report_id: str
    reason: HoldReason
    until: date
    #: A handler's id, and when they said so.
    by: str
    placed_on: date

    @property
    def mark(self) -> str:
        """Tells it from every other hold of the same report."""
        return f"{self.reason} {self.until} {self.by} {self.placed_on}"


@dataclass(frozen=True, slots=True)
class EndWarning:
    """Those who keep a report were told of its end."""

    report_id: str
    #: The end that they were told of; another one needs another warning.
    goes_on: date
    #: The first day on which it may go: they had `WARNING_DAYS` then.
    from_on: date


@dataclass(frozen=True, slots=True)
class Kept:
    """How long a report is kept, as somebody who works on it sees it."""

    report_id: str
    #: The first day on which nothing is left of it; None while it is open.
    ends_on: date | None
    hold: Hold | None
    #: The name of whoever placed the hold; empty without one.
    held_by: str
    #: Whoever looks keeps the case, and decides how long.
    decides: bool

    @property
    def mark(self) -> str:
        """What a verb gives back to say which hold it was shown; empty for none."""
        return self.hold.mark if self.hold else ""


@dataclass(frozen=True, slots=True)
class Longer:
    """What is asked when a report is to be kept longer; `reason` is a `HoldReason`'s value."""

    reason: str
    until: date


@dataclass(frozen=True, slots=True)
class NoLonger:
    """What is asked when it is not; `reason` is a `LiftReason`'s value."""

    reason: str


@dataclass(frozen=True, slots=True)
class Ending:
    """A closed report, and when its time is over."""

    report: Report
    ends_on: date
    hold: Hold | None

    @property
    def goes_on(self) -> date:
        """The first day on which nothing is left of it, as long as its hold is neither lifted nor renewed."""
        return self.ends_on if self.hold is None else max(self.ends_on, self.hold.until + timedelta(days=1))

    def may_go_on(self, today: date) -> date:
        """The first day on which it may go when those who keep it are told today."""
        return max(self.goes_on, today + timedelta(days=WARNING_DAYS))

    def is_over(self, today: date) -> bool:
        return self.goes_on <= today

    def is_held(self, today: date) -> bool:
        return self.hold is not None and self.hold.until >= today


def ends_on(report: Report, years: Mapping[Outcome, int]) -> date | None:
    """The first day on which nothing is left of it; None while it is not closed. `years` are those of the policy that
    it began under; an outcome that is not among them, or is not known, is kept longest."""
    if report.state not in _OVER or report.closed_on is None:
        return None
    kept = max(years.values()) if report.outcome is None else years.get(report.outcome, max(years.values()))
    return first_day(year_of(report.closed_on) + 1 + kept)


def checked(hold: Hold, today: date) -> Hold:
    """Raises Refused for a day that is over or too far away."""
    if hold.until <= today:
        raise Refused("A hold lasts until a day to come.")
    if hold.until > today + LONGEST_HOLD:
        raise Refused(
            "A hold lasts two years at most. Look at it again then, and place another if there is still need."
        )
    return hold
