"""Forms that somebody fills in in a chat, kept sealed between two messages: words that are typed bring no draft along.

Kept is one form a person, in a row that says nothing: sealed for that person under the key of the day, as a draft that
travels is, and found by a code that only this service can make of them. It is destroyed when it is sent or stopped, and
otherwise when a draft is too old to be opened.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from governance.errors import Expired, Stale, Tampered
from governance.half_done_ports import Kept
from governance.ports import Store, Ticker
from governance.seal_ports import PlacedDrafts

#: As long as a draft opens (`storage.drafts.LIFE`), on real time.
LIFE = timedelta(hours=20)
_PURPOSE = "chat"
_CHANGED = "This was answered on another device. Look at the newest card in the chat."


@dataclass(frozen=True, slots=True)
class HalfDone:
    data: Mapping[str, object] = field(repr=False)
    version: str


class KeepingHalfDone:
    def __init__(self, store: Store, drafts: PlacedDrafts, ticker: Ticker, new_id: Callable[[], str]) -> None:
        self._store = store
        self._drafts = drafts
        self._ticker = ticker
        self._new_id = new_id
        #: Rows that were destroyed since the last sweep; one at first, because a crash may have left some.
        self._gone = 1

    async def of(self, who: str) -> HalfDone | None:
        """The form that `who` is filling in; None when there is none that can still be opened."""
        place = self._drafts.place(_PURPOSE, who)
        async with self._store.work() as work:
            kept = await work.half_done.at(place)
        if kept is None:
            return None
        try:
            return HalfDone(self._drafts.open(_PURPOSE, who, kept.sealed), kept.version)
        except (Expired, Tampered):
            await self.forget(who)
            return None

    async def begin(self, who: str, data: Mapping[str, object]) -> HalfDone:
        """In the place of any other that they had begun."""
        kept = self._kept(who, data)
        async with self._store.work() as work:
            await work.half_done.put(kept)
        return HalfDone(data, kept.version)

    async def change(self, who: str, data: Mapping[str, object], version: str) -> HalfDone:
        """Raises Stale when it has changed since `version`, or is gone."""
        kept = self._kept(who, data)
        async with self._store.work() as work:
            if not await work.half_done.change(kept, version):
                raise Stale(_CHANGED)
        return HalfDone(data, kept.version)

    async def forget(self, who: str) -> None:
        async with self._store.work() as work:
            self._gone += await work.half_done.forget(self._drafts.place(_PURPOSE, who))

    async def sweep(self) -> int:
        """Destroy those whose time is over. Returns how many rows were destroyed since the last sweep, in any way:
        what the files of the database still hold of them has to go too."""
        async with self._store.work() as work:
            self._gone += await work.half_done.forget_before(self._ticker.now())
        gone, self._gone = self._gone, 0
        return gone

    def _kept(self, who: str, data: Mapping[str, object]) -> Kept:
        sealed = self._drafts.seal(_PURPOSE, who, data, padded=True)
        return Kept(self._drafts.place(_PURPOSE, who), sealed, self._new_id(), _hour_after(self._ticker.now() + LIFE))


def _hour_after(moment: datetime) -> datetime:
    """The next full hour: the row does not tell when somebody wrote."""
    hour = moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return hour + timedelta(hours=1)
