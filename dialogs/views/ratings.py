"""Ratings and dates of actions in words: colour is never the only sign, and the first date is always said."""

from __future__ import annotations

from datetime import date

from dialogs.views.parts import counted, day
from governance.actions import Action
from governance.ratings import Rag, Rating, Reason

_RAG = {
    Rag.RED: "Red",
    Rag.AMBER: "Amber",
    Rag.GREEN: "Green",
    Rag.COMPLETE: "Complete",
    Rag.NONE: "Not rated",
}
_WHY = {
    Reason.OVERDUE: "past its date",
    Reason.STALE: "no news for 30 days",
    Reason.BLOCKED: "something stands in the way",
    Reason.FORECAST_LATE: "expected after its first date",
    Reason.LITTLE_TIME: "little time left, and not half done",
}

#: From so many months on, days say nothing any more.
_IN_MONTHS = 2


def rated(rating: Rating, action: Action) -> str:
    """Such as "Red, extended to Friday 29 January 2027"."""
    why = [_extended(action) if reason is Reason.EXTENDED else _WHY[reason] for reason in rating.reasons]
    return ", ".join([_RAG[rating.rag], *why])


def due_in_words(due_on: date, today: date) -> str:
    """A date and how far away it is."""
    left = (due_on - today).days
    if left < 0:
        return f"{day(due_on)} ({_how_long(due_on, today)} late)"
    away = "today" if left == 0 else f"in {counted(left, 'day', 'days')}"
    return f"{day(due_on)} ({away})"


def dates(action: Action, today: date) -> list[tuple[str, str]]:
    """The date that was first set, and the present one where it is another."""
    if action.original_due_on is None or action.due_on is None:
        return [("Due", "No date was set")]
    owed = action.state.with_holder
    now = due_in_words(action.due_on, today) if owed else day(action.due_on)
    if action.due_on == action.original_due_on:
        return [("Due", now)]
    return [("First due", day(action.original_due_on)), ("Now due", now)]


def _how_long(since: date, until: date) -> str:
    """In days, and from two months on in the whole months and years that nobody has to work out."""
    months = 12 * (until.year - since.year) + until.month - since.month - (until.day < since.day)
    if months < _IN_MONTHS:
        return counted((until - since).days, "day", "days")
    years, rest = divmod(months, 12)
    parts = [counted(years, "year", "years")] if years else []
    parts += [counted(rest, "month", "months")] if rest else []
    return " and ".join(parts)


def _extended(action: Action) -> str:
    return f"extended to {day(action.due_on)}" if action.due_on else "extended"
