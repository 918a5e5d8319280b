"""Days as people write them."""

from __future__ import annotations

import re
from datetime import date

_EARLIEST = 1900
#: Years. Nobody sets a date beyond it, but a finger slips.
_FURTHEST_AHEAD = 10

_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s/.\-]+(\d{1,2}|[a-z]{3,9})\.?[\s/.,\-]+(\d{4})", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class Wrong(Exception):
    """An answer that cannot be taken. The message says what to do; it never repeats the answer."""


def day_of(text: str) -> date | None:
    """2026-11-03, 3/11/2026, 3 November 2026, 3 nov 2026. None when it is no date."""
    text = text.strip()[:40]
    try:
        day = date.fromisoformat(text)
    except ValueError:
        found = _DAY_FIRST.fullmatch(text)
        if not found:
            return None
        month = found[2].casefold()
        number = int(month) if month.isdigit() else _month(month)
        try:
            day = date(int(found[3]), number, int(found[1]))
        except ValueError:
            return None
    return day if day.year >= _EARLIEST else None


def _month(word: str) -> int:
    return _MONTHS.index(word[:3]) + 1 if word[:3] in _MONTHS else 0


def _some_day(text: str) -> date:
    day = day_of(text)
    if day is None:
        raise Wrong("Enter a date as day, month and year, such as 27 3 2026.")
    return day


def past_day(text: str, today: date) -> date:
    """Raises Wrong."""
    day = _some_day(text)
    if day > today:
        raise Wrong("Enter a date that is today or earlier.")
    return day


def coming_day(text: str, today: date) -> date:
    """The day by which something is to be done. Raises Wrong."""
    day = _some_day(text)
    if day < today:
        raise Wrong("Enter a date that is today or later.")
    if day.year > today.year + _FURTHEST_AHEAD:
        raise Wrong("Enter a date that is not so far away. Is the year right?")
    return day
