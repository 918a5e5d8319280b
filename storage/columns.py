"""Column types that refuse what would be ambiguous, alike on SQLite and PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime

from sqlalchemy import Date, DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept in UTC to the microsecond. A naive datetime raises ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("An instant without a time zone was given; instants are aware.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        # SQLite keeps the digits alone; PostgreSQL gives the session's zone.
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Day(TypeDecorator[date]):
    """A date. A datetime raises ValueError: both engines would cut off its time of day without a word."""

    impl = Date
    cache_ok = True

    def process_bind_param(self, value: date | None, _dialect: Dialect) -> date | None:
        if isinstance(value, datetime):
            raise ValueError("A date was expected, and an instant was given.")
        return value


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
