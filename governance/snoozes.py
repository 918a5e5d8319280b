"""How long a reminder may be put off: twice, a few days, and never past the date."""

from __future__ import annotations

from datetime import date

from governance.calendar import Calendar
from governance.errors import Refused
from governance.obligations import Obligation

#: Working days.
SNOOZES = (1, 3, 5)
#: In one cycle.
MOST_SNOOZES = 2
#: The rungs of the reminders that are put off begin above this; no ladder is so high.
SNOOZE_RUNG = 1000


def may_snooze(obligation: Obligation, days: int | None, until: date | None, today: date, calendar: Calendar) -> date:
    """The day of the next reminder. Raises Refused with why not."""
    if obligation.snoozes >= MOST_SNOOZES:
        raise Refused(f"You have put this off {MOST_SNOOZES} times. Say how it is going, or ask for more time.")
    if today >= obligation.due_on:
        raise Refused("This is due, so it cannot be put off. Say how it is going.")
    if (days is None) == (until is None) or (days is not None and days not in SNOOZES):
        raise Refused("Choose 1, 3 or 5 working days, or a day.")
    again_on = calendar.add(today, days) if days is not None else calendar.roll_forward(until or today)
    if not today < again_on <= obligation.due_on:
        raise Refused("That is not between today and the day it is due. Choose fewer days.")
    return again_on
