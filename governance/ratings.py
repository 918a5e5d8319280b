"""How an action is rated: red, amber or green, by the date that was first set for it, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from governance.actions import Action, ActionState, Update
from governance.calendar import Calendar

#: Without news for so long, an action is amber.
STALE = timedelta(days=30)
#: With fewer working days left than this, an action is at least half done, or amber.
CLOSE = 20
HALF = 50


class Rag(StrEnum):
    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    COMPLETE = "complete"
    #: It has no date, or another action took its place.
    NONE = "none"


class Reason(StrEnum):
    OVERDUE = "overdue"
    #: Past the first date, and a later one was agreed to.
    EXTENDED = "extended"
    STALE = "stale"
    BLOCKED = "blocked"
    FORECAST_LATE = "forecast_late"
    LITTLE_TIME = "little_time"


@dataclass(frozen=True, slots=True)
class Rating:
    rag: Rag
    reasons: tuple[Reason, ...] = ()


def rate(
    action: Action,
    latest: Update | None,
    since: date | None,
    today: date,
    calendar: Calendar,
    *,
    waits: bool = False,
) -> Rating:
    """`latest` is the last that was said of it; `since` is when it began to be followed here, for actions of which
    nobody has said anything yet (None: nothing is known of that). `waits`: for another action that comes first."""
    if action.state.complete:
        return Rating(Rag.COMPLETE)
    first = action.original_due_on
    if first is None or not action.state.owed:
        return Rating(Rag.NONE)
    blocked = waits or action.state is ActionState.BLOCKED
    if is_overdue(first, today, calendar):
        later = action.due_on is not None and action.due_on > first
        return Rating(Rag.RED, (Reason.EXTENDED if later else Reason.OVERDUE,))
    reasons = tuple(_amber(action, first, latest, since, today, calendar, blocked))
    return Rating(Rag.AMBER if reasons else Rag.GREEN, reasons)


def is_overdue(due_on: date, today: date, calendar: Calendar) -> bool:
    """From the first working day after it."""
    return today >= calendar.add(due_on, 1)


def _amber(
    action: Action,
    first: date,
    latest: Update | None,
    since: date | None,
    today: date,
    calendar: Calendar,
    blocked: bool,
) -> list[Reason]:
    reasons = []
    heard_on = latest.said_on if latest else since
    if heard_on is not None and today - heard_on > STALE:
        reasons.append(Reason.STALE)
    if blocked:
        reasons.append(Reason.BLOCKED)
    if latest is not None and latest.forecast_on is not None and latest.forecast_on > first:
        reasons.append(Reason.FORECAST_LATE)
    done = 100 if action.state is ActionState.CLAIMED else (latest.percent if latest else None) or 0
    if calendar.between(today, first) < CLOSE and done < HALF:
        reasons.append(Reason.LITTLE_TIME)
    return reasons
