"""Column types that refuse what would be ambiguous, alike on SQLite and PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Date, DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept in UTC to the microsecond. A naive datetime raises ValueError.

    On SQLite it is text of one length, so that it sorts. The interpreter's own functions write and read it: a plan of
    ten thousand reminders converts thirty thousand of them, and the library's take four times as long.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any]:
        return _to_text if dialect.name == "sqlite" else _to_utc

    def result_processor(self, dialect: Dialect, _coltype: object) -> Callable[[Any], datetime | None]:
        return _from_text if dialect.name == "sqlite" else _to_utc


def _to_utc(value: datetime | None) -> datetime | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError("An instant without a time zone was given; instants are aware.")
    return value.astimezone(UTC)


def _to_text(value: datetime | None) -> str | None:
    utc = _to_utc(value)
    # Up to the zone, which is always the same.
    return None if utc is None else utc.isoformat(" ", "microseconds")[:26]


def _from_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value).replace(tzinfo=UTC)


class Day(TypeDecorator[date]):
    """A date. A datetime raises ValueError: both engines would cut off its time of day without a word.

    Written by the interpreter's own function, as instants are: an import of 100,000 actions writes 700,000 of them.
    """

    impl = Date
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[date | None], Any]:
        return _day_to_text if dialect.name == "sqlite" else _day


def _day(value: date | None) -> date | None:
    if isinstance(value, datetime):
        raise ValueError("A date was expected, and an instant was given.")
    return value


def _day_to_text(value: date | None) -> str | None:
    day = _day(value)
    return None if day is None else day.isoformat()


class Facts(TypeDecorator[Mapping[str, str | int]]):
    """A small mapping of words and numbers, as JSON text with sorted keys.

    Text that is no such mapping was put there by somebody else; it is read as `{"unreadable": …}`, so that it is seen
    for what it is (in the audit log, as a line that does not verify).
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Mapping[str, str | int] | None, _dialect: Dialect) -> str | None:
        if value is None:
            return None
        return json.dumps(dict(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Mapping[str, str | int] | None:
        if value is None:
            return None
        try:
            facts = json.loads(value)
        except (ValueError, TypeError):
            facts = None
        return facts if isinstance(facts, dict) else {"unreadable": str(value)}
