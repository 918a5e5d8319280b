"""The log: event names and an allow-list of fields, a line of JSON each.

Never an activity, an answer, an address, a bound value or an exception's text. Other libraries' loggers are clamped,
because their debug lines print conversation ids and bearer tokens.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from types import TracebackType

#: The only fields that may stand beside an event. None can hold what a person typed or who they are.
FIELDS = frozenset({
    "count", "job", "status", "seconds", "reference", "error", "where", "port", "mode", "planned", "sent", "dead",
    "in_doubt", "released", "kind", "reason_code", "attempts", "version", "unheard", "unowned",
    "fallen_back", "mailed", "to_call", "told", "incidents",
})  # fmt: skip

CLAMPED = (
    "aiohttp.access", "aiohttp.server", "aiohttp.web", "aiohttp.client", "urllib3", "msal", "msrest", "botbuilder",
    "sqlalchemy", "aiosqlite", "apscheduler", "asyncio", "alembic",
)  # fmt: skip

Value = str | int | float


class Log:
    """Writes events to a stream. Handed around by the composition root; there is no global one."""

    def __init__(self, write: Callable[[str], object], now: Callable[[], datetime]) -> None:
        self._write = write
        self._now = now
        self._heard: list[Callable[[str], object]] = []

    def listen(self, heard: Callable[[str], object]) -> None:
        """`heard` is told of every event from now on, by its name alone."""
        self._heard.append(heard)

    def event(self, name: str, **fields: Value) -> None:
        """One line. Raises ValueError for a field that is not on the allow-list: a mistake of ours, found by tests."""
        stray = fields.keys() - FIELDS
        if stray:
            raise ValueError(f"not on the log's allow-list: {', '.join(sorted(stray))}")
        for heard in self._heard:
            heard(name)
        self._write(json.dumps({"at": self._now().isoformat(timespec="seconds"), "event": name, **fields}) + "\n")

    def failure(self, name: str, error: BaseException, **fields: Value) -> None:
        """An exception as its class and the lines of ours it passed through; never its text."""
        self.event(name, error=type(error).__name__, where=_places(error.__traceback__), **fields)


def clamp() -> None:
    """Silence every library below errors, and keep their error texts out of the log too."""
    for name in CLAMPED:
        logger = logging.getLogger(name)
        logger.handlers[:] = [logging.NullHandler()]
        logger.setLevel(logging.CRITICAL)
        logger.propagate = False
    root = logging.getLogger()
    root.handlers[:] = [logging.NullHandler()]
    root.setLevel(logging.CRITICAL)


def to_stderr(now: Callable[[], datetime]) -> Log:
    def write(line: str) -> None:
        # A log that cannot be written must not stop what people wait for.
        with suppress(OSError):
            sys.stderr.write(line)
            sys.stderr.flush()

    return Log(write, now)


def _places(trace: TracebackType | None) -> str:
    places: list[str] = []
    while trace is not None:
        module = trace.tb_frame.f_globals.get("__name__", "?")
        places.append(f"{module}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " ".join(places[-6:])
