"""Whether everything opens that should: every handler's key, and every report for everybody who holds a key to it.

What is opened is thrown away unread. No number leaves this room that could tell who was kept out of a report.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from governance.errors import Unreadable
from governance.ports import Store
from governance.reports import Report, State
from storage.keystore import Keystore
from storage.seal_wraps import RECOVERY, Strand
from storage.sealing import Sealing


@dataclass(frozen=True, slots=True)
class Opened:
    """What came of it."""

    #: People whose key opens.
    people: int
    #: Reports that were looked at.
    reports: int
    #: Ids of reports of which something does not open for somebody, or that recovery could not open.
    shut: Sequence[str]


class Drilling:
    """Opens a service's own reports, or those of a copy that was restored."""

    def __init__(self, store: Store, keystore: Keystore, seal: Sealing) -> None:
        self._store = store
        self._keystore = keystore
        self._seal = seal

    async def open_everything(self, say: Callable[[int, int], None]) -> Opened:
        """`say` is told (reports done, of how many). Raises Misconfigured when a handler's key does not open."""
        await self._keystore.check()
        people = sorted({each.person_id for each in await self._keystore.list()})
        async with self._store.work() as work:
            reports = [report for state in State for report in await work.reports.in_state(state)]
        held = {person: await self._keystore.keys_of(person, Strand.STORY) for person in people}
        named = {person: await self._keystore.keys_of(person, Strand.IDENTITY) for person in people}
        recovery = await self._keystore.keys_of(RECOVERY, Strand.STORY)
        shut: list[str] = []
        for done, report in enumerate(reports, 1):
            holders = [person for person in people if report.key_id in held[person]]
            knowing = [person for person in people if report.key_id in named[person]]
            if report.key_id not in recovery or not await self._opens(report, holders, knowing):
                shut.append(report.id)
            say(done, len(reports))
        return Opened(len(people), len(reports), sorted(shut))

    async def _opens(self, report: Report, holders: Sequence[str], knowing: Sequence[str]) -> bool:
        async with self._store.work() as work:
            letters = [*await work.letters.of(report.id), *await work.letters.waiting(report.id)]
        try:
            for person in holders:
                await self._seal.open_story(person, report.id, report.key_id, report.story)
                for each in letters:
                    await self._seal.open_letter(person, report.id, report.key_id, each.id, each.sealed)
            for person in knowing if report.identity_sealed is not None else ():
                await self._seal.open_identity(person, report.id, report.key_id, report.identity_sealed or b"")
        except Unreadable:
            return False
        return True
