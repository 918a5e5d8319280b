"""Files that whoever reported an incident by name adds to it afterwards, by a link from "my incidents" (decision 0047).

A reporter keeps no key to their incident, so each addition has keys of its own, for those who hold the incident's keys.
It is an entry of the incident's record, and goes wherever such an entry goes: to whoever is given the incident, and to
a handler's new key.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date

from governance import incident_routing as routing
from governance.audit import Event
from governance.calendar import Calendar
from governance.errors import NotFound, Refused, Stale, Unreadable
from governance.files import MOST_FILES, MOST_TO_A_REPORT, Kept, from_data, to_data
from governance.incident_course import Entry, EntryKind, entry_id
from governance.incidents import Incident, IncidentState
from governance.people import Person
from governance.ports import Clock, Failpoint, Store, Ticker, Work
from governance.seal_ports import Seal
from governance.services.corresponding import NewLetter, Once
from governance.services.incident_notices import IncidentNotices
from governance.services.incident_reporting import as_bytes, locator_of, reference_of

NOT_YOURS = "There is no such incident among those that you reported."
GONE = "This incident is not there any more. We keep incidents for a time, and then destroy them."
#: Their name may be for a few, and the record says who reported it where it may.
WHOEVER = "whoever reported it"
#: Two entries at the same moment want the same number; one of them is given the next.
_TRIES = 5


class IncidentAdditions:
    """Implements `adding_files.TakesFiles` for incidents."""

    def __init__(
        self,
        store: Store,
        seal: Seal,
        calendar: Calendar,
        clock: Clock,
        ticker: Ticker,
        new_id: Callable[[], str],
        failpoint: Failpoint,
    ) -> None:
        self._store = store
        self._seal = seal
        self._calendar = calendar
        self._clock = clock
        self._failpoint = failpoint
        self._notices = IncidentNotices(clock, ticker, new_id)

    async def own(self, by: Person, incident_id: str) -> date:
        """The day on which they reported it. Raises NotFound when it is none of theirs; Refused when it is closed, or
        nobody could read what is added."""
        async with self._store.work() as work:
            mine = [i for at in self._seal.locators(locator_of(by)) for i in await work.incidents.by_locator(at)]
        incident = next((each for each in mine if each.id == incident_id), None)
        if incident is None:
            raise NotFound(NOT_YOURS)
        _check_open(incident)
        await self._readers(incident)
        return incident.reported_on

    async def day(self, work: Work, subject_id: str) -> date | None:
        """As the port says. Raises Refused when it is closed."""
        incident = await work.incidents.by_id(subject_id)
        if incident is None:
            return None
        _check_open(incident)
        return incident.reported_on

    async def keep(self, subject_id: str, letter: NewLetter, once: Once) -> bool:
        """One transaction: the sealed entry, the pieces, the audit line, the notices. As the port says."""
        if not 0 < len(letter.files) <= MOST_FILES:
            raise Refused(f"Send at least one file, and at most {MOST_FILES} at a time.")
        for tries_left in reversed(range(_TRIES)):
            try:
                async with self._store.work() as work:
                    kept = await self._keep(work, subject_id, letter.files, once)
                    self._failpoint("incident_files.before_commit")
            except Stale:
                if not tries_left:
                    raise
            else:
                return kept
        raise AssertionError("the last try returns or raises")

    # ---------------------------------------------------------------- inside

    async def _keep(self, work: Work, incident_id: str, files: Sequence[Kept], once: Once) -> bool:
        incident = await work.incidents.by_id(incident_id)
        if incident is None or incident.locator is None:
            raise NotFound(GONE)
        there = await work.files.of_incident(incident_id)
        if there.issuperset(each.id for each in files):
            return False
        _check_open(incident)
        await once(work)
        if len(there) + len(files) > MOST_TO_A_REPORT:
            raise Refused(
                f"We can take {MOST_TO_A_REPORT} files to one incident, and with these it would be more. Take some "
                "out, or ring those who handle incidents."
            )
        await work.courses.add_entry(await self._entry(work, incident, files))
        await work.files.send_with_incident(incident_id, [each.id for each in files])
        now = self._clock.now()
        await work.audit.write(Event(now, "system", "", "incident_files_added", incident_id, {"files": len(files)}))
        holdings = await work.people.holdings(routing.INVOLVED, self._calendar.day_of(now))
        await self._notices.added(work, incident, holdings)
        return True

    async def _entry(self, work: Work, incident: Incident, files: Sequence[Kept]) -> Entry:
        number = len(await work.courses.entries(incident.id)) + 1
        readers = await self._readers(incident)
        words = as_bytes({"files": [to_data(each) for each in files]})
        made = await self._seal.seal_report(
            entry_id(incident.id, number), words, readers, None, (), self._seal.new_mailbox().public
        )
        now = self._clock.now()
        return Entry(incident.id, number, EntryKind.FILES_ADDED, now, "", WHOEVER, "", made.story, made.key_id)

    async def _readers(self, incident: Incident) -> frozenset[str]:
        """Those who handle it and have a key. The owner of its asset is not among them."""
        readers = (await self._seal.holders()).intersection(incident.told)
        if not readers:
            raise Refused(
                "Nobody who handles this incident has a key any more, so what you add could not be read. Ring those "
                f"who handle incidents and give them the reference {reference_of(incident.id)}."
            )
        return readers


async def added_files(seal: Seal, by: Person, entries: Sequence[Entry]) -> tuple[Kept, ...]:
    """What was added afterwards, oldest first; nothing of what `by` has no key to."""
    found: list[Kept] = []
    for each in entries:
        if each.kind is not EntryKind.FILES_ADDED or each.sealed is None:
            continue
        try:
            words = json.loads(await seal.open_story(by.id, each.id, each.key_id, each.sealed))
        except Unreadable:
            continue
        found += [from_data(file) for file in words["files"]]
    return tuple(found)


def _check_open(incident: Incident) -> None:
    if incident.state is IncidentState.CLOSED:
        raise Refused(
            "This incident is closed, so nothing can be added to it. If there is more to know, ring those who handle "
            f"incidents and give them the reference {reference_of(incident.id)}. They can open it again."
        )
