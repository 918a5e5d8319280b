"""When the holder of an action is asked how it goes: each month while it matters, else each quarter."""

from __future__ import annotations

from datetime import date, timedelta

from governance.actions import Action, Update
from governance.calendar import Calendar
from governance.ratings import is_overdue

#: Due within so many calendar days, it is asked about each month.
SOON = timedelta(days=45)
#: And so is what is of this urgency.
OFTEN = frozenset({"high", "urgent"})
#: Whoever said something within so many days before is not asked again.
FRESH = timedelta(days=14)
#: What “as before” is kept as.
AS_BEFORE = "As before."


def asking_day(day: date, calendar: Calendar) -> date:
    """The first working day of the month, on which holders are asked."""
    return calendar.roll_forward(day.replace(day=1))


def is_asked(action: Action, latest: Update | None, day: date, calendar: Calendar) -> bool:
    """Whether the holder is asked about it in the month that begins with this working day."""
    due_on = action.due_on
    if not action.state.with_holder or due_on is None:
        return False
    if latest is not None and day - latest.said_on <= FRESH:
        return False
    often = action.priority in OFTEN or due_on - day <= SOON or is_overdue(due_on, day, calendar)
    return often or day.month % 3 == 1
