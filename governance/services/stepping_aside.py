"""Stepping aside from a case, and handing on the lead (policy paragraphs 11 and 28).

There is never a moment without a holder: whoever takes over holds the keys before the others' are destroyed. Whoever
steps aside is out of the lists, the counts and the notices with the same commit, and their keys go right after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID, uuid5

from governance import routing
from governance.audit import Event
from governance.case_record import NewEntry, Recorded
from governance.case_sharing import KEEPS, keepers, led_by, needs_independent, without
from governance.errors import NotYours, Refused, Stale
from governance.notices import Kind
from governance.people import Person
from governance.ports import Clock, Failpoint, Store, Work
from governance.record_ports import CaseKeys
from governance.reports import Report, Standing, Told
from governance.roles import Holding, Role
from governance.services.case_news import CaseNews
from governance.services.casefiles import CaseFiles
from governance.services.keeping_out import STEPPED_ASIDE, KeepingOut
from governance.services.recording import Recording

HANDED_ON = "handed_on"
#: The independent person takes over where neither post is left.
TAKEN_OVER = "taken_over"

_ONLY_ONE = (
    "You are the only one left who keeps this case, and nobody else may be given it. So you cannot step aside yet: it "
    "would be lost. Ask for two custodians of the recovery key to open it to somebody else first."
)
_MOVED = "Something about this case changed since it was shown. Open it again, and look who works on it."


class SteppingAsides:
    def __init__(
        self,
        store: Store,
        files: CaseFiles,
        keys: CaseKeys,
        keeping_out: KeepingOut,
        recording: Recording,
        news: CaseNews,
        clock: Clock,
        failpoint: Failpoint,
    ) -> None:
        self._store = store
        self._files = files
        self._keys = keys
        self._out = keeping_out
        self._recording = recording
        self._news = news
        self._clock = clock
        self._failpoint = failpoint

    async def step_aside(self, by: Person, report_id: str, version: int, reason: str) -> None:
        """`by` has nothing to do with the case from now on, for the reason that stands in its record.

        Raises Refused when nobody would be left to keep it, and Stale when it changed since `version`.
        """
        if await self._is_aside(by, report_id):
            return
        report, _ = await self._files.load(by, report_id, None)
        independent = await self._successor(report, by)
        words = NewEntry(_entry_id(report, by, "aside"), Recorded.ASSIGNMENT, reason, (("Stepped aside", by.name),))
        entry = await self._recording.seal(by, report, words)
        if independent is not None:
            # Durable before anything is destroyed. If the rest fails, the key alone opens no case.
            identity = by.id in await self._keys.know_who(report.key_id)
            await self._keys.give(by.id, report.id, report.key_id, independent.id, identity=identity)
        self._failpoint("aside.before_commit")
        async with self._store.work() as work:
            post = await self._files.post(work, by)
            holdings = await work.people.holdings(routing.MAY_HEAR, self._files.today())
            joined = [Told(independent.id, Standing.INDEPENDENT)] if independent else []
            told = without(_with(report, joined), {by.id}, holdings)
            await _move(work, report, version)
            await self._recording.put(work, by, post, entry)
            await work.reports.retell(report.id, told)
            await work.audit.write(Event(self._clock.now(), by.id, post, STEPPED_ASIDE, report.id))
            if independent is not None:
                details = {"to": independent.id}
                await work.audit.write(Event(self._clock.now(), "system", "", TAKEN_OVER, report.id, details))
            await self._news.tell(work, _newly_leading(report, told), Kind.CASE_YOURS)
        self._failpoint("aside.before_keys")
        await self._keys.take(report.key_id, by.id)

    async def hand_on(self, by: Person, report_id: str, version: int, to: str, reason: str) -> Person:
        """Somebody else who keeps the case leads it from now on; returns them. By its lead, or by one of the two posts.

        Raises NotYours for anybody else, and Refused when the other does not keep it or holds no key.
        """
        report, _ = await self._files.load(by, report_id, None)
        async with self._store.work() as work:
            holdings = await work.people.holdings(routing.MAY_HEAR, self._files.today())
            other = await work.people.by_id(to)
        if not _may_hand_on(report, by, holdings):
            raise NotYours("Only whoever leads a case, or one of the two posts, can say who leads it.")
        beside = {each.person_id for each in keepers(report.told, holdings)}
        if other is None or to not in beside or to not in await self._keys.holders(report.key_id):
            raise Refused("They do not keep this case, so they cannot lead it. Choose somebody who does.")
        words = NewEntry(_entry_id(report, by, f"lead {to} {version}"), Recorded.ASSIGNMENT, reason,
                         (("Leads it now", other.name),))  # fmt: skip
        entry = await self._recording.seal(by, report, words)
        async with self._store.work() as work:
            post = await self._files.post(work, by)
            if await work.record.by_id(entry.id) is not None:
                return other
            await _move(work, report, version)
            await self._recording.put(work, by, post, entry)
            await work.reports.retell(report.id, led_by(report.told, to))
            await work.audit.write(Event(self._clock.now(), by.id, post, HANDED_ON, report.id, {"to": to}))
            await self._news.tell(work, [to], Kind.CASE_YOURS)
        return other

    # ---------------------------------------------------------------- inside

    async def _is_aside(self, by: Person, report_id: str) -> bool:
        """They stepped aside before: a press that came twice, or one more after a crash kept their keys from going."""
        async with self._store.work() as work:
            await self._files.post(work, by)
            report = await work.reports.by_id(report_id)
            lines = await work.audit.about(report_id, STEPPED_ASIDE)
        if report is None or not any(line.event.actor == by.id for line in lines):
            return False
        if any(each.person_id == by.id for each in report.told):
            return False
        await self._keys.take(report.key_id, by.id)
        return True

    async def _successor(self, report: Report, by: Person) -> Person | None:
        """The independent person, where neither post would be left; None where one is, or where deputies are and there
        is no independent person. Raises Refused where nobody would be."""
        story = await self._out.story(by.id, report)
        async with self._store.work() as work:
            holdings = await work.people.holdings(routing.MAY_HEAR, self._files.today())
            left = [each for each in report.told if each.person_id != by.id]
            holders = await self._keys.holders(report.key_id)
            kept = [each for each in keepers(left, holdings) if each.person_id in holders]
            if not needs_independent(kept, holdings):
                return None
            independents = [h.person_id for h in holdings if h.role is Role.INDEPENDENT_PERSON]
            people = await work.people.many(set(independents) - {by.id})
            able = [people[each] for each in independents if each in people]
            found = await self._out.could_be_given(work, report, story, able, {Role.INDEPENDENT_PERSON})
        if not found and not kept and _keeps(report, by):
            raise Refused(_ONLY_ONE)
        return found[0] if found and _keeps(report, by) else None


async def _move(work: Work, report: Report, version: int) -> None:
    if report.version != version:
        raise Stale(_MOVED)
    try:
        await work.reports.move(report.id, version, report.state)
    except Stale:
        raise Stale(_MOVED) from None


def _keeps(report: Report, by: Person) -> bool:
    return any(each.person_id == by.id and each.standing in KEEPS for each in report.told)


def _may_hand_on(report: Report, by: Person, holdings: Sequence[Holding]) -> bool:
    leads = any(
        each.person_id == by.id and each.standing in (Standing.LEAD, Standing.INDEPENDENT) for each in report.told
    )
    heads = {h.person_id for h in holdings if h.role in routing.OTHER_HANDLER}
    return leads or (by.id in heads and _keeps(report, by))


def _with(report: Report, joined: Sequence[Told]) -> Report:
    return replace(report, told=(*report.told, *joined))


def _newly_leading(report: Report, told: Sequence[Told]) -> list[str]:
    """Whoever leads now and did not before."""
    leads = (Standing.LEAD, Standing.INDEPENDENT)
    before = {each.person_id for each in report.told if each.standing in leads}
    return [each.person_id for each in told if each.standing in leads and each.person_id not in before]


def _entry_id(report: Report, by: Person, what: str) -> str:
    """The same for each arrival of one press."""
    return uuid5(UUID(report.id), f"{what}:{by.id}").hex
