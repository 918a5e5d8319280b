"""Private notes of somebody who does not work on a case any more: two custodians hand them to one person who does
(policy paragraph 28).

They are handed over and never shown. Each becomes a private note of the person who gets it, so that it opens for nobody
else, and ends with the report as every entry does. A note may say what its author thought of the others: whoever is
named in one does not get them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol
from uuid import UUID, uuid5

from governance import routing
from governance.audit import Event
from governance.calendar import Calendar
from governance.case_record import PRIVATE, CaseEntry, Inside, NewEntry, Recorded, digest
from governance.case_sharing import names, workers
from governance.errors import NotFound, Refused
from governance.people import Person
from governance.ports import Clock, Store, Work
from governance.reports import Report
from governance.services.casefiles import is_shown
from governance.services.recording import RECORDED, Recording, inside_of

#: The verb of the record.
HANDED = "notes_handed_over"


class NoteEscrow(Protocol):
    """What the recovery key does with private notes, once two custodians have put it together."""

    async def notes(self, via: str, report: Report, author: str, entries: Sequence[CaseEntry]) -> Sequence[bytes]:
        """What is sealed in each, with the outer box opened by the keys of `via`, who works on the case. Raises
        Unreadable when one does not open, or `via` holds no key."""


class RecoveringNotes:
    def __init__(
        self, store: Store, escrow: NoteEscrow, recording: Recording, calendar: Calendar, clock: Clock
    ) -> None:
        self._store = store
        self._escrow = escrow
        self._recording = recording
        self._calendar = calendar
        self._clock = clock

    async def hand_over(self, report_id: str, author_id: str, to: str, custodians: Sequence[str]) -> int:
        """Make the private notes of one person in one case those of another; how many there are. Said again, it adds
        what was written since, and nothing twice. The audit line stands in the same transaction.

        Raises Refused while the author works on the case: ask them. Raises Refused when a note names whoever would get
        it, or who gets it does not work on the case.
        """
        async with self._store.work() as work:
            report, author, person = await self._checked(work, report_id, author_id, to, custodians)
            entries = [e for e in await work.record.of(report_id) if e.kind in PRIVATE and e.author == author_id]
        if not entries:
            raise NotFound(f"{author.name} left no private notes in this case.")
        told = [inside_of(raw) for raw in await self._escrow.notes(person.id, report, author_id, entries)]
        if names([json.dumps([each.text, each.facts], ensure_ascii=False) for each in told], person.name):
            raise Refused(f"The notes name somebody who is called {person.name}. Name somebody else.")
        sealed = [
            await self._recording.seal(person, report, _theirs(person, author, entry, each))
            for entry, each in zip(entries, told, strict=True)
        ]
        async with self._store.work() as work:
            role = next(iter(sorted(await work.people.roles_of(person.id, self._today()))), "")
            details = {
                "of": author_id, "to": person.id, "custodian": custodians[0], "other_custodian": custodians[1],
            }  # fmt: skip
            await work.audit.write(Event(self._clock.now(), "system", "administrator", HANDED, report_id, details))
            for each in sealed:
                await self._keep(work, replace(each, role=role))
        return len(sealed)

    # ---------------------------------------------------------------- inside

    async def _checked(
        self, work: Work, report_id: str, author_id: str, to: str, custodians: Sequence[str]
    ) -> tuple[Report, Person, Person]:
        report = await work.reports.by_id(report_id)
        if report is None or not is_shown(report):
            raise NotFound("There is no such report, or it is not released yet. Without --case, all are listed.")
        author, person = await work.people.by_id(author_id), await work.people.by_id(to)
        if author is None or person is None:
            raise NotFound(f"There is no {to if author else author_id} on the staff list.")
        if len(custodians) != 2 or len({*custodians, author_id, to}) != 4:
            raise Refused("Name two different custodians, neither of whom wrote the notes or gets them.")
        for custodian in custodians:
            there = await work.people.by_id(custodian)
            if there is None or there.has_left(self._today()):
                raise Refused(f"There is no {custodian} on the staff list today.")
        holdings = await work.people.holdings(routing.MAY_HEAR, self._today())
        inside = {each.person_id for each in workers(report.told, holdings)}
        if author_id in inside:
            raise Refused(f"{author.name} still works on this case. Ask them for what they know.")
        if person.id not in inside or person.has_left(self._today()):
            raise Refused(f"{person.name} does not work on this case. Let them in first, or name somebody who does.")
        return report, author, person

    async def _keep(self, work: Work, sealed: CaseEntry) -> None:
        if await work.record.by_id(sealed.id) is not None:
            return
        kept = await work.record.add(sealed)
        details = {"number": kept.number, "kind": kept.kind.value, "digest": digest(kept)}
        await work.audit.write(Event(self._clock.now(), "system", "", RECORDED, kept.report_id, details))

    def _today(self) -> date:
        return self._calendar.day_of(self._clock.now())


def _theirs(person: Person, author: Person, entry: CaseEntry, inside: Inside) -> NewEntry:
    """The same words as a private note of the person who gets them. Its id is the same each time."""
    facts = (("Written by", author.name), ("Written on", entry.written_on.isoformat()), *inside.facts)
    id_ = uuid5(UUID(entry.id), f"handed over:{person.id}").hex
    return NewEntry(id_, Recorded.PRIVATE_NOTE, inside.text, facts, inside.values)
