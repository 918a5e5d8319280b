"""The council's year, from 1 April to 31 March, named after the year in which it begins."""

from __future__ import annotations

from datetime import date

_MONTH, _DAY = 4, 1


def year_of(day: date) -> int:
    """2026 for every day from 1 April 2026 to 31 March 2027."""
    return day.year if (day.month, day.day) >= (_MONTH, _DAY) else day.year - 1


def first_day(year: int) -> date:
    return date(year, _MONTH, _DAY)


def last_day(year: int) -> date:
    return date.fromordinal(first_day(year + 1).toordinal() - 1)


def year_words(year: int) -> str:
    """“2026/27”."""
    return f"{year}/{(year + 1) % 100:02}"
