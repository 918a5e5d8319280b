"""Real time that a test moves by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

BEGAN = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


class HandTicker:
    """Both kinds of time move together, and only when told to."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        return BEGAN + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds

    def move(self, seconds: float) -> None:
        self.seconds += seconds

    async def pause(self, seconds: float) -> None:
        """A pause that takes no time but the ticker's."""
        self.move(seconds)
