"""Replaying: what was sent, to whom, and how it ended."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time

from governance.calendar import Calendar
from governance.notices import End, Kind
from governance.ports import Store
from governance.services.addressees import SEALED, Addressees, addressees
from governance.services.quiet_duties import quiet_ones

#: Told at once, when somebody did something: its minute is that person's, and is not shown.
AT_ONCE = frozenset({
    Kind.REPORT_URGENT,
    Kind.NEWS,
    Kind.INCIDENT,
    Kind.INCIDENT_LIVE,
    Kind.INCIDENT_OF_ASSET,
    Kind.INCIDENT_ADDED,
    Kind.INCIDENT_GOES_ON,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Replayed:
    """Notices of one kind to one person that came due together and ended alike. It names no report."""

    on: date
    #: None for what is told at once.
    due_at: datetime | None
    recipient: str
    kind: Kind
    end: End
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class Replay:
    """Notices by day and time; in each day, what was told at once comes last."""

    notices: tuple[Replayed, ...]
    addressees: Addressees


class Replaying:
    """Reads what planning and delivering left in the notices."""

    def __init__(self, store: Store, calendar: Calendar) -> None:
        self._store = store
        self._calendar = calendar

    async def since(self, day: date, *, without_quiet: bool = False) -> Replay:
        """Everything that came due from the beginning of `day` on, by the domain's clock. `without_quiet` leaves out
        what is about incidents that keep somebody out: whoever reads it may be the one."""
        async with self._store.work() as work:
            found = await work.notices.since(self._calendar.at(day, time(0)))
            if without_quiet:
                owed = await work.obligations.by_ids({notice.obligation_id for notice in found})
                quiet = await quiet_ones(work, owed.values())
                found = [notice for notice in found if notice.obligation_id not in quiet]
            who = await addressees(work, {notice.recipient for notice in found})
        counts = Counter(
            (
                self._calendar.day_of(notice.due_at),
                None if notice.kind in AT_ONCE else notice.due_at,
                # Addresses of reporters are never the same twice: alike, they say nothing of who they are.
                SEALED if notice.recipient.startswith(SEALED) else notice.recipient,
                notice.kind,
                notice.state,
                notice.reason,
            )
            for notice in found
        )
        notices = [Replayed(*key, count) for key, count in counts.items()]
        return Replay(tuple(sorted(notices, key=_in_order)), who)


def _in_order(notice: Replayed) -> tuple[date, bool, str, str, str, str, str]:
    """Nothing that is told at once keeps its place among the others of its day."""
    at = "" if notice.due_at is None else notice.due_at.isoformat()
    return notice.on, notice.due_at is None, at, notice.recipient, notice.kind, notice.end, notice.reason
