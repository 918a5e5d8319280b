"""What would be lost: what somebody found out, with them; or the trust of whoever wrote a note for themselves."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from governance.calendar import Calendar
from governance.case_record import CaseRecord, NewEntry, Recorded
from governance.errors import NotFound, Refused, Unreadable
from governance.services.recovering_notes import HANDED, RecoveringNotes
from storage.recovery import OpenEscrow
from storage.seal_record import RecordSealing
from tests.governance.sharing_world import Desk, desk

NOTE = "I think that the store room was locked on purpose."
CUSTODIANS = ("chief", "outsider")


@dataclass
class Safes:
    """A desk whose custodians have opened their safes."""

    desk: Desk
    recovering: RecoveringNotes

    async def note(self, report_id: str, who: str = "ivo", text: str = NOTE) -> None:
        new = NewEntry(uuid.uuid4().hex, Recorded.PRIVATE_NOTE, text)
        await self.desk.office.recording.write(self.desk.who(who), report_id, new)

    async def reads(self, who: str, report_id: str) -> list[str]:
        """Every private note that opens for them."""
        record = await self.record(who, report_id)
        return [e.inside.text for e in record.entries if e.entry.kind is Recorded.PRIVATE_NOTE and e.inside]

    async def record(self, who: str, report_id: str) -> CaseRecord:
        return await self.desk.office.recording.read(self.desk.who(who), report_id)

    async def left(self) -> str:
        """A case in which somebody wrote a private note and stepped aside."""
        report_id = await self.desk.case()
        await self.desk.share(report_id)
        await self.note(report_id)
        await self.desk.step_aside("ivo", report_id)
        return report_id


@pytest.fixture
async def safes() -> AsyncIterator[Safes]:
    async with desk() as world:
        office = world.office
        seal = RecordSealing(office.keystore, office.intake, office.desk, office.clock)
        escrow = OpenEscrow(seal, office.recovery)
        yield Safes(world, RecoveringNotes(office.store, escrow, office.recording, Calendar(), office.clock))


async def test_notes_of_somebody_who_went_are_one_persons_and_nobody_elses(safes: Safes) -> None:
    report_id = await safes.left()
    assert await safes.reads("officer", report_id) == []
    assert await safes.recovering.hand_over(report_id, "ivo", "officer", CUSTODIANS) == 1
    assert await safes.reads("officer", report_id) == [NOTE]
    for other in ("auditor", "deputy"):
        assert await safes.reads(other, report_id) == []
    record = await safes.record("officer", report_id)
    assert (record.missing, record.altered) == ((), ())
    [mine] = [e.inside for e in record.entries if e.entry.author == "officer" and e.inside and e.inside.text == NOTE]
    assert mine.facts[:2] == (("Written by", "Ivo Lang"), ("Written on", "2026-11-23"))
    async with safes.desk.office.store.work() as work:
        [line] = [e.event for e in await work.audit.lines(0, 1000) if e.event.verb == HANDED]
    assert (line.subject, dict(line.details)) == (
        report_id,
        {"of": "ivo", "to": "officer", "custodian": "chief", "other_custodian": "outsider"},
    )


async def test_said_again_it_hands_over_nothing_twice(safes: Safes) -> None:
    report_id = await safes.left()
    for _ in range(2):
        await safes.recovering.hand_over(report_id, "ivo", "officer", CUSTODIANS)
    assert await safes.reads("officer", report_id) == [NOTE]


async def test_taking_over_a_case_gives_nobody_the_notes_in_it(safes: Safes) -> None:
    report_id = await safes.left()
    await safes.desk.share(report_id, "ilse")
    assert await safes.reads("ilse", report_id) == []


async def test_while_their_author_works_on_the_case_they_are_nobodys(safes: Safes) -> None:
    report_id = await safes.desk.case()
    await safes.desk.share(report_id)
    await safes.note(report_id)
    with pytest.raises(Refused, match="Ask them"):
        await safes.recovering.hand_over(report_id, "ivo", "officer", CUSTODIANS)
    assert await safes.reads("officer", report_id) == []


async def test_whoever_is_named_in_one_does_not_get_them(safes: Safes) -> None:
    report_id = await safes.desk.case()
    await safes.desk.share(report_id)
    await safes.desk.share(report_id, "ilse")
    await safes.note(report_id)
    await safes.note(report_id, text="Reeve, Ilse: she has the key of the store room.")
    await safes.desk.step_aside("ivo", report_id)
    with pytest.raises(Refused, match="called Ilse Reeve"):
        await safes.recovering.hand_over(report_id, "ivo", "ilse", CUSTODIANS)
    assert await safes.reads("ilse", report_id) == []
    assert await safes.recovering.hand_over(report_id, "ivo", "officer", CUSTODIANS) == 2


@pytest.mark.parametrize("to", ["ilse", "chief", "ivo", "reporter", "nobody-there"])
async def test_only_somebody_who_works_on_the_case_gets_them(safes: Safes, to: str) -> None:
    report_id = await safes.left()
    with pytest.raises((Refused, NotFound)):
        await safes.recovering.hand_over(report_id, "ivo", to, ("auditor", "outsider"))
    async with safes.desk.office.store.work() as work:
        assert HANDED not in {e.event.verb for e in await work.audit.lines(0, 1000)}


@pytest.mark.parametrize("custodians", [("chief",), ("chief", "chief"), ("chief", "officer"), ("chief", "ivo"), ()])
async def test_two_custodians_stand_by_it_who_have_no_part_in_it(safes: Safes, custodians: tuple[str, ...]) -> None:
    report_id = await safes.left()
    with pytest.raises(Refused, match="two different custodians"):
        await safes.recovering.hand_over(report_id, "ivo", "officer", custodians)


async def test_another_recovery_key_opens_none_and_leaves_no_line(safes: Safes) -> None:
    report_id = await safes.left()
    office = safes.desk.office
    seal = RecordSealing(office.keystore, office.intake, office.desk, office.clock)
    wrong = RecoveringNotes(office.store, OpenEscrow(seal, b"k" * 32), office.recording, Calendar(), office.clock)
    with pytest.raises(Unreadable):
        await wrong.hand_over(report_id, "ivo", "officer", CUSTODIANS)
    async with office.store.work() as work:
        assert HANDED not in {e.event.verb for e in await work.audit.lines(0, 1000)}


async def test_who_left_no_notes_has_none_to_hand_over(safes: Safes) -> None:
    report_id = await safes.left()
    with pytest.raises(NotFound, match="left no private notes"):
        await safes.recovering.hand_over(report_id, "ilse", "officer", CUSTODIANS)
    with pytest.raises(NotFound):
        await safes.recovering.hand_over("f" * 32, "ivo", "officer", CUSTODIANS)
