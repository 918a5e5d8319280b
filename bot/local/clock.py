"""The domain's clock in local mode, which a person can move.

The clock is a file that holds an ISO instant with its offset, such as `2026-04-01T09:00:00+01:00`. While the file is
there, time **stands still** at that instant: what happens at a given moment can be looked at for as long as it takes,
and the file alone says what time it is, to every process that reads it. Without the file it is real time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from os import replace
from pathlib import Path

from governance.calendar import OPENING, Calendar
from governance.errors import Misconfigured, Refused

#: How far the clock may be moved, so that every rule has years on both sides of it.
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)


class FileClock:
    """A governance Clock. It reads the file again only when the file has changed."""

    def __init__(self, path: Path, system_now: Callable[[], datetime]) -> None:
        """`system_now` gives real time, as aware UTC."""
        self._path = path
        self._system_now = system_now
        self._stamp: tuple[int, int, int] | None = None
        self._stands: datetime | None = None

    def now(self) -> datetime:
        """Aware UTC. Raises Misconfigured when the file holds something else than an instant."""
        return self.stands_at() or self._system_now()

    def stands_at(self) -> datetime | None:
        """The instant at which the clock was stopped; None when it shows real time."""
        try:
            found = self._path.stat()
            stamp = (found.st_mtime_ns, found.st_ino, found.st_size)
            if stamp != self._stamp:
                self._stands, self._stamp = self._read(), stamp
        except FileNotFoundError:
            self._stands = self._stamp = None
        return self._stands

    def stop_at(self, instant: datetime) -> None:
        """Write the file, whole or not at all. `instant` is aware."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_name(self._path.name + ".new")
        fresh.write_text(instant.astimezone(UTC).isoformat() + "\n", encoding="ascii")
        replace(fresh, self._path)

    def run(self) -> None:
        """Back to real time."""
        self._path.unlink(missing_ok=True)

    def _read(self) -> datetime:
        try:
            instant = datetime.fromisoformat(self._path.read_text(encoding="ascii").strip())
        except (ValueError, OSError) as wrong:
            if isinstance(wrong, FileNotFoundError):
                raise
            raise self._misread() from wrong
        if instant.tzinfo is None:
            raise self._misread()
        return instant.astimezone(UTC)

    def _misread(self) -> Misconfigured:
        return Misconfigured(
            f"{self._path} must hold one instant with its offset from UTC, such as 2026-04-01T09:00:00+01:00. "
            "Correct it, or delete it to go back to real time."
        )


@dataclass(frozen=True, slots=True)
class Moves:
    """Where the page's buttons move the clock to."""

    calendar: Calendar

    def offered(self, now: datetime) -> Mapping[str, datetime]:
        """By button: the instant at which it would stop the clock."""
        today = self.calendar.day_of(now)
        return {
            "next release": self.calendar.next_slot(now),
            "next working day": self.calendar.at(self.calendar.add(today, 1), OPENING),
            "next quarter day": self.calendar.at(self.calendar.next_quarter_day(today), OPENING),
        }

    def chosen(self, day: str, local: str) -> datetime:
        """From a form's date and time (`2026-04-01`, `09:00`; local time). Raises Refused."""
        try:
            on, at = date.fromisoformat(day), time.fromisoformat(local)
        except ValueError as wrong:
            raise Refused("Give a date and a time, such as 1 April 2026 and 09:00.") from wrong
        if not EARLIEST <= on <= LATEST:
            raise Refused(f"Choose a date from {EARLIEST.year} to {LATEST.year}.")
        if at.tzinfo is not None or at.hour == 1:
            raise Refused("Choose a time before 01:00 or from 02:00 on: the clock change makes that hour uncertain.")
        return self.calendar.at(on, at)
