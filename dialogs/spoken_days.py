"""Days and times as people say them in a chat: "last Tuesday 3pm", "yesterday at 14:30", "3 days ago", "14/11/2026".

A reading that could mean two days or two times is refused, with what to write instead. What was understood is said back
in full, so that nobody has to trust it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from dialogs.days import Wrong, day_of

_LONGEST = 60
_SUCH_AS = "such as “yesterday 3pm”, “last Tuesday” or “14/11/2026 15:30”"
NO_DAY = f"Write the day, and the time if you know it, {_SUCH_AS}."
NO_TIME = "Write the time with am or pm, or as 24 hours, such as “3pm” or “15:00”."
NO_DAY_WITH_TIME = "Write the day as well, such as “today 3pm”."

_ZONE = ZoneInfo("Europe/London")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_COUNTS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10,
}  # fmt: skip
#: Words that say no more than the rest.
_FILLS = re.compile(r"\b(?:on|at|about|around|roughly|the|of|it|was|in|i|think|found|out|happened|from)\b")
_HALVES = re.compile(r"\b(?:1[0-2]|0?[1-9])(?:[:.]([0-5]\d))?\s*(am|pm|a\.m\.?|p\.m\.?)(?![a-z])")
_CLOCK = re.compile(r"(?<![\d/.-])([01]?\d|2[0-3]):([0-5]\d)(?::\d\d)?(?!\d)")
_DOTTED = re.compile(r"\bat\s+([01]?\d|2[0-3])\.([0-5]\d)(?![\d.])")
_HOUR_ALONE = re.compile(r"\bat\s+\d{1,2}\b(?![./:-]\d)|\bo'?clock\b")
_NOON = re.compile(r"\b(?:noon|midday)\b")
_AGO = re.compile(r"(\d{1,3}|[a-z]+) (minute|hour|day|week)s? ago")
_PART_OF_DAY = {
    "today": 0, "this morning": 0, "this afternoon": 0, "this evening": 0, "tonight": 0, "yesterday": 1,
    "last night": 1, "yesterday morning": 1, "yesterday afternoon": 1, "yesterday evening": 1, "last evening": 1,
    "day before yesterday": 2,
}  # fmt: skip
_NAMES = "|".join(f"{each[:3]}(?:{each[3:]}|s|rs)?" for each in _WEEKDAYS)
_WEEKDAY = re.compile(rf"(?:(last|this|past) )?({_NAMES})(?: (?:morning|afternoon|evening|night))?")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ /.-]+(\d{1,2}|[a-z]{3,9})\.?")
_MONTH_DAY = re.compile(r"([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?(?:[ ,]+(\d{4}))?")


def spoken_moment(text: str, today: date, now: datetime | None) -> tuple[date, str]:
    """The day, and the time of day as "HH:MM" or "" where none was said. `now` is aware; without it "now" and "an hour
    ago" are not known. Raises Wrong. Whether the day may lie ahead is not looked at."""
    plain = _plain(text)
    if now is not None and (at := _from_now(plain, now)) is not None:
        local = at.astimezone(_ZONE)
        return local.date(), f"{local:%H:%M}"
    rest, time = _time(plain)
    rest = " ".join(_FILLS.sub(" ", rest).split())
    if not rest:
        raise Wrong(NO_DAY_WITH_TIME if time else NO_DAY)
    return _day(rest, today), time


def spoken_day(text: str, today: date) -> date:
    """The day alone. Raises Wrong."""
    rest = " ".join(_FILLS.sub(" ", _plain(text)).split())
    if not rest:
        raise Wrong(NO_DAY)
    return _day(rest, today)


def _plain(text: str) -> str:
    if len(text) > _LONGEST:
        raise Wrong(NO_DAY)
    return " ".join(text.casefold().replace(",", " ").replace("\xa0", " ").strip(" .!").split())


def _from_now(plain: str, now: datetime) -> datetime | None:
    if plain in ("now", "just now", "right now"):
        return now
    found = _AGO.fullmatch(plain)
    if found and found[2] in ("minute", "hour"):
        count = _count(found[1])
        return now - (timedelta(minutes=count) if found[2] == "minute" else timedelta(hours=count))
    return None


def _time(plain: str) -> tuple[str, str]:
    """What is left without the time, and the time. Raises Wrong when two times are said, or one that may be two."""
    found = [*_times(plain)]
    if len(found) > 1:
        raise Wrong("Write one time, such as “3pm”.")
    if not found:
        if _HOUR_ALONE.search(plain):
            raise Wrong(NO_TIME)
        return plain, ""
    said, time = found[0]
    return plain.replace(said, " ", 1), time


def _times(plain: str) -> Iterator[tuple[str, str]]:
    for half in _HALVES.finditer(plain):
        hour = int(re.split(r"[^\d]", half[0], maxsplit=1)[0]) % 12 + (12 if half[2].startswith("p") else 0)
        yield half[0], f"{hour:02}:{half[1] or '00'}"
    without = _HALVES.sub(" ", plain)
    for clock in (*_CLOCK.finditer(without), *_DOTTED.finditer(without)):
        yield clock[0], f"{int(clock[1]):02}:{clock[2]}"
    for noon in _NOON.finditer(without):
        yield noon[0], "12:00"


def _day(rest: str, today: date) -> date:
    if rest.startswith("tomorrow"):
        raise Wrong("Enter a date that is today or earlier.")
    if rest in _PART_OF_DAY:
        return today - timedelta(days=_PART_OF_DAY[rest])
    if (ago := _AGO.fullmatch(rest)) and ago[2] in ("day", "week"):
        return today - timedelta(days=_count(ago[1]) * (7 if ago[2] == "week" else 1))
    if weekday := _WEEKDAY.fullmatch(rest):
        return _past_weekday(weekday[1] or "", weekday[2], today)
    day = day_of(rest) or _without_year(rest, today)
    if day is None:
        raise Wrong(NO_DAY)
    return day


def _past_weekday(which: str, name: str, today: date) -> date:
    """The last one before today. Today's own name may mean today or a week ago."""
    wanted = next(number for number, each in enumerate(_WEEKDAYS) if each.startswith(name[:3]))
    back = (today.weekday() - wanted) % 7
    if back == 0 and which != "last":
        raise Wrong("That may be today or a week ago. Write “today”, or the date.")
    if which == "this" and back > today.weekday():
        raise Wrong("Enter a date that is today or earlier.")
    return today - timedelta(days=back or 7)


def _without_year(rest: str, today: date) -> date | None:
    """The newest such day that is not to come."""
    if found := _MONTH_DAY.fullmatch(rest):
        number, month, year = found[2], found[1], found[3]
    elif found := _DAY_MONTH.fullmatch(rest):
        number, month, year = found[1], found[2], None
    else:
        return None
    which = int(month) if month.isdigit() else _MONTHS.index(month[:3]) + 1 if month[:3] in _MONTHS else 0
    # Eight years hold every 29 February but those around a year such as 2100.
    years = [int(year)] if year else range(today.year, today.year - 9, -1)
    for each in years:
        try:
            day = date(each, which, int(number))
        except ValueError:
            continue
        if year or day <= today:
            return day
    return None


def _count(word: str) -> int:
    """Raises Wrong."""
    if word.isdigit():
        return int(word)
    if word not in _COUNTS:
        raise Wrong(NO_DAY)
    return _COUNTS[word]
