"""More time for an action: when it may be asked for, for how long, and who decides.

The original date never changes, and a request that waits stops no reminder.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from governance.actions import Action, Extension, ExtensionState
from governance.calendar import Calendar
from governance.errors import Refused, Stale
from governance.roles import Role

#: Requests for one action, granted or not.
MOST = 3
#: Working days that the Records Manager may grant, the first time.
SHORT = 20


@dataclass(frozen=True, slots=True)
class MoreTime:
    """What is asked for: the command of the form for it."""

    to_on: date
    reason: str
    interim_risk: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided of it: the command of the form for it."""

    #: `yes` or `no`.
    granted: str
    words: str


def check_request(action: Action, before: Sequence[Extension], to_on: date, today: date, calendar: Calendar) -> None:
    """Raises Refused, with what to do instead, when more time may not be asked for; Stale when it was just now."""
    due_on = action.due_on
    if not action.state.with_holder or due_on is None:
        raise Refused("This action is not waiting for you, so it needs no more time.")
    if any(each.state is ExtensionState.ASKED for each in before):
        raise Stale("More time was already asked for, and the answer is not there yet.")
    if len(before) >= MOST:
        raise Refused(f"More time was asked for {MOST} times. Nobody may ask again: say how the action is going.")
    if today > due_on:
        raise Refused("More time can only be asked for up to the date it is due. Say how the action is going.")
    if to_on <= due_on:
        raise Refused("The new date has to be after the date it is due now.")
    if not calendar.works(to_on):
        raise Refused("The new date has to be a working day.")


def decider_of(action: Action, before: Sequence[Extension], to_on: date, calendar: Calendar) -> Role:
    """Who decides the next request: the first, if it is short, the Records Manager; the third the group; else the
    SIRO."""
    if len(before) >= MOST - 1:
        return Role.IMSG
    short = action.due_on is not None and calendar.between(action.due_on, to_on) <= SHORT
    return Role.RECORDS_MANAGER if not before and short else Role.SIRO
