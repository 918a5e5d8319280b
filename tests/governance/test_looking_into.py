"""What would be lost: a case lies with somebody who says nothing, or somebody hears of a case that is not theirs."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import pytest

from governance.calendar import OPENING, Calendar
from governance.case_record import NewEntry, Recorded
from governance.notices import End, Kind, Notice
from governance.obligations import Duty, Obligation
from governance.people import Away
from governance.policy.looking_into import SAY_WORKING_DAYS
from governance.reports import State
from governance.roles import Role
from governance.services.acknowledging import case_audiences
from governance.services.forecasting import Forecasting
from governance.services.looking_into import LookingInto
from governance.services.replaying import Replaying
from governance.services.watching import Ahead, Back, Watching
from tests.governance.reporting import new_id, parts
from tests.governance.sharing_world import Desk, desk

CALENDAR = Calendar()
MONDAY = date(2026, 11, 23)
DUE = CALENDAR.add(MONDAY, SAY_WORKING_DAYS)
HEARD = (Kind.SAY_HOW_IT_GOES, Kind.NOTHING_HEARD)


@dataclass
class Clock:
    """A desk whose clock asks each day, as the service's tick does."""

    desk: Desk
    looking: LookingInto

    async def comes(self, day: date) -> None:
        now = CALENDAR.at(day, OPENING) + timedelta(seconds=30)
        self.desk.office.clock.at = now
        await self.desk.leaving.sweep(now)
        await self.looking.settle(now)
        await self.desk.office.chasing.plan(now)

    async def said(self, who: str, report_id: str, kind: Recorded = Recorded.STEP) -> None:
        new = NewEntry(uuid.uuid4().hex, kind, "I asked the caretaker.")
        await self.desk.office.recording.write(self.desk.who(who), report_id, new)

    async def owed(self, report_id: str, who: str = "ivo") -> Obligation | None:
        subject = f"{report_id}/{who}"
        async with self.desk.office.store.work() as work:
            return (await work.obligations.of(Duty.LOOK_INTO, [subject])).get(subject)

    async def due_on(self, report_id: str, who: str = "ivo") -> date | None:
        there = await self.owed(report_id, who)
        return there.due_on if there and there.open else None

    async def becomes(self, report_id: str, state: State) -> None:
        report = await self.desk.report(report_id)
        async with self.desk.office.store.work() as work:
            await work.reports.change(replace(report, state=state))

    async def heard(self) -> list[tuple[str, Kind]]:
        ready = [n for n in await self.notices() if n.state is End.READY]
        return [(n.recipient, n.kind) for n in sorted(ready, key=lambda n: (n.due_at, n.recipient))]

    async def notices(self) -> list[Notice]:
        return [n for n in await self.desk.office.notices() if n.kind in HEARD]


@pytest.fixture
async def clock() -> AsyncIterator[Clock]:
    async with desk() as made:
        yield Clock(made, LookingInto(made.office.store, CALENDAR, new_id))


async def given(clock: Clock, who: str = "ivo") -> str:
    """A case that was acknowledged and given to somebody on Monday."""
    report_id = await clock.desk.case()
    version = (await clock.desk.report(report_id)).version
    await clock.desk.office.handling.acknowledge(clock.desk.who("officer"), report_id, version, parts())
    await clock.desk.share(report_id, who)
    await clock.looking.settle(clock.desk.office.clock.at)
    return report_id


async def test_whoever_looks_into_it_is_asked_and_then_those_who_keep_it(clock: Clock) -> None:
    report_id = await given(clock)
    assert await clock.due_on(report_id) == DUE
    for offset, expected in (
        (-3, []),
        (-2, [("ivo", Kind.SAY_HOW_IT_GOES)]),
        (0, [("ivo", Kind.SAY_HOW_IT_GOES)] * 2),
        (2, [("officer", Kind.NOTHING_HEARD)]),
        (5, [("auditor", Kind.NOTHING_HEARD), ("deputy", Kind.NOTHING_HEARD), ("second", Kind.NOTHING_HEARD)]),
    ):
        await clock.comes(CALENDAR.add(DUE, offset))
        heard = await clock.heard()
        assert [each for each in expected if each not in heard] == [], offset
    assert {n.recipient for n in await clock.notices()} <= {"ivo", "officer", "auditor", "deputy", "second", "nobody"}
    assert all(report_id not in repr(n) for n in await clock.notices()), "nothing of it names the case"


async def test_a_word_in_the_record_begins_it_anew_and_a_private_note_or_anothers_word_does_not(clock: Clock) -> None:
    report_id = await given(clock)
    third = CALENDAR.add(MONDAY, 3)
    await clock.comes(third)
    await clock.said("ivo", report_id, Recorded.PRIVATE_NOTE)
    await clock.said("officer", report_id)
    await clock.looking.settle(clock.desk.office.clock.at)
    assert await clock.due_on(report_id) == DUE
    await clock.said("ivo", report_id)
    for _ in range(3):
        await clock.looking.settle(clock.desk.office.clock.at)
    there = await clock.owed(report_id)
    assert there is not None
    assert (there.due_on, there.cycle) == (CALENDAR.add(third, SAY_WORKING_DAYS), 1)
    await clock.comes(DUE)
    assert await clock.heard() == []


async def test_what_is_written_on_the_day_it_was_given_changes_nothing_and_never_runs_on(clock: Clock) -> None:
    report_id = await given(clock)
    await clock.said("ivo", report_id)
    for _ in range(3):
        await clock.looking.settle(clock.desk.office.clock.at)
    there = await clock.owed(report_id)
    assert there is not None
    assert (there.due_on, there.cycle) == (DUE, 0)


async def test_of_two_each_has_their_own(clock: Clock) -> None:
    report_id = await given(clock)
    await clock.comes(CALENDAR.add(MONDAY, 1))
    await clock.desk.share(report_id, "ilse")
    await clock.comes(CALENDAR.add(MONDAY, 2))
    await clock.said("ilse", report_id)
    await clock.comes(CALENDAR.add(MONDAY, 3))
    assert await clock.due_on(report_id, "ivo") == DUE
    assert await clock.due_on(report_id, "ilse") == CALENDAR.add(MONDAY, 2 + SAY_WORKING_DAYS)
    team = await clock.desk.teams.team(clock.desk.who("officer"), report_id)
    assert {each.person.id: each.says_by for each in team.people if each.says_by} == {
        "ivo": DUE,
        "ilse": CALENDAR.add(MONDAY, 2 + SAY_WORKING_DAYS),
    }


@pytest.mark.parametrize("end", ["steps aside", "concluded", "closed", "withdrawn", "role ended", "left"])
async def test_it_ends_with_their_part_in_the_case_and_what_was_not_sent_is_not(clock: Clock, end: str) -> None:
    report_id = await given(clock)
    await clock.comes(CALENDAR.add(DUE, -2))
    assert await clock.heard() == [("ivo", Kind.SAY_HOW_IT_GOES)]
    match end:
        case "steps aside":
            await clock.desk.step_aside("ivo", report_id)
        case "role ended":
            await clock.desk.post("ivo", Role.INVESTIGATOR, until=clock.desk.office.clock.at.date() - timedelta(1))
        case "left":
            await clock.desk.office.change("ivo", left_on=clock.desk.office.clock.at.date() - timedelta(1))
        case _:
            await clock.becomes(report_id, State(end))
    await clock.comes(CALENDAR.add(DUE, -1))
    assert await clock.due_on(report_id) is None
    assert await clock.heard() == []
    await clock.comes(CALENDAR.add(DUE, 5))
    assert await clock.heard() == []


async def test_somebody_who_stepped_aside_since_the_last_look_is_told_nothing(clock: Clock) -> None:
    report_id = await given(clock)
    await clock.desk.step_aside("ivo", report_id)
    now = CALENDAR.at(DUE, OPENING) + timedelta(seconds=30)
    clock.desk.office.clock.at = now
    await clock.desk.office.chasing.plan(now)
    assert await clock.heard() == []


async def test_when_a_case_is_opened_again_it_begins_again(clock: Clock) -> None:
    report_id = await given(clock)
    for state in (State.CONCLUDED, State.INVESTIGATING):
        await clock.becomes(report_id, state)
        await clock.comes(CALENDAR.add(MONDAY, 4))
    there = await clock.owed(report_id)
    assert there is not None
    assert (there.open, there.cycle, there.due_on) == (True, 1, CALENDAR.add(MONDAY, 4 + SAY_WORKING_DAYS))


async def test_nobody_on_leave_is_asked_and_those_who_keep_it_hear_all_the_same(clock: Clock) -> None:
    report_id = await given(clock)
    office = clock.desk.office
    ivo = replace(office.people["ivo"], away=(Away(CALENDAR.add(DUE, -3), CALENDAR.add(DUE, 1)),))
    office.people["ivo"] = ivo
    await clock.desk.post("ivo", Role.INVESTIGATOR)
    for offset in (-2, 0):
        await clock.comes(CALENDAR.add(DUE, offset))
    assert await clock.heard() == []
    await clock.comes(CALENDAR.add(DUE, 2))
    assert await clock.heard() == [("officer", Kind.NOTHING_HEARD)]
    assert await clock.due_on(report_id) == DUE


async def test_neither_the_records_manager_nor_the_siro_is_shown_that_there_is_such_a_case(clock: Clock) -> None:
    report_id = await given(clock)
    await clock.desk.arrives("rm", Role.RECORDS_MANAGER)
    office = clock.desk.office

    def now() -> datetime:
        return office.clock.at

    forecasting = Forecasting(office.store, CALENDAR, case_audiences(office.seal))
    watching = Watching(office.store, CALENDAR, now, forecasting, Replaying(office.store, CALENDAR))
    until = CALENDAR.at(CALENDAR.add(DUE, 6), OPENING)
    foreseen = (await forecasting.until(office.clock.at, until)).reminders
    assert [(e.recipient, e.kind) for e in foreseen if e.kind is Kind.SAY_HOW_IT_GOES] == [
        ("ivo", Kind.SAY_HOW_IT_GOES)
    ] * 2, "whoever runs the service foresees it"
    await clock.comes(CALENDAR.add(DUE, 2))
    coming = await watching.coming(clock.desk.who("rm"), Ahead.QUARTER_DAY)
    gone = await watching.gone(clock.desk.who("rm"), Back.QUARTER)
    assert (coming.reminders, gone.notices) == ((), ())
    assert not {"ivo", "officer"} & {*coming.addressees.people, *gone.addressees.people}
    assert report_id not in repr((coming, gone))
