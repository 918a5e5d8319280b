"""Recording what is done about a concern (policy paragraph 28).

An entry is sealed first and put into the record inside the transaction of what it tells of, with its audit line: so
that there is no action without its entry, and no entry without a line that would show its loss.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from governance.audit import Event
from governance.case_record import (
    LONGEST_ENTRY,
    PRIVATE,
    CaseEntry,
    CaseRecord,
    Inside,
    NewEntry,
    Opened,
    Recorded,
    compared,
)
from governance.case_record import digest as digest_of
from governance.errors import Refused, Unreadable
from governance.people import Person
from governance.ports import Clock, Failpoint, Store, Work
from governance.record_ports import RecordSeal
from governance.reports import Report
from governance.services.casefiles import CaseFiles

#: The verbs of the audit log.
RECORDED = "recorded"
READ = "record_read"


class Recording:
    """Every verb checks who asks, their role today, and that they hold the report's key."""

    def __init__(self, store: Store, files: CaseFiles, seal: RecordSeal, clock: Clock, failpoint: Failpoint) -> None:
        self._store = store
        self._files = files
        self._seal = seal
        self._clock = clock
        self._failpoint = failpoint

    async def write(self, by: Person, report_id: str, new: NewEntry) -> bool:
        """Add an entry. False when this one was kept before: a press that came twice changes nothing.

        Raises NotFound for whoever does not hold the case, and Refused when it says nothing, or too much.
        """
        report, _ = await self._files.load(by, report_id, None)
        sealed = await self.seal(by, report, new)
        async with self._store.work() as work:
            post = await self._files.post(work, by)
            known = await work.record.by_id(new.id)
            if known is None and new.corrects not in {0, *(each.number for each in await work.record.of(report_id))}:
                raise Refused(f"There is no entry {new.corrects} in the record of this case. Look up its number.")
            await self.put(work, by, post, sealed)
            self._failpoint("record.before_commit")
        return known is None

    async def seal(self, by: Person, report: Report, new: NewEntry) -> CaseEntry:
        """An entry that `put` may keep, signed with the name of `by`, who holds the report's key. Before the
        transaction begins: keys are in a database of their own."""
        words = new.text.strip()
        if not words or len(words) > LONGEST_ENTRY:
            raise Refused(f"Write what you want to record, in at most {LONGEST_ENTRY} characters.")
        inside = Inside(words, new.facts, new.values, by.name, new.corrects)
        entry = CaseEntry(new.id, report.id, 0, self._files.today(), by.id, "", new.kind, b"")
        return replace(entry, sealed=await self._seal.seal_entry(report.key_id, entry, _bytes(inside)))

    async def put(self, work: Work, by: Person, post: str, sealed: CaseEntry) -> CaseEntry:
        """Keep a sealed entry, inside the transaction of what it tells of, and write its audit line. `post` is the
        role in which `by` acts. An entry that was kept before changes nothing."""
        known = await work.record.by_id(sealed.id)
        if known is not None:
            return known
        kept = await work.record.add(replace(sealed, role=post))
        details = {"number": kept.number, "kind": kept.kind.value, "digest": digest_of(kept)}
        await work.audit.write(Event(self._clock.now(), by.id, post, RECORDED, kept.report_id, details))
        return kept

    async def lessons(self, by: Person, report: Report) -> Sequence[str]:
        """What was learned from a case, in order, for whoever holds its key; shown to nobody."""
        async with self._store.work() as work:
            entries = [each for each in await work.record.of(report.id) if each.kind is Recorded.LESSON]
        opened = await self._seal.open_entries(by.id, report.key_id, entries)
        inside = [(entry.number, inside_of(raw)) for entry, raw in zip(entries, opened, strict=True) if raw is not None]
        corrected = {each.corrects for _, each in inside}
        return [each.text for number, each in inside if number not in corrected]

    async def read(self, by: Person, report_id: str) -> CaseRecord:
        """The record, opened. The audit line is written first: no line, no read."""
        keys = await self._files.keys(by)
        async with self._store.work() as work:
            report, _ = await self._files.find(work, by, keys, report_id, READ)
            entries = await work.record.of(report_id)
            lines = await work.audit.about(report_id, RECORDED)
        missing, altered = compared(entries, _digests([line.event for line in lines]))
        opened = await self._opened(by, report, entries)
        unread = {each.entry.number for each in opened if each.inside is None and not each.withheld}
        return CaseRecord(tuple(opened), missing, tuple(sorted({*altered, *unread})))

    async def known(self, by: Person, report: Report) -> Sequence[Opened]:
        """The entries that are as they were recorded, for a rule to decide by; nobody is shown them."""
        async with self._store.work() as work:
            entries = await work.record.of(report.id)
            lines = await work.audit.about(report.id, RECORDED)
        _, altered = compared(entries, _digests([line.event for line in lines]))
        return await self._opened(by, report, [each for each in entries if each.number not in altered])

    async def _opened(self, by: Person, report: Report, entries: Sequence[CaseEntry]) -> Sequence[Opened]:
        inside = await self._seal.open_entries(by.id, report.key_id, entries)
        return [_opened(by, entry, each) for entry, each in zip(entries, inside, strict=True)]


def _digests(events: Sequence[Event]) -> Mapping[int, str]:
    """What was recorded, by number."""
    told = ((event.details.get("number"), event.details.get("digest")) for event in events)
    return {number: str(found) for number, found in told if isinstance(number, int)}


def _opened(by: Person, entry: CaseEntry, inside: bytes | None) -> Opened:
    if entry.kind in PRIVATE and entry.author != by.id:
        return Opened(entry, None, withheld=True)
    try:
        return Opened(entry, None if inside is None else inside_of(inside))
    except Unreadable:
        return Opened(entry, None)


def _bytes(inside: Inside) -> bytes:
    told = {
        "text": inside.text,
        "facts": inside.facts,
        "values": dict(inside.values),
        "by": inside.by,
        "corrects": inside.corrects,
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def inside_of(raw: bytes) -> Inside:
    """What was sealed, read back. Raises Unreadable when it is in no form that we know."""
    try:
        told = json.loads(raw)
        facts = tuple((str(ask), str(answer)) for ask, answer in told["facts"])
        return Inside(told["text"], facts, dict(told["values"]), told["by"], int(told["corrects"]))
    except (KeyError, TypeError, ValueError):
        raise Unreadable("What is sealed in this entry is not in a form that we know.") from None
