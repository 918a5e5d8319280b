"""Dates as people write them in a spreadsheet: read only where there is one way to read them, day first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

LOOKS_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?)?")
LOOKS_BRITISH = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?: 00:00(?::00)?)?")
LOOKS_WRITTEN = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ -]([A-Za-z]{3,9})\.?,?[ -](\d{4})")
_SHORT_YEAR = re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2}|\d{1,2}[ -][A-Za-z]{3,9}[ -]\d{2}")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
#: Where Excel begins to count days, for all that are later than February 1900.
_EXCEL_BEGINS = date(1899, 12, 30)
#: The days that a council's register may be about, as Excel counts them: 1954 to 2119.
_EXCEL_DAYS = range(20_000, 80_001)


@lru_cache(maxsize=4096)
def read_date(text: str) -> date | None:
    """`2027-03-31`, `31/03/2027`, `31.03.2027` or `31 March 2027`; None when it is none of these, or there is no such
    day."""
    if found := LOOKS_ISO.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := LOOKS_BRITISH.fullmatch(text):
        day, month, year = map(int, found.groups())
    elif found := LOOKS_WRITTEN.fullmatch(text):
        day, month, year = int(found[1]), _month(found[2]), int(found[3])
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def why_no_date(text: str) -> str:
    """What is wrong with a cell that `read_date` does not read, and what to write."""
    if _SERIAL.fullmatch(text) and int(text[:5]) in _EXCEL_DAYS:
        meant = _EXCEL_BEGINS + timedelta(days=int(text[:5]))
        return f"is the number by which Excel keeps {meant:%d/%m/%Y}. Give the column the format “Date”, or write that"
    if _SHORT_YEAR.fullmatch(text):
        return "has a year of two digits. Write it like 31/03/2027"
    found = LOOKS_BRITISH.fullmatch(text)
    if found and int(found[2]) > 12 >= int(found[1]) and (other := read_date(f"{found[2]}/{found[1]}/{found[3]}")):
        return (
            f"has the month first. Write {other:%d/%m/%Y}, and look at the other dates of this column: "
            "they may have it first too"
        )
    return "is not a date. Write it like 31/03/2027 or 2027-03-31"


@dataclass
class EitherWay:
    """Counts the dates of a column that could be read day first or month first."""

    count: int = 0
    #: At least one can only be day first, and so all are.
    sure: bool = False
    example: str = ""

    def see(self, text: str, day: date) -> None:
        if not LOOKS_BRITISH.fullmatch(text) or day.day == day.month:
            return
        if day.day > 12:
            self.sure = True
        else:
            self.count += 1
            self.example = self.example or text

    def note(self, column: str) -> str:
        """What the reader has to be told; empty when nothing."""
        day = read_date(self.example)
        if self.sure or day is None:
            return ""
        meant = f"{day.day} {day:%B %Y}"
        return f"Dates in column {column} were read with the day first: {self.example} is {meant}."


def _month(word: str) -> int:
    """From 1; 0 when it is no month."""
    small = word.lower()
    return next((n for n, month in enumerate(_MONTHS, 1) if month == small or small in (month[:3], month[:4])), 0)
